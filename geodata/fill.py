"""Give a cell to every unit that has none: drawn inside its real township, or in what the outline leaves over."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geodata.fill_notes import Told
from geodata.notes import Note
from geodata.rooms import LEAST, Room, Taken
from geodata.schematic import cut
from geodata.seats import seats, usable
from geodata.topology import GRID, check_coverage, fitted

_MOVED = 1.0  # m² of a surveyed shape that nobody misses


@dataclass(frozen=True)
class Filled:
    """Hold a cell for every unit that could get one.

    Attributes
    ----------
    cells : GeoSeries
        Polygon or MultiPolygon by unit code, sorted by code, in the metric CRS given; a valid coverage.
    schematic : Series of bool
        By the same codes: drawn, not surveyed.
    notes : tuple of Note
        What was done.
    without : tuple of str
        Codes of the units that no cell could be drawn for.
    """

    cells: gpd.GeoSeries
    schematic: pd.Series
    notes: tuple[Note, ...]
    without: tuple[str, ...]


def fill(units: pd.DataFrame, cells: gpd.GeoSeries, towns: gpd.GeoSeries, outline: BaseGeometry | None) -> Filled:
    """Draw cells for the units that have none. The same input gives the same cells, whatever its order.

    A surveyed cell is kept as it is. The other units of a township with a surveyed shape divide what the cells
    leave of it. Townships without a shape divide what is left of the outline by the positions of their units;
    there a unit without a position gets no cell.

    Parameters
    ----------
    units : DataFrame
        Indexed by code: `parent_code` (str), `x`, `y` (metres in the CRS of the shapes, NaN where unknown).
    cells : GeoSeries
        Surveyed shapes of some units, by code, valid, in a CRS in metres. Where two overlap, the ground stays
        with the lower code.
    towns : GeoSeries
        Surveyed shapes of some townships, by code, in the same CRS; they need not fit the cells to the vertex.
    outline : Polygon or MultiPolygon, optional
        The whole, in the same CRS.

    Raises
    ------
    InvalidCoverage
        The cells do not fit together.
    """
    listed = units.sort_index()
    # A position that no projection can place comes as infinity: it is as good as none.
    listed[["x", "y"]] = listed[["x", "y"]].astype(float).replace([np.inf, -np.inf], np.nan)
    surveyed = _sorted(cells[cells.index.isin(listed.index)])
    shapes = _sorted(towns)
    bare = listed[~listed.index.isin(surveyed.index)]
    told = Told()
    rooms = _rooms(bare, surveyed, shapes, outline, told)
    drawn: dict[str, BaseGeometry] = {}
    for town, group in bare.groupby("parent_code", sort=True):
        if town in rooms:
            own = group
        else:  # without any ground of its township a unit has to know where it lies
            own = group[group["x"].notna() & group["y"].notna()]
            told.nowhere += list(group.index.difference(own.index))
        drawn |= _drawn(str(town), own, rooms.get(str(town)), told)
    codes = [*surveyed.index, *drawn]
    crs = cells.crs or towns.crs
    loose = gpd.GeoSeries([*surveyed, *drawn.values()], index=codes, crs=crs)  # the surveyed ones come first
    fit = _free_of_grid(fitted(loose))
    lost = surveyed.area - fit.loc[surveyed.index].area
    told.lost = {str(code): float(area) for code, area in lost.items() if area > _MOVED}
    whole = fit[~fit.is_empty].sort_index()
    check_coverage(whole)
    schematic = pd.Series(~whole.index.isin(surveyed.index), index=whole.index, dtype=bool)
    townships = listed.loc[schematic.index[schematic], "parent_code"].nunique()
    missing = tuple(str(code) for code in listed.index.difference(whole.index))
    return Filled(whole, schematic, tuple(told.notes(int(schematic.sum()), int(townships))), missing)


def _free_of_grid(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return shapes that have forgotten `GRID`, which would hold in degrees as well."""
    values = shapely.set_precision(shapes.to_numpy(), 0, mode="pointwise")
    return gpd.GeoSeries(values, index=shapes.index, crs=shapes.crs)


def _sorted(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return the shapes that are there, by code."""
    return shapes[~(shapes.isna() | shapes.is_empty)].sort_index()


def _rooms(
    bare: pd.DataFrame,
    surveyed: gpd.GeoSeries,
    shapes: gpd.GeoSeries,
    outline: BaseGeometry | None,
    told: Told,
) -> dict[str, Room]:
    """Return the free ground of each township that has some, by code."""
    taken = Taken(surveyed.to_list())
    wanting = set(bare["parent_code"])
    apart = fitted(shapes)
    rooms = {str(code): taken.room(shape) for code, shape in apart.items() if code in wanting}
    told.left_open += sum(room.left_open for room in rooms.values())
    homeless = bare[~bare["parent_code"].isin(shapes.index)]
    if outline is None or homeless.empty:
        return rooms
    points = shapely.points(homeless[["x", "y"]].to_numpy(dtype=np.float64))
    there = homeless[["x", "y"]].notna().all(axis=1).to_numpy()
    rest = Taken([*surveyed, *apart]).rest(outline, list(points[there]))
    told.left_open += rest.left_open
    return rooms | _divided(homeless[there], rest.ground)


def _divided(units: pd.DataFrame, ground: BaseGeometry) -> dict[str, Room]:
    """Divide ground among townships by the positions of their units."""
    spots = units[["x", "y"]].to_numpy(dtype=np.float64)
    good = usable(spots, ground)
    if not good.any():
        return {}
    parts = cut(shapely.points(spots[good]), ground, GRID)
    groups = pd.Series(parts, index=units.index[good]).groupby(units["parent_code"][good])
    return {str(town): Room(shapely.union_all(group.to_list(), grid_size=GRID), 0.0) for town, group in groups}


def _drawn(town: str, units: pd.DataFrame, room: Room | None, told: Told) -> dict[str, BaseGeometry]:
    """Return a cell for each unit of a township, or none where the room is too small."""
    codes = [str(code) for code in units.index]
    if not codes:
        return {}
    area = room.ground.area if room is not None else 0.0
    if room is None or area < LEAST * len(codes):
        told.narrow[town] = (area, codes)
        return {}
    spots: NDArray[np.float64] = units[["x", "y"]].to_numpy(dtype=np.float64)
    good = usable(spots, room.ground)
    for code, stays, spot in zip(codes, good, spots, strict=True):
        if not stays:
            (told.placed if np.isnan(spot).any() else told.moved).append(code)
    parts = cut(np.asarray(shapely.points(seats(spots, good, room.ground))), room.ground, GRID)
    return dict(zip(codes, parts, strict=True))
