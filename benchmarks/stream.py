"""Time a change from its post and from its commit to every client of the live stream."""

import json
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx2 as httpx

from benchmarks.process import run
from benchmarks.stamped import read_stamps

UNIT = "110108024901"
_CHANGES = 20
_PAUSE = 0.7  # seconds between changes


@dataclass(frozen=True)
class FanOut:
    """Hold milliseconds from the post and from the commit to a client, and the bytes of a change."""

    posted_p50: float
    posted_p95: float
    committed_p50: float
    committed_p95: float
    size: int


def fan_out(url: str, stamps: Path, count: int) -> FanOut:
    """Open `count` streams in a process of their own, and post changes from this one."""
    parts = urlsplit(url)
    clients = run("benchmarks.clients", [parts.hostname, parts.port, count])
    if clients.stdin is None or clients.stdout is None:
        raise RuntimeError("no pipe to the clients")
    try:
        if clients.stdout.readline() != "ready\n":
            raise RuntimeError("the clients could not connect")
        posted = _post(url)
        clients.stdin.write("enough\n")
        clients.stdin.flush()
        notes = json.loads(clients.stdout.readline())
    finally:
        clients.kill()
        clients.wait()
    if len(notes) != count * len(posted):
        raise RuntimeError(f"{len(notes)} messages came, not {count * len(posted)}")
    committed = read_stamps(stamps)
    from_post = [(came - posted[revision]) * 1000 for revision, came, _ in notes]
    from_commit = [(came - committed[revision]) * 1000 for revision, came, _ in notes]
    return FanOut(*_spread(from_post), *_spread(from_commit), max(size for _, _, size in notes))


def _spread(times: list[float]) -> tuple[float, float]:
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def _post(url: str) -> dict[int, float]:
    """Post one change after another; return revision → monotonic instant of its post."""
    posted: dict[int, float] = {}
    with httpx.Client() as session:
        for number in range(_CHANGES):
            edge = "exception" if number % 2 == 0 else "exception_cleared"
            fact = {"type": edge, "track": "party", "payload": {"kind": "suspended"}}
            sent = time.monotonic()
            answer = session.post(f"{url}/api/v1/units/{UNIT}/facts", json=fact).raise_for_status()
            posted[answer.json()["revision"]] = sent
            time.sleep(_PAUSE)
    return posted
