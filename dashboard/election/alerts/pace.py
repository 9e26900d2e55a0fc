"""Judge the pace of a unit: overdue, silent, far ahead, or gone backwards without a word."""

from collections.abc import Iterator
from datetime import date

from dashboard.election.alerts.finding import Finding, found, rising
from dashboard.election.alerts.view import AreaView, called_poll, stage_value
from dashboard.election.facts import MilestoneRevoked
from dashboard.election.plan import stage_due_on
from dashboard.election.review import instant_of
from dashboard.election.state import TrackState
from dashboard.profile.alerts import FarAhead, NoChange, StageOverdue, UnexplainedStep

_PROGRESS = (
    "milestone",
    "milestone_revoked",
    "plan",
    "poll_scheduled",
    "poll_held",
    "exception",
    "exception_cleared",
    "review_submitted",
    "review_started",
    "review_returned",
)
"""Types of facts that move a unit on."""


def stage_overdue(rule: StageOverdue, view: AreaView) -> Iterator[Finding]:
    """Find units whose stage is past its planned day, counted in working days as the map counts them.

    A unit has one alert a track: it tells where the delay began.
    """
    calendar, ground = view.ground.calendar, view.ground
    for state in view.owing:
        due = stage_due_on(state, state.baseline if rule.against == "baseline" else state.plan)
        stage = _current_stage(state)
        if due is None or stage is None:
            continue
        begins = {step.days: ground.begin_of(calendar.add(due, step.days)) for step in rule.steps}
        values = {"stage": stage_value(state, stage), "due": due.isoformat()}
        first = found(rule, view.area.code, begins[rule.days], values, track=state.track)
        yield from rising(rule, first, begins)


def no_change(rule: NoChange, view: AreaView) -> Iterator[Finding]:
    """Find units under way of which nothing was told; one that waits for a called poll is not silent."""
    calendar, ground = view.ground.calendar, view.ground
    for state in view.owing:
        if not state.phase or state.stage is None:
            continue
        last = max(fact.effective_on for fact in view.told(*_PROGRESS) if fact.track == state.track)
        last = max(last, called_poll(state) or last)
        begins = {step.days: ground.begin_of(calendar.add(last, step.days)) for step in rule.steps}
        values = {"stage": stage_value(state, state.stage), "since": last.isoformat()}
        first = found(rule, view.area.code, begins[rule.days], values, track=state.track)
        yield from rising(rule, first, begins)


def far_ahead(rule: FarAhead, view: AreaView) -> Iterator[Finding]:
    """Find units whose latest stage ended long before its planned day; after the poll haste is no question."""
    for state in view.owing:
        ended = _latest_end(state)
        if state.elected or ended is None:
            continue
        stage, on = ended
        planned = state.baseline.get(stage)
        if planned is None or planned <= on or view.ground.calendar.between(on, planned) < rule.days:
            continue
        values = {"stage": stage_value(state, stage), "ended": on.isoformat(), "planned": planned.isoformat()}
        since, until = view.ground.begin_of(on), view.ground.begin_of(planned)
        yield found(rule, view.area.code, since, values, track=state.track, until=until)


def unexplained_step(rule: UnexplainedStep, view: AreaView) -> Iterator[Finding]:
    """Find stages that were revoked without a cause and have not ended anew."""
    for state in view.open_tracks:
        ends = {dates.stage: dates.end for dates in state.stages}
        for fact in view.told("milestone_revoked"):
            step = fact.payload
            if fact.track != state.track or not isinstance(step, MilestoneRevoked) or step.cause is not None:
                continue
            if ends.get(step.stage) is None:
                values = {"stage": stage_value(state, step.stage), "day": fact.effective_on.isoformat()}
                since = instant_of(fact, view.ground.zone)
                yield found(rule, view.area.code, since, values, track=state.track, detail=step.stage)


def _current_stage(state: TrackState) -> str | None:
    """Return the stage that must end next, of a unit that has not started its first one."""
    return state.stage or (state.procedure.stages[0].id if state.procedure else None)


def _latest_end(state: TrackState) -> tuple[str, date] | None:
    """Return the furthest stage before the poll that has ended, and its day."""
    if state.procedure is None:
        return None
    ended = [
        (dates.stage, dates.end) for dates in state.stages[: state.procedure.poll_index] if dates.end is not None
    ]
    return ended[-1] if ended else None
