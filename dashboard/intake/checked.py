"""Hold the result of a check."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date

from dashboard.election.areas import Area
from dashboard.election.procedure import UnitProcedure
from dashboard.intake.content import Row
from dashboard.intake.findings import Finding, Level
from dashboard.intake.proposals import Told
from dashboard.intake.standing import Value
from dashboard.store.log import Entry


@dataclass(frozen=True)
class Change:
    """Say what a report changes in one column of a row; `after` is WITHDRAWN for what it takes back."""

    column: str
    before: Value
    after: Told
    wants_reason: bool


@dataclass(frozen=True)
class CheckedRow:
    """Hold a row with what it would change and what was found in it.

    Attributes
    ----------
    area : Area or None
        The unit (or township) that the row is about; None when it is not known.
    suggestions : tuple[Area, ...]
        Units with a similar name, when the unit is not known.
    reason : str or None
        Why it changes what was reported before: given by hand, else in the file.
    """

    row: Row
    area: Area | None
    procedure: UnitProcedure | None
    suggestions: tuple[Area, ...]
    left_out: bool
    reason: str | None
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Checked:
    """Hold the result of a check.

    Attributes
    ----------
    entries : tuple[Entry, ...]
        The facts that would be recorded, without the report's own `report_received`.
    """

    day: date
    rows: tuple[CheckedRow, ...]
    findings: tuple[Finding, ...]
    entries: tuple[Entry, ...]

    @property
    def digest(self) -> str:
        """Return the sha256 of the facts, by which a person confirms what was shown."""
        body = [[entry.area_code, entry.draft.model_dump(mode="json")] for entry in self.entries]
        return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    def count(self, level: Level) -> int:
        """Count the findings of a level, in rows that are not left out."""
        return sum(finding.level is level for finding in self.findings)

    @property
    def acceptable(self) -> bool:
        """Say whether nothing stands against recording it."""
        return not any(finding.level in {Level.ERROR, Level.CORRECTION} for finding in self.findings)
