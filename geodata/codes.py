"""Check codes, parents, kinds and positions of places before anything is built on them."""

import math
import re

import pandas as pd
import shapely

from geodata.errors import (
    BadCode,
    BadPosition,
    BadValue,
    DuplicateCode,
    DuplicatePosition,
    OutsideOutline,
    UnknownParent,
)

KIND = re.compile(r"[a-z][a-z0-9_]*")
"""How a kind of unit is written; which there are, the election's profile says."""
_TRUTH = {"true": True, "false": False}
_LON, _LAT = 180, 90


def check_towns(towns: pd.DataFrame, district: str, file: str) -> None:
    """Check the townships' codes; their parent is the district. Raise the first problem."""
    _check_codes(towns, file)
    _check_parents(towns, {district}, file)


def check_units(units: pd.DataFrame, towns: pd.DataFrame, outline: shapely.Geometry, file: str) -> pd.DataFrame:
    """Return the units with `due` as bool and `lon, lat` as float; raise the first problem.

    Parameters
    ----------
    units, towns : DataFrame
        As text, with `row`.
    outline : Polygon or MultiPolygon
        The district, EPSG:4326, lon/lat.
    """
    _check_codes(units, file)
    _check_parents(units, set(towns["code"]), file)
    for unit in units.itertuples():
        if not KIND.fullmatch(unit.kind):
            raise BadValue(file=file, row=unit.row, column="kind", value=unit.kind, expected=KIND.pattern)
        if unit.due.lower() not in _TRUTH:
            raise BadValue(file=file, row=unit.row, column="due", value=unit.due, expected="true / false")
    checked = units.assign(due=units["due"].str.lower().map(_TRUTH).astype(bool))
    return _check_positions(checked, outline, file)


def _check_codes(table: pd.DataFrame, file: str) -> None:
    seen: dict[str, int] = {}
    for place in table.itertuples():
        if not place.code.isascii() or not place.code.isdigit():
            raise BadCode(file=file, row=place.row, code=place.code or "—")
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


def _check_positions(units: pd.DataFrame, outline: shapely.Geometry, file: str) -> pd.DataFrame:
    seen: dict[tuple[float, float], int] = {}
    positions = []
    for unit in units.itertuples():
        named = {"file": file, "row": unit.row, "name": unit.name, "code": unit.code}
        position = (_number(unit.lon), _number(unit.lat))
        if not (abs(position[0]) <= _LON and abs(position[1]) <= _LAT):  # also false for NaN
            raise BadPosition(**named, lon=unit.lon or "—", lat=unit.lat or "—")
        if position in seen:
            raise DuplicatePosition(**named, first_row=seen[position])
        seen[position] = unit.row
        positions.append(position)
        if not shapely.intersects_xy(outline, *position):
            raise OutsideOutline(**named, lon=position[0], lat=position[1])
    return units.assign(lon=[lon for lon, _ in positions], lat=[lat for _, lat in positions])


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
