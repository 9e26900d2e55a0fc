"""Find, for every column of the report, what is recorded of a unit, and the fact that says it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from dashboard.election.areas import Area
from dashboard.election.command_facts import Assessment, Incident, KeyVillage, Matter, Petitions
from dashboard.election.facts import (
    Check,
    Composition,
    Counter,
    ExceptionCleared,
    ExceptionOpened,
    Fact,
    Milestone,
    MilestoneRevoked,
    PollHeld,
    PollScheduled,
    Posts,
    RemarkMade,
    ReviewReturned,
    ReviewSubmitted,
)
from dashboard.election.procedure import UnitProcedure
from dashboard.profile.report import Column

Value = str | int | float | bool | date | None
"""A value of a column; a moment is a `datetime` when its hour is known, else a `date`."""

LASTING = ("postponed", "suspended")
"""Exceptional states that a report opens and ends; the others follow from polls."""


@dataclass
class Standing:
    """Gather the counting facts of one area on one track, as of the report's day.

    `track` None: an area as a whole, for what belongs to no track.
    """

    area: Area
    track: str | None
    procedure: UnitProcedure | None
    day: date
    milestones: dict[tuple[str, str], Fact] = field(default_factory=dict)
    poll: Fact | None = None
    scheduled: Fact | None = None
    reviews: dict[str, Fact] = field(default_factory=dict)
    returns: dict[str, Fact] = field(default_factory=dict)
    checks: dict[str, Fact] = field(default_factory=dict)
    posts: dict[str, Fact] = field(default_factory=dict)
    exceptions: dict[str, Fact] = field(default_factory=dict)
    matters: dict[str, Fact] = field(default_factory=dict)
    incidents: dict[str, Fact] = field(default_factory=dict)
    remarks: dict[str, Fact] = field(default_factory=dict)
    counts: dict[str, Fact] = field(default_factory=dict)
    average_age: Fact | None = None
    counters: dict[str, Fact] = field(default_factory=dict)
    petitions: Fact | None = None
    assessment: Fact | None = None
    key_village: Fact | None = None

    def take(self, facts: Iterable[Fact]) -> "Standing":
        """Take counting facts in their order; those of other tracks are passed over."""
        for fact in facts:
            if fact.track in {None, self.track}:
                self._take(fact)
        return self

    def _take(self, fact: Fact) -> None:  # noqa: C901, PLR0912 - one case per type
        match fact.payload:
            case Milestone(stage=stage, edge=edge):
                self.milestones[stage, edge] = fact
            case MilestoneRevoked() as revoked:
                self._revoke(revoked)
            case PollHeld():
                self.poll = fact
            case PollScheduled():
                self.scheduled = fact
            case ReviewSubmitted():
                self.reviews[fact.subject or ""] = fact
            case ReviewReturned():
                self.returns[fact.subject or ""] = fact
            case Check(item=item):
                self.checks[item] = fact
            case Posts() as posts:
                self.posts |= dict.fromkeys(posts.model_dump(exclude_none=True), fact)
            case ExceptionOpened(kind=kind):
                self.exceptions[kind] = fact
            case ExceptionCleared(kind=kind):
                self.exceptions.pop(kind, None)
            case Matter():
                self.matters[fact.subject or fact.id] = fact
            case Incident():
                self.incidents[fact.subject or fact.id] = fact
            case RemarkMade(topic=topic):
                self.remarks[topic] = fact
            case Composition(counts=counts, average_age=age):
                self.counts |= dict.fromkeys(counts, fact)
                self.average_age = fact if age is not None else self.average_age
            case Counter(name=name) if fact.effective_on == self.day:
                self.counters[name] = fact
            case Petitions() if fact.effective_on == self.day:
                self.petitions = fact
            case Assessment():
                self.assessment = fact
            case KeyVillage():
                self.key_village = fact

    def _revoke(self, revoked: MilestoneRevoked) -> None:
        """Undo a stage's edge and everything after it, as `dashboard.election.state` does."""
        if self.procedure is None or revoked.stage not in self.procedure.index:
            return
        place = self.procedure.index[revoked.stage]
        for stage in self.procedure.stages[place:]:
            self.milestones.pop((stage.id, "end"), None)
            if stage.id != revoked.stage or revoked.edge == "start":
                self.milestones.pop((stage.id, "start"), None)
        if revoked.edge == "start" and place > 0:
            self.milestones.pop((self.procedure.stages[place - 1].id, "end"), None)
        if place <= self.procedure.poll_index:
            self.poll = self.scheduled = None

    @property
    def batch(self) -> str | None:
        """Return the subject of the last review batch sent."""
        return next(reversed(self.reviews), None)

    @property
    def matter(self) -> Fact | None:
        """Return the last matter that is still open."""
        return next((f for f in reversed(self.matters.values()) if not f.payload.model_dump()["closed"]), None)

    @property
    def incident(self) -> Fact | None:
        """Return the last incident that is still open."""
        return next((f for f in reversed(self.incidents.values()) if not f.payload.model_dump()["closed"]), None)

    @property
    def exception(self) -> Fact | None:
        """Return the last exceptional state that a report opened."""
        return next((self.exceptions[kind] for kind in reversed(self.exceptions) if kind in LASTING), None)

    def fact(self, column: Column) -> Fact | None:  # noqa: C901 - one case per topic
        """Return the fact that says a column, or None."""
        said = column.said
        match said.topic:
            case "milestone":
                return self.milestones.get((said.name, said.part))
            case "check":
                return self.checks.get(said.name)
            case "review_submitted":
                return self.reviews.get(self.batch or "")
            case "review_returned":
                return self.returns.get(self.batch or "")
            case "poll_held":
                return self.poll or (self.counts.get(column.ahead) if column.ahead else None)
            case "poll_scheduled":
                return self.scheduled
            case "posts":
                return self.posts.get(said.part)
            case "composition":
                return self.average_age if said.part == "average_age" else self.counts.get(said.name)
            case "counter":
                return self.counters.get(said.name)
            case "remark":
                return self.remarks.get(said.name)
        single: Mapping[str, Fact | None] = {
            "assessment": self.assessment,
            "key_village": self.key_village,
            "exception": self.exception,
            "petitions": self.petitions,
            "matter": self.matter,
            "incident": self.incident,
        }
        return single.get(said.topic)

    def value(self, column: Column) -> Value:
        """Return what is recorded in a column; None for nothing."""
        fact = self.fact(column)
        return None if fact is None else told_by(fact, column)


def told_by(fact: Fact, column: Column) -> Value:
    """Return what a fact says in a column."""
    said, payload = column.said, fact.payload
    if said.topic in {"milestone", "check"}:
        return payload.done if isinstance(payload, Check) and said.part == "done" else fact.effective_on
    if isinstance(payload, Composition):
        name = column.ahead if said.topic == "poll_held" else said.name
        return payload.average_age if said.part == "average_age" else payload.counts.get(name or "")
    if isinstance(payload, PollHeld) and said.part == "excluded":
        return payload.excluded.get(said.name)
    if said.part == "batch":
        return batch_number(fact.subject or "")
    if said.part == "at":
        return moment(fact)
    if said.topic == "exception" and said.part == "on":
        return fact.effective_on
    field = "text" if said.topic == "remark" else said.part
    value = getattr(payload, field, None)
    return str(value) if column.words and value is not None else value


def batch_number(subject: str) -> int:
    """Return the number of a review batch, which ends its subject."""
    last = subject.rpartition("-")[2]
    return int(last) if last.isdigit() else 1


def moment(fact: Fact) -> date:
    """Return when a fact took effect: with the hour where it is known."""
    if fact.effective_time is None:
        return fact.effective_on
    return datetime.combine(fact.effective_on, fact.effective_time)
