"""Keep many live streams open and note when each change came: `python -m benchmarks.clients ADDRESS PORT COUNT`.

It runs apart from what measures, and does as little as it can for a message, because it shares the
machine with the server: every connection is a bare protocol that looks for the revision in the bytes.
Prints `ready` when all streams have been greeted, and one JSON line when a line comes on standard input.
"""

import asyncio
import json
import re
import sys
import time

_CHANGE = re.compile(rb"id: (\d+)\nevent: change\n(data: [^\n]*\n)")
_REQUEST = b"GET /api/v1/stream?track=party HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Listener(asyncio.Protocol):
    """Ask for the stream and note (revision, monotonic instant, bytes) of every change."""

    def __init__(self, notes: list[tuple[int, float, int]], greeted: asyncio.Semaphore) -> None:
        self.notes, self.greeted, self.pending, self.known = notes, greeted, b"", False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the request."""
        transport.write(_REQUEST)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        """Look for the greeting, then for changes; a message may come in pieces."""
        came = time.monotonic()
        self.pending += data
        if not self.known and b"event: day" in self.pending:
            self.known = True
            self.greeted.release()
        end = 0
        for found in _CHANGE.finditer(self.pending):
            self.notes.append((int(found[1]), came, len(found[0])))
            end = found.end()
        self.pending = self.pending[end:][-20_000:]


async def listen(host: str, port: int, count: int) -> None:
    """Open the streams, say so, and print the notes when told to."""
    loop = asyncio.get_running_loop()
    notes: list[tuple[int, float, int]] = []
    greeted = asyncio.Semaphore(0)
    transports = []
    for _ in range(count):
        transport, _listener = await loop.create_connection(lambda: Listener(notes, greeted), host, port)
        transports.append(transport)
    for _ in range(count):
        await greeted.acquire()
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    print(json.dumps(notes), flush=True)
    for transport in transports:
        transport.abort()


if __name__ == "__main__":
    asyncio.run(listen(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
