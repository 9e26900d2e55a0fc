"""Write boundaries as the browser reads them: compact, deterministic, compressed beforehand."""

import gzip
import json
from pathlib import Path
from typing import Any

import brotli
import shapely

from geodata.build import Boundaries
from geodata.pinyin import spelled

GEOJSON, JSON = "application/geo+json", "application/json"
_QUALITY = 11
_DIGITS = 6


def encode(boundaries: Boundaries) -> dict[str, tuple[str, bytes]]:
    """Return file name → (media type, content) of the geometry, the static columns and the places."""
    area = boundaries.about.code
    named = {place.code: place for place in boundaries.places}
    units, towns = boundaries.units, boundaries.towns
    unit_features = [_feature(row.geometry, code=row.Index, township=row.township) for row in units.itertuples()]
    town_features = [
        _feature(
            row.geometry,
            code=row.Index,
            name=named[row.Index].name,
            short_name=named[row.Index].short_name,
            lon=row.lon,
            lat=row.lat,
        )
        for row in towns.itertuples()
    ]
    return {
        f"{area}-units.geojson": (GEOJSON, _dump({"type": "FeatureCollection", "features": unit_features})),
        f"{area}-towns.geojson": (GEOJSON, _dump({"type": "FeatureCollection", "features": town_features})),
        f"{area}-tiles.geojson": (GEOJSON, _dump({"type": "FeatureCollection", "features": _tiles(boundaries)})),
        f"{area}-units.json": (JSON, _dump(static_columns(boundaries))),
        f"{area}-names.json": (JSON, _dump(spellings(boundaries))),
    }


def _tiles(boundaries: Boundaries) -> list[dict[str, Any]]:
    """Return the townships' blocks, then the units' tiles, in official order; `kind` tells them apart."""
    named = {place.code: place for place in boundaries.places}
    blocks, units = boundaries.tiles.blocks, boundaries.tiles.units
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


def static_columns(boundaries: Boundaries) -> dict[str, Any]:
    """Return what never changes of each unit, as arrays aligned with `codes`; `radius` in metres."""
    named = {place.code: place for place in boundaries.places}
    units, towns = boundaries.units, boundaries.towns
    listed = [named[code] for code in units.index]
    return {
        "codes": list(units.index),
        "columns": {
            "name": [place.name for place in listed],
            "short_name": [place.short_name for place in listed],
            "township": list(units["township"]),
            "kind": [place.kind for place in listed],
            "due": [place.due for place in listed],
            "lon": list(units["lon"]),
            "lat": list(units["lat"]),
            "radius": list(units["radius"]),
        },
        "townships": [
            {
                "code": row.Index,
                "name": named[row.Index].name,
                "short_name": named[row.Index].short_name,
                "lon": row.lon,
                "lat": row.lat,
            }
            for row in towns.itertuples()
        ],
        "crs": "EPSG:4326",
    }


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
