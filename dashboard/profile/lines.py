"""Find the line of a TOML file on which a value stands; the standard reader does not tell."""

import re
from collections.abc import Iterator, Mapping

from dashboard.profile.flaws import Place

_TABLE = re.compile(r"^\s*(?P<many>\[)?\[\s*(?P<path>[^\[\]]+?)\s*\]")
_KEY = re.compile(r"""^\s*(?P<key>[A-Za-z0-9_-]+|"[^"]*"|'[^']*')\s*=\s*(?P<value>.*)$""")
_ENTRY = re.compile(r"^\s*\{")
_CLOSED = re.compile(r"^\s*\]")
_WORD = re.compile(r"""[^.\s"']+|"[^"]*"|'[^']*'""")


def line_of(text: str, place: Place) -> int | None:
    """Return the number of the line on which a value, or the nearest table around it, begins; 1 is the first."""
    lines: dict[Place, int] = {}
    for found, number in _places(text):
        for length in range(1, len(found) + 1):  # a table may have no header of its own, only those inside it
            lines.setdefault(found[:length], number)
    for length in range(len(place), 0, -1):
        if place[:length] in lines:
            return lines[place[:length]]
    return None


def _places(text: str) -> Iterator[tuple[Place, int]]:
    """Yield the place of each table, key and line of a list, with the number of its line."""
    counts: dict[Place, int] = {}
    table: Place = ()
    list_at: Place | None = None
    entry = 0
    for number, line in enumerate(text.splitlines(), 1):
        if list_at is not None:
            if _CLOSED.match(line):
                list_at = None
            elif _ENTRY.match(line):
                yield (*list_at, entry), number
                entry += 1
            continue
        header = _TABLE.match(line)
        if header:
            table = _table(_words(header["path"]), counts, many=header["many"] is not None)
            yield table, number
            continue
        key = _KEY.match(line)
        if key:
            place = (*table, key["key"].strip("\"'"))
            yield place, number
            if key["value"].split("#")[0].strip() == "[":
                list_at, entry = place, 0


def _table(path: list[str], counts: dict[Place, int], *, many: bool) -> Place:
    """Return the place of a table's header, and count the tables of a list; `counts` holds the last of each."""
    place: Place = ()
    for depth, word in enumerate(path, 1):
        place = (*place, word)
        if many and depth == len(path):
            counts[place] = counts.get(place, -1) + 1
        if place in counts:
            place = (*place, counts[place])
    return place


def _words(path: str) -> list[str]:
    return [word.strip("\"'") for word in _WORD.findall(path)]


def place_in(data: object, place: Place) -> Place:
    """Leave out of a place what the file does not hold: pydantic names the member of a tagged union too."""
    kept: Place = ()
    for part in place:
        if not _holds(data, part) and isinstance(data, Mapping) and data.get("kind") == part:
            continue
        kept = (*kept, part)
        data = data[part] if _holds(data, part) else None  # type: ignore[index]
    return kept


def told_place(data: object, place: Place) -> str:
    """Name a place in the file: the table by its keys and ids, then the key."""
    names: list[str] = []
    for part in place:
        entry = data[part] if _holds(data, part) else None  # type: ignore[index]
        if isinstance(part, int):
            label = entry.get("id") if isinstance(entry, Mapping) else None
            names[-1] += f"[{label or part + 1}]"
        else:
            names.append(part)
        data = entry
    if not names:
        return "[profile]"
    table, key = names[:-1], names[-1]
    return f"[{'.'.join(table)}] {key}" if table else f"[profile] {key}"


def _holds(data: object, part: int | str) -> bool:
    if isinstance(part, int):
        return isinstance(data, list) and part < len(data)
    return isinstance(data, Mapping) and part in data
