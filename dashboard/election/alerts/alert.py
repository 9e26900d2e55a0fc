"""Fold the steps of alerts into where each of them stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from dashboard.election.facts import AlertAction, Fact

ACTOR = "rules"
"""Who records what the rules do; every other actor is a person."""
RAISING = frozenset({"opened", "escalated", "reopened"})
"""Steps that set the level of an alert; who acknowledges or comments on one leaves it as it is."""
State = Literal["open", "acknowledged", "resolved"]


@dataclass(frozen=True)
class Comment:
    """Hold one comment: when, by whom, for which post."""

    at: datetime
    actor: str
    post: str | None
    text: str


@dataclass(frozen=True)
class Alert:
    """Say where one alert stands; its name is `area` and `subject`.

    Attributes
    ----------
    opened_at : datetime
        Business instant at which it was first recorded.
    raised_at : datetime
        … at which it was last opened or reopened: hours of escalation count from here.
    values : Mapping[str, int or str]
        What the rule's text names, as last told by the rules.
    state : str
        `open`, `acknowledged` (also when it is assigned to a post), or `resolved`.
    ended_at : datetime or None
        When it was resolved.
    by_hand : bool
        Whether a person resolved it; then `reason` says why.
    post : str or None
        The post to which it is assigned.
    history : Sequence[Fact]
        Its steps in order.
    """

    subject: str
    area: str
    rule: str
    level: int
    opened_at: datetime
    raised_at: datetime
    values: Mapping[str, int | str]
    state: State
    ended_at: datetime | None = None
    by_hand: bool = False
    reason: str | None = None
    post: str | None = None
    comments: Sequence[Comment] = ()
    history: Sequence[Fact] = ()

    @property
    def live(self) -> bool:
        """Say whether it is not resolved."""
        return self.state != "resolved"


def alerts_of(facts: Iterable[Fact]) -> list[Alert]:
    """List the alerts of any areas, resolved ones too, in the order in which they were opened.

    Parameters
    ----------
    facts : iterable of Fact
        Counting facts; those of other types are passed over. Steps follow each other as they were recorded;
        those before an alert was opened are none.
    """
    alerts: dict[tuple[str, str], Alert] = {}
    steps = [fact for fact in facts if isinstance(fact.payload, AlertAction)]
    for fact in sorted(steps, key=lambda fact: (fact.revision, fact.seq)):
        step = fact.payload
        if isinstance(step, AlertAction):
            name = (fact.area_code, fact.subject or step.rule)
            if name in alerts or step.action in RAISING:
                alerts[name] = _after(alerts.get(name), fact, step)
    return list(alerts.values())


def open_alerts(facts: Iterable[Fact]) -> list[Alert]:
    """List the alerts that are not resolved."""
    return [alert for alert in alerts_of(facts) if alert.live]


def _after(before: Alert | None, fact: Fact, step: AlertAction) -> Alert:
    """Return an alert after its next step."""
    alert = before or Alert(
        subject=fact.subject or step.rule,
        area=fact.area_code,
        rule=step.rule,
        level=step.level,
        opened_at=fact.recorded_at,
        raised_at=fact.recorded_at,
        values=step.values,
        state="open",
    )
    alert = replace(alert, history=(*alert.history, fact))
    match step.action:
        case "opened" | "reopened":
            return replace(
                alert,
                level=step.level,
                values=step.values or alert.values,
                state="open",
                raised_at=fact.recorded_at,
                ended_at=None,
                by_hand=False,
                reason=None,
            )
        case "escalated":
            return replace(alert, level=step.level, values=step.values or alert.values, state="open")
        case "resolved":
            by_hand = fact.actor != ACTOR
            return replace(alert, state="resolved", ended_at=fact.recorded_at, by_hand=by_hand, reason=step.text)
    seen: State = "acknowledged" if alert.live else "resolved"
    match step.action:
        case "acknowledged":
            return replace(alert, state=seen)
        case "assigned":
            return replace(alert, state=seen, post=step.post)
    said = Comment(fact.recorded_at, fact.actor, fact.on_behalf_of, step.text or "")
    return replace(alert, comments=(*alert.comments, said))
