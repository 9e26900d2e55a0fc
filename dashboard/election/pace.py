"""Reckon stages against each other: how long each lasts, how late it may end, how early it can."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Literal

from dashboard.election.procedure import UnitProcedure
from dashboard.election.state import StageDates
from dashboard.profile.base import Text
from dashboard.profile.calendar import WorkingDays
from dashboard.profile.model import Profile
from dashboard.profile.rules import Duration, Notice

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """Hold a number of days that must lie between two events, and what asks for it.

    Attributes
    ----------
    source : str
        `rule`: a rule of the profile; `estimate`: the planned days of a stage; `poll`: nothing but the
        order of the stages, 0 days before the poll.
    id : str
        Of the rule or of the stage.
    label : Text
        The rule's sentence or the stage's name.
    days : int
        Working or calendar days, counted after the first event, up to and including the second.
    """

    source: Literal["rule", "estimate", "poll"]
    id: str
    label: Text
    days: int
    day_kind: Literal["working", "calendar"] = "calendar"


@dataclass(frozen=True)
class Latest:
    """Hold the last days on which a stage may start and end, and what binds its end."""

    start: date
    end: date
    by: Span


@dataclass(frozen=True)
class Pace:
    """Say how fast a unit can walk to its poll, by the law alone or with the profile's estimates.

    Attributes
    ----------
    lasts : Mapping[str, Span]
        Stage → how long it lasts; stages that are missing may end on the day they start.
    notices : Mapping[str, Span]
        Stage → how long its end must lie before the poll.
    office_days : bool
        Stages, the poll aside, end on working days.
    """

    procedure: UnitProcedure
    calendar: WorkingDays
    lasts: Mapping[str, Span]
    notices: Mapping[str, Span]
    office_days: bool

    @classmethod
    def legal(cls, profile: Profile, procedure: UnitProcedure, calendar: WorkingDays, on: date) -> "Pace":
        """Return what the rules in force on day `on` ask for: `Duration` and `Notice`, and the order."""
        lasting = profile.rule(Duration, procedure.id, on)
        notice = profile.rule(Notice, procedure.id, on)
        lasts: dict[str, Span] = {}
        notices: dict[str, Span] = {}
        if lasting is not None and lasting.stage in procedure.index:
            lasts[lasting.stage] = Span("rule", lasting.id, lasting.label, lasting.at_least, lasting.day_kind)
        if notice is not None and procedure.index.get(notice.stage, procedure.poll_index) < procedure.poll_index:
            notices[notice.stage] = Span("rule", notice.id, notice.label, notice.days_before_poll)
        return cls(procedure, calendar, lasts, notices, office_days=False)

    def estimated(self) -> "Pace":
        """Return this pace with the planned days of the stages for which it has no rule."""
        planned = {
            stage.id: Span(
                "estimate", stage.id, stage.label, self.procedure.planned_days[stage.id], stage.day_kind
            )
            for stage in self.procedure.stages
        }
        return Pace(self.procedure, self.calendar, {**planned, **self.lasts}, self.notices, office_days=True)

    def latest(self, poll_on: date) -> dict[str, Latest]:
        """Return the last days of the stages up to the poll, walking back from it.

        Of several bounds of a stage's end the earliest binds; of equal ones a rule does.
        """
        procedure = self.procedure
        poll = next(stage for stage in procedure.stages if stage.id == procedure.poll_stage)
        order = Span("poll", poll.id, poll.label, 0)
        found = {poll.id: Latest(self._back(poll_on, self.lasts.get(poll.id)), poll_on, order)}
        for stage in reversed(self._order):
            if stage == poll.id:
                continue
            bounds = []
            for after in self._followers[stage]:
                lasting = self.lasts.get(after)
                bounds.append((found[after].start, lasting if lasting and lasting.days else found[after].by))
            if stage in self.notices:
                bounds.append((self._back(poll_on, self.notices[stage]), self.notices[stage]))
            end, by = min(bounds, key=lambda bound: (bound[0], bound[1].source != "rule"))
            end = self.calendar.on_or_before(end) if self.office_days else end
            found[stage] = Latest(self._back(end, self.lasts.get(stage)), end, by)
        return found

    def earliest(self, stages: Iterable[StageDates], today: date) -> dict[str, date]:
        """Return when the stages up to the poll have ended, or the first day on which they can.

        A stage that ended sooner than a rule makes it last counts from the day by which it would have lasted so
        long. Of one that was passed over (`passed`) the first day is given on which it can have ended; it is
        missing when no record tells.
        """
        dates = {one.stage: one for one in stages}
        passed = self.passed(dates.values())
        found: dict[str, date] = {}
        for stage in self._order:
            own, lasting = dates[stage], self.lasts.get(stage)
            starts = [found[name] for name in self._waits[stage] if name in found]
            if own.start is not None:
                starts.append(own.start)
            if own.end is not None or stage in passed:
                lawful = lasting if lasting is not None and lasting.source == "rule" else None
                over = [own.end] if own.end is not None else []
                if starts and (lawful is not None or not over):
                    over.append(self._on(max(starts), lawful))
                if over:
                    found[stage] = max(over)
                continue
            begun = max(starts) if own.start is not None else max([*starts, today])
            end = max(self._on(begun, lasting), today)
            if stage == self.procedure.poll_stage:
                for name, notice in self.notices.items():
                    if name in found:
                        end = max(end, self._on(found[name], notice))
            elif self.office_days:
                end = self.calendar.on_or_after(end)
            found[stage] = end
        return found

    def passed(self, stages: Iterable[StageDates]) -> frozenset[str]:
        """Return the stages without a recorded end though one that waits for them has ended, or was passed too."""
        ended = {one.stage for one in stages if one.end is not None}
        found: set[str] = set()
        for stage in reversed(self._order):
            if stage not in ended and not (ended | found).isdisjoint(self._followers[stage]):
                found.add(stage)
        return frozenset(found)

    def _on(self, start: date, span: Span | None) -> date:
        """Return the first day by which a span after `start` is over."""
        if span is None:
            return start
        if span.day_kind == "working":
            return self.calendar.add(start, span.days)
        return start + span.days * _DAY

    def _back(self, end: date, span: Span | None) -> date:
        """Return the last day from which a span is over by `end`."""
        if span is None:
            return end
        if span.day_kind == "working":
            return self.calendar.before(end, span.days)
        return end - span.days * _DAY

    @cached_property
    def _waits(self) -> Mapping[str, tuple[str, ...]]:
        """Map each stage up to the poll to those that it waits for; the poll waits for all before it."""
        procedure = self.procedure
        upto = [stage.id for stage in procedure.stages[: procedure.poll_index]]
        waits = {stage: tuple(name for name in procedure.waits_for[stage] if name in upto) for stage in upto}
        return {**waits, procedure.poll_stage: tuple(upto)}

    @cached_property
    def _order(self) -> tuple[str, ...]:
        """List the stages up to the poll so that each stands behind those it waits for."""
        return tuple(TopologicalSorter(self._waits).static_order())

    @cached_property
    def _followers(self) -> Mapping[str, tuple[str, ...]]:
        """Map each stage to those that wait for it."""
        return {
            name: tuple(stage for stage, waits in self._waits.items() if name in waits) for name in self._order
        }
