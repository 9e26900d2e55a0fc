"""Show the key difficult villages (重点难点村): a lane for each state of the plan, then every measure."""

from collections.abc import Sequence

from dashboard.election.key_plans import KeyPlan, MeasureCourse, PlanState, key_plans
from dashboard.errors import N_
from dashboard.views.boards.asking import Asking
from dashboard.views.boards.key_forms import (
    assess_form,
    assistance_form,
    duty_form,
    measure_form,
    name_form,
    visit_form,
)
from dashboard.views.boards.model import (
    Badge,
    Bar,
    Board,
    Card,
    Column,
    Do,
    Figure,
    Lane,
    Lanes,
    Link,
    Note,
    Part,
    Place,
    Places,
    Plain,
    Row,
    Table,
    Tone,
)
from dashboard.wording import KEY_STATES

TONES: dict[PlanState, Tone] = {"none": "warn", "overdue": "bad", "running": "note", "done": "good"}
KEY_TYPES = ("key_village", "assignment", "assistance", "measure", "visit", "assessment")


def key_board(asking: Asking) -> Board:
    """Return the board of all key villages that are looked at."""
    say, day = asking.say, asking.day
    everyone = key_plans(asking.facts(*KEY_TYPES))
    by_level = asking.choose("level", say(N_("Level")), asking.labels(asking.profile.key_levels))
    by_category = asking.choose("category", say(N_("Category")), asking.labels(asking.profile.key_categories))
    plans = [
        plan
        for code, plan in everyone.items()
        if plan.level is not None
        and code in asking.within
        and by_level.chosen in {"", plan.level}
        and (not by_category.chosen or by_category.chosen in plan.categories)
    ]
    plans.sort(key=lambda plan: asking.area(plan.area).ordinal)
    measures = [one for plan in plans for one in plan.measures]
    overdue = sum(one.overdue(day) for one in measures)
    gates = sum(len(plan.gates) for plan in plans)
    slots = len(asking.profile.assistance)
    filled = sum(len(plan.assistance.keys() & asking.profile.assistance.keys()) for plan in plans)
    lanes = [
        Lane(say(text), [card_of(asking, plan) for plan in plans if plan.state(day) == state])
        for state, text in KEY_STATES.items()
    ]
    return Board(
        title=say(N_("Key difficult villages")),
        lead=say(N_("A plan for each village: what is difficult, what is done about it, by whom and until when.")),
        figures=[
            Figure(say(N_("Key villages")), str(len(plans))),
            Figure(say(N_("Measures")), str(len(measures))),
            Figure(say(N_("of them overdue")), str(overdue), "bad" if overdue else "good"),
            Figure(say(N_("To be settled before the poll")), str(gates), "warn" if gates else "good"),
            Figure(say(N_("Slots of assistance filled")), f"{filled}/{slots * len(plans)}"),
            Figure(say(N_("Visits")), str(sum(len(plan.visits) for plan in plans))),
        ],
        filters=[asking.by_town(), by_level, by_category],
        sections=[
            Lanes("lanes", say(N_("By the state of the plan")), lanes, say(N_("No key villages here."))),
            _map(asking, plans),
            _measures(asking, plans),
        ],
    )


def _map(asking: Asking, plans: Sequence[KeyPlan]) -> Places:
    """Mark each village by the state of its plan."""
    say, day = asking.say, asking.day
    places = [
        Place(
            plan.area,
            TONES[plan.state(day)],
            say(N_("{name}: {state}"), name=asking.area(plan.area).name, state=say(KEY_STATES[plan.state(day)])),
            f"/key/{plan.area}",
        )
        for plan in plans
    ]
    caption = say(N_("Schematic map; not authoritative for boundaries"))
    return Places("map", say(N_("Where they are")), places, caption)


def card_of(asking: Asking, plan: KeyPlan) -> Card:
    """Return the card of one village: its marks, progress, who answers, the last visit."""
    say, day = asking.say, asking.day
    state, judged = plan.state(day), plan.judgements[-1] if plan.judgements else None
    badges = [Badge(asking.label(asking.profile.key_levels, plan.level), "note", "key-village")]
    if judged is not None:
        gate = judged.level == asking.profile.assessment.gate
        badges.append(Badge(asking.label(asking.profile.assessment_levels, judged.level), "bad" if gate else ""))
    if plan.gates:
        badges.append(Badge(say(N_("{count} before the poll"), count=len(plan.gates)), "warn"))
    unvisited = plan.days_unvisited(day)
    visited = (
        say(N_("{day}, {post}"), day=say.day(plan.last_visit.on), post=plan.last_visit.post)
        if plan.last_visit
        else say(N_("never"))
    )
    lines = [
        (say(N_("Township")), asking.town_name(plan.area)),
        (say(N_("Difficulties")), _categories(asking, plan)),
        *((asking.label(asking.profile.duties, duty), post) for duty, post in plan.duties.items()),
        (say(N_("Measures")), say(N_("{done} of {all} settled"), done=_done(plan), all=len(plan.measures))),
        (say(N_("Visits")), say(N_("{count}, last: {visit}"), count=len(plan.visits), visit=visited)),
        (say(N_("Without a visit")), say(N_("{days} days"), days=unvisited)),
    ]
    bar = None if plan.progress is None else Bar(plan.progress, TONES[state])
    href = f"/key/{plan.area}"
    return Card(Link(asking.area(plan.area).name, href), badges, bar, lines, TONES[state])


def _categories(asking: Asking, plan: KeyPlan) -> str:
    return asking.listed(asking.label(asking.profile.key_categories, word) for word in plan.categories) or "—"


def _done(plan: KeyPlan) -> int:
    return sum(one.done_on is not None for one in plan.measures)


def _measures(asking: Asking, plans: Sequence[KeyPlan]) -> Table:
    say = asking.say
    rows = [(plan, one) for plan in plans for one in plan.measures]
    rows.sort(key=lambda row: (row[1].done_on is not None, row[1].measure.due))
    tools = [name_form(asking)] if asking.may_anywhere("key_village") else []
    return Table(
        id="measures",
        title=say(N_("Measures")),
        columns=[Column(say(N_("Where"))), *measure_columns(asking)],
        rows=[measure_row(asking, plan.area, one, place=True) for plan, one in rows],
        none=say(N_("No measures yet.")),
        tools=tools,
    )


def measure_columns(asking: Asking) -> list[Column]:
    """Return the columns of measures without their place."""
    say = asking.say
    return [
        Column(say(N_("State"))),
        Column(say(N_("Problem"))),
        Column(say(N_("Measure"))),
        Column(say(N_("Owner"))),
        Column(say(N_("Due on"))),
        Column(say(N_("Progress"))),
        Column(""),
    ]


def measure_row(asking: Asking, code: str, one: MeasureCourse, *, place: bool) -> Row:
    """Return the line of one measure."""
    say, measure = asking.say, one.measure
    overdue = one.overdue(asking.day)
    tone: Tone = "bad" if overdue else "good" if one.done_on else "note"
    state = N_("Overdue") if overdue else N_("Settled") if one.done_on else N_("Under way")
    text: list[Part] = [Plain(measure.text)]
    if measure.gate and one.done_on is None:
        text.append(Badge(say(N_("before the poll")), "warn"))
    if measure.result:
        text.append(Note(say(N_("Result: {text}"), text=measure.result)))
    may = asking.may(code, "measure")
    cells: list[list[Part]] = [
        [Badge(say(state), tone)],
        [Plain(measure.problem or "—")],
        text,
        [Plain(measure.post)],
        [Plain(say.day(measure.due), "bad" if overdue else "")],
        [Bar(measure.progress, tone)],
        [Do(say(N_("Update …")), measure_form(asking, code, one))] if may else [],
    ]
    keys: list[str | int | float | None] = [
        ("bad", "note", "good").index(tone) if tone in {"bad", "note", "good"} else None,
        measure.problem,
        measure.text,
        measure.post,
        measure.due.isoformat(),
        measure.progress,
    ]
    if place:
        cells.insert(0, [Link(asking.area(code).name, f"/key/{code}"), Note(asking.town_name(code))])
        keys.insert(0, asking.area(code).ordinal)
    return Row(cells=cells, keys=keys, id=one.subject)


def key_sheet(asking: Asking, code: str) -> Board | None:
    """Return the dossier of one key village, to be read and printed; None when it never was one."""
    plan = key_plans(one for one in asking.facts(*KEY_TYPES) if one.area_code == code).get(code)
    if plan is None:
        return None
    say, day, area = asking.say, asking.day, asking.area(code)
    judged = plan.judgements[-1] if plan.judgements else None
    state = plan.state(day)
    return Board(
        title=area.name,
        lead=asking.listed(
            [
                asking.home(code).name,
                asking.label(asking.profile.key_levels, plan.level),
                _categories(asking, plan),
            ]
        ),
        figures=[
            Figure(say(N_("Plan of the village")), say(KEY_STATES[state]), TONES[state]),
            Figure(say(N_("Progress")), "—" if plan.progress is None else f"{plan.progress} %"),
            Figure(
                say(N_("Assessed as")),
                asking.label(asking.profile.assessment_levels, judged.level) if judged else "—",
                "bad" if judged and judged.level == asking.profile.assessment.gate else "",
            ),
            Figure(
                say(N_("To be settled before the poll")), str(len(plan.gates)), "warn" if plan.gates else "good"
            ),
            Figure(say(N_("Days without a visit")), str(plan.days_unvisited(day))),
        ],
        sections=[
            _sheet_measures(asking, plan),
            _sheet_help(asking, plan),
            _sheet_visits(asking, plan),
            _sheet_judgements(asking, plan),
        ],
    )


def _sheet_measures(asking: Asking, plan: KeyPlan) -> Table:
    say = asking.say
    new = Do(say(N_("New measure")), measure_form(asking, plan.area, None))
    return Table(
        id="measures",
        title=say(N_("Plan of the village")),
        columns=measure_columns(asking),
        rows=[measure_row(asking, plan.area, one, place=False) for one in plan.measures],
        none=say(N_("No measures yet.")),
        tools=[new] if asking.may(plan.area, "measure") else [],
    )


def _sheet_help(asking: Asking, plan: KeyPlan) -> Table:
    """List who answers for the village, and the slots of assistance, filled or open."""
    say = asking.say
    rows = [
        Row([[Plain(asking.label(asking.profile.duties, duty))], [Plain(post)], []])
        for duty, post in plan.duties.items()
    ]
    for slot, label in asking.labels(asking.profile.assistance):
        filled = slot in plan.assistance
        told = plan.assistance.get(slot) or say(N_("in place"))
        what: Part = Plain(told) if filled else Badge(say(N_("not in place")), "warn")
        do = Do(say(N_("Change …")), assistance_form(asking, plan.area, slot, plan.assistance.get(slot)))
        rows.append(Row([[Plain(label)], [what], [do] if asking.may(plan.area, "assistance") else []]))
    return Table(
        id="help",
        title=say(N_("Who answers for it, and who helps")),
        columns=[Column(say(N_("What"))), Column(say(N_("Who"))), Column("")],
        rows=rows,
        none="",
        tools=[duty_form(asking, plan.area)] if asking.may(plan.area, "assignment") else [],
    )


def _sheet_visits(asking: Asking, plan: KeyPlan) -> Table:
    say = asking.say
    return Table(
        id="visits",
        title=say(N_("Visits")),
        columns=[
            Column(say(N_("Day"))),
            Column(say(N_("Post"))),
            Column(say(N_("Kind"))),
            Column(say(N_("Decided on the spot")), number=True),
        ],
        rows=[
            Row(
                [
                    [Plain(say.full_day(one.on))],
                    [Plain(one.post)],
                    [Plain(asking.label(asking.profile.visit_kinds, one.kind))],
                    [Plain(str(one.decided))],
                ]
            )
            for one in reversed(plan.visits)
        ],
        none=say(N_("Nobody has been there yet.")),
        tools=[visit_form(asking, plan.area)] if asking.may(plan.area, "visit") else [],
    )


def _sheet_judgements(asking: Asking, plan: KeyPlan) -> Table:
    say = asking.say
    return Table(
        id="judgements",
        title=say(N_("Assessments")),
        columns=[Column(say(N_("Day"))), Column(say(N_("Level"))), Column(say(N_("Points")), number=True)],
        rows=[
            Row(
                [
                    [Plain(say.full_day(one.on))],
                    [Plain(asking.label(asking.profile.assessment_levels, one.level))],
                    [Plain("—" if one.score is None else str(one.score))],
                ]
            )
            for one in reversed(plan.judgements)
        ],
        none=say(N_("Not assessed yet.")),
        tools=[assess_form(asking, plan.area)] if asking.may(plan.area, "assessment") else [],
    )
