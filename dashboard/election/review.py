"""Follow the batches of the joint qualification review (资格联审): their clocks and how long they take."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil
from typing import Literal
from zoneinfo import ZoneInfo

from dashboard.election.facts import Fact, ReviewReturned, ReviewStarted, ReviewSubmitted
from dashboard.profile.calendar import WorkingDays
from dashboard.profile.command import ReviewTerms

State = Literal["returned", "returned_late", "running", "soon", "overdue"]
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_P90 = 0.9


@dataclass(frozen=True)
class Batch:
    """Hold one batch: counts of candidates, never persons.

    Attributes
    ----------
    batch : str
        Its name within unit and track.
    hours : int
        The urgency it was sent with.
    submitted_at, started_at, returned_at : datetime
        Task, review and feedback (三同步), in the profile's zone; a fact without a time stands at the
        day's beginning.
    due_at : datetime
        When the result is owed.
    """

    area: str
    track: str
    batch: str
    hours: int
    candidates: int
    submitted_at: datetime
    due_at: datetime
    started_at: datetime | None = None
    returned_at: datetime | None = None
    passed: int | None = None
    returned: int | None = None

    def state(self, now: datetime, terms: ReviewTerms) -> State:
        """Say how the batch stands at a business instant."""
        if self.returned_at is not None:
            return "returned_late" if self.returned_at > self.due_at else "returned"
        if now > self.due_at:
            return "overdue"
        return "soon" if self.due_at - now <= terms.soon * _HOUR else "running"


@dataclass(frozen=True)
class Turnaround:
    """Tell how long the returned batches of one urgency took, in hours as the terms count them."""

    hours: int
    batches: int
    late: int
    median: float
    p90: float


@dataclass(frozen=True)
class ReviewClock:
    """Count hours of the review as the profile's terms say: day and night, or in working hours only."""

    terms: ReviewTerms
    calendar: WorkingDays
    zone: ZoneInfo

    def due(self, submitted_at: datetime, hours: int) -> datetime:
        """Return when the result of a batch is owed."""
        if self.terms.clock == "clock":
            return submitted_at + hours * _HOUR
        left, at = hours * _HOUR, submitted_at.astimezone(self.zone)
        while True:
            opens, closes = self._office_hours(at.date())
            if self.calendar.is_working(at.date()) and at < closes:
                begins = max(at, opens)
                if left <= closes - begins:
                    return begins + left
                left -= closes - begins
            at = datetime.combine(at.date() + _DAY, time.min, self.zone)

    def elapsed(self, start: datetime, end: datetime) -> float:
        """Return the hours that count between two instants."""
        if self.terms.clock == "clock":
            return (end - start) / _HOUR
        start, end = start.astimezone(self.zone), end.astimezone(self.zone)
        total, day = timedelta(), start.date()
        while day <= end.date():
            if self.calendar.is_working(day):
                opens, closes = self._office_hours(day)
                total += max(min(end, closes) - max(start, opens), timedelta())
            day += _DAY
        return total / _HOUR

    def _office_hours(self, day: date) -> tuple[datetime, datetime]:
        return (
            datetime.combine(day, self.terms.opens, self.zone),
            datetime.combine(day, self.terms.closes, self.zone),
        )


def instant_of(fact: Fact, zone: ZoneInfo) -> datetime:
    """Return when a fact happened in the profile's zone; one without a time at the day's beginning."""
    return datetime.combine(fact.effective_on, fact.effective_time or time.min, zone)


def batches_of(facts: Iterable[Fact], clock: ReviewClock) -> list[Batch]:
    """List the batches of any units, the earliest first.

    Parameters
    ----------
    facts : iterable of Fact
        Counting facts in the order in which they happened (`dashboard.election.reading`); of types other
        than the review's they are passed over. A result without a batch is none.
    """
    sent: dict[tuple[str, str, str], Fact] = {}
    begun: dict[tuple[str, str, str], Fact] = {}
    back: dict[tuple[str, str, str], Fact] = {}
    for fact in facts:
        key = (fact.area_code, fact.track or "", fact.subject or "")
        match fact.payload:
            case ReviewSubmitted():
                sent[key] = fact
            case ReviewStarted():
                begun[key] = fact
            case ReviewReturned():
                back[key] = fact
    made = [_batch(key, fact, begun.get(key), back.get(key), clock) for key, fact in sent.items()]
    return sorted(made, key=lambda one: (one.submitted_at, one.area, one.track, one.batch))


def _batch(
    key: tuple[str, str, str], sent: Fact, begun: Fact | None, back: Fact | None, clock: ReviewClock
) -> Batch:
    area, track, name = key
    if not isinstance(sent.payload, ReviewSubmitted):
        msg = "a batch is made of what was submitted"
        raise TypeError(msg)
    submitted_at = instant_of(sent, clock.zone)
    result = back.payload if back is not None and isinstance(back.payload, ReviewReturned) else None
    return Batch(
        area=area,
        track=track,
        batch=name,
        hours=sent.payload.hours,
        candidates=sent.payload.candidates,
        submitted_at=submitted_at,
        due_at=clock.due(submitted_at, sent.payload.hours),
        started_at=instant_of(begun, clock.zone) if begun else None,
        returned_at=instant_of(back, clock.zone) if back else None,
        passed=result.passed if result else None,
        returned=result.returned if result else None,
    )


def turnaround(batches: Iterable[Batch], clock: ReviewClock) -> Mapping[int, Turnaround]:
    """Return per urgency, in the profile's order, how long the returned batches took; only those there are.

    The median of an even number is the mean of the two in the middle; p90 is the smallest time within
    which nine of ten were back (nearest rank).
    """
    taken: dict[int, list[float]] = {one.hours: [] for one in clock.terms.urgencies}
    late: dict[int, int] = {}
    for batch in batches:
        if batch.returned_at is not None:
            taken.setdefault(batch.hours, []).append(clock.elapsed(batch.submitted_at, batch.returned_at))
            late[batch.hours] = late.get(batch.hours, 0) + (batch.returned_at > batch.due_at)
    return {
        hours: Turnaround(hours, len(times), late[hours], _median(sorted(times)), _p90(sorted(times)))
        for hours, times in taken.items()
        if times
    }


def _median(ordered: list[float]) -> float:
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _p90(ordered: list[float]) -> float:
    return ordered[ceil(_P90 * len(ordered)) - 1]
