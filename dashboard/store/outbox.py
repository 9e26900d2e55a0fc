"""Keep what is to be told to webhooks until it has been told: nothing is lost, nothing is sent twice."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, Row, and_, func, insert, or_, select, update

from dashboard.election.facts import Fact
from dashboard.store import schema
from dashboard.store.engine import alone, reading, writing
from dashboard.store.rows import fact_of, read_facts

_CLAIM_LOCK = 5_619_407
"""Lock under which deliveries are claimed, and marks founded, one after the other."""


@dataclass(frozen=True)
class Delivery:
    """Hold one message for one target; all instants are real time.

    Attributes
    ----------
    attempts : int
        How often it was taken up; it also tells one taking from the next.
    next_at : datetime
        Not before; of one that is being sent, when its sender counts as lost.
    gave_up : bool
        It is not sent any more; `last_error` says why.
    """

    fact_id: str
    target: str
    created_at: datetime
    attempts: int
    next_at: datetime
    done_at: datetime | None
    gave_up: bool
    last_error: str | None


@dataclass(frozen=True)
class Fresh:
    """Hold what the log says that a target has not been considered for.

    `mark` is up to where it had been, `revision` up to where it is with `facts`; `heard` has every fact of
    the facts' areas up to `revision`, by area code, in log order.
    """

    mark: int
    revision: int
    facts: Sequence[Fact]
    heard: Mapping[str, Sequence[Fact]]


@dataclass(frozen=True)
class Outbox:
    """Read and write the messages to be sent, of one database."""

    engine: Engine

    def begin(self, targets: Collection[str]) -> None:
        """Have targets that are new told what is recorded from now on, and nothing earlier."""
        mark = schema.webhook_mark
        with writing(self.engine) as connection:
            alone(connection, _CLAIM_LOCK)
            known = set(connection.execute(select(mark.c.target)).scalars())
            revision = _revision(connection)
            for target in sorted(set(targets) - known):
                connection.execute(insert(mark).values(target=target, revision=revision))

    def fresh(self, target: str, types: Collection[str], since: int = 0) -> Fresh | None:
        """Return the facts of some types after a target's mark and after `since`; None for an unknown target."""
        mark, table = schema.webhook_mark.c, schema.fact
        with reading(self.engine) as connection:
            marked = connection.execute(select(mark.revision).where(mark.target == target)).scalar()
            if marked is None:
                return None
            revision, first = _revision(connection), max(int(marked), since)
            if revision <= first:
                return Fresh(int(marked), revision, (), {})
            new = table.c.type.in_(sorted(types)) & (table.c.revision > first) & (table.c.revision <= revision)
            rows = connection.execute(select(table).where(new).order_by(table.c.revision, table.c.seq)).mappings()
            facts = [fact_of(row) for row in rows]
            heard = read_facts(connection, sorted({fact.area_code for fact in facts}), revision) if facts else {}
            return Fresh(int(marked), revision, facts, heard)

    def add(self, target: str, fresh: Fresh, told: Sequence[Fact], now: datetime) -> bool:
        """Keep what is to be told and move the mark; False when another process moved it first, with no effect."""
        mark = schema.webhook_mark
        moved = (
            update(mark)
            .where(mark.c.target == target, mark.c.revision == fresh.mark)
            .values(revision=fresh.revision)
            .returning(mark.c.target)
        )
        rows = [
            {
                "fact_id": fact.id,
                "target": target,
                "revision": fact.revision,
                "seq": fact.seq,
                "created_at": now,
                "attempts": 0,
                "next_at": now,
                "gave_up": False,
            }
            for fact in told
        ]
        with writing(self.engine) as connection:
            if connection.execute(moved).first() is None:
                return False
            if rows:
                connection.execute(insert(schema.webhook_delivery), rows)
        return True

    def due_at(self, target: str) -> datetime | None:
        """Return when the next message of a target may be sent; None when there is none."""
        table = schema.webhook_delivery.c
        with reading(self.engine) as connection:
            first = select(func.min(table.next_at)).where(table.target == target, table.done_at.is_(None))
            return connection.execute(first).scalar()

    def claim(self, target: str, now: datetime, lease: timedelta, pace: timedelta) -> Delivery | None:
        """Take up the oldest message that is due; None when there is none, or when one was sent just now.

        Until `lease` is over nobody else takes it up. A process that dies with it leaves it to be sent again.

        Parameters
        ----------
        pace : timedelta
            Time between two messages to the target, whichever process sends them.
        """
        table = schema.webhook_delivery
        mine = table.c.target == target
        due = mine & table.c.done_at.is_(None) & (table.c.next_at <= now)
        with writing(self.engine) as connection:
            alone(connection, _CLAIM_LOCK)
            last = connection.execute(select(func.max(table.c.tried_at)).where(mine)).scalar()
            if last is not None and now - pace < last <= now:
                return None
            first = select(table.c.fact_id).where(due).order_by(table.c.revision, table.c.seq).limit(1)
            fact_id = connection.execute(first).scalar()
            if fact_id is None:
                return None
            taken = (
                update(table)
                .where(mine, table.c.fact_id == fact_id)
                .values(attempts=table.c.attempts + 1, tried_at=now, next_at=now + lease)
                .returning(table)
            )
            return _delivery(connection.execute(taken).one())

    def read(self, delivery: Delivery) -> tuple[Fact, Sequence[Fact]] | None:
        """Return a delivery's fact and every fact of its area, in log order; None when a reset took it away."""
        table = schema.fact
        with reading(self.engine) as connection:
            row = connection.execute(select(table).where(table.c.id == delivery.fact_id)).mappings().first()
            if row is None:
                return None
            fact = fact_of(row)
            return fact, read_facts(connection, [fact.area_code])[fact.area_code]

    def succeeded(self, delivery: Delivery, now: datetime) -> None:
        """Note that a message was taken, be it by an attempt that counted as lost."""
        self._note(delivery, any_attempt=True, done_at=now, last_error=None)

    def failed(self, delivery: Delivery, error: str, again_at: datetime) -> None:
        """Note why a message was not taken, and when it is sent again."""
        self._note(delivery, last_error=error, next_at=again_at)

    def abandoned(self, delivery: Delivery, error: str, now: datetime) -> None:
        """Note why a message is not sent any more."""
        self._note(delivery, last_error=error, gave_up=True, done_at=now)

    def _note(self, delivery: Delivery, *, any_attempt: bool = False, **values: object) -> None:
        """Write what became of an attempt, unless it counted as lost and another one has begun since."""
        table = schema.webhook_delivery.c
        this = and_(table.fact_id == delivery.fact_id, table.target == delivery.target)
        changed = update(schema.webhook_delivery).where(this, table.done_at.is_(None)).values(**values)
        if not any_attempt:
            changed = changed.where(table.attempts == delivery.attempts)
        with writing(self.engine) as connection:
            connection.execute(changed)

    def unsent(self) -> list[Delivery]:
        """List what waits to be sent and what was given up, in the order of recording."""
        table = schema.webhook_delivery
        waits = or_(table.c.done_at.is_(None), table.c.gave_up)
        with reading(self.engine) as connection:
            rows = connection.execute(
                select(table).where(waits).order_by(table.c.revision, table.c.seq, table.c.target)
            ).all()
        return [_delivery(row) for row in rows]


def _revision(connection: Connection) -> int:
    return int(connection.execute(select(schema.meta.c.revision)).scalar_one())


def _delivery(row: Row[tuple[object, ...]]) -> Delivery:
    names = ("fact_id", "target", "created_at", "attempts", "next_at", "done_at", "gave_up", "last_error")
    return Delivery(**{name: getattr(row, name) for name in names})
