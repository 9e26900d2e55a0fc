"""Read days and times as clerks write them. What could mean two days is refused, never guessed."""

import re
from datetime import date, datetime, time, timedelta

from dashboard.errors import N_, Sentence
from dashboard.intake.cells import CellValue
from dashboard.intake.clock_times import read_clock
from dashboard.intake.plain import Unreadable, plain
from geodata.numerals import chinese_number

Window = tuple[date, date]
"""First and last day of the campaign, inclusive."""

_DAY = N_("a date such as 2019-01-05")
_FULL_DAY = N_("a date with its year, such as 2019-01-05")
_DAY_AS_TEXT = N_("a date such as 2019-01-05 (a number cannot be told from a month and a day)")
_REAL_DAY = N_("a day that exists, from {first} to {last}")
_WEEKDAY = N_("a date that fits its weekday; {day} is no {weekday}")

_FIRST, _LAST = date(2000, 1, 1), date(2100, 12, 31)
_EPOCH = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = (_FIRST - _EPOCH).days, (_LAST - _EPOCH).days
_CENTURY = 2000
_WEEKDAYS = "一二三四五六日"

_NUMERALS = re.compile("[〇零一二三四五六七八九十]+(?=[年月日号])")
_LEAD = re.compile(r"^(统计)?(截至|截止|截)?(到|至|日期|时间)*[:\s]*(?=\d)")
_YEAR = r"(?P<year>\d{4}|\d{2})"
_MONTH, _DATE = r"(?P<month>\d{1,2})", r"(?P<day>\d{1,2})"
_TAIL = r"(?P<tail>(?:[^\d].*)?)"
_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_YEAR}年{_MONTH}月{_DATE}[日号]?{_TAIL}",
        rf"{_YEAR}(?P<mark>[-./]){_MONTH}(?P=mark){_DATE}[日号]?{_TAIL}",
        rf"(?P<year>\d{{4}})(?P<month>\d\d)(?P<day>\d\d){_TAIL}",
        rf"{_MONTH}月{_DATE}[日号]?{_TAIL}",
        rf"{_MONTH}[-./]{_DATE}[日号]?(?P<tail>(?:[\s(周星礼上下中早晚凌,].*)?)",
    )
)
_SERIAL = re.compile(r"\d{5}(\.\d+)?")
_STATED_WEEKDAY = re.compile(r"^[\s,]*\(?\s*(?:星期|礼拜|周)\s*([一二三四五六日天])\s*\)?")
_CLOCK_SIGN = re.compile(r"\d\s*[:时点]|[一二三四五六七八九十]\s*[时点]")
_BEFORE_SIGN, _AFTER_SIGN = re.compile(r"(?<=\d)\s+(?=[年月日号])"), re.compile(r"(?<=[年月])\s+(?=\d)")
_BEFORE_TIME = re.compile(r"(?<=[日号])(?=\d)|(?<=\d)T(?=\d)")


def read_day(value: CellValue, window: Window) -> date:
    """Return the day that a value means; a time beside it is passed over.

    A day without a year takes the year that places it inside `window`, or else nearest to it; the caller
    complains about days outside.

    Raises
    ------
    Unreadable
        The value is no day, none between 2000 and 2100, or could mean several.
    """
    return read_moment(value, window)[0]


def read_moment(value: CellValue, window: Window) -> tuple[date, time | None]:
    """Return the day that a value means, and the time if one stands beside it. 24:00 is 23:59 of its day.

    Raises
    ------
    Unreadable
        As `read_day`, or the time is none.
    """
    match value:
        case datetime():
            return _real(value.date(), value), None if value.time() == time() else value.time()
        case date():
            return _real(value, value), None
        case None | bool() | time():
            raise Unreadable(Sentence(_DAY), plain(value))
        case int() | float():
            return _of_number(value)
    return _of_text(plain(value), window)


def _real(day: date, read: CellValue) -> date:
    if not _FIRST <= day <= _LAST:
        raise Unreadable(Sentence(_REAL_DAY, first=_FIRST, last=_LAST), plain(read))
    return day


def _of_number(number: float) -> tuple[date, time | None]:
    if _FIRST_SERIAL <= number < _LAST_SERIAL + 1:
        return _of_serial(number)
    if isinstance(number, int) or number.is_integer():
        found = _FORMS[2].fullmatch(str(int(number)))
        if found:
            return _day_of(int(found["year"]), int(found["month"]), int(found["day"]), str(int(number))), None
        raise Unreadable(Sentence(_DAY), plain(number))
    raise Unreadable(Sentence(_DAY_AS_TEXT), plain(number))


def _of_serial(serial: float) -> tuple[date, time | None]:
    moment = datetime.combine(_EPOCH, time()) + timedelta(days=int(serial), seconds=round(serial % 1 * 86_400))
    return moment.date(), None if float(serial).is_integer() else moment.time()


def _of_text(text: str, window: Window) -> tuple[date, time | None]:
    if _SERIAL.fullmatch(text) and _FIRST_SERIAL <= float(text) < _LAST_SERIAL + 1:
        return _of_serial(float(text))
    found = next(filter(None, (form.fullmatch(_spelt(text)) for form in _FORMS)), None)
    if found is None:
        raise Unreadable(Sentence(_DAY), text)
    parts = found.groupdict()
    month, day_of_month = int(parts["month"]), int(parts["day"])
    if parts.get("year"):
        day = _with_year(parts["year"], month, day_of_month, text, window if parts.get("mark") else None)
    else:
        day = _inside(window, month, day_of_month, text)
    tail = parts["tail"]
    stated = _STATED_WEEKDAY.match(tail)
    if stated:
        if _WEEKDAYS.index(stated[1].replace("天", "日")) != day.weekday():
            raise Unreadable(Sentence(_WEEKDAY, day=day, weekday=f"周{stated[1]}"), text)
        tail = tail[stated.end() :]
    tail = tail.strip(" ,")
    if tail and not _CLOCK_SIGN.search(tail):
        raise Unreadable(Sentence(_DAY), text)
    return day, read_clock(tail, text)


def _spelt(text: str) -> str:
    """Return a written day with Arabic digits, and one blank between day and time only."""
    text = _LEAD.sub("", _NUMERALS.sub(_arabic, text)).rstrip("。,;")
    text = _BEFORE_SIGN.sub("", _AFTER_SIGN.sub("", text))
    return _BEFORE_TIME.sub(" ", text)


def _arabic(numeral: re.Match[str]) -> str:
    number = chinese_number(numeral[0])
    return numeral[0] if number is None else str(number)


def _day_of(year: int, month: int, day: int, text: str) -> date:
    try:
        return _real(date(year, month, day), text)
    except ValueError:
        raise Unreadable(Sentence(_REAL_DAY, first=_FIRST, last=_LAST), text) from None


def _with_year(year: str, month: int, day: int, text: str, window: Window | None) -> date:
    """Return the day of a written year. A short one beside marks (19.1.5) must be about the campaign's."""
    if len(year) > 2:  # noqa: PLR2004 - the digits of a short year
        return _day_of(int(year), month, day, text)
    full = _CENTURY + int(year)
    if window is not None and not window[0].year - 1 <= full <= window[1].year + 1:
        raise Unreadable(Sentence(_FULL_DAY), text)
    return _day_of(full, month, day, text)


def _inside(window: Window, month: int, day: int, text: str) -> date:
    first, last = window
    days = []
    for year in range(first.year - 4, last.year + 5):
        try:
            days.append(date(year, month, day))
        except ValueError:
            continue
    if not days:
        raise Unreadable(Sentence(_REAL_DAY, first=_FIRST, last=_LAST), text)
    within = [one for one in days if first <= one <= last]
    if len(within) > 1:
        raise Unreadable(Sentence(_FULL_DAY), text)
    return within[0] if within else min(days, key=lambda one: max(first - one, one - last))
