"""Show work done (培训、宣传、政策解答、文书模板 …) per township, and the library of policy answers."""

from collections.abc import Iterable

from dashboard.election.facts import Composition, PolicyAnswer, Posts
from dashboard.election.procedure import procedure_of
from dashboard.election.tallies import Tally, counters_of
from dashboard.errors import N_
from dashboard.views.boards.asking import Asking
from dashboard.views.boards.model import Board, Column, Do, Field, Figure, Form, Note, Part, Plain, Row, Table
from dashboard.wording import POSTS


def counters_board(asking: Asking) -> Board:
    """Return the board: sums of the district, each township's, posts filled, and the answers."""
    say, tree = asking.say, asking.tree
    sums = counters_of(asking.facts("counter"))
    names = asking.labels(asking.profile.counters)
    of_district = {name: _sum(sums, frozenset(tree.areas), name) for name, _ in names}
    return Board(
        title=say(N_("Work done")),
        lead=say(N_("Trainings, publicity, answers and templates, from reports and forms, added up.")),
        figures=[Figure(label, _told(asking, of_district[name])) for name, label in names],
        filters=[asking.by_town()],
        sections=[
            _towns(asking, sums, names),
            _posts(asking),
            *_organisations(asking),
            *_composition(asking),
            _answers(asking),
        ],
    )


def _sum(sums: dict[tuple[str, str], Tally], codes: frozenset[str], name: str) -> Tally:
    total = Tally()
    for (code, of), one in sums.items():
        if of == name and code in codes:
            total = total.plus(one.count, one.people)
    return total


def _told(asking: Asking, tally: Tally) -> str:
    if not tally.people:
        return f"{tally.count:,}"
    return asking.say(N_("{count} / {people} people"), count=f"{tally.count:,}", people=f"{tally.people:,}")


def _towns(asking: Asking, sums: dict[tuple[str, str], Tally], names: list[tuple[str, str]]) -> Table:
    say, tree = asking.say, asking.tree
    rows = []
    for area in (tree.root, *tree.townships):
        codes = (
            frozenset({area.code}) if area is tree.root else frozenset((area.code, *tree.units_below[area.code]))
        )
        tallies = [_sum(sums, codes, name) for name, _ in names]
        if asking.town in {None, area.code}:
            name = say(N_("District's own")) if area is tree.root else area.name
            cells: list[list[Part]] = [[Plain(name)], *_cells(_told(asking, one) for one in tallies)]
            rows.append(Row(cells, [area.ordinal, *(one.count for one in tallies)]))
    return Table(
        id="towns",
        title=say(N_("Per township")),
        columns=[Column(say(N_("Township"))), *(Column(label, number=True) for _, label in names)],
        rows=rows,
        none="",
        tools=[_count(asking)] if asking.may_anywhere("counter") else [],
    )


def _cells(texts: Iterable[str]) -> list[list[Part]]:
    return [[Plain(text, "dim" if text == "0" else "")] for text in texts]


def _count(asking: Asking) -> Do:
    say = asking.say
    places = asking.places(townships=True, units=False)
    if asking.may(asking.tree.root.code, "counter"):
        places.insert(0, (asking.tree.root.code, asking.tree.root.name))
    fields = [
        Field("area", say(N_("Where")), "unit", options=places, into="area"),
        Field("name", say(N_("What")), "choice", options=asking.labels(asking.profile.counters)),
        Field("count", say(N_("How many")), "count"),
        Field("people", say(N_("People")), "count", required=False),
        Field("effective_on", say(N_("Day")), "day", asking.day.isoformat(), into="fact"),
    ]
    title = say(N_("Record work done"))
    return Do(title, Form(title, fields, {"type": "counter"}))


def _posts(asking: Asking) -> Table:
    """Count the units in which each post is filled, per township; the latest word on each counts."""
    say, tree = asking.say, asking.tree
    held: dict[tuple[str, str], bool] = {}
    for fact in asking.facts("posts"):
        if isinstance(fact.payload, Posts):
            held |= {
                (fact.area_code, name): told for name, told in fact.payload.model_dump(exclude_none=True).items()
            }
    rows = []
    for town in tree.townships:
        units = frozenset(tree.units_below[town.code])
        filled = {
            name: sum(told for (code, of), told in held.items() if of == name and code in units) for name in POSTS
        }
        told_of = {code for code, _ in held if code in units}
        if told_of and asking.town in {None, town.code}:
            cells: list[list[Part]] = [[Plain(town.name)], *_cells(str(filled[name]) for name in POSTS)]
            rows.append(Row([*cells, [Plain(str(len(told_of)))]], [town.ordinal, *filled.values(), len(told_of)]))
    return Table(
        id="posts",
        title=say(N_("Full-time posts filled")),
        columns=[
            Column(say(N_("Township"))),
            *(Column(say(text), number=True) for text in POSTS.values()),
            Column(say(N_("Units with a report on it")), number=True),
        ],
        rows=rows,
        none=say(N_("No township has told of posts yet.")),
    )


def _organisations(asking: Asking) -> list[Table]:
    """Count the units of each variant of a procedure (type of organisation, mode of voting), per township."""
    say, tree, found = asking.say, asking.tree, []
    for track in asking.profile.tracks:
        used: dict[str, dict[str, int]] = {}
        for unit in tree.units:
            procedure = procedure_of(asking.profile, unit, track.id)
            if procedure is None or not unit.due.get(track.id, False):
                continue
            label = procedure.label.get(say.locale)
            counts = used.setdefault(unit.parent_code or "", {})
            counts[label] = counts.get(label, 0) + 1
        labels = sorted({label for counts in used.values() for label in counts})
        if len(labels) > 1:
            rows = [
                Row(
                    [[Plain(town.name)], *_cells(str(used[town.code].get(label, 0)) for label in labels)],
                    [town.ordinal, *(used[town.code].get(label, 0) for label in labels)],
                )
                for town in tree.townships
                if town.code in used and asking.town in {None, town.code}
            ]
            columns = [Column(say(N_("Township"))), *(Column(label, number=True) for label in labels)]
            title = say(N_("Types of organisation and voting: {track}"), track=asking.track(track.id))
            found.append(Table(f"types-{track.id}", title, columns, rows, ""))
    return found


def _composition(asking: Asking) -> list[Table]:
    """Add up the latest composition (表三) of each area, per township; a track without any is left out."""
    say, tree, found = asking.say, asking.tree, []
    told = [fact for fact in asking.facts("composition") if isinstance(fact.payload, Composition)]
    for track in asking.profile.tracks:
        latest: dict[tuple[str, str], int] = {}
        for fact in told:
            if fact.track == track.id and isinstance(fact.payload, Composition):
                latest |= {(fact.area_code, name): count for name, count in fact.payload.counts.items()}
        names = [
            (name, label)
            for name, label in asking.labels(asking.profile.body_counts)
            if any(key[1] == name for key in latest)
        ]
        if not names:
            continue
        rows = []
        for town in tree.townships:
            codes = frozenset((town.code, *tree.units_below[town.code]))
            sums = [
                sum(count for (code, of), count in latest.items() if of == name and code in codes)
                for name, _ in names
            ]
            if any(sums) and asking.town in {None, town.code}:
                rows.append(Row([[Plain(town.name)], *_cells(map(str, sums))], [town.ordinal, *sums]))
        columns = [Column(say(N_("Township"))), *(Column(label, number=True) for _, label in names)]
        title = say(N_("Composition: {track}"), track=asking.track(track.id))
        found.append(Table(f"composition-{track.id}", title, columns, rows, ""))
    return found


def _answers(asking: Asking) -> Table:
    say, root = asking.say, asking.tree.root.code
    library: dict[str, tuple[str, PolicyAnswer]] = {}
    for fact in asking.facts("policy_answer"):
        if isinstance(fact.payload, PolicyAnswer):
            library[fact.subject or fact.id] = (say.day(fact.effective_on), fact.payload)
    may = asking.may(root, "policy_answer")
    rows = []
    for subject, (day, answer) in reversed(library.items()):
        if answer.answer is not None:
            do: list[Part] = [Do(say(N_("Change …")), _answer(asking, subject, answer))] if may else []
            rows.append(Row([[Plain(answer.question)], [Plain(answer.answer), Note(day)], do]))
    return Table(
        id="answers",
        title=say(N_("Policy answers")),
        columns=[Column(say(N_("Question"))), Column(say(N_("Answer"))), Column("")],
        rows=rows,
        none=say(N_("The library is empty.")),
        tools=[Do(say(N_("New answer")), _answer(asking, "answer-{new}", None))] if may else [],
    )


def _answer(asking: Asking, subject: str, answer: PolicyAnswer | None) -> Form:
    say = asking.say
    fields = [
        Field("question", say(N_("Question")), "text", answer.question if answer else "", most=2000),
        Field("answer", say(N_("Answer")), "text", answer.answer if answer else "", most=2000),
    ]
    return Form(
        say(N_("Policy answer")), fields, {"type": "policy_answer", "subject": subject}, asking.tree.root.code
    )
