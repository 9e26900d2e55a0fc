"""Name what a presenter may ask of the screens: a closed list, nothing free-form."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from dashboard.election.payload import Day, Word


class Order(BaseModel):
    """Refuse members that a command does not have; a command never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Step(Order):
    """Go to the next or to the previous stop of the tour."""

    do: Literal["next", "previous"]


class Hold(Order):
    """Hold the tour where it is, or let it go on."""

    do: Literal["pause", "resume"]


class Home(Order):
    """Return to the whole district, today, with the tour going on."""

    do: Literal["home"]


class Visit(Order):
    """Stay at a township or at a unit, by its code."""

    do: Literal["area"]
    code: Annotated[str, Field(min_length=1, max_length=40)]


class Stand(Order):
    """Let units stand on the map or on equal tiles."""

    do: Literal["ground"]
    ground: Literal["map", "tiles"]


class Colour(Order):
    """Colour units by something that a wall may show; assessment and petitions are for the desk."""

    do: Literal["colour"]
    by: Literal["phase", "late", "success"]


class Show(Order):
    """Show a day of the campaign; none: the present."""

    do: Literal["day"]
    as_of: Day | None


class Play(Order):
    """Let the days of the campaign pass, or stop them."""

    do: Literal["play"]
    on: bool


class Switch(Order):
    """Switch a dark wall, 参观模式 (progress only) or 选举日模式 (polls shown large) on or off."""

    do: Literal["blank", "visitors", "polls"]
    on: bool


class Follow(Order):
    """Show a track, or all of them together."""

    do: Literal["track"]
    track: Word


Command = Annotated[
    Step | Hold | Home | Visit | Stand | Colour | Show | Play | Switch | Follow, Field(discriminator="do")
]
"""Any command; `do` says which."""
