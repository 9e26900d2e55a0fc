"""Count working days by the statutory calendar and the profile's overrides."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import chinese_calendar

from dashboard.profile.errors import CalendarYearMissing
from dashboard.profile.model import Profile

_SATURDAY = 5
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkingDays:
    """Answer which days are working days.

    Parameters
    ----------
    statutory : bool
        Follow the State Council's holidays and make-up days (调休); otherwise only weekends are free.
    overrides : Mapping[date, bool]
        Days that differ from it: True for a working day.
    """

    statutory: bool
    overrides: Mapping[date, bool]

    @classmethod
    def of(cls, profile: Profile) -> "WorkingDays":
        """Return the calendar of a profile."""
        return cls(
            statutory=profile.calendar.holidays == "chinesecalendar",
            overrides={day.date: day.working for day in profile.calendar.overrides},
        )

    def is_working(self, day: date) -> bool:
        """Say whether people work on `day`.

        Raises
        ------
        CalendarYearMissing
            The statutory calendar of that year is not known.
        """
        if day in self.overrides:
            return self.overrides[day]
        return _is_workday(day) if self.statutory else day.weekday() < _SATURDAY

    def between(self, start: date, end: date) -> int:
        """Count the working days after `start` up to and including `end`; 0 when `end` is not later."""
        return sum(self.is_working(start + _DAY * step) for step in range(1, (end - start).days + 1))

    def add(self, start: date, days: int) -> date:
        """Return the day that lies `days` working days after `start` (`days` ≥ 0)."""
        day = start
        while days > 0:
            day += _DAY
            days -= self.is_working(day)
        return day

    def before(self, end: date, days: int) -> date:
        """Return the last day after which `days` working days lie up to and including `end` (`days` ≥ 0)."""
        day = end
        while days > 0:
            days -= self.is_working(day)
            day -= _DAY
        return day

    def on_or_before(self, day: date) -> date:
        """Return `day`, or the last working day before it."""
        while not self.is_working(day):
            day -= _DAY
        return day

    def on_or_after(self, day: date) -> date:
        """Return `day`, or the next working day."""
        while not self.is_working(day):
            day += _DAY
        return day

    def off_in_a_row(self, day: date) -> int:
        """Return how many days off in a row `day` is one of; 0 for a working day."""
        if self.is_working(day):
            return 0
        first, last = self.on_or_before(day), self.on_or_after(day)
        return (last - first).days - 1


@cache  # the package looks through all years that it knows at each question; boards ask for every unit
def _is_workday(day: date) -> bool:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError as error:
        raise CalendarYearMissing(year=day.year) from error
