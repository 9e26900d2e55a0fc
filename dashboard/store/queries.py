"""Answer questions about the present and any past, each from one consistent read of the database."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Engine, func, select

from dashboard.clock import Clock
from dashboard.election.alerts.alert import Alert, alerts_of
from dashboard.election.areas import Area, AreaTree
from dashboard.election.command_facts import Matter
from dashboard.election.facts import Fact, ReportReceived
from dashboard.election.progress import Board, Report
from dashboard.election.reading import reading as read_log
from dashboard.election.reading import struck
from dashboard.election.state import fold
from dashboard.profile.calendar import WorkingDays
from dashboard.profile.model import Profile
from dashboard.store import schema
from dashboard.store.answers import Dossier, Freshness, Touched
from dashboard.store.engine import reading
from dashboard.store.errors import UnknownArea, UnknownRevision
from dashboard.store.projection import Rows, derive, stored
from dashboard.store.rows import fact_of, read_counting, read_facts, read_revision

_RECENT = timedelta(days=3)  # the last report is nearly always younger


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
        """List the units of an area in official order (a unit is its own); raise UnknownArea."""
        return self.tree.units_below[self.area(code).code]

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
            if revision == _revision(connection):
                units, tracks = self._as_of(connection, day)
            else:
                units, tracks = derive(connection, self.tree, self.profile, as_of=day, known=revision)
            return Board(
                revision=revision,
                day=day,
                profile=self.profile,
                calendar=self.calendar,
                units={row.area_code: row for row in units},
                tracks={(row.area_code, row.track): row for row in tracks},
                township_of={unit.code: unit.parent_code or "" for unit in self.tree.units},
                expected=frozenset(self.tree.expected_reporters(self.profile)),
                reports=self._reports_of(connection, day, revision),
                matters=self._open_matters(connection, day, revision),
            )

    def _as_of(self, connection: Connection, day: date) -> Rows:
        """Return the rows as of a day, with today's knowledge: only units with later facts are folded anew."""
        latest_day = connection.execute(select(schema.meta.c.latest_effective_on)).scalar()
        units, tracks = stored(connection)
        if latest_day is None or latest_day <= day:
            return units, tracks
        later = select(schema.fact.c.area_code).where(schema.fact.c.effective_on > day).distinct()
        moved = {code for code in connection.execute(later).scalars() if self.tree.areas[code].kind is not None}
        fresh_units, fresh_tracks = derive(connection, self.tree, self.profile, sorted(moved), as_of=day)
        return (
            [*(row for row in units if row.area_code not in moved), *fresh_units],
            [*(row for row in tracks if row.area_code not in moved), *fresh_tracks],
        )

    def advance(self, board: Board) -> tuple[Board, Touched]:
        """Return the latest board and what was touched since `board`, both from one read.

        Only the touched units are read anew; `board` holds the others. On another business day, with
        facts of a later day than today, or on a log that has lost revisions, everything is read and
        every area counts as touched.
        """
        day = self.clock.today()
        with reading(self.engine) as connection:
            revision = _revision(connection)
            latest_day = connection.execute(select(schema.meta.c.latest_effective_on)).scalar()
            if day == board.day and revision >= board.revision and (latest_day is None or latest_day <= day):
                touched = self._touched(connection, board.revision, day)
                units, tracks = stored(connection, touched.units)
                fresh = replace(
                    board,
                    revision=revision,
                    units={**board.units, **{row.area_code: row for row in units}},
                    tracks={**board.tracks, **{(row.area_code, row.track): row for row in tracks}},
                    reports=self._reports_of(connection, day, revision),
                    matters=self._open_matters(connection, day, revision),
                )
                return fresh, touched
        return self.board(), self.everything()

    def advance_past(self, past: Board, touched: Touched, revision: int) -> Board:
        """Return the board of an earlier day as known at a later revision.

        Facts of later days leave it as it is, and leave the units' own last revisions as they were read.
        """
        if not touched.past:
            return replace(past, revision=revision)
        with reading(self.engine) as connection:
            codes = sorted(code for code in touched.past if code in past.units)
            units, tracks = derive(connection, self.tree, self.profile, codes, as_of=past.day, known=revision)
            return replace(
                past,
                revision=revision,
                units={**past.units, **{row.area_code: row for row in units}},
                tracks={**past.tracks, **{(row.area_code, row.track): row for row in tracks}},
                reports=self._reports_of(connection, past.day, revision),
                matters=self._open_matters(connection, past.day, revision),
            )

    def touched_since(self, revision: int) -> tuple[int, Touched]:
        """Return the latest revision and what has a fact after `revision`."""
        day = self.clock.today()
        with reading(self.engine) as connection:
            return _revision(connection), self._touched(connection, revision, day)

    def facts(self, code: str, known: int | None = None) -> list[Fact]:
        """Return every fact of an area as recorded; raise UnknownArea or UnknownRevision."""
        area = self.area(code)
        with reading(self.engine) as connection:
            return read_facts(connection, [area.code], _known(connection, known)).get(area.code, [])

    def facts_below(self, code: str) -> tuple[int, dict[str, list[Fact]]]:
        """Return the latest revision and, as known at it, every fact of a township and of its units.

        Each of the areas has its list, be it empty; the township comes first. Raises UnknownArea.
        """
        codes = list(dict.fromkeys((code, *self.units_below(code))))
        with reading(self.engine) as connection:
            facts = read_facts(connection, codes)
            return _revision(connection), {area: facts.get(area, []) for area in codes}

    def counting(
        self, types: Sequence[str], as_of: date | None = None, codes: Collection[str] | None = None
    ) -> list[Fact]:
        """Return the counting facts of some types, in the order in which they happened by a day.

        What a retraction has struck out is not among them; `as_of` defaults to business today, `codes` to
        all areas.
        """
        day = as_of or self.clock.today()
        with reading(self.engine) as connection:
            return self._counting(connection, types, day, _revision(connection), codes=codes)

    def newest(
        self, types: Sequence[str], most: int, as_of: date, codes: Collection[str] | None = None
    ) -> list[Fact]:
        """Return of the last `most` facts of some types those that count, the last recorded first.

        What happens after the day `as_of` is not among them; `codes` defaults to all areas.
        """
        table = schema.fact
        # no column alone, so that no index of types is used: sorting all of a type costs more than going backwards
        own = table.c.type.concat("").in_(types) & (table.c.effective_on <= as_of)
        if codes is not None:
            own &= table.c.area_code.in_(codes)
        if self.tree.closed:
            own &= table.c.area_code.not_in(self.tree.closed)
        latest = table.c.revision.desc(), table.c.seq.desc()
        with reading(self.engine) as connection:
            rows = connection.execute(select(table).where(own).order_by(*latest).limit(most)).mappings()
            found = [fact_of(row) for row in rows]
            oldest = min((fact.revision for fact in found), default=0)
            striking = table.c.supersedes.is_not(None) & (table.c.revision >= oldest)
            later = map(fact_of, connection.execute(select(table).where(striking)).mappings())
            gone = struck((*found, *later))
        return [fact for fact in found if fact.id not in gone]

    def facts_of_revision(self, revision: int) -> list[Fact]:
        """Return what a revision recorded; raise UnknownRevision."""
        with reading(self.engine) as connection:
            return read_revision(connection, _known(connection, revision))

    def counting_facts(self, revision: int) -> list[Fact]:
        """Return what a revision recorded and nothing has struck out since; raise UnknownRevision.

        Retractions that the revision recorded are among them as long as they count.
        """
        with reading(self.engine) as connection:
            return read_counting(connection, _known(connection, revision))

    def everything(self) -> Touched:
        """Return every area as touched."""
        codes = frozenset(self.tree.areas)
        return Touched(tuple(sorted(unit.code for unit in self.tree.units)), codes, codes)

    def _touched(self, connection: Connection, revision: int, today: date) -> Touched:
        """Find what has a fact after `revision`; a township's report changes the signs of all its units."""
        table = schema.fact
        columns = (table.c.area_code, table.c.type, table.c.effective_on, table.c.supersedes)
        rows = connection.execute(select(*columns).where(table.c.revision > revision).distinct()).all()
        units: set[str] = set()
        past: set[str] = set()
        for row in rows:
            if row.type in {"report_received", "retracted"} or self.tree.areas[row.area_code].kind is not None:
                units.update(self.units_below(row.area_code))
            if row.effective_on < today or row.supersedes is not None:
                past.add(row.area_code)
        return Touched(tuple(sorted(units)), frozenset(row.area_code for row in rows), frozenset(past))

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

    def freshness(self, day: date | None = None, known: int | None = None) -> Freshness:
        """Say how many townships have reported `day` (default: business today) and when the last did."""
        day = day or self.clock.today()
        with reading(self.engine) as connection:
            received = self._reports(connection, day, _known(connection, known))
        expected = self.tree.expected_reporters(self.profile)
        newest = max((self.received_at(fact) for fact in received), default=None)
        today = {fact.area_code for fact in received if fact.effective_on == day}
        return Freshness(newest, len(today.intersection(expected)), len(expected))

    def last_revisions(self) -> dict[str, int]:
        """Return the last revision that touched each township or one of its units."""
        table = schema.fact.c
        newest = select(table.area_code, func.max(table.revision)).group_by(table.area_code)
        latest: dict[str, int] = {}
        with reading(self.engine) as connection:
            for code, revision in connection.execute(newest):
                area = self.tree.areas[code]
                home = code if area.kind is None else area.parent_code or code
                latest[home] = max(latest.get(home, 0), int(revision))
        return latest

    def report_of(self, township: str, day: date) -> str | None:
        """Return the status of a township's report of a day; None when there is none."""
        found = self.reports_between(day, day).get((township, day))
        return found[0] if found else None

    def alerts(self, as_of: date | None = None, known: int | None = None) -> list[Alert]:
        """List the alerts of all areas as of a day (default: business today), resolved ones too.

        They stand in the order in which they were opened. Raises UnknownRevision.
        """
        with reading(self.engine) as connection:
            day = as_of or self.clock.today()
            return alerts_of(self._counting(connection, ("alert_action",), day, _known(connection, known)))

    def reports_between(self, first: date, last: date) -> dict[tuple[str, date], tuple[str, datetime]]:
        """Return status and time of the reports of days `first` to `last`, by township and day.

        Of several reports of a day the last counts.
        """
        with reading(self.engine) as connection:
            counting = self._counting(connection, ("report_received",), last, _revision(connection), first)
        return {
            (fact.area_code, fact.effective_on): (fact.payload.status, self.received_at(fact))
            for fact in counting
            if isinstance(fact.payload, ReportReceived)
        }

    def received_at(self, fact: Fact) -> datetime:
        """Return when a report came in: the fact's own time, else the moment it was recorded."""
        if fact.effective_time is None:
            return fact.recorded_at.astimezone(self.clock.zone)
        return datetime.combine(fact.effective_on, fact.effective_time, self.clock.zone)

    def _reports(self, connection: Connection, day: date, known: int) -> list[Fact]:
        """Return the township reports of the last days that count, or of any day when there are none."""
        first = max(day, date.min + _RECENT) - _RECENT
        recent = self._counting(connection, ("report_received",), day, known, first)
        return recent or self._counting(connection, ("report_received",), day, known)

    def _reports_of(self, connection: Connection, day: date, known: int) -> dict[str, Report]:
        """Return the reports of a day by township; of several the last counts."""
        return {
            fact.area_code: Report(fact.payload.status, self.received_at(fact))
            for fact in self._counting(connection, ("report_received",), day, known, first=day)
            if isinstance(fact.payload, ReportReceived)
        }

    def _open_matters(self, connection: Connection, day: date, known: int) -> frozenset[tuple[str, str]]:
        """Return the matters whose last word by `day` does not close them."""
        last = {
            (fact.area_code, fact.subject or fact.id): fact.payload
            for fact in self._counting(connection, ("matter",), day, known)
        }
        return frozenset(key for key, matter in last.items() if isinstance(matter, Matter) and not matter.closed)

    def _counting(
        self,
        connection: Connection,
        types: Sequence[str],
        day: date,
        known: int,
        first: date = date.min,
        codes: Collection[str] | None = None,
    ) -> list[Fact]:
        """Read the counting facts of some types from `first` to `day`, in the order in which they happened."""
        table = schema.fact
        own = table.c.type.in_(types) & (table.c.effective_on >= first)
        striking = table.c.type.in_((*types, "retracted")) & table.c.supersedes.is_not(None)
        query = select(table).where(own | striking, table.c.revision <= known)
        if codes is not None:
            query = query.where(table.c.area_code.in_(codes))
        if self.tree.closed:
            query = query.where(table.c.area_code.not_in(self.tree.closed))
        rows = connection.execute(query).mappings()
        read = read_log(map(fact_of, rows), day)
        return [fact for fact in read if fact.type in types and fact.effective_on >= first]


def _revision(connection: Connection) -> int:
    return int(connection.execute(select(schema.meta.c.revision)).scalar_one())


def _known(connection: Connection, known: int | None) -> int:
    latest = _revision(connection)
    if known is not None and not 0 <= known <= latest:
        raise UnknownRevision(revision=known, latest=latest)
    return latest if known is None else known
