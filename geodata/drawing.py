"""Write shapes as paths of SVG, and choose the length of a scale bar."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

_BAR = 0.3
"""Share of the width that a scale bar takes at most."""
_KILOMETRE = 1000.0


@dataclass(frozen=True)
class Frame:
    """Lay metres onto a picture: x to the right, y down, from the upper left corner.

    Attributes
    ----------
    west, north : float
        Metres at the upper left corner.
    scale : float
        Pixels for a metre.
    width, height : float
        Pixels.
    """

    west: float
    north: float
    scale: float
    width: float
    height: float

    @classmethod
    def around(cls, bounds: tuple[float, float, float, float], width: float, height: float, rim: float) -> "Frame":
        """Return a frame of a size in which bounds (metres) stand in the middle, `rim` pixels from its sides."""
        west, south, east, north = bounds
        across, up = max(east - west, 1e-9), max(north - south, 1e-9)
        scale = min((width - 2 * rim) / across, (height - 2 * rim) / up)
        left = west - (width / scale - across) / 2
        top = north + (height / scale - up) / 2
        return cls(left, top, scale, width, height)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Give west, south, east, north in metres."""
        return (self.west, self.north - self.height / self.scale, self.west + self.width / self.scale, self.north)

    def pixels(self, metres: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return places of shape (n, 2), east and north in metres, as x and y in pixels."""
        placed: NDArray[np.float64] = (metres - [self.west, self.north]) * [self.scale, -self.scale]
        return placed

    def path(self, shapes: Iterable[BaseGeometry], digits: int = 1) -> str:
        """Return the `d` of one path for lines and areas in metres."""
        return "".join(self._line(part, digits) for shape in shapes for part in _lines(shape))

    def _line(self, line: BaseGeometry, digits: int) -> str:
        places = np.round(self.pixels(shapely.get_coordinates(line)), digits) + 0.0  # no minus zero
        moved = np.ones(len(places), dtype=bool)
        moved[1:] = (places[1:] != places[:-1]).any(axis=1)
        kept = places[moved]
        if len(kept) < 2:  # noqa: PLR2004 - a line has two ends
            return ""
        closed = shapely.is_closed(line) and len(kept) > 3  # noqa: PLR2004 - a ring has three corners
        steps = " ".join(f"{x:g},{y:g}" for x, y in (kept[:-1] if closed else kept))
        return f"M{steps}Z" if closed else f"M{steps}"


def _lines(shape: BaseGeometry) -> list[BaseGeometry]:
    """Return the rings of areas, and lines as they are."""
    found = []
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon":
            found += [part.exterior, *part.interiors] if not part.is_empty else []
        elif part.geom_type in {"LineString", "LinearRing"}:
            found.append(part)
        elif part.geom_type in {"MultiPolygon", "MultiLineString", "GeometryCollection"}:
            found += _lines(part)
    return found


@dataclass(frozen=True)
class ScaleBar:
    """Hold a scale bar: its length in pixels and what is written on it."""

    length: float
    label: str


def scale_bar(frame: Frame) -> ScaleBar:
    """Return the longest bar of 1, 2 or 5 times a power of ten metres that is not too long for a frame."""
    most = _BAR * frame.width / frame.scale
    power = 10.0 ** math.floor(math.log10(most))
    metres = max(step * power for step in (1, 2, 5) if step * power <= most * (1 + 1e-9))
    label = f"{metres / _KILOMETRE:,g} km" if metres >= _KILOMETRE else f"{metres:g} m"
    return ScaleBar(metres * frame.scale, label)
