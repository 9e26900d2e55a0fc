"""Add units up: totals per township and district, rates, and the columns of the map."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import cached_property

from dashboard.election.figures import COUNTS, FIGURES, MATTERS, Terms
from dashboard.election.flags import EXCEPTIONS, Flag
from dashboard.election.plan import band, days_late, deviation
from dashboard.election.rows import TrackRow, UnitRow
from dashboard.profile.calendar import WorkingDays
from dashboard.profile.model import Profile
from dashboard.profile.procedure import OVERALL


@dataclass(frozen=True)
class Totals:
    """Count units on one track; under the overall view, count unit-tracks.

    The names are those of `dashboard.election.figures.COUNTS`, with the exceptional states and, in
    `phases`, the due units per phase ordinal.
    """

    due: int
    started: int
    polls: int
    elected: int
    completed: int
    first_success: int
    planned: int
    polls_today: int
    polls_closed: int
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
    """Hold the dynamic columns of one unit on the map, in the order in which they travel.

    Attributes
    ----------
    phase : int or None
        None when the unit is not due on the track.
    flags : int
        Mask of `dashboard.election.flags.Flag`.
    late : int or None
        Working days by which the present stage is overdue.
    poll_on, planned_on, expected_on, last_poll_on : date or None
        Decided or called poll; the baseline's; the called, else the latest plan's; the last held.
    counts : int
        How many of the unit's due tracks belong to each of `COUNTS`: an octal digit each, the first the
        lowest, so that screens add up any choice of units by the same definitions.
    matters : int
        The unit's own matters that wait for the district.
    """

    phase: int | None
    since: date | None
    alert: int
    flags: int
    late: int | None
    assessment: str | None
    poll_on: date | None
    planned_on: date | None
    expected_on: date | None
    last_poll_on: date | None
    counts: int
    matters: int

    def wire(self) -> list[object]:
        """Return the values as JSON writes them."""
        return [
            self.phase,
            self.since.isoformat() if self.since else None,
            self.alert,
            self.flags,
            self.late,
            self.assessment,
            *(
                day.isoformat() if day else None
                for day in (self.poll_on, self.planned_on, self.expected_on, self.last_poll_on)
            ),
            self.counts,
            self.matters,
        ]


COLUMNS = tuple(f.name for f in fields(MapRow))
"""Names of the dynamic columns, in order."""

_DIGIT = 3
"""Bits of one digit of `MapRow.counts`: a view adds up at most seven tracks (`dashboard.profile.model`)."""


def packed(rows: Sequence[TrackRow], terms: Terms) -> int:
    """Return how many of a unit's due rows belong to each of `COUNTS`, an octal digit each."""
    return sum(
        sum(counts(row, terms) for row in rows) << (_DIGIT * place) for place, counts in enumerate(COUNTS.values())
    )


@dataclass(frozen=True)
class Report:
    """Say what a township has sent for the day: `received`, `zero` or `late`, and when it came."""

    status: str
    at: datetime


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
    expected : AbstractSet[str]
        Townships that owe a report of `day`.
    reports : Mapping[str, Report]
        Township code → its report of `day`.
    matters : AbstractSet[tuple[str, str]]
        (area code, subject) of the matters that wait for the district.
    """

    revision: int
    day: date
    profile: Profile
    calendar: WorkingDays
    units: Mapping[str, UnitRow]
    tracks: Mapping[tuple[str, str], TrackRow]
    township_of: Mapping[str, str]
    expected: AbstractSet[str] = frozenset()
    reports: Mapping[str, Report] = field(default_factory=dict)
    matters: AbstractSet[tuple[str, str]] = frozenset()

    def map_row(self, code: str, view: str) -> MapRow:
        """Return the map's columns of a unit for a track or the overall view."""
        unit = self.units[code]
        due = self.due_rows(code, view)
        flags = Flag(0)
        for row in due:
            flags |= Flag(row.exceptions)
        flags |= Flag.KEY if unit.key_level else Flag(0)
        if not due:
            flags |= Flag.NOT_DUE
            return MapRow(
                phase=None,
                since=None,
                alert=unit.alert,
                flags=int(flags),
                late=None,
                assessment=unit.assessment,
                poll_on=None,
                planned_on=None,
                expected_on=None,
                last_poll_on=None,
                counts=0,
                matters=self._matters_of[code],
            )
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
            planned_on=row.planned_poll_on,
            expected_on=row.expected_poll_on,
            last_poll_on=row.last_poll_on,
            counts=packed(due, self.terms),
            matters=self._matters_of[code],
        )

    def totals(self, codes: Iterable[str], view: str) -> Totals:
        """Add up the units `codes`; under the overall view every due unit-track counts once."""
        due = [row for code in codes for row in self.due_rows(code, view)]
        terms = self.terms
        reached = [row.phase or 0 for row in due]
        signs = Counter(row.exceptions for row in due)
        return Totals(
            phases=tuple(reached.count(phase) for phase in range(terms.last + 1)),
            **{name: sum(counts(row, terms) for row in due) for name, counts in COUNTS.items()},
            **{
                kind: sum(number for mask, number in signs.items() if mask & bit)
                for kind, bit in EXCEPTIONS.items()
            },
        )

    def counted(self, codes: Iterable[str], view: str, count: str) -> tuple[TrackRow, ...]:
        """List the due rows of the units `codes` that belong to a count of `COUNTS`."""
        terms, counts = self.terms, COUNTS[count]
        return tuple(row for code in codes for row in self.due_rows(code, view) if counts(row, terms))

    def open_matters(self, area: str, codes: AbstractSet[str]) -> tuple[tuple[str, str], ...]:
        """List the waiting matters of an area, whose units are `codes`, and of what lies inside it."""
        townships = set() if area in self.units else {self.township_of[code] for code in codes}
        inside = {area, *codes, *townships}
        return tuple(sorted(matter for matter in self.matters if matter[0] in inside))

    def summary(self, area: str, codes: Sequence[str], view: str) -> dict[str, object]:
        """Return totals, rates, band, matters and the day's report of an area as JSON writes them.

        Parameters
        ----------
        codes : Sequence[str]
            The units of `area`.
        """
        totals = self.totals(codes, view)
        points = deviation(totals.elected, totals.planned, totals.due)
        report = self.reports.get(area)
        return {
            **{f.name: getattr(totals, f.name) for f in fields(totals) if f.name != "phases"},
            "phases": list(totals.phases),
            "completion_rate": totals.completion_rate,
            "one_time_success_rate": totals.one_time_success_rate,
            "deviation": None if points is None else round(points, 1),
            "band": band(points, self.profile),
            MATTERS: len(self.open_matters(area, set(codes))),
            "report": report.status if report else None,
            "report_at": report.at.isoformat(timespec="minutes") if report else None,
        }

    def figures(self, area: str, codes: Sequence[str], view: str) -> dict[str, object]:
        """Return only the figures of the strip: what screens compare with another day."""
        summary = self.summary(area, codes, view)
        return {name: summary[name] for name in FIGURES}

    @cached_property
    def silent(self) -> AbstractSet[str]:
        """Return the townships that owe a report of the day and have sent none."""
        return self.expected - self.reports.keys()

    @cached_property
    def _matters_of(self) -> Counter[str]:
        """Count the waiting matters by the area that has put them."""
        return Counter(area for area, _ in self.matters)

    @cached_property
    def terms(self) -> Terms:
        """Return what counts depend on beside the rows."""
        return Terms(self.day, len(self.profile.phases) - 1)

    def due_rows(self, code: str, view: str) -> list[TrackRow]:
        """Return the rows of a unit that a view counts: none where nothing is due."""
        tracks = [view] if view != OVERALL else [track.id for track in self.profile.tracks]
        rows = [self.tracks[code, track] for track in tracks]
        return [row for row in rows if row.phase is not None]

    def _leading(self, due: list[TrackRow]) -> TrackRow:
        """Return the earliest unfinished track in profile order, or of finished ones the last to finish."""
        unfinished = [row for row in due if row.phase != self.terms.last]
        return unfinished[0] if unfinished else max(due, key=lambda row: row.since or date.min)
