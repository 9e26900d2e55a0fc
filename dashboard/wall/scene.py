"""Hold what the wall looks at: an area at a business instant, and how its places are called."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from dashboard.election.areas import Area, AreaTree
from dashboard.election.collisions import supervision
from dashboard.election.facts import Fact
from dashboard.election.poll_days import PollDay, poll_days
from dashboard.election.progress import Board
from dashboard.election.state import UnitState
from dashboard.messages import Messages
from dashboard.profile.model import Profile
from dashboard.store.queries import Queries
from dashboard.store.states import States


@dataclass(frozen=True)
class Scene:
    """Read an area as of the day of a business instant; what is not asked for is not read.

    Attributes
    ----------
    now : datetime
        In the profile's zone.
    view : str
        A track, or the overall view.
    """

    queries: Queries
    states: States
    say: Messages
    now: datetime
    view: str
    area: Area
    visitors: bool = False

    @property
    def profile(self) -> Profile:
        """Return the election's profile."""
        return self.queries.profile

    @property
    def tree(self) -> AreaTree:
        """Return the areas."""
        return self.queries.tree

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone of business days."""
        return self.queries.clock.zone

    @property
    def day(self) -> date:
        """Return the business day."""
        return self.now.date()

    @property
    def whole(self) -> bool:
        """Say whether the whole district is looked at."""
        return self.area is self.tree.root

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Return the units of the area in official order."""
        return self.tree.units_below[self.area.code]

    @cached_property
    def within(self) -> AbstractSet[str]:
        """Return the codes of everything that is looked at."""
        if self.whole:
            return self.tree.areas.keys()
        return {self.area.code, *self.codes}

    @cached_property
    def board(self) -> Board:
        """Return where all units of the district stand."""
        return self.queries.board(self.day)

    @cached_property
    def units(self) -> Mapping[str, UnitState]:
        """Return the folded states of all units of the district."""
        return self.states.of(None, self.day).units

    @cached_property
    def polls(self) -> Sequence[PollDay]:
        """Return all polls of the district, held or to come."""
        return poll_days(self.tree, self.units, self.day)

    @cached_property
    def groups(self) -> Mapping[str, AbstractSet[str]]:
        """Return township → posts of its supervision groups."""
        told: dict[str, list[Fact]] = {}
        for fact in self.facts("assignment", codes=[town.code for town in self.tree.townships]):
            told.setdefault(fact.area_code, []).append(fact)
        return supervision(told, self.profile.collisions)

    @cached_property
    def names(self) -> AbstractSet[str]:
        """Return the names of areas, and of the posts of supervision groups."""
        areas = {name for area in self.tree.areas.values() for name in (area.name, area.short_name)}
        return areas.union(*self.groups.values())

    def facts(self, *types: str, codes: Collection[str] | None = None) -> list[Fact]:
        """Return the counting facts of some types."""
        return self.queries.counting(types, self.day, codes)

    # ------------------------------------------------------------ words

    def name(self, code: str) -> str:
        """Return the short name of an area."""
        return self.tree.areas[code].short_name

    def town(self, code: str) -> str:
        """Return the short name of a unit's township; nothing for what is none."""
        area = self.tree.areas[code]
        return self.name(area.parent_code) if area.kind is not None and area.parent_code else ""

    def place(self, code: str) -> str:
        """Return the name of an area, after that of its township."""
        return " · ".join(filter(None, (self.town(code), self.name(code))))

    def ordinal(self, code: str) -> int:
        """Return the place of an area in the official order."""
        return self.tree.areas[code].ordinal

    def track(self, track: str) -> str:
        """Return the short name of a track."""
        return self.profile.short_name_of(track, self.say.locale)

    def sentences(self, *told: str) -> str:
        """Put sentences behind each other, as the language does."""
        return ("" if self.say.locale == "zh_CN" else " ").join(filter(None, told))
