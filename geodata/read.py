"""Read a district's places and outline from a folder, with every problem named by file and row."""

import csv
import io
import json
import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from geodata.about import About
from geodata.codes import check_towns, check_units
from geodata.errors import (
    BrokenEncoding,
    BrokenTable,
    EmptyTable,
    MissingColumn,
    MissingFile,
    OutlineInvalid,
    OutlineNotPolygon,
    OutlineUnreadable,
    ShapesUnreadable,
)

UNITS, TOWNS, OUTLINE, SHAPES, ABOUT = "units.csv", "towns.csv", "outline.geojson", "shapes.geojson", "about.toml"
FILES = (UNITS, TOWNS, OUTLINE, SHAPES, ABOUT)

_UNIT_COLUMNS = ("code", "name", "parent_code", "kind", "due", "lon", "lat")
_TOWN_COLUMNS = ("code", "name", "parent_code", "aliases")
_ALIASES = "aliases"


@dataclass(frozen=True)
class Source:
    """Hold a district as it was read and checked.

    Attributes
    ----------
    units : DataFrame
        One row a village or community, in file order: `code, name, parent_code, kind` (str), `aliases` (tuple of
        str), `due` (bool), `lon, lat` (float, degrees, EPSG:4326, NaN where unknown), `row` (int, as a
        spreadsheet counts).
    towns : DataFrame
        One row an area above the units and below the root, of any level: `code, name, parent_code` (str),
        `aliases` (tuple of str), `row`.
    outline : GeoSeries or None
        One polygon or multipolygon, EPSG:4326, lon/lat.
    shapes : GeoSeries
        Polygons of places of any level, by code, EPSG:4326, lon/lat; may be empty.
    drawn : frozenset of str
        Codes whose polygon is schematic, not surveyed.
    """

    units: pd.DataFrame
    towns: pd.DataFrame
    outline: gpd.GeoSeries | None
    shapes: gpd.GeoSeries
    drawn: frozenset[str]
    about: About


def read_source(folder: Path) -> Source:
    """Read and check units.csv, towns.csv, about.toml and, where they are, outline.geojson and shapes.geojson.

    Raises
    ------
    GeodataError
        A file is missing or unreadable, or a code, parent, value or position is wrong.
    """
    about = read_about(folder)
    outline = _outline(folder / OUTLINE) if (folder / OUTLINE).exists() else None
    towns = _with_aliases(read_table(folder / TOWNS, _TOWN_COLUMNS, blank=True))
    check_towns(towns, about.code, TOWNS)
    listed = read_table(folder / UNITS, _UNIT_COLUMNS, optional=(_ALIASES,))
    within = None if outline is None else outline.iloc[0]
    units = check_units(_with_aliases(listed), towns, about.code, within, UNITS)
    shapes, drawn = _shapes(folder / SHAPES, {about.code, *towns["code"], *units["code"]})
    return Source(units, towns, outline, shapes, drawn, about)


def _with_aliases(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(aliases=[tuple(filter(None, text.split("|"))) for text in table[_ALIASES]])


def read_about(folder: Path) -> About:
    """Read what the boundaries are (about.toml)."""
    return About(**tomllib.loads(_text(folder / ABOUT)))


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise MissingFile(file=path.name) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BrokenEncoding(file=path.name, row=data.count(b"\n", 0, error.start) + 1) from error


def read_table(
    path: Path, columns: Sequence[str], optional: Sequence[str] = (), *, blank: bool = False
) -> pd.DataFrame:
    """Read columns of a CSV table as text, with the row numbers that a spreadsheet shows.

    Parameters
    ----------
    optional : sequence of str
        Columns that may be missing; then they hold empty texts.
    blank : bool
        Whether the table may be without rows.

    Raises
    ------
    GeodataError
        The file is missing, no UTF-8, no table, empty, or lacks a column.
    """
    try:
        lines = list(csv.reader(io.StringIO(_text(path)), strict=True))
    except csv.Error as error:
        raise BrokenTable(file=path.name, reason=error) from error
    header = [name.strip() for name in lines[0]] if lines else []
    for column in columns:
        if column not in header:
            raise MissingColumn(file=path.name, column=column, found=", ".join(header) or "none")
    rows = [(number, line) for number, line in enumerate(lines[1:], start=2) if any(map(str.strip, line))]
    if not rows and not blank:
        raise EmptyTable(file=path.name)
    for number, line in rows:
        if len(line) != len(header):
            raise BrokenTable(file=path.name, reason=f"row {number} has {len(line)} cells, not {len(header)}")
    cells = {name: [line[place].strip() for _, line in rows] for place, name in enumerate(header)}
    nothing = [""] * len(rows)
    table = pd.DataFrame({name: pd.Series(cells.get(name, nothing), dtype=str) for name in (*columns, *optional)})
    table["row"] = [number for number, _ in rows]
    return table


def _outline(path: Path) -> gpd.GeoSeries:
    text = _text(path)
    try:
        features = json.loads(text)["features"]
        shape = shapely.union_all([shapely.geometry.shape(feature["geometry"]) for feature in features])
    except (ValueError, KeyError, TypeError, AttributeError, shapely.errors.ShapelyError) as error:
        raise OutlineUnreadable(file=path.name) from error
    if shape.is_empty or shape.geom_type not in {"Polygon", "MultiPolygon"}:
        raise OutlineNotPolygon(file=path.name, found=shape.geom_type)
    if not shape.is_valid:
        raise OutlineInvalid(file=path.name, place=shapely.is_valid_reason(shape))
    return gpd.GeoSeries([shape], crs=4326)


def _shapes(path: Path, codes: Collection[str]) -> tuple[gpd.GeoSeries, frozenset[str]]:
    """Read the polygons of listed places by code, none where there is no such file; say which are schematic."""
    if not path.exists():
        return gpd.GeoSeries([], index=pd.Index([], dtype=str), crs=4326), frozenset()
    try:
        features = json.loads(_text(path))["features"]
        found = {one["properties"]["code"]: shapely.geometry.shape(one["geometry"]) for one in features}
        drawn = frozenset(one["properties"]["code"] for one in features if one["properties"].get("schematic"))
    except (ValueError, KeyError, TypeError, AttributeError, shapely.errors.ShapelyError) as error:
        raise ShapesUnreadable(file=path.name) from error
    if not all(shape.geom_type in {"Polygon", "MultiPolygon"} for shape in found.values()):
        raise ShapesUnreadable(file=path.name)
    kept = {code: found[code] for code in sorted(found) if code in codes}
    return gpd.GeoSeries(list(kept.values()), index=pd.Index(list(kept), dtype=str), crs=4326), drawn
