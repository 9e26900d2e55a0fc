"""Make a tree of places from the layers of boundaries alone: each layer is a level, from the top down."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.codes import CODE
from geodata.errors import N_, NoFeatures
from geodata.joining import Taken, valid
from geodata.list_errors import BadCode
from geodata.listing import kind_of
from geodata.notes import Note
from geodata.roster import AREA_COLUMNS, UNIT_COLUMNS, Roster

_AGREED = 0.9
_NAMED = 8  # codes in a sentence


@dataclass(frozen=True)
class Level:
    """Hold one level: codes, names, and the shapes of those that have one, EPSG:4326, by code."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    shapes: gpd.GeoSeries


def tree_of(levels: Sequence[Taken], root: str, kinds: Sequence[str]) -> tuple[Roster, gpd.GeoSeries]:
    """Return the places of some layers, the units last, and their shapes by code, EPSG:4326.

    A place lies in the one of the level above whose code its own begins with, where that holds for the whole
    level and the shapes agree; else in the one whose shape covers most of it, or is nearest. Codes that two
    levels share get the number of their level before them.

    Parameters
    ----------
    root : str
        Code of the area that all lie in.
    kinds : sequence of str
        Kinds of units; the first counts where a name says none.

    Raises
    ------
    NoFeatures, BadCode
        A layer has no row with a name or code, or a code that cannot stand in an address.
    """
    notes: list[Note] = []
    made = _apart([_level(taken, notes) for taken in levels], root, notes)
    parents = [dict.fromkeys(made[0].codes, root)]
    for above, below in pairwise(made):
        parents.append(_parents(above, below, notes))
    areas = [
        {"code": code, "name": name, "parent_code": parents[place][code], "aliases": "", "row": row}
        for place, level in enumerate(made[:-1])
        for row, (code, name) in enumerate(zip(level.codes, level.names, strict=True), start=1)
    ]
    last = made[-1]
    units = [
        {
            "code": code, "name": name, "parent_code": parents[-1][code], "kind": _kind(name, kinds),
            "due": "true", "lon": "", "lat": "", "aliases": "", "row": row,
        }
        for row, (code, name) in enumerate(zip(last.codes, last.names, strict=True), start=1)
    ]  # fmt: skip
    shapes = gpd.GeoSeries(pd.concat([level.shapes for level in made]), crs=4326)
    return Roster(_frame(units, UNIT_COLUMNS), _frame(areas, AREA_COLUMNS), root, tuple(notes)), shapes


def _level(taken: Taken, notes: list[Note]) -> Level:
    """Return the places of a layer: rows of one code are one place, rows that say nothing are left out."""
    file = taken.read.file
    coded = any(taken.codes)
    rows: dict[str, list[int]] = {}
    for row, (code, name) in enumerate(zip(taken.codes, taken.names, strict=True)):
        key = code if coded else f"{row + 1}"
        if key and (name or code):
            if not CODE.fullmatch(key):
                raise BadCode(file=file, row=row + 1, code=key)
            rows.setdefault(key, []).append(row)
    left = len(taken.names) - sum(map(len, rows.values()))
    if not rows:
        raise NoFeatures(file=file, layer=taken.read.layer or "—")
    if left:
        text = N_("{file}: {count} rows have neither code nor name and are left out.")
        notes.append(Note(text, {"file": file, "count": left}))
    shapes = {code: _whole([taken.shapes.iloc[row] for row in own]) for code, own in rows.items()}
    series = gpd.GeoSeries(list(shapes.values()), index=pd.Index(list(shapes), dtype=str), crs=4326)
    there = valid(series[series.geom_type.isin(["Polygon", "MultiPolygon"]) & ~series.is_empty])
    names = tuple(next((taken.names[row] for row in own if taken.names[row]), code) for code, own in rows.items())
    return Level(tuple(rows), names, there)


def _whole(shapes: Sequence[shapely.Geometry | None]) -> shapely.Geometry | None:
    there = [shape for shape in shapes if shape is not None and not shapely.is_empty(shape)]
    return there[0] if len(there) == 1 else shapely.union_all(there) if there else None


def _apart(levels: Sequence[Level], root: str, notes: list[Note]) -> list[Level]:
    counts = Counter(code for level in levels for code in level.codes) + Counter([root])
    shared = [any(counts[code] > 1 for code in level.codes) for level in levels]
    if not any(shared):
        return list(levels)
    notes.append(Note(N_("Levels share codes: the number of its level stands before each code.")))
    return [_renumbered(level, place) for place, level in enumerate(levels, start=1)]


def _renumbered(level: Level, place: int) -> Level:
    """Return a level with its number before each code; numbers are filled up, so that their order is kept."""
    width = max(map(len, level.codes)) if all(code.isdecimal() for code in level.codes) else 0
    codes = {code: f"{place}-{code.zfill(width)}" for code in level.codes}
    return Level(tuple(codes.values()), level.names, level.shapes.rename(index=codes))


def _parents(above: Level, below: Level, notes: list[Note]) -> dict[str, str]:
    begun, covering = _begun(above, below), _covering(above, below)
    if begun:
        agreed = sum(begun[code] == home for code, home in covering.items())
        if agreed >= _AGREED * len(covering):  # digits may begin alike by chance
            return begun
    lost = [code for code in below.codes if code not in covering]
    if lost:
        text = N_("Nothing says where {count} places lie; they are put into {name}: {codes}")
        named = ", ".join(lost[:_NAMED]) + (" …" if len(lost) > _NAMED else "")
        notes.append(Note(text, {"count": len(lost), "name": above.names[0], "codes": named}))
    return {code: covering.get(code, above.codes[0]) for code in below.codes}


def _begun(above: Level, below: Level) -> dict[str, str]:
    """Return which code above each code begins with; nothing where it does not hold for all."""
    lengths = {len(code) for code in above.codes}
    if len(lengths) != 1:
        return {}
    (length,) = lengths
    known = set(above.codes)
    begun = {code: code[:length] for code in below.codes if len(code) > length and code[:length] in known}
    return begun if len(begun) == len(below.codes) else {}


def _covering(above: Level, below: Level) -> dict[str, str]:
    """Return which shape above covers most of each shape below, or is nearest to it."""
    if above.shapes.empty:
        return {}
    homes = above.shapes.to_numpy()
    tree = shapely.STRtree(homes)
    found = {}
    for code, shape in below.shapes.items():
        near = tree.query(shape, predicate="intersects")
        if near.size:
            common = shapely.area(shapely.intersection(shape, homes[near]))
            best = int(near[int(np.argmax(common))])
        else:
            best = int(tree.nearest(shape))
        found[str(code)] = str(above.shapes.index[best])
    return found


def _kind(name: str, kinds: Sequence[str]) -> str:
    said = kind_of(name)
    return said if said in kinds else kinds[0]


def _frame(rows: Sequence[Mapping[str, object]], columns: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=object) for name in columns})
