"""Join cells to the areas above them."""

import geopandas as gpd
import pandas as pd
import shapely

from geodata.topology import check_coverage


def dissolve(cells: gpd.GeoSeries, parents: pd.Series) -> gpd.GeoSeries:
    """Return the union of the cells of each parent, sorted by parent code, in the CRS of `cells`.

    Parameters
    ----------
    parents : Series of str
        Parent code by the index of `cells`.

    Raises
    ------
    InvalidCoverage
        The cells overlap; `coverage_union` would silently return invalid shapes.
    """
    check_coverage(cells)
    groups = cells.groupby(parents.reindex(cells.index))
    joined = {code: shapely.coverage_union_all(group.to_numpy()) for code, group in groups}
    return gpd.GeoSeries(joined, crs=cells.crs).sort_index()
