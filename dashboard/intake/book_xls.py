"""Read an .xls, which old WPS and Excel still write, through xlrd."""

from collections.abc import Iterator
from io import StringIO

import xlrd
from xlrd.biffh import XLRDError, error_text_from_code

from dashboard.errors import N_, Sentence
from dashboard.intake.cells import Book, RawCell, Row, Sheet, blank_rows_remark, legal_text, row_of
from dashboard.intake.errors import (
    FileRefused,
    NothingInside,
    OtherKind,
    PasswordProtected,
    TooManyParts,
    UnknownKind,
)
from dashboard.intake.kinds import has_stream, named_ole
from dashboard.intake.limits import MAX_MERGED, MAX_SHEETS, MEGABYTE, Tally
from dashboard.intake.serials import moment_of, plain_number

_MAX_FORMATTED = 5 * MEGABYTE
"""Above this, formats are not read: they cost memory for each blank cell."""


def read_xls(name: str, content: bytes) -> Book:
    """Return the book in an OLE container.

    Raises
    ------
    FileRefused
        See its subclasses; errors of xlrd come as they are.
    """
    if has_stream(content, "EncryptedPackage"):
        raise PasswordProtected(file=name)
    if not has_stream(content, "Workbook") and not has_stream(content, "Book"):
        _refuse_other(name, content)
    remarks: tuple[Sentence, ...] = ()
    if has_stream(content, "_VBA_PROJECT"):
        remarks = (Sentence(N_("The macros in the file were ignored.")),)
    if len(content) <= _MAX_FORMATTED:
        try:
            return _read(name, content, remarks, formatted=True)
        except FileRefused:
            raise
        except Exception as error:  # noqa: BLE001 - formats of other programs break xlrd; the values may still read
            _refuse_known(name, content, error)
    unformatted = Sentence(N_("Which rows are hidden and which cells are merged could not be read."))
    try:
        return _read(name, content, (*remarks, unformatted), formatted=False)
    except XLRDError as error:
        _refuse_known(name, content, error)
        raise


def _refuse_other(name: str, content: bytes) -> None:
    what = named_ole(content)
    if what is not None:
        raise OtherKind(file=name, what=what)


def _refuse_known(name: str, content: bytes, error: Exception) -> None:
    if "encrypted" in str(error):
        raise PasswordProtected(file=name) from error
    if "Can't find workbook" in str(error):
        _refuse_other(name, content)
        raise UnknownKind(file=name) from error


def _read(name: str, content: bytes, remarks: tuple[Sentence, ...], *, formatted: bool) -> Book:
    tally = Tally(name)
    sheets: list[Sheet] = []
    with xlrd.open_workbook(
        file_contents=content, logfile=StringIO(), formatting_info=formatted, on_demand=True, ragged_rows=True
    ) as book:
        if not book.nsheets:
            raise NothingInside(file=name)
        if book.nsheets > MAX_SHEETS:
            raise TooManyParts(file=name, limit=MAX_SHEETS)
        for index in range(book.nsheets):
            source = book.sheet_by_index(index)
            tally.begin(source.name)
            rows = tuple(_rows(source, tally, since_1904=bool(book.datemode)))
            if len(source.merged_cells) > MAX_MERGED:
                raise ValueError(source.name)
            merged = tuple((top + 1, left + 1, bottom, right) for top, bottom, left, right in source.merged_cells)
            sheets.append(Sheet(source.name, rows, source.visibility != 0, merged))
            remarks += blank_rows_remark(source.name, source.nrows - len(rows) if formatted else 0)
            book.unload_sheet(index)
    return Book("xls", tuple(sheets), remarks)


def _rows(source: xlrd.sheet.Sheet, tally: Tally, *, since_1904: bool) -> Iterator[Row]:
    for number in range(source.nrows):
        types, values = source.row_types(number), source.row_values(number)
        cells = (
            _cell(column, kind, value, since_1904=since_1904)
            for column, (kind, value) in enumerate(zip(types, values, strict=True), 1)
            if kind not in {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK}
        )
        info = source.rowinfo_map.get(number)
        row = row_of(number + 1, cells, hidden=bool(info is not None and info.hidden))
        if row is not None:
            tally.add(row)
            yield row


def _cell(column: int, kind: int, value: str | float, *, since_1904: bool) -> RawCell:
    if isinstance(value, str):
        return RawCell(column, legal_text(value))
    if kind == xlrd.XL_CELL_DATE:
        return RawCell(column, moment_of(value, since_1904=since_1904))
    if kind == xlrd.XL_CELL_BOOLEAN:
        return RawCell(column, bool(value))
    if kind == xlrd.XL_CELL_ERROR:
        return RawCell(column, error_text_from_code.get(int(value), "#ERROR!"), error=True)
    return RawCell(column, plain_number(value))
