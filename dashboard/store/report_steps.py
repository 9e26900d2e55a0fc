"""Take a report from one status to the next, within a transaction of the caller, or say why not."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from dashboard.store import schema
from dashboard.store.errors import ReasonMissing, ReportChanged, ReportClosed, StoreError, UnknownReport
from dashboard.store.report import ACTION_WORDS, MOVES, STATUS_WORDS, WITH_REASON, Action, Status
from dashboard.store.report_rows import add_step
from dashboard.store.rows import read_counting

_REPORT = schema.report


@dataclass(frozen=True)
class Change:
    """Name a report and the version that was seen of it (None: any)."""

    receipt: str
    version: int | None

    def apply(
        self, connection: Connection, sources: Collection[Status], word: str, values: Mapping[str, object]
    ) -> None:
        """Set columns of the report if it stands at one of `sources`.

        Raises
        ------
        UnknownReport, ReportChanged, ReportClosed
            There is none, it has another version, or another status; `word` names what was tried.
        """
        wanted = [_REPORT.c.id == self.receipt, _REPORT.c.status.in_(sorted(sources))]
        if self.version is not None:
            wanted.append(_REPORT.c.version == self.version)
        changed = update(_REPORT).where(*wanted).values(**values, version=_REPORT.c.version + 1)
        if connection.execute(changed).rowcount != 1:
            raise self._obstacle(connection, word)

    def step(
        self,
        connection: Connection,
        sources: Collection[Status],
        action: Action,
        values: Mapping[str, object],
        now: datetime,
        actor: str,
        reason: str | None = None,
    ) -> None:
        """Apply the change and write down the step; raise ReasonMissing too."""
        if action in WITH_REASON and not (reason or "").strip():
            raise ReasonMissing(report=self.receipt, action=ACTION_WORDS[action])
        self.apply(connection, sources, action, values)
        add_step(connection, self.receipt, now, actor, action, reason)
        if action == "withdrawn":
            self._refuse_counting(connection)

    def _obstacle(self, connection: Connection, word: str) -> StoreError:
        found = select(_REPORT.c.version, _REPORT.c.status).where(_REPORT.c.id == self.receipt)
        row = connection.execute(found).first()
        if row is None:
            return UnknownReport(report=self.receipt)
        if self.version not in {None, row.version}:
            return ReportChanged(report=self.receipt, expected=self.version, actual=row.version)
        return ReportClosed(report=self.receipt, status=STATUS_WORDS[row.status], action=ACTION_WORDS[word])

    def _refuse_counting(self, connection: Connection) -> None:
        """Refuse to leave a withdrawn report with facts that count."""
        found = select(_REPORT.c.revision).where(_REPORT.c.id == self.receipt)
        revision = connection.execute(found).scalar_one()
        if revision is not None and read_counting(connection, revision):
            raise ReportClosed(
                report=self.receipt, status=STATUS_WORDS["confirmed"], action=ACTION_WORDS["abandoned"]
            )


def sources(action: Action, status: Status) -> frozenset[Status]:
    """Return from where an action leads to `status`."""
    return frozenset(before for (before, taken), after in MOVES.items() if (taken, after) == (action, status))
