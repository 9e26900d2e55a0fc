"""Decide which trouble befalls the fictional units, and when each township begins."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import cycle, islice
from random import Random

from dashboard.demo.polls import Trouble
from dashboard.demo.pool import PoolUnit
from dashboard.election.areas import AreaTree
from dashboard.profile.model import Profile

_WAVES = (0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 8, 9, 11, 13, 15, 18, 24)
"""Days after the campaign's start on which townships begin; seed and code say which has which."""

_PILOTS_OF_COMMUNITIES = 3
_PILOT_TROUBLES = (Trouble.NONE, Trouble.VOID_POLL, Trouble.SHORT_POLL, Trouble.NONE, Trouble.NONE)


@dataclass(frozen=True)
class Role:
    """Say what happens to a fictional unit on each track.

    Attributes
    ----------
    held_back : bool
        It begins so that its planned party poll lies just before the demo's opening.
    early : bool
        It begins soon after the campaign's start.
    pilot : int or None
        Place among the first elections of committees (试点首家选举), which have a fast plan.
    near_miss : bool
        The party's poll is just above the quorum.
    """

    party: Trouble = Trouble.NONE
    committee: Trouble = Trouble.NONE
    held_back: bool = False
    early: bool = False
    pilot: int | None = None
    near_miss: bool = False


@dataclass(frozen=True)
class Cast:
    """Hold what the roles are chosen from."""

    profile: Profile
    tree: AreaTree
    pool: Sequence[PoolUnit]
    seed: int

    @cached_property
    def roles(self) -> Mapping[str, Role]:
        """Return the role of every fictional unit, by code."""
        pilots = self._pilots()
        places = {code: place for place, code in enumerate(self.tree.expected_reporters(self.profile))}
        party = cycle(
            (Trouble.NONE, Trouble.SLOW, Trouble.NONE, Trouble.NONE, Trouble.REVOKED, Trouble.NONE, Trouble.NONE)
        )
        keys = cycle(
            (Trouble.NONE, Trouble.SLOW, Trouble.NONE, Trouble.POSTPONED, Trouble.NONE, Trouble.SUSPENDED)
        )
        held = cycle((Trouble.POSTPONED, Trouble.SLOW, Trouble.SUSPENDED, Trouble.SLOW))
        villages = cycle((Trouble.VACANCY, Trouble.VOID_POLL, Trouble.SHORT_POLL))
        communities = cycle(
            (Trouble.VOID_POLL, Trouble.SLOW, Trouble.SHORT_POLL, Trouble.POSTPONED, Trouble.NONE, Trouble.REVOKED,
             Trouble.SUSPENDED)
        )  # fmt: skip
        roles: dict[str, Role] = {}
        for number, unit in enumerate(self.pool):
            area = self.tree.areas[unit.code]
            near_miss = number % 6 == 1
            held_back = not unit.key and places[area.parent_code or ""] % 5 == 2  # noqa: PLR2004 - every fifth
            if unit.code in pilots:
                pilot = pilots.index(unit.code)
                roles[unit.code] = Role(committee=_PILOT_TROUBLES[pilot], pilot=pilot)
                continue
            trouble = next(held if held_back else keys if unit.key else party)
            if held_back or trouble is not Trouble.NONE:
                back = held_back or unit.key
                roles[unit.code] = Role(trouble, held_back=back, early=not back, near_miss=near_miss)
            else:
                later = next(villages if unit.key else communities)
                roles[unit.code] = Role(committee=later, early=True, near_miss=near_miss)
        return roles | dict(self._odd(roles))

    @staticmethod
    def _odd(roles: Mapping[str, Role]) -> Iterator[tuple[str, Role]]:
        """Yield those whose pace is odd: the first slow one stands still, the first steady one runs ahead."""
        for usual, odd in ((Trouble.SLOW, Trouble.STALLED), (Trouble.NONE, Trouble.HASTY)):
            early = (code for code, role in roles.items() if role.party is usual and role.early)
            for code in islice(early, 1):
                yield code, replace(roles[code], party=odd)

    def _pilots(self) -> list[str]:
        """Choose the first elections: the villages that are not key ones, and some communities."""
        plain = [unit.code for unit in self.pool if not unit.key]
        villages = [code for code in plain if self.tree.areas[code].kind == "village"]
        communities = {self.tree.areas[code].parent_code: code for code in plain if code not in villages}
        homes = sorted(communities, key=lambda home: (self.waves[home or ""], home or ""))
        return [*villages, *(communities[home] for home in homes[:_PILOTS_OF_COMMUNITIES])]

    @cached_property
    def waves(self) -> Mapping[str, int]:
        """Return township → days after the campaign's start on which its first units begin."""
        areas = self.tree.areas
        first = {
            areas[unit.code].parent_code
            for unit in self.pool
            if not unit.key and areas[unit.code].kind == "village"
        }
        townships = sorted(  # those of the villages that hold the first elections lead
            self.tree.expected_reporters(self.profile),
            key=lambda code: (code not in first, Random(f"{self.seed} wave {code}").random()),
        )
        return {code: _WAVES[place * len(_WAVES) // len(townships)] for place, code in enumerate(townships)}
