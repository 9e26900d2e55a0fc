"""Read an office's list of places as it is kept: a workbook or CSV, under whatever headings."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from geodata.datasets import datasets
from geodata.errors import BadValue, CodeRounded, EmptyTable, MissingColumn, UnknownFormat
from geodata.formats import Format
from geodata.layers import Opened
from geodata.limits import LIMITS, Limits
from geodata.name_forms import unit_form
from geodata.table_file import Row, sheets_of
from geodata.written import one_line

_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "code": (
        *("code", "id", "编码", "代码", "区划代码", "统计用区划代码"),
        *("行政区划代码", "统计区划代码", "单位代码"),
    ),
    "name": (
        *("name", "名称", "单位名称", "村社区名称", "村居名称", "社区村名称"),
        *("村社区", "村居", "社区", "村", "单位"),
    ),
    "parent": ("parentcode", "parent", "上级代码", "上级编码", "所属代码", "父级代码"),
    "town": (
        *("township", "town", "街道乡镇", "乡镇街道", "所属街镇", "所属乡镇"),
        *("所属街道", "街镇", "乡镇", "街道", "镇街"),
    ),
    "kind": ("kind", "type", "类别", "类型", "单位类别", "性质", "城乡分类"),
    "due": ("due", "是否换届", "换届", "参加换届", "是否参加换届", "本次换届", "应换届"),
    "lon": ("lon", "lng", "longitude", "经度", "东经"),
    "lat": ("lat", "latitude", "纬度", "北纬"),
    "aliases": ("aliases", "alias", "别名", "曾用名", "原名", "简称"),
}
_NOISE = re.compile(r"[\s　_、,，/·()（）°-]+")
_TRUE = {"true", "yes", "y", "1", "是", "换届", "参加", "应换", "√", "✓"}
_FALSE = {"false", "no", "n", "0", "否", "不换届", "不参加", "不换", "×", "—", "-"}
_ROUNDED = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
_DIVIDERS = re.compile(r"[|、;；]")
_ABOVE = 10  # rows that may stand above the headings, such as a title
_LARGEST = 2**53  # a larger number of a workbook has lost digits


@dataclass(frozen=True)
class Listed:
    """Hold one row of a list; texts are empty and positions None where nothing is said.

    Attributes
    ----------
    row : int
        As a spreadsheet counts.
    parent, town : str
        Code of the area that it lies in; the township by name or code.
    kind : str
        As written.
    due : bool
        Whether its election is due; so it is where the list does not say.
    lon, lat : float or None
        Degrees, EPSG:4326.
    """

    row: int
    code: str
    name: str
    parent: str = ""
    town: str = ""
    kind: str = ""
    due: bool = True
    lon: float | None = None
    lat: float | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Listing:
    """Hold a list as it was read: its rows, its file's name, what its text is encoded in."""

    rows: tuple[Listed, ...]
    file: str
    encoding: str


def read_listing(path: Path, encoding: str | None = None, limits: Limits = LIMITS) -> Listing:
    """Read a list of places; the first sheet with a heading for names counts.

    Raises
    ------
    GeodataError
        It is no table, has no column of names, or a cell is not understood; the sentence names file and row.
    """
    with TemporaryDirectory(prefix="list-") as work:
        file = datasets(path, Path(work), limits)[0]
        if file.format not in {Format.CSV, Format.XLSX}:
            raise UnknownFormat(file=path.name, formats="CSV, XLSX")
        sheets, written = sheets_of(Opened(file.path, path.name, Path(work), encoding, limits), file.format)
    for _, rows in sheets:
        for place, (_, cells) in enumerate(rows[:_ABOVE]):
            columns = _columns(cells)
            if "name" in columns:
                listed = tuple(_listed(path.name, columns, row) for row in rows[place + 1 :])
                if not listed:
                    raise EmptyTable(file=path.name)
                return Listing(listed, path.name, written)
    header = next((cells for _, rows in sheets for _, cells in rows[:1]), ())
    found = ", ".join(_text(cell) for cell in header) or "—"
    raise MissingColumn(file=path.name, column="name / 名称", found=found)


def kind_of(name: str) -> str:
    """Return the kind of unit that a Chinese name says, `village` or `community`; empty where it says none."""
    return unit_form(name).kind


def _columns(header: Sequence[object]) -> dict[str, int]:
    names = [_NOISE.sub("", _text(cell)).casefold() for cell in header]
    found: dict[str, int] = {}
    for field, known in _HEADINGS.items():
        place = next((names.index(heading) for heading in known if heading in names), None)
        if place is not None and place not in found.values():
            found[field] = place
    return found


def _listed(file: str, columns: Mapping[str, int], row: Row) -> Listed:
    number, cells = row
    said = {field: _text(cells[place]) if place < len(cells) else "" for field, place in columns.items()}
    for field in ("code", "parent", "town"):
        if _ROUNDED.fullmatch(said.get(field, "")):
            raise CodeRounded(file=file, row=number, value=said[field])
    if not said["name"]:
        raise BadValue(file=file, row=number, column="name", value="", expected="a name")
    return Listed(
        row=number,
        code=said.get("code", ""),
        name=said["name"],
        parent=said.get("parent", ""),
        town=said.get("town", ""),
        kind=said.get("kind", ""),
        due=_truth(file, number, said.get("due", "")),
        lon=_number(file, number, "lon", said.get("lon", "")),
        lat=_number(file, number, "lat", said.get("lat", "")),
        aliases=tuple(filter(None, (part.strip() for part in _DIVIDERS.split(said.get("aliases", ""))))),
    )


def _text(cell: object) -> str:
    """Return what a cell says; a whole number that a workbook keeps as a fraction is written without it."""
    if cell is None:
        return ""
    if isinstance(cell, int | float):
        if not math.isfinite(cell):
            return ""
        if abs(cell) >= _LARGEST:
            return f"{cell:e}"
        return str(cell) if isinstance(cell, bool) else f"{cell:.0f}" if cell == int(cell) else repr(cell)
    return one_line(str(cell))


def _truth(file: str, row: int, text: str) -> bool:
    asked = text.casefold()
    if not asked or asked in _TRUE:
        return True
    if asked in _FALSE:
        return False
    raise BadValue(file=file, row=row, column="due", value=text, expected="true / false, 是 / 否")


def _number(file: str, row: int, column: str, text: str) -> float | None:
    if not text:
        return None
    try:
        value = float(text.rstrip("°"))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise BadValue(file=file, row=row, column=column, value=text, expected="degrees, such as 116.25038")
    return value
