"""List places as a tree: the whole, the areas in it, their villages and communities."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geodata.list_errors import RenameRefused
from geodata.names import short_town_name, short_unit_name

if TYPE_CHECKING:
    from geodata.read import Source


@dataclass(frozen=True)
class Place:
    """Hold one place.

    Attributes
    ----------
    level : int
        0 the whole; below it one more for each link of the chain of parents.
    kind : str or None
        That of a unit, such as `village` or `community`: a word of the election's profile.
    due : bool or None
        The list's `due` column for a unit.
    lon, lat : float or None
        Position of a unit in degrees, EPSG:4326.
    """

    code: str
    name: str
    short_name: str
    aliases: tuple[str, ...]
    parent_code: str | None
    level: int
    kind: str | None = None
    due: bool | None = None
    lon: float | None = None
    lat: float | None = None


def places(source: "Source") -> tuple[Place, ...]:
    """Return all places, parents first, each level in the official order of codes."""
    about = source.about
    whole = Place(about.code, about.name, short_town_name(about.name), (), None, 0)
    towns = {
        town.code: Place(town.code, town.name, short_town_name(town.name), town.aliases, town.parent_code, 0)
        for town in source.towns.sort_values("code").itertuples()
    }
    above = [
        replace(town, level=level)
        for level, town in sorted(((_level(town, towns), town) for town in towns.values()), key=_by_level)
    ]
    levels = {whole.code: 0} | {town.code: town.level for town in above}
    units = [
        Place(
            code=unit.code,
            name=unit.name,
            short_name=short_unit_name(unit.name),
            aliases=unit.aliases,
            parent_code=unit.parent_code,
            level=levels[unit.parent_code] + 1,
            kind=unit.kind,
            due=bool(unit.due),
            lon=None if math.isnan(unit.lon) else float(unit.lon),
            lat=None if math.isnan(unit.lat) else float(unit.lat),
        )
        for unit in source.units.sort_values("code").itertuples()
    ]
    return (whole, *above, *units)


def _by_level(found: tuple[int, Place]) -> tuple[int, str]:
    return found[0], found[1].code


def _level(place: Place, towns: Mapping[str, Place]) -> int:
    level, parent = 1, towns.get(place.parent_code or "")
    while parent is not None:
        level, parent = level + 1, towns.get(parent.parent_code or "")
    return level


def renamed(source: "Source", renames: Mapping[str, tuple[str, str]]) -> "Source":
    """Return the source with other codes and names for some units; their positions stay.

    Parameters
    ----------
    renames : Mapping[str, tuple[str, str]]
        Code → new code, which begins with the township's, and new name.

    Raises
    ------
    RenameRefused
        A code is not listed, or a new one is taken or belongs to another township.
    """
    units = source.units
    parents = dict(zip(units["code"], units["parent_code"], strict=True))
    for code, (new_code, _) in renames.items():
        if code not in parents:
            raise RenameRefused(code=code, new_code=new_code, reason="there is no such code")
        if new_code in parents:
            raise RenameRefused(code=code, new_code=new_code, reason="the new code is taken")
        if not new_code.startswith(parents[code]):
            raise RenameRefused(code=code, new_code=new_code, reason="the new code is another township's")
    if len({new_code for new_code, _ in renames.values()}) != len(renames):
        raise RenameRefused(code="—", new_code="—", reason="two units would have one code")
    pairs = [renames.get(code, (code, name)) for code, name in zip(units["code"], units["name"], strict=True)]
    return replace(source, units=units.assign(code=[code for code, _ in pairs], name=[name for _, name in pairs]))
