"""Define a township's daily report (日报), what may be done with it, and how the two are told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from dashboard.errors import N_, Sentence

Kind = Literal["file", "grid", "unit", "zero"]
"""How a report came: a file, filled in online, one unit's form, or 零报告 (nothing has changed)."""

Status = Literal["draft", "submitted", "checked", "confirmed", "returned", "withdrawn"]
Action = Literal["received", "submitted", "checked", "confirmed", "returned", "withdrawn"]

MOVES: Mapping[tuple[Status, Action], Status] = {
    ("draft", "submitted"): "submitted",
    ("draft", "confirmed"): "confirmed",
    ("draft", "returned"): "returned",
    ("draft", "withdrawn"): "withdrawn",
    ("submitted", "checked"): "checked",
    ("submitted", "confirmed"): "confirmed",
    ("submitted", "returned"): "returned",
    ("submitted", "withdrawn"): "withdrawn",
    ("checked", "confirmed"): "confirmed",
    ("checked", "returned"): "returned",
    ("checked", "withdrawn"): "withdrawn",
    ("confirmed", "withdrawn"): "withdrawn",
}
"""Status and action → next status; what is not listed is refused."""

WITH_FACTS: frozenset[Action] = frozenset({"confirmed"})
"""Actions that exist only together with the facts they record."""

WITH_REASON: frozenset[Action] = frozenset({"returned", "withdrawn"})

AMENDABLE: frozenset[Status] = frozenset({"draft", "submitted"})

INACTIVE: frozenset[Status] = frozenset({"returned", "withdrawn"})

STATUS_WORDS: Mapping[str, Sentence] = {
    "draft": Sentence(N_("a draft")),
    "submitted": Sentence(N_("submitted")),
    "checked": Sentence(N_("checked")),
    "confirmed": Sentence(N_("confirmed")),
    "returned": Sentence(N_("returned")),
    "withdrawn": Sentence(N_("withdrawn")),
}

ACTION_WORDS: Mapping[str, Sentence] = {
    "received": Sentence(N_("receive it")),
    "amended": Sentence(N_("amend it")),
    "submitted": Sentence(N_("submit it")),
    "checked": Sentence(N_("check it")),
    "confirmed": Sentence(N_("confirm it")),
    "returned": Sentence(N_("return it")),
    "withdrawn": Sentence(N_("withdraw it")),
    "abandoned": Sentence(N_("withdraw it while its facts count")),
}


@dataclass(frozen=True)
class NewReport:
    """Bring a report.

    Attributes
    ----------
    day : date
        Business day that it tells of.
    content : dict
        What was read from it, as JSON; the store does not look inside.
    file : bytes, optional
        The original file as it came.
    """

    township: str
    day: date
    kind: Kind
    sender: str
    content: dict[str, Any]
    file_name: str | None = None
    file: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Step:
    """Say who did what with a report, when and why."""

    number: int
    at: datetime
    actor: str
    action: Action
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class ReportLine:
    """Describe a report without what stands in it.

    Attributes
    ----------
    id : str
        Receipt number: the report's day and its running number within that day, such as 20190110-007.
    size : int or None
        Bytes of the file.
    version : int
        Grows by one at each change; a change names the one it has seen.
    revision : int or None
        Revision of the log that recorded its facts; it stays when they are withdrawn.
    """

    id: str
    township: str
    day: date
    kind: Kind
    status: Status
    file_name: str | None
    sha256: str | None
    size: int | None
    sender: str
    received_at: datetime
    version: int
    revision: int | None
    steps: Sequence[Step]

    @property
    def number(self) -> int:
        """Return the running number within the report's day."""
        return int(self.id.rpartition("-")[2])

    @property
    def active(self) -> bool:
        """Say whether it is neither returned nor withdrawn."""
        return self.status not in INACTIVE


@dataclass(frozen=True, kw_only=True)
class StoredReport(ReportLine):
    """Hold a report as it is kept.

    Attributes
    ----------
    amendments : dict
        Edits, reasons and rows left out, as JSON; the store does not look inside.
    """

    content: dict[str, Any]
    amendments: dict[str, Any]
