"""Time a change from its post and from its commit to every client of the live stream."""

import json
import statistics
import time
from bisect import bisect_left
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx2 as httpx

from benchmarks.process import run
from benchmarks.stamped import read_stamps

UNIT = "110108024901"
_CHANGES = 20
_PAUSE, _PAUSE_BESIDE = 0.7, 0.1  # seconds between changes
_PATIENCE = 60.0  # seconds


@dataclass(frozen=True)
class FanOut:
    """Hold milliseconds from the post and from the commit to a client, and the bytes of a change."""

    posted_p50: float
    posted_p95: float
    committed_p50: float
    committed_p95: float
    size: int


def fan_out(url: str, stamps: Path, count: int, beside: Callable[[], object] | None = None) -> FanOut:
    """Open `count` streams in a process of their own, and post changes from this one.

    With `beside`, which runs in a thread meanwhile, changes follow each other faster, until it ends.
    """
    parts = urlsplit(url)
    clients = run("benchmarks.clients", [parts.hostname, parts.port, count])
    if clients.stdin is None or clients.stdout is None:
        raise RuntimeError("no pipe to the clients")
    try:
        if clients.stdout.readline() != "ready\n":
            raise RuntimeError("the clients could not connect")
        posted = _post(url) if beside is None else _post_beside(url, beside)
        clients.stdin.write("enough\n")
        clients.stdin.flush()
        notes = json.loads(clients.stdout.readline())
    finally:
        clients.kill()
        clients.wait()
    came = _arrivals(notes)
    if any(len(of_one) != count for of_one in came.values()) or (beside is None and len(came) != len(posted)):
        raise RuntimeError(f"{len(notes)} messages came to {count} clients for {len(posted)} changes")
    committed, messages = read_stamps(stamps), sorted(came)
    brought = {revision: came[messages[bisect_left(messages, revision)]] for revision in posted}
    from_post = [(at - posted[revision]) * 1000 for revision, of_one in brought.items() for at in of_one]
    from_commit = [(at - committed[revision]) * 1000 for revision, of_one in brought.items() for at in of_one]
    return FanOut(*_spread(from_post), *_spread(from_commit), max(size for _, _, size in notes))


def _arrivals(notes: Sequence[tuple[int, float, int]]) -> dict[int, list[float]]:
    """Return revision of a message → when it came; commits that follow closely share one message."""
    came: dict[int, list[float]] = {}
    for revision, at, _ in notes:
        came.setdefault(revision, []).append(at)
    return came


def _spread(times: list[float]) -> tuple[float, float]:
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def _post(url: str) -> dict[int, float]:
    """Post one change after another; return revision → monotonic instant of its post."""
    posted: dict[int, float] = {}
    with httpx.Client() as session:
        for number in range(_CHANGES):
            posted.update([_change(session, url, number)])
            time.sleep(_PAUSE)
    return posted


def _post_beside(url: str, beside: Callable[[], object]) -> dict[int, float]:
    """Post changes until `beside` has ended."""
    posted: dict[int, float] = {}
    with httpx.Client(timeout=_PATIENCE) as session, ThreadPoolExecutor(1) as other:
        running = other.submit(beside)
        while not running.done():
            posted.update([_change(session, url, len(posted))])
            time.sleep(_PAUSE_BESIDE)
        running.result()
    time.sleep(_PAUSE)  # the last ones are on their way
    return posted


def _change(session: httpx.Client, url: str, number: int) -> tuple[int, float]:
    edge = "exception" if number % 2 == 0 else "exception_cleared"
    fact = {"type": edge, "track": "party", "payload": {"kind": "suspended"}}
    sent = time.monotonic()
    answer = session.post(f"{url}/api/v1/units/{UNIT}/facts", json=fact).raise_for_status()
    return answer.json()["revision"], sent
