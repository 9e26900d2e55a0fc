"""Hold edges of areas so that the nearest place on them is found fast, and lay points onto them."""

from typing import Self

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.crs import WGS84

Points = NDArray[np.float64]
"""Shape (n, 2): east, north in metres."""

MOST = 0.7
"""Share of points, those that fit best, by which a fit is judged: a reference may differ in places."""

_ROUNDS = 30
_STILL = 0.05  # metres that a round moves when it is done


class Edges:
    """Keep the straight pieces of edges, in a CRS in metres."""

    def __init__(self, ends: NDArray[np.float64]) -> None:
        """Keep pieces of shape (n, 2, 2): piece, its two ends, east and north."""
        self._from = ends[:, 0]
        self._way = ends[:, 1] - ends[:, 0]
        self._length = np.hypot(self._way[:, 0], self._way[:, 1])
        self._tree = shapely.STRtree(np.asarray(shapely.linestrings(ends)))

    @classmethod
    def of(cls, shapes: gpd.GeoSeries, metric: object, *, inner: bool) -> Self | None:
        """Return the edges of areas in `metric`: the outer ones, or those between them too; None without areas."""
        values = shapely.make_valid(shapes.dropna().to_crs(WGS84).to_crs(metric).to_numpy())
        areas = values if inner else [shapely.union_all(values)]
        parts = [part for part in shapely.get_parts(shapely.get_parts(areas)) if part.geom_type == "Polygon"]
        rings = [shapely.get_coordinates(part.exterior) for part in parts]
        ends = [np.stack([ring[:-1], ring[1:]], axis=1) for ring in rings]
        pieces = np.concatenate(ends) if ends else np.empty((0, 2, 2))
        pieces = pieces[(pieces[:, 0] != pieces[:, 1]).any(axis=1)]
        return cls(pieces) if len(pieces) else None

    def points(self, count: int) -> Points:
        """Return points at even distances along all pieces, one after the other."""
        ends = np.cumsum(self._length)
        along = np.linspace(0, ends[-1], count, endpoint=False)
        piece = np.searchsorted(ends, along, side="right")
        share = 1 - (ends[piece] - along) / self._length[piece]
        spread: Points = self._from[piece] + share[:, None] * self._way[piece]
        return spread

    def lay(self, points: Points, start: Points) -> tuple[Points, float]:
        """Return the shift off these edges that explains points best, and the metres that remain.

        Each round takes the nearest piece for each point and solves for the one movement that brings the points
        nearest to the pieces: only across them, since along them nothing can be told.
        """
        shift = np.array(start, dtype=np.float64)
        for _ in range(_ROUNDS):
            away, across = self._nearest(points - shift)
            off = (away * across).sum(axis=1)
            best = np.abs(off) <= np.quantile(np.abs(off), MOST)
            move, *_ = np.linalg.lstsq(across[best], off[best], rcond=None)
            shift += move
            if float(np.hypot(*move)) < _STILL:
                break
        return shift, self.remaining(points - shift)

    def remaining(self, points: Points) -> float:
        """Return the distance in metres within which most points lie from these edges."""
        away, _ = self._nearest(points)
        return float(np.quantile(np.hypot(away[:, 0], away[:, 1]), MOST))

    def _nearest(self, points: Points) -> tuple[Points, Points]:
        """Return for each point the way to it from the nearest piece, and the unit vector across that piece."""
        piece = self._tree.nearest(np.asarray(shapely.points(points)))
        way, length = self._way[piece], self._length[piece]
        share = ((points - self._from[piece]) * way).sum(axis=1) / length**2
        foot = self._from[piece] + np.clip(share, 0, 1)[:, None] * way
        return points - foot, np.column_stack([-way[:, 1], way[:, 0]]) / length[:, None]
