"""Keep accounts, and count the failed attempts to sign in."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, Row, delete, func, insert, select, update

from dashboard.store import schema
from dashboard.store.engine import reading, writing
from dashboard.store.errors import AccountExists, UnknownAccount


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
            return dict(connection.execute(seen).all())

    def add(self, account: Account) -> None:
        """Keep a new account; raise AccountExists."""
        with writing(self.engine) as connection:
            same = select(schema.account.c.login).where(schema.account.c.login == account.login)
            if connection.execute(same).first() is not None:
                raise AccountExists(login=account.login)
            values = {**asdict(account), "posts": list(account.posts), "areas": list(account.areas)}
            connection.execute(insert(schema.account).values(**values))

    def change(self, login: str, now: datetime, **values: object) -> None:
        """Change columns of an account; raise UnknownAccount.

        A new password, a new role or reach, and disabling it end its sessions, in the same transaction.
        """
        with writing(self.engine) as connection:
            done = connection.execute(
                update(schema.account).where(schema.account.c.login == login).values(**values)
            )
            if done.rowcount == 0:
                raise UnknownAccount(login=login)
            if values.keys() & {"password", "role", "areas", "department", "posts", "disabled"}:
                end_sessions(connection, login, now)

    def attempts(self, keys: list[str]) -> dict[str, Attempts]:
        """Return the failed attempts under each of some keys."""
        table = schema.attempt
        with reading(self.engine) as connection:
            rows = connection.execute(select(table).where(table.c.key.in_(keys))).all()
        found = {row.key: Attempts(row.failures, row.last_at, row.blocked_until) for row in rows}
        return {key: found.get(key, Attempts()) for key in keys}

    def keep_attempts(self, attempts: dict[str, Attempts]) -> None:
        """Replace what is kept of some keys; without failures nothing is kept."""
        table = schema.attempt
        with writing(self.engine) as connection:
            connection.execute(delete(table).where(table.c.key.in_(list(attempts))))
            rows = [
                {"key": key, "failures": one.failures, "last_at": one.last_at, "blocked_until": one.blocked_until}
                for key, one in attempts.items()
                if one.failures
            ]
            if rows:
                connection.execute(insert(table), rows)

    def forget_attempts(self, before: datetime) -> None:
        """Forget attempts that are long past."""
        with writing(self.engine) as connection:
            connection.execute(delete(schema.attempt).where(schema.attempt.c.last_at < before))


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
