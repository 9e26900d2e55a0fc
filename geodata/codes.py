"""Check codes, parents, kinds and positions of places before anything is built on them."""

import math
import re

import pandas as pd
import shapely

from geodata.errors import BadPosition, BadValue, DuplicatePosition, OutsideOutline
from geodata.list_errors import BadCode, CircularParents, CodeTaken, DuplicateCode, MixedChildren, UnknownParent

KIND = re.compile(r"[a-z][a-z0-9_]*")
"""How a kind of unit is written; which there are, the election's profile says."""
_TRUTH = {"true": True, "false": False}
_LON, _LAT = 180, 90
CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,39}")
"""How a code is written: it stands in addresses and names of files."""


def check_towns(towns: pd.DataFrame, root: str, file: str) -> None:
    """Check the codes of the areas above the units; their chain of parents ends at the root.

    Raise the first problem.
    """
    _check_codes(towns, file, {root})
    _check_parents(towns, {root, *towns["code"]}, file)
    parents = dict(zip(towns["code"], towns["parent_code"], strict=True))
    for town in towns.itertuples():
        code, steps = town.code, 0
        while code != root:
            code, steps = parents[code], steps + 1
            if steps > len(parents):
                raise CircularParents(file=file, row=town.row, name=town.name, code=town.code)


def check_units(
    units: pd.DataFrame, towns: pd.DataFrame, root: str, outline: shapely.Geometry | None, file: str
) -> pd.DataFrame:
    """Return the units with `due` as bool and `lon, lat` as float; raise the first problem.

    Parameters
    ----------
    units, towns : DataFrame
        As text, with `row`.
    root : str
        Code of the area that all lie in.
    outline : Polygon or MultiPolygon, optional
        The area of all, EPSG:4326, lon/lat.
    """
    _check_codes(units, file, {root, *towns["code"]})
    _check_parents(units, {root, *towns["code"]}, file)
    divided = set(towns["parent_code"])
    for unit in units.itertuples():
        if unit.parent_code in divided:
            raise MixedChildren(file=file, row=unit.row, name=unit.name, code=unit.code, parent=unit.parent_code)
        if not KIND.fullmatch(unit.kind):
            raise BadValue(file=file, row=unit.row, column="kind", value=unit.kind, expected=KIND.pattern)
        if unit.due.lower() not in _TRUTH:
            raise BadValue(file=file, row=unit.row, column="due", value=unit.due, expected="true / false")
    checked = units.assign(due=units["due"].str.lower().map(_TRUTH).astype(bool))
    return _check_positions(checked, outline, file)


def _check_codes(table: pd.DataFrame, file: str, above: set[str]) -> None:
    seen: dict[str, int] = {}
    for place in table.itertuples():
        if not CODE.fullmatch(place.code):
            raise BadCode(file=file, row=place.row, code=place.code or "—")
        if place.code in above:
            raise CodeTaken(file=file, row=place.row, name=place.name, code=place.code)
        if place.code in seen:
            raise DuplicateCode(file=file, row=place.row, code=place.code, first_row=seen[place.code])
        seen[place.code] = place.row
        if not place.name:
            raise BadValue(file=file, row=place.row, column="name", value="", expected="a name")


def _check_parents(table: pd.DataFrame, known: set[str], file: str) -> None:
    for place in table.itertuples():
        if place.parent_code not in known:
            raise UnknownParent(
                file=file, row=place.row, name=place.name, code=place.code, parent=place.parent_code or "—"
            )


def _check_positions(units: pd.DataFrame, outline: shapely.Geometry | None, file: str) -> pd.DataFrame:
    seen: dict[tuple[float, float], int] = {}
    positions = []
    for unit in units.itertuples():
        named = {"file": file, "row": unit.row, "name": unit.name, "code": unit.code}
        position = (_number(unit.lon), _number(unit.lat))
        if not unit.lon and not unit.lat:
            positions.append(position)
            continue
        if not (abs(position[0]) <= _LON and abs(position[1]) <= _LAT):  # also false for NaN
            raise BadPosition(**named, lon=unit.lon or "—", lat=unit.lat or "—")
        if position in seen:
            raise DuplicatePosition(**named, first_row=seen[position])
        seen[position] = unit.row
        positions.append(position)
        if outline is not None and not shapely.intersects_xy(outline, *position):
            raise OutsideOutline(**named, lon=position[0], lat=position[1])
    return units.assign(lon=[lon for lon, _ in positions], lat=[lat for _, lat in positions])


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
