"""Open the database: SQLite in WAL mode by default, PostgreSQL by URL; migrate it to this release's schema."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError

from dashboard.store.errors import DatabaseNewer, DatabaseOlder, DatabaseUnreachable, StoreError

__all__ = ["Engine", "alone", "open_engine", "open_to_read", "reading", "shown", "writing"]

_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_SECONDS = 30


def open_engine(url: str) -> Engine:
    """Open the database at a SQLAlchemy `url` and bring its schema to this release.

    Raises
    ------
    DatabaseUnreachable
        It cannot be opened.
    DatabaseNewer
        A newer release wrote it.
    """
    engine = _sqlite(url) if url.startswith("sqlite") else _postgresql(url)
    try:
        with reading(engine) as connection:
            _refuse_newer(connection, shown(engine))
        _migrate(engine)
    except DatabaseError as error:
        engine.dispose()
        raise DatabaseUnreachable(database=shown(engine), reason=_first_line(error)) from error
    except StoreError:
        engine.dispose()
        raise
    return engine


def open_to_read(url: str) -> Engine:
    """Open the database at a SQLAlchemy `url` so that nothing can be written to it, nor its schema brought up.

    Raises
    ------
    DatabaseUnreachable
        It cannot be opened, or is not there.
    DatabaseNewer, DatabaseOlder
        Another release wrote it.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        if address.database is not None and not Path(address.database).is_file():
            raise DatabaseUnreachable(database=address.render_as_string(), reason="no such file")
        engine = _sqlite(url, "PRAGMA query_only = ON")
    else:
        engine = _postgresql(url).execution_options(postgresql_readonly=True)
    try:
        with reading(engine) as connection:
            _refuse_newer(connection, shown(engine))
            found = MigrationContext.configure(connection).get_current_revision()
            if found != ScriptDirectory.from_config(_config()).get_current_head():
                raise DatabaseOlder(database=shown(engine))
    except DatabaseError as error:
        engine.dispose()
        raise DatabaseUnreachable(database=shown(engine), reason=_first_line(error)) from error
    except StoreError:
        engine.dispose()
        raise
    return engine


def _first_line(error: DBAPIError) -> str:
    return str(error.orig or error).strip().splitlines()[0]


def _sqlite(url: str, *more: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own class
        connection.isolation_level = None  # transactions begin where we say so, reads included
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        for pragma in more:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(url: str) -> Engine:
    address = make_url(url)
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    return create_engine(address, pool_pre_ping=True)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that sees one state of the database throughout.

    Raises
    ------
    DatabaseUnreachable
        The database is gone or locked.
    """
    options = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with _reachable(engine), engine.connect().execution_options(**options) as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that is the only writer from its first statement on SQLite; commit at the end.

    Raises
    ------
    DatabaseUnreachable
        The database is gone or stayed locked for half a minute; nothing was written.
    """
    with (
        _reachable(engine),
        engine.connect().execution_options(writes=True) as connection,
        connection.begin(),
    ):
        yield connection


def alone(connection: Connection, lock: int) -> None:
    """Let no other transaction with the same lock go on before this one ends; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(lock)))


@contextmanager
def _reachable(engine: Engine) -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise DatabaseUnreachable(database=shown(engine), reason=_first_line(error)) from error


def shown(engine: Engine) -> str:
    """Return the database's address without its password."""
    return engine.url.render_as_string(hide_password=True)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config


def _refuse_newer(connection: Connection, shown: str) -> None:
    found = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if found is not None and found not in known:
        raise DatabaseNewer(database=shown, schema=found)


def _migrate(engine: Engine) -> None:
    config = _config()
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
