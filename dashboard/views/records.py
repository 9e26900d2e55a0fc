"""Offer what somebody's role records about a unit besides reports: a visit, a reply, the result of a review."""

import json
from collections.abc import Iterable, Iterator, Sequence

from dash import html

from dashboard.access.roles import Identity, Role
from dashboard.election.areas import AreaTree
from dashboard.election.command_facts import Matter
from dashboard.election.facts import Fact, ReviewReturned, ReviewSubmitted
from dashboard.errors import N_
from dashboard.messages import Messages
from dashboard.profile.model import Profile
from dashboard.views.content import Content

Field = dict[str, object]


def records_view(
    identity: Identity, tree: AreaTree, code: str, counting: Sequence[Fact], profile: Profile, say: Messages
) -> Content | None:
    """Return the section 待我办理, an item for each form that `assets/desk/record.js` opens; None without."""
    if not identity.reaches(tree, code):
        return None
    match identity.role:
        case Role.SUPERVISOR:
            items = [_visit(identity, profile, say)]
        case Role.DEPARTMENT:
            items = list(_replies(identity, counting, say))
        case Role.QUALIFICATION_REVIEWER:
            items = list(_results(counting, profile, say))
        case _:
            items = []
    if not items:
        return None
    head = html.Div(html.H3(say(N_("Yours to record"))), className="section-head")
    return html.Section([head, html.Ul(items, className="records")], className="beside")


def _item(text: str, action: str, title: str, fields: Iterable[Field], fact: dict[str, object]) -> Content:
    form = json.dumps({"title": title, "fields": list(fields), "fact": fact}, ensure_ascii=False)
    button = html.Button(action, type="button", **{"data-record": form})
    return html.Li([html.Span(text), button])


def _visit(identity: Identity, profile: Profile, say: Messages) -> Content:
    kinds = [[kind, label.get(say.locale)] for kind, label in profile.visit_kinds.items()]
    post = identity.on_behalf_of or identity.actor
    return _item(
        say(N_("Visits of {post}"), post=post),
        say(N_("Log a visit")),
        say(N_("Log a visit")),
        (
            {"name": "kind", "label": say(N_("Kind")), "kind": "choice", "options": kinds},
            {"name": "decided", "label": say(N_("Matters decided on the spot")), "kind": "count", "value": 0},
        ),
        {"type": "visit", "payload": {"post": post}},
    )


def _replies(identity: Identity, counting: Sequence[Fact], say: Messages) -> Iterator[Content]:
    latest = {fact.subject or fact.id: fact for fact in counting if isinstance(fact.payload, Matter)}
    for subject, fact in latest.items():
        matter = fact.payload
        if not isinstance(matter, Matter) or matter.closed or matter.department != identity.department:
            continue
        put = {"department": matter.department, "text": matter.text}
        put |= {"due": matter.due.isoformat()} if matter.due else {}
        yield _item(
            matter.text,
            say(N_("Reply …")),
            say(N_("Reply to the matter")),
            (
                {"name": "reply", "label": say(N_("Reply")), "kind": "text", "value": matter.reply or ""},
                {"name": "closed", "label": say(N_("This settles the matter")), "kind": "yes"},
            ),
            {"type": "matter", "subject": subject, "payload": put},
        )


def _results(counting: Sequence[Fact], profile: Profile, say: Messages) -> Iterator[Content]:
    returned = {(fact.track, fact.subject) for fact in counting if isinstance(fact.payload, ReviewReturned)}
    for fact in counting:
        batch = fact.payload
        if not isinstance(batch, ReviewSubmitted) or (fact.track, fact.subject) in returned:
            continue
        track = profile.short_name_of(fact.track or "", say.locale)
        text = N_("{track}, batch of {day}: {count} candidates, {hours} h")
        yield _item(
            say(text, track=track, day=say.day(fact.effective_on), count=batch.candidates, hours=batch.hours),
            say(N_("Result …")),
            say(N_("Result of the review")),
            (
                {"name": "passed", "label": say(N_("Passed")), "kind": "count"},
                {"name": "returned", "label": say(N_("Sent back")), "kind": "count"},
            ),
            {"type": "review_returned", "track": fact.track, "subject": fact.subject, "payload": {}},
        )
