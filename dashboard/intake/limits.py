"""Bound what one file may hold, and count it while it is read.

These are bounds of the machine, not of an election: the largest report of the district has a few hundred rows.
"""

from dashboard.intake.cells import Row
from dashboard.intake.errors import TooManyCells, TooManyColumns, TooManyRows

MEGABYTE = 1_000_000
MAX_FILE = 20 * MEGABYTE
MAX_UNPACKED = 150 * MEGABYTE
MAX_MEMBERS = 5_000
MAX_SHEETS = 200
MAX_ROWS = 20_000
MAX_COLUMNS = 300
MAX_CELLS = 500_000
MAX_MERGED = 50_000


class Tally:
    """Count rows, columns and cells with contents, and refuse the book once they are too many."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._rows = self._cells = 0
        self._sheet = ""
        self._columns: set[int] = set()

    def begin(self, sheet: str) -> None:
        """Begin a sheet, whose columns count anew."""
        self._sheet = sheet
        self._columns = set()

    def add(self, row: Row) -> None:
        """Count one row with contents.

        Raises
        ------
        TooManyRows, TooManyColumns, TooManyCells
            A limit is passed.
        """
        self._rows += 1
        self._cells += len(row.cells)
        self._columns.update(cell.column for cell in row.cells)
        if self._rows > MAX_ROWS:
            raise TooManyRows(file=self.name, limit=MAX_ROWS)
        if len(self._columns) > MAX_COLUMNS:
            raise TooManyColumns(file=self.name, sheet=self._sheet, limit=MAX_COLUMNS)
        if self._cells > MAX_CELLS:
            raise TooManyCells(file=self.name, limit=MAX_CELLS)
