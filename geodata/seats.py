"""Give each unit a point of its own in the ground of its township, its given one where that will do."""

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.spatial import KDTree

from geodata.spread import Points, spread

_APART = 10.0
"""Metres. Two units nearer than this share one position: the town hall's, or a street's."""


def usable(spots: Points, ground: shapely.Geometry) -> NDArray[np.bool_]:
    """Say which positions can be the middle of a cell: inside the ground, and no other before it near by."""
    shapely.prepare(ground)
    good: NDArray[np.bool_] = shapely.contains_xy(ground, spots[:, 0], spots[:, 1])
    inside = np.flatnonzero(good)
    if len(inside) == 0:
        return good
    for first, second in sorted(KDTree(spots[inside]).query_pairs(_APART)):
        if good[inside[first]]:
            good[inside[second]] = False
    return good


def seats(spots: Points, good: NDArray[np.bool_], ground: shapely.Geometry) -> Points:
    """Return a point inside the ground for each unit: its own where it is good, else one of those spread evenly.

    A unit whose position is not good gets the free point that is nearest to it; those without a position
    (NaN) take the others in their order.
    """
    found = spots.copy()
    free = spread(ground, int((~good).sum()), spots[good])
    astray = np.flatnonzero(~good & ~np.isnan(spots).any(axis=1))
    lost = np.flatnonzero(~good & np.isnan(spots).any(axis=1))
    distance = ((spots[astray][:, None, :] - free[None, :, :]) ** 2).sum(axis=2)
    _, chosen = linear_sum_assignment(distance)
    found[astray] = free[chosen]
    found[lost] = np.delete(free, chosen, axis=0)
    return found
