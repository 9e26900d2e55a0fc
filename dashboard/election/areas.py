"""Describe the areas that facts are about: a tree of units, townships, districts and what lies above them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from dashboard.profile.model import Profile


@dataclass(frozen=True)
class Area:
    """Hold one area.

    Attributes
    ----------
    kind : str or None
        `village` or `community` for a unit, None above.
    due : Mapping[str, bool]
        Per track, whether this term's election is due; units only.
    due_reason : Mapping[str, str]
        Per track, why it is not.
    attributes : Mapping[str, str]
        What chooses a procedure variant (organisation type, assembly, voting mode).
    ordinal : int
        Place in the official order.
    closed_on : date or None
        Day from which the list of places has it no more. Its facts are kept; it counts nowhere.
    """

    code: str
    parent_code: str | None
    name: str
    short_name: str
    aliases: tuple[str, ...]
    level: int
    kind: str | None
    ordinal: int
    due: Mapping[str, bool] = field(default_factory=dict)
    due_reason: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    closed_on: date | None = None


@dataclass(frozen=True)
class AreaTree:
    """Answer questions on the tree; levels come from the chain of parents."""

    areas: Mapping[str, Area]

    @classmethod
    def of(cls, areas: Iterable[Area]) -> "AreaTree":
        """Build the tree in official order."""
        return cls({area.code: area for area in sorted(areas, key=lambda area: area.ordinal)})

    @cached_property
    def root(self) -> Area:
        """Return the area that all others lie in."""
        return next(area for area in self.areas.values() if area.parent_code is None)

    @cached_property
    def units(self) -> tuple[Area, ...]:
        """List the villages and communities in official order, without those that are closed."""
        return tuple(area for area in self.areas.values() if area.kind is not None and area.closed_on is None)

    @cached_property
    def closed(self) -> frozenset[str]:
        """Return the codes of the areas that the list of places has no more."""
        return frozenset(area.code for area in self.areas.values() if area.closed_on is not None)

    @cached_property
    def townships(self) -> tuple[Area, ...]:
        """List the parents of units in official order."""
        parents = {unit.parent_code for unit in self.units}
        return tuple(area for area in self.areas.values() if area.code in parents)

    @cached_property
    def units_below(self) -> Mapping[str, tuple[str, ...]]:
        """Map every area to the codes of its units in official order; a unit is its own unless it is closed."""
        below: dict[str, list[str]] = {code: [] for code in self.areas}
        for unit in self.units:
            area: Area | None = unit
            while area is not None:
                below[area.code].append(unit.code)
                area = self.areas.get(area.parent_code or "")
        return {code: tuple(units) for code, units in below.items()}

    def level_name(self, area: Area) -> Literal["unit", "township", "district"]:
        """Name what an area is: `unit`, `district` (the root) or `township`."""
        if area.kind is not None:
            return "unit"
        return "district" if area.parent_code is None else "township"

    def expected_reporters(self, profile: Profile) -> tuple[str, ...]:
        """List the townships that owe a daily report: those with a unit due on any track."""
        tracks = [track.id for track in profile.tracks]
        due = {unit.parent_code for unit in self.units if any(unit.due.get(track) for track in tracks)}
        return tuple(area.code for area in self.townships if area.code in due)
