"""Keep sessions of accounts and devices; a cookie is kept as its keyed hash only."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, Row, func, insert, select, update

from dashboard.store import schema
from dashboard.store.accounts import Account, account_of
from dashboard.store.engine import reading, writing
from dashboard.store.errors import UnknownDevice


@dataclass(frozen=True)
class Device:
    """Hold one device: a screen that shows one page without a password.

    `code` is the keyed hash of the one-time code that links it, None once it is used; `seen_at` and
    `address` tell of its last contact.
    """

    id: str
    name: str
    view: str
    code: str | None
    code_until: datetime | None
    created_by: str
    created_at: datetime
    linked_at: datetime | None = None
    revoked_at: datetime | None = None
    seen_at: datetime | None = None
    address: str | None = None


@dataclass(frozen=True)
class Session:
    """Hold one open session with whose it is: an account's or a device's."""

    id: str
    account: Account | None
    device: Device | None
    acting_for: str | None
    address: str
    began_at: datetime
    seen_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True)
class Standing:
    """Say of an open session whether it is a device's, when it was used last, and when it ends."""

    of_device: bool
    seen_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True)
class Sessions:
    """Read and write the sessions and devices of one database."""

    engine: Engine

    def find(self, key: str) -> Session | None:
        """Return a session that nobody has ended, of an account or device that may come in."""
        table, account, device = schema.session, schema.account, schema.device
        with reading(self.engine) as connection:
            row = connection.execute(select(table).where(table.c.id == key, table.c.ended_at.is_(None))).first()
            if row is None:
                return None
            owner = (
                connection.execute(select(account).where(account.c.login == row.login)).first()
                if row.login
                else None
            )
            screen = (
                connection.execute(select(device).where(device.c.id == row.device)).first() if row.device else None
            )
        if (owner is None or owner.disabled) and (screen is None or screen.revoked_at is not None):
            return None
        return Session(
            id=row.id,
            account=account_of(owner) if owner else None,
            device=_device(screen) if screen else None,
            acting_for=row.acting_for,
            address=row.address,
            began_at=row.began_at,
            seen_at=row.seen_at,
            ends_at=row.ends_at,
        )

    def begin(
        self,
        key: str,
        now: datetime,
        address: str,
        *,
        login: str | None = None,
        device: str | None = None,
        ends_at: datetime | None = None,
        acting_for: str | None = None,
        instead_of: str | None = None,
    ) -> None:
        """Begin a session; `instead_of` names one that ends with it."""
        with writing(self.engine) as connection:
            if instead_of is not None:
                ended = update(schema.session).where(schema.session.c.id == instead_of)
                connection.execute(ended.values(ended_at=now))
            connection.execute(
                insert(schema.session).values(
                    id=key,
                    login=login,
                    device=device,
                    acting_for=acting_for,
                    address=address,
                    began_at=now,
                    seen_at=now,
                    ends_at=ends_at,
                )
            )

    def touch(self, key: str, now: datetime, address: str) -> None:
        """Note that a session was used."""
        with writing(self.engine) as connection:
            used = update(schema.session).where(schema.session.c.id == key)
            connection.execute(used.values(seen_at=now, address=address))

    def act_for(self, key: str, post: str | None) -> None:
        """Let a session act for a post."""
        with writing(self.engine) as connection:
            connection.execute(update(schema.session).where(schema.session.c.id == key).values(acting_for=post))

    def end(self, key: str, now: datetime) -> None:
        """End a session."""
        with writing(self.engine) as connection:
            connection.execute(update(schema.session).where(schema.session.c.id == key).values(ended_at=now))

    def standing(self, keys: Collection[str]) -> dict[str, Standing]:
        """Return how some sessions stand; those that were ended are left out."""
        table = schema.session.c
        columns = select(table.id, table.device, table.seen_at, table.ends_at)
        with reading(self.engine) as connection:
            rows = connection.execute(columns.where(table.id.in_(list(keys)), table.ended_at.is_(None))).all()
        return {row.id: Standing(row.device is not None, row.seen_at, row.ends_at) for row in rows}

    def seen(self, keys: Collection[str], now: datetime) -> None:
        """Note that some sessions are in use."""
        with writing(self.engine) as connection:
            used = update(schema.session).where(schema.session.c.id.in_(list(keys)))
            connection.execute(used.values(seen_at=now))

    # ------------------------------------------------------------ devices

    def devices(self) -> list[Device]:
        """List all devices, the newest first, each with its last contact."""
        table, used = schema.device, schema.session
        last = select(used.c.device, func.max(used.c.seen_at).label("seen_at")).group_by(used.c.device).subquery()
        with reading(self.engine) as connection:
            rows = connection.execute(
                select(table, last.c.seen_at)
                .outerjoin(last, last.c.device == table.c.id)
                .order_by(table.c.created_at.desc())
            ).all()
            places = connection.execute(
                select(used.c.device, used.c.address).where(used.c.device.is_not(None)).order_by(used.c.seen_at)
            ).all()
        where = {place.device: place.address for place in places}
        return [_device(row, row.seen_at, where.get(row.id)) for row in rows]

    def add_device(self, device: Device) -> None:
        """Keep a new device."""
        names = ("id", "name", "view", "code", "code_until", "created_by", "created_at")
        with writing(self.engine) as connection:
            connection.execute(insert(schema.device).values(**{name: getattr(device, name) for name in names}))

    def link(self, code: str, key: str, now: datetime, address: str) -> Device | None:
        """Use up a one-time code and begin the device's session; None when no device waits for it."""
        table = schema.device
        with writing(self.engine) as connection:
            taken = (
                update(table)
                .where(table.c.code == code, table.c.code_until > now, table.c.revoked_at.is_(None))
                .values(code=None, code_until=None, linked_at=now)
                .returning(table)
            )
            row = connection.execute(taken).first()
            if row is None:
                return None
            begun = {"id": key, "device": row.id, "address": address, "began_at": now, "seen_at": now}
            connection.execute(insert(schema.session).values(**begun))
        return _device(row)

    def revoke(self, device: str, now: datetime) -> Device:
        """Shut a device out at once; raise UnknownDevice."""
        table, used = schema.device, schema.session
        with writing(self.engine) as connection:
            row = connection.execute(
                update(table)
                .where(table.c.id == device)
                .values(revoked_at=func.coalesce(table.c.revoked_at, now), code=None, code_until=None)
                .returning(table)
            ).first()
            if row is None:
                raise UnknownDevice(device=device)
            open_ones = (used.c.device == device) & used.c.ended_at.is_(None)
            connection.execute(update(used).where(open_ones).values(ended_at=now))
        return _device(row)


def _device(row: Row[tuple[object, ...]], seen_at: datetime | None = None, address: str | None = None) -> Device:
    return Device(
        id=row.id,
        name=row.name,
        view=row.view,
        code=row.code,
        code_until=row.code_until,
        created_by=row.created_by,
        created_at=row.created_at,
        linked_at=row.linked_at,
        revoked_at=row.revoked_at,
        seen_at=seen_at,
        address=address,
    )
