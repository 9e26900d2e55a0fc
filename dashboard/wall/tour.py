"""Lead the eye: the stops of the tour, each with one sentence that is made from facts."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time

from dashboard.election.progress import Totals
from dashboard.errors import N_
from dashboard.wall.model import KeyVillageOut, Stop, WallAlert, WallMatters, WallPolls
from dashboard.wall.progress import Progress
from dashboard.wall.scene import Scene

_MOST_TOWNSHIPS = 6
_MOST_ALERTS = 8
_MOST_KEY = 8
_RED = 3
_OFFICE = N_("the township's election office")


def district_stop(scene: Scene, progress: Progress) -> Stop:
    """Tell how far the whole area is; visitors hear nothing of what is late."""
    say, found = scene.say, progress.found
    done, due = found.actual[-1], found.due
    numbers = {"n": f"{done:,}", "due": f"{due:,}"}
    facts = [(say(N_("Completed")), f"{done:,} / {due:,}")]
    if scene.visitors:
        story = say(N_("{n} of {due} completed."), **numbers)
    else:
        planned = f"{progress.planned_today:,}"
        stands = say(N_("{n} of {due} completed; the plans have {planned} by now."), **numbers, planned=planned)
        story = scene.sentences(stands, _foretold(scene, progress))
        facts.append((say(N_("Planned by now")), planned))
        if progress.plan_end is not None:
            facts.append((say(N_("Completion planned")), say.day(progress.plan_end)))
    if progress.finish_on is not None:
        share = f"{progress.share:.0%}"
        name = say(N_("Completed on")) if done == due else say(N_("{share} expected by"), share=share)
        facts.append((name, say.day(progress.finish_on)))
    return Stop(
        id=f"district {scene.area.code}",
        kind="district",
        area=scene.area.code,
        title=say(N_("{name}: {state}"), name=scene.area.name, state=_view(scene)),
        story=story,
        facts=facts,
        level=0,
    )


def _view(scene: Scene) -> str:
    return scene.profile.view_names(scene.view).label.get(scene.say.locale)


def _foretold(scene: Scene, progress: Progress) -> str:
    """Say when nearly all will be completed, against the plans."""
    say, late = scene.say, progress.late_days
    if progress.found.actual[-1] == progress.found.due:
        return ""
    if progress.finish_on is None:
        return say(N_("By the forecast that goes on until after the campaign's end."))
    told = {"share": f"{progress.share:.0%}", "day": say.day(progress.finish_on)}
    if late is None:
        return say(N_("{share} are expected by {day}."), **told)
    if late > 0:
        return say(N_("{share} are expected by {day}, later than planned by {days} d."), **told, days=late)
    if late < 0:
        return say(N_("{share} are expected by {day}, earlier than planned by {days} d."), **told, days=-late)
    return say(N_("{share} are expected by {day}, as planned."), **told)


def township_stops(scene: Scene) -> list[Stop]:
    """Tell the townships of the area that are far behind their plans, in the official order."""
    found = []
    for town in scene.tree.townships:
        if town.code not in scene.within:
            continue
        units = scene.tree.units_below[town.code]
        summary = scene.board.summary(town.code, units, scene.view)
        if summary["band"] == "attention":
            points = summary["deviation"]
            found.append(_township(scene, town.code, scene.board.totals(units, scene.view), f"{points}"))
    return found[:_MOST_TOWNSHIPS]


def _township(scene: Scene, code: str, totals: Totals, deviation: str) -> Stop:
    say, silent = scene.say, code in scene.board.silent
    points = deviation.removeprefix("-")
    story = scene.sentences(
        say(
            N_("{n} of {due} have polled, {points} points behind the plan."),
            n=totals.elected,
            due=totals.due,
            points=points,
        ),
        say(N_("Today's report has not come yet.")) if silent else "",
        say(N_("Next to act: {who}."), who=say(_OFFICE)),
    )
    return Stop(
        id=f"township {code}",
        kind="township",
        area=code,
        title=scene.tree.areas[code].name,
        story=story,
        facts=[
            (say(N_("Elected units")), f"{totals.elected} / {totals.due}"),
            (say(N_("Planned by now")), str(totals.planned)),
            (say(N_("Completed")), str(totals.completed)),
            (say(N_("Today's report")), say(N_("not yet here")) if silent else say(N_("here"))),
        ],
        level=0,
    )


def alert_stops(scene: Scene, alerts: Sequence[WallAlert]) -> list[Stop]:
    """Tell the red alerts: what, since when, and who must act."""
    return [_alert(scene, one) for one in alerts if one.level == _RED][:_MOST_ALERTS]


def _alert(scene: Scene, one: WallAlert) -> Stop:
    say, raised = scene.say, datetime.fromisoformat(one.since)
    # what holds from a day on holds from its midnight
    since = say.moment(raised) if raised.time() > time.min else say.day(raised.date())
    story = scene.sentences(
        say(N_("{text}. An alert since {since}."), text=one.text or one.label, since=since),
        say(N_("Next to act: {who}."), who=one.who) if one.who else "",
    )
    facts = [(say(N_("Since")), since), (say(N_("Who must act")), one.who or "—")]
    if one.town:
        facts.insert(0, (say(N_("Township")), one.town))
    return Stop(
        id=f"alert {one.id}",
        kind="alert",
        area=one.area,
        title=say(N_("{name}: {state}"), name=one.name, state=one.label),
        story=story,
        facts=facts,
        level=one.level,
    )


def key_stops(scene: Scene, villages: Sequence[KeyVillageOut]) -> list[Stop]:
    """Tell the key villages that are not settled, those with alerts first, else in the official order."""
    pending = sorted((one for one in villages if one.state != "done"), key=lambda one: one.alert == 0)
    return [_key(scene, one) for one in pending[:_MOST_KEY]]


def _key(scene: Scene, one: KeyVillageOut) -> Stop:
    say = scene.say
    phases = [(track.label, track.phase_label) for track in one.tracks if track.phase is not None]
    poll = say.day(date.fromisoformat(one.poll_on)) if one.poll_on else None
    story = scene.sentences(
        say(N_("{level} in {town}."), level=one.level_label, town=one.town),
        say(N_("{done} of {all} measures settled: {state}."), done=one.done, all=one.all, state=one.state_label),
        _review(scene, one.review_left),
        say(N_("Next to act: {who}."), who=one.post or say(_OFFICE)),
    )
    facts = [*phases[:2], (say(N_("Measures")), f"{one.done} / {one.all}")]
    return Stop(
        id=f"key {one.area}",
        kind="key",
        area=one.area,
        title=one.name,
        story=story,
        facts=[*facts, (say(N_("Poll on")), poll)] if poll else facts,
        level=one.alert,
    )


def _review(scene: Scene, left: float | None) -> str:
    if left is None:
        return ""
    if left < 0:
        return scene.say(N_("The joint review is {hours} hours overdue."), hours=-left)
    return scene.say(N_("The joint review has {hours} hours left."), hours=left)


def matters_stop(scene: Scene, matters: WallMatters) -> list[Stop]:
    """Tell how many matters wait for the district, and of the most pressing where and with whom; none without."""
    say = scene.say
    if not matters.list:
        return []
    first, overdue = matters.list[0], sum(one.overdue for one in matters.list)
    oldest = N_("{place}, with {department}: overdue since {day}, raised {days} d ago.")
    if not first.overdue:
        oldest = N_("{place}, with {department}: raised {days} d ago.")
    due = say.day(date.fromisoformat(first.due) if first.due else None)
    pressing = say(oldest, place=scene.place(first.area), department=first.department, day=due, days=first.days)
    story = scene.sentences(
        say(N_("{n} matters wait for the district, {overdue} of them overdue."), n=matters.open, overdue=overdue),
        say(N_("The most pressing: {matter}"), matter=pressing),
        say(N_("Next to act: {who}."), who=first.department),
    )
    return [
        Stop(
            id="matters",
            kind="matters",
            area=first.area,
            title=say(N_("Matters for the district")),
            story=story,
            facts=[
                (say(N_("Not closed")), str(matters.open)),
                (say(N_("Overdue")), str(overdue)),
                (say(N_("Department")), first.department),
            ],
            level=0,
        )
    ]


def polls_stop(scene: Scene, polls: WallPolls) -> list[Stop]:
    """Count the polls of today by their state, and those of tomorrow; none where there are none on both days."""
    say = scene.say
    if not polls.today and not polls.tomorrow:
        return []
    counts = Counter("closed" if one.state == "reported" else one.state for one in polls.today)
    today = say(
        N_("{n} polls today: {closed} closed, {open} open, {waiting} not begun."),
        n=len(polls.today),
        closed=counts["closed"],
        open=counts["open"],
        waiting=counts["waiting"],
    )
    if not polls.today:
        today = say(N_("No poll today."))
    return [
        Stop(
            id="polls",
            kind="polls",
            area=None,
            title=say(N_("Today's polls")),
            story=scene.sentences(today, say(N_("{n} polls tomorrow."), n=len(polls.tomorrow))),
            facts=[
                (say(N_("Closed polls")), str(counts["closed"])),
                (say(N_("Open polls")), str(counts["open"])),
                (say(N_("Not begun")), str(counts["waiting"])),
                (say(N_("Tomorrow")), str(len(polls.tomorrow))),
            ],
            level=0,
        )
    ]
