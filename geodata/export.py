"""Write installed boundaries as a GeoPackage, which other programs open and `init` reads back."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geodata.catalog import Catalog
from geodata.crs import WGS84
from geodata.places import Place

UNITS, AREAS = "units", "areas"
"""Layers."""


def export(catalog: Catalog, path: Path) -> None:
    """Write all units, and the areas above them, as two layers, EPSG:4326, lon/lat.

    Attributes are `code`, `name`, `township` (code) and `schematic` (true: drawn, not surveyed) of a unit, `code`
    and `name` of an area. Places without a shape are left out.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    named = {place.code: place for place in catalog.places()}
    units: list[dict[str, object]] = []
    areas: list[dict[str, object]] = []
    for area, found in catalog.maps.items():
        names = ("children",) if found.above else ("units", "towns")
        for name in names:
            features = json.loads(catalog.files[f"{area}-{name}.geojson"].path.read_text(encoding="utf-8"))[
                "features"
            ]
            (units if name == "units" else areas).extend(_row(one, named) for one in features)
    layers = {UNITS: pd.DataFrame(units), AREAS: pd.DataFrame(areas)}
    for layer, table in layers.items():
        if not table.empty:
            frame = gpd.GeoDataFrame(table.drop_duplicates("code"), geometry="geometry", crs=WGS84)
            frame.to_file(path, layer=layer, driver="GPKG", engine="pyogrio")


def _row(feature: Mapping[str, Any], named: Mapping[str, Place]) -> dict[str, object]:
    said = feature["properties"]
    row = {"code": said["code"], "name": named[said["code"]].name}
    if "township" in said:
        row |= {"township": said["township"], "schematic": bool(said.get("schematic"))}
    return row | {"geometry": shapely.geometry.shape(feature["geometry"])}
