"""Bring attributes to text or numbers, with distinct names."""

import json
from collections.abc import Iterator
from datetime import date, datetime, time

import geopandas as gpd
import pandas as pd


def plain_attributes(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the columns beside the geometry: numbers stay, everything else is text or None."""
    columns: dict[str, pd.Series] = {}
    for place, name in enumerate(frame.columns):
        if name != frame.geometry.name:
            columns[_distinct(str(name), columns)] = _plain(frame.iloc[:, place])
    return pd.DataFrame(columns, index=frame.index)


def texts(table: pd.DataFrame) -> Iterator[str]:
    """Yield all texts of a table, its column names first."""
    yield from map(str, table.columns)
    for name in table.columns:
        yield from (value for value in table[name] if isinstance(value, str))


def _distinct(name: str, taken: dict[str, pd.Series]) -> str:
    """Return a name that is not taken; `geometry` is."""
    names = (name, *(f"{name}_{number}" for number in range(2, len(taken) + 4)))
    return next(other for other in names if other not in taken and other != "geometry")


def _plain(column: pd.Series) -> pd.Series:
    if pd.api.types.is_bool_dtype(column.dtype):
        return column.map(_text).astype(object)
    if pd.api.types.is_numeric_dtype(column.dtype):
        return column
    values = [None if _is_missing(value) else value for value in column]
    present = [value for value in values if value is not None]
    if present and all(isinstance(value, int | float) and not isinstance(value, bool) for value in present):
        return pd.to_numeric(pd.Series(values, index=column.index))
    return pd.Series(
        [None if value is None else _text(value) for value in values], index=column.index, dtype=object
    )


def _is_missing(value: object) -> bool:
    return value is None or value is pd.NaT or (isinstance(value, float) and value != value)  # noqa: PLR0124 - NaN


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    try:
        return json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):
        return str(value)
