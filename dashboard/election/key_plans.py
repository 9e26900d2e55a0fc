"""Tell how a key difficult village (重点难点村) stands: plan (一村一策), help, visits and judgements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from dashboard.election.command_facts import Assessment, Assignment, Assistance, KeyVillage, Measure, Visit
from dashboard.election.facts import Fact

PlanState = Literal["none", "overdue", "running", "done"]
_DONE = 100


@dataclass(frozen=True)
class MeasureCourse:
    """Hold one measure as it stands.

    Attributes
    ----------
    done_on : date or None
        Day on which it reached its end; not if it was taken up again.
    """

    subject: str
    measure: Measure
    since: date
    changed_on: date
    done_on: date | None

    def overdue(self, day: date) -> bool:
        """Say whether it is past its due day and not done."""
        return self.done_on is None and self.measure.due < day


@dataclass(frozen=True)
class VisitMade:
    """Hold one visit: of which post, on which day, and how many things were decided on the spot."""

    on: date
    post: str
    kind: str
    decided: int


@dataclass(frozen=True)
class Judgement:
    """Hold one assessment of the history."""

    on: date
    level: str
    score: int | None


@dataclass(frozen=True)
class KeyPlan:
    """Hold all that is beside the procedure of one key village.

    Attributes
    ----------
    level : str or None
        Of the profile's `[key_levels]`; None when it is none any more.
    since : date
        Day on which it became one.
    duties : Mapping[str, str]
        Duty → post that answers for it.
    assistance : Mapping[str, str or None]
        Filled slot of the profile's `[assistance]` → who or what fills it, where it was named.
    """

    area: str
    level: str | None
    categories: tuple[str, ...]
    since: date
    duties: Mapping[str, str] = field(default_factory=dict)
    assistance: Mapping[str, str | None] = field(default_factory=dict)
    measures: Sequence[MeasureCourse] = ()
    visits: Sequence[VisitMade] = ()
    judgements: Sequence[Judgement] = ()

    def state(self, day: date) -> PlanState:
        """Say how the village's plan stands: without measures, with one overdue, under way, or all done."""
        if not self.measures:
            return "none"
        if any(one.overdue(day) for one in self.measures):
            return "overdue"
        return "done" if all(one.done_on for one in self.measures) else "running"

    @property
    def progress(self) -> int | None:
        """Return the mean progress of the measures in percent; None without measures."""
        if not self.measures:
            return None
        return round(sum(one.measure.progress for one in self.measures) / len(self.measures))

    @property
    def gates(self) -> Sequence[MeasureCourse]:
        """List what must be settled before the poll and is not."""
        return [one for one in self.measures if one.measure.gate and one.done_on is None]

    @property
    def last_visit(self) -> VisitMade | None:
        """Return the latest visit."""
        return self.visits[-1] if self.visits else None

    def days_unvisited(self, day: date) -> int:
        """Count the calendar days since the last visit, or since it became a key village."""
        return (day - max(self.since, self.last_visit.on if self.last_visit else self.since)).days


def key_plans(facts: Iterable[Fact]) -> dict[str, KeyPlan]:
    """Return area → plan of every unit that is a key village, or was.

    Parameters
    ----------
    facts : iterable of Fact
        Counting facts of any areas in the order in which they happened; other types are passed over.
    """
    plans: dict[str, KeyPlan] = {}
    waiting: dict[str, _Beside] = {}
    for fact in facts:
        if isinstance(fact.payload, KeyVillage):
            plans[fact.area_code] = _named(plans.get(fact.area_code), fact, fact.payload)
        else:
            waiting.setdefault(fact.area_code, _Beside()).take(fact)
    return {code: waiting.get(code, _Beside()).complete(plan) for code, plan in plans.items()}


def _named(before: KeyPlan | None, fact: Fact, named: KeyVillage) -> KeyPlan:
    if before is None or before.level is None:
        return KeyPlan(fact.area_code, named.level, named.categories, fact.effective_on)
    return replace(before, level=named.level, categories=named.categories)


@dataclass
class _Beside:
    """Gather what one unit's facts say beside its level."""

    duties: dict[str, str] = field(default_factory=dict)
    assistance: dict[str, str | None] = field(default_factory=dict)
    measures: dict[str, MeasureCourse] = field(default_factory=dict)
    visits: list[VisitMade] = field(default_factory=list)
    judgements: list[Judgement] = field(default_factory=list)

    def take(self, fact: Fact) -> None:
        """Take the next fact."""
        match fact.payload:
            case Assignment(duty=duty, ended=True):
                self.duties.pop(duty, None)
            case Assignment(duty=duty, post=post):
                self.duties[duty] = post
            case Assistance(slot=slot, ended=True):
                self.assistance.pop(slot, None)
            case Assistance(slot=slot, by=by):
                self.assistance[slot] = by
            case Measure() as measure:
                self._measure(fact, measure)
            case Visit(post=post, kind=kind, decided=decided):
                self.visits.append(VisitMade(fact.effective_on, post, kind, decided))
            case Assessment(level=level, score=score):
                self.judgements.append(Judgement(fact.effective_on, level, score))

    def _measure(self, fact: Fact, measure: Measure) -> None:
        subject = fact.subject or fact.id
        before = self.measures.get(subject)
        done = measure.progress == _DONE
        kept = before.done_on if before is not None else None
        self.measures[subject] = MeasureCourse(
            subject=subject,
            measure=measure,
            since=before.since if before is not None else fact.effective_on,
            changed_on=fact.effective_on,
            done_on=(kept or fact.effective_on) if done else None,
        )

    def complete(self, plan: KeyPlan) -> KeyPlan:
        """Return the plan with everything that was gathered."""
        return replace(
            plan,
            duties=self.duties,
            assistance=self.assistance,
            measures=tuple(self.measures.values()),
            visits=tuple(self.visits),
            judgements=tuple(self.judgements),
        )
