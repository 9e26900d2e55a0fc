"""Turn the serial numbers by which tables count days into days, where a number format says that they are days."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, WINDOWS_EPOCH, from_excel

_CHINESE_BUILT_IN = frozenset(range(27, 37)) | frozenset(range(50, 59))
"""Formats such as 31 (yyyy"年"m"月"d"日") and 58 (m"月"d"日"), which Chinese files use without declaring them."""

_WEEKDAY = re.compile("a{3,4}", re.IGNORECASE)


def is_day_format(number: int, declared: Mapping[int, bool]) -> bool:
    """Return whether a format, by its number, is one of days or times; `declared` says it of the file's own."""
    if number in declared:
        return declared[number]
    return number in _CHINESE_BUILT_IN or is_date_format(BUILTIN_FORMATS.get(number))


def is_day_code(code: str) -> bool:
    """Return whether a format's code is one of days or times."""
    if code.strip().lower() == "general":
        return False
    return is_date_format(code) or bool(_WEEKDAY.fullmatch(code.partition(";")[0].rpartition("]")[2]))


def moment_of(serial: float, *, since_1904: bool) -> datetime | date | time | float:
    """Return the moment of a serial number; the number itself when there is no such day."""
    try:
        moment = from_excel(serial, CALENDAR_MAC_1904 if since_1904 else WINDOWS_EPOCH)
    except (OverflowError, ValueError):
        return serial
    return serial if moment is None or isinstance(moment, timedelta) else moment


def plain_number(value: float) -> int | float:
    """Return an integral float as an integer, so that 12.0 reads as 12."""
    return int(value) if value.is_integer() and abs(value) < 2**53 else value
