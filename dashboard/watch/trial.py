"""Try rules on a database as of an instant, without recording anything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dashboard.election.alerts.conditions import Judged, judge
from dashboard.election.alerts.finding import Finding
from dashboard.election.alerts.first_polls import DistrictView
from dashboard.election.alerts.view import AreaView
from dashboard.election.collisions import supervision
from dashboard.election.rows import track_rows
from dashboard.profile.alerts import RuleOfAlert
from dashboard.store.watching import everything
from dashboard.watch.evaluate import Evaluator


@dataclass(frozen=True)
class Trial:
    """Hold what rules find at an instant, the worst of each condition, and which of them throw."""

    found: Sequence[Finding]
    failed: Mapping[str, Exception]


def trial(evaluator: Evaluator, rules: Sequence[RuleOfAlert], now: datetime) -> Trial:
    """Judge rules on all areas as of an instant, with all that is known today."""
    ground = evaluator.ground
    facts = everything(evaluator.log.engine, now.date())
    views = {area.code: AreaView(area, facts.get(area.code, ()), ground) for area in ground.tree.areas.values()}
    rows = [row for view in views.values() if view.state for row in track_rows(view.area, view.state)]
    towns = {town.code: facts.get(town.code, ()) for town in ground.tree.townships}
    district = DistrictView.of(rows, supervision(towns, ground.profile.collisions), ground, now.date())
    first = district.coming()
    judged = [judge(district, rules)]
    judged += [
        judge(AreaView(view.area, view.facts, ground, first, view.state), rules)
        for view in views.values()
        if view.area.parent_code is not None
    ]
    return Trial(_worst(judged, now), {rule: error for one in judged for rule, error in one.failed.items()})


def _worst(judged: Sequence[Judged], now: datetime) -> list[Finding]:
    """Return the findings that hold, one of each condition."""
    worst: dict[tuple[str, str], Finding] = {}
    for one in (finding for each in judged for finding in each.findings if finding.holds(now)):
        before = worst.get((one.area, one.key))
        if before is None or one.level > before.level:
            worst[one.area, one.key] = one
    return list(worst.values())
