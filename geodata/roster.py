"""Make the tree of places from an office's lists: parents by code or name, codes where there are none, kinds."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from geodata.errors import N_, BadValue
from geodata.list_errors import UnknownTownship
from geodata.listing import Listed, Listing, kind_of, told_rows
from geodata.match import Names
from geodata.name_forms import Form, squash, town_form
from geodata.notes import Note

UNIT_COLUMNS = ("code", "name", "parent_code", "kind", "due", "lon", "lat", "aliases", "row")
AREA_COLUMNS = ("code", "name", "parent_code", "aliases", "row")

_OFFICIAL, _OF_TOWN, _OF_DISTRICT = 12, 9, 6
"""Digits of a statistical code of a village or community; its first digits are its township's and district's."""


@dataclass(frozen=True)
class Known:
    """Hold the codes that places had before, so that those without a code in the list keep theirs.

    Attributes
    ----------
    areas : Mapping[str, str]
        Squashed name → code of an area above the units.
    units : Mapping[tuple[str, str], str]
        Parent's code and squashed name → code of a unit.
    codes : frozenset of str
        All codes that ever were: another place never gets one of them, for facts may be attached to it.
    """

    areas: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[tuple[str, str], str] = field(default_factory=dict)
    codes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Roster:
    """Hold the places of a list.

    Attributes
    ----------
    units : DataFrame
        `UNIT_COLUMNS`: texts, `due` `true` or `false`, `lon, lat` texts in degrees or empty, `row` of the list.
    areas : DataFrame
        `AREA_COLUMNS`: those above the units, without the root.
    root : str
        Code of the area that all lie in.
    notes : tuple of Note
        What a person should know.
    """

    units: pd.DataFrame
    areas: pd.DataFrame
    root: str
    notes: tuple[Note, ...]


def roster(
    units: Listing,
    areas: Listing | None,
    root: str | None,
    kinds: Mapping[str, Sequence[str]],
    known: Known | None = None,
) -> Roster:
    """Return the tree of the places in an office's lists.

    A unit lies in the area whose code its row gives, else in the township that it names. Without a list of
    areas the townships are those that the units name. Places without a code get one, the one they had before
    where there was one.

    Parameters
    ----------
    root : str, optional
        Code of the area that all lie in; without it, the digits that official codes have in common.
    kinds : Mapping[str, Sequence[str]]
        Kind of unit → what it may be called in a list. Where a row says none, the name or the first kind counts.

    Raises
    ------
    UnknownTownship, BadValue
        A row names a township or a kind that there is not.
    """
    before = known or Known()
    whole = root or _common(units)
    notes: list[Note] = []
    coder = _Coder([*units.rows, *(areas.rows if areas else ())], before, notes)
    listed = _areas(areas, whole, before, coder) if areas is not None else _named(units, whole, before, coder)
    if not listed:
        text = N_("{file}: no row says in which township its place lies; all lie directly in the whole.")
        notes.append(Note(text, {"file": (areas or units).file}))
    frame = _units(units, listed, whole, kinds, before, coder)
    notes.extend(_twice(units.file, frame))
    coder.tell(units.file)
    return Roster(frame, _frame(listed, AREA_COLUMNS), whole, tuple(notes))


def _common(units: Listing) -> str:
    """Return the district's code: what official codes begin with, else 1, or 01 where that is a unit's."""
    begun = {row.code[:_OF_DISTRICT] for row in units.rows if len(row.code) == _OFFICIAL}
    if len(begun) == 1:
        return begun.pop()
    taken, code = {row.code for row in units.rows}, "1"
    while code in taken:
        code = f"0{code}"
    return code


class _Coder:
    """Give codes to places that have none."""

    def __init__(self, rows: Iterable[Listed], known: Known, notes: list[Note]) -> None:
        self.taken = {row.code for row in rows if row.code}
        self.old = known.codes
        self.serials: Counter[str] = Counter()
        self.notes = notes
        self.given = 0

    def code(self, written: str, before: str | None, parent: str) -> str:
        if written:
            return written
        self.given += 1
        code = before or ""
        while not code or code in self.taken or (code in self.old and code != before):
            self.serials[parent] += 1
            code = f"{parent}{self.serials[parent]:03d}"
        self.taken.add(code)
        return code

    def tell(self, file: str) -> None:
        if self.given:
            text = N_(
                "{file}: {count} places have no code and got one. Use the list units.csv of the report from now "
                "on: facts are attached by code."
            )
            self.notes.append(Note(text, {"file": file, "count": self.given}))


def _areas(areas: Listing, root: str, before: Known, coder: _Coder) -> list[dict[str, object]]:
    codes = {row.row: coder.code(row.code, before.areas.get(squash(row.name)), root) for row in areas.rows}
    names = Names.of_towns([(codes[row.row], (row.name, *row.aliases)) for row in areas.rows])
    found = []
    for row in areas.rows:
        asked = row.parent or row.town
        parent = root
        if asked and asked not in {root, *codes.values()}:
            parent = names.find(asked).code or asked  # an unknown one is told when codes are checked
        elif asked:
            parent = asked
        found.append(_area(codes[row.row], row, parent))
    return [area for area in found if area["code"] != root]


def _named(units: Listing, root: str, before: Known, coder: _Coder) -> list[dict[str, object]]:
    """Return the townships that the units name, by name or by code, in the order in which they come."""
    groups: dict[str | Form, list[Listed]] = {}
    for row in units.rows:
        asked = row.town or row.parent
        if asked and asked != root:  # 东村街道 and 东村街道办事处 are one township; codes are what they are
            groups.setdefault((row.town and town_form(squash(row.town))) or asked, []).append(row)
    begun = _begun(groups)
    coder.taken.update(begun.values())
    found = []
    for key, rows in groups.items():
        spelt = list(dict.fromkeys(row.town or row.parent for row in rows))
        asked = min(spelt, key=len)
        parents = {row.parent for row in rows if row.parent}
        own = parents.pop() if len(parents) == 1 else ""
        code = coder.code(own or begun.get(key, ""), before.areas.get(squash(asked)), root)
        others = tuple(name for name in spelt if name != asked)
        found.append(_area(code, Listed(rows[0].row, code, asked, aliases=others), root))
    return found


def _begun(groups: Mapping[str | Form, Sequence[Listed]]) -> dict[str | Form, str]:
    """Return the township's digits with which the official codes of most units of a group begin.

    Digits belong to the group that has most units with them, for a unit keeps its code when it is moved.
    """
    counts = {
        key: Counter(row.code[:_OF_TOWN] for row in rows if len(row.code) == _OFFICIAL)
        for key, rows in groups.items()
    }
    found = {}
    for key, rows in groups.items():
        for digits, count in counts[key].most_common(1):
            others = max((counts[other][digits] for other in groups if other != key), default=0)
            if count > max(others, len(rows) / 2):
                found[key] = digits
    return found


def _area(code: str, row: Listed, parent: str) -> dict[str, object]:
    return {
        "code": code, "name": row.name, "parent_code": parent, "aliases": "|".join(row.aliases), "row": row.row,
    }  # fmt: skip


def _units(
    units: Listing,
    areas: Sequence[Mapping[str, object]],
    root: str,
    kinds: Mapping[str, Sequence[str]],
    before: Known,
    coder: _Coder,
) -> pd.DataFrame:
    names = Names.of_towns(
        [(str(area["code"]), (str(area["name"]), *str(area["aliases"]).split("|"))) for area in areas]
    )
    codes = {root, *(str(area["code"]) for area in areas)}
    called = {squash(word): kind for kind, words in kinds.items() for word in (kind, *words)}
    found = []
    for row in units.rows:
        parent = _parent(units.file, row, root, codes, names)
        code = coder.code(row.code, before.units.get((parent, squash(row.name))), parent)
        found.append(
            {
                "code": code,
                "name": row.name,
                "parent_code": parent,
                "kind": _kind(units.file, row, kinds, called),
                "due": "false" if row.due is False else "true",
                "lon": "" if row.lon is None else repr(row.lon),
                "lat": "" if row.lat is None else repr(row.lat),
                "aliases": "|".join(row.aliases),
                "row": row.row,
            }
        )
    return _frame(found, UNIT_COLUMNS)


def _parent(file: str, row: Listed, root: str, codes: set[str], names: Names) -> str:
    for asked in filter(None, (row.parent, row.town)):
        if asked in codes:
            return asked
        found = names.find(asked)
        if found.code is not None:
            return found.code
        similar = ", ".join(name for _, name in found.suggestions) or "—"
        raise UnknownTownship(file=file, row=row.row, name=row.name, township=asked, similar=similar)
    return max((code for code in codes if row.code.startswith(code)), key=len, default=root)


def _twice(file: str, units: pd.DataFrame) -> Iterator[Note]:
    """Yield what stands twice under one name in one township: perhaps one place, which would count twice."""
    names = units["parent_code"] + " " + units["name"].map(squash)
    again = units[names.duplicated(keep=False)]
    if not again.empty:
        text = N_("{file}: the same name stands twice in one township and counts twice, rows {rows}")
        yield Note(text, {"file": file, "rows": told_rows([int(row) for row in again["row"]])})


def _kind(file: str, row: Listed, kinds: Mapping[str, Sequence[str]], called: Mapping[str, str]) -> str:
    if row.kind:
        kind = called.get(squash(row.kind)) or kind_of(row.kind)
        if kind not in kinds:
            expected = " / ".join(words[0] if words else kind for kind, words in kinds.items())
            raise BadValue(file=file, row=row.row, column="kind", value=row.kind, expected=expected)
        return kind
    said = kind_of(row.name)
    return said if said in kinds else next(iter(kinds))


def _frame(rows: Sequence[Mapping[str, object]], columns: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=object) for name in columns})
