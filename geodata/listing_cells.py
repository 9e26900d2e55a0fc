"""Say what a cell of an office's list means: text, code, yes or no, degrees; and which rows are no places."""

import math
import re
import unicodedata
from collections.abc import Sequence

from geodata.table_file import degrees_of
from geodata.written import one_line

_TRUE = {"true", "yes", "y", "1", "是", "换届", "参加", "应换", "√", "✓", "✔", "☑", "v"}
_FALSE = {"false", "no", "n", "0", "否", "不", "不换届", "不参加", "不换", "×", "✕", "✗", "x", "无", "□"}
_NOTHING = {"", "-", "—", "——", "/", "无", "暂无"}
"""What stands in a cell of a position that is not known."""
_BRACKETED = re.compile(r"[(（].*[)）]$")
_QUOTES = re.compile(r"[\s='\"‘’“”`]+")
_BETWEEN_HAN = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])|\s*[\r\n]+\s*")
_HEMISPHERE = re.compile(r"[NE东北]\s*(?:经|纬)?|(?:经|纬)度?", re.IGNORECASE)
_FORMULA_ERROR = re.compile(r"#(REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)")
_LAND_SURVEY = re.compile(r"(\d{12})0{7}")  # a land survey's code of a village: the statistical code, filled up
_LARGEST = 2**53  # a larger number of a workbook has lost digits
_SUM = re.compile(r"\S*(合计|总计|小计|共计)\s*[：:]?\s*\d*\s*[个家]?|total[:\s\d]*", re.IGNORECASE)
_REMARK = re.compile(r"(注|附注|备注|说明|填表|填报|制表|审核|负责人|联系人)\S{0,6}[：:].*", re.DOTALL)


def text_of(cell: object) -> str:
    """Return the text of a cell in one line; a whole number that is kept as a fraction is written without it."""
    if cell is None:
        return ""
    if isinstance(cell, int | float):
        if not math.isfinite(cell):
            return ""
        if abs(cell) >= _LARGEST:
            return f"{cell:e}"
        return str(cell) if isinstance(cell, bool) else f"{cell:.0f}" if cell == int(cell) else repr(cell)
    return one_line(_BETWEEN_HAN.sub("", str(cell).strip()))


def code_of(text: str) -> str:
    """Return a code without the signs by which spreadsheets are made to keep it as text, in narrow digits."""
    code = _QUOTES.sub("", unicodedata.normalize("NFKC", text))
    survey = _LAND_SURVEY.fullmatch(code)
    return survey[1] if survey else code


def truth_of(text: str) -> bool | None:
    """Return what a cell answers; None where it says neither."""
    asked = _BRACKETED.sub("", text).strip().casefold()
    return True if asked in _TRUE else False if asked in _FALSE else None


def position_of(text: str) -> float | None:
    """Return degrees, NaN where they are not understood, None where nothing is said."""
    if text in _NOTHING:
        return None
    value = degrees_of(_HEMISPHERE.sub("", text).strip())
    return math.nan if value is None else value


def is_formula_error(text: str) -> bool:
    """Say whether a cell holds what a spreadsheet writes where a formula has failed."""
    return _FORMULA_ERROR.fullmatch(text) is not None


def is_aside(cells: Sequence[str], name: int) -> bool:
    """Say whether a row is a sum or a remark, not a place.

    Parameters
    ----------
    cells : sequence of str
        The row.
    name : int
        Place of the name's column.
    """
    if any(_SUM.fullmatch(text) for text in cells[: name + 1]):
        return True
    said = [text for text in cells if text]
    written = cells[name] if name < len(cells) else ""
    return bool(_REMARK.fullmatch(written)) or (not written and bool(said and _REMARK.fullmatch(said[0])))
