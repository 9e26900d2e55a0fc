"""Fold the facts of one unit into where it stands (DESIGN §4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time

from dashboard.election.alerts.alert import RAISING
from dashboard.election.areas import Area
from dashboard.election.command_facts import Assessment, KeyVillage
from dashboard.election.facts import (
    AlertAction,
    ExceptionCleared,
    ExceptionOpened,
    Fact,
    Milestone,
    MilestoneRevoked,
    Plan,
    PollHeld,
    PollScheduled,
)
from dashboard.election.procedure import UnitProcedure, procedure_of
from dashboard.profile.model import Profile

_FROM_POLLS = ("another", "rerun", "vacancy")


@dataclass(frozen=True)
class StageDates:
    """Give the days on which a stage started and ended, as far as they are known."""

    stage: str
    start: date | None
    end: date | None


@dataclass(frozen=True)
class PollOnDay:
    """Hold a poll that has closed, its day and hour, and whether an authority annulled it later.

    `at` is the hour for which it was called, else the one at which it closed, where either is known.
    """

    on: date
    figures: PollHeld
    fact_id: str
    annulled: bool
    at: time | None = None


@dataclass(frozen=True)
class TrackState:
    """Say where a unit stands on one track.

    Attributes
    ----------
    phase : int or None
        Ordinal of the profile's phases; None when the track is not due.
    since : date or None
        Day on which the phase was entered; None before the first stage.
    stage, stage_since
        The furthest stage started.
    exceptions : Mapping[str, date]
        Exceptional states and the days since which they hold.
    poll_on : date or None
        The day the decided poll was held, else the day the next one is called for.
    last_poll_on : date or None
        The day of the last poll that was held and not annulled.
    called_on : date or None
        The day for which a poll was called last, held by now or not.
    called_at : time or None
        The hour of that call, where it names one.
    baseline, plan : Mapping[str, date]
        Planned last days of stages: first approved, latest.
    first_outcome : str or None
        Outcome of the first poll that was concluded.
    elected : bool
        A valid poll has been held, be it short of seats.
    """

    track: str
    procedure: UnitProcedure | None
    phase: int | None
    since: date | None
    stage: str | None
    stage_since: date | None
    stages: tuple[StageDates, ...]
    exceptions: Mapping[str, date]
    polls: tuple[PollOnDay, ...]
    poll_on: date | None
    last_poll_on: date | None
    called_on: date | None
    called_at: time | None
    baseline: Mapping[str, date]
    plan: Mapping[str, date]
    replans: int
    first_outcome: str | None
    elected: bool
    completed_on: date | None

    @property
    def decided(self) -> bool:
        """Say whether the poll's stage has ended: no further poll is to come."""
        return self.procedure is not None and self.stages[self.procedure.poll_index].end is not None


@dataclass(frozen=True)
class UnitState:
    """Say where a unit stands on all tracks, and what is beside the procedure."""

    code: str
    tracks: Mapping[str, TrackState]
    key_level: str | None
    assessment: str | None
    alert: int


def fold(area: Area, facts: Iterable[Fact], profile: Profile) -> UnitState:
    """Fold the counting facts of a unit, in the order of `dashboard.election.reading.reading`."""
    folding = Folding(area, profile)
    for fact in facts:
        folding.take(fact)
    return folding.state()


class Folding:
    """Take the counting facts of a unit one after the other, and say where it stands after any of them."""

    def __init__(self, area: Area, profile: Profile) -> None:
        self._area = area
        self._phases = len(profile.phases)
        procedures = {track.id: procedure_of(profile, area, track.id) for track in profile.tracks}
        self._builders = {
            track: None if procedure is None else _Builder(procedure) for track, procedure in procedures.items()
        }
        self._built: dict[str, TrackState] = {}
        self._key_level: str | None = None
        self._assessment: str | None = None
        self._alerts: dict[str, int] = {}

    def take(self, fact: Fact) -> None:
        """Take the next fact."""
        payload = fact.payload
        if fact.track is not None:
            builder = self._builders.get(fact.track)
            if builder is not None:
                builder.take(fact)
                self._built.pop(fact.track, None)
        elif isinstance(payload, KeyVillage):
            self._key_level = payload.level
        elif isinstance(payload, Assessment):
            self._assessment = payload.level
        elif isinstance(payload, AlertAction):
            name = fact.subject or payload.rule
            if payload.action == "resolved":
                self._alerts.pop(name, None)
            elif payload.action in RAISING:
                self._alerts[name] = payload.level

    def state(self) -> UnitState:
        """Return where the unit stands after the facts taken so far."""
        for track, builder in self._builders.items():
            if track not in self._built:  # a track that was told nothing stands where it stood
                due = self._area.due.get(track, False)
                self._built[track] = (
                    _without_procedure(track) if builder is None else builder.build(track, due, self._phases)
                )
        return UnitState(
            code=self._area.code,
            tracks={track: self._built[track] for track in self._builders},
            key_level=self._key_level,
            assessment=self._assessment,
            alert=max(self._alerts.values(), default=0),
        )


def _without_procedure(track: str) -> TrackState:
    """Return the state of a unit whose kind walks through no procedure on the track."""
    return TrackState(
        track=track,
        procedure=None,
        phase=None,
        since=None,
        stage=None,
        stage_since=None,
        stages=(),
        exceptions={},
        polls=(),
        poll_on=None,
        last_poll_on=None,
        called_on=None,
        called_at=None,
        baseline={},
        plan={},
        replans=0,
        first_outcome=None,
        elected=False,
        completed_on=None,
    )


@dataclass
class _Builder:
    """Gather what one track's facts say, one after the other."""

    procedure: UnitProcedure
    starts: dict[str, date] = field(default_factory=dict)
    ends: dict[str, date] = field(default_factory=dict)
    exceptions: dict[str, date] = field(default_factory=dict)
    polls: list[PollOnDay] = field(default_factory=list)
    scheduled: date | None = None
    scheduled_at: time | None = None
    plans: list[Plan] = field(default_factory=list)

    def take(self, fact: Fact) -> None:
        """Take one fact; facts of other types leave the track's state as it is."""
        payload, on = fact.payload, fact.effective_on
        if isinstance(payload, Milestone):
            (self.starts if payload.edge == "start" else self.ends)[payload.stage] = on
        elif isinstance(payload, MilestoneRevoked):
            self._revoke(payload)
        elif isinstance(payload, Plan):
            self.plans.append(payload)
        elif isinstance(payload, PollScheduled):
            self.scheduled, self.scheduled_at = payload.on, payload.at
        elif isinstance(payload, PollHeld):
            hour = (self.scheduled_at if self.scheduled == on else None) or fact.effective_time
            self._poll(PollOnDay(on, payload, fact.id, annulled=False, at=hour))
        elif isinstance(payload, ExceptionOpened):
            self.exceptions[payload.kind] = on
        elif isinstance(payload, ExceptionCleared):
            self.exceptions.pop(payload.kind, None)

    def _poll(self, poll: PollOnDay) -> None:
        """Let a closed poll end its stage, or open the exception that it leads to."""
        outcome = poll.figures.outcome
        self.polls.append(poll)
        for kind in _FROM_POLLS:
            self.exceptions.pop(kind, None)
        if outcome != "success":
            self.exceptions[outcome] = poll.on
        if outcome in {"success", "vacancy"}:
            self.ends[self.procedure.poll_stage] = poll.on

    def _revoke(self, revoked: MilestoneRevoked) -> None:
        """Undo a stage's edge and everything after it; a poll that falls with it is annulled."""
        place = self.procedure.index.get(revoked.stage)
        if place is None:
            return
        for stage in self.procedure.stages[place:]:
            self.ends.pop(stage.id, None)
            if stage.id != revoked.stage or revoked.edge == "start":
                self.starts.pop(stage.id, None)
        if revoked.edge == "start" and place > 0:
            self.ends.pop(self.procedure.stages[place - 1].id, None)
        if place <= self.procedure.poll_index:
            self.polls = [replace(poll, annulled=True) for poll in self.polls]
            self.scheduled = self.scheduled_at = None
            for kind in _FROM_POLLS:
                self.exceptions.pop(kind, None)

    def build(self, track: str, due: bool, phases: int) -> TrackState:
        """Close the fold: find the furthest stage started, its phase, and since when."""
        counting = [poll for poll in self.polls if not poll.annulled]
        decided = self.procedure.poll_stage in self.ends
        state = TrackState(
            track=track,
            procedure=self.procedure,
            phase=None,
            since=None,
            stage=None,
            stage_since=None,
            stages=self._stage_dates(),
            exceptions=dict(self.exceptions),
            polls=tuple(self.polls),
            poll_on=counting[-1].on if decided and counting else self.scheduled,
            last_poll_on=counting[-1].on if counting else None,
            called_on=self.scheduled,
            called_at=self.scheduled_at,
            baseline=dict(self.plans[0].dates) if self.plans else {},
            plan={day: on for plan in self.plans for day, on in plan.dates.items()},
            replans=max(0, len(self.plans) - 1),
            first_outcome=self.polls[0].figures.outcome if self.polls else None,
            elected=decided or "another" in self.exceptions,
            completed_on=None,
        )
        return self._place(state, last_phase=phases - 1) if due else state

    def _stage_dates(self) -> tuple[StageDates, ...]:
        """Date the stages: the end of one starts the next unless its own start is given; a poll starts its own."""
        first_poll = next((poll.on for poll in self.polls if not poll.annulled), None)
        dates, before = [], None
        for stage in self.procedure.stages:
            start = self.starts.get(stage.id, before)
            if stage.id == self.procedure.poll_stage:
                start = start or first_poll
            end = self.ends.get(stage.id)
            dates.append(StageDates(stage.id, start, end))
            before = end
        return tuple(dates)

    def _place(self, state: TrackState, last_phase: int) -> TrackState:
        """Find the furthest stage started and the phase it stands for."""
        procedure = self.procedure
        started = [place for place, dates in enumerate(state.stages) if dates.start or dates.end]
        if not started:
            return replace(state, phase=0)
        place = started[-1]
        last = state.stages[-1]
        if last.end is not None:
            return replace(
                state,
                phase=last_phase,
                since=last.end,
                stage=last.stage,
                stage_since=last.start,
                completed_on=last.end,
            )
        phase = procedure.phases[place]
        entered = [
            state.stages[other].start or state.stages[other].end
            for other in started
            if procedure.phases[other] == phase
        ]
        since = min(day for day in entered if day is not None)
        if "another" in self.exceptions and place == procedure.poll_index and place + 1 < len(procedure.phases):
            phase, since = procedure.phases[place + 1], self.exceptions["another"]
        current = state.stages[place]
        return replace(
            state, phase=phase, since=since, stage=current.stage, stage_since=current.start or current.end
        )
