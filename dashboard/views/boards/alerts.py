"""Show early warning (选情预警): what is open and why, since when, who acts, what ends it, what can be done."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from dashboard.access.roles import Role
from dashboard.election.alerts.alert import ACTOR, Alert, State, alerts_of
from dashboard.election.alerts.explain import explain
from dashboard.election.facts import AlertAction, Fact
from dashboard.errors import N_
from dashboard.views.boards.asking import Asking
from dashboard.views.boards.model import (
    Badge,
    Board,
    Column,
    Do,
    Field,
    Figure,
    Form,
    Note,
    Part,
    Plain,
    Row,
    Table,
    Tone,
)

LEVELS = {
    3: ("alert-3-red", N_("Red alert")),
    2: ("alert-2-orange", N_("Orange alert")),
    1: ("alert-1-yellow", N_("Yellow alert")),
}
"""Level of an alert → its sign and name, the gravest first."""
_STATES: dict[State, str] = {
    "open": N_("Open alert"),
    "acknowledged": N_("Acknowledged"),
    "resolved": N_("Resolved"),
}
_TONES: dict[State, Tone] = {"open": "bad", "acknowledged": "note", "resolved": "good"}
_STEPS = {
    "opened": N_("opened"),
    "escalated": N_("escalated"),
    "acknowledged": N_("acknowledged"),
    "assigned": N_("assigned"),
    "commented": N_("commented"),
    "resolved": N_("resolved"),
    "reopened": N_("opened again"),
}
_LATEST = 100


def alerts_board(asking: Asking) -> Board:
    """Return the board: open alerts, the gravest and oldest first; then those resolved, the latest first."""
    say = asking.say
    alerts = [one for one in alerts_of(asking.facts("alert_action")) if one.area in asking.within]
    rules = [(rule.id, rule.label.get(say.locale)) for rule in asking.profile.alerts]
    by_level = asking.choose(
        "level", say(N_("Level")), [(str(level), say(text)) for level, (_, text) in LEVELS.items()]
    )
    by_rule = asking.choose("rule", say(N_("Rule")), rules)
    unit = asking.query.get("unit", "")
    shown = [
        one
        for one in alerts
        if by_level.chosen in {"", str(one.level)} and by_rule.chosen in {"", one.rule} and unit in {"", one.area}
    ]
    live = sorted((one for one in shown if one.live), key=lambda one: (-one.level, one.raised_at))
    ended = sorted(
        (one for one in shown if not one.live), key=lambda one: one.ended_at or one.raised_at, reverse=True
    )
    counts = Counter(one.level for one in live)
    week = asking.now - timedelta(days=7)
    return Board(
        title=say(N_("Early warning")),
        lead=say(N_("Raised by the profile's rules: why, since when, who must act, and what ends it.")),
        figures=[
            *(
                Figure(say(text), str(counts[level]), "bad" if level == max(LEVELS) and counts[level] else "")
                for level, (_, text) in LEVELS.items()
            ),
            Figure(say(N_("Not yet acknowledged")), str(sum(one.state == "open" for one in live))),
            Figure(
                say(N_("Resolved in 7 days")),
                str(sum(one.ended_at is not None and one.ended_at >= week for one in ended)),
            ),
        ],
        filters=[asking.by_town(), by_level, by_rule],
        sections=[_live(asking, live), _ended(asking, ended[:_LATEST], len(ended))],
    )


def _columns(asking: Asking, last: str) -> list[Column]:
    say = asking.say
    return [
        Column(say(N_("Level"))),
        Column(say(N_("Where"))),
        Column(say(N_("Alert"))),
        Column(say(N_("Since"))),
        Column(last),
        Column(say(N_("Course"))),
        Column(""),
    ]


def _live(asking: Asking, live: Sequence[Alert]) -> Table:
    say = asking.say
    return Table(
        id="live",
        title=say(N_("Open alerts")),
        columns=_columns(asking, say(N_("Who must act, and what ends it"))),
        rows=[_row(asking, one) for one in live],
        none=say(N_("Nothing is open.")),
    )


def _ended(asking: Asking, ended: Sequence[Alert], count: int) -> Table:
    say = asking.say
    return Table(
        id="ended",
        title=say(N_("Resolved, the latest first")),
        columns=_columns(asking, say(N_("Resolved"))),
        rows=[_row(asking, one) for one in ended],
        none=say(N_("Nothing was resolved yet.")),
        hint=say(N_("The latest {count}."), count=_LATEST) if count > _LATEST else "",
    )


def _row(asking: Asking, one: Alert) -> Row:
    say, told = asking.say, explain(one, asking.profile, asking.say.locale)
    icon, level = LEVELS[one.level]
    state: list[Part] = [Badge(say(_STATES[one.state]), _TONES[one.state])]
    if one.post:
        state.append(Note(say(N_("assigned to {post}"), post=one.post)))
    if one.live:
        fate: list[Part] = [Plain(told.who), Note(say(N_("Ends when: {text}"), text=told.ends))]
    else:
        how = (
            say(N_("by hand: {reason}"), reason=one.reason or "—")
            if one.by_hand
            else say(N_("the condition ended"))
        )
        fate = [Plain(asking.moment(one.ended_at)), Note(how)]
    return Row(
        cells=[
            [Badge(say(level), icon=icon)],
            [asking.link(one.area), *([Note(asking.town_name(one.area))] if asking.area(one.area).kind else [])],
            [Plain(told.label), Note(told.text)],
            [Plain(asking.moment(one.raised_at.astimezone(asking.zone)))],
            fate,
            [*state, *_course(asking, one)],
            _actions(asking, one),
        ],
        keys=[
            -one.level,
            asking.area(one.area).ordinal,
            told.label,
            one.raised_at.isoformat(),
            told.who if one.live else one.ended_at.isoformat() if one.ended_at else None,
            one.state,
        ],
        id=f"{one.area} {one.subject}",
    )


def _course(asking: Asking, one: Alert) -> list[Part]:
    """Tell the steps since the alert was last opened, with what people said."""
    steps = [(fact, fact.payload) for fact in one.history if isinstance(fact.payload, AlertAction)]
    raised = [place for place, (_, step) in enumerate(steps) if step.action in {"opened", "reopened"}]
    return [Note(_step(asking, fact, step)) for fact, step in steps[raised[-1] + 1 if raised else 1 :]]


def _step(asking: Asking, fact: Fact, step: AlertAction) -> str:
    say = asking.say
    by = say(N_("rules")) if fact.actor == ACTOR else fact.on_behalf_of or fact.actor
    told = say(
        N_("{at} {step}, {by}"),
        at=say.moment(fact.recorded_at.astimezone(asking.zone)),
        step=say(_STEPS[step.action]),
        by=by,
    )
    said = step.post if step.action == "assigned" else step.text if fact.actor != ACTOR else None
    return say(N_("{place}: {reason}"), place=told, reason=said) if said else told


def _actions(asking: Asking, one: Alert) -> list[Part]:
    """Offer what may be done: the office does everything, a township acknowledges and comments on its own."""
    say = asking.say
    if not asking.may(one.area, "alert_action"):
        return []
    office = asking.identity.role is Role.OFFICE
    rule = {"rule": one.rule, "level": one.level}

    def do(text: str, action: str, *fields: Field) -> Do:
        fact = {"type": "alert_action", "subject": one.subject, "payload": {**rule, "action": action}}
        return Do(text, Form(text, fields, fact, one.area))

    comment = do(say(N_("Comment …")), "commented", Field("text", say(N_("Comment")), "text", most=2000))
    if not one.live:
        return [comment] if office else []
    found: list[Part] = []
    if one.state == "open":
        found.append(
            do(say(N_("Acknowledge …")), "acknowledged", Field("text", say(N_("Comment")), "text", required=False))
        )
    if office:
        posts = sorted(
            {step.post for fact in one.history if isinstance(step := fact.payload, AlertAction) and step.post}
        )
        field = Field("post", say(N_("Post")), "line", options=[(post, post) for post in posts], most=60)
        found.append(do(say(N_("Assign …")), "assigned", field))
    found.append(comment)
    if office:
        found.append(do(say(N_("Resolve …")), "resolved", Field("text", say(N_("Reason")), "text", most=2000)))
    return found
