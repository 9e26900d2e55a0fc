"""Time daily reports from the file to the preview and to the record, and what they cost everyone else."""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2 as httpx

from benchmarks.process import Process
from benchmarks.report import Row, at_most
from benchmarks.report_files import DAY, Files, staged_day
from benchmarks.stream import fan_out
from tests.apps import copy_of, environment

REPORTS = "/api/v1/reports"
_CLIENTS = 50
_REFUSED = 422


class Sender:
    """Send reports to a server."""

    def __init__(self, url: str) -> None:
        self.session = httpx.Client(base_url=url, timeout=120)

    def preview(self, name: str, content: bytes, township: str | None = None) -> dict[str, Any]:
        """Send a file and return its preview."""
        fields = {"day": f"{DAY}", **({"township": township} if township else {})}
        answer = self.session.post(REPORTS, files={"file": (name, content)}, data=fields).raise_for_status()
        told: dict[str, Any] = answer.json()
        return told

    def submit(self, told: dict[str, Any]) -> None:
        """Hand in what was shown; there are no approvals, so it is recorded."""
        path = f"{REPORTS}/{told['report']['id']}/submit"
        answer = self.session.post(path, json={"digest": told["digest"]}).raise_for_status().json()
        if answer["report"]["status"] != "confirmed":
            raise RuntimeError(answer)

    def take_in(self, files: Files) -> None:
        """Send and hand in all files of the day, one after the other."""
        for book in files.of_the_day:
            self.submit(self.preview(book.name, book.content))


def reports(data: Path, work: Path) -> Iterator[Row]:
    """Yield the rows; `data` is a filled demo, which is copied."""
    files = staged_day(copy_of(data, work / "day"))
    yield from _single(files, copy_of(work / "day", work / "single"))
    yield from _whole_day(files, copy_of(work / "day", work / "whole"))
    yield from _beside_streams(files, copy_of(work / "day", work / "beside"), work / "stamps")


def _single(files: Files, folder: Path) -> Iterator[Row]:
    book = files.of_40_rows
    with Process("benchmarks.stamped", folder / "stamps", env=environment(folder)) as server:
        sender = Sender(server.url)
        other = next(each for each in files.of_the_day if each is not book)
        sender.preview(other.name, other.content)  # warms
        began = time.perf_counter()
        told = sender.preview(book.name, book.content)
        shown = time.perf_counter()
        sender.submit(told)
        recorded = time.perf_counter()
        rows = len(told["rows"]) + told["unchanged"]
        name = f"a report of {rows} rows ({len(book.content) / 1000:.0f} kB, {told['facts']} facts)"
        yield at_most(f"{name}: sent → preview", shown - began, "s", 1, 2)
        yield at_most("… handed in → recorded", recorded - shown, "s", 0.5, 2)
        began = time.perf_counter()
        told = sender.preview("many.xlsx", files.of_5000_rows)
        took = time.perf_counter() - began
        rows = len(told["rows"]) + told["unchanged"]
        yield at_most(f"a workbook of {rows:,} rows: sent → preview", took, "s", 10, 1)
        yield from _gigabyte(files.of_a_gigabyte, server, sender)


def _gigabyte(content: bytes, server: Process, sender: Sender) -> Iterator[Row]:
    """Send what unpacks to a gigabyte; the kernel's mark of the highest memory is set back before."""
    process = Path(f"/proc/{server.process.pid}")
    (process / "clear_refs").write_text("5")
    before = _peak(process)
    began = time.perf_counter()
    answer = sender.session.post(REPORTS, files={"file": ("bomb.xlsx", content)})
    took = time.perf_counter() - began
    if answer.status_code != _REFUSED:
        raise RuntimeError(answer.text)
    name = f"an .xlsx of {len(content) / 1e6:.1f} MB that unpacks to 1 GB"
    yield at_most(f"{name}: sent → refused", took * 1000, "ms", 1000)
    yield at_most("… what the server's memory grows by meanwhile", max(0.0, _peak(process) - before), "MB", 50)


def _peak(process: Path) -> float:
    """Return the highest resident memory of a process since it was set back, in MB."""
    found = re.search(r"VmHWM:\s+(\d+) kB", (process / "status").read_text(encoding="utf-8"))
    if found is None:
        raise RuntimeError(process)
    return int(found[1]) * 1024 / 1e6


def _whole_day(files: Files, folder: Path) -> Iterator[Row]:
    with Process("benchmarks.stamped", folder / "stamps", env=environment(folder)) as server:
        began = time.perf_counter()
        Sender(server.url).take_in(files)
        took = time.perf_counter() - began
        count = len(files.of_the_day)
        yield at_most(f"all {count} reports of a day: sent, previewed and recorded", took, "s", 20, 1)


def _beside_streams(files: Files, folder: Path, stamps: Path) -> Iterator[Row]:
    with Process("benchmarks.stamped", stamps, env=environment(folder)) as server:
        quiet = fan_out(server.url, stamps, _CLIENTS)
        busy = fan_out(server.url, stamps, _CLIENTS, lambda: Sender(server.url).take_in(files))
        yield Row(
            f"change committed → received, {_CLIENTS} clients, p95: quiet; while a day's reports come",
            f"{quiet.committed_p95:.0f} ms; {busy.committed_p95:.0f} ms",
        )
        yield Row("…, p50", f"{quiet.committed_p50:.0f} ms; {busy.committed_p50:.0f} ms")
