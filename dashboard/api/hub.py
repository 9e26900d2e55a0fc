"""Fan the changes of the log out to all live streams of this process."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta

from dashboard.api.events import (
    Change,
    Summaries,
    beat_event,
    changed_members,
    day_before,
    day_event,
    gone_event,
    now_wire,
    reset_event,
    summaries,
)
from dashboard.api.problems import TooManyStreams
from dashboard.election.progress import Board
from dashboard.services import Services
from dashboard.store.answers import Touched
from dashboard.store.errors import StoreError
from dashboard.store.revision import RevisionWatch

logger = logging.getLogger(__name__)

BEAT_SECONDS = 10.0
_TICK_SECONDS = 1.0
_SESSION_SECONDS = 3.0
_DELIVERY_SECONDS = 0.03  # in which what was queued reaches fifty clients
_QUEUE = 64
_MOST_CLIENTS = 2000
_DAY = timedelta(days=1)
_LONGEST_CATCH_UP = 5000  # revisions after which a returning client is told to fetch everything


@dataclass(eq=False)
class Client:
    """Hold one open stream: what it listens to, and what it has not been sent yet.

    A client that does not read as fast as things change is dropped when its queue is full; the browser
    connects again and catches up.
    """

    area: str
    views: tuple[str, ...]
    session: str | None = None
    queue: asyncio.Queue[bytes | None] = field(default_factory=lambda: asyncio.Queue(_QUEUE))
    ended: bool = False

    def put(self, message: bytes) -> None:
        """Queue a message, or drop the client."""
        if self.ended:
            return
        try:
            self.queue.put_nowait(message)
        except asyncio.QueueFull:
            self.end()

    def finish(self) -> None:
        """End the stream after what is queued."""
        if not self.ended and not self.queue.full():
            self.ended = True
            self.queue.put_nowait(None)
        else:
            self.end()

    def end(self) -> None:
        """End the stream; what is queued is not sent any more."""
        self.ended = True
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait(None)


@dataclass(frozen=True)
class Picture:
    """Hold the latest boards and what was told of them; a change replaces it whole.

    Attributes
    ----------
    board, past : Board
        Of the business day, and of the day before.
    totals, previous : Summaries
        The rollups of both.
    """

    board: Board
    past: Board
    totals: Summaries
    previous: Summaries


@dataclass
class Hub:
    """Watch the log and the business day, and tell every client what changed.

    All methods run on the event loop; what reads the database runs in worker threads.
    """

    services: Services
    _clients: set[Client] = field(default_factory=set)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)
    _watch: RevisionWatch | None = None
    _picture: Picture | None = None
    _closed: bool = False

    @property
    def clients(self) -> int:
        """Return the number of open streams."""
        return len(self._clients)

    async def start(self) -> None:
        """Start watching; returns when the first picture has been read."""
        await self._read_all()
        loop = asyncio.get_running_loop()

        def wake() -> None:
            loop.call_soon_threadsafe(self._changed.set)

        self._watch = RevisionWatch(self.services.queries.engine, wake)
        self._watch.start()
        self._tasks = [
            asyncio.create_task(self._pump()),
            asyncio.create_task(self._beat()),
            asyncio.create_task(self._show_out()),
        ]

    async def stop(self) -> None:
        """End all streams and stop watching."""
        self.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._watch is not None:
            await asyncio.to_thread(self._watch.stop)

    def close(self) -> None:
        """End all streams at once and refuse new ones; the server is shutting down."""
        self._closed = True
        for client in list(self._clients):
            client.end()

    def admit(self) -> None:
        """Refuse a stream that the server cannot keep; raise TooManyStreams."""
        if len(self._clients) >= _MOST_CLIENTS:
            raise TooManyStreams(count=len(self._clients))

    async def stream(
        self, area: str, views: tuple[str, ...], since: int | None, session: str | None = None
    ) -> AsyncIterator[bytes]:
        """Yield the events of one client, beginning with what it missed after `since` and the day.

        With a `session` it ends when that does, within seconds and wherever it was ended.
        It ends when the server shuts down, when the client is too slow, and when the database is away
        at its beginning; the browser connects again by itself.
        """
        client = Client(area, views, session)
        self._clients.add(client)
        try:
            yield b"retry: 1000\n\n"
            yield await asyncio.to_thread(self._greeting, client, since)
            while not self._closed:
                message = await client.queue.get()
                if message is None:
                    return
                yield message
        except StoreError:
            return
        finally:
            self._clients.discard(client)

    def _greeting(self, client: Client, since: int | None) -> bytes:
        """Return the changes after `since`, or a reset when they cannot be told, then the day."""
        queries = self.services.queries
        if since is None:
            return day_event(self.services, self._latest().revision)
        board = queries.board()  # first: what is committed after it is published to this client
        latest, touched = queries.touched_since(since)
        told = b""
        if since > latest or latest - since > _LONGEST_CATCH_UP:
            told = reset_event(latest)
        elif since < latest:
            totals = summaries(self.services, board, self._summed_areas(queries.everything()))
            previous = day_before(self.services, self.day_before(board))
            now = now_wire(self.services)
            change = Change(self.services, board, touched.units, totals, previous, now)
            told = change.render(client.area, client.views)
        return told + day_event(self.services, board.revision)

    async def _pump(self) -> None:
        """Send what each commit changed, and the new day when it begins."""
        while not self._closed:
            # Not wait_for: before Python 3.12 it can swallow a cancellation that meets the event.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_TICK_SECONDS):
                    await self._changed.wait()
            woken = self._changed.is_set()
            self._changed.clear()
            try:
                if woken:
                    await self._send_changes()
                await self._send_day()
            except StoreError:
                await asyncio.sleep(_TICK_SECONDS)
                self._changed.set()
            except Exception:  # a pump that died would leave every page stale without a word
                logger.exception("the live stream failed to send a change; it goes on with the next")
                await self._read_again()

    async def _read_again(self) -> None:
        """Start over from a fresh picture after a failure, and have every page do the same."""
        await asyncio.sleep(_TICK_SECONDS)
        with contextlib.suppress(StoreError):
            await self._read_all()
            self._publish(lambda _client: reset_event(self._latest().revision))

    def day_before(self, board: Board) -> Board:
        """Return the board of the day before `board`; the latest is at hand."""
        picture = self._picture
        if picture is not None and (picture.board.revision, picture.board.day) == (board.revision, board.day):
            return picture.past
        known = board.revision if board.revision < self.services.queries.revision() else None
        return self.services.queries.board(board.day - _DAY, known)

    async def _send_changes(self) -> None:
        """Tell every client what changed; long work gives way until the messages have had time to go out."""
        self.services.precedence.begin()
        try:
            await self._read_and_publish()
        finally:
            asyncio.get_running_loop().call_later(_DELIVERY_SECONDS, self.services.precedence.end)

    async def _read_and_publish(self) -> None:
        before = self._latest()
        change, self._picture = await asyncio.to_thread(self._read_change, self._whole())
        revision = change.board.revision
        if revision < before.revision:  # another database has taken this one's place
            self._publish(lambda _client: reset_event(revision))
        elif change.board.day != before.day:  # the first commit after midnight: pages fetch the new day
            await self._tell_day()
        elif revision > before.revision:
            self._publish(lambda client: change.render(client.area, client.views))

    def _read_change(self, before: Picture) -> tuple[Change, Picture]:
        """Read what changed since `before`: the units, and the rollups that they move."""
        queries = self.services.queries
        board, touched = queries.advance(before.board)
        lost = board.revision < before.board.revision or board.day != before.board.day
        past = self.day_before(board) if lost else queries.advance_past(before.past, touched, board.revision)
        fresh = summaries(self.services, board, self._summed_areas(touched))
        totals = changed_members(fresh, before.totals)
        previous = (
            changed_members(day_before(self.services, past), before.previous)
            if past.tracks is not before.past.tracks
            else {}
        )
        change = Change(self.services, board, touched.units, totals, previous, now_wire(self.services))
        told = {key: {**before.totals.get(key, {}), **members} for key, members in totals.items()}
        earlier = {key: {**before.previous.get(key, {}), **members} for key, members in previous.items()}
        return change, Picture(board, past, {**before.totals, **told}, {**before.previous, **earlier})

    async def _send_day(self) -> None:
        day = await asyncio.to_thread(self.services.clock.today)
        if day != self._latest().day:
            await self._read_all()
            await self._tell_day()

    async def _tell_day(self) -> None:
        message = await asyncio.to_thread(day_event, self.services, self._latest().revision)
        self._publish(lambda _client: message)

    async def _beat(self) -> None:
        """Send a heartbeat; while the database is away there is none, and the page shows it."""
        while not self._closed:
            await asyncio.sleep(BEAT_SECONDS)
            with contextlib.suppress(StoreError):
                message = await asyncio.to_thread(beat_event, self.services)
                for client in list(self._clients):
                    client.put(message)

    async def _show_out(self) -> None:
        """Tell the streams of sessions that have ended, wherever they were ended, and end them too."""
        while not self._closed:
            await asyncio.sleep(_SESSION_SECONDS)
            sessions = {client.session for client in self._clients if client.session is not None}
            if not sessions:
                continue
            with contextlib.suppress(StoreError):  # while the database is away who is in stays in
                gone = await asyncio.to_thread(self.services.doors.gone, sessions)
                for client in [client for client in self._clients if client.session in gone]:
                    client.put(gone_event())
                    client.finish()

    def _publish(self, render: Callable[[Client], bytes]) -> None:
        """Send a message to all clients; those with equal interests share one rendering."""
        rendered: dict[tuple[str, tuple[str, ...]], bytes] = {}
        for client in list(self._clients):
            interest = (client.area, client.views)
            if interest not in rendered:
                rendered[interest] = render(client)
            client.put(rendered[interest])

    async def _read_all(self) -> None:
        self._picture = await asyncio.to_thread(self._read_picture)

    def _read_picture(self) -> Picture:
        board = self.services.queries.board()
        past = self.day_before(board)
        totals = summaries(self.services, board, self._summed_areas(self.services.queries.everything()))
        return Picture(board, past, totals, day_before(self.services, past))

    def _whole(self) -> Picture:
        if self._picture is None:
            msg = "the hub has not been started"
            raise RuntimeError(msg)
        return self._picture

    def _latest(self) -> Board:
        return self._whole().board

    def _summed_areas(self, touched: Touched) -> list[str]:
        """List the townships touched, themselves or in a unit, and the district."""
        tree = self.services.queries.tree
        areas = {*touched.areas, *(tree.areas[code].parent_code for code in touched.units)}
        return [*(town.code for town in tree.townships if town.code in areas), tree.root.code]
