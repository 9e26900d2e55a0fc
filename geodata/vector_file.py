"""Read boundaries with GDAL: GeoPackage, FlatGeobuf, File Geodatabase, and what others prepare for it."""

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial

import geopandas as gpd
import pyogrio
import shapely

from geodata.errors import N_, BrokenFile, NoReader, TooManyFeatures, WrongEncoding
from geodata.formats import Format
from geodata.layers import Layer, Loaded, Opened
from geodata.list_errors import AwkwardName
from geodata.notes import Note

DRIVERS: Mapping[Format, str] = {
    Format.SHAPEFILE: "ESRI Shapefile",
    Format.GEOPACKAGE: "GPKG",
    Format.FLATGEOBUF: "FlatGeobuf",
    Format.GEODATABASE: "OpenFileGDB",
    Format.GEOPARQUET: "Parquet",
    Format.JSON: "TopoJSON",
    Format.KML: "LIBKML",
}
"""The one driver of GDAL that may open each format."""

_PREFIXED = {"GPKG", "TopoJSON"}  # they take their name before a path, so that no other driver looks at the file
_DAMAGE = (
    RuntimeError,
    ValueError,
    LookupError,
    TypeError,
    OSError,
    OverflowError,
    NameError,  # pyogrio, when the text of a CRS is not UTF-8
    shapely.errors.ShapelyError,
)


def vector_layers(opened: Opened, kind: Format, encoding: str | None = None) -> list[Layer]:
    """List the layers of a file that GDAL reads, whose names of columns are in `encoding`.

    Raises
    ------
    NoReader, AwkwardName, BrokenFile
        GDAL cannot open it.
    """
    address = _address(opened, kind)
    with reading(opened.label):
        found = [
            (
                str(name),
                geometry,
                pyogrio.read_info(address, layer=str(name), encoding=encoding, force_feature_count=True),
            )
            for name, geometry in pyogrio.list_layers(address)
        ]
    if not found or any(info["driver"] != DRIVERS[kind] for _, _, info in found):
        raise BrokenFile(file=opened.label, reason=f"{kind.value}: 0")
    return [
        Layer(name, geometry, int(info["features"]), partial(_load, opened, kind, name, int(info["features"])))
        for name, geometry, info in found
    ]


def read_layer(
    opened: Opened, kind: Format, layer: str, encoding: str | None
) -> tuple[gpd.GeoDataFrame, list[Note]]:
    """Read one layer as it stands; rings that do not close are closed, and that is said.

    Raises
    ------
    BrokenFile, WrongEncoding
        GDAL cannot read it to its end.
    """
    address = _address(opened, kind)
    with reading(opened.label):
        try:
            return pyogrio.read_dataframe(address, layer=layer, encoding=encoding), []
        except shapely.errors.ShapelyError:
            frame = pyogrio.read_dataframe(address, layer=layer, encoding=encoding, on_invalid="fix")
    lost = int(frame.geometry.isna().sum())
    text = N_(
        "{file}: shapes with rings that do not close; the rings were closed. {count} shapes could not be read."
    )
    return frame, [Note(text, {"file": opened.label, "count": lost})]


@contextmanager
def reading(label: str) -> Iterator[None]:
    """Turn whatever a reader raises into a sentence about the file.

    Raises
    ------
    BrokenFile, WrongEncoding
        The reader gave up.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # remarks of GDAL for its developers; what matters is checked afterwards
        try:
            yield
        except UnicodeError as error:
            raise WrongEncoding(file=label, encoding="UTF-8") from error
        except _DAMAGE as error:
            raise BrokenFile(file=label, reason=type(error).__name__) from error


def check_count(label: str, count: int, limit: int) -> None:
    """Raise TooManyFeatures before a layer of so many rows is loaded."""
    if count > limit:
        raise TooManyFeatures(file=label, count=count, limit=limit)


def _address(opened: Opened, kind: Format) -> str:
    """Return what GDAL is to open."""
    driver = DRIVERS[kind]
    if driver not in pyogrio.list_drivers(read=True):
        raise NoReader(file=opened.label, format=kind.value)
    path = str(opened.path.resolve())
    if "!" in path or "?" in path:
        raise AwkwardName(file=opened.label)
    return f"{driver}:{path}" if driver in _PREFIXED else path


def _load(opened: Opened, kind: Format, layer: str, count: int) -> Loaded:
    check_count(opened.label, count, opened.limits.features)
    frame, notes = read_layer(opened, kind, layer, opened.encoding)
    return Loaded(frame, opened.encoding or "UTF-8", tuple(notes))
