"""Drop vertices that a screen cannot show, the same ones on both sides of every shared edge."""

import geopandas as gpd
import shapely

from geodata.topology import check_coverage


def simplify(cells: gpd.GeoSeries, tolerance: float) -> gpd.GeoSeries:
    """Return a simplified coverage; `tolerance` in metres, the CRS of `cells` in metres.

    Raises
    ------
    InvalidCoverage
        Cells given or returned do not fit together.
    """
    check_coverage(cells)
    drawn = gpd.GeoSeries(shapely.coverage_simplify(cells.to_numpy(), tolerance), index=cells.index, crs=cells.crs)
    check_coverage(drawn)
    return drawn
