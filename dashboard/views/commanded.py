"""Show in a unit's dossier what is commanded about it: plan, review batches, incidents, visits; lead to boards."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dash import html

from dashboard.election.alerts.alert import open_alerts
from dashboard.election.alerts.explain import explain
from dashboard.election.command_facts import Visit
from dashboard.election.facts import Fact
from dashboard.election.incidents import incidents_of
from dashboard.election.key_plans import KeyPlan, key_plans
from dashboard.election.review import ReviewClock, State, batches_of
from dashboard.errors import N_
from dashboard.messages import Messages
from dashboard.profile.model import Profile
from dashboard.services import Services
from dashboard.views.content import Content, icon

_LATEST = 3
_REVIEWS: dict[State, str] = {
    "overdue": N_("Overdue"),
    "soon": N_("Due soon"),
    "running": N_("Under way"),
    "returned_late": N_("Returned late"),
    "returned": N_("Result back"),
}
ALERT_ICONS = {1: "alert-1-yellow", 2: "alert-2-orange", 3: "alert-3-red"}
"""Level of an alert → its sign."""
Pair = tuple[Content | str, Content | str]


def commanded_view(
    code: str, counting: Sequence[Fact], day: date, services: Services, say: Messages
) -> Sequence[Content]:
    """Return the sections of a unit; one without anything to tell is left out.

    Parameters
    ----------
    counting : Sequence[Fact]
        The unit's counting facts by `day`, small counts veiled where the reader needs them not.
    """
    profile = services.profile
    zone = ZoneInfo(profile.time_zone)
    now = services.clock.now()
    if day < now.date():
        now = datetime.combine(day + timedelta(days=1), time.min, zone) - timedelta(seconds=1)
    clock = ReviewClock(profile.review, services.calendar, zone)
    plan = key_plans(counting).get(code)
    sections = [
        _section(N_("Alerts"), list(_alerts(counting, profile, say)), f"/alerts?unit={code}", say),
        _section(N_("Plan of the village"), list(_plan(plan, day, profile, say)), f"/key/{code}", say)
        if plan is not None and plan.level is not None
        else None,
        _section(N_("Joint review"), list(_reviews(counting, clock, now, say)), "/reviews", say),
        _section(N_("Incidents"), list(_incidents(counting, zone, profile, say)), "/incidents", say),
        _section(N_("Visits"), list(_visits(counting, profile, say)), "/duty", say),
    ]
    return [section for section in sections if section is not None]


def _section(title: str, pairs: Sequence[Pair], href: str, say: Messages) -> Content | None:
    if not pairs:
        return None
    head = html.Div(
        [html.H3(say(title)), html.A(say(N_("Board")), href=href, className="more")], className="section-head"
    )
    items = [html.Div([html.Dt(name), html.Dd(text)]) for name, text in pairs]
    return html.Section([head, html.Dl(items, className="pairs")], className="beside")


def _alerts(counting: Sequence[Fact], profile: Profile, say: Messages) -> Iterator[Pair]:
    """Tell each open alert: what it says, who must act, what ends it."""
    for alert in sorted(open_alerts(counting), key=lambda one: -one.level):
        told = explain(alert, profile, say.locale)
        name = html.Span([icon(ALERT_ICONS[alert.level]), f" {told.label}"])
        fate = say(N_("{who}. Ends when: {text}"), who=told.who, text=told.ends)
        yield name, html.Span([html.P(told.text), html.P(fate, className="when")])


def _plan(plan: KeyPlan, day: date, profile: Profile, say: Messages) -> Iterator[Pair]:
    slots = len(profile.assistance)
    if slots:
        filled = len(plan.assistance.keys() & profile.assistance.keys())
        yield say(N_("Slots of assistance filled")), f"{filled}/{slots}"
    overdue = sum(one.overdue(day) for one in plan.measures)
    done = sum(one.done_on is not None for one in plan.measures)
    told = say(N_("{done} of {all} settled"), done=done, all=len(plan.measures))
    late = [html.Span(say(N_("{count} overdue"), count=overdue), className="late")] if overdue else []
    yield say(N_("Measures")), html.Span([told, " ", *late])
    for one in plan.gates:
        yield say(N_("To be settled before the poll")), one.measure.text
    yield say(N_("Days without a visit")), str(plan.days_unvisited(day))


def _reviews(counting: Sequence[Fact], clock: ReviewClock, now: datetime, say: Messages) -> Iterator[Pair]:
    for batch in batches_of(counting, clock)[::-1][:_LATEST]:
        state = batch.state(now, clock.terms)
        urgency = clock.terms.label_of(batch.hours, say.locale)
        until = batch.returned_at or batch.due_at
        text = N_("{urgency}, back {at}") if batch.returned_at else N_("{urgency}, due {at}")
        told = say(text, urgency=urgency, at=say.moment(until))
        yield say(_REVIEWS[state]), html.Span(told, className="late" if state == "overdue" else "")


def _incidents(counting: Sequence[Fact], zone: ZoneInfo, profile: Profile, say: Messages) -> Iterator[Pair]:
    for one in incidents_of(counting, zone):
        known = profile.incident_categories
        label = known[one.category].get(say.locale) if one.category in known else one.category
        last = one.steps[-1]
        state = say(N_("closed")) if one.closed else say(N_("open"))
        yield f"{label} · {state}", say(N_("{at}, {by}"), at=say.moment(last.at), by=last.text or last.by)


def _visits(counting: Sequence[Fact], profile: Profile, say: Messages) -> Iterator[Pair]:
    visits = [(fact.effective_on, fact.payload) for fact in counting if isinstance(fact.payload, Visit)]
    for on, visit in visits[::-1][:_LATEST]:
        known = profile.visit_kinds
        label = known[visit.kind].get(say.locale) if visit.kind in known else visit.kind
        yield f"{say.day(on)} · {label}", visit.post
