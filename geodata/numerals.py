"""Read Chinese numerals."""

import re

_SIGNS = "零一二三四五六七八九"
_DIGITS = {"〇": 0, "两": 2} | {sign: number for number, sign in enumerate(_SIGNS)}
_UNITS = {"千": 1000, "百": 100, "十": 10}
_RUN = re.compile("[0-9〇零一二三四五六七八九十百千]+")
_MAX = 9999


def chinese_number(text: str) -> int | None:
    """Return the number that a numeral below 10,000 writes, or None.

    十二 → 12, 一百零五 → 105, 二〇一九 → 2019 (digit by digit). What is not written as it should be, such as
    三十四五, 百 or the spoken 一百一, is none.
    """
    if text and all(sign in _DIGITS for sign in text):
        number = int("".join(str(_DIGITS[sign]) for sign in text))
        return number if number <= _MAX else None
    text = text.replace("〇", "零").replace("两", "二")
    number = digit = 0
    for sign in text:
        if sign in _UNITS:
            number, digit = number + (digit or 1) * _UNITS[sign], 0
        elif sign in _DIGITS:
            digit = _DIGITS[sign]
        else:
            return None
    written = _written(number + digit)
    short = written.removeprefix("一") if written.startswith("一十") else written
    return number + digit if text and text in {written, short} else None


def _written(number: int) -> str:
    """Return a number's numeral: 12 → 一十二, 105 → 一百零五; empty above 9,999."""
    if number > _MAX:
        return ""
    text, gap = "", False
    for sign, unit in (*_UNITS.items(), ("", 1)):
        digit, number = divmod(number, unit)
        if digit:
            text += ("零" if gap and text else "") + _SIGNS[digit] + sign
        gap = not digit
    return text


def arabic_digits(text: str) -> str:
    """Return a text with its numerals in Arabic digits, for comparing; a lone 百 or 千 stays a word.

    二十一 → 21, 三0四 → 304, 苏三四 → 苏34. Both sides of a comparison must go through it: 二里庄 → 2里庄.
    """
    return _RUN.sub(lambda run: _arabic(run[0]), text)


def _arabic(run: str) -> str:
    if not run.strip("百千"):
        return run
    number = chinese_number(run) if any(sign in _UNITS for sign in run) else None
    if number is not None:
        return str(number)
    return "".join(str(_DIGITS.get(sign, _UNITS.get(sign, sign))) for sign in run)
