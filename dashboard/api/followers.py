"""Let screens wait for what their presenter asks next: one look at the database for all that wait here."""

import asyncio
import contextlib
import logging
from dataclasses import dataclass, field

from dashboard.access.errors import SignInNeeded
from dashboard.api.problems import TooManyStreams
from dashboard.presenter.pairing import Pairing
from dashboard.store.errors import StoreError, UnknownScreen
from dashboard.store.screens import Standing

logger = logging.getLogger(__name__)

LONGEST_SECONDS = 20.0
_LOOK_SECONDS = 0.2
_SESSION_SECONDS = 3.0
_MOST = 200


@dataclass(eq=False)
class Waiter:
    """Hold one screen that waits: what it knows already, and the session that it is in."""

    screen: str
    known: str
    session: str | None
    told: asyncio.Future[Standing | None]


@dataclass
class Followers:
    """Answer screens when something changes for them, when they cannot stay, or after twenty seconds.

    All methods run on the event loop; what reads the database runs in worker threads.
    """

    pairing: Pairing
    _waiting: set[Waiter] = field(default_factory=set)
    _looking: asyncio.Task[None] | None = None
    _closed: bool = False

    @property
    def waiting(self) -> int:
        """Return the number of screens that wait."""
        return len(self._waiting)

    def close(self) -> None:
        """Answer all that wait, and keep nobody waiting from now on; the server is shutting down."""
        self._closed = True
        for waiter in list(self._waiting):
            _tell(waiter, None)

    async def standing(self, screen: str, known: str | None, session: str | None) -> Standing:
        """Return how a screen stands, at once when that differs from the version it knows, else when it does.

        Raises
        ------
        UnknownScreen
            It is not known, or no longer.
        SignInNeeded
            Its own session has ended meanwhile.
        TooManyStreams
            The server cannot keep another one waiting.
        """
        found = await asyncio.to_thread(self.pairing.standing, screen)
        if known is None or found.version != known or self._closed:
            return found
        if len(self._waiting) >= _MOST:
            raise TooManyStreams(count=len(self._waiting))
        waiter = Waiter(screen, known, session, asyncio.get_running_loop().create_future())
        self._waiting.add(waiter)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                return await waiter.told or found
        except TimeoutError:
            return found
        finally:
            self._waiting.discard(waiter)

    async def _look(self) -> None:
        """Look for changes as long as somebody waits; an idle server asks nothing."""
        loop = asyncio.get_running_loop()
        sessions_at = loop.time() + _SESSION_SECONDS
        while self._waiting and not self._closed:
            await asyncio.sleep(_LOOK_SECONDS)
            try:
                await self._tell_changes()
                if loop.time() >= sessions_at:
                    sessions_at = loop.time() + _SESSION_SECONDS
                    await self._show_out()
            except StoreError:  # while the database is away everybody waits on
                continue
            except Exception:  # whoever waits would else be told of nothing
                logger.exception("looking for what presenters ask failed; it goes on")
                await asyncio.sleep(_SESSION_SECONDS)

    async def _tell_changes(self) -> None:
        screens = {waiter.screen for waiter in self._waiting}
        found = await asyncio.to_thread(self.pairing.standings, screens)
        for waiter in [one for one in self._waiting if one.screen in screens]:
            standing = found.get(waiter.screen)
            if standing is None:
                _refuse(waiter, UnknownScreen())
            elif standing.version != waiter.known:
                _tell(waiter, standing)

    async def _show_out(self) -> None:
        """Let nobody wait on whose session has ended, wherever it was ended."""
        sessions = {waiter.session for waiter in self._waiting if waiter.session is not None}
        if not sessions:
            return
        with contextlib.suppress(StoreError):
            gone = await asyncio.to_thread(self.pairing.doors.gone, sessions)
            for waiter in [one for one in self._waiting if one.session in gone]:
                _refuse(waiter, SignInNeeded())


def _tell(waiter: Waiter, standing: Standing | None) -> None:
    if not waiter.told.done():
        waiter.told.set_result(standing)


def _refuse(waiter: Waiter, error: Exception) -> None:
    if not waiter.told.done():
        waiter.told.set_exception(error)
