"""Hold the polls of a township to its plan: the baseline, the plan in force, and every change with its reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from dashboard.election.facts import Fact, TownshipPlan
from dashboard.election.plan import expected_poll_on
from dashboard.election.state import TrackState


@dataclass(frozen=True, slots=True)
class Replan:
    """Hold one change of a township's plan.

    Attributes
    ----------
    on : date
        Day of the change.
    cause : str or None
        The reason given.
    first_by, last_by, completed_by : int
        Calendar days by which it moves the first poll, the last poll and the completion; negative when earlier.
    """

    on: date
    cause: str | None
    plan: TownshipPlan
    first_by: int
    last_by: int
    completed_by: int


@dataclass(frozen=True, slots=True)
class TownshipPlans:
    """Hold the plans of a township on a track: `baseline` is the first, `current` the latest."""

    area: str
    track: str
    approved_on: date
    baseline: TownshipPlan
    current: TownshipPlan
    replans: tuple[Replan, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """Compare the units of a township with one plan.

    Attributes
    ----------
    due, held, completed : int
        Units due on the track, with a first poll held, and completed.
    unknown : int
        Units without a poll held, called or planned.
    first_on, last_on : date or None
        First and last day of polls, held or expected.
    first_held_on, last_held_on : date or None
        First and last day of polls held.
    early, late : int
        Units whose poll, held or expected, lies before or after the plan's window.
    held_outside : int
        Those among them whose poll was held.
    completed_late : int
        Units completed after the plan's day.
    """

    due: int
    held: int
    completed: int
    unknown: int
    first_on: date | None
    last_on: date | None
    first_held_on: date | None
    last_held_on: date | None
    early: int
    late: int
    held_outside: int
    completed_late: int

    @property
    def share_outside(self) -> float | None:
        """Return the share of polls outside the window, of those with a day; None when no day is known."""
        dated = self.due - self.unknown
        return (self.early + self.late) / dated if dated else None

    @property
    def share_held_outside(self) -> float | None:
        """Return the share of the polls held that lay outside the window; None when none was held."""
        return self.held_outside / self.held if self.held else None


def plans_of(area: str, facts: Iterable[Fact], track: str) -> TownshipPlans | None:
    """Return a township's plans on a track from its counting facts, in the order of the reading; None without."""
    found = [(fact.effective_on, fact.payload) for fact in facts if fact.track == track]
    plans = [(on, plan) for on, plan in found if isinstance(plan, TownshipPlan)]
    if not plans:
        return None
    replans = []
    for (_, before), (on, plan) in pairwise(plans):
        replans.append(
            Replan(
                on=on,
                cause=plan.cause,
                plan=plan,
                first_by=(plan.first_poll - before.first_poll).days,
                last_by=(plan.last_poll - before.last_poll).days,
                completed_by=(plan.completed - before.completed).days,
            )
        )
    return TownshipPlans(area, track, plans[0][0], plans[0][1], plans[-1][1], tuple(replans))


def course(plan: TownshipPlan, states: Iterable[TrackState]) -> Course:
    """Compare the units of a township with a plan, the baseline or the current one.

    Parameters
    ----------
    states : Iterable[TrackState]
        The township's units on the plan's track; those that are not due are left out. A unit counts by its first
        poll that was held and not annulled, else by the day called, else by its latest plan.
    """
    due = [state for state in states if state.phase is not None]
    held = [day for day in map(_first_held, due) if day is not None]
    expected = [expected_poll_on(state) for state in due if _first_held(state) is None]
    dated = held + [day for day in expected if day is not None]
    completed = [state.completed_on for state in due if state.completed_on is not None]
    return Course(
        due=len(due),
        held=len(held),
        completed=len(completed),
        unknown=len(due) - len(dated),
        first_on=min(dated, default=None),
        last_on=max(dated, default=None),
        first_held_on=min(held, default=None),
        last_held_on=max(held, default=None),
        early=sum(day < plan.first_poll for day in dated),
        late=sum(day > plan.last_poll for day in dated),
        held_outside=sum(not plan.first_poll <= day <= plan.last_poll for day in held),
        completed_late=sum(day > plan.completed for day in completed),
    )


def _first_held(state: TrackState) -> date | None:
    return next((poll.on for poll in state.polls if not poll.annulled), None)
