"""Keep which screens follow which presenter, and what a presenter's screens are to show."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, and_, delete, exists, func, insert, or_, select, update

from dashboard.store import schema
from dashboard.store.engine import alone, reading, writing
from dashboard.store.errors import UnknownScreen

_LOCK = 5_619_408
"""Lock under which codes are given out and used up, and commands folded, one after the other."""
KEPT = timedelta(hours=12)
"""A screen is forgotten so long after its last contact."""

Wire = Mapping[str, Any]
Fold = Callable[[Wire | None], Wire]
"""Makes the state after a command from the one before; None: there was none yet."""


@dataclass(frozen=True)
class Screen:
    """Hold one screen that follows a presenter; all instants are real time.

    Attributes
    ----------
    name : str or None
        Of the device that it is, if it is one.
    number : int
        Among those that follow the same presenter.
    """

    id: str
    name: str | None
    number: int
    paired_at: datetime
    seen_at: datetime


@dataclass(frozen=True)
class Standing:
    """Say whom a screen follows, and what it is to show.

    Attributes
    ----------
    pairing, commands : int
        Pairings and releases of the screen, and commands of its presenter, up to now.
    state, command : Mapping or None
        Folded from all commands, and the last one; None while it follows nobody.
    """

    screen: str
    seen_at: datetime
    following: bool
    pairing: int
    commands: int
    state: Wire | None
    command: Wire | None

    @property
    def version(self) -> str:
        """Return what differs whenever anything does."""
        return f"{self.pairing}.{self.commands}.{int(self.following)}"


@dataclass(frozen=True)
class Screens:
    """Read and write the screens and channels of one database."""

    engine: Engine

    # ------------------------------------------------------------ the screen's side

    def offer(self, screen: str, name: str | None, code: str, now: datetime, until: datetime) -> bool:
        """Keep a screen's new code; whom it follows stays. False when another screen shows that code.

        Parameters
        ----------
        screen : str
            Its id; one that is not known yet is kept from now on.
        code : str
            Keyed hash.
        """
        table = schema.screen
        with writing(self.engine) as connection:
            alone(connection, _LOCK)
            _forget(connection, now)
            taken = select(table.c.id).where(table.c.code == code, table.c.id != screen)
            if connection.execute(taken).first() is not None:
                return False
            shown = {"code": code, "code_until": until, "seen_at": now, "name": name}
            known = connection.execute(update(table).where(table.c.id == screen).values(**shown)).rowcount
            if not known:
                connection.execute(insert(table).values(id=screen, version=0, **shown))
        return True

    def open_codes(self, now: datetime) -> int:
        """Count the codes that could be joined by."""
        table = schema.screen.c
        with reading(self.engine) as connection:
            return connection.execute(select(func.count()).where(table.code_until > now)).scalar_one()

    def knows(self, screen: str, now: datetime) -> bool:
        """Say whether a screen is known and has not been out of touch for too long."""
        return screen in self.standing([screen], now)

    def touch(self, screen: str, now: datetime) -> None:
        """Note that a screen is in touch."""
        table = schema.screen
        with writing(self.engine) as connection:
            connection.execute(update(table).where(table.c.id == screen).values(seen_at=now))

    def standing(self, screens: Collection[str], now: datetime) -> dict[str, Standing]:
        """Return how some screens stand; those that are not known are left out."""
        table, channel = schema.screen, schema.channel
        columns = (table.c.id, table.c.seen_at, table.c.version.label("pairing"), _led(now).label("led"))
        told = (channel.c.version.label("commands"), channel.c.state, channel.c.command)
        asked = (
            select(*columns, *told)
            .outerjoin(channel, channel.c.owner == table.c.channel)
            .outerjoin(schema.session, schema.session.c.id == table.c.session)
            .where(table.c.id.in_(list(screens)), table.c.seen_at > now - KEPT)
        )
        with reading(self.engine) as connection:
            return {row.id: _standing(row) for row in connection.execute(asked)}

    # ------------------------------------------------------------ the presenter's side

    def join(self, code: str, owner: str, session: str | None, now: datetime, opening: Fold) -> Screen | None:
        """Let the screen that shows a code follow a presenter; None when none does.

        Whom it followed before it follows no more. Where nobody else follows the presenter, what the
        screens show begins anew with `opening`; else the newcomer shows what the others do.
        """
        table = schema.screen
        with writing(self.engine) as connection:
            alone(connection, _LOCK)
            _forget(connection, now)
            shown = select(table.c.id).where(table.c.code == code, table.c.code_until > now)
            screen = connection.execute(shown).scalar()
            if screen is None:
                return None
            others = [row for row in _followers(connection, owner, now) if row.id != screen]
            _keep_channel(connection, owner, now, None if others else opening)
            number = next(n for n in range(1, len(others) + 2) if n not in {row.number for row in others})
            values = {"channel": owner, "session": session, "number": number, "paired_at": now}
            taken = update(table).where(table.c.id == screen).returning(table)
            row = connection.execute(
                taken.values(code=None, code_until=None, version=table.c.version + 1, **values)
            ).one()
        return _screen(row)

    def release(self, screen: str, now: datetime, owner: str | None = None) -> None:
        """Let a screen follow nobody; raise UnknownScreen.

        Parameters
        ----------
        owner : str, optional
            The presenter who lets it go; without one the screen leaves by itself, with its code.
        """
        table = schema.screen
        mine = and_(table.c.id == screen, table.c.seen_at > now - KEPT)
        gone = {"channel": None, "session": None, "number": None, "paired_at": None}
        with writing(self.engine) as connection:
            which = mine if owner is None else and_(mine, table.c.channel == owner)
            values = gone | ({"code": None, "code_until": None} if owner is None else {})
            done = connection.execute(update(table).where(which).values(version=table.c.version + 1, **values))
            if done.rowcount == 0:
                raise UnknownScreen

    def command(self, owner: str, command: Wire, now: datetime, fold: Fold) -> bool:
        """Fold a command into what a presenter's screens show; False when none follows, with no effect."""
        table = schema.channel
        with writing(self.engine) as connection:
            alone(connection, _LOCK)
            if not _followers(connection, owner, now):
                return False
            state = connection.execute(select(table.c.state).where(table.c.owner == owner)).scalar_one()
            values = {"state": fold(state), "command": command, "version": table.c.version + 1, "changed_at": now}
            connection.execute(update(table).where(table.c.owner == owner).values(**values))
        return True

    def led_by(self, owner: str, now: datetime) -> tuple[list[Screen], Wire | None, int]:
        """Return the screens that follow a presenter, by number, what they show, and how many commands made it."""
        table = schema.channel
        with reading(self.engine) as connection:
            followers = _followers(connection, owner, now)
            row = connection.execute(select(table).where(table.c.owner == owner)).first()
        state = row.state if row is not None and followers else None
        return [_screen(one) for one in followers], state, row.version if row is not None else 0


def _led(now: datetime) -> Any:  # noqa: ANN401 - an SQL expression
    """Say in SQL whether a screen, joined to its presenter's session, follows: the session is not over."""
    table, session = schema.screen.c, schema.session.c
    lasts = and_(session.ended_at.is_(None), or_(session.ends_at.is_(None), session.ends_at > now))
    return and_(table.channel.is_not(None), or_(table.session.is_(None), lasts))


def _followers(connection: Connection, owner: str, now: datetime) -> list[Row[Any]]:
    table = schema.screen
    asked = (
        select(table)
        .outerjoin(schema.session, schema.session.c.id == table.c.session)
        .where(table.c.channel == owner, table.c.seen_at > now - KEPT, _led(now))
        .order_by(table.c.number)
    )
    return list(connection.execute(asked))


def _keep_channel(connection: Connection, owner: str, now: datetime, opening: Fold | None) -> None:
    """Have a channel for a presenter; with an `opening` it begins anew."""
    if opening is None:
        return
    table = schema.channel
    fresh = {"state": opening(None), "command": None, "changed_at": now}
    begun = update(table).where(table.c.owner == owner).values(version=table.c.version + 1, **fresh)
    if connection.execute(begun).rowcount == 0:
        connection.execute(insert(table).values(owner=owner, version=0, **fresh))


def _forget(connection: Connection, now: datetime) -> None:
    """Forget screens that are long out of touch, codes that are too old, and channels that nobody follows."""
    table, channel = schema.screen, schema.channel
    connection.execute(delete(table).where(table.c.seen_at <= now - KEPT))
    old = update(table).where(table.c.code_until <= now)
    connection.execute(old.values(code=None, code_until=None))
    followed = exists().where(table.c.channel == channel.c.owner)
    connection.execute(delete(channel).where(channel.c.changed_at <= now - KEPT, ~followed))


def _standing(row: Any) -> Standing:  # noqa: ANN401 - a row of two joined tables
    return Standing(
        screen=row.id,
        seen_at=row.seen_at,
        following=bool(row.led),
        pairing=row.pairing,
        commands=row.commands or 0,
        state=row.state if row.led else None,
        command=row.command if row.led else None,
    )


def _screen(row: Row[Any]) -> Screen:
    return Screen(row.id, row.name, row.number, row.paired_at, row.seen_at)
