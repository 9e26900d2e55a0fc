"""Draw the surroundings of one problem: the shapes that it is about, their neighbours, and the place itself."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from geodata.drawing import Frame, ScaleBar, scale_bar
from geodata.findings import Finding
from geodata.rings import is_finite

WIDTH, HEIGHT = 264.0, 176.0
_RIM = 44.0  # pixels around the problem
_LEAST = 20.0  # metres that are shown at least, whatever the size of the problem
_FINE = 0.3  # pixels that nobody sees
_GEOD = Geod(ellps="WGS84")


@dataclass(frozen=True)
class DetailMap:
    """Hold the paths of a detail: `own` are the outlines of the one or two shapes that the finding names.

    Attributes
    ----------
    piece : str
        The offending area, empty where it is a point.
    cross : tuple of float or None
        Pixels of the offending point.
    """

    others: str
    own: tuple[str, ...]
    piece: str
    cross: tuple[float, float] | None
    bar: ScaleBar


class Surroundings:
    """Keep the outlines of all shapes of a file, so that those near a place are found at once."""

    def __init__(self, shapes: gpd.GeoSeries) -> None:
        rings: list[BaseGeometry] = []
        rows: list[int] = []
        for row, shape in shapes.items():
            if shape is not None and not shape.is_empty:
                parts = shapely.get_rings(shapely.get_parts(shapely.force_2d(shape)))
                finite = [ring for ring in parts if is_finite(ring)]
                rings += finite
                rows += [int(row)] * len(finite)
        self._rings = np.array(rings, dtype=object)
        self._rows = np.array(rows, dtype=np.int64)
        self._tree = shapely.STRtree(self._rings)

    def draw(self, finding: Finding) -> DetailMap | None:
        """Return the detail for a finding; None where it has no place."""
        if finding.place is None or finding.shape is None:
            return None
        metres = _Metres(*finding.place)
        piece = metres.of(shapely.force_2d(finding.shape))
        bounds = _widened(piece.bounds)
        frame = Frame.around(bounds, WIDTH, HEIGHT, _RIM)
        near = np.sort(self._tree.query(metres.window(frame)))
        of_others = near[~np.isin(self._rows[near], finding.rows)]
        own = [near[self._rows[near] == row] for row in finding.rows]
        is_area = piece.area > 0
        x, y = (float(value) for value in frame.pixels(np.array([[0.0, 0.0]]))[0])
        return DetailMap(
            self._path(of_others, metres, frame),
            tuple(self._path(numbers, metres, frame) for numbers in own),
            frame.path([piece]) if is_area else "",
            None if is_area else (round(x, 1), round(y, 1)),
            scale_bar(frame),
        )

    def _path(self, numbers: NDArray[np.int64], metres: "_Metres", frame: Frame) -> str:
        rings = [metres.of(ring) for ring in self._rings[numbers]]
        lines = shapely.clip_by_rect(np.array([_opened(ring) for ring in rings], dtype=object), *frame.bounds)
        fine = [shapely.simplify(line, _FINE / frame.scale) for line in lines if not line.is_empty]
        return frame.path(fine)


def _opened(ring: BaseGeometry) -> BaseGeometry:
    """Return a ring as a line: a rectangle then cuts it without asking whether it crosses itself."""
    return shapely.LineString(shapely.get_coordinates(ring))


class _Metres:
    """Lay degrees around a place onto a plane in metres that touches the ellipsoid there."""

    def __init__(self, lon: float, lat: float) -> None:
        step = 1e-3
        self._middle = np.array([lon, lat])
        east = _GEOD.inv(lon, lat, lon + step, lat)[2]
        north = _GEOD.inv(lon, lat - step / 2, lon, lat + step / 2)[2]
        self._each = np.array([east, north]) / step

    def of(self, shape: BaseGeometry) -> BaseGeometry:
        placed: BaseGeometry = shapely.transform(shape, lambda degrees: (degrees - self._middle) * self._each)
        return placed

    def window(self, frame: Frame) -> BaseGeometry:
        """Return what a frame shows, in degrees."""
        corners = np.array(frame.bounds).reshape(2, 2) / self._each + self._middle
        (west, south), (east, north) = corners.tolist()
        shown: BaseGeometry = shapely.box(west, south, east, north)
        return shown


def _widened(bounds: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """Return bounds that are `_LEAST` wide and high at least."""
    west, south, east, north = bounds
    across, up = (max(0.0, (_LEAST - reach) / 2) for reach in (east - west, north - south))
    return west - across, south - up, east + across, north + up
