"""Read one sheet of an .xlsx as a stream: blank cells cost time, never memory."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from openpyxl.utils.cell import column_index_from_string, range_boundaries

from dashboard.intake.cells import CellValue, Merged, RawCell, Row, legal_text, row_of
from dashboard.intake.limits import MAX_MERGED, Tally
from dashboard.intake.serials import moment_of, plain_number
from dashboard.intake.xml_walk import local

_LAST_ROW = 1_048_576
_LAST_COLUMN = 16_384
_TRUE = {"1", "true"}
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def unescape(text: str) -> str:
    """Return a text of an .xlsx as it was typed: _x000D_ stands for a character that XML forbids."""
    return legal_text(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text)


@dataclass(frozen=True)
class Shared:
    """Hold what all sheets of a book share: texts, which styles are days, and where days are counted from."""

    strings: Sequence[str]
    day_styles: Sequence[bool]
    since_1904: bool


class SheetHandler:
    """Take in the elements of a worksheet part; `rows`, `merged` and `blank_rows` hold the outcome.

    Anything that contradicts the format is a ValueError or IndexError: the file is damaged.
    """

    def __init__(self, shared: Shared, tally: Tally) -> None:
        self._shared = shared
        self._tally = tally
        self.rows: list[Row] = []
        self.merged: list[Merged] = []
        self.blank_rows = 0
        self._in_data = self._in_row = self._in_cell = self._phonetic = False
        self._number = 0
        self._hidden = False
        self._cells: list[RawCell] = []
        self._at, self._steps = "", 0
        self._attributes: dict[str, str] = {}
        self._value: list[str] | None = None
        self._inline: list[str] = []
        self._formula = False
        self._into: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str], /) -> None:
        """Take in the start of an element."""
        name = local(tag)
        if self._in_cell:
            self._start_inside(name)
        elif name == "c" and self._in_row:
            self._in_cell = True
            self._attributes = attributes
            self._value, self._inline, self._formula = None, [], False
            if "r" in attributes:
                self._at, self._steps = attributes["r"], 0
            else:
                self._steps += 1
        elif name == "row" and self._in_data:
            self._start_row(attributes)
        elif name == "sheetData":
            self._in_data = True
        elif name == "mergeCell":
            self._merge(attributes["ref"])

    def _start_inside(self, name: str) -> None:
        if name == "v":
            self._value = self._into = []
        elif name == "f":
            self._formula = True
        elif name == "t" and not self._phonetic:
            self._into = self._inline
        elif name == "rPh":
            self._phonetic = True

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = int(float(attributes["r"])) if "r" in attributes else self._number + 1
        if not self._number < number <= _LAST_ROW:
            raise ValueError(number)
        self._in_row = True
        self._number = number
        self._hidden = attributes.get("hidden") in _TRUE
        self._cells = []
        self._at, self._steps = "", 0

    def end(self, tag: str, /) -> None:
        """Take in the end of an element."""
        name = local(tag)
        if self._in_cell:
            self._into = None
            if name == "c":
                self._in_cell = False
                self._end_cell()
            elif name == "rPh":
                self._phonetic = False
        elif name == "row" and self._in_row:
            self._in_row = False
            self._end_row()
        elif name == "sheetData":
            self._in_data = False

    def data(self, text: str, /) -> None:
        """Take in a piece of text."""
        if self._into is not None:
            self._into.append(text)

    def _end_cell(self) -> None:
        if self._value is None and not self._formula and not self._inline:
            return
        value, error = self._read()
        if self._formula and not value and self._attributes.get("t") == "str":
            return
        cell = RawCell(self._column(), None if value == "" else value, self._formula, error)
        if self._cells and self._cells[-1].column >= cell.column:
            raise ValueError(cell)
        self._cells.append(cell)

    def _column(self) -> int:
        letters = self._at.rstrip("0123456789").replace("$", "")
        column = (column_index_from_string(letters) if letters else 0) + self._steps
        if not 1 <= column <= _LAST_COLUMN:
            raise ValueError(self._at)
        return column

    def _read(self) -> tuple[CellValue, bool]:
        """Return the cell's value, and whether it is an error."""
        kind = self._attributes.get("t", "n")
        if kind == "inlineStr":
            return unescape("".join(self._inline)), False
        text = "".join(self._value or ())
        if not text:
            return None, False
        match kind:
            case "s":
                return self._shared.strings[_index(text)], False
            case "n":
                return self._read_number(text)
            case "b":
                return text.strip() in _TRUE, False
            case "d":
                return _iso_moment(text), False
        return unescape(text), kind == "e"

    def _read_number(self, text: str) -> tuple[CellValue, bool]:
        try:
            number = float(text)
        except ValueError:
            return unescape(text), False
        if not math.isfinite(number):
            return text, True
        style = _index(self._attributes.get("s", "0"))
        styles = self._shared.day_styles
        if style < len(styles) and styles[style]:
            return moment_of(number, since_1904=self._shared.since_1904), False
        return plain_number(number), False

    def _end_row(self) -> None:
        row = row_of(self._number, self._cells, hidden=self._hidden)
        if row is None:
            self.blank_rows += 1
            return
        self._tally.add(row)
        self.rows.append(row)

    def _merge(self, reference: str) -> None:
        left, top, right, bottom = range_boundaries(reference)
        if not (left and top and right and bottom) or len(self.merged) >= MAX_MERGED:
            raise ValueError(reference)
        self.merged.append((top, left, bottom, right))


def _index(text: str) -> int:
    index = int(text)
    if index < 0:
        raise IndexError(index)
    return index


def _iso_moment(text: str) -> CellValue:
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError:
        return unescape(text)
