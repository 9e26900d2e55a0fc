"""Draw every unit as one equal tile, and every township as one block of tiles, laid over the district."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.blocks import Grid, arrange, below, in_rows
from geodata.crs import WEB_MERCATOR, WGS84, local_metric

ASPECT = 1.5
"""Width to height of the whole picture, as near as whole tiles allow."""

# Lengths in tiles: with its gap a tile is 1 wide and 1 high.
_GAP = 0.12  # between two tiles
_MARGIN = 0.3  # between the tiles and the frame of their block
_HEADING = 1.5  # above the tiles of a block, for its name and figures
_BETWEEN = 0.5  # two blocks

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

_Boxes = NDArray[np.float64]
"""Shape (n, 4): left, top, right, bottom in tiles, from the north-west corner of the picture."""


@dataclass(frozen=True)
class Tiles:
    """Hold the equal-area picture of a district, EPSG:4326, lon/lat.

    Attributes
    ----------
    units : GeoDataFrame
        Indexed by code like the boundaries' units: `geometry` (a square in Web Mercator), `township`. Inside a
        block the tiles stand in rows from the north-west, by code.
    blocks : GeoDataFrame
        Indexed by the township's code, sorted: `geometry` (the frame of the block), `row` and `column` of its
        cell on the grid, from the north-west and from 0.
    """

    units: gpd.GeoDataFrame
    blocks: gpd.GeoDataFrame


def draw_tiles(units: gpd.GeoDataFrame) -> Tiles:
    """Return a tile for each unit and the frame of each township's block.

    Parameters
    ----------
    units : GeoDataFrame
        EPSG:4326, indexed by code: `geometry`, `township`, `lon` and `lat` (label point, degrees). A unit without
        a place has no geometry and NaN: its tile stands in its township's block like any other. A township of
        such units only has its block in rows of their own below the others.
    """
    centres = township_centres(units)
    grid = below(arrange(centres), sorted(set(units["township"]) - set(centres)))
    return _drawn(units["township"], grid, tuple(units.total_bounds))


def draw_tiles_in_order(units: pd.DataFrame, box: Box) -> Tiles:
    """Return tiles and blocks where nothing has a place: the townships stand in rows by their codes.

    Parameters
    ----------
    units : DataFrame
        Indexed by code: `township`.
    box : tuple of float
        West, south, east, north in degrees, EPSG:4326: what the picture is laid over.
    """
    return _drawn(units["township"], in_rows(sorted(set(units["township"]))), box)


def _drawn(townships: pd.Series, grid: Grid, box: Box) -> Tiles:
    """Return tiles and blocks on a grid, laid over a box."""
    inside = {town: sorted(group.index) for town, group in townships.groupby(townships, sort=True)}
    sizes = {town: len(codes) for town, codes in inside.items()}
    across = tiles_across(grid, sizes)
    frames = _frames(grid, sizes, across)
    squares = np.vstack([_squares(frames[town], sizes[town], across) for town in inside])
    edges = np.array([frames[town] for town in inside])
    picture = _Onto(box, edges)
    codes = [code for listed in inside.values() for code in listed]
    drawn = gpd.GeoDataFrame({"geometry": picture.polygons(squares)}, index=codes, crs=WGS84)
    drawn = drawn.reindex(townships.index)
    drawn["township"] = townships
    blocks = gpd.GeoDataFrame({"geometry": picture.polygons(edges)}, index=list(inside), crs=WGS84)
    blocks["row"] = [grid.cells[town][0] for town in inside]
    blocks["column"] = [grid.cells[town][1] for town in inside]
    return Tiles(drawn, blocks)


def township_centres(units: gpd.GeoDataFrame) -> dict[str, tuple[float, float]]:
    """Return township → mean position of its units: x (to the east), y (to the north) in local metres.

    Townships in which no unit has a place are left out.
    """
    listed = units[units["lon"].notna() & units["lat"].notna()].sort_index()  # sums depend on their order
    if listed.empty:
        return {}
    spots = gpd.GeoSeries(gpd.points_from_xy(listed["lon"], listed["lat"]), index=listed.index, crs=WGS84)
    metric = spots.to_crs(local_metric(spots))
    means = pd.DataFrame({"x": metric.x, "y": metric.y}).groupby(listed["township"]).mean()
    return {str(town): (float(x), float(y)) for town, x, y in means.itertuples()}


def tiles_across(grid: Grid, sizes: Mapping[str, int]) -> int:
    """Return how many tiles stand in a row of every block, so that the whole comes nearest to `ASPECT`."""

    def wrong(across: int) -> float:
        width, height = _extent(grid, sizes, across)
        return abs(math.log(width / height / ASPECT))

    return min(range(1, max(sizes.values()) + 1), key=wrong)


def _extent(grid: Grid, sizes: Mapping[str, int], across: int) -> tuple[float, float]:
    """Return width and height of the whole, in tiles."""
    frames = np.array(list(_frames(grid, sizes, across).values()))
    return float(frames[:, 2].max()), float(frames[:, 3].max())


def _frames(grid: Grid, sizes: Mapping[str, int], across: int) -> dict[str, _Boxes]:
    """Return the frame of each block, a row of `_Boxes`; a row of the grid is as high as its highest block."""
    heights = {town: _HEADING + math.ceil(size / across) + _MARGIN for town, size in sizes.items()}
    width = across + 2 * _MARGIN
    rows: dict[int, float] = dict.fromkeys(range(grid.rows), 0.0)
    for town, (row, _) in grid.cells.items():
        rows[row] = max(rows[row], heights[town])
    tops = np.concatenate([[0.0], np.cumsum([height + _BETWEEN for height in rows.values()])])
    return {
        town: np.array([left, tops[row], left + width, tops[row] + heights[town]])
        for town, (row, column) in grid.cells.items()
        for left in [column * (width + _BETWEEN)]
    }


def _squares(frame: _Boxes, count: int, across: int) -> _Boxes:
    """Return the tiles of a block in their order: in rows from its upper left corner."""
    places = np.arange(count)
    left = frame[0] + _MARGIN + places % across + _GAP / 2
    top = frame[1] + _HEADING + places // across + _GAP / 2
    return np.column_stack([left, top, left + 1 - _GAP, top + 1 - _GAP])


class _Onto:
    """Lay the picture over the district: as large as its bounds allow, around their centre."""

    def __init__(self, bounds: Box, frames: _Boxes) -> None:
        corners = gpd.GeoSeries([shapely.box(*bounds)], crs=WGS84).to_crs(WEB_MERCATOR)
        west, south, east, north = corners.total_bounds
        width, height = frames[:, 2].max(), frames[:, 3].max()
        self.scale = min((east - west) / width, (north - south) / height)
        self.left = (west + east - self.scale * width) / 2
        self.top = (south + north + self.scale * height) / 2

    def polygons(self, boxes: _Boxes) -> gpd.GeoSeries:
        """Return boxes as polygons in degrees."""
        west, east = (self.left + self.scale * boxes[:, side] for side in (0, 2))
        north, south = (self.top - self.scale * boxes[:, side] for side in (1, 3))
        return gpd.GeoSeries(shapely.box(west, south, east, north), crs=WEB_MERCATOR).to_crs(WGS84).to_numpy()
