"""Follow incidents (重大问题即时报告) from the first word to the end: steps, and who has them in hand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from dashboard.election.command_facts import Incident
from dashboard.election.facts import Fact


@dataclass(frozen=True)
class IncidentStep:
    """Hold one step: when it was reported, by which post, in which words, and who took it over."""

    at: datetime
    by: str
    text: str | None
    post: str | None
    closed: bool


@dataclass(frozen=True)
class IncidentCourse:
    """Hold one incident with its time line, the earliest step first."""

    area: str
    subject: str
    category: str
    steps: Sequence[IncidentStep]

    @property
    def closed(self) -> bool:
        """Say whether it is over."""
        return self.steps[-1].closed

    @property
    def post(self) -> str | None:
        """Return who has it in hand: the last post that took it over."""
        return next((step.post for step in reversed(self.steps) if step.post), None)

    @property
    def began_at(self) -> datetime:
        """Return when it was first reported."""
        return self.steps[0].at


def incidents_of(facts: Iterable[Fact], zone: ZoneInfo) -> list[IncidentCourse]:
    """List the incidents of any areas, the latest first.

    Parameters
    ----------
    facts : iterable of Fact
        Counting facts in the order in which they happened; other types are passed over. A step is timed
        by its own time, else by when it was recorded.
    """
    told: dict[tuple[str, str], list[tuple[Incident, IncidentStep]]] = {}
    for fact in facts:
        if isinstance(fact.payload, Incident):
            step = IncidentStep(
                at=instant_of(fact, zone),
                by=fact.on_behalf_of or fact.actor,
                text=fact.payload.text,
                post=fact.payload.post,
                closed=fact.payload.closed,
            )
            told.setdefault((fact.area_code, fact.subject or fact.id), []).append((fact.payload, step))
    courses = [
        IncidentCourse(area, subject, steps[-1][0].category, tuple(step for _, step in steps))
        for (area, subject), steps in told.items()
    ]
    return sorted(courses, key=lambda one: one.began_at, reverse=True)


def instant_of(fact: Fact, zone: ZoneInfo) -> datetime:
    """Return when a fact happened: at its own time, else when it was recorded."""
    if fact.effective_time is not None:
        return datetime.combine(fact.effective_on, fact.effective_time, zone)
    return fact.recorded_at.astimezone(zone)
