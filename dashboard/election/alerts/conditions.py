"""Judge all rules on a view; a rule that throws is told and does not stop the others."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dashboard.election.alerts.difficulties import key_unvisited, matter_overdue, measure_overdue
from dashboard.election.alerts.finding import Finding
from dashboard.election.alerts.first_polls import DistrictView, first_polls_collide
from dashboard.election.alerts.pace import far_ahead, no_change, stage_overdue, unexplained_step
from dashboard.election.alerts.polls import notice_short, open_checklist, quorum_risk, reelection_pending
from dashboard.election.alerts.reviews import review_due
from dashboard.election.alerts.told import incident_open, petitions_rise, report_missing
from dashboard.election.alerts.view import AreaView
from dashboard.profile.alerts import RuleOfAlert

Condition = Callable[..., Iterable[Finding]]
"""`(rule, view)`, the rule of the kind for which it is registered."""

AREA: Mapping[str, Condition] = {
    "stage_overdue": stage_overdue,
    "no_change": no_change,
    "far_ahead": far_ahead,
    "unexplained_step": unexplained_step,
    "open_checklist": open_checklist,
    "quorum_risk": quorum_risk,
    "notice_short": notice_short,
    "reelection_pending": reelection_pending,
    "review_due": review_due,
    "key_unvisited": key_unvisited,
    "measure_overdue": measure_overdue,
    "matter_overdue": matter_overdue,
    "report_missing": report_missing,
    "incident_open": incident_open,
    "petitions_rise": petitions_rise,
}
"""Kind of rule → its condition on one unit or township (`AreaView`)."""

DISTRICT: Mapping[str, Condition] = {"first_polls_collide": first_polls_collide}
"""Kind of rule → its condition on all units together (`DistrictView`)."""


@dataclass(frozen=True)
class Judged:
    """Hold what was found, and which rules threw.

    Attributes
    ----------
    rules : frozenset[str]
        Ids of the rules that were judged: their alerts without a finding have ended.
    failed : Mapping[str, Exception]
        Rule → what it threw; nothing is known of its conditions.
    """

    findings: Sequence[Finding]
    rules: frozenset[str]
    failed: Mapping[str, Exception] = field(default_factory=dict)


def judge(view: AreaView | DistrictView, rules: Iterable[RuleOfAlert]) -> Judged:
    """Judge the rules whose condition is one on such a view; the others are passed over."""
    conditions = AREA if isinstance(view, AreaView) else DISTRICT
    findings: list[Finding] = []
    judged: set[str] = set()
    failed: dict[str, Exception] = {}
    for rule in rules:
        condition = conditions.get(rule.kind)
        if condition is None:
            continue
        try:
            findings.extend(condition(rule, view))
        except Exception as error:  # noqa: BLE001 - whatever one rule throws, the others still warn
            failed[rule.id] = error
        else:
            judged.add(rule.id)
    return Judged(findings, frozenset(judged), failed)
