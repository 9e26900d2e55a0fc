"""Read boundaries from whatever file an office was given."""

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import pandas as pd
from pyproj import CRS

from geodata.attributes import plain_attributes, texts
from geodata.crs import WGS84
from geodata.datasets import Dataset, datasets
from geodata.datum import parse_crs, settle_crs, to_lonlat
from geodata.encoding import UTF8, known, mojibake
from geodata.errors import N_
from geodata.formats import Format
from geodata.json_file import json_layers
from geodata.kml_file import kml_layers
from geodata.layers import Layer, Opened, choose_layer
from geodata.limits import LIMITS, Limits
from geodata.notes import Note
from geodata.shapefile import shapefile_layers
from geodata.shapes import check_width, flat_shapes
from geodata.table_file import table_layers
from geodata.vector_file import check_count, vector_layers


@dataclass(frozen=True)
class Boundaries:
    """Hold boundaries or positions as they were read.

    Attributes
    ----------
    frame : GeoDataFrame
        EPSG:4326, lon/lat, two dimensions, index 0, 1, …; `geometry` (may be missing, empty or invalid) and the
        attributes as numbers or text.
    file : str
        Name of the file or folder.
    layer : str or None
        Name of the layer that was taken; None when there is no choice.
    layers : tuple of str
        Names of all layers, those without positions too.
    encoding : str
        Of the attributes.
    crs : CRS
        As declared by the file, or given.
    notes : tuple of Note
        What a person should know.
    """

    frame: gpd.GeoDataFrame
    file: str
    layer: str | None
    layers: tuple[str, ...]
    encoding: str
    crs: CRS
    notes: tuple[Note, ...]


def read_boundaries(
    path: Path,
    *,
    layer: str | None = None,
    crs: str | None = None,
    encoding: str | None = None,
    outline: gpd.GeoSeries | None = None,
    limits: Limits = LIMITS,
) -> Boundaries:
    """Read boundaries or positions from a file, folder or ZIP.

    Parameters
    ----------
    path : Path
        Shapefile, File Geodatabase, GeoPackage, FlatGeobuf, GeoJSON, TopoJSON, KML, KMZ, CSV, XLSX, or a folder or
        ZIP of one.
    layer : str, optional
        Its name, where there are several.
    crs : str, optional
        Of the coordinates, such as `EPSG:4527`; goes before what the file declares.
    encoding : str, optional
        Of the attributes, such as `GB18030`; goes before what the file declares.
    outline : GeoSeries, optional
        Where the boundaries are expected; tells swapped axes.
    limits : Limits
        How much is read.

    Raises
    ------
    GeodataError
        The file is damaged, something else, ambiguous or too large; the sentence names it and says what to do.
    """
    if encoding is not None:
        known(encoding, path.name)
    if crs is not None:
        parse_crs(crs, path.name)
    with TemporaryDirectory(prefix="boundaries-") as work:
        unpacked = Path(work) / "unpacked"
        unpacked.mkdir()
        listed = []
        for number, dataset in enumerate(datasets(path, unpacked, limits)):
            own = Path(work) / str(number)
            own.mkdir()
            opened = Opened(dataset.path, dataset.label, own, encoding, limits)
            listed += [(dataset, found) for found in _layers(opened, dataset.format)]
        layers = _named(listed)
        chosen = choose_layer(layers, layer, path.name)
        check_count(path.name, chosen.count, limits.features)
        loaded = chosen.load()
    flat, notes = flat_shapes(loaded.frame.geometry, path.name, limits)
    settled, remarks = settle_crs(loaded.frame.crs, crs, path.name)
    shapes = to_lonlat(flat, settled, path.name, outline)
    check_width(shapes, path.name)
    table = plain_attributes(loaded.frame).reset_index(drop=True)
    frame = gpd.GeoDataFrame(table, geometry=shapes.to_numpy(), crs=WGS84)
    said = (*loaded.notes, *_about_text(table, loaded.encoding, path.name), *notes, *remarks)
    name = chosen.name if len(layers) > 1 else None
    return Boundaries(
        frame, path.name, name, tuple(found.name for found in layers), loaded.encoding, settled, said
    )


def _layers(opened: Opened, kind: Format) -> list[Layer]:
    if kind == Format.SHAPEFILE:
        return shapefile_layers(opened)
    if kind == Format.JSON:
        return json_layers(opened)
    if kind == Format.KML:
        return kml_layers(opened)
    if kind in {Format.CSV, Format.XLSX}:
        return table_layers(opened, kind)
    return vector_layers(opened, kind)


def _named(listed: list[tuple[Dataset, Layer]]) -> list[Layer]:
    """Return layers under distinct names: where two files have one name, the file stands before it."""
    counts = Counter(layer.name for _, layer in listed)
    return [
        layer if counts[layer.name] == 1 else replace(layer, name=f"{dataset.path.name}:{layer.name}")
        for dataset, layer in listed
    ]


def _about_text(table: pd.DataFrame, encoding: str, file: str) -> list[Note]:
    """Say in what encoding the text is, when it is not UTF-8, and how it was spoilt."""
    notes = []
    if encoding.upper() not in {UTF8, "UTF8"}:
        notes.append(Note(N_("{file}: text is {encoding}."), {"file": file, "encoding": encoding}))
    spoilt = mojibake(texts(table))
    if spoilt is None:
        return notes
    params = {"file": file, **vars(spoilt)}
    if spoilt.meant:
        text = N_(
            "{file}: {count} texts are {written} that was taken for {taken}: “{found}” should be “{meant}”. "
            "Export the file again, or give the encoding with --encoding."
        )
    else:
        text = N_(
            "{file}: {count} texts have lost letters, such as “{found}”. Take the file from its source again."
        )
    return [*notes, Note(text, params)]
