"""Read the workbook: each row becomes a draft of a fact, or says what is wrong in which cell."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from dashboard.election.areas import Area, AreaTree
from dashboard.election.facts import FactDraft
from dashboard.errors import N_, Sentence
from dashboard.intake.book import Book, RawCell, Row, Sheet, address
from dashboard.intake.headings import heading_key
from dashboard.intake.plain import Unreadable, is_empty, plain
from dashboard.intake.registers.forms import CODE, DAY, LEADING, NAME, Column, Register, spoken, words_of
from dashboard.intake.values import read_choice, read_count, read_day, read_moment, read_text, read_yes_no
from dashboard.profile.model import Profile

_HEAD_WITHIN = 12
_FEWEST_HEADINGS = 2
_SPLIT = "、,，;；/"


@dataclass(frozen=True)
class Wrong:
    """Say what is wrong with a cell, or with a whole row where `cell` is None."""

    cell: str | None
    text: Sentence


@dataclass(frozen=True)
class Line:
    """Hold one row of a sheet: the area it is about, its draft, or what is wrong."""

    sheet: str
    row: int
    type: str
    area: Area | None
    draft: FactDraft | None
    wrong: Sequence[Wrong] = ()


@dataclass(frozen=True)
class Reading:
    """Hold a whole workbook as read; `ignored` names sheets that are none of the form's."""

    lines: Sequence[Line]
    ignored: Sequence[str] = ()


@dataclass(frozen=True)
class Reader:
    """Read workbooks of one district."""

    profile: Profile
    tree: AreaTree
    forms: Mapping[str, Register]
    today: date

    def read(self, book: Book) -> Reading:
        """Return every row with contents; nothing of it is recorded."""
        lines: list[Line] = []
        ignored: list[str] = []
        for sheet in book.sheets:
            register = self._register_of(sheet.name)
            if register is None:
                ignored.append(sheet.name)
            else:
                lines.extend(self._lines(sheet, register))
        return Reading(lines, ignored)

    def _register_of(self, name: str) -> Register | None:
        wanted = heading_key(name)
        for register in self.forms.values():
            told = [say(register.label) for say in spoken(self.profile)]
            if wanted in {heading_key(name) for name in (*told, register.type)}:
                return register
        return None

    def _lines(self, sheet: Sheet, register: Register) -> Iterator[Line]:
        head, columns = self._head(sheet, register)
        if head is None:
            missing = Sentence(N_("no row with the form's headings was found; take a fresh template"))
            yield Line(sheet.name, 1, register.type, None, None, [Wrong(None, missing)])
            return
        for row in sheet.rows:
            if row.number > head and any(not is_empty(cell.value) for cell in row.cells):
                yield self._line(sheet, row, register, columns)

    def _head(self, sheet: Sheet, register: Register) -> tuple[int | None, Mapping[int, Column]]:
        columns = (*LEADING, *register.columns)
        known = {heading_key(text): column for column in columns for text in column.headings(self.profile)}
        for row in sheet.rows[:_HEAD_WITHIN]:
            found = {
                cell.column: known[heading_key(str(cell.value))]
                for cell in row.cells
                if isinstance(cell.value, str) and heading_key(cell.value) in known
            }
            if len(found) >= _FEWEST_HEADINGS:
                return row.number, found
        return None, {}

    def _line(self, sheet: Sheet, row: Row, register: Register, columns: Mapping[int, Column]) -> Line:
        taking = _Taking(self, register, row)
        for cell in row.cells:
            column = columns.get(cell.column)
            if column is not None and not is_empty(cell.value):
                taking.take(column, cell)
        taking.miss(columns)
        area = taking.area()
        draft = taking.draft() if not taking.wrong and area is not None else None
        return Line(sheet.name, row.number, register.type, area, draft, taking.wrong)


@dataclass
class _Taking:
    """Gather what one row says."""

    reader: Reader
    register: Register
    row: Row
    payload: dict[str, Any] = field(default_factory=dict)
    fact: dict[str, Any] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)

    def take(self, column: Column, cell: RawCell) -> None:
        """Read one cell."""
        place = address(self.row.number, cell.column)
        if cell.error:
            self.wrong.append(Wrong(place, Sentence(N_("the cell holds an error"))))
            return
        try:
            value = self._value(column, cell)
        except Unreadable as error:
            text = Sentence(N_("wanted is {expected}, found “{read}”"), expected=error.expected, read=error.read)
            self.wrong.append(Wrong(place, text))
            return
        _put(self.fact if column.into == "fact" else self.payload, column.name, value)

    def _value(self, column: Column, cell: RawCell) -> object:
        window = (self.reader.profile.campaign.start, self.reader.profile.campaign.end)
        words = words_of(column, self.reader.profile)
        match column.kind:
            case "count":
                return read_count(cell.value)
            case "day":
                return read_day(cell.value, window).isoformat()
            case "time":
                return _time(cell)
            case "yes":
                return read_yes_no(cell.value)
            case "choice":
                chosen = read_choice(cell.value, words)
                return int(chosen) if column.words == "hours" else chosen
            case "choices":
                text = plain(cell.value)
                for mark in _SPLIT:
                    text = text.replace(mark, "\n")
                return [read_choice(part, words) for part in text.split("\n") if part.strip()]
        return read_text(cell.value)

    def miss(self, columns: Mapping[int, Column]) -> None:
        """Say which wanted columns are empty."""
        unread = {place for one in self.wrong if one.cell for place in [one.cell]}
        for column in self.register.columns:
            at = next((number for number, one in columns.items() if one is column), None)
            place = address(self.row.number, at) if at else None
            held = self.fact if column.into == "fact" else self.payload
            if column.required and not _holds(held, column.name) and place not in unread:
                text = Sentence(N_("{column} is missing"), column=_named(column))
                self.wrong.append(Wrong(place, text))

    def area(self) -> Area | None:
        """Find the area by code, else by a name that only one area has."""
        tree, code, name = self.reader.tree, self.fact.get(CODE), self.fact.get(NAME)
        if code is not None:
            area = tree.areas.get(str(code).removesuffix(".0"))
            if area is None:
                self.wrong.append(Wrong(None, Sentence(N_("there is no area with the code {code}"), code=code)))
            return area
        if name is None:
            self.wrong.append(Wrong(None, Sentence(N_("neither a code nor a name says where"))))
            return None
        found = [area for area in tree.areas.values() if name in (area.name, area.short_name, *area.aliases)]
        if len(found) == 1:
            return found[0]
        text = (
            N_("no area is called “{name}”")
            if not found
            else N_("several areas are called “{name}”: give the code")
        )
        self.wrong.append(Wrong(None, Sentence(text, name=name)))
        return None

    def draft(self) -> FactDraft:
        """Return the row as a draft, whose payload the log still judges."""
        subject = self.fact.get("subject") or self._subject()
        return FactDraft(
            type=self.register.type,
            payload=self.payload,
            track=self.fact.get("track"),
            subject=subject,
            effective_on=self.fact.get(DAY) or self.reader.today,
            effective_time=self.fact.get("effective_time"),
        )

    def _subject(self) -> str | None:
        """Name a repeated thing by its words, so that the same words mean the same thing."""
        keyed = self.register.keyed
        if not keyed:
            return None
        told = [str(self.payload.get(name, self.fact.get(name, ""))) for name in keyed]
        if self.register.type in {"assistance", "assignment"}:
            return told[0]
        digest = hashlib.sha256("\n".join(told).encode()).hexdigest()[:10]
        return f"{self.register.type.split('_', maxsplit=1)[0]}-{digest}"


def _time(cell: RawCell) -> time:
    if isinstance(cell.value, time):
        return cell.value.replace(microsecond=0)
    text = plain(cell.value)
    _, clock = read_moment(f"2019-01-01 {text}", (date(2019, 1, 1), date(2019, 1, 1)))
    if clock is None:
        raise Unreadable(Sentence(N_("a time such as 09:30")), text)
    return clock


def _put(into: dict[str, Any], name: str, value: object) -> None:
    first, _, rest = name.partition(".")
    if rest:
        _put(into.setdefault(first, {}), rest, value)
    else:
        into[first] = value


def _holds(held: Mapping[str, Any], name: str) -> bool:
    first, _, rest = name.partition(".")
    return _holds(held.get(first, {}), rest) if rest else first in held


def _named(column: Column) -> object:
    return Sentence(column.label) if isinstance(column.label, str) else column.label
