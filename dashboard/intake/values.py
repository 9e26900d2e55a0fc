"""Read one cell's value as what its column wants. Forgiving about form, never about meaning."""

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date, time

from dashboard.errors import N_, Sentence
from dashboard.intake.cells import CellValue
from dashboard.intake.days import read_day, read_moment
from dashboard.intake.plain import Unreadable, is_empty, plain, visible, written
from geodata.numerals import chinese_number

__all__ = [
    "Unreadable",
    "is_empty",
    "plain",
    "read_choice",
    "read_count",
    "read_day",
    "read_moment",
    "read_number",
    "read_percent",
    "read_text",
    "read_yes_no",
]

_COUNT = N_("a whole number such as 12")
_NOT_NEGATIVE = N_("a whole number such as 12, not below zero")
_NOT_FRACTIONAL = N_("a whole number such as 12, without decimals")
_NUMBER = N_("a number such as 45.2")
_PERCENT = N_("a percentage such as 95.3%")
_YES_NO = N_("yes or no (是, 否)")
_CHOICE = N_("one of these: {words}")
_TEXT = N_("a text of at most {limit} characters")

_UNIT = r"\s*(?:人次|人|名|户|个|件|票|份|次|张|位|项|批|岁|周岁)?"
_DIGITS = r"(?P<sign>[-+−]?)(?P<digits>\d+|\d{1,3}(?:,\d{3})+)(?P<fraction>\.\d+)?"
_NUMBER_FORM = re.compile(rf"{_DIGITS}{_UNIT}")
_PERCENT_FORM = re.compile(rf"{_DIGITS}\s*(?P<mark>%)?")
_NUMERAL_FORM = re.compile(rf"(?P<numeral>[〇零一二两三四五六七八九十百千]+){_UNIT}")
_MAX_COUNT = 99_999_999
_WHOLE = 100.0
_SURELY_PERCENT = 2.0
_MAX_TEXT = 2000

_DONE = (
    "完成",
    "观看",
    "看",
    "备案",
    "上报",
    "配备",
    "建立",
    "开展",
    "落实",
    "公布",
    "移交",
    "批复",
    "审计",
    "公示",
)
_YES = frozenset({"是", "有", "已", "对", "√", "✓", "✔", "☑", "✅", "y", "yes", "t", "true", "1"}) | {
    word for done in _DONE for word in (done, f"已{done}")
}
_NO = frozenset(
    {
        "否",
        "无",
        "未",
        "没",
        "没有",
        "不是",
        "错",
        "×",
        "✗",
        "✘",
        "✕",
        "✖",
        "☒",
        "❌",
        "x",
        "n",
        "no",
        "f",
        "false",
        "0",
    }
) | {f"{none}{done}" for done in _DONE for none in ("未", "没")}
_CHOICE_ENDINGS = re.compile(r"(?<=.)(小时|个小时|h|hours?|级|类|型|等级)$")
_NOT_IN_A_WORD = re.compile(r"[\s\"'“”‘’()（）【】\[\]·、,。:;]+")


def read_count(value: CellValue) -> int:
    """Return the count that a value means: 12, 12.0, １２, 12人, 1,234, 十二.

    Raises
    ------
    Unreadable
        The value is no whole number, or below zero. About 12, and 10 to 12, are none.
    """
    text = plain(value)
    if isinstance(value, bool | date | time):
        raise Unreadable(Sentence(_COUNT), text)
    numeral = _NUMERAL_FORM.fullmatch(text)
    number = float(value) if isinstance(value, int | float) else _number_in(text)
    if numeral:
        number = chinese_number(numeral["numeral"])
    if number is None or not math.isfinite(number):
        raise Unreadable(Sentence(_COUNT), text)
    if number < 0:
        raise Unreadable(Sentence(_NOT_NEGATIVE), text)
    if not float(number).is_integer():
        raise Unreadable(Sentence(_NOT_FRACTIONAL), text)
    if number > _MAX_COUNT:
        raise Unreadable(Sentence(_COUNT), text)
    return int(number)


def read_number(value: CellValue) -> float:
    """Return the number that a value means, such as an average: 45.2, 45.2岁.

    Raises
    ------
    Unreadable
        The value is no number.
    """
    text = plain(value)
    number = None
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = float(value)
    elif isinstance(value, str):
        number = _number_in(text)
    if number is None or not math.isfinite(number):
        raise Unreadable(Sentence(_NUMBER), text)
    return number


def read_percent(value: CellValue) -> float:
    """Return a percentage from 0 to 100: 95.3%, 95.3, and 0.953, as which tables keep 95.3%.

    Raises
    ------
    Unreadable
        The value is none. Without a sign, the text 1 and numbers between 1 and 2 could mean either.
    """
    text = plain(value)
    if isinstance(value, bool | date | time) or value is None:
        raise Unreadable(Sentence(_PERCENT), text)
    if isinstance(value, str):
        found = _PERCENT_FORM.fullmatch(text)
        if found is None:
            raise Unreadable(Sentence(_PERCENT), text)
        number, marked = _float_of(found), found["mark"] is not None
    else:
        number, marked = float(value), False
    if not marked:
        fraction = number < 1 or (number == 1 and not isinstance(value, str))
        if not fraction and number < _SURELY_PERCENT:
            raise Unreadable(Sentence(_PERCENT), text)
        number = number * _WHOLE if fraction else number
    if not 0 <= number <= _WHOLE:
        raise Unreadable(Sentence(_PERCENT), text)
    return round(number, 6)


def read_yes_no(value: CellValue) -> bool:
    """Return what 是, 有, √, 已完成, Y, 1 … or 否, 无, ×, 未完成, N, 0 … mean.

    Raises
    ------
    Unreadable
        The value is neither.
    """
    word = _NOT_IN_A_WORD.sub("", plain(value).casefold())
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Unreadable(Sentence(_YES_NO), plain(value))


def read_choice(value: CellValue, words: Mapping[str, Sequence[str]]) -> str:
    """Return the key whose words contain the value, whatever its width, case and unit: 48小时, 48h, 48 → 48.

    Raises
    ------
    Unreadable
        The value is in no key's words, or in those of several.
    """
    wanted = _word(plain(value))
    for shape in (str, _without_unit):
        keys = [key for key, known in words.items() if shape(wanted) in {shape(_word(word)) for word in known}]
        if len(keys) == 1:
            return keys[0]
    listed = ", ".join(known[0] for known in words.values() if known)
    raise Unreadable(Sentence(_CHOICE, words=listed), plain(value))


def read_text(value: CellValue, limit: int = _MAX_TEXT) -> str:
    """Return a text with its punctuation and line breaks as they are, without what cannot be seen.

    Raises
    ------
    Unreadable
        The text has more than `limit` characters.
    """
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in visible(written(value)).splitlines())
    text = "\n".join(line for line in lines if line)
    if len(text) > limit:
        raise Unreadable(Sentence(_TEXT, limit=limit), f"{text[:20]}…")
    return text


def _float_of(found: re.Match[str]) -> float:
    number = float(found["digits"].replace(",", "") + (found["fraction"] or ""))
    return -number if found["sign"] in {"-", "−"} else number


def _number_in(text: str) -> float | None:
    found = _NUMBER_FORM.fullmatch(text)
    return _float_of(found) if found else None


def _word(text: str) -> str:
    word = _NOT_IN_A_WORD.sub("", plain(text).casefold())
    return re.sub(r"^(\d+)\.0+(?=\D|$)", r"\1", word)


def _without_unit(word: str) -> str:
    return _CHOICE_ENDINGS.sub("", word)
