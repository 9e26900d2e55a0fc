"""Write suggestions for a person to look at, and read back what the person accepted."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from geodata.errors import BrokenEncoding, BrokenTable, MissingColumn, MissingFile
from geodata.list_errors import AcceptedNoRow
from geodata.reconcile import Accepted, Suggestion

COLUMNS = ("accept", "row", "name", "code", "official_name", "score")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_suggestions(path: Path, suggestions: Sequence[Suggestion]) -> None:
    """Write suggestions as CSV in UTF-8 with BOM; a person marks the column `accept` of the right ones."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for item in suggestions:
            cells = ("", item.row, _plain(item.name), _plain(item.code), _plain(item.official_name), item.score)
            writer.writerow(cells)


def read_accepted(path: Path) -> list[Accepted]:
    """Read the accepted pairs of a CSV with the columns `row` and `code`.

    Where there is a column `accept` only the marked lines count: a table that nobody looked at accepts nothing.

    Raises
    ------
    MissingFile, BrokenEncoding, BrokenTable, MissingColumn, AcceptedNoRow
        The table cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise MissingFile(file=path.name) from error
    try:
        lines = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), restval="", strict=True)
        columns = tuple(lines.fieldnames or ())
        cells = [(lines.line_num, line) for line in lines]
    except UnicodeDecodeError as error:
        raise BrokenEncoding(file=path.name, row=data.count(b"\n", 0, error.start) + 1) from error
    except csv.Error as error:
        raise BrokenTable(file=path.name, reason=error) from error
    for column in ("row", "code"):
        if column not in columns:
            raise MissingColumn(file=path.name, column=column, found=", ".join(columns) or "none")
    marked = [(number, line) for number, line in cells if "accept" not in columns or line["accept"].strip()]
    return [_accepted(path.name, number, line) for number, line in marked]


def _accepted(file: str, number: int, line: dict[str, str]) -> Accepted:
    try:
        return Accepted(int(line["row"]), line["code"].strip().removeprefix("'"))
    except ValueError as error:
        raise AcceptedNoRow(file=file, line=number, value=line["row"]) from error


def _plain(text: str) -> str:
    """Return a text that no spreadsheet evaluates (OWASP, “CSV Injection”)."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
