"""Join the shapes of a boundary file to the places of a list, at the level of places that it fits best."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from geodata.errors import MissingColumn
from geodata.findings import Findings
from geodata.notes import Note
from geodata.reconcile import Place, Reconciliation, Row, reconcile
from geodata.repair import mend
from geodata.shifts import detect_shift
from geodata.sources import Boundaries, read_boundaries
from geodata.suggestions import read_accepted
from geodata.written import one_line

CODES = (
    *("code", "id", "geoid", "adcode", "pac", "xzqdm", "zldwdm", "qsdwdm"),
    *("编码", "代码", "区划代码", "行政区划代码", "村代码", "统计区划代码"),
)
NAMES = (
    *("name", "xzqmc", "zldwmc", "qsdwmc", "cmc", "名称", "村名", "村名称", "社区名称", "乡镇名称", "街道名称"),
    *("行政区名称", "单位名称", "name_zh", "name_ar", "name_local", "name_en"),
)
_TOWNSHIPS = (
    *("township", "town", "xzmc", "xmc", "乡镇", "街道", "街镇"),
    *("所属乡镇", "所属街道", "所属街镇", "乡镇街道"),
)
_SCHEMATIC = "schematic"
_LONG, _OFFICIAL = 19, 12  # digits of a land survey's code; the first ones are the statistical code
_PADDING = "000"


@dataclass(frozen=True)
class Given:
    """Say which file of boundaries or positions is meant, and how it is to be read.

    Attributes
    ----------
    layer, crs, encoding : str or None
        As for `read_boundaries`.
    code, name, township : str or None
        Attributes that hold them; by default those that are usually called so.
    accept : Path or None
        CSV of what a person has decided.
    """

    path: Path
    layer: str | None = None
    crs: str | None = None
    encoding: str | None = None
    code: str | None = None
    name: str | None = None
    township: str | None = None
    accept: Path | None = None


@dataclass(frozen=True)
class Taken:
    """Hold a file as it was read and mended.

    Attributes
    ----------
    names, codes, townships : tuple of str
        What it says of each row; empty where it says nothing.
    shapes : GeoSeries
        Mended, EPSG:4326, index 0, 1, …; points as they came.
    findings : Findings or None
        None where there are no polygons.
    """

    given: Given
    read: Boundaries
    names: tuple[str, ...]
    codes: tuple[str, ...]
    townships: tuple[str, ...]
    shapes: gpd.GeoSeries
    findings: Findings | None
    shift: Note | None


@dataclass(frozen=True)
class Joined:
    """Hold what a file gives to the places of a list.

    Attributes
    ----------
    level : "units" | "areas"
        What its rows were matched to.
    shapes : GeoSeries
        Polygons by code, EPSG:4326.
    spots : GeoSeries
        Points by code, EPSG:4326.
    drawn : frozenset of str
        Codes whose shape says itself that it is schematic.
    """

    taken: Taken
    level: str
    done: Reconciliation
    shapes: gpd.GeoSeries
    spots: gpd.GeoSeries
    drawn: frozenset[str]


def take(given: Given, reference: gpd.GeoSeries | None, outline: gpd.GeoSeries | None = None) -> Taken:
    """Read a file, mend what is safe, and look whether it is shifted against a reference.

    Parameters
    ----------
    reference : GeoSeries, optional
        An outline, or previous boundaries, EPSG:4326.
    outline : GeoSeries, optional
        Of the whole: what lies outside, and what no shape covers, is found.

    Raises
    ------
    GeodataError
        It cannot be read; the sentence names it and says what to do.
    """
    read = read_boundaries(
        given.path, layer=given.layer, crs=given.crs, encoding=given.encoding, outline=reference
    )
    names = texts_of(read, given.name, NAMES)
    shapes, findings = read.frame.geometry, None
    if _polygons(shapes).any():
        shapes, findings = mend(shapes, names, outline=outline)
    shift = detect_shift(read.frame, reference) if reference is not None and not reference.empty else None
    return Taken(
        given,
        read,
        tuple(names),
        tuple(texts_of(read, given.code, CODES)),
        tuple(texts_of(read, given.township, _TOWNSHIPS)),
        shapes,
        findings,
        shift.note if shift else None,
    )


def join(taken: Taken, units: Sequence[Place], areas: Sequence[Place], surveyed: gpd.GeoSeries) -> Joined:
    """Match the rows of a file to the units or to the areas above them, whichever more of them are.

    Parameters
    ----------
    surveyed : GeoSeries
        Shapes of areas that are known, by code, EPSG:4326: a row that names no township lies in one of them.

    Raises
    ------
    GeodataError
        What a person has decided cannot be read, or contradicts itself.
    """
    accepted = read_accepted(taken.given.accept) if taken.given.accept is not None else ()
    found = {}
    for level, official, towns in (("areas", areas, ()), ("units", units, areas)):
        rows = _rows(taken, {place.code for place in official}, towns, surveyed)
        fitting = [pair for pair in accepted if pair.code in {place.code for place in official}]
        found[level] = (rows, official, towns, reconcile(rows, official, towns, fitting))
    level = max(found, key=lambda name: _fit(found[name][3]))
    rows, official, towns, done = found[level]
    if accepted:  # a code of neither level, or of the other one, is told
        done = reconcile(rows, official, towns, accepted)
    codes = {match.row - 1: match.code for match in done.matched}
    by_code = gpd.GeoSeries(
        [taken.shapes.iloc[row] for row in codes], index=pd.Index(list(codes.values()), dtype=str), crs=4326
    ).sort_index()
    there = by_code[~(by_code.isna() | by_code.is_empty)]
    marked = _schematic(taken.read)
    return Joined(
        taken,
        level,
        done,
        there[_polygons(there)],
        there[there.geom_type == "Point"],
        frozenset(code for row, code in codes.items() if marked[row]),
    )


def _fit(done: Reconciliation) -> tuple[int, float]:
    """Return how well rows fit a level: by how many are matched, then by how similar the others are to it."""
    best: dict[int, float] = {}
    for one in done.suggestions:
        best[one.row] = max(best.get(one.row, 0), one.score)
    return len(done.matched), sum(best.values())


def texts_of(read: Boundaries, column: str | None, usual: Iterable[str]) -> list[str]:
    """Return an attribute as text; without one that is known, empty texts.

    Raises
    ------
    MissingColumn
        The attribute that is asked for is not there.
    """
    columns = {str(name).casefold(): name for name in read.frame.columns if name != read.frame.geometry.name}
    if column is not None and column.casefold() not in columns:
        raise MissingColumn(file=read.file, column=column, found=", ".join(map(str, columns.values())) or "—")
    asked = column.casefold() if column is not None else next((name for name in usual if name in columns), None)
    if asked is None:
        return [""] * len(read.frame)
    return [_text(value) for value in read.frame[columns[asked]]]


def _text(value: object) -> str:
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else one_line(str(value))


def _rows(taken: Taken, known: set[str], towns: Sequence[Place], surveyed: gpd.GeoSeries) -> list[Row]:
    said = zip(taken.names, taken.townships, taken.codes, strict=True)
    homes = _homes(taken.shapes, surveyed, {town.code for town in towns}) if towns else {}
    return [
        Row(row, name, township or homes.get(row - 1, ""), _known_form(code, known))
        for row, (name, township, code) in enumerate(said, start=1)
    ]


def _known_form(code: str, known: set[str]) -> str:
    """Return a code as the list writes it: without the zeros that fill it up."""
    if code in known:
        return code
    short = code[:_OFFICIAL] if len(code) == _LONG else code
    while short and short not in known and short.endswith(_PADDING):
        short = short.removesuffix(_PADDING)
    return short if short in known else code


def _homes(shapes: gpd.GeoSeries, surveyed: gpd.GeoSeries, towns: set[str]) -> Mapping[int, str]:
    """Return which township's shape each row lies in, by the row's place."""
    own = surveyed[surveyed.index.isin(towns)]
    there = ~(shapes.isna() | shapes.is_empty)
    if own.empty or not there.any():
        return {}
    spots = shapes[there].representative_point()
    rows, homes = own.sindex.query(spots.to_numpy(), predicate="intersects")
    return {int(spots.index[row]): str(own.index[home]) for row, home in zip(rows, homes, strict=True)}


def _schematic(read: Boundaries) -> list[bool]:
    columns = {str(name).casefold(): name for name in read.frame.columns}
    if _SCHEMATIC not in columns:
        return [False] * len(read.frame)
    return [str(value).casefold() in {"true", "1", "1.0"} for value in read.frame[columns[_SCHEMATIC]]]


def _polygons(shapes: gpd.GeoSeries) -> pd.Series:
    return shapes.geom_type.isin(["Polygon", "MultiPolygon"])


def without_overlap(joined: Joined, taken: frozenset[str]) -> Joined:
    """Return a file without the shapes of codes that an earlier one has given, and what it says of them."""
    return replace(joined, shapes=joined.shapes[~joined.shapes.index.isin(taken)], drawn=joined.drawn - taken)


def valid(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return polygons that can be drawn: what could not be mended safely is made valid for drawing alone."""
    broken = ~shapes.is_valid
    if not broken.any():
        return shapes
    made = shapes.copy()
    made[broken] = [_drawable(shape) for shape in shapes[broken]]
    return made[~made.is_empty]


def _drawable(shape: shapely.Geometry) -> shapely.Geometry:
    parts = shapely.get_parts(shapely.make_valid(shape))
    return shapely.union_all([part for part in parts if part.geom_type in {"Polygon", "MultiPolygon"}])
