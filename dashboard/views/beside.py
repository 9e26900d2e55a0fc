"""Show what stands beside a unit's procedure: checks, posts, who answers for it, open matters, remarks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from dash import html

from dashboard.election.command_facts import Assignment, KeyVillage, Matter, Measure
from dashboard.election.facts import Check, Fact, Posts, RemarkMade
from dashboard.errors import N_
from dashboard.messages import Messages
from dashboard.profile.model import Profile
from dashboard.views.content import Content, icon
from dashboard.wording import POSTS


@dataclass
class Beside:
    """Gather the latest fact of each thing that stands beside the procedure.

    Attributes
    ----------
    checks, remarks : dict
        (track, item or topic) → fact.
    posts : dict
        (track, post) → whether it is filled.
    """

    checks: dict[tuple[str, str], Fact] = field(default_factory=dict)
    posts: dict[tuple[str, str], bool] = field(default_factory=dict)
    duties: dict[str, Assignment] = field(default_factory=dict)
    matters: dict[str, Matter] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    remarks: dict[tuple[str, str], Fact] = field(default_factory=dict)
    categories: tuple[str, ...] = ()

    @classmethod
    def of(cls, counting: Iterable[Fact]) -> "Beside":
        """Gather from the facts that count, in their order."""
        beside = cls()
        for fact in counting:
            beside._take(fact)
        return beside

    def _take(self, fact: Fact) -> None:
        track = fact.track or ""
        match fact.payload:
            case Check(item=item):
                self.checks[track, item] = fact
            case Posts() as posts:
                self.posts |= {(track, name): held for name, held in posts.model_dump(exclude_none=True).items()}
            case Assignment(duty=duty, ended=True):
                self.duties.pop(duty, None)
            case Assignment(duty=duty) as duty_of:
                self.duties[duty] = duty_of
            case Matter() as matter:
                self.matters[fact.subject or fact.id] = matter
            case Measure() as measure:
                self.measures[fact.subject or fact.id] = measure
            case RemarkMade(topic=topic):
                self.remarks[track, topic] = fact
            case KeyVillage(level=level, categories=categories):
                self.categories = categories if level else ()


def beside_view(beside: Beside, day: date, profile: Profile, say: Messages) -> Sequence[Content]:
    """Return the sections; one without anything to tell is left out."""
    sections = [
        _checks(beside, profile, say),
        _section(N_("Who answers for it"), _pairs(_duties(beside, profile, say)), say),
        _section(N_("Key difficult village"), _pairs(_difficulties(beside, profile, say)), say),
        _matters(beside, day, say),
        _section(N_("Remarks"), _pairs(_remarks(beside, profile, say)), say),
    ]
    return [section for section in sections if section is not None]


def _section(title: str, body: Content | None, say: Messages) -> Content | None:
    if body is None:
        return None
    return html.Section([html.Div(html.H3(say(title)), className="section-head"), body], className="beside")


def _pairs(pairs: Iterable[tuple[str, str]]) -> Content | None:
    items = [html.Div([html.Dt(name), html.Dd(text)]) for name, text in pairs]
    return html.Dl(items, className="pairs") if items else None


def _checks(beside: Beside, profile: Profile, say: Messages) -> Content | None:
    """List the items that a track's report asks for, done or open, and those recorded besides."""
    groups = []
    for table in profile.report.unit_tables:
        asked = [column.said.name for column in table.columns if column.said.topic == "check"]
        recorded = [item for track, item in beside.checks if track == table.track]
        items = [
            _check(beside.checks.get((table.track, item)), item, profile, say)
            for item in dict.fromkeys(asked + recorded)
        ]
        items += [
            _mark(say(text), say(N_("yes")) if held else say(N_("no")), done=held)
            for post, text in POSTS.items()
            if (held := beside.posts.get((table.track, post))) is not None
        ]
        if recorded or beside.posts:
            label = profile.track(table.track).label.get(say.locale)
            groups += [html.Div([html.H4(label), html.Ul(items, className="checks")])] if items else []
    return _section(N_("Checks and posts"), html.Div(groups, className="check-groups") if groups else None, say)


def _check(fact: Fact | None, item: str, profile: Profile, say: Messages) -> Content:
    label = profile.check_items[item].get(say.locale) if item in profile.check_items else item
    if fact is None or not isinstance(fact.payload, Check):
        return _mark(label, say(N_("not recorded")), done=False)
    if fact.payload.done:
        return _mark(label, say.day(fact.effective_on), done=True)
    return _mark(label, say(N_("open")), done=False)


def _mark(label: str, text: str, *, done: bool) -> Content:
    sign = icon("ui-check") if done else html.Span(className="open-sign", **{"aria-hidden": "true"})
    return html.Li([sign, html.Span(label), html.Span(text, className="when")], **{"data-done": str(done).lower()})


def _duties(beside: Beside, profile: Profile, say: Messages) -> Iterator[tuple[str, str]]:
    for duty, label in profile.duties.items():
        if duty in beside.duties:
            yield label.get(say.locale), beside.duties[duty].post


def _difficulties(beside: Beside, profile: Profile, say: Messages) -> Iterator[tuple[str, str]]:
    known: Mapping[str, object] = profile.key_categories
    names = [profile.key_categories[word].get(say.locale) if word in known else word for word in beside.categories]
    if names:
        yield say(N_("Difficulties")), "、".join(names) if say.locale == "zh_CN" else ", ".join(names)
    for measure in beside.measures.values():
        progress = say(N_("{progress} %, due {day}"), progress=measure.progress, day=say.day(measure.due))
        yield say(N_("Measure")), f"{measure.text}{'　' if say.locale == 'zh_CN' else ' – '}{progress}"


def _matters(beside: Beside, day: date, say: Messages) -> Content | None:
    items = []
    for matter in beside.matters.values():
        if matter.closed:
            continue
        overdue = matter.due is not None and matter.due < day
        due = [html.Span(say(N_("due {day}"), day=say.day(matter.due)), className="late" if overdue else "")]
        reply = [html.P(say(N_("Reply: {text}"), text=matter.reply))] if matter.reply else []
        items.append(
            html.Li(
                [
                    html.P([html.Strong(matter.department), html.Span(matter.text), *(due if matter.due else [])]),
                    *reply,
                ]
            )
        )
    return _section(
        N_("Matters for the district, open"), html.Ul(items, className="matters") if items else None, say
    )


def _remarks(beside: Beside, profile: Profile, say: Messages) -> Iterator[tuple[str, str]]:
    for (_, topic), fact in beside.remarks.items():
        if isinstance(fact.payload, RemarkMade) and fact.payload.text:
            label = profile.remark_topics[topic].get(say.locale) if topic in profile.remark_topics else topic
            yield f"{label} {say.day(fact.effective_on)}", fact.payload.text
