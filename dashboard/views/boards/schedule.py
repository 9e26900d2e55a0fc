"""Show the schedule (倒排工期): a unit's latest days for a poll, days on which polls collide, townships' plans."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from dashboard.election.areas import Area
from dashboard.election.backward import Deadline, Schedule, backward, why
from dashboard.election.collisions import Collision, DayLoad, free_days
from dashboard.election.facts import Fact
from dashboard.election.poll_days import PollDay
from dashboard.election.state import TrackState
from dashboard.election.township_plans import TownshipPlans, course, plans_of
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
    Link,
    Note,
    Part,
    Plain,
    Row,
    Table,
    Tone,
)
from dashboard.views.boards.plans import Plans

_DAY = timedelta(days=1)
_AHEAD = timedelta(days=45)
_NAMED = 4


def schedule_board(asking: Asking) -> Board:
    """Return the board: the unit that is asked for, the days to come, the townships' plans."""
    say, plans = asking.say, Plans(asking)
    ahead = [day for day in plans.calendar.days if asking.day <= day.on <= asking.day + _AHEAD]
    collide = [one for day in ahead for one in day.collisions]
    units = asking.places()
    sections: list[Table] = []
    if plans.unit is not None and plans.state is not None and plans.poll_on is not None:
        schedule = backward(plans.state, plans.poll_on, asking.day, asking.profile, asking.services.calendar)
        if schedule is not None:
            sections.append(_backward(asking, plans, plans.unit, schedule))
    return Board(
        title=say(N_("Schedule")),
        lead=say(
            N_("Choose a unit and a polling day: by when everything must be done, and whether the day is free.")
        ),
        figures=[
            Figure(say(N_("Polls today")), str(plans.calendar.load(asking.day).units)),
            Figure(say(N_("Polls tomorrow")), str(plans.calendar.load(asking.day + _DAY).units)),
            Figure(say(N_("Collisions ahead")), str(len(collide)), "bad" if collide else "good"),
        ],
        filters=[
            asking.by_town(),
            Filter("unit", say(N_("Unit")), units, plans.unit.code if plans.unit else ""),
            *([Filter("of", say(N_("Track")), asking.tracks(), plans.track)] if len(asking.tracks()) > 1 else []),
            Filter("poll", say(N_("Polling day")), (), plans.poll_on.isoformat() if plans.poll_on else ""),
        ],
        sections=[*sections, _days(asking, ahead), _townships(asking, plans)],
    )


# ------------------------------------------------------------ one unit


def _backward(asking: Asking, plans: Plans, unit: Area, schedule: Schedule) -> Table:
    say = asking.say
    offered = _offers(asking, plans, unit, schedule)
    verdict = (
        say(N_("Not possible: the first lawful day is {day}."), day=say.day(schedule.earliest_legal))
        if schedule.impossible
        else say(
            N_("Possible, but quicker than planned: comfortable from {day}."),
            day=say.day(schedule.earliest_estimate),
        )
        if schedule.hurried
        else say(N_("Possible."))
    )
    clash = plans.calendar.moved(unit.code, plans.track, schedule.poll_on).load(schedule.poll_on).collisions
    clashes = [_collision(asking, one) for one in clash]
    free = asking.listed(say.day(day) for day in offered)
    told = [verdict, *clashes, *([say(N_("Free days near it: {days}."), days=free)] if offered else [])]
    return Table(
        id="backward",
        title=say(
            N_("{unit}, {track}: poll on {day}"),
            unit=unit.name,
            track=asking.track(plans.track),
            day=say.full_day(schedule.poll_on),
        ),
        columns=[
            Column(say(N_("Stage"))),
            Column(say(N_("Latest lawful day"))),
            Column(say(N_("By the estimate"))),
            Column(say(N_("Planned"))),
            Column(say(N_("Ended"))),
            Column(say(N_("Days left")), number=True),
            Column(say(N_("What binds it"))),
        ],
        rows=[_deadline(asking, one) for one in schedule.deadlines],
        none="",
        tools=_call(asking, unit, plans.track, schedule.poll_on),
        hint=" · ".join(told),
    )


def _deadline(asking: Asking, one: Deadline) -> Row:
    say = asking.say
    late: Tone = "bad" if one.impossible else "warn" if one.hurried or one.planned_late else ""
    stage: list[Part] = [Plain(one.label.get(say.locale))]
    if one.impossible:
        stage.append(Badge(say(N_("not possible")), "bad"))
    elif one.hurried:
        stage.append(Badge(say(N_("quicker than planned")), "warn"))
    elif one.ended is not None:
        stage.append(Badge(say(N_("done")), "good"))
    bound = say.value(one.reason if one.reason is not None else why(one.legal.by))
    return Row(
        cells=[
            stage,
            [Plain(say.day(one.legal.end), "bad" if late == "bad" else "")],
            [Plain(say.day(one.estimate.end))],
            [Plain(say.day(one.planned), "bad" if one.planned_late else "")],
            [Plain(say.day(one.ended))],
            [Plain("—" if one.legal.slack is None else str(one.legal.slack))],
            [Plain(bound)],
        ],
        tone=late,
    )


def _offers(asking: Asking, plans: Plans, unit: Area, schedule: Schedule) -> Sequence[date]:
    """Return free days near the one asked about, not before the first lawful one."""
    if schedule.earliest_legal is None:
        return ()
    poll = plans.poll or PollDay(
        unit.code,
        unit.parent_code or "",
        unit.kind or "",
        plans.track,
        schedule.poll_on,
        None,
        "planned",
        1,
        unit.ordinal,
    )
    wanted = replace(poll, on=schedule.poll_on)
    earliest = max(schedule.earliest_legal, asking.day + _DAY)
    return free_days(plans.calendar, wanted, earliest, asking.profile.campaign.end, asking.services.calendar)


def _call(asking: Asking, unit: Area, track: str, on: date) -> list[Do]:
    """Offer to call the poll, and to plan it, on the day that is looked at."""
    say = asking.say
    day = on.isoformat()
    found = []
    if asking.may(unit.code, "poll_scheduled"):
        fields = [
            Field("on", say(N_("Polling day")), "day", day),
            Field("at", say(N_("Time")), "time", "09:00", required=False),
            Field("round", say(N_("Round")), "count", 1),
        ]
        title = say(N_("Call the poll"))
        found.append(Do(title, Form(title, fields, {"type": "poll_scheduled", "track": track}, unit.code)))
    if asking.may(unit.code, "plan"):
        fields = [
            Field("dates.poll", say(N_("Polling day")), "day", day),
            Field("cause", say(N_("Reason")), "text", most=2000),
        ]
        title = say(N_("Change the plan"))
        found.append(Do(title, Form(title, fields, {"type": "plan", "track": track}, unit.code)))
    return found


# ------------------------------------------------------------ days


def _collision(asking: Asking, one: Collision) -> str:
    say = asking.say
    who = asking.area(one.who).name if one.who in asking.tree.areas else one.who
    if one.kind == "first_polls":
        units = asking.listed(asking.area(poll.area).short_name for poll in one.polls)
        return say(N_("{who}: {count} first polls at once ({units})"), who=who, count=one.units, units=units)
    return say(N_("{who}: {count} units, at most {limit}"), who=who, count=one.units, limit=one.limit)


def _days(asking: Asking, ahead: Sequence[DayLoad]) -> Table:
    say = asking.say
    rows = []
    for day in ahead:
        polls = [poll for poll in day.polls if poll.area in asking.within]
        if not polls:
            continue
        names = [asking.area(poll.area).short_name for poll in polls]
        more = len(names) - _NAMED
        told = asking.listed(names[:_NAMED])
        if more > 0:
            told = say(N_("{names} and {count} more"), names=told, count=more)
        clashes: list[Part] = [Badge(_collision(asking, one), "bad") for one in day.collisions]
        working = asking.services.calendar.is_working(day.on)
        groups = asking.listed(
            say(N_("{who} {count}"), who=who, count=count) for who, count in day.by_group.items() if count
        )
        rows.append(
            Row(
                cells=[
                    [
                        Plain(say.day(day.on)),
                        Note(say(WEEKDAYS[day.on.weekday()]) if working else say(N_("day off"))),
                    ],
                    [Plain(str(len({poll.area for poll in polls})))],
                    [Plain(told)],
                    [Plain(groups or "—")],
                    clashes,
                ],
                keys=[day.on.isoformat(), len(polls), told, groups, len(day.collisions)],
            )
        )
    return Table(
        id="days",
        title=say(N_("Polls of the next {days} days"), days=_AHEAD.days),
        columns=[
            Column(say(N_("Day"))),
            Column(say(N_("Number")), number=True),
            Column(say(N_("Where"))),
            Column(say(N_("By supervision group"))),
            Column(say(N_("Collisions"))),
        ],
        rows=rows,
        none=say(N_("No poll is called or planned in these days.")),
    )


WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
"""Names of the days of the week, Monday first."""


# ------------------------------------------------------------ townships


def _townships(asking: Asking, plans: Plans) -> Table:
    say, tree = asking.say, asking.tree
    told: dict[str, list[Fact]] = {}
    for fact in asking.facts("township_plan"):
        told.setdefault(fact.area_code, []).append(fact)
    rows = []
    for town in tree.townships:
        for track in asking.profile.tracks:
            found = plans_of(town.code, told.get(town.code, ()), track.id)
            if found is not None and asking.town in {None, town.code}:
                states = [plans.states[code].tracks[track.id] for code in tree.units_below[town.code]]
                rows.append(_township(asking, town, found, states))
    return Table(
        id="plans",
        title=say(N_("Plans of the townships")),
        columns=[
            Column(say(N_("Township"))),
            Column(say(N_("Track"))),
            Column(say(N_("Baseline"))),
            Column(say(N_("In force"))),
            Column(say(N_("Changes"))),
            Column(say(N_("Polls, held or expected"))),
            Column(say(N_("Outside the plan")), number=True),
        ],
        rows=rows,
        none=say(N_("No township has given a plan of its own yet.")),
        tools=[_plan(asking)] if asking.may_anywhere("township_plan") else [],
    )


def _township(asking: Asking, town: Area, found: TownshipPlans, states: Sequence[TrackState]) -> Row:
    say, now = asking.say, course(found.current, states)

    def span(first: date | None, last: date | None) -> str:
        return say(N_("{first} to {last}"), first=say.day(first), last=say.day(last))

    outside = now.early + now.late
    changes: list[Part] = [
        Note(say(N_("{day}: {cause}"), day=say.day(one.on), cause=one.cause or say(N_("no reason given"))))
        for one in found.replans
    ]
    return Row(
        cells=[
            [Link(town.name, f"/schedule?town={town.code}")],
            [Plain(asking.track(found.track))],
            [Plain(span(found.baseline.first_poll, found.baseline.last_poll))],
            [Plain(span(found.current.first_poll, found.current.last_poll))],
            [Plain(str(len(found.replans))), *changes],
            [Plain(span(now.first_on, now.last_on))],
            [Plain(f"{outside}/{now.due}", "warn" if outside else "")],
        ],
        keys=[
            town.ordinal,
            found.track,
            found.baseline.first_poll.isoformat(),
            found.current.first_poll.isoformat(),
            len(found.replans),
            now.first_on.isoformat() if now.first_on else None,
            outside,
        ],
    )


def _plan(asking: Asking) -> Do:
    say = asking.say
    fields = [
        Field("area", say(N_("Where")), "unit", options=asking.places(townships=True, units=False), into="area"),
        Field("track", say(N_("Track")), "choice", options=asking.tracks(), into="fact"),
        Field("first_poll", say(N_("First poll")), "day"),
        Field("last_poll", say(N_("Last poll")), "day"),
        Field("completed", say(N_("All completed")), "day"),
        Field("cause", say(N_("Reason of the change")), "text", required=False, most=2000),
    ]
    title = say(N_("Enter a township's plan"))
    return Do(title, Form(title, fields, {"type": "township_plan"}))
