"""Lead alerts through their life: open, escalate, resolve, reopen; without doubles and without flapping."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from dashboard.election.alerts.alert import Alert
from dashboard.election.alerts.finding import Finding, Value
from dashboard.election.facts import FactDraft
from dashboard.profile.alerts import AlertTerms, RuleOfAlert

Action = Literal["opened", "escalated", "resolved", "reopened"]


@dataclass(frozen=True)
class Transition:
    """Hold one step that the rules take."""

    area: str
    subject: str
    rule: str
    action: Action
    level: int
    values: Mapping[str, Value]
    text: str | None = None

    def draft(self, now: datetime) -> FactDraft:
        """Return it as a fact that happened at a business instant, in the profile's zone."""
        payload: dict[str, object] = {"rule": self.rule, "action": self.action, "level": self.level}
        if self.values:
            payload["values"] = dict(self.values)
        if self.text is not None:
            payload["text"] = self.text
        return FactDraft(
            type="alert_action",
            subject=self.subject,
            payload=payload,
            effective_on=now.date(),
            effective_time=now.time().replace(second=0, microsecond=0),
        )


@dataclass(frozen=True)
class _Condition:
    """Join the findings of one key that hold: the highest level, and since when any of them has."""

    finding: Finding
    since: datetime


@dataclass(frozen=True)
class Life:
    """Decide what the rules do.

    Parameters
    ----------
    rules : Mapping[str, RuleOfAlert]
        By id.
    locale : str
        Language of the texts that go into the log.
    """

    rules: Mapping[str, RuleOfAlert]
    terms: AlertTerms
    locale: str = "zh_CN"

    def transitions(
        self, findings: Iterable[Finding], alerts: Iterable[Alert], judged: frozenset[str], now: datetime
    ) -> list[Transition]:
        """Return the steps that are due at an instant, at most one for each key.

        Parameters
        ----------
        findings : iterable of Finding
            Of the rules `judged`, also those that do not hold now.
        alerts : iterable of Alert
            Of the same areas, resolved ones too. Those of rules that were not judged, because they threw or
            the profile has them no more, stay as they are.
        """
        conditions = _conditions(findings, now)
        known = {(alert.area, alert.subject): alert for alert in alerts if alert.rule in judged}
        steps = [
            self._begin(condition.finding, condition.since, known.get(name), now)
            for name, condition in conditions.items()
        ]
        ended = [self._end(alert) for name, alert in known.items() if alert.live and name not in conditions]
        return [step for step in (*steps, *ended) if step is not None]

    def wake(self, findings: Iterable[Finding], alerts: Iterable[Alert], now: datetime) -> datetime | None:
        """Return the next instant after `now` at which a step may fall due though nothing is told."""
        moments = [moment for one in findings for moment in (one.since, one.until) if moment is not None]
        for alert in alerts:
            rule = self.rules.get(alert.rule)
            if rule is not None and alert.live:
                moments += [alert.raised_at + timedelta(hours=step.after_hours) for step in rule.escalate]
        return min((moment for moment in moments if moment > now), default=None)

    def _begin(self, finding: Finding, since: datetime, alert: Alert | None, now: datetime) -> Transition | None:
        """Return the step of a condition that holds; None when its alert says so already."""
        if alert is None:
            return _step(finding, "opened", finding.level)
        if alert.live:
            level = max(finding.level, self._hours_level(alert, now))
            return _step(finding, "escalated", level) if level > alert.level else None
        if alert.by_hand and alert.ended_at is not None and since <= alert.ended_at:
            return _step(finding, "reopened", finding.level) if finding.level > alert.level else None
        quiet = timedelta(hours=self.terms.quiet_hours)
        again = alert.ended_at is not None and now - alert.ended_at < quiet
        return _step(finding, "reopened" if again else "opened", finding.level)

    def _end(self, alert: Alert) -> Transition:
        """Return the step of an alert whose condition has ended."""
        text = self.rules[alert.rule].ends.get(self.locale)
        return Transition(alert.area, alert.subject, alert.rule, "resolved", alert.level, {}, text)

    def _hours_level(self, alert: Alert, now: datetime) -> int:
        """Return the level to which an alert has risen by the hours for which it has stood."""
        rule = self.rules.get(alert.rule)
        steps = rule.escalate if rule is not None else ()
        return max(
            (
                step.level
                for step in steps
                if now - alert.raised_at >= timedelta(hours=step.after_hours)
                and (step.unless == "resolved" or alert.state != "acknowledged")
            ),
            default=0,
        )


def _conditions(findings: Iterable[Finding], now: datetime) -> dict[tuple[str, str], _Condition]:
    """Join the findings that hold by area and key, in the order in which they were found."""
    joined: dict[tuple[str, str], _Condition] = {}
    for finding in findings:
        if not finding.holds(now):
            continue
        name = (finding.area, finding.key)
        before = joined.get(name)
        if before is None:
            joined[name] = _Condition(finding, finding.since)
        else:
            worse = finding if finding.level > before.finding.level else before.finding
            joined[name] = _Condition(worse, min(before.since, finding.since))
    return joined


def _step(finding: Finding, action: Action, level: int) -> Transition:
    return Transition(finding.area, finding.key, finding.rule, action, level, finding.values)


def by_id(rules: Sequence[RuleOfAlert]) -> dict[str, RuleOfAlert]:
    """Return rules by their ids."""
    return {rule.id: rule for rule in rules}
