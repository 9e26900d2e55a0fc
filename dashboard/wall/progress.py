"""Tell how far completion is against the plans, and when the last unit is expected to be completed."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.election.burn_up import BurnUp, burn_up
from dashboard.election.state import TrackState
from dashboard.profile.procedure import OVERALL
from dashboard.wall.model import Deadline, WallBurnUp
from dashboard.wall.scene import Scene

_HALF = 0.5
"""The forecast is a mean: within half a unit of all it has them all."""


@dataclass(frozen=True)
class Progress:
    """Hold the completions of an area's due units, and what the plans and the forecast say of the end.

    The last few units are the difficult ones, and no history tells when they end: so, as on the desk's chart, the
    forecast speaks of nearly all (profile `[forecast]`) until these are completed, and of all from then on.

    Attributes
    ----------
    plan_end : date or None
        The last day on which a first approved plan has a unit completed; None without plans.
    """

    found: BurnUp
    plan_end: date | None

    @property
    def planned_today(self) -> int:
        """Return the units that are planned to be completed by the day shown."""
        return self.found.planned[len(self.found.actual) - 1]

    @property
    def share(self) -> float:
        """Return the share of the due units whose completion is foretold."""
        found = self.found
        return found.nearly if found.actual[-1] < found.nearly * found.due else 1.0

    @property
    def finish_on(self) -> date | None:
        """Return the day on which the share is expected to be, or all are, completed; None where nothing tells."""
        found = self.found
        if not found.due:
            return None
        if found.actual[-1] == found.due:
            return _reached(found.days, found.actual, found.due)
        return found.ahead.reached(found.ahead.expected, self._wanted)

    @property
    def late_days(self) -> int | None:
        """Return by how many days that lies after the day on which the plans have as many; negative before it."""
        planned = _reached(self.found.days, self.found.planned, self._wanted)
        if self.finish_on is None or planned is None:
            return None
        return (self.finish_on - planned).days

    @property
    def _wanted(self) -> float:
        return self.found.due - _HALF if self.share == 1 else self.share * self.found.due

    def told(self) -> WallBurnUp:
        """Return the curves as the wall draws them."""
        found = self.found
        return WallBurnUp(
            due=found.due,
            days=[day.isoformat() for day in found.days],
            planned=list(found.planned),
            actual=list(found.actual),
            expected=[round(value, 1) for value in found.ahead.expected],
            planned_today=self.planned_today,
            actual_today=found.actual[-1],
            share=self.share,
            finish_on=self.finish_on.isoformat() if self.finish_on else None,
            late_days=self.late_days,
        )


def progress_of(scene: Scene) -> Progress:
    """Return the progress of the area on the scene's view, as the desk's chart has it."""
    tracks = [track.id for track in scene.profile.tracks] if scene.view == OVERALL else [scene.view]
    own = [scene.units[code].tracks[track] for code in scene.codes for track in tracks]
    seen = [state.tracks[track] for state in scene.units.values() for track in tracks]
    found = burn_up(own, seen, scene.day, scene.profile, scene.queries.calendar)
    return Progress(found, _plan_end(own))


def deadline(scene: Scene, progress: Progress) -> Deadline:
    """Return the plans' last day, else the campaign's end, and the days until then."""
    end = progress.plan_end or scene.profile.campaign.end
    return Deadline(day=end.isoformat(), left=(end - scene.day).days)


def _plan_end(tracks: list[TrackState]) -> date | None:
    planned = (
        track.baseline.get(track.procedure.stages[-1].id)
        for track in tracks
        if track.phase is not None and track.procedure is not None
    )
    return max((day for day in planned if day is not None), default=None)


def _reached(days: Sequence[date], counts: Sequence[int], wanted: float) -> date | None:
    """Return the first day on which a count that never falls has reached a number."""
    place = bisect_left(counts, wanted)
    return days[place] if place < len(counts) else None
