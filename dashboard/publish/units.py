"""Write the desk's table of units as a workbook or as text: the units, columns and order that are shown."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from unicodedata import east_asian_width

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.election.areas import AreaTree
from dashboard.election.flags import EXCEPTIONS, Flag
from dashboard.election.progress import Board, MapRow
from dashboard.errors import N_, Listed
from dashboard.messages import Messages
from dashboard.profile.calendar import WorkingDays
from dashboard.profile.model import Profile
from dashboard.publish.safe import is_dangerous, neutralised

Value = str | int | date | None
_HEAD = PatternFill("solid", fgColor="EAEFF5")
_SUM = PatternFill("solid", fgColor="F2F5F8")
_MOST_WIDE = 40
_BOM = "\ufeff"  # by which WPS and Excel know that the text is UTF-8

HEADINGS: Mapping[str, str] = {
    "name": N_("Name"),
    "township": N_("Township"),
    "phase": N_("Phase"),
    "working": N_("Working days in phase"),
    "days": N_("Days in phase"),
    "planned": N_("Planned poll"),
    "expected": N_("Expected poll"),
    "last": N_("Last poll"),
    "late": N_("Days behind plan"),
    "signs": N_("Exceptional state"),
    "key": N_("Key village"),
    "alert": N_("Alert"),
    "assessed": N_("Assessment"),
    "matters": N_("Open matters"),
    "report": N_("Township's report"),
    "code": N_("Code"),
}
"""Columns by their names on the page (`assets/desk/columns.js`)."""
ALERTS = {1: N_("Yellow alert"), 2: N_("Orange alert"), 3: N_("Red alert")}
"""What each level of alert is called."""


@dataclass(frozen=True)
class UnitsTable:
    """Hold the table to write.

    Attributes
    ----------
    codes, columns : Sequence[str]
        Units and names of HEADINGS in the order in which they are shown.
    subtotals : bool
        Put a line of sums after the units of each township.
    title : str
        Says what the table is of: district, track, day, marked when it is a demo.
    """

    board: Board
    tree: AreaTree
    profile: Profile
    calendar: WorkingDays
    view: str
    codes: Sequence[str]
    columns: Sequence[str]
    subtotals: bool
    title: str
    demo: bool


def workbook(table: UnitsTable, say: Messages) -> bytes:
    """Return the table as .xlsx; text is stored as text, whatever it begins with."""
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):  # openpyxl's type; a new book has one
        msg = "a new workbook has no sheet"
        raise TypeError(msg)
    sheet.title = say(N_("Units"))
    _write(sheet, [table.title])
    sheet["A1"].font = Font(bold=True)
    _write(sheet, _headings(table, say))
    for cell in sheet[2]:
        cell.fill, cell.font = _HEAD, Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    for values, is_sum in _rows(table, say):
        _write(sheet, values)
        if is_sum:
            for cell in sheet[sheet.max_row]:
                cell.fill, cell.font = _SUM, Font(bold=True)
    sheet.freeze_panes = "B3"
    _widen(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def text(table: UnitsTable, say: Messages) -> bytes:
    """Return the table as CSV in UTF-8 with a byte-order mark; simulated data says so in a last column."""
    out = io.StringIO()
    writer = csv.writer(out)
    mark = [say(N_("DEMO data"))] if table.demo else []
    writer.writerow([*_headings(table, say), *mark])
    for values, _ in _rows(table, say):
        cells = [value.isoformat() if isinstance(value, date) else value for value in values]
        writer.writerow([*(neutralised(cell) if isinstance(cell, str) else cell for cell in cells), *mark])
    return (_BOM + out.getvalue()).encode()


def _headings(table: UnitsTable, say: Messages) -> list[Value]:
    return [say(HEADINGS[name]) for name in table.columns]


def _rows(table: UnitsTable, say: Messages) -> list[tuple[list[Value], bool]]:
    """Return the lines, and of each whether it is one of sums: after units of one township that stand together."""
    found: list[tuple[list[Value], bool]] = []
    for town, together in groupby(table.codes, key=lambda code: table.board.township_of[code]):
        rows = {code: table.board.map_row(code, table.view) for code in together}
        for code, row in rows.items():
            found.append(([_CELLS[name](table, code, row, say) for name in table.columns], False))
        if table.subtotals:
            found.append((_sum(table, town, list(rows.values()), say), True))
    return found


def _sum(table: UnitsTable, town: str, rows: Sequence[MapRow], say: Messages) -> list[Value]:
    """Return the line of sums of a township: units, completed, behind plan, key villages."""
    name = table.tree.areas[town].short_name
    completed = sum(row.phase == table.board.terms.last for row in rows)
    sums: dict[str, Value] = {
        "name": say(N_("{town}: {n} units"), town=name, n=len(rows)),
        "township": name,
        "phase": say(N_("completed {n}"), n=f"{completed}/{len(rows)}"),
        "late": sum(bool(row.late) for row in rows),
        "key": sum(bool(row.flags & Flag.KEY) for row in rows),
        "alert": sum(bool(row.alert) for row in rows),
        "matters": sum(row.matters for row in rows),
    }
    return [sums.get(column) for column in table.columns]


def _phase(table: UnitsTable, _code: str, row: MapRow, say: Messages) -> Value:
    if row.phase is None:
        return say(N_("Not due this term"))
    return table.profile.phase_label(row.phase, table.view).get(say.locale)


def _waits_since(table: UnitsTable, row: MapRow) -> date | None:
    """Return since when a unit waits in its phase; what is completed waits for nothing."""
    return None if row.phase in {None, table.board.terms.last} else row.since


def _days(table: UnitsTable, _code: str, row: MapRow, _say: Messages) -> Value:
    since = _waits_since(table, row)
    return (table.board.day - since).days if since else None


def _working(table: UnitsTable, _code: str, row: MapRow, _say: Messages) -> Value:
    since = _waits_since(table, row)
    return table.calendar.between(since, table.board.day) if since else None


def _signs(table: UnitsTable, _code: str, row: MapRow, say: Messages) -> Value:
    labels = {str(flag.id): flag.label for flag in table.profile.flags}
    return say.value(Listed([labels[kind] for kind, bit in EXCEPTIONS.items() if row.flags & bit]))


def _assessed(table: UnitsTable, _code: str, row: MapRow, say: Messages) -> Value:
    labels = table.profile.assessment_levels
    return labels[row.assessment].get(say.locale) if row.assessment in labels else row.assessment


def _report(table: UnitsTable, code: str, _row: MapRow, say: Messages) -> Value:
    report = table.board.reports.get(table.board.township_of[code])
    return f"{report.at:%H:%M}" if report else say(N_("not reported"))


_CELLS: Mapping[str, Callable[[UnitsTable, str, MapRow, Messages], Value]] = {
    "name": lambda table, code, _row, _say: table.tree.areas[code].name,
    "township": lambda table, code, _row, _say: table.tree.areas[table.board.township_of[code]].short_name,
    "phase": _phase,
    "working": _working,
    "days": _days,
    "planned": lambda _table, _code, row, _say: row.planned_on,
    "expected": lambda _table, _code, row, _say: row.expected_on,
    "last": lambda _table, _code, row, _say: row.last_poll_on,
    "late": lambda _table, _code, row, _say: row.late or None,
    "signs": _signs,
    "key": lambda _table, _code, row, say: say(N_("yes")) if row.flags & Flag.KEY else None,
    "alert": lambda _table, _code, row, say: say(ALERTS[row.alert]) if row.alert else None,
    "assessed": _assessed,
    "matters": lambda _table, _code, row, _say: row.matters or None,
    "report": _report,
    "code": lambda _table, code, _row, _say: code,
}


def _write(sheet: Worksheet, values: Sequence[Value]) -> None:
    """Append a row; text that looks like a formula stays text, also when its cell is edited."""
    number = 1 if sheet.max_row == 1 and sheet["A1"].value is None else sheet.max_row + 1
    for column, value in enumerate(values, 1):
        cell = sheet.cell(number, column, value)
        if isinstance(value, str):
            cell.data_type = "s"
            if is_dangerous(value):
                cell.quotePrefix = True
        elif isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"


def _widen(sheet: Worksheet) -> None:
    for column, cells in enumerate(sheet.iter_cols(min_row=2), 1):
        widest = max(sum(1 + (east_asian_width(char) in "WF") for char in str(cell.value or "")) for cell in cells)
        sheet.column_dimensions[get_column_letter(column)].width = min(_MOST_WIDE, widest + 2)
