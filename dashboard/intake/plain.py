"""Bring a cell's value into plain text, and tell what counts as nothing."""

import re
import unicodedata
from datetime import date, datetime, time
from functools import lru_cache

from dashboard.errors import Sentence
from dashboard.intake.cells import CellValue

_UNSEEN_LETTERS = frozenset("\u034f\u115f\u1160\u3164\uffa0") | frozenset(map(chr, range(0xFE00, 0xFE10)))
"""Fillers and variation selectors, which Unicode counts among letters and marks."""

_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
_BLANKS = "\t\n\r\v\f"
_BLANK = re.compile(r"\s+")
_ONLY_STROKES = re.compile(r"[-‐-―−─━ー_~/\\|.·…]+")
_NOTHING = frozenset(
    {
        "",
        "无",
        "空",
        "空白",
        "暂无",
        "没有",
        "未",
        "未定",
        "待定",
        "暂缺",
        "略",
        "n/a",
        "na",
        "nil",
        "null",
        "none",
    }
)
_ZEROS = frozenset({"0", "00", "0.0", "0.00", "零", "〇"})


class Unreadable(Exception):
    """Say what was expected of a cell, and what was read.

    Attributes
    ----------
    expected : Sentence
        Such as “a date such as 2019-01-05”.
    read : str
        The value as plain text.
    """

    def __init__(self, expected: Sentence, read: str) -> None:
        self.expected = expected
        self.read = read
        super().__init__(f"{expected}: {read}")


def written(value: CellValue) -> str:
    """Return a value as a person would type it: 12.0 → 12, a day without a time → 2019-01-05."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return str(int(value)) if value.is_integer() else str(value)
        case datetime():
            return str(value.date()) if value.time() == time() else value.isoformat(" ", "minutes")
        case date() | time():
            return value.isoformat()
    return str(value)


def visible(text: str) -> str:
    """Return a text without characters of no width and without controls other than blanks."""
    return "".join(
        sign
        for sign in text
        if sign in _BLANKS or (unicodedata.category(sign) not in _UNSEEN and sign not in _UNSEEN_LETTERS)
    )


def plain(value: CellValue) -> str:
    """Return a value as plain text: half width (NFKC), nothing invisible, single blanks."""
    text = written(value)
    return text if text.isascii() and text.isalnum() else _plain(text)


@lru_cache(maxsize=8192)  # the same words and days stand in many cells of a report
def _plain(text: str) -> str:
    return _BLANK.sub(" ", unicodedata.normalize("NFKC", visible(text))).strip()


def is_empty(value: CellValue, *, zero: bool = False) -> bool:
    """Return whether a value stands for nothing: blank, 无, —, /, 暂无, N/A and such.

    With `zero`, 0 does too: right for days and texts, wrong for counts.
    """
    text = plain(value).casefold()
    if text in _NOTHING or _ONLY_STROKES.fullmatch(text):
        return True
    return zero and not isinstance(value, bool) and text in _ZEROS
