"""Model the headline scale of the map, and the signs that stand beside it."""

from typing import Literal

from dashboard.profile.base import Colour, Identifier, Model, Text


class Paint(Model):
    """Give the fill of a phase and the ink of an icon drawn on it."""

    fill: Colour
    ink: Colour


class Phase(Model):
    """Describe one step of the headline scale; its index is its place in the profile."""

    id: Identifier
    icon: str
    light: Paint
    dark: Paint
    label: Text


class Flag(Model):
    """Describe a sign that stands beside the phase (`dashboard.election.flags` gives its bit)."""

    id: Literal["key", "another", "rerun", "vacancy", "postponed", "suspended", "not_due", "not_reported"]
    icon: str
    label: Text
