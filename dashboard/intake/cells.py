"""Hold what a table file says, cell by cell, before anyone interprets it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal

from openpyxl.utils.cell import get_column_letter

from dashboard.errors import N_, Sentence

CellValue = str | int | float | bool | datetime | date | time | None
Kind = Literal["xlsx", "xls", "csv"]
Merged = tuple[int, int, int, int]
"""First row, first column, last row, last column; all 1-based and inclusive."""

_MANY_BLANK_ROWS = 1_000
_NO_XML_CHARACTER = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class RawCell:
    """Hold one cell that is not blank.

    Attributes
    ----------
    column : int
        1-based.
    value : str | int | float | bool | datetime | date | time | None
        None only for a formula that was saved without its value. An error is its text, such as #REF!.
    formula : bool
        Whether a formula stands in the cell. Unknown, and false, in .xls.
    error : bool
        Whether the value is an error.
    """

    column: int
    value: CellValue
    formula: bool = False
    error: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Hold the cells of one row in the order of their columns; `number` counts as Excel does, from 1."""

    number: int
    cells: tuple[RawCell, ...]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """Hold the rows of one sheet that are not blank, and which ranges of it are merged."""

    name: str
    rows: tuple[Row, ...]
    hidden: bool = False
    merged: tuple[Merged, ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """Hold a table file, and what its sender should be told about the reading."""

    kind: Kind
    sheets: tuple[Sheet, ...]
    remarks: tuple[Sentence, ...] = ()


def address(row: int, column: int) -> str:
    """Return a cell's address as Excel writes it: row 12, column 6 → F12."""
    return f"{get_column_letter(column)}{row}"


def legal_text(text: str) -> str:
    """Return a text without the characters that XML forbids; all others stay."""
    return _NO_XML_CHARACTER.sub("", text)


def row_of(number: int, cells: Iterable[RawCell], *, hidden: bool = False) -> Row | None:
    """Return a row of the cells that are not blank, or None when there are none."""
    kept = tuple(cell for cell in cells if _has_contents(cell))
    return Row(number, kept, hidden) if kept else None


def _has_contents(cell: RawCell) -> bool:
    if isinstance(cell.value, str):
        return bool(cell.value) and not cell.value.isspace()
    return cell.value is not None or cell.formula


def blank_rows_remark(sheet: str, count: int) -> tuple[Sentence, ...]:
    """Return a remark about rows that are formatted but blank, when they are very many."""
    if count < _MANY_BLANK_ROWS:
        return ()
    return (Sentence(N_("Sheet “{sheet}”: {count} blank rows were passed over."), sheet=sheet, count=count),)
