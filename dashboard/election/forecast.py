"""Forecast on which days units will be completed: their plans, corrected by what the campaign has shown so far."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate
from math import ceil, sqrt
from statistics import NormalDist

from dashboard.election.procedure import UnitProcedure
from dashboard.election.spread import CERTAIN, Spread, added, learnt, longer_than
from dashboard.election.state import TrackState
from dashboard.profile.calendar import WorkingDays
from dashboard.profile.desk import ForecastTerms

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Forecast:
    """Hold how many of the due units will be completed by the end of each day from today on.

    Attributes
    ----------
    days : tuple[date, ...]
        From today to the last day asked for.
    expected, lower, upper : tuple[float, ...]
        Units, for each of `days`; they never fall, and today all three are the units completed.
    """

    due: int
    days: tuple[date, ...]
    expected: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]

    def reached(self, curve: Sequence[float], units: float) -> date | None:
        """Return the first day on which a curve has reached a number of units; None when it does not."""
        place = bisect_left(curve, units - 1e-6)
        return self.days[place] if place < len(curve) else None


@dataclass(frozen=True)
class WorkIndex:
    """Number the days so that working days can be counted by subtraction.

    A free day has the number of the working day before it. Days outside the range count as its ends.
    """

    first: date
    numbers: tuple[int, ...]

    @classmethod
    def of(cls, calendar: WorkingDays, first: date, last: date) -> "WorkIndex":
        """Return the numbers of the days from `first` to `last`."""
        works = (calendar.is_working(first + _DAY * step) for step in range((last - first).days + 1))
        return cls(first, tuple(accumulate(map(int, works))))

    def __getitem__(self, day: date) -> int:
        """Return the number of a day."""
        return self.numbers[min(max((day - self.first).days, 0), len(self.numbers) - 1)]

    def add(self, day: date, working: int) -> date | None:
        """Return the day `working` working days after `day`; None when it lies behind the range."""
        if working <= 0:
            return day
        place = bisect_left(self.numbers, self[day] + working)
        return self.first + _DAY * place if place < len(self.numbers) else None


@dataclass(frozen=True)
class Experience:
    """Say how much longer or shorter than planned stages have lasted, as is known on a day.

    Attributes
    ----------
    slips : Mapping[tuple[str, str], Spread]
        Working days beyond the plan by (procedure, stage); stages of which too little is known are missing.
    polls : Spread
        Working days by which a poll was held after the day it was called for.
    """

    slips: Mapping[tuple[str, str], Spread]
    polls: Spread

    @classmethod
    def of(cls, tracks: Iterable[TrackState], day: date, index: WorkIndex, least: int) -> "Experience":
        """Learn from all units of the tracks, the unfinished ones too."""
        seen: dict[tuple[str, str], list[tuple[int, bool]]] = {}
        polls: list[tuple[int, bool]] = []
        for track in tracks:
            if track.procedure is None:
                continue
            for stage, days, ended in _slips(track, track.procedure, day, index):
                seen.setdefault((track.procedure.id, stage), []).append((days, ended))
            polls.extend(_poll_slips(track, day, index))
        learned = {key: learnt(observations, least) for key, observations in seen.items()}
        return cls(
            slips={key: spread for key, spread in learned.items() if spread is not None},
            polls=learnt(polls, least) or CERTAIN,
        )

    def after(self, procedure: UnitProcedure, place: int) -> Spread:
        """Return by how much all stages from `place` on will slip together."""
        total = CERTAIN
        for stage in procedure.stages[place:]:
            total = added(total, self.slips.get((procedure.id, stage.id), CERTAIN))
        return total


def _slips(
    track: TrackState, procedure: UnitProcedure, day: date, index: WorkIndex
) -> Iterator[tuple[str, int, bool]]:
    """Tell of each stage that has started by how much it exceeds its plan, and whether it has ended."""
    for place in range(1, len(procedure.stages)):
        dates = track.stages[place]
        planned = _planned_days(track, procedure, place, index)
        if dates.start is None or planned is None:
            continue
        lasted = index[dates.end or day] - index[dates.start]
        yield dates.stage, max(lasted, 0) - planned, dates.end is not None


def _poll_slips(track: TrackState, day: date, index: WorkIndex) -> Iterator[tuple[int, bool]]:
    if track.called_on is None or len(track.polls) > 1:
        return  # a second call has replaced the first
    if track.polls:
        yield index[track.polls[0].on] - index[track.called_on], True
    elif track.called_on < day:
        yield index[day] - index[track.called_on], False


def _planned_days(track: TrackState, procedure: UnitProcedure, place: int, index: WorkIndex) -> int | None:
    """Return the working days that the unit's latest plan gives a stage after the first; None without a plan."""
    before, own = (track.plan.get(procedure.stages[at].id) for at in (place - 1, place))
    return None if before is None or own is None else max(index[own] - index[before], 0)


@dataclass(frozen=True)
class _Unit:
    """Hold an unfinished unit: the days from `anchor` to its completion are `days` and a spread of slips."""

    anchor: date
    days: int
    slips: Spread


@dataclass(frozen=True)
class _Forecaster:
    day: date
    index: WorkIndex
    experience: Experience

    @cached_property
    def _tails(self) -> dict[tuple[str, int], Spread]:
        return {}

    def _after(self, procedure: UnitProcedure, place: int) -> Spread:
        key = (procedure.id + str(len(procedure.stages)), place)
        if key not in self._tails:
            self._tails[key] = self.experience.after(procedure, place)
        return self._tails[key]

    def chances(self, track: TrackState) -> Mapping[date, float]:
        """Return the days on which an unfinished unit may be completed, with their chances.

        Their sum is below 1 where it may be completed after the days asked for, or cannot be told.
        """
        unit = self._unit(track, track.procedure) if track.procedure is not None else None
        found: dict[date, float] = {}
        if unit is None:
            return found
        for slip, chance in unit.slips.items():
            on = self.index.add(unit.anchor, unit.days + slip)
            if on is not None:
                on = max(on, self.day + _DAY)
                found[on] = found.get(on, 0.0) + chance
        return found

    def _unit(self, track: TrackState, procedure: UnitProcedure) -> _Unit | None:
        """Find from where a unit's remaining days count: its called poll, its present stage, or its plan."""
        plan, index = track.plan, self.index
        end = plan.get(procedure.stages[-1].id)
        if end is None:
            return self._without_plan(track, procedure)
        poll = plan.get(procedure.poll_stage, plan.get("poll"))
        decided = track.stages[procedure.poll_index].end is not None
        if not decided and poll and track.called_on is not None and track.called_on >= self.day:
            late = longer_than(self.experience.polls, index[self.day] - index[track.called_on] - 1)
            tail = self._after(procedure, procedure.poll_index + 1)
            return _Unit(track.called_on, max(index[end] - index[poll], 0), added(late, tail))
        if track.stage is None:
            first = plan.get(procedure.stages[0].id, self.day)
            missed = max(index[self.day] - index[first], 0)
            return _Unit(first, index[end] - index[first] + missed, self._after(procedure, 1))
        place = self._present(track, procedure)
        dates = track.stages[place]
        own = plan.get(dates.stage, self.day)
        start = dates.start or track.stages[place - 1].end or own
        planned = _planned_days(track, procedure, place, index) if place else max(index[own] - index[start], 0)
        slips = self.experience.slips.get((procedure.id, dates.stage), CERTAIN)
        lasted = index[self.day] - index[start]
        slips = longer_than(slips, lasted - (planned or 0))
        rest = max(index[end] - index[own], 0)
        return _Unit(start, (planned or 0) + rest, added(slips, self._after(procedure, place + 1)))

    def _present(self, track: TrackState, procedure: UnitProcedure) -> int:
        """Return the place of the stage that the unit must end next."""
        place = procedure.index[track.stage] if track.stage else 0
        return place + 1 if track.stages[place].end and place + 1 < len(procedure.stages) else place

    def _without_plan(self, track: TrackState, procedure: UnitProcedure) -> _Unit | None:
        """Fall back to the days that the profile plans for the stages that remain."""
        if track.stage is None:
            return None  # nothing says when it will begin
        place = self._present(track, procedure)
        start = track.stages[place].start or track.stages[place].end or self.day
        days = sum(procedure.planned_days[stage.id] for stage in procedure.stages[place:])
        remaining = days - (self.index[self.day] - self.index[start])
        return _Unit(self.day, max(remaining, 1), self._after(procedure, place + 1))


def forecast(
    tracks: Sequence[TrackState],
    seen: Iterable[TrackState],
    day: date,
    last: date,
    calendar: WorkingDays,
    terms: ForecastTerms,
) -> Forecast:
    """Forecast completions from `day` to `last`.

    Parameters
    ----------
    tracks : Sequence[TrackState]
        The units looked at, as of `day`; those that are not due are left out.
    seen : Iterable[TrackState]
        All units to learn from, of the same tracks and the same day.
    """
    due = [track for track in tracks if track.phase is not None]
    last = max(last, day)
    seen = [track for track in seen if track.phase is not None]
    index = WorkIndex.of(calendar, *_reach([*due, *seen], day, last))
    forecaster = _Forecaster(day, index, Experience.of(seen, day, index, terms.experience))
    done = sum(track.completed_on is not None for track in due)
    days = tuple(day + _DAY * step for step in range((last - day).days + 1))
    mean, spread = [0.0] * len(days), [0.0] * len(days)
    for track in due:
        if track.completed_on is not None:
            continue
        chances = forecaster.chances(track)
        chance = 0.0
        for place, on in enumerate(days):
            chance += chances.get(on, 0.0)
            mean[place] += chance
            spread[place] += max(chance * (1 - chance), 0.0)
    reach = NormalDist().inv_cdf((1 + terms.band) / 2)
    lower: list[float] = []
    upper: list[float] = []
    numbers = [index[on] - index[day] for on in days]
    for number in numbers:
        for curve, sign in ((lower, -1), (upper, 1)):
            moved = _place_at(numbers, number * (1 + sign * terms.drift))
            value = _between(mean, moved) + sign * reach * sqrt(_between(spread, moved))
            curve.append(min(max(value, 0.0), float(len(due) - done)))
    return Forecast(
        due=len(due),
        days=days,
        expected=tuple(done + value for value in mean),
        lower=tuple(done + min(value, low) for value, low in zip(mean, accumulate(lower, max), strict=True)),
        upper=tuple(done + max(value, high) for value, high in zip(mean, accumulate(upper, max), strict=True)),
    )


def _reach(tracks: Iterable[TrackState], day: date, last: date) -> tuple[date, date]:
    """Return the first and the last day that starts, plans and the forecast speak of."""
    first = day
    for track in tracks:
        spoken = [dates.start for dates in track.stages if dates.start] + list(track.plan.values())
        first, last = min(first, *spoken, day), max(last, *spoken, day)
    return first, last


def _place_at(numbers: Sequence[int], wanted: float) -> float:
    """Return the place at which the working days counted so far are `wanted`, between two days too."""
    place = bisect_right(numbers, wanted) - 1
    if place < 0:
        return 0.0
    return min(place + wanted - numbers[place], len(numbers) - 1.0)


def _between(curve: Sequence[float], place: float) -> float:
    """Read a curve between two of its places."""
    low, high = int(place), min(ceil(place), len(curve) - 1)
    return curve[low] + (curve[high] - curve[low]) * (place - low)
