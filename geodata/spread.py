"""Spread places evenly over an area, always in the same way."""

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import KDTree

Points = NDArray[np.float64]
"""Shape (n, 2): east, north in metres."""

_SAMPLES = 30  # grid points for each place, as long as they are no more than `_MOST`
_MOST = 60_000
_LEAST = 4  # grid points for each place, however many places there are
_FINER = 12  # times that a grid is halved to find points in a narrow area
_ROUNDS = 15


def spread(area: shapely.Geometry, count: int, fixed: Points) -> Points:
    """Return `count` places inside an area, as far from each other and from the fixed ones as they get.

    A grid samples the area; each place begins at the sample farthest from all before it and then moves to the
    middle of the samples that are nearest to it (Lloyd).

    Parameters
    ----------
    area : Polygon or MultiPolygon
        In a CRS in metres, with an area.
    count : int
        Places to find.
    fixed : array of shape (n, 2)
        Places that are taken and stay; n may be 0.

    Returns
    -------
    array of shape (count, 2)
        Distinct, none on a fixed one; from north to south in rows, each from west to east.
    """
    if count == 0:
        return np.empty((0, 2))
    samples = _samples(area, count + len(fixed))
    places = _farthest(samples, count, fixed)
    for _ in range(_ROUNDS):
        places = _middles(samples, places, fixed)
    return _in_rows(_snapped(samples, places, fixed))


def _samples(area: shapely.Geometry, count: int) -> Points:
    """Return grid points inside an area, `_LEAST` for each place at least."""
    wanted = max(min(_SAMPLES * count, _MOST), _LEAST * count)
    west, south, east, north = shapely.bounds(area)
    step = float(np.sqrt(shapely.area(area) / wanted))
    shapely.prepare(area)
    for _ in range(_FINER):
        across, up = (np.arange(low + step / 2, high, step) for low, high in ((west, east), (south, north)))
        grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
        inside: Points = grid[shapely.contains_xy(area, grid[:, 0], grid[:, 1])]
        if len(inside) >= _LEAST * count:
            break
        step /= 2
    return inside


def _farthest(samples: Points, count: int, fixed: Points) -> Points:
    """Return samples, each the farthest from the fixed places and from those before it."""
    from_middle = np.hypot(*(samples - samples.mean(axis=0)).T)
    away = KDTree(fixed).query(samples)[0] if len(fixed) else -from_middle  # the middle comes first
    chosen = np.empty(count, dtype=np.int64)
    for place in range(count):
        chosen[place] = int(np.argmax(away))
        reached = np.hypot(*(samples - samples[chosen[place]]).T)
        away = np.minimum(away, reached) if place or len(fixed) else reached
    return samples[chosen]


def _owners(samples: Points, places: Points, fixed: Points) -> NDArray[np.int64]:
    """Return for each sample the number of the nearest place; below zero where a fixed one is nearer."""
    owners: NDArray[np.int64] = KDTree(np.vstack([fixed, places])).query(samples)[1] - len(fixed)
    return owners


def _middles(samples: Points, places: Points, fixed: Points) -> Points:
    """Return each place moved to the middle of its samples; one without samples stays."""
    owners = _owners(samples, places, fixed)
    mine = owners >= 0
    counts = np.bincount(owners[mine], minlength=len(places))
    sums = np.column_stack(
        [np.bincount(owners[mine], weights=samples[mine, side], minlength=len(places)) for side in (0, 1)]
    )
    return np.where(counts[:, None] > 0, sums / np.maximum(counts, 1)[:, None], places)


def _snapped(samples: Points, places: Points, fixed: Points) -> Points:
    """Return for each place the nearest of its own samples: a middle may lie outside a bent area.

    A sample belongs to one place only, so no two places come to lie on one.
    """
    owners = _owners(samples, places, fixed)
    away = np.hypot(*(samples - places[np.maximum(owners, 0)]).T)
    order = np.lexsort([away, owners])
    order = order[owners[order] >= 0]
    found, first = np.unique(owners[order], return_index=True)
    snapped = places.copy()
    snapped[found] = samples[order[first]]
    return snapped


def _in_rows(places: Points) -> Points:
    """Return places in reading order: bands from the north, in each from the west."""
    bands = max(1, round(np.sqrt(len(places))))
    reach = max(float(np.ptp(places[:, 1])), 1.0)
    band = np.minimum(((places[:, 1].max() - places[:, 1]) / reach * bands).astype(np.int64), bands - 1)
    return places[np.lexsort([places[:, 1], places[:, 0], band])]
