"""Compare where units stand with what was planned."""

from collections.abc import Mapping
from datetime import date

from dashboard.election.state import TrackState
from dashboard.profile.calendar import WorkingDays
from dashboard.profile.model import Profile


def stage_due_on(state: TrackState, plan: Mapping[str, date] | None = None) -> date | None:
    """Return the planned last day (default: the baseline's) of the stage that the unit must end next.

    A unit that has not started owes its first stage; a completed or not due one owes nothing.
    """
    if state.phase is None or state.procedure is None or state.completed_on is not None:
        return None
    stage = state.stage or state.procedure.stages[0].id
    dates = state.baseline if plan is None else plan
    return dates.get(stage, dates.get("poll") if stage == state.procedure.poll_stage else None)


def planned_poll_on(state: TrackState) -> date | None:
    """Return the planned polling day of the baseline."""
    if state.procedure is None:
        return None
    return state.baseline.get("poll", state.baseline.get(state.procedure.poll_stage))


def expected_poll_on(state: TrackState) -> date | None:
    """Return the day for which a poll is called or on which it was decided, else that of the latest plan."""
    if state.procedure is None:
        return None
    return state.poll_on or state.plan.get("poll", state.plan.get(state.procedure.poll_stage))


def days_late(due_on: date | None, today: date, calendar: WorkingDays) -> int:
    """Count the working days by which a stage is overdue; 0 when it is not, or owes no day."""
    return calendar.between(due_on, today) if due_on is not None and due_on < today else 0


def deviation(elected: int, planned: int, due: int) -> float | None:
    """Return actual − planned share elected in percentage points, or None when nothing is due."""
    return None if due == 0 else (elected - planned) / due * 100


def band(points: float | None, profile: Profile) -> str | None:
    """Name the band of a deviation: `attention`, `on_plan` or `ahead` (too fast is a question too)."""
    if points is None:
        return None
    if points < profile.deviation.attention_below:
        return "attention"
    return "ahead" if points > profile.deviation.check_above else "on_plan"
