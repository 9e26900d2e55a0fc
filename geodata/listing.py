"""Read an office's list of places as it is kept: a workbook or CSV, under whatever headings."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from geodata.datasets import datasets
from geodata.errors import N_, BadValue, EmptyTable, MissingColumn, NoList, PictureFile, UnknownFormat
from geodata.formats import Format
from geodata.layers import Opened
from geodata.limits import LIMITS, Limits
from geodata.list_errors import CodeRounded
from geodata.listing_cells import code_of, is_aside, is_formula_error, position_of, text_of, truth_of
from geodata.name_forms import squash, unit_form
from geodata.notes import Note
from geodata.table_file import Row, sheets_of

_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "code": (
        *("code", "id", "编码", "代码", "区划代码", "统计用区划代码"),
        *("行政区划代码", "统计区划代码", "单位代码", "村社区代码", "社区村代码", "村居代码"),
        *("行政村代码", "社区代码", "村代码", "单位编码"),
    ),
    "name": (
        *("name", "名称", "单位名称", "村社区名称", "村居名称", "社区村名称"),
        *(
            "村社区全称",
            "行政村名称",
            "社区名称",
            "村名称",
            "村名",
            "村居委会名称",
            "居村委会名称",
            "村居民委员会名称",
        ),
        *("村社区", "社区村", "村居", "村居委会", "行政村", "社区", "村", "单位"),
    ),
    "parent": ("parentcode", "parent", "上级代码", "上级编码", "所属代码", "父级代码"),
    "town": (
        *("township", "town", "街道乡镇", "乡镇街道", "所属街镇", "所属乡镇"),
        *("所属街道", "所属街道乡镇", "所属乡镇街道", "所属镇街", "街道乡镇名称", "乡镇街道名称"),
        *("乡镇名称", "街道名称", "镇街名称", "街镇名称", "街镇", "乡镇", "街道", "镇街", "镇"),
    ),
    "kind": ("kind", "type", "类别", "类型", "单位类别", "性质"),
    "due": ("due", "是否换届", "换届", "参加换届", "是否参加换届", "本次换届", "应换届"),
    "lon": ("lon", "lng", "longitude", "经度", "东经"),
    "lat": ("lat", "latitude", "纬度", "北纬"),
    "aliases": ("aliases", "alias", "别名", "曾用名", "原名", "简称"),
}
_COUNTING = {"序号", "no", "no.", "№", "#"}
"""Headings of columns that only count the rows."""
_NOISE = re.compile(r"[\s　_、,，/·()（）*＊°-]+")
_EXPLAINED = re.compile(r"[(（][^()（）]*[)）]$")
_ROUNDED = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
_DIVIDERS = re.compile(r"[|、;；]")
_ABOVE = 10  # rows that may stand above the headings, such as a title
_OFFICIAL = 12  # digits of a unit's statistical code, which says its township itself
_TOLD = 12  # rows in a sentence


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
    due : bool or None
        Whether its election is due; None, and then it is, where the list does not say.
    lon, lat : float or None
        Degrees, EPSG:4326.
    """

    row: int
    code: str
    name: str
    parent: str = ""
    town: str = ""
    kind: str = ""
    due: bool | None = None
    lon: float | None = None
    lat: float | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Listing:
    """Hold a list as it was read: its rows, its file's name, what its text is encoded in, what to know of it."""

    rows: tuple[Listed, ...]
    file: str
    encoding: str
    notes: tuple[Note, ...] = ()


def read_listing(path: Path, encoding: str | None = None, limits: Limits = LIMITS) -> Listing:
    """Read a list of places; the first sheet with a heading for names counts.

    Raises
    ------
    GeodataError
        It is no table, has no column of names, or a cell is not understood; the sentence names file and row.
    """
    with TemporaryDirectory(prefix="list-") as work:
        sheets, written = _sheets(path, Path(work), encoding, limits)
    found = [(name, *headed) for name, rows in sheets for headed in [_headed(rows)] if headed is not None]
    if not found:
        header = next((cells for _, rows in sheets for _, cells in rows[:1]), ())
        told = ", ".join(filter(None, map(text_of, header))) or "—"
        raise MissingColumn(file=path.name, column="name / 名称", found=told)
    sheet, columns, header, rows = found[0]
    listed, notes = _rows(path.name, columns, rows)
    if not listed:
        raise EmptyTable(file=path.name)
    if len(found) > 1:
        others = ", ".join(name for name, *_ in found[1:])
        text = N_("{file}: only the sheet “{sheet}” is read, not {others}. Put all places into one sheet.")
        notes.append(Note(text, {"file": path.name, "sheet": sheet, "others": others}))
    return Listing(tuple(listed), path.name, written, (*notes, *_unread(path.name, columns, header)))


def _sheets(
    path: Path, work: Path, encoding: str | None, limits: Limits
) -> tuple[list[tuple[str, list[Row]]], str]:
    try:
        file = datasets(path, work, limits)[0]
    except (UnknownFormat, PictureFile) as error:
        raise NoList(file=path.name) from error
    if file.format not in {Format.CSV, Format.XLSX}:
        raise NoList(file=path.name)
    return sheets_of(Opened(file.path, path.name, work, encoding, limits), file.format)


def _headed(rows: Sequence[Row]) -> tuple[Mapping[str, int], Sequence[object], Sequence[Row]] | None:
    """Return the columns, the headings and the rows below: of two rows of headings the one that says more."""
    found = [(_columns(cells), place) for place, (_, cells) in enumerate(rows[:_ABOVE])]
    named = [(columns, place) for columns, place in found if "name" in columns]
    if not named:
        return None
    columns, place = max(named, key=lambda one: len(one[0]))
    return columns, rows[place][1], rows[place + 1 :]


def _unread(file: str, columns: Mapping[str, int], header: Sequence[object]) -> Iterator[Note]:
    """Yield which columns say nothing to the reader, so that a heading it does not know is noticed."""
    headings = [text_of(cell) for cell in header]
    others = [heading for place, heading in enumerate(headings) if place not in columns.values()]
    unread = [heading for heading in others if heading and _NOISE.sub("", heading).casefold() not in _COUNTING]
    if unread:
        read = ", ".join(headings[place] for place in sorted(columns.values()))
        text = N_("{file}: of the columns {read} are read, not {unread}.")
        yield Note(text, {"file": file, "read": read, "unread": ", ".join(unread)})


def _rows(file: str, columns: Mapping[str, int], rows: Sequence[Row]) -> tuple[list[Listed], list[Note]]:
    """Return the places, without sums and remarks; what was left out or understood from other rows is told."""
    listed: list[Listed] = []
    told: dict[str, list[int]] = {"aside": [], "town": [], "due": []}
    for number, cells in rows:
        texts = [text_of(cell) for cell in cells]
        if is_aside(texts, columns["name"]):
            told["aside"].append(number)
            continue
        row = _listed(file, columns, (number, texts))
        above = listed[-1].town if listed else ""
        if above and not row.town and not row.parent and len(row.code) != _OFFICIAL:
            told["town"].append(number)
            row = replace(row, town=above)
        listed.append(row)
    if any(row.due for row in listed) and all(row.due is not False for row in listed):
        told["due"] = [row.row for row in listed if row.due is None]
        listed = [replace(row, due=bool(row.due)) for row in listed]
    texts_of_notes = {
        "aside": N_("{file}: sums and remarks are not read as places, rows {rows}"),
        "town": N_("{file}: without a township; that of the row above counts, rows {rows}"),
        "due": N_("{file}: in the column of what is due others are marked; these are not due, rows {rows}"),
    }
    notes = [
        Note(texts_of_notes[what], {"file": file, "rows": told_rows(numbers)})
        for what, numbers in told.items()
        if numbers
    ]
    return listed, notes


def told_rows(numbers: Sequence[int]) -> str:
    """Return numbers of rows for a sentence, and of many the first ones and how many they are."""
    first = ", ".join(map(str, numbers[:_TOLD]))
    return first if len(numbers) <= _TOLD else f"{first} … ({len(numbers)})"


def kind_of(name: str) -> str:
    """Return the kind of unit that a Chinese name says, `village` or `community`; empty where it says none."""
    return unit_form(name).kind or unit_form(f"某{squash(name)}").kind  # 居委会 alone is no name, but a kind


def _columns(header: Sequence[object]) -> dict[str, int]:
    whole = [_NOISE.sub("", text_of(cell)).casefold() for cell in header]
    short = [_NOISE.sub("", _EXPLAINED.sub("", text_of(cell))).casefold() for cell in header]
    found: dict[str, int] = {}
    for names in (whole, short):  # 统计用区划代码（12位）
        for field, known in _HEADINGS.items():
            place = next((names.index(heading) for heading in known if heading in names), None)
            if field not in found and place is not None and place not in found.values():
                found[field] = place
    return found


def _listed(file: str, columns: Mapping[str, int], row: tuple[int, Sequence[str]]) -> Listed:
    number, cells = row
    said = {field: cells[place] if place < len(cells) else "" for field, place in columns.items()}
    for field, text in said.items():
        if is_formula_error(text):
            raise BadValue(file=file, row=number, column=field, value=text, expected="文字 / text")
        if field in {"code", "parent", "town"} and _ROUNDED.fullmatch(text):
            raise CodeRounded(file=file, row=number, value=text)
    if not said["name"]:
        raise BadValue(file=file, row=number, column="name", value="", expected="名称 / name")
    town = said.get("town", "")
    return Listed(
        row=number,
        code=code_of(said.get("code", "")),
        name=said["name"],
        parent=code_of(said.get("parent", "")),
        town=code_of(town) if code_of(town).isdecimal() else town,
        kind=said.get("kind", ""),
        due=_truth(file, number, said.get("due", "")),
        lon=_number(file, number, "lon", said.get("lon", "")),
        lat=_number(file, number, "lat", said.get("lat", "")),
        aliases=tuple(filter(None, (part.strip() for part in _DIVIDERS.split(said.get("aliases", ""))))),
    )


def _truth(file: str, row: int, text: str) -> bool | None:
    answer = truth_of(text) if text else None
    if text and answer is None:
        raise BadValue(file=file, row=row, column="due", value=text, expected="true / false, 是 / 否")
    return answer


def _number(file: str, row: int, column: str, text: str) -> float | None:
    value = position_of(text)
    if value is not None and not math.isfinite(value):
        raise BadValue(file=file, row=row, column=column, value=text, expected="116.25038")
    return value
