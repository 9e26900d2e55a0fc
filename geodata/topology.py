"""Check that cells form one coverage: edges shared, no overlap; make those fit that nearly do."""

import geopandas as gpd
import shapely

from geodata.errors import InvalidCoverage

GRID = 1e-4
"""Metres, for overlays of shapes from two surveys.

Without a grid GEOS (3.14 too) now and then loses a whole polygon from a union or an intersection when edges nearly
coincide, and says nothing.
"""

_SNAP = 1e-3  # metres
_NAMED = 5


def check_coverage(cells: gpd.GeoSeries) -> None:
    """Raise InvalidCoverage, naming the first codes (the index), when `cells` are no valid coverage."""
    shapes = cells.to_numpy()
    if shapely.coverage_is_valid(shapes):
        return
    broken = shapely.coverage_invalid_edges(shapes)
    codes = [str(code) for code, edges in zip(cells.index, broken, strict=True) if not edges.is_empty]
    raise InvalidCoverage(count=len(codes), codes=", ".join(codes[:_NAMED]))


def fitted(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return shapes that share the vertices of their common edges; what overlaps stays with the first.

    A vertex that one neighbour lacks is brought to it, and vertices less than a millimetre apart become one. A
    shape that lies within earlier ones comes back empty. The CRS of `shapes` is in metres.
    """
    if len(shapes) == 0 or shapely.coverage_is_valid(shapes.to_numpy()):
        return shapes
    clean = shapely.coverage_clean(  # type: ignore[attr-defined] # the stubs are of shapely 2.1
        shapes.to_numpy(), snapping_distance=_SNAP, merge_strategy="min_index"
    )
    return gpd.GeoSeries(clean, index=shapes.index, crs=shapes.crs)
