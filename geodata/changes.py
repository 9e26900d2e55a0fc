"""Tell what another list and other boundaries change: places added, removed, renamed, moved, drawn anew."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import shapely

from geodata.crs import geodesic_area
from geodata.name_forms import squash
from geodata.read import Source

_SAME = 0.995
"""Share of both shapes that is common where nothing was drawn anew; less than that is seen on the map."""


@dataclass(frozen=True)
class Change:
    """Hold what became of one place; `before` and `after` are names, or names of parents."""

    code: str
    name: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Changes:
    """Hold all changes, each by code.

    Attributes
    ----------
    added, removed : tuple of Change
        Places that come, and that are closed.
    renamed, moved : tuple of Change
        Another name; another parent.
    redrawn : tuple of Change
        Places whose own shape is another.
    altered : tuple of Change
        Units of another kind, or due where they were not (✓), or the other way round (✗).
    recoded : tuple of Change
        Places of the same name and parent's name under another code (`before` → `after`): perhaps the same,
        but facts stay with the old code.
    """

    added: tuple[Change, ...] = ()
    removed: tuple[Change, ...] = ()
    renamed: tuple[Change, ...] = ()
    moved: tuple[Change, ...] = ()
    redrawn: tuple[Change, ...] = ()
    altered: tuple[Change, ...] = ()
    recoded: tuple[Change, ...] = ()

    def __len__(self) -> int:
        """Count the changes; a place under another code is one that goes and one that comes already."""
        listed = (self.added, self.removed, self.renamed, self.moved, self.redrawn, self.altered)
        return sum(map(len, listed))


@dataclass(frozen=True)
class _Place:
    name: str
    parent: str


def changes(before: Source, after: Source) -> Changes:
    """Return what changes between two sources of the same district."""
    old, new = _places(before), _places(after)
    both = sorted(old.keys() & new.keys())
    added = tuple(
        Change(code, new[code].name, after=_parent(new, code)) for code in sorted(new.keys() - old.keys())
    )
    removed = tuple(
        Change(code, old[code].name, before=_parent(old, code)) for code in sorted(old.keys() - new.keys())
    )
    return Changes(
        added,
        removed,
        tuple(
            Change(code, new[code].name, old[code].name, new[code].name)
            for code in both
            if old[code].name != new[code].name
        ),
        tuple(
            Change(code, new[code].name, _parent(old, code), _parent(new, code))
            for code in both
            if old[code].parent != new[code].parent
        ),
        tuple(Change(code, new[code].name) for code in both if _redrawn(before, after, code)),
        tuple(_altered(before, after)),
        _recoded(added, removed),
    )


def _places(source: Source) -> dict[str, _Place]:
    found = {source.about.code: _Place(source.about.name, "")}
    for table in (source.towns, source.units):
        rows = table[["code", "name", "parent_code"]].itertuples(index=False)
        found |= {code: _Place(name, parent) for code, name, parent in rows}
    return found


def _parent(places: Mapping[str, _Place], code: str) -> str:
    parent = places.get(places[code].parent)
    return parent.name if parent else ""


def _redrawn(before: Source, after: Source, code: str) -> bool:
    one, other = before.shapes.get(code), after.shapes.get(code)
    if one is None or other is None:
        return (one is None) != (other is None)
    if one.equals_exact(other, 1e-9):
        return False
    if not (one.is_valid and other.is_valid):
        return True
    common = geodesic_area(shapely.intersection(one, other))
    return common < _SAME * max(geodesic_area(one), geodesic_area(other))


def _altered(before: Source, after: Source) -> Iterator[Change]:
    """Yield the units that both have, with another kind or another `due`."""
    old, new = (
        {code: f"{kind} {'✓' if due else '✗'}" for code, kind, due in table.itertuples(index=False)}
        for table in (source.units[["code", "kind", "due"]] for source in (before, after))
    )
    names = dict(zip(after.units["code"], after.units["name"], strict=True))
    for code in sorted(old.keys() & new.keys()):
        if old[code] != new[code]:
            yield Change(code, names[code], old[code], new[code])


def _recoded(added: tuple[Change, ...], removed: tuple[Change, ...]) -> tuple[Change, ...]:
    gone = {(squash(one.name), squash(one.before)): one.code for one in removed}
    pairs = ((gone.get((squash(one.name), squash(one.after))), one) for one in added)
    return tuple(Change(one.code, one.name, code, one.code) for code, one in pairs if code is not None)
