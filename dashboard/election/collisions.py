"""Find the days on which more is polled than can be attended, and free days for a poll."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

from dashboard.election.command_facts import Assignment
from dashboard.election.facts import Fact
from dashboard.election.first_polls import by_unit, first_polls
from dashboard.election.poll_days import PollDay
from dashboard.profile.calendar import WorkingDays
from dashboard.profile.command import CollisionTerms, FirstPolls

_DAY = timedelta(days=1)

Scope = Literal["group", "township", "district"]


@dataclass(frozen=True, slots=True)
class Collision:
    """Name a day on which someone would have to be at too many polls.

    Attributes
    ----------
    kind : str
        `many`: more units than the limit; `first_polls`: two first polls for one group, whatever the limit.
    scope : str
        Who is short: a supervision `group`, a `township`, the `district`.
    who : str
        The group's post, or the area's code.
    polls : tuple[PollDay, ...]
        The polls that collide, in order of hour and then of place.
    units : int
        Their units; two tracks of one unit are one place to be at.
    limit : int
        Units that can be attended; 1 for first polls.
    """

    kind: Literal["many", "first_polls"]
    on: date
    scope: Scope
    who: str
    polls: tuple[PollDay, ...]
    units: int
    limit: int


@dataclass(frozen=True, slots=True)
class DayLoad:
    """Hold the polls of one day, how many units each must attend, and what collides."""

    on: date
    polls: tuple[PollDay, ...]
    units: int
    by_group: Mapping[str, int]
    by_township: Mapping[str, int]
    collisions: tuple[Collision, ...]


@dataclass(frozen=True)
class PollCalendar:
    """Look at the polls of the district day by day.

    Parameters
    ----------
    polls : Sequence[PollDay]
        Of the whole district, all rounds and tracks (`dashboard.election.poll_days.poll_days`).
    groups : Mapping[str, AbstractSet[str]]
        Township → posts of its supervision groups (`supervision`).
    district : str
        Code of the district.
    """

    polls: Sequence[PollDay]
    groups: Mapping[str, AbstractSet[str]]
    district: str
    terms: CollisionTerms
    firsts: FirstPolls

    @cached_property
    def days(self) -> tuple[DayLoad, ...]:
        """Return the days that have a poll, in order."""
        return tuple(self._load(on, self._by_day[on]) for on in sorted(self._by_day))

    @cached_property
    def collisions(self) -> tuple[Collision, ...]:
        """Return everything that collides, by day."""
        return tuple(found for day in self.days for found in day.collisions)

    def load(self, on: date) -> DayLoad:
        """Return one day, be it without polls."""
        return self._load(on, self._by_day.get(on, []))

    def moved(self, area: str, track: str, on: date) -> "PollCalendar":
        """Return the calendar with the poll to come of a unit and track on another day.

        Held polls stay. A unit without a poll to come is left as it is.
        """

        def put(poll: PollDay) -> PollDay:
            mine = (poll.area, poll.track) == (area, track) and not poll.held
            return replace(poll, on=on, at=None, basis="called") if mine else poll

        return replace(self, polls=tuple(map(put, self.polls)))

    @cached_property
    def _by_day(self) -> Mapping[date, list[PollDay]]:
        found: dict[date, list[PollDay]] = {}
        for poll in sorted(self.polls, key=lambda poll: (poll.at is None, str(poll.at), poll.ordinal, poll.track)):
            found.setdefault(poll.on, []).append(poll)
        return found

    @cached_property
    def _first(self) -> AbstractSet[tuple[str, str]]:
        return by_unit(first_polls(self.polls, self.firsts, self.district)).keys()

    def _load(self, on: date, polls: Sequence[PollDay]) -> DayLoad:
        townships: dict[str, list[PollDay]] = {}
        groups: dict[str, list[PollDay]] = {}
        for poll in polls:
            townships.setdefault(poll.township, []).append(poll)
            for post in self.groups.get(poll.township, ()):
                groups.setdefault(post, []).append(poll)
        found = [
            *self._many(on, "district", {self.district: polls}, self.terms.per_district),
            *self._many(on, "group", groups, self.terms.per_group),
            *self._many(on, "township", townships, self.terms.per_township),
        ]
        for post, attended in sorted(groups.items()):
            first = [poll for poll in attended if poll.round == 1 and (poll.area, poll.track) in self._first]
            if _units(first) > 1:
                found.append(Collision("first_polls", on, "group", post, tuple(first), _units(first), 1))
        return DayLoad(
            on=on,
            polls=tuple(polls),
            units=_units(polls),
            by_group={post: _units(groups[post]) for post in sorted(groups)},
            by_township={code: _units(townships[code]) for code in sorted(townships)},
            collisions=tuple(found),
        )

    @staticmethod
    def _many(on: date, scope: Scope, of: Mapping[str, Sequence[PollDay]], limit: int) -> list[Collision]:
        return [
            Collision("many", on, scope, who, tuple(polls), _units(polls), limit)
            for who, polls in sorted(of.items())
            if _units(polls) > limit
        ]


def supervision(facts: Mapping[str, Iterable[Fact]], terms: CollisionTerms) -> dict[str, frozenset[str]]:
    """Return the groups that attend each township's polls, from its counting facts in the order of the reading.

    Each subject (default: the duty) of the profile's duty has the post that was named last; none once it ended.
    """
    found: dict[str, frozenset[str]] = {}
    for township, told in facts.items():
        posts: dict[str, str] = {}
        for fact in told:
            payload = fact.payload
            if not isinstance(payload, Assignment) or payload.duty != terms.duty:
                continue
            subject = fact.subject or payload.duty
            if payload.ended:
                posts.pop(subject, None)
            else:
                posts[subject] = payload.post
        found[township] = frozenset(posts.values())
    return found


def may_suggest(day: date, terms: CollisionTerms, calendar: WorkingDays) -> bool:
    """Say whether the profile offers a day for polls; one that is not offered may still be called."""
    match terms.suggested:
        case "working":
            return calendar.is_working(day)
        case "ordinary":
            return calendar.off_in_a_row(day) < terms.holiday
        case "any":
            return True


def free_days(
    polls: PollCalendar, poll: PollDay, earliest: date, last: date, calendar: WorkingDays
) -> tuple[date, ...]:
    """Return the free days nearest to the day of a poll, the nearest first and of two as near the earlier.

    A day is free when the profile offers it and the poll, put on it, takes part in no collision, nor makes more
    first polls of others meet than do now. The poll's own day is among them when it is free.

    Parameters
    ----------
    poll : PollDay
        The poll to come that wants a day: one of `polls`, or a new one.
    earliest, last : date
        First day offered (`dashboard.election.backward.earliest_poll`, and not before tomorrow or today as the
        caller wants it), and the last (the end of the campaign).

    Raises
    ------
    CalendarYearMissing
        The statutory calendar of a year is not known.
    """
    others = tuple(one for one in polls.polls if one.held or (one.area, one.track) != (poll.area, poll.track))
    with_poll = replace(polls, polls=(*others, poll))
    before = [one for one in polls.collisions if one.kind == "first_polls"]
    days = [earliest + step * _DAY for step in range((last - earliest).days + 1)]
    found: list[date] = []
    for day in sorted(days, key=lambda day: (abs((day - poll.on).days), day)):
        if len(found) == polls.terms.offers:
            break
        if may_suggest(day, polls.terms, calendar):
            tried = with_poll.moved(poll.area, poll.track, day)
            if not any(_in_the_way(one, poll, before) for one in tried.collisions):
                found.append(day)
    return tuple(found)


def _in_the_way(collision: Collision, poll: PollDay, before: Iterable[Collision]) -> bool:
    """Say whether a poll takes part in a collision, or more first polls of others meet than met before."""
    if any((one.area, one.track) == (poll.area, poll.track) for one in collision.polls):
        return True
    return collision.kind == "first_polls" and not any(
        (old.on, old.who) == (collision.on, collision.who) and old.units >= collision.units for old in before
    )


def _units(polls: Iterable[PollDay]) -> int:
    return len({poll.area for poll in polls})
