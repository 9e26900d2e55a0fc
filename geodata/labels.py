"""Find the spot of a cell that is farthest from its edges: the place for a label or an icon."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

_PRECISION = 1.0  # metres


def label_points(cells: gpd.GeoSeries) -> pd.DataFrame:
    """Return `x, y` (units of the CRS, metres) and `radius` (m) of the largest circle in each cell.

    A cell of several parts is labelled in its largest.
    """
    rows = []
    for cell in cells:
        parts = shapely.get_parts(cell)
        largest = parts[int(np.argmax(shapely.area(parts)))]
        ray = shapely.maximum_inscribed_circle(largest, _PRECISION)
        x, y = shapely.get_coordinates(ray)[0]
        rows.append((float(x), float(y), float(shapely.length(ray))))
    return pd.DataFrame(rows, index=cells.index, columns=["x", "y", "radius"])
