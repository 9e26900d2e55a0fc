"""Drop vertices that a screen cannot show, the same ones on both sides of every shared edge."""

import geopandas as gpd
import shapely

from geodata.topology import check_coverage


def simplify(cells: gpd.GeoSeries, tolerance: float) -> gpd.GeoSeries:
    """Return a simplified coverage; `tolerance` in metres, the CRS of `cells` in metres.

    It is simplified until nothing more is dropped, so that a coverage that was simplified stays as it is.

    Raises
    ------
    InvalidCoverage
        Cells given or returned do not fit together.
    """
    check_coverage(cells)
    shapes, count = cells.to_numpy(), -1
    while count != (count := int(shapely.get_num_coordinates(shapes).sum())):
        shapes = shapely.coverage_simplify(shapes, tolerance)
    drawn = gpd.GeoSeries(shapes, index=cells.index, crs=cells.crs)
    check_coverage(drawn)
    return drawn
