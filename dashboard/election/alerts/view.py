"""Hold what conditions are judged on: one area's facts and state, and the polls of the whole district."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from dashboard.election.alerts.finding import begin_of
from dashboard.election.areas import Area, AreaTree
from dashboard.election.facts import Fact
from dashboard.election.review import ReviewClock
from dashboard.election.state import TrackState, UnitState, fold
from dashboard.profile.alerts import OpenChecklist
from dashboard.profile.calendar import WorkingDays
from dashboard.profile.model import Profile

_AT_REST = frozenset({"postponed", "suspended"})


@dataclass(frozen=True)
class Ground:
    """Hold what is the same for all areas and at all times."""

    profile: Profile
    calendar: WorkingDays
    tree: AreaTree

    @cached_property
    def zone(self) -> ZoneInfo:
        """Return the profile's time zone."""
        return ZoneInfo(self.profile.time_zone)

    @cached_property
    def review_clock(self) -> ReviewClock:
        """Return how the hours of the joint review are counted."""
        return ReviewClock(self.profile.review, self.calendar, self.zone)

    @cached_property
    def reporters(self) -> AbstractSet[str]:
        """Return the townships that owe a daily report."""
        return frozenset(self.tree.expected_reporters(self.profile))

    @cached_property
    def asks_for_first_polls(self) -> bool:
        """Say whether a rule looks at a checklist of first polls."""
        names = {one.id for one in self.profile.checklists if one.applies == "first_poll"}
        return any(
            isinstance(rule, OpenChecklist) and names & set(rule.checklists) for rule in self.profile.alerts
        )

    def begin_of(self, day: date) -> datetime:
        """Return the instant at which a business day begins."""
        return begin_of(day, self.zone)


@dataclass(frozen=True)
class AreaView:
    """Hold one unit or township.

    Attributes
    ----------
    facts : Sequence[Fact]
        Its counting facts in the order in which they happened (`dashboard.election.reading`).
    first_polls : AbstractSet[tuple[str, str]]
        (unit, track) of the first polls to come (`dashboard.election.alerts.first_polls`).
    folded : UnitState or None
        The unit's state, where it is known already.
    """

    area: Area
    facts: Sequence[Fact]
    ground: Ground
    first_polls: AbstractSet[tuple[str, str]] = frozenset()
    folded: UnitState | None = None

    @cached_property
    def state(self) -> UnitState | None:
        """Return where a unit stands; None for a township."""
        if self.area.kind is None:
            return None
        return self.folded or fold(self.area, self.facts, self.ground.profile)

    @cached_property
    def by_type(self) -> Mapping[str, Sequence[Fact]]:
        """Return the facts by type, each in order."""
        sorted_out: dict[str, list[Fact]] = {}
        for fact in self.facts:
            sorted_out.setdefault(fact.type, []).append(fact)
        return sorted_out

    def told(self, *types: str) -> list[Fact]:
        """List the facts of some types, those of each type in order."""
        return [fact for kind in types for fact in self.by_type.get(kind, ())]

    @cached_property
    def owing(self) -> Sequence[TrackState]:
        """List the tracks that are due, not completed, and neither postponed nor suspended."""
        return [one for one in self.open_tracks if not _AT_REST & one.exceptions.keys()]

    @cached_property
    def open_tracks(self) -> Sequence[TrackState]:
        """List the tracks that are due and not completed."""
        if self.state is None:
            return []
        return [one for one in self.state.tracks.values() if one.phase is not None and one.completed_on is None]


def called_poll(state: TrackState) -> date | None:
    """Return the day for which a poll is called and not held yet."""
    called = state.called_on
    if called is None or (state.last_poll_on is not None and state.last_poll_on >= called):
        return None
    return called


def stage_value(state: TrackState, stage: str) -> str:
    """Name a stage so that its label can be found: procedures call stages of one id differently."""
    return f"{state.procedure.id}.{stage}" if state.procedure else stage
