"""Keep accounts, and count the failed attempts to sign in."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from dashboard.store import schema
from dashboard.store.engine import alone, reading, writing
from dashboard.store.errors import AccountExists, LastOfItsRole, UnknownAccount

_ATTEMPTS_LOCK = 5_619_402
"""Lock under which failed attempts are counted one after the other."""
_ACCOUNTS_LOCK = 5_619_403
"""Lock under which accounts that must not all go are changed one after the other."""


@dataclass(frozen=True)
class Account:
    """Hold one account; `password` is an argon2id hash.

    Attributes
    ----------
    post : str
        The post whose duty it is, never a person's name.
    posts : tuple of str
        Other posts that it may act for.
    areas : tuple of str
        Codes of the areas that it reaches; none: the whole district.
    must_change : bool
        The password was given by somebody else.
    """

    login: str
    role: str
    post: str
    posts: tuple[str, ...]
    areas: tuple[str, ...]
    department: str | None
    password: str
    must_change: bool
    disabled: bool
    created_at: datetime
    password_at: datetime


@dataclass(frozen=True)
class Attempts:
    """Say how often signing in has failed under a key, and until when it is not tried again."""

    failures: int = 0
    last_at: datetime | None = None
    blocked_until: datetime | None = None


@dataclass(frozen=True)
class Accounts:
    """Read and write the accounts of one database."""

    engine: Engine

    def any(self) -> bool:
        """Say whether there is an account at all, also one that is disabled."""
        with reading(self.engine) as connection:
            return connection.execute(select(schema.account.c.login).limit(1)).first() is not None

    def find(self, login: str) -> Account | None:
        """Return an account."""
        with reading(self.engine) as connection:
            row = connection.execute(select(schema.account).where(schema.account.c.login == login)).first()
        return account_of(row) if row else None

    def listing(self) -> list[Account]:
        """List all accounts by login."""
        with reading(self.engine) as connection:
            rows = connection.execute(select(schema.account).order_by(schema.account.c.login)).all()
        return [account_of(row) for row in rows]

    def last_seen(self) -> dict[str, datetime]:
        """Return when each account was seen last."""
        table = schema.session.c
        seen = select(table.login, func.max(table.seen_at)).where(table.login.is_not(None)).group_by(table.login)
        with reading(self.engine) as connection:
            return {login: seen_at for login, seen_at in connection.execute(seen) if login is not None}

    def add(self, account: Account) -> None:
        """Keep a new account; raise AccountExists."""
        values = {**asdict(account), "posts": list(account.posts), "areas": list(account.areas)}
        try:
            with writing(self.engine) as connection:
                connection.execute(insert(schema.account).values(**values))
        except IntegrityError as error:
            raise AccountExists(login=account.login) from error

    def change(self, login: str, now: datetime, *, leave_one: str | None = None, **values: object) -> None:
        """Change columns of an account.

        A new password, a new role or reach, and disabling it end its sessions, in the same transaction.

        Parameters
        ----------
        login, now
            Which account; when its sessions end.
        leave_one
            A role of which one open account must be left, if there was one.
        values
            Columns and their new values.

        Raises
        ------
        UnknownAccount, LastOfItsRole
            There is none of that name; it is the last one of the role that must be left.
        """
        with writing(self.engine) as connection:
            alone(connection, _ACCOUNTS_LOCK)
            before = leave_one is not None and _open_ones(connection, leave_one)
            done = connection.execute(
                update(schema.account).where(schema.account.c.login == login).values(**values)
            )
            if done.rowcount == 0:
                raise UnknownAccount(login=login)
            if values.keys() & {"password", "role", "areas", "department", "posts", "disabled"}:
                end_sessions(connection, login, now)
            if before and leave_one is not None and not _open_ones(connection, leave_one):
                raise LastOfItsRole(login=login)

    def attempts(self, keys: list[str]) -> dict[str, Attempts]:
        """Return the failed attempts under each of some keys."""
        with reading(self.engine) as connection:
            return _attempts(connection, keys)

    def count_attempts(self, counted: Mapping[str, Callable[[Attempts], Attempts]]) -> None:
        """Replace what is kept of each key by what its function makes of it; nobody counts in between."""
        table, keys = schema.attempt, list(counted)
        with writing(self.engine) as connection:
            alone(connection, _ATTEMPTS_LOCK)
            found = _attempts(connection, keys)
            connection.execute(delete(table).where(table.c.key.in_(keys)))
            rows = [
                {"key": key, "failures": one.failures, "last_at": one.last_at, "blocked_until": one.blocked_until}
                for key, count in counted.items()
                for one in [count(found[key])]
            ]
            connection.execute(insert(table), rows)

    def clear_attempts(self, key: str) -> None:
        """Forget the attempts under a key."""
        with writing(self.engine) as connection:
            connection.execute(delete(schema.attempt).where(schema.attempt.c.key == key))

    def forget_attempts(self, before: datetime) -> None:
        """Forget attempts that are long past."""
        with writing(self.engine) as connection:
            connection.execute(delete(schema.attempt).where(schema.attempt.c.last_at < before))


def _open_ones(connection: Connection, role: str) -> int:
    table = schema.account.c
    of_role = select(func.count()).where((table.role == role) & table.disabled.is_(False))
    return connection.execute(of_role).scalar_one()


def _attempts(connection: Connection, keys: list[str]) -> dict[str, Attempts]:
    table = schema.attempt
    rows = connection.execute(select(table).where(table.c.key.in_(keys))).all()
    found = {row.key: Attempts(row.failures, row.last_at, row.blocked_until) for row in rows}
    return {key: found.get(key, Attempts()) for key in keys}


def end_sessions(connection: Connection, login: str, now: datetime) -> None:
    """End all sessions of an account."""
    table = schema.session
    open_ones = (table.c.login == login) & table.c.ended_at.is_(None)
    connection.execute(update(table).where(open_ones).values(ended_at=now))


def account_of(row: Row[tuple[object, ...]]) -> Account:
    """Return a row of the table as an account."""
    return Account(
        login=row.login,
        role=row.role,
        post=row.post,
        posts=tuple(row.posts),
        areas=tuple(row.areas),
        department=row.department,
        password=row.password,
        must_change=row.must_change,
        disabled=row.disabled,
        created_at=row.created_at,
        password_at=row.password_at,
    )
