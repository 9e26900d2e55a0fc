"""Draw schematic cells around points where no surveyed boundaries are to be had."""

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.rings import polygons_of
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
    drawn = gpd.GeoSeries(cut(points.to_numpy(), outline), index=points.index, crs=points.crs)
    check_coverage(drawn)
    return drawn


def cut(points: NDArray[np.object_], ground: shapely.Geometry, grid: float | None = None) -> NDArray[np.object_]:
    """Return the part of the ground that is nearest to each point, in the order of `points`.

    Parameters
    ----------
    points : array of Point
        Distinct, inside the ground, in a CRS in metres.
    ground : Polygon or MultiPolygon
        In the same CRS.
    grid : float, optional
        Metres. Crossings with the rim are rounded to it; see `geodata.topology.GRID`.

    Notes
    -----
    Where a border of two parts meets the rim, each part has its own rounding of the crossing.
    """
    if len(points) == 1:
        return np.array([ground], dtype=object)
    diagram = shapely.voronoi_polygons(shapely.multipoints(points), extend_to=ground, ordered=True)
    parts = shapely.get_parts(diagram)
    if grid is not None:
        # Where points lie on one circle, corners coincide but for rounding and a ring may cross itself there.
        parts = shapely.convex_hull(shapely.set_precision(parts, grid, mode="pointwise"))
    shapely.prepare(ground)
    crossing = ~shapely.contains_properly(ground, parts)
    # A part may touch the rim from inside: the points and lines where it does are no ground.
    parts[crossing] = [polygons_of(part) for part in shapely.intersection(parts[crossing], ground, grid_size=grid)]
    return parts
