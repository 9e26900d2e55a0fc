"""Send the demo's townships' reports through the intake, and everything else straight to the log."""

from dataclasses import dataclass
from datetime import date, datetime

from dashboard.demo.sending import ACTOR
from dashboard.demo.workbooks import Clerk
from dashboard.election.areas import Area
from dashboard.intake.desk import Desk
from dashboard.messages import messages
from dashboard.store.log import Submission

_REPORT = "-report"
DIRECT = "-direct"
"""End of the request ids of what others of a township record beside its report."""


@dataclass(frozen=True)
class Feed:
    """Feed one database.

    Attributes
    ----------
    seed : int
        Of the simulation.
    """

    desk: Desk
    seed: int

    def send(self, instant: datetime, submission: Submission) -> None:
        """Record what is sent at an instant: the daily report as a workbook, single entries by form.

        Raises
        ------
        IntakeError, ElectionError, StoreError
            It cannot be taken, because a person changed things meanwhile.
        """
        township = self._reporting(submission)
        if township is None:
            self.desk.log.append(submission)
            return
        day = submission.entries[-1].draft.effective_on or instant.date()
        self._report(self.desk.at(instant), township, day, submission)

    def _report(self, desk: Desk, township: Area, day: date, submission: Submission) -> None:
        clerk = self.clerk(township)
        _, known = desk.queries.facts_below(township.code)
        told = [entry for entry in submission.entries if entry.draft.type != "report_received"]
        if submission.request_id.endswith(_REPORT):
            name, content = clerk.workbook(day, known, told)
            preview, _ = desk.receive(name, content, ACTOR, township.code, day)
        else:
            preview = desk.enter("unit", township.code, clerk.cells(day, known, told), ACTOR, day)
        desk.submit(preview.report.id, ACTOR, request_id=submission.request_id)

    def clerk(self, township: Area) -> Clerk:
        """Return the clerk of a township; clerks write Chinese."""
        return Clerk(self.desk.profile, self.desk.queries.tree, township, messages("zh_CN"), self.seed)

    def _reporting(self, submission: Submission) -> Area | None:
        """Return the township of a submission that comes as a report; None for any other."""
        _, code, *rest = submission.request_id.split("-")
        area = self.desk.queries.tree.areas.get(code)
        if area is None or rest == ["plan"] or submission.request_id.endswith(DIRECT):
            return None
        return area
