"""Read the log on two time axes: what was known at a revision, and what had happened by a day."""

from collections.abc import Iterable
from datetime import date, time

from dashboard.election.facts import Fact


def struck(facts: Iterable[Fact]) -> dict[str, Fact]:
    """Map the id of every fact that no longer counts to the fact that struck it out.

    A fact strikes the one it supersedes unless it is retracted itself: then what it had corrected
    counts again. A correction that is corrected in its turn goes on striking what it replaced.
    """
    gone: dict[str, Fact] = {}
    for fact in sorted(facts, key=lambda fact: (fact.revision, fact.seq), reverse=True):
        if fact.supersedes is not None:
            by = gone.get(fact.id)
            if by is None or by.type != "retracted":
                gone.setdefault(fact.supersedes, by or fact)
    return gone


def reading(facts: Iterable[Fact], as_of: date | None = None, known: int | None = None) -> list[Fact]:
    """List the facts that count, in the order in which they happened.

    Those known at revision `known` (default: all); superseded and retracted ones dropped **first**;
    then those effective on or before `as_of` (default: any day). Order: day, time where given (facts
    without a time stand at the day's beginning), revision, seq.
    """
    heard = [fact for fact in facts if known is None or fact.revision <= known]
    gone = struck(heard)
    counting = [
        fact
        for fact in heard
        if fact.id not in gone and fact.type != "retracted" and (as_of is None or fact.effective_on <= as_of)
    ]
    counting.sort(key=lambda fact: (fact.effective_on, fact.effective_time or time.min, fact.revision, fact.seq))
    return counting
