"""Draw the children of an area above the districts as SVG paths, with places for their names and numbers."""

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from geodata.catalog import Catalog

WIDTH = 1000.0
_EDGE = 8.0
_LETTER = 15.0  # height of a line
_WIDE, _NARROW = 15.0, 8.2  # breadth of a letter
_CJK = 0x2E80  # letters from here on are as wide as high
_NUMBERS = 9  # letters of the numbers under a name
_RIGHT = math.pi  # radians of half the world


At = Callable[[float, float], tuple[float, float]]
"""Returns where a longitude and latitude stand in the picture."""


@dataclass(frozen=True)
class Shape:
    """Hold a child: its outline as an SVG path, and where its label stands; None where it has no room."""

    code: str
    path: str
    label: tuple[float, float] | None


@dataclass(frozen=True)
class Drawing:
    """Hold a picture `WIDTH` wide, in pixels of its own."""

    height: float
    shapes: tuple[Shape, ...]


def overview_shapes(catalog: Catalog, area: str) -> Drawing:
    """Return the picture of an area's children, in Web Mercator."""
    return _drawn(catalog.files[f"{area}-children.geojson"].path, catalog.maps[area].bounds)


@lru_cache(maxsize=32)
def _drawn(path: Path, bounds: tuple[float, float, float, float]) -> Drawing:
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    west, south, east, north = bounds
    left, right = math.radians(west), math.radians(east)
    top, bottom = _northing(north), _northing(south)
    scale = (WIDTH - 2 * _EDGE) / max(right - left, 1e-9)

    def at(lon: float, lat: float) -> tuple[float, float]:
        return _EDGE + (math.radians(lon) - left) * scale, _EDGE + (top - _northing(lat)) * scale

    spots = {one["properties"]["code"]: at(one["properties"]["lon"], one["properties"]["lat"]) for one in features}
    labels = _labels(features, spots)
    shapes = tuple(
        Shape(code, _path(one["geometry"], at), labels.get(code))
        for one in features
        for code in [one["properties"]["code"]]
    )
    return Drawing(round((top - bottom) * scale + 2 * _EDGE, 1), shapes)


def _northing(lat: float) -> float:
    return math.asinh(math.tan(math.radians(lat)))


def _path(geometry: Mapping[str, Any], at: At) -> str:
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    rings = (ring for polygon in polygons for ring in polygon)
    return "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in _thin(ring, at)) + "Z" for ring in rings)


def _thin(ring: Iterable[Sequence[float]], at: At) -> list[tuple[float, float]]:
    """Return the points of a ring without those that stand on the one before."""
    points: list[tuple[float, float]] = []
    for lon, lat, *_ in ring:
        x, y = at(lon, lat)
        if not points or abs(points[-1][0] - x) + abs(points[-1][1] - y) >= 0.2:  # noqa: PLR2004 - of a pixel
            points.append((x, y))
    return points


def _labels(
    features: Sequence[Mapping[str, Any]], spots: Mapping[str, tuple[float, float]]
) -> dict[str, tuple[float, float]]:
    """Return where labels stand that have room beside those before them; larger areas come first."""
    taken: list[tuple[float, float, float, float]] = []
    found = {}
    for one in sorted(features, key=_extent, reverse=True):
        code, name = one["properties"]["code"], one["properties"]["short_name"]
        x, y = spots[code]
        half = max(sum(_WIDE if ord(letter) >= _CJK else _NARROW for letter in name), _NUMBERS * _NARROW) / 2
        box = x - half, y - _LETTER, x + half, y + _LETTER
        if all(box[2] < a or box[0] > c or box[3] < b or box[1] > d for a, b, c, d in taken):
            taken.append(box)
            found[code] = round(x, 1), round(y, 1)
    return found


def _extent(feature: Mapping[str, Any]) -> float:
    """Return how large a child is, roughly: the area of the box around it, in square degrees."""
    geometry = feature["geometry"]
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    points = [point for polygon in polygons for point in polygon[0]]
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    return float((max(lons) - min(lons)) * (max(lats) - min(lats)))
