"""Keep the audit log: a chain of sealed entries, only ever added to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, insert, select

from dashboard.store import schema
from dashboard.store.engine import alone, reading, writing

_LOCK = 5_619_401
"""Lock under which entries are added one after the other."""
_PAGE = 1000
BEGINNING = "0" * 64
"""Stands for the seal before the first entry."""


@dataclass(frozen=True)
class AuditEntry:
    """Say who did what, when and from where.

    `seal` is made over all else, `previous` included, with the secret that `key` names.
    """

    seq: int
    at: datetime
    actor: str
    role: str | None
    on_behalf_of: str | None
    address: str | None
    request_id: str | None
    action: str
    subject: str | None
    detail: dict[str, Any]
    key: str
    previous: str
    seal: str


@dataclass(frozen=True)
class Trail:
    """Read the audit log of one database, and add to it."""

    engine: Engine

    def add(self, sealed: Callable[[int, str], AuditEntry]) -> AuditEntry:
        """Add an entry; `sealed` makes it from its number and the seal before it."""
        table = schema.audit
        with writing(self.engine) as connection:
            alone(connection, _LOCK)
            last = connection.execute(
                select(table.c.seq, table.c.seal).order_by(table.c.seq.desc()).limit(1)
            ).first()
            entry = sealed(last.seq + 1 if last else 1, last.seal if last else BEGINNING)
            connection.execute(insert(table).values(**vars(entry)))
        return entry

    def all(self) -> Iterator[AuditEntry]:
        """Give every entry from the first on."""
        table, after = schema.audit, 0
        while True:
            with reading(self.engine) as connection:
                rows = connection.execute(
                    select(table).where(table.c.seq > after).order_by(table.c.seq).limit(_PAGE)
                ).all()
            yield from map(_entry, rows)
            if len(rows) < _PAGE:
                return
            after = rows[-1].seq

    def latest(
        self,
        limit: int,
        before: int | None = None,
        actor: str | None = None,
        action: str | None = None,
        subject: str | None = None,
    ) -> list[AuditEntry]:
        """List the latest entries, the newest first; `action` may be the beginning of one."""
        table = schema.audit
        query = select(table).order_by(table.c.seq.desc()).limit(limit)
        if before is not None:
            query = query.where(table.c.seq < before)
        if actor:
            query = query.where(table.c.actor == actor)
        if action:
            query = query.where(table.c.action.startswith(action, autoescape=True))
        if subject:
            query = query.where(table.c.subject == subject)
        with reading(self.engine) as connection:
            return [_entry(row) for row in connection.execute(query).all()]


def _entry(row: Row[tuple[object, ...]]) -> AuditEntry:
    return AuditEntry(**{name: getattr(row, name) for name in AuditEntry.__dataclass_fields__})
