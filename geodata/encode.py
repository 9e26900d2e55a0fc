"""Write boundaries as the browser reads them: compact, deterministic, compressed beforehand."""

import gzip
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import brotli
import geopandas as gpd
import shapely

from geodata.build import Boundaries, Sheet
from geodata.pinyin import spelled
from geodata.places import Place

GEOJSON, JSON = "application/geo+json", "application/json"
_QUALITY = 11
_DIGITS = 6


def encode(boundaries: Boundaries) -> dict[str, tuple[str, bytes]]:
    """Return file name → (media type, content) of the geometry, the static columns and the places."""
    named = {place.code: place for place in boundaries.places}
    files = {f"{boundaries.about.code}-names.json": (JSON, _dump(spellings(boundaries)))}
    for sheet in boundaries.sheets:
        files |= {
            f"{sheet.area}-units.geojson": (GEOJSON, _collection(_units(sheet))),
            f"{sheet.area}-towns.geojson": (GEOJSON, _collection(_named(sheet.towns, named))),
            f"{sheet.area}-tiles.geojson": (GEOJSON, _collection(_tiles(sheet, named))),
            f"{sheet.area}-units.json": (JSON, _dump(static_columns(sheet, named))),
        }
    for overview in boundaries.overviews:
        shown = overview.children[overview.children.geometry.notna()]
        files |= {f"{overview.area}-children.geojson": (GEOJSON, _collection(_named(shown, named)))}
    return files


def _collection(features: list[dict[str, Any]]) -> bytes:
    return _dump({"type": "FeatureCollection", "features": features})


def _units(sheet: Sheet) -> list[dict[str, Any]]:
    """Return the cells; `schematic` stands only at those that were drawn, not surveyed."""
    return [
        _feature(
            row.geometry,
            code=row.Index,
            township=row.township,
            **({"schematic": True} if row.schematic else {}),
        )
        for row in sheet.units.itertuples()
        if row.geometry is not None
    ]


def _named(frame: gpd.GeoDataFrame, named: Mapping[str, Place]) -> list[dict[str, Any]]:
    return [
        _feature(
            row.geometry,
            code=row.Index,
            name=named[row.Index].name,
            short_name=named[row.Index].short_name,
            lon=row.lon,
            lat=row.lat,
        )
        for row in frame.itertuples()
    ]


def _tiles(sheet: Sheet, named: Mapping[str, Place]) -> list[dict[str, Any]]:
    """Return the townships' blocks, then the units' tiles, in official order; `kind` tells them apart."""
    blocks, units = sheet.tiles.blocks, sheet.tiles.units
    return [
        _feature(
            row.geometry,
            kind="block",
            code=row.Index,
            name=named[row.Index].name,
            short_name=named[row.Index].short_name,
            row=row.row,
            column=row.column,
        )
        for row in blocks.itertuples()
    ] + [_feature(row.geometry, kind="unit", code=row.Index, township=row.township) for row in units.itertuples()]


def static_columns(sheet: Sheet, named: Mapping[str, Place]) -> dict[str, Any]:
    """Return what never changes of each unit, as arrays aligned with `codes`; `radius` in metres.

    `lon`, `lat` and `radius` are null for a unit, and left out for a township, whose place is not known.
    """
    units, towns = sheet.units, sheet.towns
    listed = [named[code] for code in units.index]
    spots = {row.Index: {"lon": row.lon, "lat": row.lat} for row in towns.itertuples()}
    townships = sorted(set(units["township"]) | set(towns.index))
    return {
        "codes": list(units.index),
        "columns": {
            "name": [place.name for place in listed],
            "short_name": [place.short_name for place in listed],
            "township": list(units["township"]),
            "kind": [place.kind for place in listed],
            "due": [place.due for place in listed],
            **{name: [_known(value) for value in units[name]] for name in ("lon", "lat", "radius")},
        },
        "townships": [
            {"code": code, "name": named[code].name, "short_name": named[code].short_name, **spots.get(code, {})}
            for code in townships
        ],
        "crs": "EPSG:4326",
    }


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def spellings(boundaries: Boundaries) -> dict[str, list[Any]]:
    """Return what a search finds places by beside their names, as arrays aligned with `codes`.

    `pinyin` spells the short name syllable by syllable, without tones, divided by spaces; `aliases` lists
    other names. Townships come first, units follow, each in official order.
    """
    listed = [place for place in boundaries.places if place.level > 0]
    return {
        "codes": [place.code for place in listed],
        "pinyin": [spelled(place.short_name) for place in listed],
        "aliases": [list(place.aliases) for place in listed],
    }


def write(folder: Path, files: dict[str, tuple[str, bytes]]) -> None:
    """Write each file raw, with brotli (`.br`) and with gzip (`.gz`)."""
    for name, (_, body) in files.items():
        (folder / name).write_bytes(body)
        (folder / f"{name}.br").write_bytes(brotli.compress(body, quality=_QUALITY))
        (folder / f"{name}.gz").write_bytes(gzip.compress(body, mtime=0))


def _feature(shape: shapely.Geometry, **properties: object) -> dict[str, Any]:
    geometry = json.loads(shapely.to_geojson(shape), parse_float=lambda text: round(float(text), _DIGITS))
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _dump(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
