"""Read GeoJSON and TopoJSON."""

import json
from dataclasses import replace
from functools import partial
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from geodata.crs import WGS84
from geodata.encoding import decode
from geodata.errors import BadNumber, BrokenFile, NotThatFormat, UnknownCrs
from geodata.formats import Format
from geodata.layers import Layer, Loaded, Opened
from geodata.vector_file import check_count, vector_layers

_GEOMETRIES = {
    "Point",
    "MultiPoint",
    "LineString",
    "MultiLineString",
    "Polygon",
    "MultiPolygon",
    "GeometryCollection",
}
_NO_SHAPE = (ValueError, TypeError, LookupError, AttributeError, RecursionError, shapely.errors.ShapelyError)


def json_layers(opened: Opened) -> list[Layer]:
    """List the layers of a JSON file: one of GeoJSON, one for each object of TopoJSON.

    Raises
    ------
    BrokenFile, NotThatFormat, UnknownCrs, WrongEncoding
        It is neither.
    """
    text, encoding = decode(opened.path.read_bytes(), opened.label, opened.encoding)
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BrokenFile(file=opened.label, reason=_first_line(error)) from error
    kind = content.get("type") if isinstance(content, dict) else type(content).__name__
    if kind == "Topology":
        return _topology(opened, content, encoding)
    features = _features(content) if isinstance(content, dict) else None
    if features is None:
        raise NotThatFormat(file=opened.label, expected=Format.JSON.value, found=f"JSON ({kind})")
    crs = _crs(content, opened.label)
    kinds = {_kind(feature) for feature in features} - {None}
    name = str(content.get("name") or opened.path.stem)
    shapes = "/".join(sorted(map(str, kinds))) or "Unknown"
    return [Layer(name, shapes, len(features), partial(_load, opened, features, crs, encoding))]


def _features(content: dict[str, Any]) -> list[Any] | None:
    """Return the features of GeoJSON; None when it is something else."""
    kind = content.get("type")
    if kind == "FeatureCollection" and isinstance(content.get("features"), list):
        return list(content["features"])
    if kind == "Feature":
        return [content]
    if kind in _GEOMETRIES:
        return [{"type": "Feature", "properties": {}, "geometry": content}]
    return None


def _kind(feature: object) -> str | None:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    return str(geometry.get("type")) if isinstance(geometry, dict) else None


def _crs(content: dict[str, Any], label: str) -> CRS:
    """Return the CRS of GeoJSON: CRS84 by its standard, unless it carries the member of 2008."""
    member = content.get("crs")
    if not member:
        return WGS84
    try:
        return CRS.from_user_input(str(member["properties"]["name"]))
    except (CRSError, LookupError, TypeError) as error:
        raise UnknownCrs(file=label, crs=str(member)[:100]) from error


def _load(opened: Opened, features: list[Any], crs: CRS, encoding: str) -> Loaded:
    check_count(opened.label, len(features), opened.limits.features)
    with np.errstate(invalid="ignore"):  # numpy would warn of NaN; it is refused by name
        shapes = [_shape(feature, number, opened.label) for number, feature in enumerate(features, start=1)]
    rows = []
    for feature in features:
        properties = feature.get("properties")
        row = dict(properties) if isinstance(properties, dict) else {}
        if feature.get("id") is not None:
            row.setdefault("id", feature["id"])
        rows.append({"geometry_" if key == "geometry" else key: value for key, value in row.items()})
    table = pd.DataFrame(rows, index=range(len(rows)))
    return Loaded(gpd.GeoDataFrame(table, geometry=shapes, crs=crs), encoding)


def _shape(feature: object, number: int, label: str) -> shapely.Geometry | None:
    try:
        geometry = feature["geometry"]  # type: ignore[index]  # whatever is no feature ends below
        return None if geometry is None else shapely.geometry.shape(geometry)
    except _NO_SHAPE as error:
        if "NaN" in json.dumps(feature, default=str) or "Infinity" in json.dumps(feature, default=str):
            raise BadNumber(file=label, row=number) from error
        raise BrokenFile(file=label, reason=f"feature {number}") from error


def _topology(opened: Opened, content: dict[str, Any], encoding: str) -> list[Layer]:
    """Hand TopoJSON to GDAL as plain ASCII, whatever it was written in."""
    topics = content.get("objects")
    if not isinstance(topics, dict):
        raise NotThatFormat(file=opened.label, expected=Format.JSON.value, found="JSON (Topology)")
    copy = opened.work / "copy.json"
    copy.write_text(json.dumps(content), encoding="ascii")
    inner = replace(opened, path=copy, encoding=None)

    def load(layer: Layer) -> Loaded:
        loaded = layer.load()
        empty = [name for name in ("id",) if name in loaded.frame and loaded.frame[name].isna().all()]
        frame = loaded.frame.drop(columns=empty).set_crs(WGS84, allow_override=True)
        return Loaded(frame, encoding, loaded.notes)

    return [
        replace(layer, kind=_kinds(topics.get(layer.name)) or layer.kind, load=partial(load, layer))
        for layer in vector_layers(inner, Format.JSON)
    ]


def _kinds(topic: object) -> str:
    """Return what the shapes of an object of TopoJSON are; GDAL does not say it."""
    if not isinstance(topic, dict):
        return ""
    inside = topic.get("geometries")
    shapes = inside if isinstance(inside, list) else [topic]
    return "/".join(
        sorted({str(shape["type"]) for shape in shapes if isinstance(shape, dict) and shape.get("type")})
    )


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0][:100]
