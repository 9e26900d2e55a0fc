"""Write the form of a township's daily report, filled in with what is recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.election.areas import Area
from dashboard.election.procedure import UnitProcedure
from dashboard.errors import N_
from dashboard.intake.desk import Desk
from dashboard.intake.prefilled import Filled, filled_tables
from dashboard.intake.rows import FORM_SHEET
from dashboard.intake.standing import Value
from dashboard.intake.words import written
from dashboard.messages import Messages
from dashboard.profile.model import Profile
from dashboard.profile.report import Column, Share, SummaryColumn, TownshipTable, UnitTable

_TITLE_ROW, _HEAD_ROW, _GROUP_ROW, _LABEL_ROW, _FIRST_ROW = 1, 2, 3, 4, 5
_LINE = Side(style="thin", color="B7C3D3")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD_FILL = PatternFill("solid", fgColor="DFEAFA")
_LOCKED_FILL = PatternFill("solid", fgColor="EEF1F5")
_DAY, _MOMENT, _SHARE = "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "0.0%"
_LARGEST = 10_000_000
_PAGES_WIDE, _ONE_PAGE = 3, 30  # columns that one page holds


def template(desk: Desk, township: str, day: date, say: Messages, *, demo: bool) -> bytes:
    """Return the form of a township as an .xlsx file; raise UnknownArea."""
    area = desk.township(township)
    _, facts = desk.queries.facts_below(area.code)
    tables = filled_tables(desk.profile, desk.queries.tree, area, day, facts, say.locale)
    return form_file(desk.profile, area, day, tables, say, demo=demo)


def form_file(
    profile: Profile,
    township: Area,
    day: date,
    tables: Mapping[str, Sequence[Filled]],
    say: Messages,
    *,
    demo: bool,
) -> bytes:
    """Write tables into the form.

    Parameters
    ----------
    tables : Mapping[str, Sequence[Filled]]
        Rows by table of the profile's report.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    writer = _Writer(profile, township, day, say, demo)
    layouts: dict[str, _Layout] = {}
    for table in profile.report.unit_tables:
        layouts[table.track] = writer.unit_table(book, table, tables[table.id])
    for rollup in profile.report.township_tables:
        writer.township_table(book, rollup, tables[rollup.id], layouts)
    writer.instructions(book)
    form = book.create_sheet(FORM_SHEET)
    form["A1"] = profile.report.version
    form.sheet_state = "veryHidden"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@dataclass(frozen=True)
class _Layout:
    """Say where the columns of a table of units stand, for the formulas of the summary."""

    table: UnitTable
    sheet: str
    letters: Mapping[str, str]
    last: int

    def cells(self, column: str) -> str:
        """Return the range of a column, such as `'表一甲'!$J$5:$J$40`."""
        letter = self.letters[column]
        return f"'{self.sheet}'!${letter}${_FIRST_ROW}:${letter}${self.last}"


@dataclass(frozen=True)
class _Writer:
    profile: Profile
    township: Area
    day: date
    say: Messages
    demo: bool

    def unit_table(self, book: Workbook, table: UnitTable, rows: Sequence[Filled]) -> _Layout:
        """Write a table of units; return where its columns stand."""
        sheet = book.create_sheet(table.sheet.get(self.say.locale))
        letters = {column.id: get_column_letter(place) for place, column in enumerate(table.columns, 1)}
        last = max(_FIRST_ROW, _FIRST_ROW + len(rows) - 1)
        self._head(sheet, table.title.get(self.say.locale), table.columns)
        for number, row in enumerate(rows, _FIRST_ROW):
            for place, column in enumerate(table.columns, 1):
                cell = sheet.cell(number, place)
                self._value(cell, column, row.values.get(column.id), row.procedure)
                if column.says == "turnout":
                    self._turnout(cell, table, letters, number)
        self._validate(sheet, table.columns, last, rows)
        sheet.freeze_panes = f"{get_column_letter(self._named(table.columns) + 1)}{_FIRST_ROW}"
        return _Layout(table, sheet.title, letters, last)

    def township_table(
        self, book: Workbook, table: TownshipTable, rows: Sequence[Filled], layouts: Mapping[str, _Layout]
    ) -> None:
        """Write a table of the township; the summary's figures are formulas over the tables of units."""
        sheet = book.create_sheet(table.sheet.get(self.say.locale))
        figures = self.profile.report.unit_tables[0].summary if table.summary else ()
        columns: list[Column | SummaryColumn | Share] = [
            *table.columns[:2],
            *figures,
            *table.columns[2:],
            *table.shares,
        ]
        places = {column.id: get_column_letter(place) for place, column in enumerate(columns, 1)}
        self._head(sheet, table.title.get(self.say.locale), columns)
        for number, row in enumerate(rows, _FIRST_ROW):
            for place, column in enumerate(columns, 1):
                cell = sheet.cell(number, place)
                if isinstance(column, Column):
                    self._value(cell, column, row.values.get(column.id))
                    continue
                self._style(cell, locked=True)
                layout = layouts.get(row.track)
                if isinstance(column, Share):
                    cell.value = _share(column, row.track, layout, places, number)
                    cell.number_format = _SHARE
                    continue
                known = {figure.id: figure for figure in layout.table.summary} if layout else {}
                if layout is not None and column.id in known:
                    cell.value = _formula(known[column.id], layout, places, number, self.day)
                    cell.number_format = _SHARE if column.count == "share" else "0"
        own = [column for column in columns if isinstance(column, Column)]
        self._validate(sheet, own, _FIRST_ROW + len(rows) - 1, rows, columns)
        sheet.freeze_panes = f"C{_FIRST_ROW}"

    def instructions(self, book: Workbook) -> None:
        """Write the sheet that tells how the form is filled in."""
        say = self.say
        sheet = book.create_sheet(say(N_("How to fill in")))
        due = f"{self.profile.campaign.reports_due:%H:%M}"
        lines = (
            say(N_("Daily report, form {version}"), version=self.profile.report.version),
            say(
                N_("Send the file every working day before {due}; where nothing has changed, send a zero report."),
                due=due,
            ),
            say(
                N_("Only the white cells are filled in. Grey cells describe the unit or are counted by formulas.")
            ),
            say(N_("What is recorded already stands in the cells. Leave it, and add what is new.")),
            say(N_("Days: 2019-01-10 or 1月10日. Moments: 2019-01-10 14:30.")),
            say(N_("An empty cell changes nothing. To take back what was reported, write “撤销” into the cell.")),
            say(N_("Who changes a day or figure that was reported before writes the reason into “更正原因”.")),
            say(N_("A new round of a poll has its number under “选举轮次”; the earlier one stays recorded.")),
            say(N_("No names, identity numbers or telephone numbers of persons: name the post instead.")),
        )
        for number, line in enumerate(lines, 1):
            cell = sheet.cell(number, 1, line)
            cell.font = Font(bold=number == 1, size=14 if number == 1 else 11)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions["A"].width = 100
        sheet.protection.sheet = True

    # ------------------------------------------------------------ pieces

    def _named(self, columns: Sequence[Column]) -> int:
        return next(place for place, column in enumerate(columns, 1) if column.says == "name")

    def _head(self, sheet: Worksheet, title: str, columns: Sequence[Column | SummaryColumn | Share]) -> None:
        say, width = self.say, len(columns)
        shown = f"{title}　{say(N_('DEMO data'))}" if self.demo else title
        sheet.cell(_TITLE_ROW, 1, shown).font = Font(bold=True, size=14)
        sheet.row_dimensions[_TITLE_ROW].height = 26
        cut_off = f"{self.day.isoformat()} {self.profile.campaign.reports_due:%H:%M}"
        parts = (
            say(N_("Township: {township}"), township=self.township.name),
            say(N_("Cut-off: {instant}"), instant=cut_off),
        )
        for place, part in zip((1, 6), parts, strict=True):
            sheet.cell(_HEAD_ROW, place, part).font = Font(color="435369")
        groups = [column.group if isinstance(column, Column) else None for column in columns]
        for place, (column, group) in enumerate(zip(columns, groups, strict=True), 1):
            self._heading(
                sheet.cell(_GROUP_ROW, place), group.get(say.locale) if group else column.label.get(say.locale)
            )
            self._heading(sheet.cell(_LABEL_ROW, place), column.label.get(say.locale) if group else None)
            if not group:
                sheet.merge_cells(start_row=_GROUP_ROW, end_row=_LABEL_ROW, start_column=place, end_column=place)
            wide = column.width if isinstance(column, Column) else 9
            sheet.column_dimensions[get_column_letter(place)].width = wide + 1
            note = column.note if isinstance(column, Column) else None
            if note is not None:
                sheet.cell(_LABEL_ROW if group else _GROUP_ROW, place).comment = Comment(
                    note.get(say.locale), "form"
                )
        first = 1
        while first <= width:
            last = first
            while groups[first - 1] is not None and last < width and groups[last] == groups[first - 1]:
                last += 1
            if groups[first - 1] is not None and last > first:
                sheet.merge_cells(start_row=_GROUP_ROW, end_row=_GROUP_ROW, start_column=first, end_column=last)
            first = last + 1
        sheet.row_dimensions[_LABEL_ROW].height = 44
        sheet.protection.sheet = True
        sheet.protection.formatColumns = False
        sheet.protection.autoFilter = False
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A3
        sheet.page_setup.fitToWidth = _PAGES_WIDE if width > _ONE_PAGE else 1
        sheet.page_setup.fitToHeight = 0
        sheet.print_title_cols = "A:C"
        sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
        sheet.print_title_rows = f"{_GROUP_ROW}:{_LABEL_ROW}"

    def _heading(self, cell: Cell | MergedCell, text: str | None) -> None:
        cell.value = text
        cell.font = Font(bold=True)
        cell.fill, cell.border = _HEAD_FILL, _BORDER
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)

    def _style(self, cell: Cell, *, locked: bool) -> None:
        cell.border = _BORDER
        cell.protection = Protection(locked=locked)
        if locked:
            cell.fill = _LOCKED_FILL

    def _value(self, cell: Cell, column: Column, value: Value, procedure: UnitProcedure | None = None) -> None:
        self._style(cell, locked=column.told_only)
        kind = column.said.kind
        cell.alignment = Alignment(wrap_text=kind == "text", vertical="center")
        if kind in {"day", "moment"}:
            cell.number_format = _DAY if kind == "day" else _MOMENT
        elif column.says == "code":
            cell.number_format = "@"
        if value is None:
            return
        if isinstance(value, datetime):
            cell.value = value
        elif isinstance(value, date):
            cell.value = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a day on paper
            cell.number_format = _DAY
        elif kind in {"yes_no", "choice", "stage"}:
            text = written(value, column, self.say, self.profile, procedure)
            cell.value = int(text) if text.isdecimal() else text
        else:
            cell.value = value
            if isinstance(value, str) and column.says != "code":
                cell.data_type = "s"  # a text that begins with = is no formula

    def _turnout(self, cell: Cell, table: UnitTable, letters: Mapping[str, str], number: int) -> None:
        says = {column.says: letters[column.id] for column in table.columns}
        eligible, present = f"{says['poll_held.eligible']}{number}", f"{says['poll_held.present']}{number}"
        cell.value = f'=IF(AND(ISNUMBER({present}),N({eligible})>0),{present}/{eligible},"")'
        cell.number_format = _SHARE

    def _validate(
        self,
        sheet: Worksheet,
        columns: Sequence[Column],
        last: int,
        rows: Sequence[Filled],
        order: Sequence[Column | SummaryColumn | Share] | None = None,
    ) -> None:
        """Add drop-down lists and bounds to the cells that are filled in."""
        places = {column.id: place for place, column in enumerate(order or columns, 1)}
        stages = self._stages(rows)
        for column in columns:
            if column.told_only:
                continue
            rule = self._rule(column, stages)
            if rule is not None:
                letter = get_column_letter(places[column.id])
                rule.add(f"{letter}{_FIRST_ROW}:{letter}{last}")
                sheet.add_data_validation(rule)

    def _rule(self, column: Column, stages: Sequence[str]) -> DataValidation | None:
        say, kind, campaign = self.say, column.said.kind, self.profile.campaign
        if kind in {"choice", "yes_no", "stage"}:
            words = (
                [words[0] for words in column.words.values()]
                if kind == "choice"
                else [say(N_("yes")), say(N_("no"))]
                if kind == "yes_no"
                else list(stages)
            )
            listed = ",".join(words)
            if len(listed) > 250:  # noqa: PLR2004 - a list in a rule may have 255 characters
                return None
            rule = DataValidation("list", formula1=f'"{listed}"', allow_blank=True)
            rule.errorStyle = "warning"
            return rule
        if kind in {"day", "moment"}:
            first, last = _serial(campaign.start), _serial(campaign.end) + 1
            rule = DataValidation(
                "date", operator="between", formula1=str(first), formula2=str(last), allow_blank=True
            )
            rule.errorStyle = "warning"
            rule.error = say(N_("A day of the campaign, {start} to {end}"), start=campaign.start, end=campaign.end)
            return rule
        if kind == "count":
            rule = DataValidation(
                "whole", operator="between", formula1="0", formula2=str(_LARGEST), allow_blank=True
            )
            rule.error = say(N_("A whole number is wanted"))
            return rule
        return None

    def _stages(self, rows: Sequence[Filled]) -> list[str]:
        """List the stages that the drop-down offers, without what stands in brackets."""
        tracks = {row.track for row in rows}
        names: dict[str, None] = {self.profile.phases[0].label.get(self.say.locale): None}
        kinds = {row.area.kind for row in rows}
        for track in self.profile.tracks:
            for procedure in track.procedures:
                if track.id in tracks and kinds & set(procedure.kinds):
                    for stage in procedure.stages:
                        label = stage.label.get(self.say.locale)
                        names[label.split("（")[0].split("(")[0].replace(",", " ").strip()] = None
        names[self.profile.phases[-1].label.get(self.say.locale)] = None
        return list(names)


def _share(share: Share, track: str, layout: _Layout | None, places: Mapping[str, str], row: int) -> str | None:
    """Return the formula of a share; None in the row of another track."""
    if share.track is None:
        part, whole = f"{places[share.part]}{row}", f"{places[share.whole]}{row}"
    elif share.track == track and layout is not None:
        part, whole = f"SUM({layout.cells(share.part)})", f"SUM({layout.cells(share.whole)})"
    else:
        return None
    return f'=IF(N({whole})>0,{part}/{whole},"")'


def _formula(  # noqa: C901 - one case per way of counting
    figure: SummaryColumn, layout: _Layout, places: Mapping[str, str], row: int, day: date
) -> str:
    """Return the formula of a figure; those over figures refer to cells of their own row."""
    column = layout.cells(figure.column or "") if figure.column in layout.letters else ""
    other = layout.cells(figure.other or "") if figure.other in layout.letters else ""
    today = f"DATE({day.year},{day.month},{day.day})"
    match figure.count:
        case "units":
            return f"=COUNTA({layout.cells('name')})"
        case "filled":
            return f"=COUNTA({column})"
        case "equals":
            word = next(c for c in layout.table.columns if c.id == figure.column).words[figure.value or ""][0]
            return f'=COUNTIF({column},"{word}")'
        case "on_day":
            return f'=COUNTIFS({column},">="&{today},{column},"<"&({today}+1))'
        case "day_after":
            return f'=COUNTIFS({column},">="&({today}+1),{column},"<"&({today}+2))'
        case "open":
            return f'=COUNTIFS({column},"<>",{other},"")'
        case "overdue":
            return f'=COUNTIFS({column},"<"&{today},{column},">0",{other},"")'
        case "sum":
            return f"=SUM({column})"
        case "share":
            part, whole = f"{places[figure.column or '']}{row}", f"{places[figure.other or '']}{row}"
            return f"=IF({whole}>0,{part}/{whole},0)"
        case "rest":
            return f"={places[figure.other or '']}{row}-{places[figure.column or '']}{row}"


def _serial(day: date) -> int:
    return (day - date(1899, 12, 30)).days
