"""Find the first polls (首家选举) of the district and of each township; they move when the schedule moves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from itertools import groupby
from typing import Literal

from dashboard.election.poll_days import PollDay
from dashboard.profile.command import FirstPolls

Level = Literal["district", "township"]


@dataclass(frozen=True, slots=True)
class FirstPoll:
    """Name the unit whose poll is the first of its kind and track in a place.

    Attributes
    ----------
    place : str
        Code of the district or township in which it is the first.
    on : date
        The day of the poll: held, called or planned.
    """

    area: str
    track: str
    kind: str
    level: Level
    place: str
    on: date
    at: time | None
    held: bool


def first_polls(polls: Iterable[PollDay], terms: FirstPolls, district: str) -> tuple[FirstPoll, ...]:
    """Return the first polls by the profile's `[first_polls]`: the district's, then each township's.

    Of the polls of a combination of place, kind and track the earliest is the first; on one day the earlier
    hour (an unknown hour comes last), then the official order decides. A poll that was held goes before all
    that were not: nothing that is called for an earlier day afterwards takes its place away. Annulled polls
    are none, and a unit's later rounds never count.

    Parameters
    ----------
    polls : Iterable[PollDay]
        Of the whole district (`dashboard.election.poll_days.poll_days`), in any order.
    district : str
        Code of the district.
    """
    opening = sorted((poll for poll in polls if poll.round == 1), key=_order)
    found: list[FirstPoll] = []
    for level in terms.per:
        first: dict[tuple[str, str | None, str | None], FirstPoll] = {}
        for poll in opening:
            place = district if level == "district" else poll.township
            key = (place, poll.kind if terms.each_kind else None, poll.track if terms.each_track else None)
            if key not in first:
                first[key] = FirstPoll(poll.area, poll.track, poll.kind, level, place, poll.on, poll.at, poll.held)
        found.extend(first.values())
    return tuple(found)


def by_unit(firsts: Iterable[FirstPoll]) -> Mapping[tuple[str, str], tuple[FirstPoll, ...]]:
    """Map (unit, track) to what its poll is the first of; a unit that is missing is the first of nothing."""

    def unit(first: FirstPoll) -> tuple[str, str]:
        return first.area, first.track

    return {key: tuple(group) for key, group in groupby(sorted(firsts, key=unit), unit)}


def _order(poll: PollDay) -> tuple[bool, date, time, int, str]:
    return not poll.held, poll.on, poll.at or time.max, poll.ordinal, poll.track
