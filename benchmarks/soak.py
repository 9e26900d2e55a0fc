"""Let the demo run fast before an open desk and a wall for some minutes, and tell what went wrong: `make soak`."""

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.apps import Server
from tests.browser.conftest import READY, Watch, launch

MINUTES = 10
DAYS_A_MINUTE = 8  # the campaign lasts eighty days from the opening
_ON_THE_WALL = "() => document.documentElement.dataset.wall === 'ready'"
GROWTH = 1.1  # of the least heap and the fewest listeners, last half against first


@dataclass
class Gauge:
    """Measure what a page holds after its garbage was collected."""

    name: str
    page: Page
    heaps: list[float] = field(default_factory=list)
    listeners: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.client = self.page.context.new_cdp_session(self.page)

    def read(self) -> str:
        """Measure; answers that are just being read come and go, so the least of four counts."""
        used = []
        for _ in range(4):
            self.page.wait_for_timeout(300)
            self.client.send("HeapProfiler.collectGarbage")
            used.append(self.client.send("Runtime.getHeapUsage")["usedSize"] / 1e6)
        self.heaps.append(min(used))
        self.listeners.append(self.client.send("Memory.getDOMCounters")["jsEventListeners"])
        return f"{self.name} {self.heaps[-1]:.1f} MB, {self.listeners[-1]:.0f} listeners"

    @property
    def problems(self) -> list[str]:
        """Say what has grown."""
        found = []
        for what, values in (("heap", self.heaps), ("listeners", self.listeners)):
            before, after = _floors(values)
            print(f"{self.name}: {what} {before:.1f} → {after:.1f}")
            if after > before * GROWTH:
                found.append(f"{what} of the {self.name} grew from {before:.1f} to {after:.1f}")
        return found


def _floors(values: Sequence[float]) -> tuple[float, float]:
    """Return the least of the first and of the last half after a quarter of warm-up.

    What is just being shown comes and goes; what is never given back raises the floor.
    """
    warm = values[len(values) // 4 :]
    half = len(warm) // 2
    return min(warm[:half]), min(warm[half:])


def visit(page: Page, number: int) -> None:
    """Do what a person does meanwhile: change the track, look at a township, a figure, a unit."""
    steps: list[Callable[[], None]] = [
        lambda: page.click("[data-track-switch=committee]"),
        lambda: page.click("#towns li:nth-child(5) button"),
        lambda: page.click("#strip [data-figure=elected]"),
        lambda: page.keyboard.press("Escape"),
        lambda: page.click("#legend li[data-phase='5'] button"),
        lambda: page.click("#crumbs [data-crumb=clear]"),
        lambda: page.click("[data-theme=dark]"),
        lambda: page.click("[data-track-switch=overall]"),
        lambda: page.click("[data-theme=light]"),
        lambda: page.click("[data-track-switch=party]"),
    ]
    steps[number % len(steps)]()


def soak(minutes: float) -> list[str]:
    """Run, print a line every half minute, and return the problems of both pages, with what has grown."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder) / "data", DEMO_SPEED=DAYS_A_MINUTE).start()
        browser = launch(playwright)
        try:
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            watch = Watch(context, server.url)
            page = context.new_page()
            page.goto(server.url)
            page.wait_for_function(READY)
            wall = context.new_page()
            wall.goto(f"{server.url}/wall?tour=5")
            wall.wait_for_function(_ON_THE_WALL)
            gauges = [Gauge("desk", page), Gauge("wall", wall)]
            began, number = time.monotonic(), 0
            while (passed := time.monotonic() - began) < minutes * 60:
                visit(page, number)
                page.wait_for_timeout(3000)
                number += 1
                if number % 10 == 0:
                    day = page.evaluate("window.situationMap.situation.day")
                    told = "; ".join(gauge.read() for gauge in gauges)
                    print(f"{passed / 60:4.1f} min, {day}, {told}, problems {len(watch.problems)}", flush=True)
            grown = [problem for gauge in gauges for problem in gauge.problems]
        finally:
            browser.close()
            server.stop()
    return watch.problems + grown


if __name__ == "__main__":
    found = soak(float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES)
    print("\n".join(found) or "no problems")
    sys.exit(1 if found else 0)
