"""Take reports in: keep them, check them, record their facts, give them back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from dashboard.clock import Clock, FixedClock
from dashboard.election.areas import Area
from dashboard.election.facts import Fact, FactDraft
from dashboard.election.reading import reading, struck
from dashboard.errors import N_, Sentence
from dashboard.intake.book import read_book
from dashboard.intake.check import Checker
from dashboard.intake.checked import Checked
from dashboard.intake.content import Amendments, Content, Raw
from dashboard.intake.entered import entered_rows
from dashboard.intake.errors import NothingToRecord, ReportBuiltUpon, ReportFaulty, ReportMoved, TownshipUnknown
from dashboard.intake.findings import Level
from dashboard.intake.rows import read_content
from dashboard.intake.told import cut_off
from dashboard.profile.model import Profile
from dashboard.store.errors import StaleUnit, UnknownArea
from dashboard.store.log import Entry, Log, Receipt, Submission
from dashboard.store.queries import Queries
from dashboard.store.report import Kind, NewReport, StoredReport
from dashboard.store.reports import Reports

_TRIES = 3
_AT_ONCE = frozenset({"incident"})
"""Types that do not wait for approval."""


@dataclass(frozen=True)
class Preview:
    """Hold a report with what was found in it.

    Attributes
    ----------
    corrects : str or None
        Receipt of an earlier active report of the same day, which this one corrects (更正版).
    checked : Checked
        For a confirmed, returned or withdrawn report: what it would say now.
    """

    report: StoredReport
    township: Area
    checked: Checked
    amendments: Amendments
    content: Content
    corrects: str | None


@dataclass(frozen=True)
class Desk:
    """Take the reports of one district in.

    `source` begins the source of the facts recorded from a report.
    """

    profile: Profile
    clock: Clock
    queries: Queries
    log: Log
    reports: Reports
    checker: Checker
    source: str

    # ------------------------------------------------------------ coming in

    def receive(
        self,
        name: str,
        content: bytes,
        sender: str,
        township: str | None = None,
        day: date | None = None,
        allowed: Callable[[Area], None] | None = None,
    ) -> tuple[Preview, bool]:
        """Keep a file as a draft and check it; True when the same file is there already.

        Parameters
        ----------
        township, day
            Whose report of which day it is; by default what the file says, and business today.
        allowed
            Raises when the sender may not report for a township; nothing is kept then.

        Raises
        ------
        FileRefused, TownshipUnknown
            The file is no report, or does not say whose.
        """
        read = read_content(read_book(name, content), self.profile, self.checker.pause)
        area = self._township(read, name, township)
        if allowed is not None:
            allowed(area)
        on = day or cut_off(read, self.profile) or self.clock.today()
        new = NewReport(
            township=area.code,
            day=min(on, self.clock.today()),
            kind="file",
            sender=sender,
            content=read.model_dump(mode="json", exclude_defaults=True),
            file_name=name[-200:],
            file=content,
        )
        report, known = self.reports.receive(new)
        return self.preview(report), known

    def enter(
        self,
        kind: Kind,
        township: str,
        cells: Mapping[str, Mapping[str, Mapping[str, Raw]]],
        sender: str,
        day: date | None = None,
    ) -> Preview:
        """Begin a report that is filled in online.

        Parameters
        ----------
        kind : str
            `grid` for a township's day, `unit` for single units between its reports, `zero` for a day
            without change.
        cells : Mapping
            Table → unit → column → value; what is left out stays as it is.

        Raises
        ------
        UnknownArea
            A unit is none of the township's.
        """
        area = self.township(township)
        content = Content(rows=entered_rows(self.profile, self.queries.units_below(area.code), cells))
        new = NewReport(
            township=area.code,
            day=day or self.clock.today(),
            kind=kind,
            sender=sender,
            content=content.model_dump(mode="json", exclude_defaults=True),
        )
        report, _ = self.reports.receive(new)
        return self.preview(report)

    def _township(self, content: Content, name: str, code: str | None) -> Area:
        if code is not None:
            return self.township(code)
        names = self.checker.names
        if content.township is not None and isinstance(content.township.value, str):
            match = names.township(content.township.value)
            if match.area is None:
                raise TownshipUnknown(written=content.township.value, file=name)
            return match.area
        for written in (content.first("township"), name):
            found = names.township_in(str(written)) if written else None
            if found is not None:
                return found
        found = names.township_of_codes(content)
        if found is None:
            raise TownshipUnknown(written="—", file=name)
        return found

    def township(self, code: str) -> Area:
        """Return a township; raise UnknownArea."""
        area = self.queries.area(code)
        if self.queries.tree.level_name(area) != "township":
            raise UnknownArea(code=code)
        return area

    # ------------------------------------------------------------ looking at

    def preview(self, report: StoredReport) -> Preview:
        """Check a report against the record of this moment."""
        _, facts = self.queries.facts_below(report.township)
        return self._preview(report, facts)

    def get(self, receipt: str) -> Preview:
        """Return a report by its receipt number; raise UnknownReport."""
        return self.preview(self.reports.get(receipt))

    def _preview(self, report: StoredReport, facts: Mapping[str, Sequence[Fact]]) -> Preview:
        township = self.queries.area(report.township)
        content = Content.model_validate(report.content)
        amendments = Amendments.model_validate(report.amendments)
        checked = self.checker.check(
            content, amendments, township, report.day, self.clock.today(), facts, whole=report.kind == "file"
        )
        earlier = self.reports.earlier(report) if report.kind == "file" else []
        corrects = next((line.id for line in earlier if line.kind == "file"), None)
        return Preview(report, township, checked, amendments, content, corrects)

    # ------------------------------------------------------------ steps

    def amend(self, receipt: str, amendments: Amendments, version: int) -> Preview:
        """Replace what was changed of a report by hand; raise ReportChanged or ReportClosed."""
        changed = amendments.model_dump(mode="json", exclude_defaults=True)
        return self.preview(self.reports.amend(receipt, changed, version))

    def at(self, instant: datetime) -> "Desk":
        """Return the desk as it works at an instant, for what is taken in later than it came."""
        clock = FixedClock(instant, self.clock.zone)
        return replace(self, clock=clock, reports=replace(self.reports, clock=clock))

    def submit(
        self, receipt: str, actor: str, digest: str | None = None, request_id: str | None = None
    ) -> tuple[StoredReport, Receipt | None]:
        """Hand a draft in; without approvals in the profile its facts are recorded at once.

        Parameters
        ----------
        digest : str, optional
            Of what was shown; when it would record something else by now, it is not taken.
        request_id : str, optional
            Under which it is recorded; by default the receipt.

        Raises
        ------
        ReportFaulty, ReportMoved, ReportClosed
            It has errors or wants reasons; the record has moved; it is past that.
        NothingToRecord
            A form of single units changes nothing.
        """
        report = self.reports.get(receipt)
        if report.status == "confirmed":
            return report, None
        if not self.profile.report.approvals:
            return self._record(report, actor, digest, request_id)
        preview = self.preview(report)
        _refuse_faulty(preview, digest)
        told = self._at_once(preview, actor)  # first: if the process dies between the two, it is handed in again
        moved = self.reports.move(receipt, "submitted", "submitted", actor, version=report.version)
        return moved, told

    def confirm(self, receipt: str, actor: str, digest: str | None = None) -> tuple[StoredReport, Receipt | None]:
        """Approve a report that was handed in: its township's check first, then the record.

        Raises
        ------
        ReportFaulty, ReportMoved, ReportClosed
            It has errors or wants reasons; the record has moved; it is not handed in.
        """
        report = self.reports.get(receipt)
        if report.status == "confirmed":
            return report, None
        approvals = self.profile.report.approvals
        if report.status == "submitted" and approvals == ("check", "confirm"):
            _refuse_faulty(self.preview(report), digest)
            return self.reports.move(receipt, "checked", "checked", actor, version=report.version), None
        if report.status == "draft" and approvals:
            self.reports.move(
                receipt, "checked", "checked", actor, version=report.version
            )  # refuses, and says why
        return self._record(report, actor, digest)

    def give_back(self, receipt: str, actor: str, reason: str) -> StoredReport:
        """Return a report that is not recorded yet to its township; raise ReportClosed."""
        return self.reports.move(receipt, "returned", "returned", actor, reason)

    def withdraw(self, receipt: str, actor: str, reason: str) -> StoredReport:
        """Withdraw a report; what it recorded, and what still counts of that, is retracted with it.

        Raises
        ------
        ReportBuiltUpon
            A later report corrects what this one recorded; that one goes first.
        ReportChanged, ReportClosed, ReasonMissing
            It has changed, is past withdrawing, or no reason is given.
        """
        report = self.reports.get(receipt)
        if report.status != "confirmed" or report.revision is None:
            return self.reports.move(receipt, "withdrawn", "withdrawn", actor, reason, report.version)
        self._refuse_built_upon(report, report.revision)
        counting = self.queries.counting_facts(report.revision)
        if not counting:
            return self.reports.move(receipt, "withdrawn", "withdrawn", actor, reason, report.version)
        entries = [
            Entry(
                fact.area_code,
                FactDraft(
                    type="retracted", track=fact.track, subject=fact.subject, supersedes=fact.id, reason=reason
                ),
            )
            for fact in counting
        ]
        submission = Submission(entries, actor, self._source(report), f"withdrawn-{report.id}")
        self.log.append(submission, self.reports.withdrawing(report.id, report.version, actor, reason))
        return self.reports.get(receipt)

    def _refuse_built_upon(self, report: StoredReport, revision: int) -> None:
        _, facts = self.queries.facts_below(report.township)
        later = {
            striking.revision
            for of_area in facts.values()
            for struck_id, striking in struck(of_area).items()
            if int(struck_id.partition(".")[0]) == revision and striking.revision != revision
        }
        for line in self.reports.listing(township=report.township, first=report.day, active_only=True):
            if line.revision in later:
                raise ReportBuiltUpon(report=report.id, later=line.id)

    def _record(
        self, report: StoredReport, actor: str, digest: str | None, request_id: str | None = None
    ) -> tuple[StoredReport, Receipt | None]:
        """Record a report's facts and confirm it, in one transaction on the record that was checked."""
        for _ in range(_TRIES):
            _, facts = self.queries.facts_below(report.township)
            preview = self._preview(report, facts)
            _refuse_faulty(preview, digest)
            submission = Submission(
                entries=self._entries(preview, facts),
                actor=actor,
                source=self._source(report),
                request_id=request_id or f"report-{report.id}",
                if_match={code: known[-1].revision if known else 0 for code, known in facts.items()},
            )
            try:
                receipt = self.log.append(submission, self.reports.confirming(report.id, report.version, actor))
            except StaleUnit:
                continue
            return self.reports.get(report.id), receipt
        raise ReportMoved(report=report.id)

    def _entries(self, preview: Preview, facts: Mapping[str, Sequence[Fact]]) -> list[Entry]:
        post = self._post(preview.township)
        entries = [
            Entry(entry.area_code, entry.draft.model_copy(update={"on_behalf_of": post}))
            for entry in preview.checked.entries
        ]
        if preview.report.kind != "unit":
            told = bool(entries) or any(
                fact.effective_on == preview.report.day
                and fact.on_behalf_of == post
                and fact.type != "report_received"
                for fact in reading(fact for known in facts.values() for fact in known)
            )
            entries.append(self._received(preview, post, told=told))
        if not entries:
            raise NothingToRecord(report=preview.report.id)
        return entries

    def _received(self, preview: Preview, post: str, *, told: bool) -> Entry:
        """Return the fact that the township has reported: zero, received, or late when it is the first."""
        report, now = preview.report, self.clock.now()
        before = self.queries.report_of(report.township, report.day)
        due = datetime.combine(report.day, self.profile.campaign.reports_due, self.clock.zone)
        status = "received" if told or before == "received" else "zero"
        if (before is None and now > due) or before == "late":
            status = "late"
        same_day = now.date() == report.day
        draft = FactDraft(
            type="report_received",
            payload={"status": status},
            effective_on=report.day,
            effective_time=now.time().replace(second=0, microsecond=0) if same_day else None,
            on_behalf_of=post,
        )
        return Entry(report.township, draft)

    def _at_once(self, preview: Preview, actor: str) -> Receipt | None:
        """Record incidents without waiting for approval."""
        entries = [entry for entry in preview.checked.entries if entry.draft.type in _AT_ONCE]
        if not entries:
            return None
        post = self._post(preview.township)
        told = [Entry(one.area_code, one.draft.model_copy(update={"on_behalf_of": post})) for one in entries]
        source = self._source(preview.report)
        return self.log.append(Submission(told, actor, source, f"report-{preview.report.id}-at-once"))

    def _post(self, township: Area) -> str:
        return self.profile.report.reporter.format(township=township.name)

    def _source(self, report: StoredReport) -> str:
        return f"{self.source} {report.id} {report.file_name or self.queries.area(report.township).name}"


def _refuse_faulty(preview: Preview, digest: str | None) -> None:
    checked = preview.checked
    if not checked.acceptable:
        raise ReportFaulty(
            report=preview.report.id,
            errors=checked.count(Level.ERROR),
            corrections=checked.count(Level.CORRECTION),
        )
    if digest is not None and digest != checked.digest:
        raise ReportMoved(report=preview.report.id)


LATER_REPORT = Sentence(N_("A later report of the same day"))
"""Reason of a count of the day that a later report changes."""
