"""Build the boundaries that are shown: cells, townships, label points and tiles, ready to be written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.about import About
from geodata.crs import WGS84, local_metric
from geodata.dissolve import dissolve
from geodata.errors import N_
from geodata.fill import fill
from geodata.labels import label_points
from geodata.notes import Note
from geodata.overlay import union
from geodata.places import Place, places
from geodata.read import Source
from geodata.simplify import simplify
from geodata.tiles import Tiles, draw_tiles, draw_tiles_in_order
from geodata.tree import TOWNSHIP, Tree

TOLERANCE = 5.0
"""Metres; half a pixel at the closest zoom of the map."""

NOWHERE = (-0.12, -0.08, 0.12, 0.08)
"""Degrees; where the tiles of a district without geography are laid, in the sea."""

_NAMED = 12  # areas in a sentence
_GRID = 1e-6  # degrees, about 0.1 m: the precision that is written


@dataclass(frozen=True)
class Sheet:
    """Hold the map of one district, EPSG:4326, lon/lat, indexed by code in official order.

    Attributes
    ----------
    area : str
        Code of the district.
    units : GeoDataFrame
        `geometry` (None where nothing is known of the place), `township`, `lon`, `lat` (label point, degrees),
        `radius` (m), `schematic` (bool: drawn, not surveyed).
    towns : GeoDataFrame
        `geometry`, `lon`, `lat`, `radius`; those without geometry are left out.
    tiles : Tiles
        The same units as equal tiles.
    bounds : tuple of float
        West, south, east, north in degrees, of everything that is drawn.
    geography : bool
        False where no place of any unit is known: then there are tiles alone.
    """

    area: str
    units: gpd.GeoDataFrame
    towns: gpd.GeoDataFrame
    tiles: Tiles
    bounds: tuple[float, float, float, float]
    geography: bool


@dataclass(frozen=True)
class Overview:
    """Hold what lies directly in an area above the districts, in official order.

    Attributes
    ----------
    children : GeoDataFrame
        EPSG:4326, indexed by code: `geometry` (None where it is not known), `lon`, `lat` (label point, degrees),
        `radius` (m).
    bounds : tuple of float or None
        West, south, east, north in degrees; None where nothing is known.
    """

    area: str
    children: gpd.GeoDataFrame
    bounds: tuple[float, float, float, float] | None


@dataclass(frozen=True)
class Boundaries:
    """Hold all maps, and what was done to draw them."""

    about: About
    places: tuple[Place, ...]
    sheets: tuple[Sheet, ...]
    overviews: tuple[Overview, ...]
    notes: tuple[Note, ...]


def build(source: Source) -> Boundaries:
    """Build a map of each district, and one of what lies above them where there is more than one.

    A unit has its surveyed cell; where there is none, a schematic one is drawn in its township or in the
    outline (`geodata.fill`).
    """
    listed = places(source)
    tree = Tree({place.code: place.parent_code for place in listed}, source.units["code"])
    sheets: list[Sheet] = []
    notes = list(_about_empty(tree, listed))
    for district in tree.districts:
        sheet, told = _sheet(source, tree, district)
        sheets.append(sheet)
        notes += told
    return Boundaries(source.about, listed, tuple(sheets), tuple(_overviews(source, tree, sheets)), tuple(notes))


def _sheet(source: Source, tree: Tree, district: str) -> tuple[Sheet, Sequence[Note]]:
    units = source.units.set_index("code").loc[sorted(tree.units_in(district))]
    towns = [district] if tree.heights[district] == TOWNSHIP else list(tree.settled(district))
    known = source.shapes[source.shapes.index.isin([*units.index, *towns])]
    outline = source.outline if district == tree.root else _of(source.shapes, [district])
    extent = known if outline is None or outline.empty else outline
    if extent.empty:
        return _without_geography(district, units), ()
    metric = local_metric(extent)
    degrees = gpd.GeoSeries(gpd.points_from_xy(units["lon"], units["lat"]), index=units.index, crs=WGS84)
    spots = degrees.to_crs(metric)
    asked = pd.DataFrame({"parent_code": units["parent_code"], "x": spots.x, "y": spots.y})
    surveyed = known.to_crs(metric)
    filled = fill(
        asked,
        _of(surveyed, units.index),
        _of(surveyed, towns),
        None if outline is None or outline.empty else outline.to_crs(metric).iloc[0],
    )
    cells = simplify(_on_grid(filled.cells), TOLERANCE)
    shown = _labelled(cells)
    drawn = shown.reindex(units.index)
    drawn["township"] = units["parent_code"]
    schematic = source.drawn.intersection(cells.index) | set(filled.schematic.index[filled.schematic])
    drawn["schematic"] = drawn.index.isin(schematic)
    whole = dissolve(cells, units["parent_code"])
    missing = _of(surveyed, [town for town in towns if town not in whole.index])
    townships = _labelled(gpd.GeoSeries(pd.concat([whole, missing]), crs=metric).sort_index())
    bounds = _bounds([*shown.geometry, *townships.geometry]) or NOWHERE
    sheet = Sheet(district, drawn, townships, draw_tiles(drawn), bounds, geography=True)
    return sheet, filled.notes


def _without_geography(district: str, units: pd.DataFrame) -> Sheet:
    """Return the map of a district of which names alone are known."""
    blank = gpd.GeoSeries([None] * len(units), index=units.index, crs=WGS84)
    drawn = gpd.GeoDataFrame({"geometry": blank}, index=units.index, crs=WGS84)
    drawn = drawn.assign(lon=np.nan, lat=np.nan, radius=np.nan, township=units["parent_code"], schematic=False)
    tiles = draw_tiles_in_order(drawn, NOWHERE)
    return Sheet(district, drawn, _labelled(blank.iloc[:0]), tiles, NOWHERE, geography=False)


def _about_empty(tree: Tree, listed: Sequence[Place]) -> Iterable[Note]:
    """Tell the areas without any unit; no map shows them."""
    bare = [place.name for place in listed if place.kind is None and not tree.units_in(place.code)]
    if bare:
        text = N_("{count} areas have no unit and are not shown: {names}")
        named = ", ".join(bare[:_NAMED]) + (" …" if len(bare) > _NAMED else "")
        yield Note(text, {"count": len(bare), "names": named})


def _overviews(source: Source, tree: Tree, sheets: Sequence[Sheet]) -> Iterable[Overview]:
    """Yield the maps above the districts.

    A district's shape is what was surveyed, else what is drawn in it. Of anything higher nothing is drawn
    unless it was surveyed.
    """
    lower = {sheet.area: union(sheet.towns.geometry.to_list()) for sheet in sheets if not sheet.towns.empty}
    shapes: Mapping[str, shapely.Geometry] = lower | dict(source.shapes.items())
    for area in tree.above:
        codes = sorted(tree.settled(area))
        known = [code for code in codes if code in shapes]
        degrees = gpd.GeoSeries([shapes[code] for code in known], index=known, crs=WGS84)
        metric = degrees if degrees.empty else degrees.to_crs(local_metric(degrees)).simplify(_coarse(degrees))
        yield Overview(area, _labelled(metric).reindex(codes), _bounds(degrees))


def _coarse(shapes: gpd.GeoSeries) -> float:
    """Return the tolerance in metres with which a large area is drawn: a thousandth of its height on the map."""
    metres_a_degree = 111_320.0
    _, south, _, north = shapes.total_bounds
    return max(TOLERANCE, float(north - south) * metres_a_degree / 2000)


def _of(shapes: gpd.GeoSeries, codes: Iterable[str]) -> gpd.GeoSeries:
    return shapes[shapes.index.isin(list(codes))]


def _bounds(shapes: Iterable[shapely.Geometry]) -> tuple[float, float, float, float] | None:
    there = [shape for shape in shapes if shape is not None and not shapely.is_empty(shape)]
    if not there:
        return None
    west, south, east, north = (round(float(edge), 6) for edge in shapely.total_bounds(there))
    return west, south, east, north


def _on_grid(cells: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return cells with every vertex where it will be written, or as they are where they would not fit there.

    Vertices that are only dropped afterwards stand where another import of what was written finds them.
    """
    moved = gpd.GeoSeries(_rounded(cells.to_crs(WGS84)), index=cells.index, crs=WGS84).to_crs(cells.crs)
    return moved if moved.is_valid.all() and shapely.coverage_is_valid(moved.to_numpy()) else cells


def _rounded(degrees: gpd.GeoSeries) -> NDArray[np.object_]:
    """Return shapes on the grid; the same shape is written in the same way, one of one part as a polygon."""
    # Every vertex moves to its nearest grid point by itself, so a shared vertex moves alike in all its cells.
    moved: NDArray[np.object_] = shapely.transform(degrees.to_numpy(), lambda xy: (xy / _GRID).round() * _GRID)
    alone = shapely.get_num_geometries(moved) == 1
    moved[alone] = shapely.get_geometry(moved[alone], 0)
    return np.asarray(shapely.normalize(moved))


def _labelled(cells: gpd.GeoSeries) -> gpd.GeoDataFrame:
    """Return cells in degrees on the written grid, with their label points."""
    labels = label_points(cells)
    spots = gpd.GeoSeries(gpd.points_from_xy(labels["x"], labels["y"]), index=cells.index, crs=cells.crs).to_crs(
        WGS84
    )
    frame = gpd.GeoDataFrame({"geometry": _rounded(cells.to_crs(WGS84))}, index=cells.index, crs=WGS84)
    columns = pd.DataFrame({"lon": spots.x.round(6), "lat": spots.y.round(6), "radius": labels["radius"].round(1)})
    return frame.join(columns)
