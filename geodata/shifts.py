"""Recognise a file that lies hundreds of metres off in one direction, as files from Chinese web maps do."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
import shapely

from geodata.crs import WGS84, local_metric
from geodata.edges import Edges, Points
from geodata.errors import N_
from geodata.notes import Note
from geodata.offsets import Position, bd09, gcj02

Kind = Literal["GCJ-02", "BD-09", "unknown"]

LEAST = 30.0
"""Metres; a smaller shift is within what a survey, a datum or a pen explains."""

_FARTHEST = 3000.0  # metres
_SAMPLES = 2000  # points along the edges
_BETTER = 0.4  # of the distance that may remain once the shift is undone
_ALIKE = 40.0  # metres from the offset of a web map, at least
_ALIKE_SHARE = 0.12  # of that offset, if it is more


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

    The edges of both are laid over each other: without a shift, with the offset of GCJ-02 and with that of BD-09
    to start from, whichever ends nearest. Against an outline only outer edges tell, so part of a district cannot
    be judged by it; against previous boundaries it can. Points have no edge: for them the answer is None.

    Parameters
    ----------
    frame : GeoDataFrame
        Boundaries with a CRS; invalid ones are mended for the comparison only.
    reference : GeoSeries
        The district's outline, or its previous boundaries, with a CRS.
    """
    expected = reference.to_crs(WGS84)
    if frame.geometry.dropna().empty or expected.dropna().empty:
        return None
    metric = local_metric(expected)
    inner = len(expected) > 1
    here, there = (Edges.of(shapes, metric, inner=inner) for shapes in (frame.geometry, expected))
    if here is None or there is None:
        return None
    points = here.points(_SAMPLES)
    lon, lat = _middle(expected)
    offsets = {"GCJ-02": _metres(gcj02, lon, lat), "BD-09": _metres(bd09, lon, lat)}
    shift, left = min(
        (there.lay(points, start) for start in (np.zeros(2), *offsets.values())), key=lambda end: end[1]
    )
    if not LEAST <= math.hypot(*shift) <= _FARTHEST or left > _BETTER * there.remaining(points):
        return None
    kind = _kind(shift, offsets)
    return Shift(float(shift[0]), float(shift[1]), kind, _note(shift, kind))


def _middle(shapes: gpd.GeoSeries) -> Position:
    west, south, east, north = map(float, shapes.total_bounds)
    return (west + east) / 2, (south + north) / 2


def _metres(formula: Callable[[float, float], Position], lon: float, lat: float) -> Points:
    """Return the offset of a web map at a place, in metres to the east and to the north."""
    place = gpd.GeoSeries(gpd.points_from_xy(*zip((lon, lat), formula(lon, lat), strict=True)), crs=WGS84)
    ends: Points = shapely.get_coordinates(place.to_crs(local_metric(place)).to_numpy())
    offset: Points = ends[1] - ends[0]
    return offset


def _kind(shift: Points, offsets: dict[str, Points]) -> Kind:
    for kind in ("GCJ-02", "BD-09"):
        offset = offsets[kind]
        if float(np.hypot(*(shift - offset))) <= max(_ALIKE, _ALIKE_SHARE * float(np.hypot(*offset))):
            return kind
    return "unknown"


def _note(shift: Points, kind: Kind) -> Note:
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
