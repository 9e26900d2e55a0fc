"""Simulate the course of one unit on one track: its plan, and what then happened on which day."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import Enum, auto
from functools import partial
from random import Random

from dashboard.election.facts import FactDraft
from dashboard.election.procedure import UnitProcedure
from dashboard.profile.calendar import WorkingDays


class Trouble(Enum):
    """Name what goes wrong in a fictional unit; real ones have none."""

    NONE = auto()
    SLOW = auto()
    VOID_POLL = auto()
    SHORT_POLL = auto()
    VACANCY = auto()
    POSTPONED = auto()
    SUSPENDED = auto()
    REVOKED = auto()


@dataclass(frozen=True)
class Happening:
    """Record one fact on a day, and at a time where it has one."""

    on: date
    draft: FactDraft


@dataclass(frozen=True)
class Course:
    """Simulate one unit on one track from its first day on."""

    track: str
    procedure: UnitProcedure
    start: date
    trouble: Trouble
    calendar: WorkingDays

    def plan(self) -> dict[str, date]:
        """Return the planned last day of every stage: whole stages, on working days except the poll."""
        dates: dict[str, date] = {}
        day = self.start
        for stage in self.procedure.stages:
            length = self.procedure.planned_days[stage.id]
            day = self.calendar.add(day, length) if stage.day_kind == "working" else day + timedelta(length)
            if stage.id != self.procedure.poll_stage and not self.calendar.is_working(day):
                day = self.calendar.add(day, 1)
            dates[stage.id] = day
        return dates

    def happenings(self, random: Random) -> Iterator[Happening]:
        """Yield what happened, in order. Without trouble every stage ends on its planned day or the day before."""
        plan = self.plan()
        yield self._fact(self.start, "milestone", stage=self.procedure.stages[0].id, edge="start")
        shift, before = timedelta(0), self.start
        for place, stage in enumerate(self.procedure.stages):
            planned = plan[stage.id]
            early = random.random() < 0.3 and planned - timedelta(1) > before  # noqa: PLR2004 - a habit of the simulation
            day = max(before, planned - timedelta(int(early)) + shift)
            if stage.id == self.procedure.poll_stage:
                day = yield from self._polls(day, random)
                shift = max(shift, day - planned)
            else:
                hold = self._delay(place, random)
                if hold and self.trouble in {Trouble.POSTPONED, Trouble.SUSPENDED}:
                    yield self._fact(before, "exception", kind=self.trouble.name.lower())
                    yield self._fact(day + hold, "exception_cleared", kind=self.trouble.name.lower())
                shift += hold
                day += hold
                yield self._fact(day, "milestone", stage=stage.id, edge="end")
                if self.trouble is Trouble.REVOKED and stage.phase == "public_notice":
                    yield self._fact(day + timedelta(1), "milestone_revoked", stage=stage.id)
                    day += timedelta(6)
                    shift += timedelta(6)
                    yield self._fact(day, "milestone", stage=stage.id, edge="end")
                if self._next_is_poll(place):
                    yield self._fact(day, "poll_scheduled", on=str(plan[self.procedure.poll_stage] + shift))
            before = day

    def _next_is_poll(self, place: int) -> bool:
        return place + 1 == self.procedure.poll_index

    def _delay(self, place: int, random: Random) -> timedelta:
        if self.trouble is Trouble.SLOW:
            return timedelta(random.randint(1, 4))
        if self.trouble in {Trouble.POSTPONED, Trouble.SUSPENDED} and place == self.procedure.poll_index // 2:
            return timedelta(12)
        return timedelta(0)

    def _polls(self, day: date, random: Random) -> Generator[Happening, None, date]:
        """Yield the polls until all seats are filled or the vacancy is accepted; return the deciding day."""
        party = self.track == "party"
        eligible = random.randint(38, 160) if party else random.randint(420, 2600)
        turnout = random.uniform(0.88, 0.99) if party else random.uniform(0.66, 0.93)
        seats = random.choice((5, 7))
        held = partial(self._poll, eligible=eligible, present=int(eligible * turnout))
        if self.trouble is Trouble.VOID_POLL:
            too_few = int(eligible * (0.78 if party else 0.48))
            yield self._poll(day, "rerun", eligible=eligible, present=too_few, seats=seats, elected=0)
            day += timedelta(9)
            yield held(day, "success", number=2, seats=seats, elected=seats)
        elif self.trouble is Trouble.SHORT_POLL:
            yield held(day, "another", seats=seats, elected=seats - 1)
            day += timedelta(8)
            yield held(day, "success", number=2, seats=1, elected=1)
        elif self.trouble is Trouble.VACANCY and party:
            yield held(day, "vacancy", seats=seats, elected=seats - 1)
        else:
            yield held(day, "success", seats=seats, elected=seats)
        return day

    def _poll(
        self, day: date, outcome: str, *, number: int = 1, eligible: int, present: int, seats: int, elected: int
    ) -> Happening:
        figures: dict[str, object] = {
            "round": number,
            "eligible": eligible,
            "present": present,
            "issued": present,
            "returned": present,
            "seats": seats,
            "candidates": seats + max(1, -(-seats // 5)),
            "elected": elected,
            "outcome": outcome,
        }
        if self.track == "party":
            away = eligible // 20
            figures |= {"voting_rights": eligible + away, "excluded": {"away": away}}
        return self._fact(day, "poll_held", at=time(10, 30), **figures)

    def _fact(self, on: date, fact_type: str, /, *, at: time | None = None, **payload: object) -> Happening:
        draft = FactDraft(type=fact_type, track=self.track, payload=payload, effective_on=on, effective_time=at)
        return Happening(on, draft)
