"""Read a shapefile: check that its files are whole and together, and decode its attributes."""

import codecs
import shutil
import struct
from dataclasses import replace
from functools import partial
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geodata.encoding import GB, UTF8, choose, decode_field, known
from geodata.errors import N_, BrokenFile, MissingPart, WrongEncoding
from geodata.formats import Format
from geodata.layers import Layer, Loaded, Opened
from geodata.notes import Note
from geodata.vector_file import check_count, read_layer, vector_layers

_BYTES = "ISO-8859-1"  # reads every byte as the letter of its number, so the bytes can be had back
_HEADER = 32  # bytes at the start of .shp, .shx and .dbf that say how long the file is
_GBK_DRIVER = 0x4D  # language driver of a .dbf: code page 936
_CODE_PAGES = {"65001": UTF8, "936": GB, "54936": GB, "88591": "ISO-8859-1"}


def shapefile_layers(opened: Opened) -> list[Layer]:
    """List the one layer of a shapefile.

    Raises
    ------
    MissingPart, BrokenFile
        A file of it is missing or cut off.
    """
    index = _part(opened.path, ".shx")
    if index is None:
        raise MissingPart(file=opened.label, part=f"{opened.path.stem}.shx")
    for path in (opened.path, index):
        head = _head(path, opened)
        if struct.unpack(">i", head[24:28])[0] * 2 > path.stat().st_size:
            raise BrokenFile(file=opened.label, reason=path.suffix)
    table = _part(opened.path, ".dbf")
    if table is not None:
        count, header, width = struct.unpack("<IHH", _head(table, opened)[4:12])
        if header + count * width > table.stat().st_size:
            raise BrokenFile(file=opened.label, reason=table.suffix)
    whole = _with_plain_prj(opened)
    return [
        replace(layer, load=partial(_load, whole, layer.name, layer.count))
        for layer in vector_layers(whole, Format.SHAPEFILE, _BYTES)
    ]


def _with_plain_prj(opened: Opened) -> Opened:
    """Return a copy whose .prj is UTF-8, when a Chinese program has written it in GBK: GDAL would fail on it."""
    page = _part(opened.path, ".prj")
    if page is None:
        return opened
    written = page.read_bytes()
    if decode_field(written, UTF8) is not None:
        return opened
    for suffix in (".shp", ".shx", ".dbf", ".cpg"):
        part = _part(opened.path, suffix)
        if part is not None:
            shutil.copyfile(part, opened.work / f"{opened.path.stem}{suffix}")
    (opened.work / f"{opened.path.stem}.prj").write_text(written.decode(GB, "replace"), encoding="utf-8")
    return replace(opened, path=opened.work / f"{opened.path.stem}.shp")


def _load(opened: Opened, layer: str, count: int) -> Loaded:
    check_count(opened.label, count, opened.limits.features)
    frame, notes = read_layer(opened, Format.SHAPEFILE, layer, _BYTES)
    table = _part(opened.path, ".dbf")
    if table is None:
        text = N_("{file}: the .dbf file is missing, so there are no names and codes.")
        return Loaded(frame, UTF8, (*notes, Note(text, {"file": opened.label})))
    decoded, encoding, contradicted = _decoded(frame, opened, table)
    if contradicted:
        text = N_("{file}: text is {encoding}, although the file declares {declared}.")
        params = {"file": opened.label, "encoding": encoding, "declared": _declared(opened.path, table)}
        notes.append(Note(text, params))
    return Loaded(decoded, encoding, tuple(notes))


def _decoded(frame: gpd.GeoDataFrame, opened: Opened, table: Path) -> tuple[gpd.GeoDataFrame, str, bool]:
    """Return the frame with names and values decoded, the encoding, and whether that contradicts the file."""
    texts = [name for name in frame.columns if name != frame.geometry.name and _is_text(frame[name].dropna())]
    values = [str(name).encode(_BYTES) for name in frame.columns]
    values += [value.encode(_BYTES) for name in texts for value in frame[name].dropna()]
    encoding, contradicted = opened.encoding, False
    if encoding is None:
        encoding, contradicted = choose(values, _declared(opened.path, table))
    if encoding is None:
        raise WrongEncoding(file=opened.label, encoding=f"{UTF8} / {GB}")
    known(encoding, opened.label)

    def decoded(text: object) -> object:
        if not isinstance(text, str):
            return text
        value = decode_field(text.encode(_BYTES), encoding)
        if value is None:
            raise WrongEncoding(file=opened.label, encoding=encoding)
        return value

    for name in texts:
        frame[name] = frame[name].map(decoded)
    names = {name: decoded(name) for name in frame.columns if name != frame.geometry.name}
    return frame.rename(columns=names), encoding, contradicted


def _is_text(column: pd.Series) -> bool:
    return bool(len(column)) and all(isinstance(value, str) for value in column)


def _declared(path: Path, table: Path) -> str | None:
    """Return the encoding that the .cpg file names, or the header of the .dbf."""
    page = _part(path, ".cpg")
    if page is not None:
        written = page.read_bytes()[:64].decode("ascii", "replace").strip().strip("\ufffd\0")
        number = written.upper().removeprefix("ANSI ").removeprefix("CP").removeprefix("ISO ").strip()
        try:
            named = _CODE_PAGES.get(number) or codecs.lookup(written).name
        except (LookupError, ValueError):
            return None
        return GB if named in {"gbk", "gb2312", "gb18030"} else named.upper()
    return GB if table.read_bytes()[29] == _GBK_DRIVER else None


def _part(path: Path, suffix: str) -> Path | None:
    """Return the file beside a .shp that belongs to it, in any spelling of its suffix."""
    wanted = (path.stem + suffix).lower()
    return next((other for other in path.parent.iterdir() if other.name.lower() == wanted), None)


def _head(path: Path, opened: Opened) -> bytes:
    with path.open("rb") as stream:
        head = stream.read(_HEADER)
    if len(head) < _HEADER:
        raise BrokenFile(file=opened.label, reason=path.suffix)
    return head
