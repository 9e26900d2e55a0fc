"""Notice commits, also those of other processes, within some milliseconds."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import psycopg
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from dashboard.store.errors import DatabaseUnreachable
from dashboard.store.log import CHANNEL

_POLL_SECONDS = 0.02
_LISTEN_SECONDS = 1.0
_RETRY_SECONDS = 1.0


@dataclass
class RevisionWatch:
    """Call `on_change` from a thread of its own whenever the log may have grown.

    SQLite: `PRAGMA data_version` is polled on one dedicated connection. PostgreSQL: the commits'
    notifications are awaited. When the database is gone the watch tries again every second and calls
    `on_change` once it is back, so that nothing committed meanwhile is missed.
    """

    engine: Engine
    on_change: Callable[[], None]
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Start watching."""
        watch = self._poll if self.engine.dialect.name == "sqlite" else self._listen
        self._thread = threading.Thread(target=self._keep, args=(watch,), name="revision-watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop watching and wait for the thread."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _keep(self, watch: Callable[[], None]) -> None:
        while not self._stop.is_set():
            try:
                watch()
            except (SQLAlchemyError, psycopg.Error, DatabaseUnreachable):
                self._stop.wait(_RETRY_SECONDS)

    def _poll(self) -> None:
        with self.engine.connect() as connection:
            driver = connection.connection.cursor()
            seen = None
            while not self._stop.is_set():
                version = driver.execute("PRAGMA data_version").fetchone()[0]
                if version != seen:
                    seen = version
                    self.on_change()
                self._stop.wait(_POLL_SECONDS)
            driver.close()

    def _listen(self) -> None:
        url = self.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"LISTEN {CHANNEL}")
            self.on_change()
            while not self._stop.is_set():
                for _notice in connection.notifies(timeout=_LISTEN_SECONDS, stop_after=1):
                    self.on_change()
