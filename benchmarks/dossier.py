"""Time the callback behind a click: the server's time as the browser sees it."""

import statistics

from playwright.sync_api import Browser

from benchmarks.subjects import OURS, SETTLING, Picture, fresh_page

_COUNT = 40
_OPEN = """async (code) => {
  performance.clearResourceTimings();
  const began = performance.now();
  history.pushState(null, "", `/?unit=${code}`);
  dispatchEvent(new PopStateEvent("popstate"));
  while (document.querySelector(".dossier")?.dataset.code !== code) await new Promise(requestAnimationFrame);
  const shown = performance.now() - began;
  const calls = performance.getEntriesByType("resource").filter(({ name }) => name.includes("_dash-update"));
  return [shown, Math.max(...calls.map((call) => call.responseStart - call.requestStart))];
}"""


def dossiers(browser: Browser, picture: Picture, url: str) -> tuple[float, float]:
    """Return the median until a dossier is shown, and the 95th percentile of the server's time, in ms."""
    step = max(1, len(picture.units) // _COUNT)
    with fresh_page(browser) as page:
        page.goto(url)
        page.wait_for_function(SETTLING[OURS], polling=250)
        opened = [page.evaluate(_OPEN, unit["code"]) for unit in picture.units[::step]]
    shown, server = zip(*opened[1:], strict=True)
    return statistics.median(shown), statistics.quantiles(server, n=20)[-1]
