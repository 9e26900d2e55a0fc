"""Mark a copy of a report: its findings as comments on the cells where they stand."""

import logging
from collections import defaultdict
from io import BytesIO
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.errors import N_
from dashboard.intake.book import read_book
from dashboard.intake.desk import Desk, Preview
from dashboard.intake.findings import Finding, Level
from dashboard.intake.limits import MEGABYTE
from dashboard.intake.words import LEVELS
from dashboard.messages import Messages

_PAINT = {
    Level.ERROR: PatternFill("solid", fgColor="F8C9D4"),
    Level.CORRECTION: PatternFill("solid", fgColor="FBDDC4"),
    Level.WARNING: PatternFill("solid", fgColor="FBF0C9"),
}
_MOST_UNPACKED = 10 * MEGABYTE  # openpyxl makes an object of every cell, also of blank ones
logger = logging.getLogger(__name__)
_GRAVEST = (Level.ERROR, Level.CORRECTION, Level.WARNING)


def marked_copy(desk: Desk, preview: Preview, say: Messages) -> bytes:
    """Return the workbook of a report with comments; what stands at no cell comes into a sheet of its own.

    A file that is no .xlsx, a huge one, and a report that was filled in online become a plain workbook.
    """
    report = preview.report
    content = desk.reports.file(report.sha256) if report.sha256 else None
    book = _workbook(report.file_name or report.id, content)
    beside: list[Finding] = []
    cells: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in preview.checked.findings:
        cell = finding.cell or (f"A{finding.number}" if finding.number else None)
        sheet = finding.sheet or (book.sheetnames or [""])[0]  # the table of a text file has no name
        if sheet in book.sheetnames and cell is not None:
            cells[sheet, cell].append(finding)
        else:
            beside.append(finding)
    for (sheet, cell), findings in cells.items():
        _mark(book[sheet], cell, findings, say)
    _list(book, beside, say)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _workbook(name: str, content: bytes | None) -> Workbook:
    if content is None:
        return _empty()
    read = read_book(name, content)
    if read.kind == "xlsx" and _unpacked(content) <= _MOST_UNPACKED:
        try:
            return load_workbook(BytesIO(content), keep_links=False)
        except Exception:  # it reads fewer files than `read_book` does; the plain copy tells as much
            logger.warning("a plain copy is marked instead of %s", name, exc_info=True)
    book = _empty()
    for sheet in read.sheets:
        copy = book.create_sheet(sheet.name)
        for row in sheet.rows:
            for cell in row.cells:
                copied = copy.cell(row.number, cell.column, cell.value)
                if isinstance(cell.value, str):
                    copied.data_type = "s"  # a text that begins with = is no formula
    return book


def _unpacked(content: bytes) -> int:
    with ZipFile(BytesIO(content)) as package:
        return sum(part.file_size for part in package.infolist())


def _empty() -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    return book


def _mark(sheet: Worksheet, place: str, findings: list[Finding], say: Messages) -> None:
    cell = sheet[place]
    for merged in sheet.merged_cells.ranges:
        if place in merged:
            cell = sheet.cell(merged.min_row, merged.min_col)
    text = "\n".join(f"{say(LEVELS[finding.level])}: {say.value(finding.text)}" for finding in findings)
    cell.comment = Comment(text, "intake", height=120, width=320)
    cell.fill = _PAINT[min((finding.level for finding in findings), key=_GRAVEST.index)]


def _list(book: Workbook, findings: list[Finding], say: Messages) -> None:
    """Write what stands at no cell into the first sheet."""
    if not findings and book.worksheets:
        return
    sheet = book.create_sheet(say(N_("Findings")), 0)
    sheet.column_dimensions["B"].width = 100
    for number, finding in enumerate(findings, 1):
        sheet.cell(number, 1, say(LEVELS[finding.level]))
        sheet.cell(number, 2, say.value(finding.text))
