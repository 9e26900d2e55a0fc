"""Find what went backwards or was corrected: what stood before, what stands after, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dashboard.election.areas import Area
from dashboard.election.facts import Fact
from dashboard.election.reading import reading
from dashboard.election.state import fold
from dashboard.profile.model import Profile

Kind = Literal["revoked", "corrected", "withdrawn"]


@dataclass(frozen=True)
class Setback:
    """Hold one fact that undid or replaced something.

    Attributes
    ----------
    kind : str
        `revoked`: an authority undid a stage; `corrected`, `withdrawn`: a record was wrong.
    fact : Fact
        What was recorded.
    struck : Fact or None
        The record that it replaces; None for an event of the real world.
    before, after : Mapping[str, int or None]
        Phase by track, on the day that is looked at, without the revision of `fact` and with it.
    """

    kind: Kind
    fact: Fact
    struck: Fact | None
    before: Mapping[str, int | None]
    after: Mapping[str, int | None]

    @property
    def backwards(self) -> bool:
        """Say whether a track stands in an earlier phase than before."""
        return any((self.after[track] or 0) < (phase or 0) for track, phase in self.before.items())


def undoes(fact: Fact) -> Kind | None:
    """Say how a fact undoes or replaces something; None when it does not."""
    if fact.type == "milestone_revoked":
        return "revoked" if fact.supersedes is None else "corrected"
    if fact.type == "retracted":
        return "withdrawn"
    return None if fact.supersedes is None else "corrected"


def setbacks(
    area: Area, facts: Sequence[Fact], chosen: Iterable[Fact], as_of: date, profile: Profile
) -> list[Setback]:
    """Tell what each of `chosen` undid in a unit, in the order in which they were recorded.

    Parameters
    ----------
    facts : Sequence[Fact]
        All facts of the unit, `chosen` among them.
    as_of : date
        The day on which the phases before and after are looked at.
    """
    by_id = {fact.id: fact for fact in facts}

    def phases(known: int) -> dict[str, int | None]:
        state = fold(area, reading(facts, as_of, known), profile)
        return {track: found.phase for track, found in state.tracks.items()}

    return [
        Setback(
            kind=kind,
            fact=fact,
            struck=by_id.get(fact.supersedes or ""),
            before=phases(fact.revision - 1),
            after=phases(fact.revision),
        )
        for fact in sorted(chosen, key=lambda fact: (fact.revision, fact.seq))
        if (kind := undoes(fact)) is not None
    ]
