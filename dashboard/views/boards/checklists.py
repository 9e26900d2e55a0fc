"""Show what must be done before a poll: tomorrow's polls, first polls (六必到), items, plans under review."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from dashboard.election.checklists import Item, UnitChecklist, checks_of, open_before_poll, unit_checklists
from dashboard.election.facts import Fact, PlanReview
from dashboard.election.first_polls import FirstPoll, by_unit, first_polls
from dashboard.election.poll_days import PollDay, poll_days
from dashboard.election.state import UnitState
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
from dashboard.wording import PLAN_STATES

_DAY = timedelta(days=1)
_LEVELS = {"district": N_("of the district"), "township": N_("of the township")}
_BASIS = {"held": N_("held"), "called": N_("called"), "planned": N_("planned")}


@dataclass(frozen=True)
class Lists:
    """Hold the polls and the checklists of everything that is looked at."""

    asking: Asking

    @cached_property
    def states(self) -> Mapping[str, UnitState]:
        """Return the folded states, by unit."""
        return self.asking.services.states.of(None, self.asking.past).units

    @cached_property
    def polls(self) -> tuple[PollDay, ...]:
        """Return all polls of the district, held or to come."""
        return poll_days(self.asking.tree, self.states, self.asking.day)

    @cached_property
    def firsts(self) -> tuple[FirstPoll, ...]:
        """Return the first polls of the district and of its townships."""
        return first_polls(self.polls, self.asking.profile.first_polls, self.asking.tree.root.code)

    @cached_property
    def of_units(self) -> Mapping[str, tuple[UnitChecklist, ...]]:
        """Return unit → its checklists."""
        asking, firsts = self.asking, by_unit(self.firsts)
        told: dict[str, list[Fact]] = {}
        for fact in asking.facts("check", "poll_held", "poll_scheduled", "milestone_revoked"):
            told.setdefault(fact.area_code, []).append(fact)
        found = {}
        for code, state in self.states.items():
            area = asking.area(code)
            checks = checks_of(area, told.get(code, ()), asking.profile)
            found[code] = unit_checklists(area, state, checks, firsts, asking.profile)
        return found


def checklists_board(asking: Asking) -> Board:
    """Return the board: polls of today and tomorrow with open items, first polls, items by township, plans."""
    say, lists = asking.say, Lists(asking)
    near = [
        (day, one)
        for day in (asking.day, asking.day + _DAY)
        for one in open_before_poll(lists.polls, lists.of_units, day)
        if one.poll.area in asking.within
    ]
    tomorrow = sum(day > asking.day for day, _ in near)
    firsts = [one for one in lists.firsts if one.area in asking.within]
    held = sum(one.held for one in firsts)
    known = asking.profile.first_polls.per
    return Board(
        title=say(N_("Checklists")),
        lead=say(
            N_("What must be done before a poll, who must be at a first one, and plans under review.")
            if known
            else N_("What must be done before a poll, and plans under review.")
        ),
        figures=[
            Figure(say(N_("Polls tomorrow with open items")), str(tomorrow), "bad" if tomorrow else "good"),
            Figure(
                say(N_("Polls today with open items")),
                str(len(near) - tomorrow),
                "warn" if len(near) > tomorrow else "",
            ),
            *([Figure(say(N_("First polls held")), f"{held}/{len(firsts)}")] if known else []),
        ],
        filters=[asking.by_town()],
        sections=[
            _near(asking, [(poll.poll, one) for _, poll in near for one in poll.checklists]),
            *([_firsts(asking, lists, firsts)] if known else []),
            _items(asking, lists),
            _plans(asking),
        ],
    )


def _item(asking: Asking, one: Item) -> Badge:
    label = one.label.get(asking.say.locale)
    if one.outdated:
        return Badge(asking.say(N_("{item}: to be confirmed anew"), item=label), "warn")
    return Badge(label, "good" if one.done else "warn")


def _tick(asking: Asking, one: UnitChecklist) -> list[Part]:
    """Offer to record one item of a checklist."""
    say = asking.say
    if not one.open or not asking.may(one.area, "check"):
        return []
    fields = [
        Field(
            "item",
            say(N_("What")),
            "choice",
            options=[(item.item, item.label.get(say.locale)) for item in one.open],
        ),
        Field("done", say(N_("Done")), "yes", value=True, required=False),
        Field("version", say(N_("Version")), "line", required=False, most=40),
    ]
    form = Form(one.label.get(say.locale), fields, {"type": "check", "track": one.track}, one.area)
    return [Do(say(N_("Tick off …")), form)]


def _near(asking: Asking, near: list[tuple[PollDay, UnitChecklist]]) -> Table:
    say = asking.say
    return Table(
        id="near",
        title=say(N_("Polls of today and tomorrow with open items")),
        columns=[
            Column(say(N_("Poll on"))),
            Column(say(N_("Where"))),
            Column(say(N_("Track"))),
            Column(say(N_("Checklist"))),
            Column(say(N_("Still open"))),
            Column(""),
        ],
        rows=[
            Row(
                [
                    [Plain(say.day(poll.on), "bad"), *([Note(f"{poll.at:%H:%M}")] if poll.at else [])],
                    [asking.link(poll.area), Note(asking.town_name(poll.area))],
                    [Plain(asking.track(poll.track))],
                    [Plain(one.label.get(say.locale))],
                    [_item(asking, item) for item in one.open],
                    _tick(asking, one),
                ],
                [poll.on.isoformat(), poll.ordinal, poll.track, one.id, len(one.open)],
            )
            for poll, one in near
        ],
        none=say(N_("Every poll of today and tomorrow has its items done.")),
    )


def _firsts(asking: Asking, lists: Lists, firsts: Iterable[FirstPoll]) -> Table:
    say = asking.say
    ordered = sorted(firsts, key=lambda one: (one.held, one.on, asking.area(one.area).ordinal))
    return Table(
        id="firsts",
        title=say(N_("First polls")),
        columns=[
            Column(say(N_("Poll on"))),
            Column(say(N_("First"))),
            Column(say(N_("Kind"))),
            Column(say(N_("Track"))),
            Column(say(N_("Where"))),
            Column(say(N_("Items"))),
            Column(""),
        ],
        rows=[_first_row(asking, lists, one) for one in ordered],
        none=say(N_("No poll is planned yet.")),
        hint=say(N_("Found from the schedule: when a poll moves, its checklist moves with it.")),
    )


def _first_row(asking: Asking, lists: Lists, one: FirstPoll) -> Row:
    say = asking.say
    basis = next(
        poll.basis for poll in lists.polls if (poll.area, poll.track, poll.on) == (one.area, one.track, one.on)
    )
    held: Tone = "good" if one.held else "note"
    own = [each for each in lists.of_units[one.area] if each.first_poll and each.track == one.track]
    place = asking.area(one.place).short_name
    items: list[Part] = [_item(asking, item) for each in own for item in each.items]
    do = [part for each in own for part in _tick(asking, each)] if not one.held else []
    return Row(
        cells=[
            [Plain(say.day(one.on)), Badge(say(_BASIS[basis]), held)],
            [Plain(place), Note(say(_LEVELS[one.level]))],
            [Plain(asking.label(asking.profile.kinds, one.kind))],
            [Plain(asking.track(one.track))],
            [asking.link(one.area), Note(asking.town_name(one.area))],
            items,
            do,
        ],
        keys=[
            one.on.isoformat(),
            f"{one.level}{asking.area(one.place).ordinal:06}",
            one.kind,
            one.track,
            asking.area(one.area).ordinal,
            sum(item.done for each in own for item in each.items),
        ],
    )


def _items(asking: Asking, lists: Lists) -> Table:
    """Count per township in how many of its units each item of the general checklists is done."""
    say, tree, profile = asking.say, asking.tree, asking.profile
    columns = [
        (one.id, track, item)
        for one in profile.checklists
        if one.applies == "unit"
        for track in one.tracks
        for item in one.items
    ]
    rows = []
    for town in tree.townships:
        if asking.town not in {None, town.code}:
            continue
        own = [one for code in tree.units_below[town.code] for one in lists.of_units[code] if not one.first_poll]
        cells: list[list[Part]] = [[Plain(town.name)]]
        keys: list[str | int | float | None] = [town.ordinal]
        for checklist, track, name in columns:
            found = [
                item.done
                for one in own
                if (one.id, one.track) == (checklist, track)
                for item in one.items
                if item.item == name
            ]
            done = sum(found)
            cells.append([Plain(f"{done}/{len(found)}", "dim" if not found else "")])
            keys.append(done / len(found) if found else None)
        if own:
            rows.append(Row(cells, keys))
    return Table(
        id="items",
        title=say(N_("Items done, per township")),
        columns=[
            Column(say(N_("Township"))),
            *(
                Column(f"{asking.track(track)} · {profile.check_items[item].get(say.locale)}", number=True)
                for _, track, item in columns
            ),
        ],
        rows=rows,
        none=say(N_("The profile has no general checklist.")),
    )


def _plans(asking: Asking) -> Table:
    """Tell how far the review of each township's plan is, and of units' plans where there are any."""
    say = asking.say
    reached: dict[str, dict[str, str]] = {}
    for fact in asking.facts("plan_review"):
        if isinstance(fact.payload, PlanReview) and fact.area_code in asking.within:
            reached.setdefault(fact.area_code, {})[fact.payload.state] = say.day(fact.effective_on)
    rows = []
    for code, days in sorted(reached.items(), key=lambda item: asking.area(item[0]).ordinal):
        state = [name for name in PLAN_STATES if name in days][-1]
        badge = Badge(say(PLAN_STATES[state]), "good" if state == "approved" else "note")
        cells: list[list[Part]] = [[asking.link(code)], [badge]]
        cells += [[Plain(days.get(name, "—"))] for name in PLAN_STATES]
        rows.append(Row(cells, [asking.area(code).ordinal, list(PLAN_STATES).index(state)]))
    approved = sum("approved" in days for days in reached.values())
    return Table(
        id="plans",
        title=say(N_("Plans under review")),
        columns=[
            Column(say(N_("Where"))),
            Column(say(N_("State"))),
            *(Column(say(text)) for text in PLAN_STATES.values()),
        ],
        rows=rows,
        none=say(N_("No plan was submitted yet.")),
        tools=[_review(asking)] if asking.may_anywhere("plan_review") else [],
        hint=say(N_("{count} of {all} approved"), count=approved, all=len(reached)) if reached else "",
    )


def _review(asking: Asking) -> Do:
    say = asking.say
    fields = [
        Field("area", say(N_("Where")), "unit", options=asking.places(townships=True), into="area"),
        Field(
            "state", say(N_("State")), "choice", options=[(name, say(text)) for name, text in PLAN_STATES.items()]
        ),
        Field("effective_on", say(N_("Day")), "day", asking.day.isoformat(), into="fact"),
    ]
    title = say(N_("Record a step of the review"))
    return Do(title, Form(title, fields, {"type": "plan_review"}))
