"""Follow the matters that wait for the district (需区级协调事项), from raising to closing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dashboard.election.command_facts import Matter
from dashboard.election.facts import Fact

State = Literal["open", "replied", "overdue", "closed"]


@dataclass(frozen=True)
class MatterCourse:
    """Hold one matter as it stands, and the days of its course.

    Attributes
    ----------
    raised_by : str or None
        Post that raised it.
    replied_on, closed_on : date or None
        First day with a reply, and the day on which it was closed (not if it was opened again).
    """

    area: str
    subject: str
    department: str
    text: str
    due: date | None
    reply: str | None
    raised_on: date
    raised_by: str | None
    replied_on: date | None
    closed_on: date | None

    def state(self, day: date) -> State:
        """Say how the matter stands on a day: one that is overdue is so, replied to or not."""
        if self.closed_on is not None:
            return "closed"
        if self.due is not None and self.due < day:
            return "overdue"
        return "replied" if self.reply else "open"

    def days_open(self, day: date) -> int:
        """Count the calendar days since it was raised, until it was closed."""
        return ((self.closed_on or day) - self.raised_on).days


def matters_of(facts: Iterable[Fact]) -> list[MatterCourse]:
    """List the matters of any areas, the earliest first.

    Parameters
    ----------
    facts : iterable of Fact
        Counting facts in the order in which they happened; of other types they are passed over.
    """
    told: dict[tuple[str, str], list[tuple[Fact, Matter]]] = {}
    for fact in facts:
        if isinstance(fact.payload, Matter):
            told.setdefault((fact.area_code, fact.subject or fact.id), []).append((fact, fact.payload))
    return sorted(
        (_course(key, steps) for key, steps in told.items()), key=lambda one: (one.raised_on, one.subject)
    )


def _course(key: tuple[str, str], steps: list[tuple[Fact, Matter]]) -> MatterCourse:
    first, (last, matter) = steps[0][0], steps[-1]
    replied = next((fact.effective_on for fact, step in steps if step.reply), None)
    return MatterCourse(
        area=key[0],
        subject=key[1],
        department=matter.department,
        text=matter.text,
        due=matter.due,
        reply=matter.reply,
        raised_on=first.effective_on,
        raised_by=first.on_behalf_of,
        replied_on=replied if matter.reply else None,
        closed_on=last.effective_on if matter.closed else None,
    )
