"""Show incidents (重大问题即时报告): what is open, its time line, who has it in hand."""

from dashboard.election.incidents import IncidentCourse, incidents_of
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
)


def incidents_board(asking: Asking) -> Board:
    """Return the board: open incidents first, the latest of each before the others."""
    say = asking.say
    courses = [one for one in incidents_of(asking.facts("incident"), asking.zone) if one.area in asking.within]
    open_ones = [one for one in courses if not one.closed]
    return Board(
        title=say(N_("Incidents")),
        lead=say(N_("Major problems, reported at once: what happened, what was done, and who has it in hand.")),
        figures=[
            Figure(say(N_("Not closed")), str(len(open_ones)), "bad" if open_ones else "good"),
            Figure(say(N_("In all")), str(len(courses))),
        ],
        filters=[asking.by_town()],
        sections=[
            Table(
                id="incidents",
                title=say(N_("Incidents")),
                columns=[
                    Column(say(N_("State"))),
                    Column(say(N_("Where"))),
                    Column(say(N_("Category"))),
                    Column(say(N_("Time line"))),
                    Column(say(N_("In hand of"))),
                    Column(""),
                ],
                rows=[_row(asking, one) for one in sorted(courses, key=lambda one: one.closed)],
                none=say(N_("No incident was reported.")),
                tools=[_report(asking)] if asking.may_anywhere("incident") else [],
            )
        ],
    )


def _row(asking: Asking, one: IncidentCourse) -> Row:
    say = asking.say
    state = Badge(say(N_("closed")), "good") if one.closed else Badge(say(N_("open")), "bad")
    line: list[Part] = []
    for step in one.steps:
        text = step.text or (say(N_("closed")) if step.closed else "—")
        line += [Plain(text), Note(say(N_("{at}, {by}"), at=say.moment(step.at), by=step.by))]
    return Row(
        cells=[
            [state],
            [asking.link(one.area), Note(asking.town_name(one.area))],
            [Plain(asking.label(asking.profile.incident_categories, one.category))],
            line,
            [Plain(one.post or "—")],
            [_next(asking, one)] if not one.closed and asking.may(one.area, "incident") else [],
        ],
        keys=[
            one.closed,
            asking.area(one.area).ordinal,
            one.category,
            one.began_at.isoformat(),
            one.post,
        ],
        id=one.subject,
    )


def _next(asking: Asking, one: IncidentCourse) -> Do:
    say = asking.say
    fields = [
        Field("text", say(N_("What was done or is known now")), "text", most=2000),
        Field("post", say(N_("Handed over to (a post)")), "line", one.post or "", required=False, most=60),
        Field("closed", say(N_("It is over")), "yes", required=False),
    ]
    fact = {"type": "incident", "subject": one.subject, "payload": {"category": one.category}}
    return Do(say(N_("Go on …")), Form(say(N_("Next step")), fields, fact, one.area))


def _report(asking: Asking) -> Do:
    """Ask for as little as a phone on the spot can give."""
    say = asking.say
    fields = [
        Field("area", say(N_("Where")), "unit", options=asking.places(townships=True), into="area"),
        Field(
            "category", say(N_("Category")), "choice", options=asking.labels(asking.profile.incident_categories)
        ),
        Field("text", say(N_("What happened (no names)")), "text", most=2000),
    ]
    title = say(N_("Report an incident"))
    return Do(title, Form(title, fields, {"type": "incident", "subject": "incident-{new}"}))
