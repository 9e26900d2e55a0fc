"""Make single shapes usable: polygons only, two dimensions, valid rings that take nothing from neighbours."""

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry


def polygons_of(shape: BaseGeometry) -> BaseGeometry:
    """Return the polygons in a shape as one Polygon or MultiPolygon, empty when there are none."""
    if shape.geom_type in {"Polygon", "MultiPolygon"}:
        return shape
    parts = [part for part in _leaves(shape) if part.geom_type == "Polygon" and not part.is_empty]
    return parts[0] if len(parts) == 1 else shapely.union_all(parts) if parts else shapely.MultiPolygon()


def _leaves(shape: BaseGeometry) -> list[BaseGeometry]:
    parts = list(shapely.get_parts(shape))
    if shape.geom_type != "GeometryCollection":
        return parts
    return [leaf for part in parts for leaf in _leaves(part)]


def is_finite(shape: BaseGeometry) -> bool:
    """Say whether all coordinates are numbers; operations on others fail or never end."""
    return bool(np.isfinite(shapely.get_coordinates(shape)).all())


def mend_rings(shapes: list[BaseGeometry]) -> list[BaseGeometry]:
    """Return shapes with each invalid one mended in the way that changes the coverage least.

    `buffer(0)` may lose a lobe of a ring that crosses itself, `make_valid` may claim land that a ring only
    runs around. What a way takes from the neighbours and what it leaves to nobody is compared, not guessed.
    """
    bad = [place for place, shape in enumerate(shapes) if not shape.is_valid]
    mended = [shape.buffer(0) if place in bad else shape for place, shape in enumerate(shapes)]
    for place in bad:
        mended[place] = _least_change(shapes[place], [*mended[:place], *mended[place + 1 :]])
    return mended


def _least_change(shape: BaseGeometry, others: list[BaseGeometry]) -> BaseGeometry:
    ways = [
        shape.buffer(0),
        polygons_of(shapely.make_valid(shape, method="structure", keep_collapsed=False)),
        polygons_of(shapely.make_valid(shape)),
    ]
    usable = [way for way in ways if way.is_valid and not way.is_empty]
    if not usable:
        return ways[0]
    claimed = shapely.union_all(usable)
    near = shapely.union_all([other for other in others if other.intersects(claimed)])
    free = claimed.difference(near)
    # The first of equals: `min` keeps the order above, from the most cautious way to the boldest.
    return min(usable, key=lambda way: round(way.intersection(near).area + free.difference(way).area, 14))
