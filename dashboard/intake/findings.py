"""Name what a check finds: at which cell, how grave, what was read and what was expected."""

from dataclasses import dataclass
from enum import StrEnum

from dashboard.errors import Sentence
from dashboard.intake.content import Row


class Level(StrEnum):
    """Say how grave a finding is: an error stops the report, a correction wants a reason, a warning only tells."""

    ERROR = "error"
    CORRECTION = "correction"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """Hold one finding.

    Attributes
    ----------
    row : str or None
        Id of the row; None for the report as a whole.
    column : str or None
        Id of the column within the row's table.
    sheet, cell, number : where it stands in the file; None online.
    read : str or None
        What was read there.
    """

    level: Level
    text: Sentence
    row: str | None = None
    column: str | None = None
    sheet: str | None = None
    cell: str | None = None
    number: int | None = None
    read: str | None = None


def at_row(level: Level, text: Sentence, row: Row, column: str | None = None) -> Finding:
    """Return a finding at a row, or at one of its cells."""
    cell = row.cells.get(column or "")
    return Finding(
        level=level,
        text=text,
        row=row.id,
        column=column,
        sheet=row.sheet,
        cell=cell.at if cell else None,
        number=row.number,
        read=str(cell.value) if cell and cell.value is not None else None,
    )
