"""Show petitions and hotline calls (信访、12345) as daily counts per township, never who."""

from datetime import date

from dashboard.election.tallies import CHANNELS, petitions_of, row_of_days
from dashboard.errors import N_
from dashboard.views.boards.asking import Asking
from dashboard.views.boards.model import Board, Column, Do, Field, Figure, Form, Part, Plain, Row, Spark, Table

_DAYS = 30
_FEW = 3
NAMES = {"visits": N_("Petitions"), "hotline": N_("Hotline calls")}


def petitions_board(asking: Asking) -> Board:
    """Return the board: the last thirty days of the district and of each township, by channel."""
    say, tree = asking.say, asking.tree
    sums = petitions_of(asking.services.queries.counting(("petitions",), asking.past))
    rows = []
    for area in (tree.root, *tree.townships):
        codes = tree.areas if area is tree.root else (area.code, *tree.units_below[area.code])
        counted = {channel: row_of_days(sums, codes, channel, asking.day, _DAYS) for channel in CHANNELS}
        if asking.town in {None, area.code} and (area is tree.root or any(map(any, counted.values()))):
            rows.append(_row(asking, area.name, area.ordinal, counted))
    today = {channel: row_of_days(sums, asking.within, channel, asking.day, 1)[0] for channel in CHANNELS}
    return Board(
        title=say(N_("Petitions and hotline")),
        lead=say(N_("Counts by day and channel. Who called or came is not kept here.")),
        figures=[
            Figure(say(N_("{channel} today"), channel=say(NAMES[channel])), _count(asking, count))
            for channel, count in today.items()
        ],
        filters=[asking.by_town()],
        sections=[_table(asking, rows)],
    )


def _count(asking: Asking, count: int) -> str:
    """Write a count; one that could point at one person only to those who need it (DOMAIN §6)."""
    if 0 < count < _FEW and not asking.identity.sees_small_counts:
        return asking.say(N_("some"))
    return str(count)


def _row(asking: Asking, name: str, ordinal: int, counted: dict[str, tuple[int, ...]]) -> Row:
    say = asking.say
    cells: list[list[Part]] = [[Plain(name)]]
    keys: list[str | int | float | None] = [ordinal]
    for counts in counted.values():
        drawn = counts if asking.identity.sees_small_counts else tuple(_rough(count) for count in counts)
        told = say(N_("{count} in {days} days"), count=_count(asking, sum(counts)), days=_DAYS)
        numbers = [_count(asking, counts[-1]), _count(asking, sum(counts))]
        cells += [[Plain(number, "dim" if number == "0" else "")] for number in numbers]
        cells.append([Spark(drawn, told)])
        keys += [counts[-1] if counts[-1] >= _FEW else 0, sum(counts), None]
    return Row(cells, keys)


def _rough(count: int) -> int:
    """Draw all counts that are not told as one height."""
    return _FEW - 1 if 0 < count < _FEW else count


def _table(asking: Asking, rows: list[Row]) -> Table:
    say = asking.say
    return Table(
        id="petitions",
        title=say(N_("Per township")),
        columns=[
            Column(say(N_("Where"))),
            *(
                column
                for channel in CHANNELS
                for column in (
                    Column(say(N_("{channel} today"), channel=say(NAMES[channel])), number=True),
                    Column(say(N_("in {days} days"), days=_DAYS), number=True),
                    Column(say(N_("Course"))),
                )
            ),
        ],
        rows=rows,
        none="",
        tools=[_record(asking, asking.day)] if asking.may_anywhere("petitions") else [],
    )


def _record(asking: Asking, day: date) -> Do:
    say = asking.say
    fields = [
        Field("area", say(N_("Where")), "unit", options=asking.places(townships=True), into="area"),
        *(Field(channel, say(NAMES[channel]), "count", 0) for channel in CHANNELS),
        Field("effective_on", say(N_("Day")), "day", day.isoformat(), into="fact"),
    ]
    title = say(N_("Record counts"))
    return Do(title, Form(title, fields, {"type": "petitions"}))
