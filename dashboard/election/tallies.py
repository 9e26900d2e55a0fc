"""Add up what is counted day by day: work done (培训、宣传 …), petitions and hotline calls (信访、12345)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.election.command_facts import Petitions
from dashboard.election.facts import Counter, Fact

CHANNELS = ("visits", "hotline")
"""Channels of petitions, as the payload's fields are called."""
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Tally:
    """Hold how often something was done, and how many people took part where that is counted."""

    count: int = 0
    people: int = 0

    def plus(self, count: int, people: int | None) -> "Tally":
        """Return the tally with one more fact."""
        return Tally(self.count + count, self.people + (people or 0))


def counters_of(facts: Iterable[Fact]) -> dict[tuple[str, str], Tally]:
    """Return (area, counter) → the sum of its facts. Facts of other types are passed over."""
    sums: dict[tuple[str, str], Tally] = {}
    for fact in facts:
        if isinstance(fact.payload, Counter):
            key = (fact.area_code, fact.payload.name)
            sums[key] = sums.get(key, Tally()).plus(fact.payload.count, fact.payload.people)
    return sums


def petitions_of(facts: Iterable[Fact]) -> dict[tuple[str, str, date], int]:
    """Return (area, channel, day) → count; several facts of a day and area add up."""
    sums: dict[tuple[str, str, date], int] = {}
    for fact in facts:
        if isinstance(fact.payload, Petitions):
            for channel in CHANNELS:
                key = (fact.area_code, channel, fact.effective_on)
                sums[key] = sums.get(key, 0) + int(getattr(fact.payload, channel))
    return sums


def row_of_days(
    sums: Mapping[tuple[str, str, date], int], areas: Iterable[str], channel: str, last: date, days: int
) -> tuple[int, ...]:
    """Return the counts of some areas on a channel, one for each of the `days` days up to `last`."""
    inside = frozenset(areas)
    wanted = [last - step * _DAY for step in range(days - 1, -1, -1)]
    by_day = dict.fromkeys(wanted, 0)
    for (area, of, day), count in sums.items():
        if of == channel and area in inside and day in by_day:
            by_day[day] += count
    return tuple(by_day.values())


def classes_of(
    sums: Mapping[tuple[str, str, date], int], units: Iterable[str], last: date, days: int, steps: Sequence[int]
) -> dict[str, int]:
    """Return unit → class of its petitions and calls of the `days` up to `last`; without any it is left out.

    The class is the number of `steps` that the sum reaches.
    """
    totals = dict.fromkeys(units, 0)
    first = last - (days - 1) * _DAY
    for (area, _, day), count in sums.items():
        if area in totals and first <= day <= last:
            totals[area] += count
    return {unit: sum(total >= step for step in steps) for unit, total in totals.items() if total >= steps[0]}
