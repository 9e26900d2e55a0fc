"""Match the rows of a boundary file to the official list. What is only similar is suggested, never taken.

Rows are joined on code, else on township and name; one code belongs to one row, so rows that claim the same
code are all left to a person.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from geodata.list_errors import AcceptedContradicts, AcceptedUnknownCode, AcceptedUnknownRow
from geodata.match import Names
from geodata.name_forms import squash

How = Literal["code", "exact", "alias", "normalised", "accepted"]

_CUTOFF = 50.0
"""Of 100. A suggestion costs a glance; names with less than half in common are noise."""
_SUGGESTIONS = 3


@dataclass(frozen=True)
class Place:
    """Hold a place of the official list; `aliases` are former and other names."""

    code: str
    name: str
    parent_code: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """Hold what a boundary file says of one shape; `township` is a name or a code. Empty: not said."""

    row: int
    name: str
    township: str = ""
    code: str = ""


@dataclass(frozen=True)
class Matched:
    """Say which official place a row is, and by what."""

    row: int
    code: str
    how: How


@dataclass(frozen=True)
class Suggestion:
    """Say which official place a row may be; `score` goes to 100."""

    row: int
    name: str
    code: str
    official_name: str
    score: float


@dataclass(frozen=True)
class Accepted:
    """Hold what a person decided: this row is that place."""

    row: int
    code: str


@dataclass(frozen=True)
class Reconciliation:
    """Hold what was matched and everything that was not, on both sides."""

    matched: tuple[Matched, ...]
    suggestions: tuple[Suggestion, ...]
    unmatched_rows: tuple[int, ...]
    unmatched_codes: tuple[str, ...]

    @property
    def counts(self) -> dict[How, int]:
        """Count the matched rows by how they were matched."""
        return dict(Counter(match.how for match in self.matched))


def reconcile(
    rows: Sequence[Row],
    official: Sequence[Place],
    towns: Sequence[Place] = (),
    accepted: Iterable[Accepted] = (),
) -> Reconciliation:
    """Match rows to the official list.

    Parameters
    ----------
    rows : sequence of Row
    official : sequence of Place
        What the rows are to be matched to: units, or townships.
    towns : sequence of Place
        The parents of `official`. Without them `official` are townships, found by name alone; with them a
        row without a township is matched by code or not at all, since names recur.
    accepted : iterable of Accepted
        Decisions, applied on top.

    Raises
    ------
    AcceptedUnknownRow, AcceptedUnknownCode, AcceptedContradicts
        A decision names what is not there, or what is matched otherwise.
    """
    found = _alone([match for match in _found(rows, official, towns) if match is not None])
    matched = sorted([*found, *_decided(accepted, found, rows, official)], key=lambda match: match.row)
    taken = {match.code for match in matched}
    done = {match.row for match in matched}
    left = [row for row in rows if row.row not in done]
    free = [place for place in official if place.code not in taken]
    likeness = _Likeness(free)
    return Reconciliation(
        tuple(matched),
        tuple(suggestion for row in left for suggestion in likeness.suggest(row)),
        tuple(row.row for row in left),
        tuple(place.code for place in free),
    )


def _found(rows: Sequence[Row], official: Sequence[Place], towns: Sequence[Place]) -> list[Matched | None]:
    codes = {place.code for place in official}
    finder = _Finder(official, towns)
    return [
        Matched(row.row, row.code.strip(), "code") if row.code.strip() in codes else finder.find(row)
        for row in rows
    ]


class _Finder:
    """Find official places by township and name."""

    def __init__(self, official: Sequence[Place], towns: Sequence[Place]) -> None:
        self._town_codes = {town.code for town in towns}
        self._towns = Names.of_towns(_named(towns or official))
        groups: dict[str, list[Place]] = defaultdict(list)
        for place in official if towns else ():
            groups[place.parent_code].append(place)
        self._units = {code: Names.of(_named(group)) for code, group in groups.items()}

    def find(self, row: Row) -> Matched | None:
        names: Names | None = self._towns
        if self._town_codes:
            said = row.township.strip()
            town = said if said in self._town_codes else self._towns.find(said).code
            names = self._units.get(town or "")
        match = names.find(row.name) if names is not None else None
        if match is None or match.code is None or match.how is None:
            return None
        return Matched(row.row, match.code, match.how)


def _named(places: Iterable[Place]) -> list[tuple[str, tuple[str, ...]]]:
    return [(place.code, (place.name, *place.aliases)) for place in places]


def _alone(matched: Sequence[Matched]) -> list[Matched]:
    """Return the matches whose code no other row claims."""
    claims = Counter(match.code for match in matched)
    return [match for match in matched if claims[match.code] == 1]


def _decided(
    accepted: Iterable[Accepted], found: Sequence[Matched], rows: Sequence[Row], official: Sequence[Place]
) -> list[Matched]:
    known_rows = {row.row for row in rows}
    known_codes = {place.code for place in official}
    codes = {match.row: match.code for match in found}
    owners = {match.code: match.row for match in found}
    decided = []
    for pair in accepted:
        if pair.row not in known_rows:
            raise AcceptedUnknownRow(row=pair.row, code=pair.code)
        if pair.code not in known_codes:
            raise AcceptedUnknownCode(row=pair.row, code=pair.code)
        if codes.get(pair.row, pair.code) != pair.code or owners.get(pair.code, pair.row) != pair.row:
            other_code, other_row = codes.get(pair.row, pair.code), owners.get(pair.code, pair.row)
            raise AcceptedContradicts(row=pair.row, code=pair.code, other_row=other_row, other_code=other_code)
        if pair.row not in codes:
            decided.append(Matched(pair.row, pair.code, "accepted"))
        codes[pair.row], owners[pair.code] = pair.code, pair.row
    return decided


class _Likeness:
    """Find places with similar names; their names are squashed once, for a file may have thousands of rows."""

    def __init__(self, free: Sequence[Place]) -> None:
        named = [(squash(name), place) for place in free for name in (place.name, *place.aliases)]
        self._names = [name for name, _ in named]
        self._places = [place for _, place in named]

    def suggest(self, row: Row) -> list[Suggestion]:
        asked = squash(row.name)
        if not asked:
            return []
        best: dict[str, tuple[float, Place]] = {}
        for _, score, at in process.extract(
            asked, self._names, scorer=fuzz.ratio, score_cutoff=_CUTOFF, limit=None
        ):
            place = self._places[at]
            if score > best.get(place.code, (0.0, place))[0]:
                best[place.code] = (score, place)
        likely = sorted(best.values(), key=lambda pair: (-pair[0], pair[1].code))
        return [
            Suggestion(row.row, row.name, place.code, place.name, round(score, 1))
            for score, place in likely[:_SUGGESTIONS]
        ]
