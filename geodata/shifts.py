"""Recognise a file that lies hundreds of metres off in one direction, as files from Chinese web maps do."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.crs import WGS84, local_metric
from geodata.errors import N_
from geodata.notes import Note
from geodata.offsets import Position, bd09, gcj02

Kind = Literal["GCJ-02", "BD-09", "unknown"]

LEAST = 30.0
"""Metres; a smaller shift is within what a survey, a datum or a pen explains."""

_FARTHEST = 3000.0  # metres
_SAMPLES = 1500  # points along the outer edge
_ROUNDS = 30
_STILL = 0.05  # metres that a round moves when it is done
_TRIMMED = 0.7  # of the points, those that fit best: a reference may differ in places
_BETTER = 0.4  # of the distance that may remain once the shift is undone
_ALIKE = 40.0  # metres from the offset of a web map, at least
_ALIKE_SHARE = 0.12  # of that offset, if it is more
_STEP = 1.0  # metres along an edge to its direction

_Points = NDArray[np.float64]


@dataclass(frozen=True)
class Shift:
    """Describe how far a file lies off.

    Attributes
    ----------
    dx, dy : float
        Metres to the east and to the north, from the reference to the file.
    kind : "GCJ-02" | "BD-09" | "unknown"
        The web map offset that it equals at that place.
    note : Note
        The sentence to say.
    """

    dx: float
    dy: float
    kind: Kind
    note: Note


def detect_shift(frame: gpd.GeoDataFrame, reference: gpd.GeoSeries) -> Shift | None:
    """Return how far boundaries lie off a reference in one direction; None when they do not, or cannot be told.

    The outer edges of both are laid over each other: without a shift, with the offset of GCJ-02 and with that of
    BD-09 to start from, whichever ends nearest. Points have no edge: for them the answer is None.

    Parameters
    ----------
    frame : GeoDataFrame
        Boundaries, EPSG:4326, lon/lat; invalid ones are mended for the comparison only.
    reference : GeoSeries
        The district's outline, or its previous boundaries, with a CRS.
    """
    expected = reference.to_crs(WGS84)
    here, there = _edge(frame.geometry), _edge(expected)
    if here is None or there is None:
        return None
    metric = local_metric(expected)
    edge = gpd.GeoSeries([here], crs=WGS84).to_crs(metric).iloc[0]
    target = gpd.GeoSeries([there], crs=WGS84).to_crs(metric).iloc[0]
    points = _along(edge, np.linspace(0, edge.length, _SAMPLES, endpoint=False))
    lon, lat = _middle(expected)
    offsets = {"GCJ-02": _metres(gcj02, lon, lat), "BD-09": _metres(bd09, lon, lat)}
    ends = [_laid(points, target, start) for start in (np.zeros(2), *offsets.values())]
    shift, left = min(ends, key=lambda end: end[1])
    length = float(np.hypot(*shift))
    if not LEAST <= length <= _FARTHEST or left > _BETTER * _remaining(points, target):
        return None
    kind = _kind(shift, offsets)
    return Shift(float(shift[0]), float(shift[1]), kind, _note(shift, kind))


def _edge(shapes: gpd.GeoSeries) -> shapely.MultiLineString | None:
    """Return the outer rings of all shapes together, one line after the other; holes and gaps do not count."""
    values = shapely.make_valid(shapes.dropna().to_numpy())
    joined = shapely.union_all(values)
    parts = [part for part in shapely.get_parts(joined) if part.geom_type == "Polygon"]
    if joined.geom_type == "Polygon":
        parts = [joined]
    return shapely.MultiLineString([part.exterior for part in parts]) if parts else None


def _laid(points: _Points, target: shapely.MultiLineString, start: _Points) -> tuple[_Points, float]:
    """Return the shift that lays points onto a line best, and the distance in metres that remains.

    Each round takes the nearest place on the line for each point and solves for the one movement that brings the
    points nearest to the line there: only across it, since along it nothing can be told.
    """
    shift = np.array(start, dtype=np.float64)
    for _ in range(_ROUNDS):
        away, across = _nearest(points - shift, target)
        far = np.abs((away * across).sum(axis=1))
        best = far <= np.quantile(far, _TRIMMED)
        move, *_ = np.linalg.lstsq(across[best], (away * across).sum(axis=1)[best], rcond=None)
        shift += move
        if float(np.hypot(*move)) < _STILL:
            break
    return shift, _remaining(points - shift, target)


def _nearest(points: _Points, target: shapely.MultiLineString) -> tuple[_Points, _Points]:
    """Return for each point the way from the line to it, and the unit vector across the line there."""
    along: _Points = shapely.line_locate_point(target, np.asarray(shapely.points(points)))
    ahead = _along(target, np.minimum(along + _STEP, target.length))
    direction = ahead - _along(target, np.maximum(along - _STEP, 0))
    size = np.maximum(np.hypot(direction[:, 0], direction[:, 1]), 1e-9)[:, None]
    return points - _along(target, along), np.column_stack([-direction[:, 1], direction[:, 0]]) / size


def _along(line: shapely.MultiLineString, distances: _Points) -> _Points:
    """Return the positions at distances in metres along a line."""
    places: _Points = shapely.get_coordinates(shapely.line_interpolate_point(line, distances))
    return places


def _remaining(points: _Points, target: shapely.MultiLineString) -> float:
    """Return the distance in metres within which most points lie from a line."""
    return float(np.quantile(shapely.distance(shapely.points(points), target), _TRIMMED))


def _middle(shapes: gpd.GeoSeries) -> Position:
    west, south, east, north = map(float, shapes.total_bounds)
    return (west + east) / 2, (south + north) / 2


def _metres(formula: Callable[[float, float], Position], lon: float, lat: float) -> _Points:
    """Return the offset of a web map at a place, in metres to the east and to the north."""
    place = gpd.GeoSeries(gpd.points_from_xy(*zip((lon, lat), formula(lon, lat), strict=True)), crs=WGS84)
    ends: _Points = shapely.get_coordinates(place.to_crs(local_metric(place)).to_numpy())
    offset: _Points = ends[1] - ends[0]
    return offset


def _kind(shift: _Points, offsets: dict[str, _Points]) -> Kind:
    for kind in ("GCJ-02", "BD-09"):
        offset = offsets[kind]
        if float(np.hypot(*(shift - offset))) <= max(_ALIKE, _ALIKE_SHARE * float(np.hypot(*offset))):
            return kind
    return "unknown"


def _note(shift: _Points, kind: Kind) -> Note:
    params: dict[str, object] = {
        "distance": round(math.hypot(*shift)),
        "bearing": round(math.degrees(math.atan2(shift[0], shift[1])) % 360),
        "kind": kind,
    }
    if kind == "unknown":
        text = N_(
            "The boundaries lie {distance} m off the reference, all in one direction ({bearing}° from north). Ask "
            "their maker for the coordinate reference system; nothing was moved."
        )
        return Note(text, params)
    text = N_(
        "The boundaries lie {distance} m off the reference ({bearing}° from north), which is the offset of {kind} "
        "here: they come from a web map. Ask for the surveyed file; nothing was moved."
    )
    return Note(text, params)
