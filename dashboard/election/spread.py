"""Weigh what may happen: probabilities on whole days, learnt also from what has not ended yet."""

from collections import Counter
from collections.abc import Iterable, Mapping

Spread = Mapping[int, float]
"""Days → probability; the probabilities add up to 1."""

CERTAIN: Spread = {0: 1.0}
"""No deviation at all."""


def learnt(observations: Iterable[tuple[int, bool]], least: int) -> Spread | None:
    """Return the Kaplan-Meier estimate of a duration; None when fewer than `least` have ended.

    Those that have not ended yet are told by how long they last already, so that the quick ones, which end
    first, do not make all look quick. What remains above the longest that has ended falls on it.

    Parameters
    ----------
    observations : Iterable[tuple[int, bool]]
        Days, and whether it has ended; False: it lasts at least as long.
    """
    ended: Counter[int] = Counter()
    open_still: Counter[int] = Counter()
    for days, has_ended in observations:
        (ended if has_ended else open_still)[days] += 1
    if ended.total() < least:
        return None
    at_risk, surviving = ended.total() + open_still.total(), 1.0
    found: dict[int, float] = {}
    for days in sorted({*ended, *open_still}):
        if ended[days]:
            found[days] = surviving * ended[days] / at_risk
            surviving -= found[days]
        at_risk -= ended[days] + open_still[days]
    found[max(found)] += surviving
    return found


def added(one: Spread, other: Spread) -> Spread:
    """Return the spread of the sum of two independent numbers of days."""
    found: dict[int, float] = {}
    for days, chance in one.items():
        for more, likely in other.items():
            found[days + more] = found.get(days + more, 0.0) + chance * likely
    return found


def longer_than(spread: Spread, days: int) -> Spread:
    """Return the spread of what is known to last more than `days`; a day more where nothing is known of it."""
    left = {value: chance for value, chance in spread.items() if value > days}
    total = sum(left.values())
    return {value: chance / total for value, chance in left.items()} if total > 0 else {days + 1: 1.0}
