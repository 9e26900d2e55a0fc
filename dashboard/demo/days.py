"""Answer what may happen on which day of the campaign: work, polls, neither in the festivals."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from dashboard.profile.calendar import WorkingDays

DAY = timedelta(days=1)
_AROUND = timedelta(days=45)  # plans may reach this far beyond the campaign
_FESTIVAL = 3  # days off in a row that make a festival; a weekend has two


@dataclass(frozen=True)
class Days:
    """Hold the days from some weeks before `first` to some weeks after `last`.

    A festival is a run of at least three days off: New Year, Spring Festival. Ordinary weekends may
    hold polls, festivals hold none.
    """

    calendar: WorkingDays
    first: date
    last: date

    @cached_property
    def working(self) -> frozenset[date]:
        """Return the working days."""
        return frozenset(day for day in self._all() if self.calendar.is_working(day))

    @cached_property
    def festivals(self) -> frozenset[date]:
        """Return the days of festivals."""
        found: set[date] = set()
        run: list[date] = []
        for day in self._all():
            run = [] if day in self.working else [*run, day]
            if len(run) >= _FESTIVAL:
                found.update(run)
        return frozenset(found)

    def _all(self) -> Iterator[date]:
        for step in range((self.last - self.first + 2 * _AROUND).days + 1):
            yield self.first - _AROUND + step * DAY

    def work_on_or_after(self, day: date) -> date:
        """Return `day`, or the next working day."""
        while day not in self.working:
            day += DAY
        return day

    def work_before(self, day: date) -> date:
        """Return the last working day before `day`."""
        day -= DAY
        while day not in self.working:
            day -= DAY
        return day

    def add(self, day: date, count: int) -> date:
        """Return the day that lies `count` working days after `day`."""
        for _ in range(count):
            day = self.work_on_or_after(day + DAY)
        return day

    def poll_on_or_after(self, day: date, spread: int = 0) -> date:
        """Return `day`, or, when it lies in a festival, the day `spread` days after the first one behind it."""
        if day not in self.festivals:
            return day
        while day in self.festivals:
            day += DAY
        return day + spread * DAY

    def working_between(self, first: date, last: date) -> list[date]:
        """List the working days from `first` to `last`, both included."""
        return [
            first + step * DAY for step in range((last - first).days + 1) if first + step * DAY in self.working
        ]
