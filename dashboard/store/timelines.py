"""Keep the days that have passed at hand: where every unit stood on each of them."""

import threading
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection, func, select

from dashboard.election.command_facts import Matter
from dashboard.election.facts import Fact, ReportReceived
from dashboard.election.progress import Board, Report
from dashboard.election.reading import reading as read_log
from dashboard.election.timeline import Moment, Timeline, moments, moments_then, timeline
from dashboard.store import schema
from dashboard.store.engine import reading
from dashboard.store.queries import Queries
from dashboard.store.rows import fact_of, read_facts

_DAY = timedelta(days=1)
_NOTHING = (0, None)


@dataclass(frozen=True)
class Past:
    """Hold the days of a campaign before the business day.

    Attributes
    ----------
    key : str
        Equal as long as no fact has moved a day before the business day.
    revision : int
        The latest revision that it was read at.
    rows : Timeline
        Aligned with the units of the area that was asked for.
    revisions : tuple of int
        For each day, the last revision that was recorded by its end.
    reports : Mapping[str, tuple of (Report or None)]
        By township, for each day.
    matters : Mapping[str, tuple of int]
        Waiting matters that townships and the district itself have put, for each day; those of units are
        in their rows.
    """

    key: str
    revision: int
    rows: Timeline
    revisions: tuple[int, ...]
    reports: Mapping[str, tuple[Report | None, ...]]
    matters: Mapping[str, tuple[int, ...]]


@dataclass
class Timelines:
    """Compose the past, and compose only that anew which later facts have moved.

    Facts of the business day leave the past as it is; a late fact, a correction or a new day does not. A log
    that has lost revisions (the demo was set back) is read anew. What is kept is replaced under a lock, so
    that several requests share one computation.
    """

    queries: Queries
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _histories: dict[bool, dict[str, tuple[tuple[object, ...], list[Moment]]]] = field(
        default_factory=lambda: {False: {}, True: {}}
    )
    _kept: dict[tuple[str, str, bool], Past] = field(default_factory=dict)
    _latest: int = 0

    def past(self, area: str, view: str, then: bool) -> Past:
        """Return the days before the business day, as is known now, or (`then`) as was known at each day's end.

        Raises
        ------
        UnknownArea
        """
        codes = self.queries.units_below(area)
        today = self.queries.clock.today()
        with self._lock, reading(self.queries.engine) as connection:
            revision = int(connection.execute(select(schema.meta.c.revision)).scalar_one())
            if revision < self._latest:
                self._kept.clear()
                for histories in self._histories.values():
                    histories.clear()
            self._latest = revision
            key = self._key(connection, today)
            known = self._kept.get((area, view, then))
            if known is not None and known.key == key:
                return known
            past = self._compose(connection, area, codes, view, then, today, key)
            self._kept[area, view, then] = past
            return past

    def days(self, today: date) -> tuple[date, ...]:
        """List the days of the campaign before `today`, at least its first."""
        campaign = self.queries.profile.campaign
        last = max(campaign.start, min(today - _DAY, campaign.end))
        return tuple(campaign.start + _DAY * number for number in range((last - campaign.start).days + 1))

    @staticmethod
    def _key(connection: Connection, today: date) -> str:
        """Name the day, and the last revision that concerns an earlier one."""
        fact = schema.fact.c
        late = (fact.effective_on < today) | fact.supersedes.is_not(None)
        return f"{today} {connection.execute(select(func.max(fact.revision)).where(late)).scalar() or 0}"

    def _compose(
        self,
        connection: Connection,
        area: str,
        codes: Sequence[str],
        view: str,
        then: bool,
        today: date,
        key: str,
    ) -> Past:
        queries, days, revision = self.queries, self.days(today), self._latest
        revisions = self._revisions(connection, days)
        histories = self._moments(connection, codes, then, days, revisions)
        towns = [town.code for town in queries.tree.townships]
        beside = self._beside(connection, then, days, revisions)
        base = Board(
            revision=revision,
            day=today,
            profile=queries.profile,
            calendar=queries.calendar,
            units={},
            tracks={},
            township_of={unit.code: unit.parent_code or "" for unit in queries.tree.units},
        )
        own = {area, *towns}
        return Past(
            key=key,
            revision=revision,
            rows=timeline(days, codes, histories, [waiting for waiting, _ in beside], base, view),
            revisions=revisions,
            reports={town: tuple(reports.get(town) for _, reports in beside) for town in towns},
            matters={
                code: tuple(sum(put == code for put, _ in waiting) for waiting, _ in beside)
                for code in sorted({put for waiting, _ in beside for put, _ in waiting if put in own})
            },
        )

    def _moments(
        self,
        connection: Connection,
        codes: Sequence[str],
        then: bool,
        days: Sequence[date],
        revisions: Sequence[int],
    ) -> dict[str, list[Moment]]:
        """Return the moments of every unit; only units with newer facts are folded."""
        queries, kept = self.queries, self._histories[then]
        table = schema.fact.c
        ends = days[-1] if then else None  # a fact that a later day knows has no moment yet
        newest: dict[str, tuple[object, ...]] = {
            code: (int(revision), ends)
            for code, revision in connection.execute(
                select(table.area_code, func.max(table.revision)).group_by(table.area_code)
            )
        }
        moved = [code for code in codes if code not in kept or kept[code][0] != newest.get(code, _NOTHING)]
        facts = read_facts(connection, moved if len(moved) < len(codes) / 4 else None)
        for code in moved:
            unit, heard = queries.tree.areas[code], facts.get(code, [])
            found = (
                moments_then(unit, heard, queries.profile, days, revisions)
                if then
                else moments(unit, heard, queries.profile)
            )
            kept[code] = (newest.get(code, _NOTHING), found)
        return {code: kept[code][1] for code in codes}

    def _revisions(self, connection: Connection, days: Sequence[date]) -> tuple[int, ...]:
        commit = schema.commit.c
        rows = connection.execute(select(commit.revision, commit.recorded_at).order_by(commit.revision)).all()
        zone = self.queries.clock.zone
        ends = [datetime.combine(day + _DAY, time.min, zone) for day in days]
        instants = [row.recorded_at for row in rows]
        numbers = [0, *(int(row.revision) for row in rows)]
        return tuple(numbers[bisect_right(instants, end)] for end in ends)

    def _beside(
        self, connection: Connection, then: bool, days: Sequence[date], revisions: Sequence[int]
    ) -> list[tuple[frozenset[tuple[str, str]], dict[str, Report]]]:
        """Return for each day the waiting matters and the townships' reports of the day."""
        table = schema.fact.c
        kinds = ("matter", "report_received", "retracted")
        rows = connection.execute(
            select(schema.fact).where(table.type.in_(kinds)).order_by(table.revision, table.seq)
        )
        facts = [fact_of(row) for row in rows.mappings()]
        counting = read_log(facts)
        found = []
        for day, revision in zip(days, revisions, strict=True):
            if then:
                counting = read_log(facts, day, revision)
            found.append((_waiting(counting, day), self._reports(counting, day)))
        return found

    def _reports(self, counting: Sequence[Fact], day: date) -> dict[str, Report]:
        return {
            fact.area_code: Report(fact.payload.status, self.queries.received_at(fact))
            for fact in counting
            if fact.effective_on == day and isinstance(fact.payload, ReportReceived)
        }


def _waiting(counting: Sequence[Fact], day: date) -> frozenset[tuple[str, str]]:
    last = {
        (fact.area_code, fact.subject or fact.id): fact.payload
        for fact in counting
        if isinstance(fact.payload, Matter) and fact.effective_on <= day
    }
    return frozenset(key for key, matter in last.items() if not matter.closed)
