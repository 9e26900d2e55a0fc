"""Lay shapes in degrees over each other without losing any, on a grid finer than any survey.

Without a grid GEOS (3.14 too) now and then loses a whole polygon from a union or an intersection when edges nearly
coincide, as they do where two drawings of one boundary meet, and says nothing.
"""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geodata.rings import polygons_of

_GRID = 1e-9
"""Degrees; a tenth of a millimetre."""


def union(shapes: Sequence[BaseGeometry]) -> BaseGeometry:
    """Return the polygons of all shapes together."""
    return _plain(shapely.union_all(list(shapes), grid_size=_GRID))


def difference(shape: BaseGeometry, other: BaseGeometry) -> BaseGeometry:
    """Return the polygons of a shape that are not of another."""
    return _plain(shapely.difference(shape, other, grid_size=_GRID))


def intersection(shape: BaseGeometry, other: BaseGeometry) -> BaseGeometry:
    """Return the polygons that two shapes have in common."""
    return _plain(shapely.intersection(shape, other, grid_size=_GRID))


def intersections(shapes: Sequence[BaseGeometry], others: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Return the polygons that each shape has in common with the other at its place."""
    common = shapely.intersection(_array(shapes), _array(others), grid_size=_GRID)
    return [_plain(shape) for shape in common]


def faces(shapes: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Return the pieces into which the boundaries of shapes cut the plane."""
    lines = shapely.union_all(shapely.boundary(_array(shapes)), grid_size=_GRID)
    return [_plain(face) for face in shapely.get_parts(shapely.polygonize([lines]))]


def _plain(shape: BaseGeometry) -> BaseGeometry:
    """Return the polygons of a shape, without the grid: it would hold in whatever is made of it."""
    return polygons_of(shapely.set_precision(shape, 0, mode="pointwise"))


def _array(shapes: Sequence[BaseGeometry]) -> NDArray[np.object_]:
    found = np.empty(len(shapes), dtype=object)
    found[:] = list(shapes)
    return found
