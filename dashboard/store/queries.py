"""Answer questions about the present and any past, each from one consistent read of the database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Engine, select

from dashboard.clock import Clock
from dashboard.election.areas import Area, AreaTree
from dashboard.election.facts import Fact
from dashboard.election.progress import Board
from dashboard.election.reading import reading as read_log
from dashboard.election.reading import struck
from dashboard.election.state import UnitState, fold
from dashboard.profile.calendar import WorkingDays
from dashboard.profile.model import Profile
from dashboard.store import schema
from dashboard.store.engine import reading
from dashboard.store.errors import UnknownArea, UnknownRevision
from dashboard.store.projection import derive, stored
from dashboard.store.rows import fact_of, read_facts

_RECENT = timedelta(days=3)  # the last report is nearly always younger


@dataclass(frozen=True)
class Freshness:
    """Say how fresh the picture is.

    Attributes
    ----------
    last_report_at : datetime or None
        Business instant of the last confirmed township report.
    reported, expected : int
        Townships that have reported the day, and those that owe a report.
    """

    last_report_at: datetime | None
    reported: int
    expected: int


@dataclass(frozen=True)
class Dossier:
    """Hold all that is known of one unit at a revision, folded as of a day.

    `history` lists every fact in the order in which it was recorded, also those that no longer count;
    `struck_by` maps the id of such a fact to the fact that replaced or withdrew it.
    """

    area: Area
    township: Area
    state: UnitState
    revision: int
    history: Sequence[Fact]
    struck_by: dict[str, Fact]


@dataclass(frozen=True)
class Queries:
    """Read one database."""

    engine: Engine
    tree: AreaTree
    profile: Profile
    calendar: WorkingDays
    clock: Clock

    def area(self, code: str) -> Area:
        """Return an area; raise UnknownArea."""
        area = self.tree.areas.get(code)
        if area is None:
            raise UnknownArea(code=code)
        return area

    def units_below(self, code: str) -> tuple[str, ...]:
        """List the units of an area in official order (a unit is its own)."""
        area = self.area(code)
        if area.kind is not None:
            return (code,)
        inside = {code}
        for other in self.tree.areas.values():
            if other.parent_code in inside:
                inside.add(other.code)
        return tuple(unit.code for unit in self.tree.units if unit.code in inside)

    def revision(self) -> int:
        """Return the last committed revision."""
        with reading(self.engine) as connection:
            return _revision(connection)

    def board(self, as_of: date | None = None, known: int | None = None) -> Board:
        """Return where all units stand as of a day (default: business today), as known at a revision.

        Raises
        ------
        UnknownRevision
            `known` lies after the latest.
        """
        day = as_of or self.clock.today()
        with reading(self.engine) as connection:
            revision = _known(connection, known)
            latest_day = connection.execute(select(schema.meta.c.latest_effective_on)).scalar()
            if revision == _revision(connection) and (latest_day is None or latest_day <= day):
                units, tracks = stored(connection)
            else:
                units, tracks = derive(connection, self.tree, self.profile, as_of=day, known=revision)
            silent = self._silent(connection, day, revision)
        return Board(
            revision=revision,
            day=day,
            profile=self.profile,
            calendar=self.calendar,
            units={row.area_code: row for row in units},
            tracks={(row.area_code, row.track): row for row in tracks},
            township_of={unit.code: unit.parent_code or "" for unit in self.tree.units},
            silent=silent,
        )

    def advance(self, board: Board) -> tuple[Board, tuple[str, ...]]:
        """Return the latest board and the units touched since `board`, both from one read.

        Only the touched units are read anew; `board` holds the others. On another business day, with
        facts of a later day than today, or on a log that has lost revisions, everything is read and
        every unit counts as touched.
        """
        day = self.clock.today()
        with reading(self.engine) as connection:
            revision = _revision(connection)
            latest_day = connection.execute(select(schema.meta.c.latest_effective_on)).scalar()
            if day == board.day and revision >= board.revision and (latest_day is None or latest_day <= day):
                codes = self.with_units(_touched(connection, board.revision))
                units, tracks = stored(connection, codes)
                fresh = replace(
                    board,
                    revision=revision,
                    units={**board.units, **{row.area_code: row for row in units}},
                    tracks={**board.tracks, **{(row.area_code, row.track): row for row in tracks}},
                    silent=self._silent(connection, day, revision),
                )
                return fresh, codes
        return self.board(), tuple(sorted(unit.code for unit in self.tree.units))

    def with_units(self, areas: Iterable[str]) -> tuple[str, ...]:
        """Return the units among `areas` and those below them: a township's report changes its units' signs."""
        return tuple(sorted({code for area in areas for code in self.units_below(area)}))

    def dossier(self, code: str, as_of: date | None = None, known: int | None = None) -> Dossier:
        """Return one unit's state and history; raise UnknownArea or UnknownRevision."""
        area = self.area(code)
        if area.kind is None:
            raise UnknownArea(code=code)
        with reading(self.engine) as connection:
            revision = _known(connection, known)
            history = read_facts(connection, [code], revision).get(code, [])
        state = fold(area, read_log(history, as_of or self.clock.today()), self.profile)
        last = history[-1].revision if history else 0
        return Dossier(area, self.area(area.parent_code or code), state, last, history, struck(history))

    def touched_since(self, revision: int) -> tuple[int, tuple[str, ...]]:
        """Return the latest revision and the areas with a fact after `revision`."""
        with reading(self.engine) as connection:
            return _revision(connection), _touched(connection, revision)

    def freshness(self, day: date | None = None, known: int | None = None) -> Freshness:
        """Say how many townships have reported `day` (default: business today) and when the last did."""
        day = day or self.clock.today()
        with reading(self.engine) as connection:
            received = self._reports(connection, day, _known(connection, known))
        expected = self.tree.expected_reporters(self.profile)
        newest = max((self._received_at(fact) for fact in received), default=None)
        today = {fact.area_code for fact in received if fact.effective_on == day}
        return Freshness(newest, len(today.intersection(expected)), len(expected))

    def _received_at(self, fact: Fact) -> datetime:
        """Return when a report came in: the fact's own time, else the moment it was recorded."""
        if fact.effective_time is None:
            return fact.recorded_at.astimezone(self.clock.zone)
        return datetime.combine(fact.effective_on, fact.effective_time, self.clock.zone)

    def _reports(self, connection: Connection, day: date, known: int) -> list[Fact]:
        """Return the township reports of the last days that count, or of any day when there are none."""
        recent = self._counting_reports(connection, day, known, max(day, date.min + _RECENT) - _RECENT)
        return recent or self._counting_reports(connection, day, known, date.min)

    def _counting_reports(self, connection: Connection, day: date, known: int, first: date) -> list[Fact]:
        table = schema.fact
        own = (table.c.type == "report_received") & (table.c.effective_on >= first)
        striking = table.c.type.in_(("report_received", "retracted")) & table.c.supersedes.is_not(None)
        rows = connection.execute(select(table).where(own | striking, table.c.revision <= known)).mappings()
        read = read_log(map(fact_of, rows), day)
        return [fact for fact in read if fact.type == "report_received" and fact.effective_on >= first]

    def _silent(self, connection: Connection, day: date, known: int) -> frozenset[str]:
        today = {fact.area_code for fact in self._reports(connection, day, known) if fact.effective_on == day}
        return frozenset(self.tree.expected_reporters(self.profile)) - today


def _revision(connection: Connection) -> int:
    return int(connection.execute(select(schema.meta.c.revision)).scalar_one())


def _touched(connection: Connection, revision: int) -> tuple[str, ...]:
    table = schema.fact
    codes = select(table.c.area_code).where(table.c.revision > revision).distinct()
    return tuple(sorted(connection.execute(codes).scalars()))


def _known(connection: Connection, known: int | None) -> int:
    latest = _revision(connection)
    if known is not None and not 0 <= known <= latest:
        raise UnknownRevision(revision=known, latest=latest)
    return latest if known is None else known
