"""Flatten the state of a unit into the rows that a projection keeps: nothing in them depends on the clock."""

from dataclasses import dataclass
from datetime import date

from dashboard.election.areas import Area
from dashboard.election.flags import EXCEPTIONS, Flag
from dashboard.election.plan import expected_poll_on, planned_poll_on, stage_due_on
from dashboard.election.state import TrackState, UnitState


@dataclass(frozen=True, slots=True)
class TrackRow:
    """Hold where a unit stands on one track; the projection's table has the same columns."""

    area_code: str
    track: str
    phase: int | None
    since: date | None
    stage: str | None
    stage_since: date | None
    stage_due_on: date | None
    exceptions: int
    poll_on: date | None
    last_poll_on: date | None
    planned_poll_on: date | None
    expected_poll_on: date | None
    first_outcome: str | None
    elected: bool


@dataclass(frozen=True, slots=True)
class UnitRow:
    """Hold what is beside the procedure, and the last revision that touched the unit."""

    area_code: str
    key_level: str | None
    assessment: str | None
    alert: int
    revision: int


def unit_row(state: UnitState, revision: int) -> UnitRow:
    """Flatten what belongs to the unit as a whole."""
    return UnitRow(state.code, state.key_level, state.assessment, state.alert, revision)


def track_rows(area: Area, state: UnitState) -> tuple[TrackRow, ...]:
    """Flatten the tracks, in profile order."""
    return tuple(_track_row(area, track) for track in state.tracks.values())


def _track_row(area: Area, state: TrackState) -> TrackRow:
    mask = Flag(0)
    for kind in state.exceptions:
        mask |= EXCEPTIONS[kind]
    return TrackRow(
        area_code=area.code,
        track=state.track,
        phase=state.phase,
        since=state.since,
        stage=state.stage,
        stage_since=state.stage_since,
        stage_due_on=stage_due_on(state),
        exceptions=int(mask),
        poll_on=state.poll_on,
        last_poll_on=state.last_poll_on,
        planned_poll_on=planned_poll_on(state),
        expected_poll_on=expected_poll_on(state),
        first_outcome=state.first_outcome,
        elected=state.elected,
    )
