"""Read and write the rows of reports, within a transaction of the caller."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, func, insert, select

from dashboard.store import schema
from dashboard.store.errors import UnknownReport
from dashboard.store.report import INACTIVE, Action, NewReport, ReportLine, Step, StoredReport

_REPORT, _STEP, _FILE = schema.report, schema.report_step, schema.report_file
_LINE = [column for column in _REPORT.c if column.name not in {"content", "amendments"}]


def active() -> ColumnElement[bool]:
    """Return the condition that a report is neither returned nor withdrawn."""
    return _REPORT.c.status.not_in(sorted(INACTIVE))


def read_report(connection: Connection, receipt: str) -> StoredReport:
    """Read one report; raise UnknownReport."""
    wanted = _REPORT.c.id == receipt
    row = connection.execute(select(_REPORT).where(wanted)).mappings().first()
    if row is None:
        raise UnknownReport(report=receipt)
    return StoredReport(**row, steps=_steps(connection, [wanted]).get(receipt, ()))


def read_lines(connection: Connection, wanted: Sequence[ColumnElement[bool]]) -> list[ReportLine]:
    """Read the reports that meet all conditions `wanted`, without their contents, the last received first."""
    newest = (_REPORT.c.received_at, _REPORT.c.day, func.length(_REPORT.c.id), _REPORT.c.id)
    lines = select(*_LINE).where(*wanted).order_by(*(column.desc() for column in newest))
    steps = _steps(connection, wanted)
    return [ReportLine(**row, steps=steps.get(row["id"], ())) for row in connection.execute(lines).mappings()]


def _steps(connection: Connection, wanted: Sequence[ColumnElement[bool]]) -> dict[str, tuple[Step, ...]]:
    joined = select(_STEP).join(_REPORT).where(*wanted).order_by(_STEP.c.report_id, _STEP.c.number)
    steps: dict[str, tuple[Step, ...]] = {}
    for row in connection.execute(joined):
        step = Step(row.number, row.at, row.actor, row.action, row.reason)
        steps[row.report_id] = (*steps.get(row.report_id, ()), step)
    return steps


def same_file(connection: Connection, new: NewReport, digest: str) -> str | None:
    """Return the active report of the same township and day that came as the same file."""
    wanted = (_REPORT.c.township == new.township, _REPORT.c.day == new.day, _REPORT.c.sha256 == digest)
    return connection.execute(select(_REPORT.c.id).where(*wanted, active())).scalar()


def add_file(connection: Connection, digest: str, content: bytes) -> None:
    """Keep a file unless it is there; the caller is the only writer."""
    if not connection.execute(select(exists().where(_FILE.c.sha256 == digest))).scalar():
        connection.execute(insert(_FILE).values(sha256=digest, content=content, size=len(content)))


def add_report(connection: Connection, new: NewReport, digest: str | None, now: datetime) -> str:
    """Write a report as a draft and return its receipt number; the caller is the only writer."""
    of_day = select(func.count()).select_from(_REPORT).where(_REPORT.c.day == new.day)
    receipt = f"{new.day:%Y%m%d}-{connection.execute(of_day).scalar_one() + 1:03}"
    values: dict[str, Any] = {
        "id": receipt,
        "township": new.township,
        "day": new.day,
        "kind": new.kind,
        "status": "draft",
        "file_name": new.file_name,
        "sha256": digest,
        "size": None if new.file is None else len(new.file),
        "sender": new.sender,
        "received_at": now,
        "content": new.content,
        "amendments": {},
        "version": 1,
        "revision": None,
    }
    connection.execute(insert(_REPORT).values(values))
    add_step(connection, receipt, now, new.sender, "received")
    return receipt


def add_step(
    connection: Connection, receipt: str, now: datetime, actor: str, action: Action, reason: str | None = None
) -> None:
    """Write down a step; the caller has changed the report's row in the same transaction."""
    taken = select(func.count()).select_from(_STEP).where(_STEP.c.report_id == receipt)
    values = {
        "report_id": receipt,
        "number": connection.execute(taken).scalar_one() + 1,
        "at": now,
        "actor": actor,
        "action": action,
        "reason": reason,
    }
    connection.execute(insert(_STEP).values(values))
