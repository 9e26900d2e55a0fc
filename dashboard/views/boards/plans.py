"""Gather the polls of the district, and the one that a board's address asks about."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from dashboard.election.areas import Area
from dashboard.election.backward import earliest_poll
from dashboard.election.collisions import PollCalendar, supervision
from dashboard.election.facts import Fact
from dashboard.election.poll_days import PollDay, poll_days
from dashboard.election.state import TrackState, UnitState
from dashboard.views.boards.asking import Asking


@dataclass(frozen=True)
class Plans:
    """Hold the polls of the district, and the one that the address asks about."""

    asking: Asking

    @cached_property
    def states(self) -> dict[str, UnitState]:
        """Return the folded states, by unit."""
        return dict(self.asking.services.states.of(None, self.asking.past).units)

    @cached_property
    def calendar(self) -> PollCalendar:
        """Return the polls day by day."""
        asking = self.asking
        told: dict[str, list[Fact]] = {}
        for fact in asking.facts("assignment"):
            told.setdefault(fact.area_code, []).append(fact)
        return PollCalendar(
            poll_days(asking.tree, self.states, asking.day),
            supervision(told, asking.profile.collisions),
            asking.tree.root.code,
            asking.profile.collisions,
            asking.profile.first_polls,
        )

    @cached_property
    def unit(self) -> Area | None:
        """Return the unit that the address asks for."""
        area = self.asking.tree.areas.get(self.asking.query.get("unit", ""))
        return area if area is not None and area.kind is not None else None

    @cached_property
    def track(self) -> str:
        """Return the track that the address asks for, else that with which screens open."""
        known = [track.id for track in self.asking.profile.tracks]
        asked = self.asking.query.get("of", "")
        opening = self.asking.profile.opening_track
        return asked if asked in known else opening if opening in known else known[0]

    @cached_property
    def state(self) -> TrackState | None:
        """Return where the unit stands on the track."""
        return self.states[self.unit.code].tracks.get(self.track) if self.unit else None

    @cached_property
    def poll_on(self) -> date | None:
        """Return the day that the address asks about, else the one called, planned or first possible."""
        try:
            return date.fromisoformat(self.asking.query.get("poll", ""))
        except ValueError:
            pass
        if self.state is None:
            return None
        coming = self.poll
        return (
            coming.on
            if coming
            else earliest_poll(
                self.state, self.asking.day, self.asking.profile, self.asking.services.calendar, estimated=True
            )
        )

    @cached_property
    def poll(self) -> PollDay | None:
        """Return the unit's poll to come."""
        if self.unit is None:
            return None
        own = (self.unit.code, self.track)
        return next((one for one in self.calendar.polls if (one.area, one.track) == own and not one.held), None)
