"""Judge what is difficult beside the procedure: key villages, their measures, and matters for the district."""

from collections.abc import Iterator
from datetime import date, timedelta

from dashboard.election.alerts.finding import Finding, found, rising
from dashboard.election.alerts.view import AreaView
from dashboard.election.key_plans import key_plans
from dashboard.election.matters import matters_of
from dashboard.profile.alerts import KeyUnvisited, MatterOverdue, MeasureOverdue, Rising

_DAY = timedelta(days=1)
_KEY_FACTS = ("key_village", "visit", "measure")


def key_unvisited(rule: KeyUnvisited, view: AreaView) -> Iterator[Finding]:
    """Find key villages that nobody has visited, as long as an election of theirs goes on."""
    if "key_village" not in view.by_type or not view.open_tracks:
        return
    plan = key_plans(view.told(*_KEY_FACTS)).get(view.area.code)
    if plan is None or plan.level is None:
        return
    last = max(plan.since, plan.last_visit.on) if plan.last_visit else plan.since
    yield from _since(rule, view, last, {"since": last.isoformat()})


def measure_overdue(rule: MeasureOverdue, view: AreaView) -> Iterator[Finding]:
    """Find measures of a key village's plan (一村一策) that are past their day and not done."""
    if "measure" not in view.by_type:
        return
    plan = key_plans(view.told(*_KEY_FACTS)).get(view.area.code)
    for one in plan.measures if plan is not None and plan.level is not None else ():
        if one.done_on is None:
            due = one.measure.due
            yield from _since(rule, view, due, {"due": due.isoformat()}, one.subject)


def matter_overdue(rule: MatterOverdue, view: AreaView) -> Iterator[Finding]:
    """Find matters for the district (需区级协调事项) that are past their day and not closed."""
    for matter in matters_of(view.told("matter")):
        if matter.closed_on is None and matter.due is not None:
            yield from _since(rule, view, matter.due, {"due": matter.due.isoformat()}, matter.subject)


def _since(
    rule: Rising, view: AreaView, day: date, values: dict[str, str], detail: str | None = None
) -> Iterator[Finding]:
    """Yield what begins some calendar days after a day."""
    begins = {step.days: view.ground.begin_of(day + step.days * _DAY) for step in rule.steps}
    yield from rising(rule, found(rule, view.area.code, begins[rule.days], values, detail=detail), begins)
