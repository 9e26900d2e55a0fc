"""Write the daily reports of the simulated townships as workbooks, the way real clerks send them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from random import Random

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.demo.hand import Hand, Written
from dashboard.election.admission import admit
from dashboard.election.areas import Area, AreaTree
from dashboard.election.facts import Fact, FactDraft
from dashboard.election.procedure import UnitProcedure
from dashboard.intake.content import Raw, raw
from dashboard.intake.prefilled import Filled, filled_tables
from dashboard.intake.proposed import proposed_fact
from dashboard.intake.standing import Value
from dashboard.intake.summary import summarise
from dashboard.intake.words import written
from dashboard.messages import Messages
from dashboard.profile.model import Profile
from dashboard.profile.report import Column, TownshipTable, UnitTable
from dashboard.store.log import Entry
from geodata.match import Names

_EVENTS = {"exception_cleared": "resumed", "milestone_revoked": "revoked"}
Tables = Mapping[str, Sequence[Filled]]


@dataclass(frozen=True)
class Clerk:
    """Write the reports of one township.

    Attributes
    ----------
    seed : int
        Of the simulation; a township's clerk keeps the same habits on all days.
    """

    profile: Profile
    tree: AreaTree
    township: Area
    say: Messages
    seed: int

    @property
    def hand(self) -> Hand:
        """Return the clerk's habits."""
        return Hand.of(Random(f"{self.seed} hand {self.township.code}"))

    def tables(self, day: date, known: Mapping[str, Sequence[Fact]], told: Sequence[Entry]) -> Tables:
        """Return the tables of a day: what is recorded, with what is to be told."""
        facts = {code: list(of_area) for code, of_area in known.items()}
        events: dict[tuple[str, str | None], FactDraft] = {}
        for number, entry in enumerate(told):
            area, draft = self.tree.areas[entry.area_code], entry.draft
            payload = admit(draft, area, self.tree, self.profile, day)
            facts.setdefault(area.code, []).append(proposed_fact(draft, payload, area, number, day))
            if draft.type in _EVENTS:
                events[area.code, draft.track] = draft
        tables = filled_tables(self.profile, self.tree, self.township, day, facts, self.say.locale)
        return {table: [self._with_event(table, row, events) for row in rows] for table, rows in tables.items()}

    def _with_event(
        self, table_id: str, row: Filled, events: Mapping[tuple[str, str | None], FactDraft]
    ) -> Filled:
        """Write what ended an exceptional state, or revoked a stage, which the state after it no longer shows."""
        draft = events.get((row.area.code, row.track))
        table = self.profile.report.table(table_id)
        columns = {column.says: column.id for column in table.columns}
        if draft is None or "exception.kind" not in columns:
            return row
        more: dict[str, Value] = {
            columns["exception.kind"]: _EVENTS[draft.type],
            columns["exception.on"]: draft.effective_on,
        }
        if draft.type == "milestone_revoked":
            more[columns["stage"]] = str(draft.payload["stage"])
            more[columns["reason"]] = draft.payload.get("cause")
        return replace(row, values={**row.values, **more})

    def cells(
        self, day: date, known: Mapping[str, Sequence[Fact]], told: Sequence[Entry]
    ) -> dict[str, dict[str, dict[str, Raw]]]:
        """Return only what changes, for a form that is filled in online: table → unit → column → value."""
        before, after = self.tables(day, known, ()), self.tables(day, known, told)
        changed: dict[str, dict[str, dict[str, Raw]]] = {}
        for table in self.profile.report.tables:
            columns = {column.id: column for column in table.columns}
            for old, new in zip(before[table.id], after[table.id], strict=True):
                cells = {
                    name: self._online(value, columns[name], new.procedure)
                    for name, value in new.values.items()
                    if old.values.get(name) != value
                }
                if cells:
                    key = new.area.code if isinstance(table, UnitTable) else new.track
                    changed.setdefault(table.id, {})[key] = cells
        return changed

    def _online(self, value: Value, column: Column, procedure: UnitProcedure | None) -> Raw:
        if column.said.kind in {"choice", "stage", "yes_no"}:
            return written(value, column, self.say, self.profile, procedure)
        return raw(value)

    # ------------------------------------------------------------ workbooks

    def workbook(self, day: date, known: Mapping[str, Sequence[Fact]], told: Sequence[Entry]) -> tuple[str, bytes]:
        """Return the name and the bytes of a day's report."""
        tables = self.tables(day, known, told)
        hand, book = self.hand, Workbook()
        book.remove(book.worksheets[0])
        sheet: Worksheet | None = None
        for table in self.profile.report.unit_tables:
            if sheet is None or not hand.one_sheet:
                sheet = book.create_sheet(table.sheet.zh_CN if not hand.one_sheet else "日报")
                first = 1
            first = self._unit_table(sheet, first, table, tables[table.id], day) + 2
        for rollup in self.profile.report.township_tables:
            if rollup.summary or any(len(row.values) > 2 for row in tables[rollup.id]):  # noqa: PLR2004 - named only
                self._township_table(book, rollup, tables, day)
        if hand.hidden_copy:
            copy = book.create_sheet("旧表")
            self._unit_table(
                copy, 1, self.profile.report.unit_tables[0], tables[self.profile.report.unit_tables[0].id], day
            )
            copy.sheet_state = "hidden"
        out = BytesIO()
        book.save(out)
        return f"{self.township.name}换届日报{day.month}月{day.day}日.xlsx", out.getvalue()

    def _unit_table(
        self, sheet: Worksheet, first: int, table: UnitTable, rows: Sequence[Filled], day: date
    ) -> int:
        """Write a table of units from row `first` on; return its last row."""
        hand = self.hand
        columns = self._columns(table, rows)
        line = self._head(sheet, first, table.title.zh_CN, day, len(columns))
        line = self._headings(sheet, line, columns)
        names = Names.of((row.area.code, (row.area.name, row.area.short_name)) for row in rows)
        for number, row in enumerate(rows, 1):
            line += 1
            for place, column in enumerate(columns, 1):
                sheet.cell(line, place).value = self._cell(row, column, number, names)
            if hand.hidden_copy and number == len(rows):
                sheet.row_dimensions[line].hidden = True
        if hand.totals:
            line += 1
            sheet.cell(line, 1).value = "合计"
            sheet.cell(line, 2).value = len(rows)
        if hand.notes:
            line += 2
            sheet.cell(line, 1).value = "注：以上数据截至当日17时。"
        return line

    def _columns(self, table: UnitTable, rows: Sequence[Filled]) -> list[Column]:
        """Choose the columns that the clerk's form has: those that tell something, and the usual ones."""
        used = {name for row in rows for name in row.values}
        always = {"ordinal", "code", "name", "kind", "stage", "poll_held.at", "remark.remarks"}
        return [
            column
            for column in table.columns
            if (column.says in always or column.id in used)
            and not (column.says == "code" and self.hand.codes == "none")
        ]

    def _head(self, sheet: Worksheet, line: int, title: str, day: date, width: int) -> int:
        """Write the titles and the head; return the row above the headings."""
        sheet.cell(line, 1).value = f"{title}（演示数据）"
        sheet.merge_cells(start_row=line, end_row=line, start_column=1, end_column=min(width, 12))
        for step in range(1, self.hand.titles):
            line += 1
            sheet.cell(line, 1).value = "" if step == 1 else "（各单位填报，当日17时前报送）"
        line += 1
        sheet.cell(line, 1).value = f"填报单位：{self.township.name}"
        sheet.cell(line, 5).value = "统计截止时间："
        sheet.cell(line, 6).value = f"{day.month}月{day.day}日17时"
        return line

    def _headings(self, sheet: Worksheet, line: int, columns: Sequence[Column]) -> int:
        """Write the headings; return the lowest row of them."""
        random = Random(f"{self.seed} headings {self.township.code}")
        labels = [self._label(column, random) for column in columns]
        if not self.hand.grouped:
            for place, label in enumerate(labels, 1):
                sheet.cell(line + 1, place).value = label
            return line + 1
        groups = [column.group.zh_CN if column.group else None for column in columns]
        for place, (label, group) in enumerate(zip(labels, groups, strict=True), 1):
            sheet.cell(line + 2 if group else line + 1, place).value = label
            if group and (place == 1 or groups[place - 2] != group):
                sheet.cell(line + 1, place).value = group
                last = place
                while last < len(groups) and groups[last] == group:
                    last += 1
                if last > place:
                    sheet.merge_cells(start_row=line + 1, end_row=line + 1, start_column=place, end_column=last)
            elif not group:
                sheet.merge_cells(start_row=line + 1, end_row=line + 2, start_column=place, end_column=place)
        return line + 2

    def _label(self, column: Column, random: Random) -> str:
        """Choose one of the headings by which a column is known; short ones only below their group."""
        known = [column.label.zh_CN, *(alias for alias in column.aliases if len(alias) >= 4 or self.hand.grouped)]  # noqa: PLR2004
        label = random.choice(known) if random.random() < 0.4 else known[0]  # noqa: PLR2004 - a habit
        return label.replace("日期", "\n日期") if random.random() < 0.2 else label  # noqa: PLR2004

    def _cell(self, row: Filled, column: Column, number: int, names: Names) -> Written:
        if column.says == "ordinal":
            return number
        if column.says == "code":
            return self.hand.code(row.area.code)
        if column.says == "name":
            return self.hand.name(row.area, names)
        return self._hand_cell(row, column)

    def _hand_cell(self, row: Filled, column: Column) -> Written:
        value = row.values.get(column.id)
        if column.said.kind == "stage" and value is not None:
            return written(value, column, self.say, self.profile, row.procedure)
        return self.hand.cell(value, column, self.say, self.profile)

    def _township_table(self, book: Workbook, table: TownshipTable, tables: Tables, day: date) -> None:
        sheet = book.create_sheet(table.sheet.zh_CN)
        line = self._head(sheet, 1, table.title.zh_CN, day, 12) + 1
        figures = self.profile.report.unit_tables[0].summary if table.summary else ()
        labels = [column.label.zh_CN for column in table.columns[:2]]
        labels += [figure.label.zh_CN for figure in figures]
        labels += [column.label.zh_CN for column in table.columns[2:]]
        for place, label in enumerate(labels, 1):
            sheet.cell(line, place).value = label
        by_track = {one.track: one for one in self.profile.report.unit_tables}
        for row in tables[table.id]:
            line += 1
            counted = summarise(by_track[row.track], [unit.values for unit in tables[by_track[row.track].id]], day)
            shares = {figure.id for figure in figures if figure.count == "share"}
            cells: list[Written] = [self._hand_cell(row, column) for column in table.columns[:2]]
            for figure in figures:
                value = counted.get(figure.id)
                cells.append(
                    None if value is None else f"{100 * value:.1f}%" if figure.id in shares else int(value)
                )
            cells += [self._hand_cell(row, column) for column in table.columns[2:]]
            for place, cell in enumerate(cells, 1):
                sheet.cell(line, place).value = cell
