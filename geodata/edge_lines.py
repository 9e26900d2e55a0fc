"""Take the edges of areas once each, however many areas share them."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry


def edge_lines(shapes: NDArray[np.object_], weights: NDArray[np.bool_]) -> tuple[BaseGeometry, BaseGeometry]:
    """Return the edges of all shapes as lines: those that a weighty shape has, and the others.

    A dashed line that is drawn twice, once for each neighbour, is no dashed line.

    Parameters
    ----------
    shapes : array of Polygon or MultiPolygon
        Shared edges have the same vertices on both sides, else they are drawn twice.
    weights : array of bool
        One for each shape.
    """
    if len(shapes) == 0:
        return shapely.MultiLineString(), shapely.MultiLineString()
    parts, of_shape = shapely.get_parts(shapes, return_index=True)
    rings, of_part = shapely.get_rings(parts, return_index=True)
    places, ring = shapely.get_coordinates(rings, return_index=True)
    inside = ring[1:] == ring[:-1]
    ends = np.stack([places[:-1][inside], places[1:][inside]], axis=1)
    heavy = weights[of_shape[of_part[ring[:-1][inside]]]]
    turned = (ends[:, 0, 0] > ends[:, 1, 0]) | ((ends[:, 0, 0] == ends[:, 1, 0]) & (ends[:, 0, 1] > ends[:, 1, 1]))
    ends[turned] = ends[turned][:, ::-1]
    pieces, number = np.unique(ends.reshape(-1, 4), axis=0, return_inverse=True)
    weighty = np.zeros(len(pieces), dtype=bool)
    np.logical_or.at(weighty, number.ravel(), heavy)
    lines = np.asarray(shapely.linestrings(pieces.reshape(-1, 2, 2)))
    return _merged(lines[weighty]), _merged(lines[~weighty])


def _merged(lines: NDArray[np.object_]) -> BaseGeometry:
    if len(lines) == 0:
        return shapely.MultiLineString()
    return shapely.line_merge(shapely.MultiLineString(list(lines)))
