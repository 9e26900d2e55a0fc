"""Draw schematic cells around points where no surveyed boundaries are to be had."""

import geopandas as gpd
import numpy as np
import shapely

from geodata.topology import check_coverage


def cells(points: gpd.GeoSeries, outline: shapely.Geometry) -> gpd.GeoSeries:
    """Return one Voronoi cell for each point, cut at the outline, in the order and CRS of `points`.

    Parameters
    ----------
    points : GeoSeries of Point
        Distinct, inside the outline, in a CRS in metres; the index names the units.
    outline : Polygon or MultiPolygon
        In the same CRS.

    Raises
    ------
    InvalidCoverage
        The cells do not fit together.

    Notes
    -----
    A cell that the outline cuts in two keeps both parts: giving one away would leave a hole or
    put ground into a cell that is farther from it.
    """
    sites = shapely.MultiPoint(np.column_stack([points.x, points.y]))
    diagram = shapely.voronoi_polygons(sites, extend_to=outline, ordered=True)
    cut = shapely.intersection(shapely.get_parts(diagram), outline)
    drawn = gpd.GeoSeries(cut, index=points.index, crs=points.crs)
    check_coverage(drawn)
    return drawn
