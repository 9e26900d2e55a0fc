"""Time a cold page in headless Chromium until every unit is painted, and a change until it is."""

import os
import shutil
import statistics
import time
from collections.abc import Iterator

import httpx2 as httpx
from playwright.sync_api import sync_playwright

from tests.apps import Server
from tests.browser.conftest import ARGUMENTS, READY

UNIT = "110108024901"
PAGES = 5
CHANGES = 12


def measure(server: Server) -> Iterator[tuple[str, str]]:
    """Yield cold page, bytes, change → painted, and the dossier's callback."""
    with sync_playwright() as playwright:
        program = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        seconds, sizes, scripts = [], [], []
        for _ in range(PAGES):
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            page = context.new_page()
            received: list[tuple[str, int]] = []
            page.on("response", lambda answer, got=received: got.append((answer.url, _body(answer))))
            began = time.perf_counter()
            page.goto(server.url, wait_until="commit")
            page.wait_for_function("() => document.documentElement.dataset.map")
            seconds.append(time.perf_counter() - began)
            page.wait_for_function(READY)
            page.wait_for_function("() => document.getElementById('dossier')")
            sizes.append(sum(size for _, size in received))
            scripts.append(sum(size for url, size in received if "/static/" in url and url.endswith("js")))
            context.close()
        yield (
            "cold page → every unit coloured, 678 units, 1440×900 (median)",
            f"{statistics.median(seconds):.2f} s",
        )
        yield "bytes of the page, compressed", f"{max(sizes) / 1000:.0f} kB"
        yield "of these: JavaScript that the map needs", f"{max(scripts) / 1000:.0f} kB"
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        page.goto(server.url)
        page.wait_for_function(READY)
        yield "change posted → unit recoloured in the browser (median)", f"{_changes(page, server):.0f} ms"
        yield "dossier opened → shown (median)", f"{_dossiers(page):.0f} ms"
        browser.close()


def _body(answer: object) -> int:
    try:
        return int(answer.request.sizes()["responseBodySize"])  # type: ignore[attr-defined]
    except Exception:  # noqa: BLE001 - a stream that stays open has no size
        return 0


def _changes(page: object, server: Server) -> float:
    times = []
    for number in range(CHANGES):
        edge = "exception" if number % 2 == 0 else "exception_cleared"
        page.evaluate(  # type: ignore[attr-defined]
            "window.changed = new Promise((done) => window.situationMap.situation.onChange(() =>"
            " requestAnimationFrame(() => done(Date.now())))); 0"
        )
        began = time.time() * 1000
        fact = {"type": edge, "track": "party", "payload": {"kind": "suspended"}}
        httpx.post(f"{server.url}/api/v1/units/{UNIT}/facts", json=fact).raise_for_status()
        times.append(page.evaluate("window.changed") - began)  # type: ignore[attr-defined]
    return statistics.median(times)


def _dossiers(page: object) -> float:
    script = """async (code) => {
      const began = performance.now();
      history.pushState(null, "", `/?unit=${code}`);
      dispatchEvent(new PopStateEvent("popstate"));
      while (document.querySelector(".dossier")?.dataset.code !== code) await new Promise(requestAnimationFrame);
      return performance.now() - began;
    }"""
    codes = ["110108024901", "110108026901", "110108027901", "110108028901", "110108029901", "110108030901"]
    return statistics.median(page.evaluate(script, code) for code in codes)  # type: ignore[attr-defined]
