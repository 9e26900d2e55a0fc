"""Tell on which days polls were held, are called, or are planned."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Literal

from dashboard.election.areas import Area, AreaTree
from dashboard.election.plan import expected_poll_on
from dashboard.election.state import TrackState, UnitState


@dataclass(frozen=True, slots=True)
class PollDay:
    """Hold one poll of a unit on a track and its day.

    Attributes
    ----------
    area, township : str
        Codes of the unit and of its township.
    kind : str
        `village` or `community`.
    at : time or None
        Hour for which it is called, or at which a held one closed, where known.
    basis : str
        `held`, `called` or `planned`, the surest that is known.
    round : int
        1 for the unit's first poll on the track; annulled polls do not count.
    ordinal : int
        The unit's place in the official order.
    """

    area: str
    township: str
    kind: str
    track: str
    on: date
    at: time | None
    basis: Literal["held", "called", "planned"]
    round: int
    ordinal: int

    @property
    def held(self) -> bool:
        """Say whether the poll has closed."""
        return self.basis == "held"


def poll_days(tree: AreaTree, units: Mapping[str, UnitState], today: date) -> tuple[PollDay, ...]:
    """List the polls of units, in official order, each unit's tracks in profile order.

    Parameters
    ----------
    units : Mapping[str, UnitState]
        By code, as of `today`; those not given have no polls.
    """
    return tuple(
        poll
        for area in tree.units
        if area.code in units
        for track in units[area.code].tracks.values()
        for poll in polls_of(area, track, today)
    )


def polls_of(area: Area, state: TrackState, today: date) -> Iterator[PollDay]:
    """Yield the polls of a unit on one track: those held, then the one to come.

    The one to come is called, else planned. A planned day that has passed without a call says nothing any
    more; a called one stands until its poll is reported or called anew. A suspended unit has none to come.
    """
    if state.phase is None:
        return

    def poll(on: date, at: time | None, basis: Literal["held", "called", "planned"], place: int) -> PollDay:
        return PollDay(
            area.code, area.parent_code or "", area.kind or "", state.track, on, at, basis, place, area.ordinal
        )

    held = [one for one in state.polls if not one.annulled]
    for place, one in enumerate(held, start=1):
        yield poll(one.on, one.at, "held", place)
    if state.decided or "suspended" in state.exceptions:
        return
    if state.called_on is not None:
        if not held or state.called_on > held[-1].on:
            yield poll(state.called_on, state.called_at, "called", len(held) + 1)
        return
    planned = expected_poll_on(state)
    if not held and planned is not None and planned >= today:
        yield poll(planned, None, "planned", 1)
