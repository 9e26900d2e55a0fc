"""Time cold pages until every unit has its colour on the screen, in turn, so that all meet the same load."""

import statistics
import time
from collections.abc import Mapping

from playwright.sync_api import Browser

from benchmarks.screen import Screen, coloured
from benchmarks.subjects import SETTLING, Stage, Subject, fresh_page

_QUIET = 1.5  # seconds without a frame
_MOST = 120.0
_SHARE = 0.9  # of the units judged that must be seen; the rest may hide under a name or an outline


def cold(browser: Browser, stage: Stage, rounds: int) -> Mapping[str, float]:
    """Return the median seconds of every page; the first visit of each warms its server and is not counted."""
    times: dict[str, list[float]] = {subject.kind: [] for subject in stage.subjects}
    for turn in range(rounds + 1):
        for subject in stage.subjects:
            seconds = _visit(browser, stage, subject)
            if turn > 0:
                times[subject.kind].append(seconds)
    return {kind: statistics.median(seconds) for kind, seconds in times.items()}


def _visit(browser: Browser, stage: Stage, subject: Subject) -> float:
    probes = stage.picture.probes(subject.eye)
    with fresh_page(browser) as page:
        screen = Screen(page)
        screen.start()
        began = time.time()
        page.goto(subject.url, wait_until="commit")
        page.wait_for_function(SETTLING[subject.kind], polling=250)
        screen.settle(_QUIET, _MOST)
        screen.stop()
        frames = [frame for frame in screen.frames if frame[0] > began]
    instant, seen = coloured(frames, probes)
    if seen < _SHARE * len(probes):
        raise RuntimeError(f"{subject.kind}: only {seen} of {len(probes)} units have their colours")
    return instant - began
