"""Show the batches of the joint qualification review (资格联审) by their clocks."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from dashboard.access.roles import Role
from dashboard.election.review import Batch, ReviewClock, State, batches_of, turnaround
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

_STATES: dict[State, str] = {
    "overdue": N_("Overdue"),
    "soon": N_("Due soon"),
    "running": N_("Under way"),
    "returned_late": N_("Returned late"),
    "returned": N_("Result back"),
}
_TONES: dict[State, Tone] = {
    "overdue": "bad",
    "soon": "warn",
    "running": "note",
    "returned_late": "",
    "returned": "good",
}
_ORDER = tuple(_STATES)
_RUNNING = frozenset({"overdue", "soon", "running"})
_RECENT = 200


def reviews_board(asking: Asking) -> Board:
    """Return the board: batches that run, overdue first; how long the returned ones took; the latest of them."""
    say, terms = asking.say, asking.profile.review
    clock = ReviewClock(terms, asking.services.calendar, asking.zone)
    told = asking.facts("review_submitted", "review_started", "review_returned")
    batches = [one for one in batches_of(told, clock) if one.area in asking.within]
    by_hours = asking.choose(
        "hours", say(N_("Urgency")), [(str(one.hours), one.label.get(say.locale)) for one in terms.urgencies]
    )
    by_track = asking.choose("of", say(N_("Track")), asking.tracks())
    shown = [
        one for one in batches if by_hours.chosen in {"", str(one.hours)} and by_track.chosen in {"", one.track}
    ]
    counts = Counter(one.state(asking.now, terms) for one in shown)
    running = sorted(
        (one for one in shown if one.state(asking.now, terms) in _RUNNING), key=lambda one: one.due_at
    )
    back = sorted((one for one in shown if one.returned_at), key=lambda one: one.returned_at or one.due_at)
    counted = N_("Hours run day and night.") if terms.clock == "clock" else N_("Working hours count.")
    return Board(
        title=say(N_("Joint review")),
        lead=say(N_("Batches sent to the departments, by their clocks: counts only, never persons."))
        + say(counted),
        figures=[
            Figure(say(text), str(counts[state]), _TONES[state] if counts[state] else "")
            for state, text in _STATES.items()
        ],
        filters=[asking.by_town(), by_track, by_hours],
        sections=[_running(asking, running), _times(asking, shown, clock), _back(asking, back[::-1][:_RECENT])],
    )


def _running(asking: Asking, running: Sequence[Batch]) -> Table:
    say = asking.say
    return Table(
        id="running",
        title=say(N_("Under way")),
        columns=[
            Column(say(N_("State"))),
            *_where(asking),
            Column(say(N_("Candidates")), number=True),
            Column(say(N_("Task"))),
            Column(say(N_("Review"))),
            Column(say(N_("Result due"))),
            Column(say(N_("Left"))),
            Column(""),
        ],
        rows=[_running_row(asking, one) for one in running],
        none=say(N_("No batch is under way.")),
    )


def _where(asking: Asking) -> list[Column]:
    say = asking.say
    return [Column(say(N_("Where"))), Column(say(N_("Track"))), Column(say(N_("Urgency")))]


def _place(asking: Asking, one: Batch) -> list[list[Part]]:
    urgency = asking.profile.review.label_of(one.hours, asking.say.locale)
    return [
        [asking.link(one.area), Note(asking.town_name(one.area))],
        [Plain(asking.track(one.track))],
        [Plain(urgency)],
    ]


def _running_row(asking: Asking, one: Batch) -> Row:
    say = asking.say
    state = one.state(asking.now, asking.profile.review)
    return Row(
        cells=[
            [Badge(say(_STATES[state]), _TONES[state])],
            *_place(asking, one),
            [Plain(say.value(one.candidates))],
            [Plain(asking.moment(one.submitted_at))],
            [Plain(asking.moment(one.started_at))],
            [Plain(asking.moment(one.due_at), "bad" if state == "overdue" else "")],
            [Plain(_left(asking, one.due_at), _TONES[state] if state != "running" else "")],
            _actions(asking, one),
        ],
        keys=[
            _ORDER.index(state),
            asking.area(one.area).ordinal,
            one.track,
            one.hours,
            None,
            one.submitted_at.isoformat(),
            one.started_at.isoformat() if one.started_at else None,
            one.due_at.isoformat(),
            one.due_at.isoformat(),
        ],
    )


def _left(asking: Asking, due: datetime) -> str:
    """Tell the time left, or since when it is overdue, in hours and minutes."""
    left = abs(due - asking.now)
    minutes = left // timedelta(minutes=1)
    text = N_("{hours} h {minutes} min over") if due < asking.now else N_("{hours} h {minutes} min")
    return asking.say(text, hours=minutes // 60, minutes=minutes % 60)


def _actions(asking: Asking, one: Batch) -> list[Part]:
    """Offer the review's steps to those who examine: that it began, and its result as two counts."""
    say, role = asking.say, asking.identity.role
    if role not in {Role.QUALIFICATION_REVIEWER, Role.OFFICE} or not asking.may(one.area, "review_returned"):
        return []
    fact = {"track": one.track, "subject": one.batch}
    actions: list[Part] = []
    if one.started_at is None:
        begun = Form(say(N_("The review begins")), [_at(asking)], {**fact, "type": "review_started"}, one.area)
        actions.append(Do(say(N_("Begin …")), begun))
    fields = [
        Field("passed", say(N_("Passed")), "count"),
        Field("returned", say(N_("Sent back")), "count"),
        _at(asking),
    ]
    result = Form(say(N_("Result of the review")), fields, {**fact, "type": "review_returned"}, one.area)
    return [*actions, Do(say(N_("Result …")), result)]


def _at(asking: Asking) -> Field:
    return Field("effective_time", asking.say(N_("Time today")), "time", f"{asking.now:%H:%M}", into="fact")


def _times(asking: Asking, shown: Sequence[Batch], clock: ReviewClock) -> Table:
    say = asking.say
    rows = [
        Row(
            cells=[
                [Plain(asking.profile.review.label_of(hours, say.locale))],
                [Plain(str(one.batches))],
                [Plain(str(one.late), "bad" if one.late else "")],
                [Plain(f"{one.median:.1f}")],
                [Plain(f"{one.p90:.1f}")],
            ],
            keys=[-hours, one.batches, one.late, one.median, one.p90],
        )
        for hours, one in turnaround(shown, clock).items()
    ]
    return Table(
        id="times",
        title=say(N_("How long they took")),
        columns=[
            Column(say(N_("Urgency"))),
            Column(say(N_("Result back")), number=True),
            Column(say(N_("of them late")), number=True),
            Column(say(N_("Median, h")), number=True),
            Column(say(N_("90 % within, h")), number=True),
        ],
        rows=rows,
        none=say(N_("No batch is back yet.")),
    )


def _back(asking: Asking, back: Sequence[Batch]) -> Table:
    say = asking.say
    return Table(
        id="back",
        title=say(N_("Returned, the latest first")),
        columns=[
            Column(say(N_("State"))),
            *_where(asking),
            Column(say(N_("Candidates")), number=True),
            Column(say(N_("Passed")), number=True),
            Column(say(N_("Sent back")), number=True),
            Column(say(N_("Task"))),
            Column(say(N_("Review"))),
            Column(say(N_("Feedback"))),
        ],
        rows=[_back_row(asking, one) for one in back],
        none=say(N_("No batch is back yet.")),
        hint=say(N_("The latest {count}."), count=_RECENT) if len(back) == _RECENT else "",
    )


def _back_row(asking: Asking, one: Batch) -> Row:
    say = asking.say
    state = one.state(asking.now, asking.profile.review)
    return Row(
        cells=[
            [Badge(say(_STATES[state]), _TONES[state])],
            *_place(asking, one),
            *(
                [Plain("—" if count is None else say.value(count))]
                for count in (one.candidates, one.passed, one.returned)
            ),
            [Plain(asking.moment(one.submitted_at))],
            [Plain(asking.moment(one.started_at))],
            [Plain(asking.moment(one.returned_at))],
        ],
        keys=[
            _ORDER.index(state),
            asking.area(one.area).ordinal,
            one.track,
            one.hours,
            None,
            None,
            None,
            one.submitted_at.isoformat(),
            one.started_at.isoformat() if one.started_at else None,
            one.returned_at.isoformat() if one.returned_at else None,
        ],
    )
