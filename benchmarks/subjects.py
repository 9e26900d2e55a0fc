"""Open the four pages that are compared: ours, and three peers that show the same picture."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx2 as httpx
from playwright.sync_api import Browser, Page, Playwright

from benchmarks.peers.board import Board
from benchmarks.process import Process
from benchmarks.screen import Eye, Probe, make_probe
from tests.apps import environment
from tests.browser.conftest import ARGUMENTS, READY

OURS, FULL, PATCH, LEAFLET = "ours", "plotly_full", "plotly_patch", "leaflet"
PEERS = (FULL, PATCH, LEAFLET)
NAMES = {
    OURS: "this page",
    FULL: "Plotly, full figure",
    PATCH: "Plotly, URL and Patch",
    LEAFLET: "dash-leaflet",
}
SETTLING = {
    OURS: READY,
    FULL: "() => document.querySelector('.js-plotly-plot')?._fullLayout?.map?._subplot?.map?.loaded()",
    PATCH: "() => document.querySelector('.js-plotly-plot')?._fullLayout?.map?._subplot?.map?.loaded()",
    LEAFLET: "() => document.querySelector('.leaflet-overlay-pane canvas')",
}
"""Says that a page is nearly done and need only be watched until its screen stands still."""
_NONE = -1
_PICTURE = """() => {
  const boot = JSON.parse(document.getElementById("boot").textContent);
  const { situation, view: { map } } = window.situationMap;
  const box = map.getContainer().getBoundingClientRect();
  const centre = map.unproject([box.width / 2, box.height / 2]);
  return {
    eye: {
      lon: centre.lng, lat: centre.lat, zoom: map.getZoom(),
      left: box.left, top: box.top, width: box.width, height: box.height,
    },
    geometry: boot.urls.units, fills: boot.phases.map((phase) => phase[boot.theme].fill),
    ground: getComputedStyle(document.documentElement).getPropertyValue("--mapbg").trim(),
    units: [...situation.units.values()],
  };
}"""


@dataclass(frozen=True)
class Picture:
    """Hold what all pages show: where our page looks, its units, and its colours."""

    eye: Eye
    units: list[dict[str, Any]]
    fills: list[str]
    ground: str
    geometry: str

    def probes(self, eye: Eye) -> list[Probe]:
        """Return the probes of all units that have a phase and are large enough to be judged."""
        made = (
            self.probe(at, unit["phase"], eye) for at, unit in enumerate(self.units) if unit["phase"] is not None
        )
        return [each for each in made if each is not None]

    def probe(self, at: int, phase: int, eye: Eye) -> Probe | None:
        """Return the probe that waits for a unit to take a phase."""
        unit = self.units[at]
        return make_probe(eye, (unit["lon"], unit["lat"], unit["radius"]), self.fills[phase])

    def board(self) -> Board:
        """Return the picture as the peers read it."""
        return Board(
            codes=[unit["code"] for unit in self.units],
            names=[unit["name"] for unit in self.units],
            phases=[_NONE if unit["phase"] is None else unit["phase"] for unit in self.units],
            fills=self.fills,
            ground=self.ground,
            lon=self.eye.lon,
            lat=self.eye.lat,
            zoom=self.eye.zoom,
            width=self.eye.width,
            height=self.eye.height,
        )


@dataclass(frozen=True)
class Subject:
    """Name one page that is served now, and say where its map looks."""

    kind: str
    url: str
    eye: Eye


@dataclass(frozen=True)
class Stage:
    """Hold the pages of one district; `stamps` is where our server notes its commits."""

    picture: Picture
    subjects: tuple[Subject, ...]
    stamps: Path


@contextlib.contextmanager
def launched(playwright: Playwright) -> Iterator[Browser]:
    """Start headless Chromium with software WebGL, as the tests do."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
    try:
        yield browser
    finally:
        browser.close()


@contextlib.contextmanager
def fresh_page(browser: Browser) -> Iterator[Page]:
    """Open a page with nothing in its cache, 1440×900."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(120_000)
    try:
        yield context.new_page()
    finally:
        context.close()


@contextlib.contextmanager
def staged(data: Path, work: Path, browser: Browser) -> Iterator[Stage]:
    """Serve a data folder with our application and the same picture with the peers."""
    stamps = work / "stamps"
    work.mkdir(parents=True)
    with contextlib.ExitStack() as stack:
        ours = stack.enter_context(Process("benchmarks.stamped", stamps, env=environment(data, DEMO_SPEED=0)))
        picture = _picture(browser, ours.url)
        geometry = httpx.get(ours.url + picture.geometry).raise_for_status().content
        picture.board().write(work / "peers", geometry)
        subjects = [Subject(OURS, ours.url, picture.eye)]
        eye = replace(picture.eye, left=0.0, top=0.0)
        for kind in PEERS:
            served = stack.enter_context(Process(f"benchmarks.peers.{kind}", work / "peers"))
            subjects.append(Subject(kind, served.url, eye))
        yield Stage(picture, tuple(subjects), stamps)


def _picture(browser: Browser, url: str) -> Picture:
    with fresh_page(browser) as page:
        page.goto(url)
        page.wait_for_function(READY)
        shown = page.evaluate(_PICTURE)
    return Picture(Eye(**shown.pop("eye")), **shown)
