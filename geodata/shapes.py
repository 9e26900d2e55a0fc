"""Check shapes as they come from a file: finite, not too many vertices, not only lines; drop heights."""

import geopandas as gpd
import numpy as np
import shapely

from geodata.errors import N_, AcrossAntimeridian, BadNumber, NoGeometry, OnlyLines, TooManyVertices
from geodata.limits import Limits
from geodata.notes import Note

_HALF = 180.0  # degrees
_LINES = {"LineString", "LinearRing", "MultiLineString"}


def flat_shapes(shapes: gpd.GeoSeries, label: str, limits: Limits) -> tuple[gpd.GeoSeries, tuple[Note, ...]]:
    """Return shapes in two dimensions; missing and empty ones stay.

    Raises
    ------
    NoGeometry, OnlyLines, TooManyVertices, BadNumber
        They cannot be boundaries or positions.
    """
    values = shapes.to_numpy()
    there = ~(shapely.is_missing(values) | shapely.is_empty(values))
    if not there.any():
        raise NoGeometry(file=label)
    if {shape.geom_type for shape in values[there]} <= _LINES:
        raise OnlyLines(file=label)
    vertices = int(shapely.get_num_coordinates(values).sum())
    if vertices > limits.vertices:
        raise TooManyVertices(file=label, count=vertices, limit=limits.vertices)
    notes: tuple[Note, ...] = ()
    deep = int((shapely.has_z(values) | shapely.has_m(values)).sum())
    if deep:
        text = N_("{file}: {count} shapes have heights or measures (Z, M), which were dropped.")
        notes = (Note(text, {"file": label, "count": deep}),)
    flat = shapely.force_2d(values)
    coordinates, owners = shapely.get_coordinates(flat, return_index=True)
    wrong = ~np.isfinite(coordinates).all(axis=1)
    if wrong.any():
        raise BadNumber(file=label, row=int(owners[wrong][0]) + 1)
    return gpd.GeoSeries(flat, index=shapes.index, crs=shapes.crs), notes


def check_width(shapes: gpd.GeoSeries, label: str) -> None:
    """Raise AcrossAntimeridian when one part of a shape in lon/lat spans more than half the globe."""
    parts, owners = shapely.get_parts(shapes.to_numpy(), return_index=True)
    bounds = shapely.bounds(parts)
    wide = bounds[:, 2] - bounds[:, 0] > _HALF
    if wide.any():
        raise AcrossAntimeridian(file=label, row=int(owners[wide][0]) + 1)
