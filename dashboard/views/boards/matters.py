"""Show the matters that wait for the district (需区级协调事项)."""

from collections import Counter
from collections.abc import Sequence

from dashboard.access.roles import Role
from dashboard.election.matters import MatterCourse, State, matters_of
from dashboard.errors import N_
from dashboard.views.boards.asking import Asking
from dashboard.views.boards.model import (
    Badge,
    Board,
    Column,
    Do,
    Field,
    Figure,
    Filter,
    Form,
    Note,
    Part,
    Plain,
    Row,
    Table,
    Tone,
)

_STATES: dict[State, str] = {
    "overdue": N_("Overdue"),
    "open": N_("Waits for a reply"),
    "replied": N_("Replied"),
    "closed": N_("Closed"),
}
_TONES: dict[State, Tone] = {"overdue": "bad", "open": "warn", "replied": "note", "closed": "good"}
_ORDER = tuple(_STATES)


def matters_board(asking: Asking) -> Board:
    """Return the board: what waits first, the longest overdue before the others."""
    say, day = asking.say, asking.day
    courses = [one for one in matters_of(asking.facts("matter")) if one.area in asking.within]
    counts = Counter(one.state(day) for one in courses)
    by_state = asking.choose("state", say(N_("State")), [(state, say(text)) for state, text in _STATES.items()])
    by_department = _departments(asking, courses)
    shown = [
        one
        for one in courses
        if by_state.chosen in {"", one.state(day)} and by_department.chosen in {"", one.department}
    ]
    shown.sort(key=lambda one: (_ORDER.index(one.state(day)), one.due or day, one.raised_on))
    return Board(
        title=say(N_("Matters for the district")),
        lead=say(N_("What townships cannot settle alone: put to a department, replied to, closed by the office.")),
        figures=[
            Figure(
                say(N_("Not closed")), str(len(courses) - counts["closed"]), "warn" if counts["overdue"] else ""
            ),
            *(
                Figure(say(text), str(counts[state]), _TONES[state] if counts[state] else "")
                for state, text in _STATES.items()
            ),
        ],
        filters=[asking.by_town(), by_department, by_state],
        sections=[_table(asking, shown)],
    )


def _departments(asking: Asking, courses: Sequence[MatterCourse]) -> Filter:
    names = sorted({one.department for one in courses})
    return asking.choose("department", asking.say(N_("Department")), [(name, name) for name in names])


def _table(asking: Asking, shown: Sequence[MatterCourse]) -> Table:
    say = asking.say
    return Table(
        id="matters",
        title=say(N_("Matters")),
        columns=[
            Column(say(N_("State"))),
            Column(say(N_("Where"))),
            Column(say(N_("What is asked"))),
            Column(say(N_("Department"))),
            Column(say(N_("Raised"))),
            Column(say(N_("Due on"))),
            Column(say(N_("Days")), number=True),
            Column(""),
        ],
        rows=[_row(asking, one) for one in shown],
        none=say(N_("Nothing waits for the district.")),
        tools=[_raise(asking)]
        if asking.may_anywhere("matter") and asking.identity.role is not Role.DEPARTMENT
        else [],
    )


def _row(asking: Asking, one: MatterCourse) -> Row:
    say, day, state = asking.say, asking.day, one.state(asking.day)
    what: list[Part] = [Plain(one.text)]
    if one.reply:
        what.append(Note(say(N_("Reply: {text}"), text=one.reply)))
    dates: list[Part] = [Plain(say.day(one.raised_on))]
    if one.raised_by:
        dates.append(Note(one.raised_by))
    return Row(
        cells=[
            [Badge(say(_STATES[state]), _TONES[state])],
            [asking.link(one.area), Note(asking.town_name(one.area))],
            what,
            [Plain(one.department)],
            dates,
            [Plain(say.day(one.due), "bad" if state == "overdue" else "")],
            [Plain(str(one.days_open(day)))],
            _actions(asking, one),
        ],
        keys=[
            _ORDER.index(state),
            asking.area(one.area).ordinal,
            one.text,
            one.department,
            one.raised_on.isoformat(),
            one.due.isoformat() if one.due else None,
            one.days_open(day),
        ],
        id=one.subject,
    )


def _actions(asking: Asking, one: MatterCourse) -> list[Part]:
    """Offer a reply to whoever it was put to, and closing to the office and the township that raised it."""
    say, role = asking.say, asking.identity.role
    if one.closed_on is not None or not asking.may(one.area, "matter"):
        return []
    if role is Role.DEPARTMENT and asking.identity.department != one.department:
        return []
    put: dict[str, object] = {"department": one.department, "text": one.text}
    if one.due is not None:
        put["due"] = one.due.isoformat()
    reply = Field("reply", say(N_("Reply")), "text", one.reply or "", required=role is Role.DEPARTMENT)
    closed = Field("closed", say(N_("This settles the matter")), "yes", required=False)
    fact = {"type": "matter", "subject": one.subject, "payload": put}
    return [Do(say(N_("Reply or close …")), Form(say(N_("Reply to the matter")), [reply, closed], fact, one.area))]


def _raise(asking: Asking) -> Do:
    say = asking.say
    known = sorted({one.department for one in matters_of(asking.facts("matter"))})
    fields = [
        Field("area", say(N_("Where")), "unit", options=asking.places(townships=True), into="area"),
        Field("department", say(N_("Department")), "line", options=[(name, name) for name in known], most=60),
        Field("text", say(N_("What is asked")), "text", most=2000),
        Field("due", say(N_("Due on")), "day", required=False),
    ]
    return Do(
        say(N_("Raise a matter")),
        Form(say(N_("Raise a matter")), fields, {"type": "matter", "subject": "matter-{new}"}),
    )
