"""Read times of day as clerks write them: 14:30, 14时30分, 下午2点半."""

import re
from datetime import time

from dashboard.errors import N_, Sentence
from dashboard.intake.plain import Unreadable
from geodata.numerals import chinese_number

_TIME = N_("a time such as 14:30")
_NOON, _MIDNIGHT, _EVENING = 12, 24, 5
_QUARTERS = {"半": 30, "一刻": 15, "1刻": 15, "三刻": 45, "3刻": 45, "整": 0}
_MORNING = {"上午", "早上", "早晨", "清晨", "凌晨", "早"}
_NIGHT = {"晚上", "晚间", "夜间", "晚", "傍晚"}
_CLOCK = re.compile(
    r"(?P<half>上午|下午|中午|早上|早晨|清晨|凌晨|晚上|晚间|夜间|傍晚|早|晚)?\s*"
    r"(?:(?P<hour>\d{1,2})\s*:\s*(?P<minute>\d{2})(?:\s*:\s*(?P<second>\d{2})(?:\.\d+)?)?"
    r"|(?P<spoken>\d{1,2})\s*[时点]钟?\s*(?:(?P<quarter>半|[一1三3]刻|整)|(?P<minutes>\d{1,2})\s*分?(?:(?P<seconds>\d{1,2})\s*秒)?)?)"
    r"\s*(?P<latin>[ap]m)?(?:止|前)?"
)
_NUMERALS = re.compile("[〇零一二三四五六七八九十]+(?=[时点分秒])")


def read_clock(text: str, whole: str) -> time | None:
    """Return the time that stands after a day, or None when nothing does; `whole` is for the message.

    Raises
    ------
    Unreadable
        Something else stands there, or an impossible time.
    """
    if not text:
        return None
    found = _CLOCK.fullmatch(_NUMERALS.sub(lambda run: str(chinese_number(run[0])), text.casefold()))
    if found is None:
        raise Unreadable(Sentence(_TIME), whole)
    minute = found["minute"] or found["minutes"] or _QUARTERS.get(found["quarter"] or "", 0)
    hour = _hour(int(found["hour"] or found["spoken"]), found["half"], found["latin"])
    second = int(found["second"] or found["seconds"] or 0)
    if (hour, int(minute), second) == (_MIDNIGHT, 0, 0):
        return time(23, 59)
    try:
        return time(hour, int(minute), second)
    except ValueError:
        raise Unreadable(Sentence(_TIME), whole) from None


def _hour(hour: int, half: str | None, latin: str | None) -> int:
    """Return the hour of 24; an impossible one is -1."""
    before_noon = half in _MORNING or latin == "am"
    if before_noon and hour > _NOON:
        return -1
    if (half == "凌晨" or latin == "am") and hour == _NOON:
        return 0
    if half in _NIGHT:
        return hour + _NOON if _EVENING <= hour <= _NOON else hour if hour > _NOON else -1
    if half == "中午":
        return hour + _NOON if hour < _EVENING else hour
    if half == "下午" or latin == "pm":
        return hour + _NOON if 0 < hour < _NOON else hour
    return hour
