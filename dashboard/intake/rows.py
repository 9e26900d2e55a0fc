"""Find the report in a workbook: its head, its tables by their headings, and their rows."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from dashboard.errors import N_, Listed, Sentence
from dashboard.intake.book import Book, RawCell, Sheet, address
from dashboard.intake.book import Row as SheetRow
from dashboard.intake.content import Cell, Content, Note, Row, raw
from dashboard.intake.errors import NoTable
from dashboard.intake.headings import TableHeadings, heading_key, table_headings
from dashboard.intake.values import plain
from dashboard.profile.model import Profile
from dashboard.profile.report import UnitTable

FORM_SHEET = "_form"
"""Hidden sheet of the template; its first cell holds the version of the form."""

_DEEPEST = 3  # rows of headings
_TOTAL = re.compile(r"^(合计|小计|总计|共计|平均|total|sum)")
_NOTE = re.compile(r"^(注|说明|填表|填报|备注[:：]|审核|联系|制表|note)")
_UNIT = re.compile(r"(?:填报单位|报送单位|单位名称|Township)\s*[:：]?\s*(.*)")
_CUT_OFF = re.compile(r"(?:统计截止时间|截止时间|统计时间|截至|填报日期|Cut-off)\s*[:：]?\s*(.*)")


def no_pause() -> None:
    """Work on without giving way."""


def read_content(book: Book, profile: Profile, pause: Callable[[], None] = no_pause) -> Content:
    """Return what a report's workbook says.

    Parameters
    ----------
    pause : Callable[[], None]
        Called before every row, so that long work can give way.

    Raises
    ------
    NoTable
        No sheet has the headings of one of the report's tables.
    """
    reader = _Reader(table_headings(profile), pause)
    for number, sheet in enumerate(book.sheets, 1):
        reader.read(sheet, number)
    if not reader.rows and not reader.columns:
        tables = Listed(table.sheet for table in profile.report.tables)
        raise NoTable(tables=tables, sheets=Listed(sheet.name for sheet in book.sheets))
    return Content(
        rows=reader.rows,
        township=reader.township,
        day=reader.day,
        version=reader.version,
        sheets=reader.sheets,
        columns={table: sorted(ids) for table, ids in reader.columns.items()},
        notes=[Note.of(sentence) for sentence in (*book.remarks, *reader.notes)],
    )


@dataclass(frozen=True)
class _Head:
    """Hold a row of headings: the table it begins, and its columns."""

    headings: TableHeadings
    row: int
    columns: Mapping[int, str]


@dataclass
class _Reader:
    tables: Sequence[TableHeadings]
    pause: Callable[[], None]
    rows: list[Row] = field(default_factory=list)
    columns: dict[str, set[str]] = field(default_factory=dict)
    sheets: dict[str, str] = field(default_factory=dict)
    notes: list[Sentence] = field(default_factory=list)
    township: Cell | None = None
    day: Cell | None = None
    version: str | None = None

    @cached_property
    def _keys(self) -> frozenset[str]:
        return frozenset(key for table in self.tables for key in table.keys)

    def read(self, sheet: Sheet, number: int) -> None:
        """Take what a sheet tells; hidden sheets are passed over, which is said."""
        if sheet.name == FORM_SHEET:
            cells = [cell for row in sheet.rows[:1] for cell in row.cells[:1]]
            self.version = str(cells[0].value) if cells else None
            return
        grid = _Grid(sheet)
        heads = list(self._heads(grid))
        if sheet.hidden:
            if heads:
                self.notes.append(Sentence(N_("the sheet {sheet} is hidden and was not read"), sheet=sheet.name))
            return
        self._read_head(sheet, heads[0].row if heads else None)
        for place, head in enumerate(heads):
            last = heads[place + 1].row - grid.depth(heads[place + 1].row) if place + 1 < len(heads) else None
            self._read_table(sheet, number, grid, head, last)

    def _heads(self, grid: "_Grid") -> Iterator[_Head]:
        """Yield the rows of headings; of rows that follow each other the one that fits best."""
        best: _Head | None = None
        for row in grid.sheet.rows:
            self.pause()
            if sum(heading_key(str(cell.value)) in self._keys for cell in row.cells if _is_text(cell)) < 2:  # noqa: PLR2004
                head = None
            else:
                head = self._head_at(grid, row.number)
            if best is not None and (head is None or head.row > best.row + 1):
                yield best
                best = None
            if head is not None and (best is None or len(head.columns) >= len(best.columns)):
                best = head
        if best is not None:
            yield best

    def _head_at(self, grid: "_Grid", row: int) -> _Head | None:
        headings = grid.headings(row)
        best: tuple[int, _Head] | None = None
        for table in self.tables:
            matched = table.matches(headings)
            score = table.score(matched) * 2 + (
                heading_key(table.table.sheet.zh_CN)[:3] in heading_key(grid.sheet.name)
            )
            if table.score(matched) and (best is None or score > best[0]):
                best = score, _Head(table, row, matched)
        return best[1] if best else None

    def _read_head(self, sheet: Sheet, first: int | None) -> None:
        """Take the reporting unit and the cut-off from above the headings."""
        for row in sheet.rows:
            if first is not None and row.number >= first:
                return
            for place, cell in enumerate(row.cells):
                if not _is_text(cell):
                    continue
                after = row.cells[place + 1] if place + 1 < len(row.cells) else None
                text = plain(str(cell.value))
                self.township = self.township or _labelled(_UNIT, text, cell, after, row)
                self.day = self.day or _labelled(_CUT_OFF, text, cell, after, row)

    def _read_table(self, sheet: Sheet, number: int, grid: "_Grid", head: _Head, last: int | None) -> None:
        table = head.headings.table
        self.columns.setdefault(table.id, set()).update(head.columns.values())
        self.sheets.setdefault(table.id, sheet.name)
        rows = [row for row in sheet.rows if row.number > head.row and (last is None or row.number <= last)]
        named = [column for column, name in head.columns.items() if name in head.headings.wanted]
        filled: set[int] = set()
        for row in rows:
            self.pause()
            if _is_passed_over(row, named, head):
                continue
            filled |= {cell.column for cell in row.cells}
            cells = {
                head.columns[cell.column]: Cell(
                    value=raw(cell.value),
                    at=address(row.number, cell.column),
                    error=cell.error,
                    unsaved=cell.formula and cell.value is None,
                )
                for cell in row.cells
                if cell.column in head.columns
            }
            if cells:
                self.rows.append(
                    Row(
                        id=f"{table.id}-{number}-{row.number}",
                        table=table.id,
                        cells=cells,
                        sheet=sheet.name,
                        number=row.number,
                        hidden=row.hidden,
                    )
                )
        self._tell_unknown(sheet, grid, head, filled)
        hidden = [row.number for row in rows if row.hidden]
        if hidden:
            text = N_("{sheet}: hidden rows were read as well: {rows}")
            self.notes.append(Sentence(text, sheet=sheet.name, rows=Listed(hidden[:20])))

    def _tell_unknown(self, sheet: Sheet, grid: "_Grid", head: _Head, filled: set[int]) -> None:
        unknown = [
            texts[0]
            for column, texts in grid.headings(head.row).items()
            if texts and column not in head.columns and column in filled
        ]
        if unknown:
            text = N_("{sheet}: columns that are not known were not read: {columns}")
            self.notes.append(Sentence(text, sheet=sheet.name, columns=Listed(unknown[:20])))


@dataclass(frozen=True)
class _Grid:
    """Look up texts of a sheet by place, also in merged ranges."""

    sheet: Sheet

    @cached_property
    def _texts(self) -> Mapping[tuple[int, int], str]:
        texts = {
            (row.number, cell.column): plain(str(cell.value))
            for row in self.sheet.rows
            for cell in row.cells
            if _is_text(cell)
        }
        for first_row, first_column, last_row, last_column in self.sheet.merged:
            text = texts.get((first_row, first_column))
            if text is None or last_row - first_row > _DEEPEST:
                continue
            for row in range(first_row, last_row + 1):
                for column in range(first_column, min(last_column, first_column + 100) + 1):
                    texts[row, column] = text
        return texts

    @cached_property
    def _columns(self) -> Sequence[int]:
        return sorted({cell.column for row in self.sheet.rows for cell in row.cells} | {c for _, c in self._texts})

    def headings(self, row: int) -> dict[int, list[str]]:
        """Return column → texts of a row of headings and of those above it, the lowest first."""
        found: dict[int, list[str]] = {}
        above: dict[int, str] = {}
        for column in self._columns:
            texts = []
            for depth in range(_DEEPEST):
                text = self._texts.get((row - depth, column))
                if text is None and depth > 0:
                    text = above.get(depth)  # a heading that spans its neighbours without being merged
                elif text is not None:
                    above[depth] = text
                if text and text not in texts:
                    texts.append(text)
            own = self._texts.get((row, column))
            if own is None:
                texts = [t for d in range(1, _DEEPEST) if (t := self._texts.get((row - d, column)))][:1]
            found[column] = texts
        return found

    def depth(self, row: int) -> int:
        """Return how many rows of headings end in a row: those above it that hold texts only."""
        return sum(any(key[0] == row - step for key in self._texts) for step in range(_DEEPEST))


def _is_text(cell: RawCell) -> bool:
    return isinstance(cell.value, str) and not cell.error


def _labelled(
    pattern: re.Pattern[str], text: str, cell: RawCell, after: RawCell | None, row: SheetRow
) -> Cell | None:
    """Return the value that stands behind a label, in its own cell or in the next."""
    found = pattern.search(text)
    if found is None:
        return None
    value = re.split(r"\s{2,}|填报人|审核人|统计截止|截止时间", found.group(1))[0].strip(" :：")
    if value:
        return Cell(value=value, at=address(row.number, cell.column))
    if after is None or after.value is None:
        return None
    return Cell(value=raw(after.value), at=address(row.number, after.column))


def _is_passed_over(row: SheetRow, named: Sequence[int], head: _Head) -> bool:
    """Say whether a row is none of the table's: a total, a note, the numbers of the columns."""
    texts = [heading_key(str(cell.value)) for cell in row.cells if _is_text(cell)]
    if any(_TOTAL.match(text) for text in texts[:3]):
        return True
    has_name = any(cell.column in named and cell.value is not None for cell in row.cells)
    values = [cell.value for cell in row.cells]
    if all(isinstance(value, int) and not isinstance(value, bool) for value in values):
        numbers = [value for value in values if isinstance(value, int)]
        if numbers == list(range(numbers[0], numbers[0] + len(numbers))) and len(numbers) > 3:  # noqa: PLR2004
            return True
    if not has_name:
        return len(row.cells) <= (2 if isinstance(head.headings.table, UnitTable) else 1) or any(
            _NOTE.match(text) for text in texts[:2]
        )
    return any(_NOTE.match(text) and len(row.cells) <= 3 for text in texts[:1])  # noqa: PLR2004 - a note has few cells
