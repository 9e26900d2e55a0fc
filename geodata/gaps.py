"""Find ground that no shape claims: closed in between shapes, or open at their rim."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geodata.crs import WGS84, local_metric
from geodata.overlay import difference, union
from geodata.rings import polygons_of

_WIDE = 2.0
"""Metres. A crack that is open at the rim is told from a bay of the boundary as long as it is narrower."""
_LONG = 30.0
"""Squared half perimeter by area; a crack that is less drawn out than this is the corner of a bay."""
_SIDE = 0.3
"""Share of the half perimeter that each of two shapes has on a crack between them."""
_SURVEYS = 10.0
"""Metres. Uncovered ground along an outline whose mean width is smaller is what two surveys differ by."""
_MITRE = 5.0  # corners sharper than 23° are cut off when the rim is widened
_FINE = 1e-6  # metres; a grid that takes away the hairs that rounding leaves along the rim
_NEAR = 1e-3  # metres; what lies nearer than this touches


def holes(covered: BaseGeometry) -> list[BaseGeometry]:
    """Return what is closed in by a union of shapes in lon/lat and belongs to none."""
    parts = shapely.get_parts(covered)
    tree = shapely.STRtree(parts)
    found: list[BaseGeometry] = []
    for ring in (shapely.Polygon(ring) for part in parts for ring in part.interiors):
        islands = tree.query(ring, predicate="contains")
        left = difference(ring, union(list(parts[islands]))) if len(islands) else ring
        found.extend(shapely.get_parts(left))
    return found


def cracks(shapes: Sequence[BaseGeometry], covered: BaseGeometry) -> list[BaseGeometry]:
    """Return narrow gaps between two shapes in lon/lat that are open at the rim.

    The rim is widened and drawn in again: what is then covered and was not before lay between two sides.
    """
    lonlat = gpd.GeoSeries([*shapes, covered], crs=WGS84)
    placed = lonlat.to_crs(local_metric(lonlat))
    metric = placed.to_numpy()
    tree = shapely.STRtree(metric[:-1])
    rims = [shapely.Polygon(part.exterior) for part in shapely.get_parts(metric[-1])]
    solid = shapely.union_all(shapely.make_valid(np.array(rims, dtype=object)), grid_size=_FINE)
    wider = shapely.buffer(solid, _WIDE / 2, join_style="mitre", mitre_limit=_MITRE)
    closed = shapely.make_valid(shapely.buffer(wider, -_WIDE / 2, join_style="mitre", mitre_limit=_MITRE))
    pieces = shapely.get_parts(shapely.difference(closed, solid, grid_size=_FINE))
    found = [piece for piece in pieces if piece.area > 0 and _is_crack(piece, metric[:-1], tree)]
    degrees = gpd.GeoSeries(found, crs=placed.crs).to_crs(WGS84)
    # A thin piece may cross itself by the last digit once it is placed in degrees.
    return [polygons_of(shapely.make_valid(piece)) for piece in degrees]


def _is_crack(piece: BaseGeometry, shapes: NDArray[np.object_], tree: shapely.STRtree) -> bool:
    half = piece.length / 2
    if half**2 < _LONG * piece.area:
        return False
    near = tree.query(piece, predicate="dwithin", distance=_NEAR)
    rim = shapely.segmentize(shapely.get_exterior_ring(piece), half / 100)
    ends = shapely.points(shapely.get_coordinates(rim))
    sides = [float(shapely.dwithin(shapes[number], ends, _NEAR).mean()) for number in near]
    return sum(side >= _SIDE / 2 for side in sides) > 1


def uncovered(covered: BaseGeometry, outline: BaseGeometry) -> list[BaseGeometry]:
    """Return ground of an outline at the rim of a union of shapes, both in lon/lat, that is no mere strip."""
    solid = union([shapely.Polygon(part.exterior) for part in shapely.get_parts(covered)])
    pieces = list(shapely.get_parts(difference(outline, solid)))
    if not pieces:
        return []
    lonlat = gpd.GeoSeries(pieces, crs=WGS84)
    metric = lonlat.to_crs(local_metric(lonlat))  # a rough width is asked for: one projection will do
    wide = 2 * metric.area.to_numpy() >= _SURVEYS * metric.length.to_numpy()
    return [piece for piece, is_wide in zip(pieces, wide, strict=True) if is_wide]
