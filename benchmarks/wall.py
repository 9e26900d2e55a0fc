"""Time what a wall asks for: made anew after a change, again in the same minute, and unchanged."""

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2 as httpx

from benchmarks.process import Process
from benchmarks.report import Row, at_most
from tests.apps import environment

_ROUNDS = 30
_MOST = 150
_UNIT = "110108026901"
_WALL = "/api/v1/wall/110108"
_VIEWS = ("party", "committee", "overall")


def walls(data: Path) -> Iterator[Row]:
    """Yield the rows; `data` is a filled demo, to which remarks are added."""
    with Process("app", env=environment(data, DEMO_SPEED=0)) as server:
        session = httpx.Client(base_url=server.url, timeout=60)
        for track in _VIEWS:
            session.get(_WALL, params={"track": track}).raise_for_status()  # units are folded once
            made, kept, unchanged = zip(
                *(_round(session, track, number) for number in range(_ROUNDS)), strict=True
            )
            name = f"the wall's data after a change, track {track}, p50"
            yield at_most(name, statistics.median(made), "ms", _MOST)
            p95 = statistics.quantiles(made, n=20)[-1]
            rest = f"{statistics.median(kept):.0f} ms; {statistics.median(unchanged):.0f} ms"
            yield Row("…, p95; asked by another wall; unchanged", f"{p95:.0f} ms; {rest}")
        size = len(session.get(_WALL, headers={"Accept-Encoding": "identity"}).content)
        session.close()
    yield Row("… its size, before compression", f"{size / 1000:.0f} kB")


def _round(session: httpx.Client, track: str, number: int) -> tuple[float, float, float]:
    """Record a remark, and ask three times; return the milliseconds."""
    text = {"topic": "remarks", "text": f"会场已落实 {track} {number}"}
    fact = {"type": "remark", "track": "party", "subject": "remarks", "payload": text}
    session.post(f"/api/v1/units/{_UNIT}/facts", json={"facts": [fact]}).raise_for_status()
    time.sleep(0.2)  # a wall asks when the change has been told
    first, tag = _timed(session, track)
    second, _ = _timed(session, track)
    third, _ = _timed(session, track, tag)
    return first, second, third


def _timed(session: httpx.Client, track: str, tag: str = "") -> tuple[float, str]:
    began = time.perf_counter()
    answer = session.get(_WALL, params={"track": track}, headers={"If-None-Match": tag} if tag else {})
    taken = (time.perf_counter() - began) * 1000
    if answer.status_code != (304 if tag else 200):
        raise RuntimeError(answer.text)
    return taken, answer.headers["etag"]
