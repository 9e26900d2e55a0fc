"""Add units up: totals per township and district, rates, and the columns of the map."""

from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, fields
from datetime import date

from dashboard.election.flags import EXCEPTIONS, Flag
from dashboard.election.plan import band, days_late, deviation
from dashboard.election.rows import TrackRow, UnitRow
from dashboard.profile.calendar import WorkingDays
from dashboard.profile.model import OVERALL, Profile


@dataclass(frozen=True)
class Totals:
    """Count units on one track; under the overall view, count unit-tracks.

    `phases` counts the due units per phase ordinal; `polls` those whose first poll is concluded,
    `first_success` those whose first poll was valid and filled all seats; `planned` those whose
    planned polling day has come.
    """

    due: int
    started: int
    polls: int
    elected: int
    completed: int
    first_success: int
    planned: int
    another: int
    rerun: int
    vacancy: int
    postponed: int
    suspended: int
    phases: tuple[int, ...]

    def __add__(self, other: "Totals") -> "Totals":
        """Add two disjoint groups of units."""
        counts = {
            f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self) if f.name != "phases"
        }
        return Totals(**counts, phases=tuple(a + b for a, b in zip(self.phases, other.phases, strict=True)))

    @property
    def completion_rate(self) -> float | None:
        """Return completed / due, or None when nothing is due."""
        return self.completed / self.due if self.due else None

    @property
    def one_time_success_rate(self) -> float | None:
        """Return units with all seats filled at the first poll / units whose first poll is concluded."""
        return self.first_success / self.polls if self.polls else None


@dataclass(frozen=True)
class MapRow:
    """Hold the dynamic columns of one unit on the map, in the order in which they travel."""

    phase: int | None
    since: date | None
    alert: int
    flags: int
    late: int | None
    assessment: str | None
    poll_on: date | None

    def wire(self) -> list[object]:
        """Return the values as JSON writes them."""
        return [
            self.phase,
            self.since.isoformat() if self.since else None,
            self.alert,
            self.flags,
            self.late,
            self.assessment,
            self.poll_on.isoformat() if self.poll_on else None,
        ]


COLUMNS = tuple(f.name for f in fields(MapRow))
"""Names of the dynamic columns, in order."""


@dataclass(frozen=True)
class Board:
    """Hold the rows of all units at one revision, and answer what screens ask of a day.

    Parameters
    ----------
    revision : int
        The revision the rows were read at.
    day : date
        The business day that lateness and silence are judged for.
    units : Mapping[str, UnitRow]
    tracks : Mapping[tuple[str, str], TrackRow]
        By (area code, track id).
    township_of : Mapping[str, str]
        Unit code → township code.
    silent : AbstractSet[str]
        Townships that owe a report of `day` and have sent none.
    """

    revision: int
    day: date
    profile: Profile
    calendar: WorkingDays
    units: Mapping[str, UnitRow]
    tracks: Mapping[tuple[str, str], TrackRow]
    township_of: Mapping[str, str]
    silent: AbstractSet[str] = field(default_factory=frozenset)

    def map_row(self, code: str, view: str) -> MapRow:
        """Return the map's columns of a unit for a track or the overall view."""
        unit = self.units[code]
        rows = self._rows(code, view)
        due = [row for row in rows if row.phase is not None]
        flags = Flag(0)
        for row in due:
            flags |= Flag(row.exceptions)
        flags |= Flag.KEY if unit.key_level else Flag(0)
        if not due:
            flags |= Flag.NOT_DUE
            return MapRow(None, None, unit.alert, int(flags), None, unit.assessment, None)
        if self.township_of[code] in self.silent:
            flags |= Flag.NOT_REPORTED
        row = self._leading(due)
        return MapRow(
            phase=row.phase,
            since=row.since,
            alert=unit.alert,
            flags=int(flags),
            late=days_late(row.stage_due_on, self.day, self.calendar),
            assessment=unit.assessment,
            poll_on=row.poll_on,
        )

    def totals(self, codes: Iterable[str], view: str) -> Totals:
        """Add up the units `codes`; under the overall view every due unit-track counts once."""
        due = [row for code in codes for row in self._rows(code, view) if row.phase is not None]
        last = len(self.profile.phases) - 1
        reached = [row.phase or 0 for row in due]
        signs = Counter(row.exceptions for row in due)
        return Totals(
            due=len(due),
            started=sum(phase > 0 for phase in reached),
            polls=sum(row.first_outcome is not None for row in due),
            elected=sum(row.elected for row in due),
            completed=sum(phase == last for phase in reached),
            first_success=sum(row.first_outcome == "success" for row in due),
            planned=sum(row.planned_poll_on is not None and row.planned_poll_on <= self.day for row in due),
            phases=tuple(reached.count(phase) for phase in range(last + 1)),
            **{
                kind: sum(number for mask, number in signs.items() if mask & bit)
                for kind, bit in EXCEPTIONS.items()
            },
        )

    def summary(self, codes: Iterable[str], view: str) -> dict[str, object]:
        """Return totals, rates and the band of deviation as JSON writes them."""
        totals = self.totals(codes, view)
        points = deviation(totals.elected, totals.planned, totals.due)
        return {
            **{f.name: getattr(totals, f.name) for f in fields(totals) if f.name != "phases"},
            "phases": list(totals.phases),
            "completion_rate": totals.completion_rate,
            "one_time_success_rate": totals.one_time_success_rate,
            "deviation": None if points is None else round(points, 1),
            "band": band(points, self.profile),
        }

    def _rows(self, code: str, view: str) -> list[TrackRow]:
        if view != OVERALL:
            return [self.tracks[code, view]]
        return [self.tracks[code, track.id] for track in self.profile.tracks]

    def _leading(self, due: list[TrackRow]) -> TrackRow:
        """Return the earliest unfinished track in profile order, or of finished ones the last to finish."""
        last = len(self.profile.phases) - 1
        unfinished = [row for row in due if row.phase != last]
        return unfinished[0] if unfinished else max(due, key=lambda row: row.since or date.min)
