"""Tell what a file is by its name and its first bytes, before any reader opens it."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path

from geodata.errors import NotThatFormat, OldWorkbook, OtherArchive, PictureFile, UnknownFormat

_HEAD = 8192  # bytes that are looked at


class Format(StrEnum):
    """Name what is read."""

    SHAPEFILE = "Shapefile"
    GEOPACKAGE = "GeoPackage"
    FLATGEOBUF = "FlatGeobuf"
    GEODATABASE = "File Geodatabase"
    GEOPARQUET = "GeoParquet"
    JSON = "GeoJSON/TopoJSON"
    KML = "KML"
    CSV = "CSV"
    XLSX = "XLSX"
    ZIP = "ZIP"


FORMATS = "SHP, GDB, GPKG, FGB, GeoJSON, TopoJSON, KML, KMZ, CSV, XLSX, ZIP"
"""What is read, for sentences."""

SUFFIXES: Mapping[str, Format] = {
    ".shp": Format.SHAPEFILE,
    ".gpkg": Format.GEOPACKAGE,
    ".fgb": Format.FLATGEOBUF,
    ".parquet": Format.GEOPARQUET,
    ".geoparquet": Format.GEOPARQUET,
    ".geojson": Format.JSON,
    ".json": Format.JSON,
    ".topojson": Format.JSON,
    ".kml": Format.KML,
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".xlsx": Format.XLSX,
    ".zip": Format.ZIP,
    ".kmz": Format.ZIP,
    ".shz": Format.ZIP,
}
GEODATABASE_SUFFIX = ".gdb"

_PICTURES = {".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff", ".img", ".jp2", ".asc", ".pdf"}
_ARCHIVES = {".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz"}
_OLD_BOOKS = {".xls", ".et", ".ett", ".wps"}
_MAGIC: Mapping[bytes, str] = {
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"II+\0": "TIFF",
    b"%PDF": "PDF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7Z",
    b"\x1f\x8b": "GZ",
    b"PK\x03\x04": "ZIP",
    b"PK\x05\x06": "ZIP",
    b"SQLite format 3\0": "SQLite",
    b"\0\0\x27\x0a": "SHP",
    b"fgb\x03fgb": "FGB",
    b"PAR1": "Parquet",
    b"\xd0\xcf\x11\xe0": "OLE",
}
_PICTURE_KINDS = {"PNG", "JPEG", "GIF", "TIFF", "PDF"}
_ARCHIVE_KINDS = {"RAR", "7Z", "GZ"}
_EXPECTED: Mapping[Format, Callable[[str], bool]] = {
    Format.SHAPEFILE: lambda found: found == "SHP",
    Format.GEOPACKAGE: lambda found: found == "SQLite",
    Format.FLATGEOBUF: lambda found: found == "FGB",
    Format.GEOPARQUET: lambda found: found == "Parquet",
    Format.XLSX: lambda found: found == "ZIP",
    Format.ZIP: lambda found: found == "ZIP",
    Format.JSON: lambda found: found == "JSON",
    Format.KML: lambda found: found == "XML",
    Format.CSV: lambda found: found in {"text", "JSON"},  # a table may begin with a bracket
}


def identify(path: Path) -> Format:
    """Return the format of a file.

    Raises
    ------
    UnknownFormat, NotThatFormat, PictureFile, OtherArchive, OldWorkbook
        It is not one that is read, or not what its name says.
    """
    suffix = path.suffix.lower()
    found = contents(path)
    if suffix in _PICTURES or found in _PICTURE_KINDS:
        raise PictureFile(file=path.name, found=found if found in _PICTURE_KINDS else suffix.lstrip(".").upper())
    if suffix in _ARCHIVES or found in _ARCHIVE_KINDS:
        raise OtherArchive(file=path.name, found=found if found in _ARCHIVE_KINDS else suffix.lstrip(".").upper())
    if suffix in _OLD_BOOKS or (suffix == ".xlsx" and found == "OLE"):
        raise OldWorkbook(file=path.name)
    if suffix not in SUFFIXES:
        raise UnknownFormat(file=path.name, formats=FORMATS)
    named = SUFFIXES[suffix]
    if not _EXPECTED[named](found):
        raise NotThatFormat(file=path.name, expected=named.value, found=found)
    return named


def contents(path: Path) -> str:
    """Return what the first bytes of a file look like, as an international word."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if not head:
        return "empty"
    for magic, found in _MAGIC.items():
        if head.startswith(magic):
            return found
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text"
    if b"\0" in head:
        return "binary"
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:15].lower().startswith((b"<!doctype html", b"<html")):
        return "HTML"
    return {b"{": "JSON", b"[": "JSON", b"<": "XML"}.get(text[:1], "text")
