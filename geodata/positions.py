"""Settle where units lie: by the list, else by a file of points; positions of no use are told and left out."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import geopandas as gpd
import shapely

from geodata.errors import N_
from geodata.notes import Note
from geodata.roster import Roster

_LON, _LAT = 180, 90
_NAMED = 8  # codes in a sentence


def with_positions(places: Roster, spots: Sequence[gpd.GeoSeries], outline: gpd.GeoSeries | None) -> Roster:
    """Return places with one position for each unit, or none.

    Parameters
    ----------
    spots : sequence of GeoSeries
        Points by code, EPSG:4326; the first that has a unit counts. The list's own position goes before.
    outline : GeoSeries, optional
        EPSG:4326; a position outside is of no use.
    """
    given: dict[str, tuple[str, str]] = {}
    for points in reversed(spots):
        given |= {str(code): (repr(point.x), repr(point.y)) for code, point in points.items()}
    units = places.units
    pairs = [
        (lon, lat) if lon and lat else given.get(code, ("", ""))
        for code, lon, lat in units[["code", "lon", "lat"]].itertuples(index=False)
    ]
    useless: dict[str, list[str]] = {"outside": [], "twice": [], "impossible": []}
    kept = []
    seen: set[tuple[float, float]] = set()
    whole = None if outline is None or outline.empty else shapely.union_all(outline.to_numpy())
    for code, pair in zip(units["code"], pairs, strict=True):
        problem = _problem(pair, seen, whole)
        if problem is not None:
            useless[problem].append(str(code))
        kept.append(pair if problem is None else ("", ""))
    frame = units.assign(lon=[lon for lon, _ in kept], lat=[lat for _, lat in kept])
    return replace(places, units=frame, notes=(*places.notes, *_notes(useless)))


def _problem(pair: tuple[str, str], seen: set[tuple[float, float]], whole: shapely.Geometry | None) -> str | None:
    if not all(pair):
        return None
    spot = float(pair[0]), float(pair[1])
    if abs(spot[0]) > _LON or abs(spot[1]) > _LAT or not any(spot):  # 0, 0: what programs write for nothing
        return "impossible"
    if spot in seen:
        return "twice"
    seen.add(spot)
    return "outside" if whole is not None and not shapely.intersects_xy(whole, *spot) else None


def _notes(useless: dict[str, list[str]]) -> Iterator[Note]:
    texts = {
        "outside": N_("{count} positions lie outside the outline and are not used: {codes}"),
        "twice": N_("{count} positions are those of another unit and are not used: {codes}"),
        "impossible": N_("{count} positions are no degrees (perhaps swapped) and are not used: {codes}"),
    }
    for problem, codes in useless.items():
        if codes:
            named = ", ".join(codes[:_NAMED]) + (" …" if len(codes) > _NAMED else "")
            yield Note(texts[problem], {"count": len(codes), "codes": named})
