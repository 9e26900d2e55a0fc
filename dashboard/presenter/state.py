"""Fold a presenter's commands into what the screens show, so that one that comes late shows the same."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from dashboard.presenter.commands import (
    Colour,
    Command,
    Follow,
    Hold,
    Home,
    Play,
    Show,
    Stand,
    Step,
    Switch,
    Visit,
)


class State(BaseModel):
    """Hold what the screens of one presenter show.

    Attributes
    ----------
    homes : int
        How often they were sent back to the district; a screen goes there when it grows.
    steps : int
        Stops gone forward less those gone back; a screen goes by the difference to the last it knew.
    area : str or None
        Code of a township or unit at which they stay; None: at a stop of the tour.
    day : date or None
        Business day that they show; None: the present.
    ground, by, visitors, polls, track
        None: as each screen was opened; one that was opened for visitors must not show more by being paired.
    """

    model_config = ConfigDict(frozen=True)

    homes: int = 0
    steps: int = 0
    paused: bool = False
    area: str | None = None
    ground: Literal["map", "tiles"] | None = None
    by: Literal["phase", "late", "success"] | None = None
    day: date | None = None
    playing: bool = False
    blank: bool = False
    visitors: bool | None = None
    polls: bool | None = None
    track: str | None = None


def fold(state: State, command: Command) -> State:
    """Return the state after a command."""
    return state.model_copy(update=_changes(state, command))


def _changes(state: State, command: Command) -> dict[str, object]:
    """List what a command changes."""
    match command:
        case Step(do=do):  # back to the tour, from a place at which they stayed
            return {"steps": state.steps + (1 if do == "next" else -1), "area": None}
        case Hold(do=do):
            return {"paused": True} if do == "pause" else {"paused": False, "area": None}
        case Home():
            return {
                "homes": state.homes + 1,
                "paused": False,
                "area": None,
                "day": None,
                "playing": False,
            }
        case Visit(code=code):
            return {"area": code, "paused": True}
        case Show(as_of=day):
            return {"day": day, "playing": False}
        case Play(on=on):
            return {"playing": on}
        case Switch(do=do, on=on):
            return {do: on}
        case Stand() | Colour() | Follow():
            return command.model_dump(exclude={"do"})


def read_state(kept: Mapping[str, Any] | None) -> State:
    """Return a state as the database keeps it; the opening one where there is none, or none of this release."""
    try:
        return State.model_validate(kept or {})
    except ValidationError:  # another release wrote it
        return State()


def kept_state(state: State) -> dict[str, Any]:
    """Return a state as the database and the wire hold it."""
    return state.model_dump(mode="json")
