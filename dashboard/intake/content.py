"""Hold what was read from a report, and what a person changed of it, in a form that can be kept as JSON."""

from datetime import date, datetime, time

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat

from dashboard.errors import Sentence

Raw = str | int | FiniteFloat | bool | None
"""A cell as it was written; days and moments as ISO text."""


class Kept(BaseModel):
    """Refuse unknown keys; a value never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Note(Kept):
    """Keep a sentence with its values, so that it can be told in any language later."""

    text: str
    params: dict[str, str] = Field(default_factory=dict)

    @classmethod
    def of(cls, sentence: Sentence) -> "Note":
        """Keep a sentence."""
        return cls(text=sentence.text, params={key: str(value) for key, value in sentence.params.items()})

    @property
    def sentence(self) -> Sentence:
        """Return the sentence."""
        return Sentence(self.text, **self.params)


class Cell(Kept):
    """Hold one cell: its value, where it stands (`F12`, none online), and whether it is an error such as #REF!."""

    value: Raw
    at: str | None = None
    error: bool = False
    unsaved: bool = False
    """A formula whose result was never saved."""


class Row(Kept):
    """Hold one row of a table.

    Attributes
    ----------
    id : str
        Names the row within the report, for what a person changes of it.
    cells : dict[str, Cell]
        By column of the profile's table; blank cells are left out.
    """

    id: str
    table: str
    cells: dict[str, Cell]
    sheet: str | None = None
    number: int | None = None
    hidden: bool = False


class Content(Kept):
    """Hold what a report says, as read.

    Attributes
    ----------
    township : str or None
        The reporting unit as it is written in the file.
    day : str or None
        The cut-off as it is written in the file.
    version : str or None
        Version of the form that the template carried.
    columns : dict[str, list[str]]
        Columns that were found, by table.
    """

    rows: list[Row] = []
    township: Cell | None = None
    day: Cell | None = None
    version: str | None = None
    sheets: dict[str, str] = Field(default_factory=dict)
    columns: dict[str, list[str]] = Field(default_factory=dict)
    notes: list[Note] = []

    def first(self, column: str) -> Raw:
        """Return the first value of a column, in whatever table it stands."""
        return next((row.cells[column].value for row in self.rows if column in row.cells), None)


class Amendments(Kept):
    """Hold what a person changed of a report: cells by row and column, units of rows, reasons, rows left out."""

    cells: dict[str, dict[str, Raw]] = Field(default_factory=dict)
    units: dict[str, str] = Field(default_factory=dict)
    reasons: dict[str, str] = Field(default_factory=dict)
    left_out: list[str] = []

    def applied(self, row: Row) -> Row:
        """Return a row with the cells that were changed; None empties one."""
        changed = self.cells.get(row.id)
        if not changed:
            return row
        cells = dict(row.cells)
        for column, value in changed.items():
            if value is None:
                cells.pop(column, None)
            else:
                at = row.cells[column].at if column in row.cells else None
                cells[column] = Cell(value=value, at=at)
        return row.model_copy(update={"cells": cells})


def raw(value: object) -> Raw:
    """Write a value of a cell so that JSON can hold it."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
