"""Simulate the figures of a unit's polls: one after the other until nothing is left to elect."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from fractions import Fraction
from random import Random

_RERUN_AFTER, _REELECTION_AFTER = 9, 8  # days


class Trouble(Enum):
    """Name what goes wrong in a fictional unit on one track; real ones have none."""

    NONE = auto()
    SLOW = auto()
    STALLED = auto()
    HASTY = auto()
    POSTPONED = auto()
    SUSPENDED = auto()
    REVOKED = auto()
    VOID_POLL = auto()
    SHORT_POLL = auto()
    VACANCY = auto()


@dataclass(frozen=True)
class Round:
    """Hold one poll's payload, and how many days after the one before it is held."""

    days_after: int
    payload: dict[str, object]


@dataclass(frozen=True)
class Electorate:
    """Hold what stays equal over the polls of a unit on one track.

    Attributes
    ----------
    present : int
        How many take part in an ordinary poll.
    absent_quorum : int
        How many take part in a poll that fails for want of a quorum.
    away : int or None
        Members whose absence is approved (party only); they are not among the eligible.
    """

    eligible: int
    present: int
    absent_quorum: int
    away: int | None
    seats: int

    @classmethod
    def of_party(cls, random: Random, *, near_miss: bool) -> "Electorate":
        """Draw an organisation; `near_miss`: just above the quorum of more than 4/5."""
        eligible = random.randint(38, 160)
        present = int(eligible * Fraction(4, 5)) + 1 if near_miss else int(eligible * random.uniform(0.88, 0.99))
        return cls(eligible, present, int(eligible * Fraction(3, 4)), eligible // 20, random.choice((5, 7)))

    @classmethod
    def of_committee(cls, random: Random, kind: str | None) -> "Electorate":
        """Draw the voters of a village or community."""
        eligible = random.randint(420, 2600)
        present = int(eligible * random.uniform(0.66, 0.93))
        seats = random.choice((5, 7)) if kind == "village" else random.choice((5, 7, 9))
        return cls(eligible, present, int(eligible * Fraction(48, 100)), None, seats)

    @property
    def candidates(self) -> int:
        """Return the candidates for all seats: a fifth more than there are seats."""
        return self.seats + max(1, -(-self.seats // 5))

    def rounds(self, trouble: Trouble) -> Iterator[Round]:
        """Yield the polls in order; the last one decides."""
        if trouble is Trouble.VOID_POLL:
            yield self._round(0, "rerun", present=self.absent_quorum, elected=0)
            yield self._round(_RERUN_AFTER, "success", number=2)
        elif trouble is Trouble.SHORT_POLL:
            yield self._round(0, "another", elected=self.seats - 1)
            yield self._round(_REELECTION_AFTER, "success", number=2, seats=1)
        elif trouble is Trouble.VACANCY:
            yield self._round(0, "another", elected=self.seats - 1)
            yield self._round(_REELECTION_AFTER, "vacancy", number=2, seats=1, elected=0)
        else:
            yield self._round(0, "success")

    def _round(
        self,
        days_after: int,
        outcome: str,
        *,
        number: int = 1,
        present: int | None = None,
        seats: int | None = None,
        elected: int | None = None,
    ) -> Round:
        came = self.present if present is None else present
        wanted = self.seats if seats is None else seats
        payload: dict[str, object] = {
            "round": number,
            "eligible": self.eligible,
            "present": came,
            "issued": came,
            "returned": came,
            "seats": wanted,
            "candidates": wanted + max(1, -(-wanted // 5)),
            "elected": wanted if elected is None else elected,
            "outcome": outcome,
        }
        if self.away is not None:
            payload |= {"voting_rights": self.eligible + self.away, "excluded": {"away": self.away}}
        return Round(days_after, payload)
