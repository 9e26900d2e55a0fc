"""Build the boundaries that are shown: cells, townships, label points and tiles, ready to be written."""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import shapely

from geodata import schematic
from geodata.about import About
from geodata.crs import WGS84, local_metric
from geodata.dissolve import dissolve
from geodata.labels import label_points
from geodata.places import Place, places
from geodata.read import Source
from geodata.simplify import simplify
from geodata.tiles import Tiles, draw_tiles
from geodata.topology import check_coverage

TOLERANCE = 5.0
"""Metres; half a pixel at the closest zoom of the map."""

_GRID = 1e-6  # degrees, about 0.1 m: the precision that is written


@dataclass(frozen=True)
class Boundaries:
    """Hold what is shown, EPSG:4326, lon/lat, indexed by code in official order.

    Attributes
    ----------
    units : GeoDataFrame
        `geometry`, `township`, `lon`, `lat` (label point, degrees), `radius` (m).
    towns : GeoDataFrame
        `geometry`, `lon`, `lat`, `radius`.
    tiles : Tiles
        The same units as equal tiles.
    """

    about: About
    places: tuple[Place, ...]
    units: gpd.GeoDataFrame
    towns: gpd.GeoDataFrame
    tiles: Tiles


def build(source: Source) -> Boundaries:
    """Build schematic cells around the units' positions, and townships from the cells.

    Raises
    ------
    InvalidCoverage
        The cells do not fit together.
    """
    listed = source.units.sort_values("code").set_index("code")
    metric = local_metric(source.outline)
    outline = source.outline.to_crs(metric).iloc[0]
    points = gpd.GeoSeries(gpd.points_from_xy(listed["lon"], listed["lat"]), index=listed.index, crs=WGS84)
    cells = simplify(schematic.cells(points.to_crs(metric), outline), TOLERANCE)
    towns = dissolve(cells, listed["parent_code"])
    units = _labelled(cells)
    units["township"] = listed["parent_code"]
    shown = _labelled(towns)
    check_coverage(units.geometry)
    return Boundaries(source.about, places(source), units, shown, draw_tiles(units))


def _labelled(cells: gpd.GeoSeries) -> gpd.GeoDataFrame:
    """Return cells in degrees on the written grid, with their label points."""
    labels = label_points(cells)
    spots = gpd.GeoSeries(gpd.points_from_xy(labels["x"], labels["y"]), index=cells.index, crs=cells.crs).to_crs(
        WGS84
    )
    degrees = cells.to_crs(WGS84)
    # Every vertex moves to its nearest grid point by itself, so a shared vertex moves alike in all its cells.
    rounded = shapely.transform(degrees.to_numpy(), lambda xy: (xy / _GRID).round() * _GRID)
    frame = gpd.GeoDataFrame({"geometry": rounded}, index=cells.index, crs=WGS84)
    columns = pd.DataFrame({"lon": spots.x.round(6), "lat": spots.y.round(6), "radius": labels["radius"].round(1)})
    return frame.join(columns)
