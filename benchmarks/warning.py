"""Measure what early warning costs at each commit of the demo's campaign, and its first look at everything."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from statistics import median, quantiles
from zoneinfo import ZoneInfo

from benchmarks.report import Row, at_most
from dashboard.bootstrap import evaluator_of, open_scenario, open_services
from dashboard.settings import Settings
from dashboard.watch.watchman import Watchman

COMMITS = 400
_MOST = 50


@dataclass
class Hand:
    """Tell the instant of the commit that is measured."""

    instant: datetime

    @property
    def zone(self) -> ZoneInfo:
        return self.instant.tzinfo  # type: ignore[return-value]

    def now(self) -> datetime:
        return self.instant

    def today(self) -> object:
        return self.instant.date()


def warning(data: Path) -> Iterator[Row]:
    """Yield rows: the campaign goes on from the opening, and the watch looks after each commit."""
    services = open_services(Settings(data_dir=data, demo_speed=0, _env_file=None))
    scenario = open_scenario(services)
    hand = Hand(scenario.opening())
    evaluator = evaluator_of(services)
    log = replace(services.log, clock=hand)
    watchman = Watchman(replace(evaluator, log=log))
    began = time.perf_counter()
    watchman.look()
    yield Row("early warning: first look at all 678 units, giving way", f"{time.perf_counter() - began:.2f} s")
    judged, looked, areas = [], [], []
    for instant, submission in scenario.between(scenario.opening(), scenario.ending())[:COMMITS]:
        hand.instant = instant
        log.append(submission)
        touched = {entry.area_code for entry in submission.entries}
        areas.append(len(touched))
        began = time.perf_counter()
        watchman.evaluator.areas(touched, instant)
        judged.append((time.perf_counter() - began) * 1000)
        began = time.perf_counter()
        watchman.look()
        looked.append((time.perf_counter() - began) * 1000)
    services.queries.engine.dispose()
    name = f"{COMMITS} commits of the campaign, {median(areas):.0f} areas in the median, {max(areas)} at most"
    yield at_most(f"… the areas of a commit read and judged, p95 ({name})", _p95(judged), "ms", _MOST)
    yield Row("…, p50; the slowest", f"{median(judged):.0f} ms; {max(judged):.0f} ms")
    yield at_most(
        "… a whole look after a commit: polls of the district, steps recorded, p95", _p95(looked), "ms", _MOST
    )
    yield Row("…, p50; the slowest", f"{median(looked):.0f} ms; {max(looked):.0f} ms")


def _p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1]
