"""Reckon back from a polling day (倒排工期): the latest day of every stage, and the earliest day for the poll.

Days are counted as the daily report's check counts them (`dashboard.intake.rules`): after the first
event, up to and including the second.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dashboard.election.pace import Pace, Span
from dashboard.election.procedure import UnitProcedure
from dashboard.election.state import StageDates, TrackState
from dashboard.errors import N_, Sentence
from dashboard.profile.base import Text
from dashboard.profile.calendar import WorkingDays
from dashboard.profile.model import Profile

_DAY = timedelta(days=1)

Trouble = Literal["ended_late", "too_short", "past", "started_late", "waits"]
"""Why a stage cannot meet its latest legal day: it ended after it; it ended before it had lasted as long as a
rule asks; the day is past; it began too late to last so long; what it waits for reaches too far."""


@dataclass(frozen=True)
class Window:
    """Bound a stage in one way of reckoning.

    Attributes
    ----------
    start, end : date
        Last days on which the stage may start and end.
    by : Span
        The rule, the estimate or the order that binds the end.
    lasts : Span or None
        The rule or the estimate that parts start and end; None when nothing does.
    earliest : date or None
        The day on which the stage ended (or would have, had it lasted as long as a rule asks), else the
        first day on which it can end. None when it was passed over and nothing is recorded before it.
    """

    start: date
    end: date
    by: Span
    lasts: Span | None
    earliest: date | None

    @property
    def slack(self) -> int | None:
        """Return the calendar days between earliest and latest end; negative when the stage comes too late."""
        return None if self.earliest is None else (self.end - self.earliest).days

    @property
    def short(self) -> bool:
        """Say whether the stage comes too late."""
        return self.earliest is not None and self.earliest > self.end


@dataclass(frozen=True)
class Deadline:
    """Say by when a stage must have ended for a poll, and how it stands to that.

    Attributes
    ----------
    legal : Window
        By the rules and the order of the stages alone.
    estimate : Window
        With the profile's planned days for the stages without a rule, ending on working days.
    started, ended, planned : date or None
        What is recorded; the last day by the latest plan.
    passed : bool
        No end is recorded, though a stage that waits for this one has ended.
    trouble : str or None
        Why the latest legal day cannot be met.
    """

    stage: str
    label: Text
    legal: Window
    estimate: Window
    started: date | None
    ended: date | None
    planned: date | None
    passed: bool
    trouble: Trouble | None

    @property
    def impossible(self) -> bool:
        """Say whether the poll cannot lawfully be held on its day because of this stage (red)."""
        return self.trouble is not None

    @property
    def hurried(self) -> bool:
        """Say whether the law leaves room, but the stage must be quicker than estimated (yellow)."""
        return self.trouble is None and self._open and self.estimate.short

    @property
    def planned_late(self) -> bool:
        """Say whether the latest plan itself lies after the latest legal day."""
        return self._open and self.planned is not None and self.planned > self.legal.end

    @property
    def _open(self) -> bool:
        return self.ended is None and not self.passed

    @property
    def reason(self) -> Sentence | None:
        """Explain why the stage makes the poll impossible; None when it does not."""
        values: dict[str, object] = {"stage": self.label, "day": self.legal.end, "why": why(self.legal.by)}
        match self.trouble:
            case None:
                return None
            case "ended_late":
                text = N_("{stage} ended on {ended}, after its latest day, {day}: {why}")
                return Sentence(text, ended=self.ended, **values)
            case "too_short":
                text = N_(
                    "{stage} lasted only from {started} to {ended}, and no poll can be before {earliest}: {why}"
                )
                bound = why(self.legal.lasts or self.legal.by)
                earliest = self.legal.earliest
                return Sentence(
                    text, started=self.started, ended=self.ended, earliest=earliest, **values | {"why": bound}
                )
            case "past":
                return Sentence(N_("{stage} has not ended, and its latest day, {day}, is past: {why}"), **values)
            case "started_late":
                text = N_("{stage} began on {started}, cannot end before {earliest}, and must by {day}: {why}")
                return Sentence(text, started=self.started, earliest=self.legal.earliest, **values)
            case "waits":
                text = N_("{stage} cannot end before {earliest}, and must by {day}: {why}")
                return Sentence(text, earliest=self.legal.earliest, **values)


@dataclass(frozen=True)
class Schedule:
    """Hold the deadlines of all stages before a poll on a day, in the procedure's order.

    Attributes
    ----------
    poll_on, today : date
        The day asked about, and the day from which it is looked at.
    earliest_legal, earliest_estimate : date or None
        First days on which the poll can be, by the rules alone and with the estimates; None once it is decided.
    """

    track: str
    poll_on: date
    today: date
    deadlines: tuple[Deadline, ...]
    earliest_legal: date | None
    earliest_estimate: date | None

    @property
    def impossible(self) -> bool:
        """Say whether the poll cannot lawfully be held on its day."""
        too_early = self.earliest_legal is not None and self.poll_on < self.earliest_legal
        return too_early or any(one.impossible for one in self.deadlines)

    @property
    def hurried(self) -> bool:
        """Say whether the poll can be held only when what is left is quicker than estimated."""
        return not self.impossible and self.earliest_estimate is not None and self.poll_on < self.earliest_estimate


def backward(
    state: TrackState, poll_on: date, today: date, profile: Profile, calendar: WorkingDays
) -> Schedule | None:
    """Return the latest days of the stages before a poll on `poll_on`; None when no election is due.

    The rules are those in force on the polling day.

    Raises
    ------
    CalendarYearMissing
        The statutory calendar of a year that the reckoning touches is not known.
    """
    procedure = state.procedure
    if procedure is None or state.phase is None:
        return None
    law = Pace.legal(profile, procedure, calendar, poll_on)
    windows: list[dict[str, Window]] = []
    for pace in (law, law.estimated()):
        earliest = pace.earliest(state.stages, today)
        windows.append(
            {
                stage: Window(latest.start, latest.end, latest.by, pace.lasts.get(stage), earliest.get(stage))
                for stage, latest in pace.latest(poll_on).items()
            }
        )
    legal, estimate = windows
    passed = law.passed(state.stages)
    deadlines = []
    for stage, dates in zip(procedure.stages[: procedure.poll_index], state.stages, strict=False):
        window = legal[stage.id]
        deadlines.append(
            Deadline(
                stage=stage.id,
                label=stage.label,
                legal=window,
                estimate=estimate[stage.id],
                started=dates.start,
                ended=dates.end,
                planned=state.plan.get(stage.id),
                passed=stage.id in passed,
                trouble=_trouble(window, dates, None if stage.id in passed else today),
            )
        )
    return Schedule(
        track=state.track,
        poll_on=poll_on,
        today=today,
        deadlines=tuple(deadlines),
        earliest_legal=earliest_poll(state, today, profile, calendar),
        earliest_estimate=earliest_poll(state, today, profile, calendar, estimated=True),
    )


def earliest_poll(
    state: TrackState, today: date, profile: Profile, calendar: WorkingDays, *, estimated: bool = False
) -> date | None:
    """Return the first day on which a poll can lawfully be held, from what has ended by `today`.

    With `estimated` the stages without a rule take their planned days. None when no election is due or
    the poll is decided. Each polling day is held to the rules in force on it; one change of the rules on the
    way is followed.
    """
    procedure = state.procedure
    if procedure is None or state.phase is None or state.decided:
        return None

    def reached(on: date, procedure: UnitProcedure) -> date:
        law = Pace.legal(profile, procedure, calendar, on)
        pace = law.estimated() if estimated else law
        return pace.earliest(state.stages, today)[procedure.poll_stage]

    first = reached(today, procedure)
    again = reached(first, procedure)  # another day only when other rules hold by then
    low, high = min(first, again), max(first, again)
    days = (low + step * _DAY for step in range((high - low).days))
    return next((day for day in days if reached(day, procedure) <= day), high)


def _trouble(window: Window, dates: StageDates, today: date | None) -> Trouble | None:
    """Say why a stage comes too late; `today` is left out for one that was passed over and has no end to come."""
    if not window.short:
        return None
    if dates.end is not None:
        return "ended_late" if dates.end > window.end else "too_short"
    if today is not None and window.end < today:
        return "past"
    return "started_late" if dates.start is not None and dates.start > window.start else "waits"


def why(span: Span) -> Sentence | Text:
    """Name what binds a day: a rule says it itself."""
    if span.source == "rule":
        return span.label
    if span.source == "poll":
        return Sentence(N_("it comes before the poll"))
    text = (
        N_("{stage} is planned for {days} working days")
        if span.day_kind == "working"
        else N_("{stage} is planned for {days} days")
    )
    return Sentence(text, stage=span.label, days=span.days)
