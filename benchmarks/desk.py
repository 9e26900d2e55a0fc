"""Time what a person does on the desk: filter, search, walk through the days; and what the days cost to fetch."""

import gzip
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass

import httpx2 as httpx
from playwright.sync_api import Browser, Page

from benchmarks.subjects import fresh_page

_DESK = "() => document.documentElement.dataset.desk === 'ready' && situationMap.situation.past !== null"
_TABLE = "() => situationMap.desk.work.table.order().length > 0"
_ROUNDS = 5
_TYPED = ("d", "ds", "dsq", "学院", "s", "sl", "110108", "示例", "第1")
_TIMED = """
const { view } = situationMap;
const gl = view.map.getCanvas().getContext("webgl2");
const timed = async (act) => {
  const began = performance.now();
  act();
  const ran = performance.now() - began;
  await new Promise((done) => { view.map.once("render", done); view.map.triggerRepaint(); });
  gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4)); // waits for the graphics process
  return [ran, performance.now() - began];
};
const rest = () => new Promise((done) => {
  view.map.once("idle", () => setTimeout(done, 150));
  view.map.triggerRepaint();
});
"""
_FILTER = f"""async (phase) => {{
  {_TIMED}
  const chosen = await timed(() => situationMap.filter.choose("phase", [phase]));
  await rest();
  const cleared = await timed(() => situationMap.filter.clear());
  await rest();
  return [chosen, cleared];
}}"""
_WALK = f"""async (days) => {{
  {_TIMED}
  const {{ situation, time }} = situationMap;
  const {{ past }} = situation;
  time.playing = true;
  const steps = [];
  for (let at = Math.max(0, past.days.length - days); at < past.days.length; at += 1) {{
    time.set(past.days[at], "now");
    steps.push(await timed(() => situation.show(past, at)));
  }}
  time.playing = false;
  return steps;
}}"""
_SEARCH = """async (typed) => {
  const input = document.getElementById("search");
  input.focus();
  await situationMap.desk.search.load();
  const times = [];
  for (const text of typed) {
    const began = performance.now();
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    document.getElementById("search-list").getBoundingClientRect();
    times.push(performance.now() - began);
  }
  input.blur();
  return times;
}"""


@dataclass(frozen=True)
class Paint:
    """Hold milliseconds: of our code, and until the map's frame with the result is finished."""

    ran: float
    painted: float

    def __str__(self) -> str:
        return f"{self.ran:.0f} ms; painted after {self.painted:.0f} ms"


@dataclass(frozen=True)
class DeskTimes:
    """Hold what was measured; `first_step` shows another day of all units at once."""

    filtered: Paint
    cleared: Paint
    first_step: Paint
    step: Paint
    slowest_step: Paint
    keystroke: float


@dataclass(frozen=True)
class Fetched:
    """Hold seconds of the timeline asked for first and on a further track, and its bytes with gzip."""

    first: float
    further: float
    size: int


def desk(browser: Browser, url: str, days: int) -> DeskTimes:
    """Measure the page at `url`; `days` are walked through."""
    with fresh_page(browser) as page:
        page.goto(url)
        page.wait_for_function(_DESK, timeout=120_000)
        page.wait_for_function(_TABLE, timeout=120_000)
        page.wait_for_timeout(1500)
        rounds = [page.evaluate(_FILTER, str(4 + number % 2)) for number in range(_ROUNDS)]
        keystrokes = page.evaluate(_SEARCH, list(_TYPED))
        steps = list(_paints(page, days))
        return DeskTimes(
            filtered=_median([Paint(*chosen) for chosen, _ in rounds]),
            cleared=_median([Paint(*cleared) for _, cleared in rounds]),
            first_step=steps[0],
            step=_median(steps[1:] or steps),
            slowest_step=max(steps[1:] or steps, key=lambda paint: paint.painted),
            keystroke=max(keystrokes),
        )


def timeline(url: str) -> Fetched:
    """Ask a server that has just started for the days that have passed."""
    with httpx.Client(base_url=url, timeout=120) as client:
        took, size = [], 0
        for track in ("party", "committee"):
            began = time.perf_counter()
            answer = client.get("/api/v1/map/110108/timeline", params={"track": track})
            took.append(time.perf_counter() - began)
            size = size or len(gzip.compress(answer.content, 6))
        return Fetched(took[0], took[1], size)


def _paints(page: Page, days: int) -> Iterator[Paint]:
    for ran, painted in page.evaluate(_WALK, days):
        yield Paint(ran, painted)


def _median(paints: list[Paint]) -> Paint:
    return Paint(
        statistics.median(paint.ran for paint in paints), statistics.median(paint.painted for paint in paints)
    )
