"""Find the ground that surveyed shapes leave free for schematic cells."""

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from geodata.rings import polygons_of
from geodata.topology import GRID

LEAST = 1000.0
"""m². Less ground than this for each unit is what two surveys differ by, not a place."""
_STRIP = 10.0
"""Metres. A piece whose mean width (twice its area by its perimeter) is smaller lies between two surveys."""


@dataclass(frozen=True)
class Room:
    """Hold free ground in a CRS in metres.

    Attributes
    ----------
    ground : Polygon or MultiPolygon
        May be empty.
    left_open : float
        m² of pieces that are no place: they stay outside all cells.
    """

    ground: BaseGeometry
    left_open: float


class Taken:
    """Hold surveyed shapes, to be taken out of others."""

    def __init__(self, shapes: Sequence[BaseGeometry]) -> None:
        self._shapes = list(shapes)
        self._tree = shapely.STRtree(self._shapes)

    def room(self, shape: BaseGeometry) -> Room:
        """Return what is free inside a surveyed shape; pieces that only rims leave over are no room."""
        near = self._near(shape)
        pieces = _pieces(shape, near)
        return _room(pieces, [not piece.intersects(near) or not _is_scrap(piece) for piece in pieces])

    def rest(self, shape: BaseGeometry, points: Sequence[shapely.Point]) -> Room:
        """Return what is free in an outline for units at some points.

        A piece between surveyed shapes in which no point lies is a gap between them, or a strip along the outline.
        """
        near = self._near(shape)
        pieces = _pieces(shape, near)
        tree = shapely.STRtree(list(points))
        return _room(
            pieces,
            [
                not piece.intersects(near)
                or (not _is_scrap(piece) and len(tree.query(piece, predicate="intersects")) > 0)
                for piece in pieces
            ],
        )

    def _near(self, shape: BaseGeometry) -> BaseGeometry:
        found = sorted(int(number) for number in self._tree.query(shape, predicate="intersects"))
        return shapely.union_all([self._shapes[number] for number in found], grid_size=GRID)


def _pieces(shape: BaseGeometry, taken: BaseGeometry) -> list[BaseGeometry]:
    free = shape if taken.is_empty else polygons_of(shapely.difference(shape, taken, grid_size=GRID))
    return [piece for piece in shapely.get_parts(free) if not piece.is_empty]


def _is_scrap(piece: BaseGeometry) -> bool:
    return bool(piece.area < LEAST or 2 * piece.area < _STRIP * piece.length)


def _room(pieces: Sequence[BaseGeometry], is_room: Sequence[bool]) -> Room:
    kept = [piece for piece, fits in zip(pieces, is_room, strict=True) if fits]
    dropped = [piece.area for piece, fits in zip(pieces, is_room, strict=True) if not fits]
    ground = kept[0] if len(kept) == 1 else shapely.union_all(kept)
    return Room(ground, float(sum(dropped)))
