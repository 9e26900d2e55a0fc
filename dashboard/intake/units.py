"""Find the unit that a row is about: by its code, else by its name within the township."""

import re
from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from dashboard.election.areas import Area, AreaTree
from dashboard.errors import N_, Sentence
from dashboard.intake.content import Cell, Content, Row
from dashboard.intake.findings import Finding, Level, at_row
from dashboard.intake.values import plain
from dashboard.profile.report import Column
from geodata.match import Names
from geodata.name_forms import UNITS, unit_grammar

_CODE = re.compile(r"[0-9A-Za-z]{4,40}")
Found = tuple[Area | None, tuple[Area, ...], list[Finding]]
"""The unit, units with a similar name, and what is to be said about it."""


@dataclass(frozen=True)
class TownshipMatch:
    """Say which township a written name means."""

    area: Area | None
    suggestions: tuple[Area, ...]


@dataclass(frozen=True)
class UnitNames:
    """Know the units of a tree by code and by name; `endings` are those of the profile."""

    tree: AreaTree
    endings: Mapping[str, Sequence[str]]

    @cached_property
    def _townships(self) -> Names:
        return Names.of_towns(
            (area.code, (area.name, area.short_name, *area.aliases)) for area in self.tree.townships
        )

    @cached_property
    def _units(self) -> Mapping[str, Names]:
        grammar = unit_grammar(self.endings) if self.endings else UNITS
        return {
            township.code: Names.of(
                (
                    (unit.code, (unit.name, unit.short_name, *unit.aliases))
                    for unit in map(self.tree.areas.__getitem__, self.tree.units_below[township.code])
                ),
                (self.tree.root.name, township.name, township.short_name, *township.aliases),
                grammar,
            )
            for township in self.tree.townships
        }

    def township(self, text: str) -> TownshipMatch:
        """Return the township that a name or code means."""
        written = plain(text)
        if written in self.tree.areas:
            return TownshipMatch(self.tree.areas[written], ())
        match = self._townships.find(written)
        area = self.tree.areas[match.code] if match.code else None
        return TownshipMatch(area, tuple(self.tree.areas[code] for code, _ in match.suggestions))

    def township_in(self, text: str) -> Area | None:
        """Return the township whose name stands in a text, such as a file's name; of several the longest name."""
        written = plain(text)
        named = [
            (len(name), area.code)
            for area in self.tree.townships
            for name in (area.name, area.short_name, *area.aliases)
            if name in written
        ]
        return self.tree.areas[max(named)[1]] if named else None

    def township_of_codes(self, content: Content) -> Area | None:
        """Return the township to which most of the codes in a report belong."""
        parents = Tally(
            unit.parent_code
            for row in content.rows
            for cell in row.cells.values()
            if (unit := self.tree.areas.get(code_of(cell))) is not None and unit.kind is not None
        )
        return self.tree.areas[parents.most_common(1)[0][0] or ""] if parents else None

    def unit(self, row: Row, columns: Mapping[str, Column], township: Area) -> Found:
        """Find the unit of a row; a unit of another township is found, and refused."""
        by_says = {column.says: row.cells.get(column.id) for column in columns.values()}
        ids = {column.says: column.id for column in columns.values()}
        code, name = code_of(by_says["code"]), _written(by_says["name"])
        findings: list[Finding] = []
        coded = self.tree.areas.get(code) if code else None
        if code and (coded is None or coded.kind is None):
            text = Sentence(N_("no village or community has the code {code}"), code=code)
            findings.append(at_row(Level.WARNING if name else Level.ERROR, text, row, ids["code"]))
            coded = None
        match = self._units[township.code].find(name) if name else None
        named = self.tree.areas[match.code] if match and match.code else None
        similar = tuple(self.tree.areas[other] for other, _ in match.suggestions) if match else ()
        unit = coded or named
        if unit is None:
            elsewhere = self._elsewhere(name, township)
            if elsewhere is not None:
                return elsewhere, (), [self._foreign(elsewhere, row, ids["name"])]
            text = Sentence(
                N_("{township} has no village or community “{name}”"), township=township.name, name=name or "—"
            )
            return None, similar, [*findings, at_row(Level.ERROR, text, row, ids["name"])]
        if unit.parent_code != township.code:
            return unit, (), [self._foreign(unit, row, ids["code"])]
        if coded is not None and name:
            if named is not None and named.code != coded.code:
                text = Sentence(
                    N_("the code is that of {coded}, the name that of {named}"), coded=coded.name, named=named.name
                )
                return None, (coded, named), [at_row(Level.ERROR, text, row, ids["code"])]
            if named is None:
                text = Sentence(N_("the code is that of {coded}; the name is not in the list"), coded=coded.name)
                findings.append(at_row(Level.WARNING, text, row, ids["name"]))
        return unit, (), findings

    def _elsewhere(self, name: str, township: Area) -> Area | None:
        """Return the one unit of another township whose full name is written."""
        found = [unit for unit in self.tree.units if unit.name == name and unit.parent_code != township.code]
        return found[0] if len(found) == 1 else None

    def _foreign(self, unit: Area, row: Row, column: str) -> Finding:
        text = N_("{unit} belongs to {township}; a report tells of its own township only")
        told = Sentence(text, unit=unit.name, township=self.tree.areas[unit.parent_code or ""].name)
        return at_row(Level.ERROR, told, row, column)


def code_of(cell: Cell | None) -> str:
    """Return the code that a cell holds, also when a spreadsheet made a number of it; empty for none."""
    if cell is None or cell.value is None or cell.error:
        return ""
    value = cell.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = plain(value).replace(" ", "").removesuffix(".0")
    return text if _CODE.fullmatch(text) else ""


def _written(cell: Cell | None) -> str:
    return plain(cell.value) if cell is not None and isinstance(cell.value, str) and not cell.error else ""
