"""Check that cells form one coverage: edges shared, no overlap."""

import geopandas as gpd
import shapely

from geodata.errors import InvalidCoverage

_NAMED = 5


def check_coverage(cells: gpd.GeoSeries) -> None:
    """Raise InvalidCoverage, naming the first codes (the index), when `cells` are no valid coverage."""
    shapes = cells.to_numpy()
    if shapely.coverage_is_valid(shapes):
        return
    broken = shapely.coverage_invalid_edges(shapes)
    codes = [str(code) for code, edges in zip(cells.index, broken, strict=True) if not edges.is_empty]
    raise InvalidCoverage(count=len(codes), codes=", ".join(codes[:_NAMED]))
