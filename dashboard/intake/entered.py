"""Turn what was filled in online into rows of a report."""

from collections.abc import Mapping, Sequence

from dashboard.intake.content import Cell, Raw, Row
from dashboard.profile.model import Profile
from dashboard.profile.report import UnitTable
from dashboard.store.errors import UnknownArea

Entered = Mapping[str, Mapping[str, Mapping[str, Raw]]]
"""Table → unit (or track) → column → value."""


def entered_rows(profile: Profile, units: Sequence[str], cells: Entered) -> list[Row]:
    """Return a row for each unit that was filled in; raise UnknownArea for one that is none of `units`."""
    rows = []
    for table in profile.report.tables:
        for code, values in cells.get(table.id, {}).items():
            if isinstance(table, UnitTable) and code not in units:
                raise UnknownArea(code=code)
            key = "code" if isinstance(table, UnitTable) else "track"
            column = next(column for column in table.columns if column.says == key)
            written = {name: Cell(value=value) for name, value in values.items() if value is not None}
            named = Cell(value=column.words[code][0] if code in column.words else code)
            rows.append(Row(id=row_id(table.id, code), table=table.id, cells={**written, column.id: named}))
    return rows


def row_id(table: str, code: str) -> str:
    """Name the row of a unit (or track) in a report that is filled in online."""
    return f"{table}-{code}"
