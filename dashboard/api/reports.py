"""Take the townships' daily reports in, and tell where they stand."""

from collections.abc import Mapping
from datetime import timedelta, tzinfo
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, File, Form, Query, Request, Response, UploadFile
from pydantic import BaseModel, Field

from dashboard.access.roles import Action
from dashboard.api.document import again, bodies
from dashboard.api.problems import request_messages
from dashboard.api.recorded import recorded_by
from dashboard.api.uploads import bounded
from dashboard.api.who import note, require, who
from dashboard.election.areas import Area
from dashboard.election.payload import Day
from dashboard.intake.checked import CheckedRow
from dashboard.intake.content import Amendments, Raw
from dashboard.intake.desk import Preview
from dashboard.intake.findings import Finding, Level
from dashboard.intake.marked import marked_copy
from dashboard.intake.proposals import Withdrawn
from dashboard.intake.template import template
from dashboard.intake.words import LEVELS, column_of, letter, place, reminder, shown, words_of
from dashboard.messages import Messages
from dashboard.services import Services
from dashboard.store.errors import UnknownReport
from dashboard.store.log import Receipt
from dashboard.store.report import ReportLine, StoredReport

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST = 366  # days of a calendar in one answer
_MOST_VERSIONS = 10**9  # fits into 32 bits, as the column does
MostText = Annotated[str, Field(min_length=1, max_length=2000)]


class EntryIn(BaseModel):
    """Begin a report that is filled in online; table → unit (or track) → column → value."""

    township: str
    kind: Literal["grid", "unit", "zero"]
    day: Day | None = None
    cells: dict[str, dict[str, dict[str, Raw]]] = Field(default_factory=dict)


class AmendIn(BaseModel):
    """Replace what was changed of a report by hand; `version` is the one that was seen."""

    amendments: Amendments
    version: Annotated[int, Field(ge=0, le=_MOST_VERSIONS)]


class StepIn(BaseModel):
    """Take a step; `digest` names what was shown, so that nothing else is recorded."""

    digest: str | None = None


class ReasonIn(BaseModel):
    """Give the reason of a step that wants one."""

    reason: MostText


def reports_router(services: Services) -> APIRouter:
    """Return the routes of reports."""
    router = APIRouter(prefix="/api/v1/reports", tags=["reports"])
    desk, profile = services.desk, services.profile

    def say_to(request: Request) -> Messages:
        return request_messages(request, services.settings.locale)

    @router.get("/template.xlsx", response_class=Response, responses=bodies(_XLSX))
    def template_of(township: str, request: Request, day: Day | None = None) -> Response:
        """Return the form of a township, filled in with what is recorded."""
        say = say_to(request)
        require(request, services, Action.SEND_REPORT, township)
        content = template(desk, township, day or services.clock.today(), say, demo=services.demo)
        area = services.queries.area(township)
        return _file(content, f"{area.name} {day or services.clock.today()}.xlsx")

    @router.post("", status_code=201, responses=again("The file that is kept already"))
    def receive(
        request: Request,
        response: Response,
        file: Annotated[UploadFile, File(description="The report: .xlsx, .xls or .csv")],
        township: Annotated[str | None, Form(description="Township; default: what the file says")] = None,
        day: Annotated[Day | None, Form(description="Business day; default: what the file says")] = None,
    ) -> dict[str, Any]:
        """Keep a file as a draft and return its preview; the same file again returns the one that is kept."""
        name = file.filename or "report"
        identity = who(request)

        def allowed(area: Area) -> None:
            require(request, services, Action.SEND_REPORT, area.code)

        preview, known = desk.receive(name, bounded(file, name), identity.actor, township, day, allowed)
        note(request, preview.report.id, township=preview.township.code)
        response.status_code = 200 if known else 201
        return _told(preview, services, say_to(request)) | {"known": known}

    @router.post("/entries", status_code=201)
    def enter(body: EntryIn, request: Request) -> dict[str, Any]:
        """Begin a report that is filled in online: a township's grid, single units, or a zero report."""
        identity = require(request, services, Action.SEND_REPORT, body.township)
        preview = desk.enter(body.kind, body.township, body.cells, identity.actor, body.day)
        note(request, preview.report.id, township=preview.township.code)
        return _told(preview, services, say_to(request))

    @router.get("")
    def listing(
        day: Day | None = None,
        township: str | None = None,
        active: Annotated[bool, Query(description="Leave out what was returned or withdrawn")] = False,
    ) -> dict[str, Any]:
        """List the reports of a day (default: business today), the latest first."""
        on = day or services.clock.today()
        lines = desk.reports.listing(on, township, active_only=active)
        return {"day": on, "reports": [_line(line, services.clock.zone) for line in lines]}

    @router.get("/completeness")
    def completeness(first: Day | None = None, last: Day | None = None) -> dict[str, Any]:
        """Say which townships have reported which days."""
        today, campaign = services.clock.today(), profile.campaign
        until = min(max(last or today, campaign.start), today)
        since = max(first or until, until - timedelta(days=_LONGEST))
        received = services.queries.reports_between(since, until)
        days = [since + timedelta(days=step) for step in range((until - since).days + 1)]
        return {
            "days": days,
            "reports_due": profile.campaign.reports_due,
            "townships": [
                {
                    "code": code,
                    "name": services.queries.area(code).name,
                    "days": [received[code, day][0] if (code, day) in received else None for day in days],
                }
                for code in services.queries.tree.expected_reporters(profile)
            ],
        }

    @router.get("/reminder", response_class=Response, responses=bodies("text/plain"))
    def remind(request: Request, day: Day | None = None) -> Response:
        """Return a text that reminds those who have not reported (催报)."""
        on, say = day or services.clock.today(), say_to(request)
        received = services.queries.reports_between(on, on)
        missing = [
            services.queries.area(code).name
            for code in services.queries.tree.expected_reporters(profile)
            if (code, on) not in received
        ]
        text = reminder(missing, on, f"{profile.campaign.reports_due:%H:%M}", say)
        return Response(text, media_type="text/plain; charset=utf-8")

    return router


def report_router(services: Services) -> APIRouter:  # noqa: C901 - one function per route
    """Return the routes of one report."""
    router = APIRouter(prefix="/api/v1/reports", tags=["reports"])
    desk, profile, clock = services.desk, services.profile, services.clock

    def say_to(request: Request) -> Messages:
        return request_messages(request, services.settings.locale)

    def of_own(request: Request, receipt: str, action: Action) -> str:
        """Return who asks, if they may do this with the report; raise UnknownReport, NotYours or NotYourArea."""
        return require(request, services, action, desk.reports.get(receipt).township).actor

    def approval(receipt: str) -> Action:
        """Say which of the two approvals a report waits for: its township's check, or the office's."""
        report, approvals = desk.reports.get(receipt), profile.report.approvals
        checked_next = "check" in approvals and report.status == "submitted"
        return Action.CHECK_REPORT if checked_next else Action.CONFIRM_REPORT

    def withdrawal(receipt: str) -> Action:
        """Say who takes a report back: who sends it, until the last approval; then who approved it."""
        approvals = profile.report.approvals
        if desk.reports.get(receipt).status != "confirmed" or not approvals:
            return Action.SEND_REPORT
        return Action.CONFIRM_REPORT if "confirm" in approvals else Action.CHECK_REPORT

    @router.get("/{receipt}")
    def get(receipt: str, request: Request) -> dict[str, Any]:
        """Return a report, checked against the record of this moment; of a past one also what it `recorded`."""
        of_own(request, receipt, Action.READ_REPORT)
        preview, say = desk.get(receipt), say_to(request)
        return _told(preview, services, say) | {"recorded": recorded_by(preview.report, services, say)}

    @router.patch("/{receipt}")
    def amend(receipt: str, body: AmendIn, request: Request) -> dict[str, Any]:
        """Change cells, units of rows, reasons, rows left out; return the new preview."""
        of_own(request, receipt, Action.SEND_REPORT)
        return _told(desk.amend(receipt, body.amendments, body.version), services, say_to(request))

    @router.post("/{receipt}/submit")
    def submit(receipt: str, request: Request, body: StepIn | None = None) -> dict[str, Any]:
        """Hand a draft in; without approvals in the profile its facts are recorded at once."""
        actor = of_own(request, receipt, Action.SEND_REPORT)
        return _done(*desk.submit(receipt, actor, body.digest if body else None), clock.zone)

    @router.post("/{receipt}/confirm")
    def confirm(receipt: str, request: Request, body: StepIn | None = None) -> dict[str, Any]:
        """Approve a report that was handed in; the last approval records its facts."""
        actor = of_own(request, receipt, approval(receipt))
        return _done(*desk.confirm(receipt, actor, body.digest if body else None), clock.zone)

    @router.post("/{receipt}/return")
    def give_back(receipt: str, body: ReasonIn, request: Request) -> dict[str, Any]:
        """Return a report to its township, with the reason."""
        actor = of_own(request, receipt, Action.CHECK_REPORT)
        return _done(desk.give_back(receipt, actor, body.reason), None, clock.zone)

    @router.post("/{receipt}/withdraw")
    def withdraw(receipt: str, body: ReasonIn, request: Request) -> dict[str, Any]:
        """Withdraw a report; what it recorded and still counts is retracted."""
        actor = of_own(request, receipt, withdrawal(receipt))
        return _done(desk.withdraw(receipt, actor, body.reason), None, clock.zone)

    @router.get("/{receipt}/file", response_class=Response, responses=bodies("application/octet-stream"))
    def original(receipt: str, request: Request) -> Response:
        """Return the original file, to the byte."""
        of_own(request, receipt, Action.READ_REPORT)
        report = desk.reports.get(receipt)
        content = desk.reports.file(report.sha256) if report.sha256 else None
        if content is None:
            raise UnknownReport(report=receipt)
        return _file(content, report.file_name or report.id, "application/octet-stream")

    @router.get("/{receipt}/marked.xlsx", response_class=Response, responses=bodies(_XLSX))
    def marked(receipt: str, request: Request) -> Response:
        """Return a copy of the workbook with the findings as comments on its cells."""
        of_own(request, receipt, Action.READ_REPORT)
        preview = desk.get(receipt)
        return _file(marked_copy(desk, preview, say_to(request)), f"{receipt}.xlsx")

    @router.get("/{receipt}/letter", response_class=Response, responses=bodies("text/plain"))
    def letter_of(receipt: str, request: Request) -> Response:
        """Return a text that tells the clerk what to mend."""
        of_own(request, receipt, Action.READ_REPORT)
        text = letter(desk.get(receipt), profile, say_to(request))
        return Response(text, media_type="text/plain; charset=utf-8")

    return router


def _file(content: bytes, name: str, media_type: str = _XLSX) -> Response:
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return Response(content, media_type=media_type, headers=headers)


def _line(line: ReportLine, zone: tzinfo) -> dict[str, Any]:
    names = (
        "id",
        "township",
        "day",
        "kind",
        "status",
        "file_name",
        "size",
        "sender",
        "version",
        "revision",
    )
    return {name: getattr(line, name) for name in names} | {
        "received_at": line.received_at.astimezone(zone),
        "steps": [
            {"at": step.at.astimezone(zone), "actor": step.actor, "action": step.action, "reason": step.reason}
            for step in line.steps
        ],
    }


def _done(report: StoredReport, receipt: Receipt | None, zone: tzinfo) -> dict[str, Any]:
    facts = len(receipt.fact_ids) if receipt else 0
    return {"report": _line(report, zone), "revision": report.revision, "facts": facts}


def _told(preview: Preview, services: Services, say: Messages) -> dict[str, Any]:
    checked = preview.checked
    return {
        "report": _line(preview.report, services.clock.zone),
        "township": {"code": preview.township.code, "name": preview.township.name},
        "corrects": preview.corrects,
        "digest": checked.digest,
        "acceptable": checked.acceptable,
        "facts": len(checked.entries),
        "counts": {level.value: checked.count(level) for level in Level},
        "amendments": preview.amendments.model_dump(mode="json"),
        "findings": [_finding(f, services, say) for f in checked.findings if f.row is None],
        "rows": [_row(one, services, say) for one in checked.rows if one.changes or one.findings or one.left_out],
        "unchanged": sum(not (one.changes or one.findings or one.left_out) for one in checked.rows),
    }


def _row(one: CheckedRow, services: Services, say: Messages) -> dict[str, Any]:
    profile, table = services.profile, services.profile.report.table(one.row.table)
    columns = {column.id: column for column in table.columns}
    return {
        "id": one.row.id,
        "table": table.id,
        "table_name": table.sheet.get(say.locale),
        "sheet": one.row.sheet,
        "number": one.row.number,
        "unit": one.area.code if one.area else None,
        "name": one.area.name if one.area else _written_name(one),
        "suggestions": [{"code": area.code, "name": area.name} for area in one.suggestions],
        "left_out": one.left_out,
        "reason": one.reason,
        "changes": [
            {
                "column": change.column,
                "label": columns[change.column].label.get(say.locale),
                "kind": columns[change.column].said.kind,
                "words": words_of(columns[change.column], say, profile, one.procedure),
                "before": shown(change.before, columns[change.column], say, profile, one.procedure),
                "after": shown(change.after, columns[change.column], say, profile, one.procedure),
                "cell": _at(one, change.column),
                "withdrawn": isinstance(change.after, Withdrawn),
                "wants_reason": change.wants_reason,
            }
            for change in one.changes
        ],
        "findings": [_finding(finding, services, say, one) for finding in one.findings],
    }


def _written_name(one: CheckedRow) -> str:
    cell = one.row.cells.get("name") or one.row.cells.get("code")
    return str(cell.value) if cell is not None and cell.value is not None else "—"


def _at(one: CheckedRow, column: str) -> str | None:
    cell = one.row.cells.get(column)
    return cell.at if cell else None


def _finding(
    finding: Finding, services: Services, say: Messages, row: CheckedRow | None = None
) -> Mapping[str, Any]:
    column = column_of(services.profile, row.row.table, finding.column) if row and finding.column else None
    return {
        "level": finding.level,
        "level_name": say(LEVELS[finding.level]),
        "text": say.value(finding.text),
        "place": place(finding, say),
        "column": finding.column,
        "label": column.label.get(say.locale) if column else None,
        "kind": column.said.kind if column else None,
        "words": words_of(column, say, services.profile, row.procedure) if row and column else [],
        "cell": finding.cell,
        "read": finding.read,
    }
