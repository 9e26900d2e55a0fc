"""Judge one area, or the district as a whole, and say what the rules do about it now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from dashboard.election.alerts.alert import Alert, alerts_of
from dashboard.election.alerts.conditions import DISTRICT, Judged, judge
from dashboard.election.alerts.finding import Finding
from dashboard.election.alerts.first_polls import DistrictView
from dashboard.election.alerts.life import Life, Transition, by_id
from dashboard.election.alerts.view import AreaView, Ground
from dashboard.election.facts import AlertAction, Fact

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Ruling:
    """Say what is due now, and when to look again if nothing is told.

    Attributes
    ----------
    failed : Mapping[str, Exception]
        Rule → what it threw.
    """

    transitions: Sequence[Transition]
    wake: datetime | None
    failed: Mapping[str, Exception]
    findings: Sequence[Finding]


@dataclass(frozen=True)
class Judge:
    """Hold the rules of a profile and what they are judged on."""

    ground: Ground
    life: Life

    @classmethod
    def of(cls, ground: Ground, locale: str) -> "Judge":
        """Return the judge of a profile; `locale` is the language of what goes into the log."""
        profile = ground.profile
        return cls(ground, Life(by_id(profile.alerts), profile.alerting, locale))

    @cached_property
    def district_rules(self) -> frozenset[str]:
        """Return the ids of the rules that are judged on all units together."""
        return frozenset(rule.id for rule in self.life.rules.values() if rule.kind in DISTRICT)

    def area(self, view: AreaView, now: datetime) -> Ruling:
        """Judge a unit or township."""
        judged = judge(view, self.life.rules.values())
        return self._rule(judged, alerts_of(view.told("alert_action")), now)

    def district(self, view: DistrictView, steps: Sequence[Fact], now: datetime) -> Ruling:
        """Judge all units together; `steps` are the steps of the alerts of any area.

        Planned polls whose day passes are first ones no more, so it is worth another look every midnight.
        """
        judged = judge(view, self.life.rules.values())
        ours = [
            fact
            for fact in steps
            if isinstance(fact.payload, AlertAction) and fact.payload.rule in self.district_rules
        ]
        ruling = self._rule(judged, alerts_of(ours), now)
        midnight = self.ground.begin_of(now.astimezone(self.ground.zone).date() + _DAY)
        return replace(ruling, wake=min(midnight, ruling.wake or midnight))

    def _rule(self, judged: Judged, alerts: Sequence[Alert], now: datetime) -> Ruling:
        ours = [alert for alert in alerts if alert.rule in judged.rules]
        transitions = self.life.transitions(judged.findings, ours, judged.rules, now)
        return Ruling(transitions, self.life.wake(judged.findings, ours, now), judged.failed, judged.findings)
