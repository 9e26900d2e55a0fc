"""Say in which report, in which of its cells, a fact was told."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dashboard.election.facts import Fact
from dashboard.election.procedure import procedure_of
from dashboard.intake.check import Checker
from dashboard.intake.content import Amendments, Content, Row
from dashboard.intake.standing import Standing
from dashboard.profile.report import Column, UnitTable
from dashboard.store.errors import UnknownReport
from dashboard.store.report import StoredReport
from dashboard.store.reports import Reports

_RECEIPT = re.compile(r"(?:^|\s)(\d{8}-\d{3,})(?:\s|$)")
_KEPT = 256  # reports whose rows are kept at hand


@dataclass(frozen=True)
class Origin:
    """Say where a fact was told.

    Attributes
    ----------
    report : str
        Receipt of the report.
    file : str or None
        Name of the file; None for a report that was filled in online.
    sheet, cells : str or None
        Where in the file: a cell, or the first and the last of several (`L12–T12`).
    row : int or None
        The row of the unit, where no single column told the fact.
    by_hand : bool
        A person changed what the cell says before it was recorded.
    """

    report: str
    file: str | None
    sheet: str | None = None
    cells: str | None = None
    row: int | None = None
    by_hand: bool = False


@dataclass(frozen=True)
class _Told:
    """Hold the rows of a report about each unit, with what a person changed of them."""

    file: str | None
    rows: Mapping[str, Sequence[tuple[str, Row]]]
    changed: Mapping[str, frozenset[str]]


class Origins:
    """Find where facts were told; the rows of the reports read last stay at hand."""

    def __init__(self, reports: Reports, checker: Checker) -> None:
        self._reports = reports
        self._checker = checker
        self._read = lru_cache(maxsize=_KEPT)(self._rows)

    def of(self, fact: Fact) -> Origin | None:
        """Return where a fact of a unit was told; None when it did not come by a report."""
        found = _RECEIPT.search(fact.source)
        if found is None:
            return None
        try:
            told = self._read(found[1], fact.revision, fact.recorded_at.isoformat())
        except UnknownReport:
            return None
        rows = [row for track, row in told.rows.get(fact.area_code, ()) if fact.track in {None, track}]
        if told.file is None:
            return Origin(found[1], None)
        for row in rows:
            columns = [column for column in self._columns(row, fact) if row.cells[column].at]
            if columns:
                places = [row.cells[column].at or "" for column in columns]
                cells = places[0] if len(places) == 1 else f"{places[0]}–{places[-1]}"
                hand = not told.changed.get(row.id, frozenset()).isdisjoint(columns)
                return Origin(found[1], told.file, row.sheet, cells, row.number, by_hand=hand)
        if rows:
            return Origin(found[1], told.file, rows[0].sheet, row=rows[0].number)
        return Origin(found[1], told.file)

    def _rows(self, receipt: str, _revision: int, _recorded: str) -> _Told:
        """Read a report; a demo that is set back gives a receipt again, at another revision or instant."""
        report = self._reports.get(receipt)
        content = Content.model_validate(report.content)
        amendments = Amendments.model_validate(report.amendments)
        rows: dict[str, list[tuple[str, Row]]] = {}
        for table in self._checker.profile.report.unit_tables:
            for row in content.rows:
                if row.table == table.id and row.id not in amendments.left_out:
                    code = self._unit(amendments.applied(row), table, report, amendments)
                    if code is not None:
                        rows.setdefault(code, []).append((table.track, amendments.applied(row)))
        changed = {row: frozenset(cells) for row, cells in amendments.cells.items()}
        return _Told(report.file_name, rows, changed)

    def _unit(self, row: Row, table: UnitTable, report: StoredReport, amendments: Amendments) -> str | None:
        if row.id in amendments.units:
            return amendments.units[row.id]
        township = self._checker.tree.areas[report.township]
        unit, _, _ = self._checker.names.unit(row, {column.id: column for column in table.columns}, township)
        return unit.code if unit else None

    def _columns(self, row: Row, fact: Fact) -> list[str]:
        """List the columns of a row that told a fact, in the order of the table."""
        profile = self._checker.profile
        table = profile.report.table(row.table)
        area = self._checker.tree.areas[fact.area_code]
        track = table.track if isinstance(table, UnitTable) else fact.track
        procedure = procedure_of(profile, area, track) if track else None
        standing = Standing(area, track, procedure, fact.effective_on).take([fact])
        there = [column for column in table.columns if column.id in row.cells]
        telling = [column.id for column in there if not column.told_only and standing.fact(column) is fact]
        return telling or [column.id for column in there if _is_stage(column, fact)]


def _is_stage(column: Column, fact: Fact) -> bool:
    """Say whether a step of the procedure can have been told by the column of the current stage."""
    return column.says == "stage" and fact.type in {"milestone", "milestone_revoked"}
