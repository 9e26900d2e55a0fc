"""Time one change of one unit until its pixels on the map have the new colour, on every page."""

import contextlib
import statistics
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx2 as httpx
from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as NotSeen

from benchmarks.screen import TOLERANCE
from benchmarks.stamped import read_stamps
from benchmarks.subjects import OURS, SETTLING, Stage, Subject, fresh_page
from dashboard.election.flags import Flag

_LATER, _STAGE = 6, "first_plenary"  # a phase that no unit chosen has reached, and a stage that begins it
_REST = 1500  # milliseconds before the next change
_SEEN = 10_000  # milliseconds after which a change is taken to be covered
_WATCH = (Path(__file__).parent / "watch.js").read_text(encoding="utf-8")
_NOTE_ARRIVAL = """() => {
  const { situation } = window.situationMap;
  const change = situation.change.bind(situation);
  situation.change = (data) => {
    window.arrived ||= Date.now();
    return change(data);
  };
}"""
_ASK = """(asked) => {
  performance.clearResourceTimings();
  window.asked = Date.now();
  window.dash_clientside.set_props("asked", { data: asked });
}"""
_ANSWERED = """() => {
  const [call] = performance.getEntriesByType("resource").filter(({ name }) => name.includes("_dash-update"));
  return [window.asked, Date.now() - performance.now() + call.responseEnd];
}"""


@dataclass(frozen=True)
class Times:
    """Hold milliseconds.

    Attributes
    ----------
    asked : float
        From asking (a fact posted to our server, a callback called on a peer's page) to the new colour.
    arrived : float
        From the arrival of the new value in the browser to the new colour.
    rested : float
        From the arrival until the map has nothing left to draw: icons, names, fading.
    committed : float or None
        From the commit in our server to the new colour.
    """

    asked: float
    arrived: float
    rested: float
    committed: float | None


def change(browser: Browser, stage: Stage, count: int) -> dict[str, Times]:
    """Change `count` units on every page, one after the other, each page alone; return the medians."""
    return {subject.kind: _on(browser, stage, subject, count) for subject in stage.subjects}


def _on(browser: Browser, stage: Stage, subject: Subject, count: int) -> Times:
    with fresh_page(browser) as page:
        page.goto(subject.url)
        page.wait_for_function(SETTLING[subject.kind], polling=250)
        if subject.kind == OURS:
            page.evaluate(_NOTE_ARRIVAL)
        times: list[Times] = []
        for at in _chosen(stage, 2 * count + 1):
            page.wait_for_timeout(_REST)
            with contextlib.suppress(NotSeen):  # a name or a plate covers the unit
                times.append(_one(page, stage, subject, at))
            if len(times) > count:
                return _median(times[1:])  # the first warmed
    msg = f"{subject.kind}: only {len(times)} changes could be seen"
    raise RuntimeError(msg)


def _median(times: Sequence[Times]) -> Times:
    columns = zip(*(asdict(each).values() for each in times), strict=True)
    return Times(*(None if None in column else statistics.median(column) for column in columns))


def _chosen(stage: Stage, count: int) -> Sequence[int]:
    """Return the units before `_LATER` with the most room and no sign, so that little covers them."""
    units = stage.picture.units
    bare = [at for at, unit in enumerate(units) if not unit["flags"] & ~Flag.NOT_REPORTED and not unit["alert"]]
    early = [at for at in bare if units[at]["phase"] is not None and units[at]["phase"] < _LATER]
    return sorted(early, key=lambda at: -units[at]["radius"])[:count]


def _one(page: Page, stage: Stage, subject: Subject, at: int) -> Times:
    probe = stage.picture.probe(at, _LATER, subject.eye)
    if probe is None:
        raise LookupError(stage.picture.units[at])
    spots = [[round(x), round(y)] for x, y in probe.spots()]
    page.evaluate(_WATCH, {"kind": subject.kind, "spots": spots, "colour": probe.colour, "tolerance": TOLERANCE})
    ask = _post if subject.kind == OURS else _call
    asked, arrived, committed = ask(page, stage, subject, at)
    page.wait_for_function("() => window.noted.rested", polling=100, timeout=_SEEN)
    painted, rested = page.evaluate("() => [window.noted.painted, window.noted.rested]")
    return Times(
        painted - asked, painted - arrived, rested - arrived, None if committed is None else painted - committed
    )


def _post(page: Page, stage: Stage, subject: Subject, at: int) -> tuple[float, float, float]:
    """Post a fact to our server and wait for the stream to bring it."""
    page.evaluate("() => { window.arrived = 0; }")
    unit = stage.picture.units[at]
    fact = {"type": "milestone", "track": "party", "payload": {"stage": _STAGE, "edge": "start"}}
    asked = time.time() * 1000
    answer = httpx.post(f"{subject.url}/api/v1/units/{unit['code']}/facts", json=fact).raise_for_status()
    page.wait_for_function("() => window.arrived", polling=100)
    elapsed = time.monotonic() - read_stamps(stage.stamps)[answer.json()["revision"]]
    return asked, page.evaluate("() => window.arrived"), (time.time() - elapsed) * 1000


def _call(page: Page, stage: Stage, subject: Subject, at: int) -> tuple[float, float, None]:  # noqa: ARG001 - as _post takes
    """Call a peer's callback and wait for its answer."""
    page.evaluate(_ASK, {"at": at, "phase": _LATER})
    page.wait_for_function(
        "() => performance.getEntriesByType('resource').some(({ name }) => name.includes('_dash-update'))",
        polling=100,
    )
    asked, arrived = page.evaluate(_ANSWERED)
    return asked, arrived, None
