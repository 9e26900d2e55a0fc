"""Write a district's places, shapes and description as one folder, which `geodata.read` reads back."""

import csv
import io
import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from geodata.about import About
from geodata.read import ABOUT, OUTLINE, SHAPES, TOWNS, UNITS
from geodata.roster import AREA_COLUMNS, UNIT_COLUMNS, Roster

_DIGITS = 9
"""Decimal digits of a degree, a tenth of a millimetre: what a file gave is kept, not what arithmetic added."""
WRITTEN = 10.0**-_DIGITS
"""The grid of what is written, in degrees."""


def write_source(
    folder: Path,
    places: Roster,
    outline: gpd.GeoSeries | None,
    shapes: gpd.GeoSeries,
    drawn: frozenset[str],
    about: About,
) -> None:
    """Write units.csv, towns.csv, about.toml and, where they are known, outline.geojson and shapes.geojson.

    Parameters
    ----------
    folder : Path
        Empty.
    outline : GeoSeries, optional
        EPSG:4326; its union is written.
    shapes : GeoSeries
        Polygons by code, EPSG:4326.
    drawn : frozenset of str
        Codes whose shape is schematic.
    """
    _write_table(folder / UNITS, places.units, UNIT_COLUMNS[:-1])
    _write_table(folder / TOWNS, places.areas, AREA_COLUMNS[:-1])
    if outline is not None and not outline.empty:
        whole = shapely.union_all(outline.to_numpy())
        _write_features(folder / OUTLINE, [_feature(whole, {})])
    if not shapes.empty:
        features = [
            _feature(shape, {"code": str(code), **({"schematic": True} if code in drawn else {})})
            for code, shape in shapes.sort_index().items()
        ]
        _write_features(folder / SHAPES, features)
    said = {name: value for name, value in vars(about).items() if value is not None}
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in said.items()]
    (folder / ABOUT).write_text("\n".join([*lines, ""]), encoding="utf-8")


def _write_table(path: Path, table: pd.DataFrame, columns: tuple[str, ...]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")  # a cell with either letter is quoted
    writer.writerow(columns)
    writer.writerows(table[list(columns)].itertuples(index=False, name=None))
    path.write_bytes(text.getvalue().encode())


def _write_features(path: Path, features: list[dict[str, object]]) -> None:
    collection = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(collection, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def _feature(shape: shapely.Geometry, properties: dict[str, object]) -> dict[str, object]:
    geometry = json.loads(shapely.to_geojson(shape), parse_float=lambda text: round(float(text), _DIGITS))
    return {"type": "Feature", "properties": properties, "geometry": geometry}
