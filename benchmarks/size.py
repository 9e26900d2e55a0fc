"""Count what a cold page loads: a proxy sees everything, also what workers ask for.

Two figures for each page: the bytes that came over the wire, and all contents compressed alike
(brotli, quality 9), so that nobody wins by the settings of a server.
"""

import asyncio
import contextlib
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import brotli
import httpx2 as httpx
from playwright.sync_api import Browser

from benchmarks.subjects import SETTLING, Stage, Subject, fresh_page

_QUALITY = 9
_SMALLEST_COMPRESSED = 1000
_REST = 3000  # milliseconds after the map, for what comes later
_REQUEST = re.compile(rb"(?:^|\r\n\r\n)GET (\S+) HTTP/1\.1\r\n")
_NEEDED_BY_MAP = re.compile(r"^/static/[^/]+/(map|vendor)/.*\.m?js$")


@dataclass(frozen=True)
class Size:
    """Hold bytes: on the wire, all contents compressed alike, and of these all JavaScript and our map's."""

    wire: int
    alike: int
    scripts: int
    map_scripts: int


@dataclass
class Proxy:
    """Pass on the bytes between browser and server; keep the paths asked for and count what comes back."""

    host: str
    port: int
    paths: list[str] = field(default_factory=list)
    received: int = 0

    @contextlib.contextmanager
    def running(self) -> Iterator[str]:
        """Serve on a free port in a thread; gives the address."""
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()
        opened = asyncio.run_coroutine_threadsafe(asyncio.start_server(self._pass, "127.0.0.1", 0), loop)
        server = opened.result()
        try:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        finally:
            asyncio.run_coroutine_threadsafe(_end(server), loop).result()
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Swallowed, because asyncio would report a connection that `_end` ends as a failure.
        with contextlib.suppress(asyncio.CancelledError):
            back_reader, back_writer = await asyncio.open_connection(self.host, self.port)
            await asyncio.gather(
                self._copy(reader, back_writer, asked=True), self._copy(back_reader, writer, asked=False)
            )

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, asked: bool) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65536):
                if asked:
                    self.paths += [path.decode() for path in _REQUEST.findall(data)]
                else:
                    self.received += len(data)
                writer.write(data)
                await writer.drain()
        writer.close()


async def _end(server: asyncio.Server) -> None:
    """Close a server, and the connections that the browser still holds."""
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def sizes(browser: Browser, stage: Stage) -> dict[str, Size]:
    """Return the size of every page."""
    return {subject.kind: _size(browser, subject) for subject in stage.subjects}


def _size(browser: Browser, subject: Subject) -> Size:
    parts = urlsplit(subject.url)
    proxy = Proxy(str(parts.hostname), parts.port or 80)
    with proxy.running() as url, fresh_page(browser) as page:
        page.goto(url)
        page.wait_for_function(SETTLING[subject.kind], polling=250)
        page.wait_for_timeout(_REST)
        wire = proxy.received
    alike = {path: _alike(subject.url + path) for path in dict.fromkeys(proxy.paths) if "/stream?" not in path}
    scripts = {path: size for path, size in alike.items() if urlsplit(path).path.endswith((".js", ".mjs"))}
    needed = [size for path, size in scripts.items() if _NEEDED_BY_MAP.match(urlsplit(path).path)]
    return Size(wire, sum(alike.values()), sum(scripts.values()), sum(needed))


def _alike(url: str) -> int:
    body = httpx.get(url, follow_redirects=True, timeout=60).content
    return len(brotli.compress(body, quality=_QUALITY)) if len(body) >= _SMALLEST_COMPRESSED else len(body)
