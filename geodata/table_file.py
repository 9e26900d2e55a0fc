"""Read positions or shapes from a CSV or XLSX table."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial

import geopandas as gpd
import openpyxl
import pandas as pd
import shapely
from openpyxl.utils.exceptions import InvalidFileException
from pyproj import CRS
from pyproj.exceptions import CRSError

from geodata.archives import check_archive
from geodata.encoding import UTF8, decode
from geodata.errors import BadCell, BrokenFile, EmptyTable, NoPositionColumns, TooManyFeatures, UnknownCrs
from geodata.formats import Format
from geodata.layers import Layer, Loaded, Opened

_LON = {"lon", "lng", "long", "longitude", "x", "经度", "东经", "lon_wgs84", "wgs84_lon"}
_LAT = {"lat", "latitude", "y", "纬度", "北纬", "lat_wgs84", "wgs84_lat"}
_WKT = {"wkt", "geom", "geometry", "the_geom", "shape_wkt", "几何", "边界"}
_DELIMITERS = (",", "\t", ";")
_UNITS = re.compile(r"[\s°]|[(（].*[)）]")
_DEGREES = re.compile(
    r"[NESW东北]?\s*(\d+)[°度]\s*(\d+)[′'分]\s*(?:(\d+(?:\.\d+)?)[″\"秒]?)?\s*[NESW东北]?", re.IGNORECASE
)
_SRID = re.compile(r"\s*SRID\s*=\s*(\d+)\s*;", re.IGNORECASE)
_ABOVE = 10  # rows that may stand above the header, such as a title
_QUOTED = 40  # letters of a cell that a sentence repeats
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    SyntaxError,  # the parser's error for broken XML
    InvalidFileException,
    RuntimeError,
    OverflowError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    OSError,
)

Row = tuple[int, Sequence[object]]
"""Number as a spreadsheet counts, cells."""


@dataclass(frozen=True)
class _Columns:
    """Say where the positions stand: one column of WKT, or longitude and latitude."""

    names: tuple[str, ...]
    places: tuple[int, ...]


def table_layers(opened: Opened, kind: Format) -> list[Layer]:
    """List the sheets of a table file.

    Raises
    ------
    BrokenFile, WrongEncoding, EmptyTable, NoPositionColumns, TooManyFeatures
        It is no table, or no sheet holds positions.
    """
    sheets, encoding = sheets_of(opened, kind)
    layers = []
    header: Sequence[object] = ()
    for name, rows in sheets:
        for place, (_, cells) in enumerate(rows[:_ABOVE]):
            columns = _columns(cells)
            if columns:
                data = rows[place + 1 :]
                shapes = "WKT" if len(columns.places) == 1 else "Point"
                layers.append(Layer(name, shapes, len(data), partial(_load, opened, columns, data, encoding)))
                break
        header = header or (rows[0][1] if rows else ())
    if not header:
        raise EmptyTable(file=opened.label)
    if not layers:
        found = ", ".join(str(cell) for cell in header if cell is not None)
        raise NoPositionColumns(file=opened.label, found=found[:200])
    return layers


def sheets_of(opened: Opened, kind: Format) -> tuple[list[tuple[str, list[Row]]], str]:
    """Return the name and the rows that are not blank of each sheet, and the encoding of the text.

    Raises
    ------
    BrokenFile, WrongEncoding, EmptyTable, TooManyFeatures
        It is no table.
    """
    if kind == Format.CSV:
        rows, encoding = _csv(opened)
        return [(opened.path.stem, rows)], encoding
    return _sheets(opened), UTF8


def _csv(opened: Opened) -> tuple[list[Row], str]:
    text, encoding = decode(opened.path.read_bytes(), opened.label, opened.encoding)
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        table = pd.read_csv(
            io.StringIO(text), sep=delimiter, header=None, dtype=str, keep_default_na=False, skip_blank_lines=False
        )
    except pd.errors.EmptyDataError as error:
        raise EmptyTable(file=opened.label) from error
    except (pd.errors.ParserError, ValueError) as error:
        raise BrokenFile(file=opened.label, reason=str(error).splitlines()[0][:100]) from error
    return _filled(table.fillna("").itertuples(index=False, name=None), opened), encoding


def _sheets(opened: Opened) -> list[tuple[str, list[Row]]]:
    """Return the sheets of a workbook; its declared dimensions are not believed."""
    check_archive(opened.path, opened.limits)
    try:
        with closing(
            openpyxl.load_workbook(opened.path, read_only=True, data_only=True, keep_links=False)
        ) as book:
            sheets = []
            for sheet in book.worksheets:
                sheet.reset_dimensions()
                sheets.append((str(sheet.title), _filled(sheet.iter_rows(values_only=True), opened)))
            return sheets
    except _DAMAGE as error:
        raise BrokenFile(file=opened.label, reason=type(error).__name__) from error


def _filled(rows: Iterator[Sequence[object]], opened: Opened) -> list[Row]:
    """Return the rows that are not blank, with their numbers."""
    filled: list[Row] = []
    for number, cells in enumerate(rows, start=1):
        if any(cell is not None and str(cell).strip() for cell in cells):
            filled.append((number, cells))
        if len(filled) > opened.limits.features + _ABOVE:
            raise TooManyFeatures(file=opened.label, count=f"> {len(filled)}", limit=opened.limits.features)
    return filled


def _columns(header: Sequence[object]) -> _Columns | None:
    names = [_UNITS.sub("", str(cell if cell is not None else "")).lower() for cell in header]

    def place(known: set[str]) -> int | None:
        return next((number for number, name in enumerate(names) if name in known), None)

    texts = tuple("" if cell is None else str(cell).strip() for cell in header)
    wkt, lon, lat = place(_WKT), place(_LON), place(_LAT)
    if wkt is not None:
        return _Columns(texts, (wkt,))
    return None if lon is None or lat is None else _Columns(texts, (lon, lat))


def _load(opened: Opened, columns: _Columns, rows: list[Row], encoding: str) -> Loaded:
    width = max([len(columns.names), *(len(cells) for _, cells in rows)])
    names = [*columns.names, *[""] * (width - len(columns.names))]
    padded = [[*cells, *[None] * (width - len(cells))] for _, cells in rows]
    shapes: list[shapely.Geometry | None] = []
    srids = set()
    for (number, _), cells in zip(rows, padded, strict=True):
        values = ["" if cells[place] is None else str(cells[place]).strip() for place in columns.places]
        told = partial(BadCell, file=opened.label, row=number)
        if len(values) == 1:
            shapes.append(_shape(values[0], names[columns.places[0]], told))
            srids.update(_SRID.findall(values[0]))
        else:
            shapes.append(_point(values, [names[place] for place in columns.places], told))
    kept = [
        place
        for place in range(width)
        if names[place] and not (len(columns.places) == 1 and place in columns.places)
    ]
    table = pd.DataFrame({place: [cells[place] for cells in padded] for place in kept}, dtype=object)
    table.columns = pd.Index([names[place] for place in kept])
    return Loaded(gpd.GeoDataFrame(table, geometry=shapes, crs=_declared(srids, opened.label)), encoding)


def _declared(srids: set[str], label: str) -> CRS | None:
    """Return the CRS that all shapes name (EWKT)."""
    if len(srids) != 1:
        return None
    srid = srids.pop()
    try:
        return CRS.from_epsg(int(srid))
    except CRSError as error:
        raise UnknownCrs(file=label, crs=f"SRID={srid}") from error


def _shape(text: str, column: str, told: "partial[BadCell]") -> shapely.Geometry | None:
    if not text:
        return None
    try:
        return shapely.from_wkt(_SRID.sub("", text, count=1))
    except (shapely.errors.ShapelyError, ValueError) as error:
        raise told(column=column, value=text[:_QUOTED]) from error


def _point(values: Sequence[str], columns: Sequence[str], told: "partial[BadCell]") -> shapely.Geometry | None:
    if not any(values):
        return None
    numbers = []
    for text, column in zip(values, columns, strict=True):
        number = degrees_of(text)
        if number is None:
            raise told(column=column, value=text[:_QUOTED])
        numbers.append(number)
    return shapely.Point(numbers)


def degrees_of(text: str) -> float | None:
    """Return a coordinate: a number, or degrees, minutes and seconds; None where it is neither."""
    parts = _DEGREES.fullmatch(text)
    if parts:
        return int(parts[1]) + int(parts[2]) / 60 + float(parts[3] or 0) / 3600
    try:
        number = float(text.rstrip("°"))
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None
