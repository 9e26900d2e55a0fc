"""Close small gaps and overlaps between shapes, and leave the large ones as they are."""

from collections.abc import Iterator, Sequence

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.crs import WGS84, geodesic_area, local_metric
from geodata.findings import Finding, Kind
from geodata.overlay import difference, intersection, union
from geodata.raw_shapes import RawShapes
from geodata.rings import polygons_of

_STILL = 1e-9  # degrees, a tenth of a millimetre: the grid of the overlays
_SNAP = 1e-3  # metres; nearer corners become one where something is mended


def closed(raw: RawShapes, found: list[Finding], safe_area: float) -> list[BaseGeometry]:
    """Return the shapes with gaps and overlaps up to a limit closed, or as they were when that fails.

    `coverage_clean` knows no limit in m²: larger gaps and overlaps take part as shapes of their own, and are
    taken out, or given back to all owners, afterwards. An open gap is given to a neighbour first, since a gap that
    nothing closes in is none to `coverage_clean`.
    """
    shapes = raw.usable
    pieces = [item for item in found if item.kind in {Kind.GAP, Kind.OVERLAP, Kind.DUPLICATE}]
    open_gaps = [item for item in found if item.kind is Kind.RIM and (item.area or 0.0) <= safe_area]
    if not shapes or (not pieces and not open_gaps and shapely.coverage_is_valid(shapes)):
        return shapes
    large = [item for item in pieces if (item.area or 0.0) > safe_area]
    claimed = [item.shape for item in large if item.shape is not None and item.kind is not Kind.GAP]
    plugs = list(shapely.get_parts(union(claimed)))
    grown = _grown(raw, open_gaps)
    bare = [_without(shape, piece) for shape, piece in zip(grown, _near(grown, plugs), strict=True)]
    fillers = [*plugs, *(item.shape for item in large if item.kind is Kind.GAP)]
    work = gpd.GeoSeries([*bare, *fillers], crs=WGS84)
    filled = [place for place, shape in enumerate(work) if not shape.is_empty]
    all_large = not open_gaps and len(large) == len(pieces)
    if all_large and shapely.coverage_is_valid(work.iloc[filled].to_numpy()):
        return shapes  # nothing small is left to close: what was mended once stays as it is
    metric = work.iloc[filled].to_crs(local_metric(gpd.GeoSeries(shapes, crs=WGS84)))
    # A gap of this area is nowhere wider than a circle of it.
    width = 2 * float(np.sqrt(safe_area / np.pi))
    clean = shapely.coverage_clean(  # type: ignore[attr-defined] # the stubs are of shapely 2.1
        metric.to_numpy(), gap_width=width, snapping_distance=_SNAP
    )
    degrees = gpd.GeoSeries(clean, crs=metric.crs).to_crs(WGS84)
    # A corner at a thin place may cross the other side by the last digit once it is placed in degrees.
    back = dict(zip(filled, (polygons_of(shape) for shape in shapely.make_valid(degrees.to_numpy())), strict=True))
    joined = [
        shape if place not in back else _with(back[place], intersection(shape, piece))
        for place, (shape, piece) in enumerate(zip(shapes, _near(shapes, plugs), strict=True))
    ]
    if _is_still(shapes, joined):
        return shapes
    return joined if _is_safe(shapes, joined, safe_area * (1 + len(pieces) + len(open_gaps))) else shapes


def _grown(raw: RawShapes, open_gaps: list[Finding]) -> list[BaseGeometry]:
    """Return the shapes with each open gap given to the one with the longest border on it."""
    grown = list(raw.usable)
    tree = shapely.STRtree(grown)
    for gap in open_gaps:
        if gap.shape is not None:
            first, *_ = raw.beside(gap.shape, tree)
            grown[first] = _with(grown[first], gap.shape)
    return grown


def _near(shapes: Sequence[BaseGeometry], plugs: Sequence[BaseGeometry]) -> Iterator[BaseGeometry]:
    """Yield for each shape what it meets of many pieces."""
    tree = shapely.STRtree(plugs)
    for shape in shapes:
        yield union([plugs[number] for number in tree.query(shape, predicate="intersects")])


def _with(shape: BaseGeometry, piece: BaseGeometry) -> BaseGeometry:
    return shape if piece.is_empty else union([shape, piece])


def _without(shape: BaseGeometry, piece: BaseGeometry) -> BaseGeometry:
    """Return a shape without a piece; one that the piece does not meet keeps its coordinates to the last digit."""
    return difference(shape, piece) if shape.intersects(piece) else shape


def _is_still(before: list[BaseGeometry], after: list[BaseGeometry]) -> bool:
    """Say whether no corner came or went or moved: what was mended once stays as it is, to the last digit."""
    return all(
        shapely.get_num_coordinates(old) == shapely.get_num_coordinates(new)
        and shapely.hausdorff_distance(old, new) <= _STILL
        for old, new in zip(before, after, strict=True)
    )


def _is_safe(before: list[BaseGeometry], after: list[BaseGeometry], limit: float) -> bool:
    """Say whether each shape is still one, and none gained or lost more than the small pieces together."""
    return all(
        new.is_valid and not new.is_empty and abs(geodesic_area(new) - geodesic_area(old)) <= limit
        for old, new in zip(before, after, strict=True)
    )
