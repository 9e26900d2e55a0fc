"""List places as a tree: the district, its townships, their villages and communities."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geodata.errors import RenameRefused
from geodata.names import short_town_name, short_unit_name

if TYPE_CHECKING:
    from geodata.read import Source


@dataclass(frozen=True)
class Place:
    """Hold one place.

    Attributes
    ----------
    level : int
        0 the district, 1 a township, 2 a village or community; from the chain of parents.
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
    district = Place(about.code, about.name, short_town_name(about.name), (), None, 0)
    towns = [
        Place(town.code, town.name, short_town_name(town.name), town.aliases, town.parent_code, 1)
        for town in source.towns.sort_values("code").itertuples()
    ]
    units = [
        Place(
            code=unit.code,
            name=unit.name,
            short_name=short_unit_name(unit.name),
            aliases=(),
            parent_code=unit.parent_code,
            level=2,
            kind=unit.kind,
            due=bool(unit.due),
            lon=float(unit.lon),
            lat=float(unit.lat),
        )
        for unit in source.units.sort_values("code").itertuples()
    ]
    return (district, *towns, *units)


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
