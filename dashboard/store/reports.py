"""Keep the daily reports of townships (日报): as they came, as amended, and what was done with them."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from operator import eq, ge, le
from typing import Any

from sqlalchemy import Connection, Engine, select

from dashboard.clock import Clock
from dashboard.election.areas import AreaTree
from dashboard.store import schema
from dashboard.store.engine import reading, writing
from dashboard.store.errors import UnknownArea
from dashboard.store.log import Also
from dashboard.store.report import (
    AMENDABLE,
    WITH_FACTS,
    Action,
    Kind,
    NewReport,
    ReportLine,
    Status,
    StoredReport,
)
from dashboard.store.report_rows import active, add_file, add_report, read_lines, read_report, same_file
from dashboard.store.report_steps import Change, sources

_REPORT, _FILE = schema.report.c, schema.report_file.c


@dataclass(frozen=True)
class Reports:
    """Keep the reports of one database."""

    engine: Engine
    tree: AreaTree
    clock: Clock

    def receive(self, new: NewReport) -> tuple[StoredReport, bool]:
        """Keep a report as a draft, with its file.

        The same file of the same township and day is kept once among the active reports: then
        nothing is written, and the one that is there is returned with True.

        Raises
        ------
        UnknownArea
            There is no such township.
        """
        area = self.tree.areas.get(new.township)
        if area is None or self.tree.level_name(area) != "township":
            raise UnknownArea(code=new.township)
        now = self.clock.now()
        digest = None if new.file is None else sha256(new.file).hexdigest()
        with writing(self.engine) as connection:
            _queue(connection)
            if new.file is not None and digest is not None:
                same = same_file(connection, new, digest)
                if same is not None:
                    return read_report(connection, same), True
                add_file(connection, digest, new.file)
            receipt = add_report(connection, new, digest, now)
            return read_report(connection, receipt), False

    def get(self, receipt: str) -> StoredReport:
        """Return a report by its receipt number; raise UnknownReport."""
        with reading(self.engine) as connection:
            return read_report(connection, receipt)

    def file(self, digest: str) -> bytes | None:
        """Return the original file with a sha256, to the byte."""
        with reading(self.engine) as connection:
            return connection.execute(select(_FILE.content).where(_FILE.sha256 == digest)).scalar()

    def listing(
        self,
        day: date | None = None,
        township: str | None = None,
        *,
        active_only: bool = False,
        first: date | None = None,
        last: date | None = None,
    ) -> list[ReportLine]:
        """List reports of one day, or of the days `first` to `last`; those received last come first."""
        asked = (
            (_REPORT.day, eq, day),
            (_REPORT.township, eq, township),
            (_REPORT.day, ge, first),
            (_REPORT.day, le, last),
        )
        wanted = [compare(column, value) for column, compare, value in asked if value is not None]
        with reading(self.engine) as connection:
            return read_lines(connection, [*wanted, active()] if active_only else wanted)

    def latest_active(self, township: str, day: date) -> ReportLine | None:
        """Return the report of a day that came last and is neither returned nor withdrawn."""
        return next(iter(self.listing(day, township, active_only=True)), None)

    def earlier(self, report: ReportLine) -> list[ReportLine]:
        """List the active reports of the same township and day that came before, the last first.

        Where there are any, `report` is a corrected version (更正版).
        """
        lines = self.listing(report.day, report.township, active_only=True)
        return [line for line in lines if line.number < report.number]

    def open_draft(self, township: str, day: date, kind: Kind = "grid") -> StoredReport | None:
        """Return the last draft of a day, for going on with it."""
        wanted = (_REPORT.township == township, _REPORT.day == day, _REPORT.kind == kind)
        with reading(self.engine) as connection:
            drafts = read_lines(connection, [*wanted, _REPORT.status == "draft"])
            return read_report(connection, drafts[0].id) if drafts else None

    def amend(self, receipt: str, amendments: dict[str, Any], version: int) -> StoredReport:
        """Replace a report's amendments; `version` is the one they were made on.

        Raises
        ------
        UnknownReport, ReportChanged, ReportClosed
            There is none, someone else changed it meanwhile, or it is past amending.
        """
        with writing(self.engine) as connection:
            Change(receipt, version).apply(connection, AMENDABLE, "amended", {"amendments": amendments})
            return read_report(connection, receipt)

    def move(
        self,
        receipt: str,
        action: Action,
        status: Status,
        actor: str,
        reason: str | None = None,
        version: int | None = None,
    ) -> StoredReport:
        """Take a step that records no facts, to `status`.

        A confirmed report is withdrawn here only when none of its facts count any more; else they
        are retracted along with it (`withdrawing`).

        Raises
        ------
        UnknownReport, ReportChanged, ReportClosed, ReasonMissing
            There is none, someone else changed it meanwhile, `MOVES` has no such step from where it
            stands, or the step wants a reason.
        """
        before = frozenset[Status]() if action in WITH_FACTS else sources(action, status)
        change, columns, now = Change(receipt, version), {"status": status}, self.clock.now()
        with writing(self.engine) as connection:
            _queue(connection)
            change.step(connection, before, action, columns, now, actor, reason)
            return read_report(connection, receipt)

    def confirming(self, receipt: str, version: int, actor: str) -> Also:
        """Return what confirms a report within the log's transaction that records its facts.

        It raises UnknownReport, ReportChanged or ReportClosed there; then nothing is recorded.
        """
        change, before, now = Change(receipt, version), sources("confirmed", "confirmed"), self.clock.now()

        def confirm(connection: Connection, revision: int) -> None:
            columns = {"status": "confirmed", "revision": revision}
            change.step(connection, before, "confirmed", columns, now, actor)

        return confirm

    def withdrawing(self, receipt: str, version: int, actor: str, reason: str) -> Also:
        """Return what withdraws a confirmed report within the log's transaction that retracts its facts.

        It raises UnknownReport, ReportChanged, ReasonMissing, or ReportClosed when the report is not
        confirmed or one of its facts would go on counting; then nothing is retracted.
        """
        change, columns, now = Change(receipt, version), {"status": "withdrawn"}, self.clock.now()

        def withdraw(connection: Connection, _revision: int) -> None:
            change.step(connection, {"confirmed"}, "withdrawn", columns, now, actor, reason)

        return withdraw


def _queue(connection: Connection) -> None:
    """Queue behind other writers until they commit, as the log does; SQLite's transaction does so already."""
    connection.execute(select(schema.meta.c.id).with_for_update())
