"""Let the demo run fast before an open desk and a wall for some minutes, and tell what went wrong: `make soak`."""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.apps import Server
from tests.browser.conftest import READY, Watch, launch

MINUTES = 10
DAYS_A_MINUTE = 8  # the campaign lasts eighty days from the opening
_ON_THE_WALL = "() => document.documentElement.dataset.wall === 'ready'"
_HEAP = "performance.memory.usedJSHeapSize / 1e6"


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
    """Run, print a line a minute, and return the problems of the page."""
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
            began, number = time.monotonic(), 0
            while (passed := time.monotonic() - began) < minutes * 60:
                visit(page, number)
                page.wait_for_timeout(3000)
                number += 1
                if number % 20 == 0:
                    day, heap = page.evaluate(f"[window.situationMap.situation.day, {_HEAP}]")
                    beside = wall.evaluate(_HEAP)
                    heaps = f"heap {heap:.0f} MB, of the wall {beside:.0f} MB"
                    print(f"{passed / 60:4.1f} min, {day}, {heaps}, problems {len(watch.problems)}", flush=True)
        finally:
            browser.close()
            server.stop()
    return watch.problems


if __name__ == "__main__":
    found = soak(float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES)
    print("\n".join(found) or "no problems")
    sys.exit(1 if found else 0)
