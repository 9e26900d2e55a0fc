"""Time a change from its commit to every client of the live stream."""

import asyncio
import json
import statistics
import time
from collections.abc import Iterator

import httpx2 as httpx

from tests.apps import Server

UNIT = "110108024901"
CHANGES = 10


def measure(server: Server) -> Iterator[tuple[str, str]]:
    """Yield the latency for 50 and 500 clients, and the size of a change."""
    for clients in (50, 500):
        times, size = asyncio.run(_fan_out(server.url, clients))
        p95 = statistics.quantiles(times, n=20)[-1] * 1000
        yield (
            f"change posted → received, {clients} clients",
            f"p50 {statistics.median(times) * 1000:.0f} ms, p95 {p95:.0f} ms",
        )
        yield f"a change on the wire ({clients} clients)", f"{size} B"


async def _fan_out(url: str, clients: int) -> tuple[list[float], int]:
    times: list[float] = []
    sizes: list[int] = []
    ready = asyncio.Semaphore(0)
    sent = 0.0

    async def listen(session: httpx.AsyncClient) -> None:
        async with session.stream("GET", f"{url}/api/v1/stream?track=party") as answer:
            name = ""
            async for line in answer.aiter_lines():
                if line.startswith("event: "):
                    name = line[7:]
                elif line.startswith("data: ") and name == "change":
                    times.append(time.perf_counter() - sent)
                    sizes.append(len(line.encode()))
                    json.loads(line[6:])
                elif line.startswith("data: ") and name == "day":
                    ready.release()

    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(limits=limits, timeout=None) as session:
        tasks = [asyncio.create_task(listen(session)) for _ in range(clients)]
        for _ in range(clients):
            await ready.acquire()
        for number in range(CHANGES):
            fact = {"type": "counter", "payload": {"name": "training", "count": number}}
            sent = time.perf_counter()
            (await session.post(f"{url}/api/v1/units/{UNIT}/facts", json=fact)).raise_for_status()
            await asyncio.sleep(1)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return times, max(sizes)
