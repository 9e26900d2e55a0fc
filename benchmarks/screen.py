"""Watch what a page shows, frame by frame, and find the first frame in which units have their colours.

The frames are Chromium's own screencast: what its compositor put on the screen, with the instant of
each. No script runs in the page for it, so all libraries are judged by the same pixels.
"""

import base64
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from PIL import Image
from playwright.sync_api import Page

_TILE = 512  # pixels at zoom 0
_METRES_PER_PIXEL = 78_271.517  # at zoom 0 on the equator, tiles of 512 pixels
TOLERANCE = 10  # of 255 in each channel: the frames are JPEG
_QUALITY = 95
_AROUND = (
    *((0.0, 0.0), (0.5, 0.0), (-0.5, 0.0), (0.0, 0.5), (0.0, -0.5)),
    *((0.8, 0.0), (-0.8, 0.0), (0.0, 0.8), (0.0, -0.8)),  # beside a name
)
_ENOUGH = 0.99
SMALLEST = 2.5  # pixels of radius; in a smaller cell edges and JPEG blur the fill

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Eye:
    """Say where a map looks: centre in degrees (EPSG:4326), MapLibre's zoom, and its box in pixels."""

    lon: float
    lat: float
    zoom: float
    left: float
    top: float
    width: float
    height: float

    def spot(self, lon: float, lat: float) -> tuple[float, float]:
        """Return where a place is on the page."""
        scale = _TILE * 2**self.zoom
        x, y = _mercator(lon, lat)
        centre_x, centre_y = _mercator(self.lon, self.lat)
        return (
            self.left + self.width / 2 + (x - centre_x) * scale,
            self.top + self.height / 2 + (y - centre_y) * scale,
        )

    def pixels(self, metres: float, lat: float) -> float:
        """Return how long a distance is on the page."""
        return metres * 2**self.zoom / (_METRES_PER_PIXEL * math.cos(math.radians(lat)))


def _mercator(lon: float, lat: float) -> tuple[float, float]:
    return lon / 360, -math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)) / math.tau


@dataclass(frozen=True)
class Probe:
    """Look at one unit: a few spots inside its inscribed circle; one of its colour is enough.

    A label or an icon may cover the others.
    """

    x: float
    y: float
    radius: float
    colour: Colour

    def spots(self) -> list[tuple[float, float]]:
        """Return where on the page to look."""
        return [(self.x + across * self.radius, self.y + down * self.radius) for across, down in _AROUND]

    def seen(self, image: Image.Image) -> bool:
        """Say whether the unit has its colour."""
        for x, y in self.spots():
            spot = round(x), round(y)
            if 0 <= spot[0] < image.width and 0 <= spot[1] < image.height:
                found = image.getpixel(spot)
                if max(abs(a - b) for a, b in zip(found, self.colour, strict=True)) <= TOLERANCE:
                    return True
        return False


def make_probe(eye: Eye, place: tuple[float, float, float], fill: str) -> Probe | None:
    """Return the probe of a unit, or None when it is too small to be judged; `place` lon, lat, radius in m."""
    lon, lat, metres = place
    radius = eye.pixels(metres, lat)
    return Probe(*eye.spot(lon, lat), radius, rgb(fill)) if radius >= SMALLEST else None


def rgb(fill: str) -> Colour:
    """Return the channels of `#rrggbb`."""
    return (int(fill[1:3], 16), int(fill[3:5], 16), int(fill[5:7], 16))


@dataclass
class Screen:
    """Record the frames of a page: (instant in seconds of the epoch, JPEG)."""

    page: Page
    frames: list[tuple[float, bytes]] = field(default_factory=list)
    watching: bool = False

    def __post_init__(self) -> None:
        self.session = self.page.context.new_cdp_session(self.page)
        self.session.on("Page.screencastFrame", self._keep)

    def start(self) -> None:
        """Begin to record, from nothing."""
        self.frames.clear()
        self.watching = True
        self.session.send("Page.startScreencast", {"format": "jpeg", "quality": _QUALITY, "everyNthFrame": 1})

    def stop(self) -> None:
        """End recording."""
        self.watching = False
        self.session.send("Page.stopScreencast")

    def _keep(self, event: dict[str, object]) -> None:
        if not self.watching:  # a frame that was on its way; the page may be gone
            return
        self.session.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})
        self.frames.append((event["metadata"]["timestamp"], base64.b64decode(event["data"])))  # type: ignore[index, arg-type]

    def settle(self, quiet: float, most: float) -> None:
        """Wait until no frame has come for `quiet` seconds; raise TimeoutError after `most` seconds."""
        waited = unchanged = 0.0
        before = -1
        while unchanged < quiet or not self.frames:
            self.page.wait_for_timeout(100)
            waited += 0.1
            unchanged = unchanged + 0.1 if len(self.frames) == before else 0.0
            before = len(self.frames)
            if waited > most:
                raise TimeoutError(self.page.url)


def opened(frame: bytes) -> Image.Image:
    """Return a frame as an image."""
    return Image.open(io.BytesIO(frame)).convert("RGB")


def coloured(frames: Sequence[tuple[float, bytes]], probes: Sequence[Probe]) -> tuple[float, int]:
    """Return the instant by which the units had their colours, and how many of them were ever seen.

    A unit counts from the first frame that shows its colour; what covers it later (an icon, a name)
    does not take that back. Of those ever seen, one in a hundred is not waited for: a cell whose few
    pixels are blurred by JPEG or lie under an outline may be recognised seconds later, by chance.
    """
    missing, seen = list(probes), []
    for instant, frame in frames:
        image = opened(frame)
        left = [each for each in missing if not each.seen(image)]
        seen += [instant] * (len(missing) - len(left))
        missing = left
        if not missing:
            break
    return (seen[math.ceil(_ENOUGH * len(seen)) - 1] if seen else math.inf), len(seen)
