"""Have the rules judged on areas of a database, and record what they do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from dashboard.election.alerts.first_polls import DistrictView
from dashboard.election.alerts.life import Transition
from dashboard.election.alerts.ruling import Judge, Ruling
from dashboard.election.alerts.view import AreaView, Ground
from dashboard.election.collisions import supervision
from dashboard.store.log import Log, Receipt
from dashboard.store.watching import Scene, district_scene, scene
from dashboard.watch.telling import submission_of


@dataclass(frozen=True)
class Evaluation:
    """Hold what is due in some areas at an instant.

    Attributes
    ----------
    now : datetime
        For which they were judged.
    revision : int
        At which they were read.
    last : Mapping[str, int]
        Area → last revision seen of it.
    wakes : Mapping[str, datetime or None]
        Area → when to look at it again if nothing is told.
    failed : Mapping[str, Exception]
        Rule → what it threw.
    """

    now: datetime
    revision: int
    transitions: Sequence[Transition]
    last: Mapping[str, int]
    wakes: Mapping[str, datetime | None]
    failed: Mapping[str, Exception] = field(default_factory=dict)


@dataclass(frozen=True)
class Evaluator:
    """Judge the rules of a profile on one database; `locale` is the language of what goes into the log."""

    log: Log
    ground: Ground
    locale: str

    @cached_property
    def judge(self) -> Judge:
        """Return the judge."""
        return Judge.of(self.ground, self.locale)

    @property
    def root(self) -> str:
        """Return the code that stands for the district as a whole."""
        return self.ground.tree.root.code

    def areas(self, codes: Iterable[str], now: datetime) -> Evaluation:
        """Judge units and townships at an instant, on all facts that are known."""
        wanted = [code for code in dict.fromkeys(codes) if code != self.root]
        ground = self.ground
        seen = scene(self.log.engine, wanted, self._day(now), tracks=ground.asks_for_first_polls)
        first = DistrictView.of(seen.tracks, {}, ground, now.date()).coming()
        rulings = {
            code: self.judge.area(AreaView(ground.tree.areas[code], seen.facts[code], ground, first), now)
            for code in wanted
        }
        return _evaluation(now, seen, rulings)

    def district(self, now: datetime) -> Evaluation:
        """Judge all units together at an instant."""
        townships = [town.code for town in self.ground.tree.townships]
        seen = district_scene(self.log.engine, townships, self.judge.district_rules, self._day(now))
        groups = supervision(seen.duties, self.ground.profile.collisions)
        view = DistrictView.of(seen.tracks, groups, self.ground, now.date())
        ruling = self.judge.district(view, seen.steps, now)
        return Evaluation(
            now, seen.revision, ruling.transitions, seen.last, {self.root: ruling.wake}, dict(ruling.failed)
        )

    def _day(self, now: datetime) -> date:
        """Return the day by which facts have happened: the clock may be ahead of the instant that is judged."""
        return max(now.date(), self.log.clock.today())

    def record(self, evaluation: Evaluation) -> Receipt | None:
        """Record what is due; None when nothing is.

        Raises
        ------
        StaleUnit
            Something was told of an area after it was read: it must be judged anew.
        DatabaseUnreachable
            Nothing was written.
        """
        if not evaluation.transitions:
            return None
        seen = {step.area: evaluation.last.get(step.area, 0) for step in evaluation.transitions}
        return self.log.append(submission_of(evaluation.transitions, evaluation.now, evaluation.revision, seen))


def _evaluation(now: datetime, seen: Scene, rulings: Mapping[str, Ruling]) -> Evaluation:
    failed = {rule: error for ruling in rulings.values() for rule, error in ruling.failed.items()}
    return Evaluation(
        now=now,
        revision=seen.revision,
        transitions=[step for ruling in rulings.values() for step in ruling.transitions],
        last=seen.last,
        wakes={code: ruling.wake for code, ruling in rulings.items()},
        failed=failed,
    )
