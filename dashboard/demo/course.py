"""Simulate the course of one unit on one track: its plan, and what then happened on which day."""

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random

from dashboard.demo.days import DAY, Days
from dashboard.demo.happening import Happening, happening
from dashboard.demo.polls import Electorate, Round, Trouble
from dashboard.election.areas import Area
from dashboard.election.procedure import UnitProcedure
from dashboard.profile.rules import Notice

_FIRST_POLL, _LAST_POLL = 9 * 60, 16 * 60  # minutes of the day at which polls close
_REVIEW_HOURS = (48,) * 21 + (24,) * 3 + (12,)  # how often which clock of the joint review is set
_SUBMITTED_AT, _RETURNED_AT, _RETURNED_SAME_DAY = time(10, 0), time(9, 40), time(16, 30)
_PLEDGED_AT = time(8, 30)
_STANDSTILL = 12  # working days for which nothing happens in a unit that stands still
_HASTE = 2  # most days that a hasty unit takes for a stage before the poll is called
_CAUSES = {
    Trouble.SLOW: "前期环节用时超出预期，选举日相应顺延",
    Trouble.STALLED: "审计延期，选举日相应顺延",
    Trouble.POSTPONED: "经街镇党（工）委批准延期选举",
    Trouble.SUSPENDED: "暂缓原因消除，重新确定选举日",
    Trouble.REVOKED: "公示更正后重新公示，选举日相应顺延",
}
_WHY_REVOKED = "公示内容与批复不一致，撤销后更正并重新公示"
_FOLLOWS_PARTY = "党组织换届顺延，委员会换届相应顺延"


@dataclass(frozen=True)
class Pace:
    """Say how an approved plan differs from the profile's estimates.

    Attributes
    ----------
    days : Mapping[str, int]
        Stage → days.
    festival_spread : int
        Days by which a poll that would fall into a festival is set apart from the others behind it.
    poll_between : tuple[date, date]
        First and last day on which the poll may be.
    notice : Notice or None
        The legal notice that the plan keeps.
    """

    days: Mapping[str, int]
    festival_spread: int
    poll_between: tuple[date, date]
    notice: Notice | None


def plan_dates(procedure: UnitProcedure, start: date, days: Days, pace: Pace) -> dict[str, date]:
    """Return the planned last day of every stage: working days, except the poll, which only shuns festivals."""
    dates: dict[str, date] = {}
    day = start
    for stage in procedure.stages:
        length = pace.days.get(stage.id, procedure.planned_days[stage.id])
        if stage.id == procedure.poll_stage:
            day += length * DAY
            if pace.notice is not None:
                day = max(day, dates[pace.notice.stage] + pace.notice.days_before_poll * DAY)
            first, last = pace.poll_between
            day = min(max(days.poll_on_or_after(day, pace.festival_spread), first), last)
        elif stage.day_kind == "working":
            day = days.add(day, length)
        elif length > 0:
            day = days.work_on_or_after(day + length * DAY)
        dates[stage.id] = day
    return dates


@dataclass(frozen=True)
class Course:
    """Simulate one unit on one track.

    Attributes
    ----------
    planned_start, start : date
        First day, as planned and as it came to be.
    plan : Mapping[str, date]
        Planned last day of every stage, the baseline.
    poll_at : time or None
        When the poll closes, where that is settled.
    fictional : bool
        Whether the unit may carry returned candidates and an overdue review.
    """

    unit: Area
    track: str
    procedure: UnitProcedure
    planned_start: date
    start: date
    plan: Mapping[str, date]
    trouble: Trouble
    electorate: Electorate
    fictional: bool
    days: Days
    poll_at: time | None = None

    def happenings(self, random: Random) -> Iterator[Happening]:
        """Yield what happened. Without trouble every stage ends on its planned day or the working day before."""
        yield self._fact(self.start, "milestone", {"stage": self.procedure.stages[0].id, "edge": "start"})
        before, shift = self.start, self.start - self.planned_start
        if shift:
            yield self._replan(self.start, 0, shift, _FOLLOWS_PARTY)
        called = self.start
        for place, stage in enumerate(self.procedure.stages):
            planned = self.plan[stage.id]
            if place == self.procedure.poll_index:
                day = yield from self._polls(called, random)
            else:
                end = self._end(place, before, shift, random)
                if stage.id == "review":
                    yield from self._review(before, end, random)
                day = yield from self._walk(place, before, end, random)
                if place + 1 == self.procedure.poll_index:
                    called = self.days.poll_on_or_after(
                        max(day, self.plan[self.procedure.poll_stage] + max(shift, day - planned))
                    )
                    yield self._fact(day, "poll_scheduled", {"on": str(called)})
            shift, before = max(shift, day - planned), day

    def _end(self, place: int, before: date, shift: timedelta, random: Random) -> date:
        """Return the day on which a stage ends when nothing else comes between."""
        stage = self.procedure.stages[place]
        planned = self.plan[stage.id]
        if place > self.procedure.poll_index and self.procedure.planned_days[stage.id] == 0:
            return before
        if self.trouble is Trouble.HASTY and place + 1 < self.procedure.poll_index:
            return self._hasty_end(place, before)
        day = max(before, self.days.work_on_or_after(planned + shift))
        hasty = not shift and place < self.procedure.poll_index - 2 and stage.id != "review"
        if hasty and random.random() < 0.3 and self.days.work_before(planned) > before:  # noqa: PLR2004 - a habit
            return self.days.work_before(planned)
        return day

    def _hasty_end(self, place: int, before: date) -> date:
        """Return the day on which a hasty unit ends a stage; a public notice lasts as long as it must."""
        stage = self.procedure.stages[place]
        length = self.procedure.planned_days[stage.id]
        if stage.day_kind == "working":
            return self.days.add(before, length)
        return self.days.work_on_or_after(before + min(length, _HASTE) * DAY)

    def _walk(self, place: int, before: date, end: date, random: Random) -> Generator[Happening, None, date]:
        """Yield a stage's end and what came between; return the day on which it ended for good."""
        stage, trouble = self.procedure.stages[place], self.trouble
        last = place + 1 == self.procedure.poll_index
        if trouble in {Trouble.SLOW, Trouble.STALLED} and place < self.procedure.poll_index:
            if trouble is Trouble.STALLED:
                end = self.days.add(end, _STANDSTILL) if place == 1 else end
            elif place % 2 == 0 or stage.id == "review":
                end = self.days.work_on_or_after(end + random.randint(1, 3) * DAY)
            if last:
                yield self._replan(end, place + 1, end - self.plan[stage.id], _CAUSES[trouble])
        elif trouble in {Trouble.POSTPONED, Trouble.SUSPENDED} and last:
            kind = trouble.name.lower()
            end = self.days.work_on_or_after(end + random.randint(14, 17) * DAY)
            until: dict[str, object] = {"until": str(end)} if trouble is Trouble.POSTPONED else {}
            yield self._fact(before, "exception", {"kind": kind, **until})
            told = before if trouble is Trouble.POSTPONED else end
            yield self._replan(told, place, end - self.plan[stage.id], _CAUSES[trouble])
            yield self._fact(end, "exception_cleared", {"kind": kind})
        yield self._end_of(stage.id, end)
        if trouble is Trouble.REVOKED and stage.phase == "public_notice":
            again = self.days.work_on_or_after(end + 6 * DAY)
            undone = self.days.work_on_or_after(end + DAY)
            yield self._fact(undone, "milestone_revoked", {"stage": stage.id, "cause": _WHY_REVOKED})
            yield self._replan(undone, place, again - self.plan[stage.id], _CAUSES[trouble])
            yield self._end_of(stage.id, again)
            end = again
        yield from self._beside(stage.id, end, random)
        return end

    def _beside(self, stage: str, day: date, random: Random) -> Iterator[Happening]:
        """Yield what belongs to a stage beside its end: the disc, the pledges, the posts."""
        if self.electorate.away is None:
            return  # the committee's election has none of these
        if stage == "recommendation":
            yield self._fact(day, "check", {"item": "disc", "done": True})
        elif stage == "approval" and self.trouble is not Trouble.SLOW:
            yield self._fact(day, "check", {"item": "pledges", "done": True})
        elif stage == "first_plenary":
            one_hand = random.random() < 0.4  # noqa: PLR2004 - a share of the simulation
            filled = {"deputy_secretary": True, "discipline_commissioner": True, "one_shoulder": one_hand}
            yield self._fact(day, "posts", {**filled})

    def _review(self, submitted: date, end: date, random: Random) -> Iterator[Happening]:
        """Yield the batch sent to the joint review and its return, within the hours set."""
        hours = random.choice(_REVIEW_HOURS)
        if submitted + hours // 24 * DAY in self.days.festivals:
            hours = min(_REVIEW_HOURS)  # urgent, so as to be done before the festival
        sent_back = int(self.fictional and random.random() < 0.4)  # noqa: PLR2004 - a share of the simulation
        candidates = self.electorate.candidates + sent_back
        returned = min(end, submitted + max(0, hours // 24 - 1) * DAY)  # told before it would be due soon
        at = _RETURNED_SAME_DAY
        if self.fictional and self.trouble is Trouble.SLOW:
            returned = min(end, submitted + hours // 24 * DAY) + DAY  # the hold on the stage; some are overdue
            at = _RETURNED_AT if returned > submitted else _RETURNED_SAME_DAY
        batch = f"{self.unit.code}-{self.track}-1"
        sent: dict[str, object] = {"hours": hours, "candidates": candidates}
        result: dict[str, object] = {"passed": candidates - sent_back, "returned": sent_back}
        yield self._fact(submitted, "review_submitted", sent, subject=batch, at=_SUBMITTED_AT)
        yield self._fact(returned, "review_returned", result, subject=batch, at=at)

    def _polls(self, day: date, random: Random) -> Generator[Happening, None, date]:
        """Yield the polls until all seats are filled or the vacancy is accepted; return the deciding day."""
        if self.trouble is Trouble.SLOW and self.electorate.away is not None:
            # made only before the assembly opens
            yield self._fact(day, "check", {"item": "pledges", "done": True}, at=_PLEDGED_AT)
        for held in self.electorate.rounds(self.trouble):
            if held.days_after:
                told = day + DAY
                day = self.days.poll_on_or_after(day + held.days_after * DAY)
                yield self._fact(told, "poll_scheduled", {"on": str(day), "round": held.payload["round"]})
            yield self._poll(day, held, random)
        return day

    def _poll(self, day: date, held: Round, random: Random) -> Happening:
        minute = random.randrange(_FIRST_POLL, _LAST_POLL + 1, 5)
        at = self.poll_at or time(minute // 60, minute % 60)
        return self._fact(day, "poll_held", held.payload, at=at)

    def _replan(self, on: date, place: int, shift: timedelta, cause: str) -> Happening:
        """Return the later plan of the stages from `place` on, with its reason."""
        dates = {}
        for stage in self.procedure.stages[place:]:
            day = self.plan[stage.id] + shift
            is_poll = stage.id == self.procedure.poll_stage
            dates[stage.id] = str(self.days.poll_on_or_after(day) if is_poll else self.days.work_on_or_after(day))
        return self._fact(on, "plan", {"dates": dates, "cause": cause})

    def _end_of(self, stage: str, on: date) -> Happening:
        return self._fact(on, "milestone", {"stage": stage, "edge": "end"})

    def _fact(
        self,
        on: date,
        fact_type: str,
        payload: dict[str, object],
        *,
        at: time | None = None,
        subject: str | None = None,
    ) -> Happening:
        return happening(self.unit.code, on, fact_type, payload, track=self.track, at=at, subject=subject)
