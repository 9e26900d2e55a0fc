"""Follow the assessment of the situation (选情研判): score sheets of the townships, levels the office confirms."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from dashboard.election.command_facts import Assessment, AssessmentSheet
from dashboard.election.facts import Fact
from dashboard.profile.command import AssessmentTerms


@dataclass(frozen=True)
class Sheet:
    """Hold one score sheet as a township filled it in.

    Attributes
    ----------
    factors : Mapping[str, int]
        Factor of the profile → points.
    proposed : str
        Level by the profile's thresholds.
    """

    on: date
    factors: Mapping[str, int]
    score: int
    proposed: str


@dataclass(frozen=True)
class Confirmed:
    """Hold one level that the office confirmed."""

    on: date
    level: str
    score: int | None


@dataclass(frozen=True)
class AssessmentCourse:
    """Hold all assessments of one unit, the latest last.

    Attributes
    ----------
    waits : bool
        The latest sheet is not confirmed yet.
    """

    area: str
    sheets: Sequence[Sheet] = ()
    confirmed: Sequence[Confirmed] = ()
    waits: bool = False

    @property
    def level(self) -> str | None:
        """Return the level that holds."""
        return self.confirmed[-1].level if self.confirmed else None

    def better_or_worse(self, order: Sequence[str]) -> int:
        """Return by how many levels the last confirmed one differs from that before: above 0 is worse."""
        if len(self.confirmed) <= 1:
            return 0
        last, before = self.confirmed[-1].level, self.confirmed[-2].level
        return order.index(last) - order.index(before) if {last, before} <= set(order) else 0


def assessments_of(facts: Iterable[Fact], terms: AssessmentTerms) -> dict[str, AssessmentCourse]:
    """Return unit → its assessments.

    Parameters
    ----------
    facts : iterable of Fact
        Counting facts in the order in which they happened; other types are passed over.
    """
    gathered: dict[str, _Gathering] = {}
    for fact in facts:
        payload = fact.payload
        if isinstance(payload, AssessmentSheet):
            score = sum(payload.factors.values())
            sheet = Sheet(fact.effective_on, payload.factors, score, terms.level_of(score))
            gathered.setdefault(fact.area_code, _Gathering()).sheet(sheet)
        elif isinstance(payload, Assessment):
            confirmed = Confirmed(fact.effective_on, payload.level, payload.score)
            gathered.setdefault(fact.area_code, _Gathering()).confirm(confirmed)
    return {
        code: AssessmentCourse(code, tuple(one.sheets), tuple(one.confirmed), one.waits)
        for code, one in gathered.items()
    }


@dataclass
class _Gathering:
    """Gather one unit's assessments."""

    sheets: list[Sheet] = field(default_factory=list)
    confirmed: list[Confirmed] = field(default_factory=list)
    waits: bool = False

    def sheet(self, sheet: Sheet) -> None:
        """Take a sheet; it waits for the office."""
        self.sheets.append(sheet)
        self.waits = True

    def confirm(self, confirmed: Confirmed) -> None:
        """Take what the office confirmed."""
        self.confirmed.append(confirmed)
        self.waits = False
