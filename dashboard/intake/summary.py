"""Count the figures of the township's summary (表二) from the tables of units, and hold a report's own to them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from dashboard.errors import N_, Sentence
from dashboard.intake.findings import Finding, Level, at_row
from dashboard.intake.standing import Value
from dashboard.intake.values import Unreadable, is_empty, read_count, read_percent
from dashboard.profile.model import Profile
from dashboard.profile.report import SummaryColumn, UnitTable

if TYPE_CHECKING:
    from dashboard.intake.checked import CheckedRow

FIGURE = "="
"""Begins the id of a cell that holds a figure of the summary."""

Rows = Sequence[Mapping[str, Value]]
"""Values of the units' rows, by column."""


def summarise(table: UnitTable, rows: Rows, day: date) -> dict[str, float]:
    """Return the figures of a table's summary; shares as 0…1."""
    figures: dict[str, float] = {}
    for figure in table.summary:
        figures[figure.id] = _figure(figure, rows, day, figures)
    return figures


def _figure(  # noqa: C901 - one case per way of counting
    figure: SummaryColumn, rows: Rows, day: date, figures: Mapping[str, float]
) -> float:
    column, other = figure.column or "", figure.other or ""
    match figure.count:
        case "units":
            return len(rows)
        case "share":
            return figures[column] / figures[other] if figures[other] else 0.0
        case "rest":
            return figures[other] - figures[column]
        case "sum":
            return sum(value for row in rows if isinstance(value := row.get(column), int))
        case "equals":
            return sum(row.get(column) == figure.value for row in rows)
        case "on_day":
            return sum(_day(row.get(column)) == day for row in rows)
        case "day_after":
            return sum(_day(row.get(column)) == day + timedelta(days=1) for row in rows)
        case "open":
            return sum(row.get(column) is not None and row.get(other) is None for row in rows)
        case "overdue":
            return sum(
                passed is not None and passed < day and row.get(other) is None
                for row in rows
                for passed in (_day(row.get(column)),)
            )
        case "filled":
            return sum(row.get(column) is not None for row in rows)


def _day(value: Value) -> date | None:
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None


def summary_problems(
    checked: Sequence["CheckedRow"], values: Mapping[str, Rows], profile: Profile, day: date
) -> Iterator[Finding]:
    """Yield where the summary that a report gives differs from what its own tables of units add up to."""
    by_track = {table.track: table for table in profile.report.unit_tables}
    rollups = {table.id: table for table in profile.report.township_tables if table.summary}
    for one in checked:
        rollup = rollups.get(one.row.table)
        if rollup is None or one.left_out:
            continue
        track = _track(one, {column.says: column.words for column in rollup.columns}["track"])
        table = by_track.get(track or "")
        if table is None or table.id not in values:
            continue
        counted = summarise(table, values[table.id], day)
        for figure in table.summary:
            cell = one.row.cells.get(FIGURE + figure.id)
            if cell is None or cell.error or cell.unsaved or is_empty(cell.value):
                continue
            try:
                told = read_percent(cell.value) / 100 if figure.count == "share" else read_count(cell.value)
            except Unreadable:
                continue
            if abs(told - counted[figure.id]) > (0.0055 if figure.count == "share" else 0):
                text = N_("{figure}: the summary says {told}, the rows of {table} add up to {counted}")
                share = figure.count == "share"
                sentence = Sentence(
                    text,
                    figure=figure.label,
                    told=_written(told, share=share),
                    table=table.sheet,
                    counted=_written(counted[figure.id], share=share),
                )
                yield at_row(Level.WARNING, sentence, one.row, FIGURE + figure.id)


def _track(one: "CheckedRow", words: Mapping[str, Sequence[str]]) -> str | None:
    cell = one.row.cells.get("track")
    return next((track for track, known in words.items() if cell is not None and cell.value in known), None)


def _written(value: float, *, share: bool) -> str:
    return f"{100 * value:.1f} %" if share else f"{value:.0f}"
