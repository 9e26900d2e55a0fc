"""Read an official list of places, to which boundaries are matched."""

from pathlib import Path

from geodata.errors import MissingColumn
from geodata.read import read_table
from geodata.reconcile import Place

_WANTED = ("code", "name")


def read_official(path: Path) -> list[Place]:
    """Read a CSV list with `code` and `name`; `parent_code` and `aliases` (a|b) may be there.

    Raises
    ------
    GeodataError
        The file is missing, no UTF-8, no table, empty, or lacks a column.
    """
    table = read_table(path, _WANTED)
    parents, aliases = (_column(path, name, len(table)) for name in ("parent_code", "aliases"))
    rows = zip(table["code"], table["name"], parents, aliases, strict=True)
    return [Place(code, name, parent, tuple(filter(None, other.split("|")))) for code, name, parent, other in rows]


def _column(path: Path, name: str, rows: int) -> list[str]:
    try:
        return [str(text) for text in read_table(path, [name])[name]]
    except MissingColumn:
        return [""] * rows
