"""Find the ground that two or more shapes claim, each piece once, with all who claim it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely.geometry.base import BaseGeometry

from geodata.crs import geodesic_area
from geodata.overlay import faces, intersections, union

Claimed = tuple[tuple[int, ...], BaseGeometry]
"""Places of the shapes that claim a piece, sorted, and the piece."""


def overlaps(shapes: Sequence[BaseGeometry], noise: float) -> list[Claimed]:
    """Return pieces that several shapes have in common, sorted by who claims them.

    Where three shapes lie on one another, the piece of all three is one of its own and in none of the pairs'.

    Parameters
    ----------
    shapes : sequence of Polygon or MultiPolygon
        Valid, in lon/lat.
    noise : float
        Geodesic m²; smaller pieces are none.
    """
    return sorted(_overlaps(shapes, noise), key=lambda piece: piece[0])


def _overlaps(shapes: Sequence[BaseGeometry], noise: float) -> Iterator[Claimed]:
    same: dict[bytes, list[int]] = defaultdict(list)
    for place, shape in enumerate(shapes):
        same[shapely.normalize(shape).wkb].append(place)
    owners = list(same.values())
    alone = [shapes[places[0]] for places in owners]
    pairs = _touching(alone)
    common = intersections([alone[one] for one, _ in pairs], [alone[other] for _, other in pairs])
    pieces = [(pair, piece) for pair, piece in zip(pairs, common, strict=True) if geodesic_area(piece) >= noise]
    pieces += [((number, number), alone[number]) for number, places in enumerate(owners) if len(places) > 1]
    for group in _groups([piece for _, piece in pieces], noise):
        concerned = sorted({number for place in group for number in pieces[place][0]})
        if len(group) == 1:
            yield _claimed(concerned, owners), pieces[group[0]][1]
            continue
        for numbers, piece in _split([alone[number] for number in concerned]):
            places = _claimed([concerned[number] for number in numbers], owners)
            if len(places) > 1 and geodesic_area(piece) >= noise:
                yield places, piece


def _claimed(numbers: Sequence[int], owners: Sequence[Sequence[int]]) -> tuple[int, ...]:
    return tuple(sorted(place for number in numbers for place in owners[number]))


def _touching(shapes: Sequence[BaseGeometry]) -> list[tuple[int, int]]:
    """Return the pairs that meet, the lower number first."""
    if not shapes:
        return []
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    return sorted((int(a), int(b)) for a, b in zip(one, other, strict=True) if a < b)


def _groups(pieces: Sequence[BaseGeometry], noise: float) -> list[list[int]]:
    """Return the numbers of pieces that lie on one another, group by group."""
    pairs = _touching(pieces)
    common = intersections([pieces[one] for one, _ in pairs], [pieces[other] for _, other in pairs])
    linked = [pair for pair, piece in zip(pairs, common, strict=True) if geodesic_area(piece) >= noise]
    links = np.array(linked, dtype=np.int64).reshape(-1, 2)
    graph = coo_array((np.ones(len(links)), (links[:, 0], links[:, 1])), shape=(len(pieces), len(pieces)))
    count, labels = connected_components(graph, directed=False)
    return [[int(place) for place in np.flatnonzero(labels == label)] for label in range(count)]


def _split(shapes: Sequence[BaseGeometry]) -> Iterator[tuple[tuple[int, ...], BaseGeometry]]:
    """Yield the ground of each set of shapes that some place lies in, and in no other."""
    cut = faces(shapes)
    inside, of_shape = shapely.STRtree(shapes).query(shapely.point_on_surface(np.array(cut)), predicate="within")
    found: dict[int, list[int]] = defaultdict(list)
    for face, shape in zip(inside, of_shape, strict=True):
        found[int(face)].append(int(shape))
    grounds: dict[tuple[int, ...], list[BaseGeometry]] = defaultdict(list)
    for face, owners in found.items():
        grounds[tuple(sorted(owners))].append(cut[face])
    for claiming, parts in sorted(grounds.items()):
        yield claiming, union(parts)
