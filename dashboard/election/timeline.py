"""Say where units stood on every day of a campaign: as is known now, or as was known at each day's end."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from dashboard.election.areas import Area
from dashboard.election.facts import Fact
from dashboard.election.progress import Board, MapRow
from dashboard.election.reading import reading
from dashboard.election.rows import TrackRow, UnitRow, track_rows, unit_row
from dashboard.election.state import Folding, UnitState, fold
from dashboard.profile.model import Profile


@dataclass(frozen=True)
class Moment:
    """Hold the rows of a unit from a day on, until its next moment."""

    day: date
    unit: UnitRow
    tracks: tuple[TrackRow, ...]


@dataclass(frozen=True)
class Timeline:
    """Hold the map's rows of all units on every day, as differences from day to day.

    The sign “not reported” is left out of the flags: it follows from the townships' reports of the day.

    Attributes
    ----------
    days : tuple of date
        All days, without a gap.
    first : tuple of MapRow
        Of the first day, aligned with the codes that were asked for.
    steps : tuple of tuple of (int, MapRow)
        For each day after the first, the places in `codes` whose row differs from the day before, and it.
    """

    days: tuple[date, ...]
    first: tuple[MapRow, ...]
    steps: tuple[tuple[tuple[int, MapRow], ...], ...]


def moments(area: Area, facts: Sequence[Fact], profile: Profile) -> list[Moment]:
    """List the days on which something happened in a unit, as is known now.

    Parameters
    ----------
    facts : Sequence[Fact]
        All facts of the unit, also those that no longer count.
    """
    folding = Folding(area, profile)
    found = [_moment(area, date.min, folding.state())]
    for day, together in groupby(reading(facts), key=lambda fact: fact.effective_on):
        for fact in together:
            folding.take(fact)
        found.append(_moment(area, day, folding.state()))
    return found


def moments_then(
    area: Area, facts: Sequence[Fact], profile: Profile, days: Sequence[date], revisions: Sequence[int]
) -> list[Moment]:
    """List the days on which something became known of a unit, each as was known at its end.

    Parameters
    ----------
    days, revisions : Sequence
        Every day of the campaign, and the last revision recorded by its end; equally long, ascending.
    """
    found = [_moment(area, date.min, fold(area, (), profile))]
    moved = set()
    for fact in facts:
        recorded = bisect_left(revisions, fact.revision)  # the first day whose end knows the fact
        known = days[recorded] if recorded < len(days) else None
        if known is not None:
            moved.add(max(known, fact.effective_on, days[0]))
    for day in sorted(moved):
        at = bisect_left(days, day)
        if at < len(days) and days[at] == day:
            found.append(_moment(area, day, fold(area, reading(facts, day, revisions[at]), profile)))
    return found


def timeline(
    days: Sequence[date],
    codes: Sequence[str],
    histories: Mapping[str, Sequence[Moment]],
    matters: Sequence[AbstractSet[tuple[str, str]]],
    base: Board,
    view: str,
) -> Timeline:
    """Compose the rows of `codes` on `days` from the moments of each unit.

    Parameters
    ----------
    histories : Mapping[str, Sequence[Moment]]
        By unit code, ascending, each beginning before the first day.
    matters : Sequence of set of (area code, subject)
        The matters that waited for the district, on each of `days`.
    base : Board
        Gives what does not change from day to day; its rows, reports and matters are not used.
    """
    boards = _boards(days, codes, histories, matters, base)
    before = [board.map_row(code, view) for board in [next(boards)] for code in codes]
    first = tuple(before)
    steps = []
    for board in boards:
        step = []
        for place, code in enumerate(codes):
            row = board.map_row(code, view)
            if row != before[place]:
                step.append((place, row))
                before[place] = row
        steps.append(tuple(step))
    return Timeline(tuple(days), first, tuple(steps))


def _boards(
    days: Sequence[date],
    codes: Sequence[str],
    histories: Mapping[str, Sequence[Moment]],
    matters: Sequence[AbstractSet[tuple[str, str]]],
    base: Board,
) -> Iterator[Board]:
    """Yield the board of each day; the mappings of rows are brought up to date in place."""
    units: dict[str, UnitRow] = {}
    tracks: dict[tuple[str, str], TrackRow] = {}
    coming = sorted(
        ((moment.day, code, moment) for code in codes for moment in histories[code]),
        key=lambda entry: entry[0],
    )
    place = 0
    for day, waiting in zip(days, matters, strict=True):
        while place < len(coming) and coming[place][0] <= day:
            _, code, moment = coming[place]
            units[code] = moment.unit
            tracks.update({(code, row.track): row for row in moment.tracks})
            place += 1
        yield Board(
            revision=base.revision,
            day=day,
            profile=base.profile,
            calendar=base.calendar,
            units=units,
            tracks=tracks,
            township_of=base.township_of,
            matters=frozenset(waiting),
        )


def _moment(area: Area, day: date, state: UnitState) -> Moment:
    return Moment(day, unit_row(state, 0), track_rows(area, state))
