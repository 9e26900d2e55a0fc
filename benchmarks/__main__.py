"""Run the benchmarks and print a table: `make bench`, or `python -m benchmarks` with the parts wanted."""

import argparse
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks import report
from benchmarks.change import Times, change
from benchmarks.cold import cold
from benchmarks.desk import desk, timeline
from benchmarks.district import UNITS, synthetic
from benchmarks.dossier import dossiers
from benchmarks.process import Process
from benchmarks.report import Row, at_most, share, speed
from benchmarks.reports import reports
from benchmarks.size import Size, sizes
from benchmarks.start import start
from benchmarks.stream import fan_out
from benchmarks.subjects import FULL, LEAFLET, NAMES, OURS, PATCH, launched, staged
from benchmarks.wall import walls
from benchmarks.warning import warning
from tests.apps import environment

PARTS = ("start", "stream", "reports", "warning", "wall", "desk", "pages", "large")
"""First and later starts; the live stream; daily reports; early warning; the wall's data; filters, search and days
with 678 and 7,000 units; pages against peers with as many."""

_COLD_ROUNDS, _CHANGES = {"pages": 4, "large": 2}, {"pages": 8, "large": 4}
_CHANGE_FASTER = {"pages": 4, "large": 10}
_DAYS = 52
_P95 = {50: 50, 500: 300}


def run(parts: set[str], work: Path, browser: Browser) -> Iterator[Row]:
    """Yield the rows of the parts asked for."""
    data = work / "demo"
    first = start(data)
    if "start" in parts:
        yield at_most("first start with the demo → page", first, "s", 15, 1)
        yield at_most("later start → page", start(data), "s", 4, 1)
    if "stream" in parts:
        yield from _stream(data, work / "stamps")
    if "reports" in parts:
        yield from reports(data, work / "reports")
    if "warning" in parts:
        yield from warning(shutil.copytree(data, work / "warning"))
    if "wall" in parts:
        yield from walls(shutil.copytree(data, work / "wall"))
    if "large" in parts or "desk" in parts:
        synthetic(work / "large-data")
    if "desk" in parts:
        yield from _desk("678 units", data, browser)
        yield from _desk(f"{UNITS:,} units", work / "large-data", browser)
    if "pages" in parts:
        yield from _pages("pages", data, work / "pages", browser)
    if "large" in parts:
        yield from _pages("large", work / "large-data", work / "large", browser)


def _stream(data: Path, stamps: Path) -> Iterator[Row]:
    for count, most in _P95.items():
        with Process("benchmarks.stamped", stamps, env=environment(data, DEMO_SPEED=0)) as server:
            told = fan_out(server.url, stamps, count)
        yield at_most(f"change committed → received, {count} clients, p95", told.committed_p95, "ms", most)
        yield Row(
            f"…, p50; from the post p50, p95 ({count} clients)",
            f"{told.committed_p50:.0f} ms; {told.posted_p50:.0f} ms, {told.posted_p95:.0f} ms",
        )
        if count == max(_P95):
            yield at_most("a change of one unit on the wire", told.size, "B", 1000)


def _desk(name: str, data: Path, browser: Browser) -> Iterator[Row]:
    with Process("app", env=environment(data, DEMO_SPEED=0)) as server:
        fetched = timeline(server.url)
        yield Row(
            f"timeline of {name}: first, a further track; gzip",
            f"{fetched.first:.2f} s, {fetched.further:.2f} s; {fetched.size / 1000:.0f} kB",
        )
        times = desk(browser, server.url, _DAYS)
    yield Row(f"filter chosen: all counts and the map's states, {name}", str(times.filtered))
    yield Row("… cleared again", str(times.cleared))
    yield Row(f"a day further, {name} (median of {_DAYS})", str(times.step))
    yield Row("… the slowest; all units at once", f"{times.slowest_step}; {times.first_step}")
    yield at_most(f"search, slowest keystroke, {name}", times.keystroke, "ms", 50)


def _pages(part: str, data: Path, work: Path, browser: Browser) -> Iterator[Row]:
    with staged(data, work, browser) as stage:
        name = f"{len(stage.picture.units):,} units"
        times = cold(browser, stage, _COLD_ROUNDS[part])
        yield Row(f"cold page → every unit coloured, {name}", _each(f"{s:.2f} s" for s in times.values()))
        yield share(f"… against {NAMES[FULL]}", times[OURS], times[FULL], 0.4)
        yield share(f"… against {NAMES[PATCH]}", times[OURS], times[PATCH], 0.4)
        yield share(f"… against {NAMES[LEAFLET]}", times[OURS], times[LEAFLET], 1.0)
        yield from _sizes(name, sizes(browser, stage))
        yield from _changes(name, change(browser, stage, _CHANGES[part]), _CHANGE_FASTER[part])
        if part == "pages":
            shown, server = dossiers(browser, stage.picture, stage.subjects[0].url)
            yield at_most("dossier's callback, server time, p95", server, "ms", 100)
            yield Row("dossier opened → shown, while the map eases (median)", f"{shown:.0f} ms")


def _sizes(name: str, found: dict[str, Size]) -> Iterator[Row]:
    yield Row(f"bytes on the wire, {name}", _each(f"{size.wire / 1000:,.0f} kB" for size in found.values()))
    yield Row(f"all compressed alike, {name}", _each(f"{size.alike / 1000:,.0f} kB" for size in found.values()))
    yield Row(f"… JavaScript of it, {name}", _each(f"{size.scripts / 1000:,.0f} kB" for size in found.values()))
    yield share(f"… against {NAMES[PATCH]}", found[OURS].alike, found[PATCH].alike, 0.8)
    yield at_most("JavaScript that the map needs, with its workers", found[OURS].map_scripts / 1000, "kB", 450)


def _changes(name: str, found: dict[str, Times], faster: float) -> Iterator[Row]:
    yield Row(f"new value in the browser → painted, {name}", _each(f"{t.arrived:.0f} ms" for t in found.values()))
    yield speed(f"… against {NAMES[PATCH]}", found[OURS].arrived, found[PATCH].arrived, faster)
    yield Row(f"asked → painted, {name}", _each(f"{t.asked:.0f} ms" for t in found.values()))
    yield speed(f"… against {NAMES[PATCH]}", found[OURS].asked, found[PATCH].asked, faster)
    yield Row(f"new value → map at rest, icons too, {name}", _each(f"{t.rested:.0f} ms" for t in found.values()))
    yield Row(f"committed → painted, this page, {name}", f"{found[OURS].committed:.0f} ms")


def _each(figures: Iterator[str]) -> str:
    return " · ".join(figures)


def main() -> None:
    """Print the table as it grows."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"parts to run: {', '.join(PARTS)}; default all")
    parts = set(parser.parse_args().parts or PARTS)
    unknown = parts.difference(PARTS)
    if unknown:
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there are: {', '.join(PARTS)}")
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="situation-bench-") as folder,
        sync_playwright() as playwright,
        launched(playwright) as browser,
    ):
        for line in report.machine(browser.version):
            print(f"- {line}")
        print(f"- Where a line has four figures: {' · '.join(NAMES.values())}.\n\n{report.HEAD}")
        for row in run(parts, Path(folder), browser):
            print(row, flush=True)
    print(f"\nOne run of {(time.monotonic() - began) / 60:.0f} minutes; the large district has {UNITS:,} units.")


if __name__ == "__main__":
    main()
