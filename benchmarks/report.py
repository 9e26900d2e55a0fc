"""Write the table: what was measured, against what, and whether the target of DESIGN §7 is met."""

import os
import platform
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from tests.conftest import ROOT

_PACKAGES = ("dash", "plotly", "dash-leaflet", "fastapi", "uvicorn", "sqlalchemy")


@dataclass(frozen=True)
class Row:
    """Hold one line; `met` is None where no target is set."""

    what: str
    measured: str
    target: str = ""
    met: bool | None = None

    def __str__(self) -> str:
        verdict = {None: "", True: "met", False: "**missed**"}[self.met]
        return f"| {self.what} | {self.measured} | {self.target} | {verdict} |"


HEAD = "| what | measured | target | |\n|---|---|---|---|"


def at_most(what: str, measured: float, unit: str, target: float, digits: int = 0) -> Row:
    """Return the row of a figure that must not exceed a target in the same unit."""
    return Row(what, f"{measured:,.{digits}f} {unit}", f"≤ {target:,g} {unit}", measured <= target)


def share(what: str, ours: float, theirs: float, target: float) -> Row:
    """Return the row of our figure as a share of a peer's."""
    return Row(what, f"{ours / theirs:.2f} ×", f"≤ {target:g} ×", ours / theirs <= target)


def speed(what: str, ours: float, theirs: float, target: float) -> Row:
    """Return the row that says how many times faster ours is."""
    return Row(what, f"{theirs / ours:.1f} × faster", f"≥ {target:g} ×", theirs / ours >= target)


def machine(chromium: str) -> Iterator[str]:
    """Yield what the figures depend on."""
    yield f"{platform.platform()}, {os.cpu_count()} cores ({processor()}), {_memory()} GiB, software WebGL"
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    yield f"Python {platform.python_version()}, {packages}, MapLibre {_maplibre()}, Chromium {chromium}"


def _maplibre() -> str:
    """Return the version of the vendored library, from its own first lines."""
    head = (ROOT / "assets/vendor/maplibre-gl/maplibre-gl.mjs").read_text(encoding="utf-8")[:400]
    found = re.search(r"/v([\d.]+)/", head)
    return found.group(1) if found else "?"


def processor() -> str:
    """Return the name of the processor, or of its kind."""
    file = Path("/proc/cpuinfo")
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _memory() -> str:
    try:
        return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f}"
    except (ValueError, OSError):
        return "?"
