"""Take in what is commanded beside the daily report in bulk, by workbook: template, preview, confirmation."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, File, Form, Query, Request, Response, UploadFile
from pydantic import BaseModel

from dashboard.access.errors import AccessError
from dashboard.access.roles import Identity
from dashboard.access.writing import RECORDED, drafts_of
from dashboard.api.document import again, bodies
from dashboard.api.problems import request_messages
from dashboard.api.uploads import bounded
from dashboard.api.who import note, who
from dashboard.election.facts import Fact
from dashboard.errors import N_, Sentence
from dashboard.intake.book import read_book
from dashboard.intake.errors import RegisterEmpty, RegisterFaulty, RegisterMoved
from dashboard.intake.registers.checking import CheckedLine, check_lines
from dashboard.intake.registers.forms import Register, registers
from dashboard.intake.registers.reading import Line, Reader, Wrong
from dashboard.intake.registers.template import register_template
from dashboard.messages import Messages
from dashboard.services import Services
from dashboard.store.log import Entry, Submission
from dashboard.wording import TYPES, describe

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class LineOut(BaseModel):
    """Tell one row of a workbook: where it stands, what it says, and how it stands to the record."""

    sheet: str
    row: int
    type: str
    type_name: str
    area: str | None
    area_name: str | None
    state: str
    text: str | None
    wrong: list[str]


class PreviewOut(BaseModel):
    """Tell what a workbook would record; `digest` names exactly this."""

    file: str
    digest: str
    new: int
    same: int
    wrong: int
    ignored: list[str]
    lines: list[LineOut]


class RecordedOut(BaseModel):
    """Say what was recorded."""

    revision: int
    recorded: int
    replayed: bool


def registers_router(services: Services) -> APIRouter:
    """Return the routes of the workbook."""
    router = APIRouter(prefix="/api/v1/registers", tags=["registers"])

    @router.get("/template.xlsx", response_class=Response, responses=bodies(_XLSX))
    def template(
        request: Request,
        only: Annotated[list[str] | None, Query(max_length=40, description="Types of facts; default: all")] = None,
    ) -> Response:
        """Return the empty workbook, with the sheets that the asker's role records."""
        say = request_messages(request, services.settings.locale)
        forms = _forms(services, who(request))
        chosen = [form for name, form in forms.items() if not only or name in only] or list(forms.values())
        demo = [say(N_("DEMO data"))] if services.demo else []
        name = quote(" ".join([*demo, say(N_("Workbook of the command"))]) + ".xlsx")
        return Response(
            register_template(chosen, services.profile, say, demo=services.demo),
            media_type=_XLSX,
            headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}", "Cache-Control": "no-store"},
        )

    @router.post("/preview")
    def preview(
        request: Request, file: Annotated[UploadFile, File(description="The workbook: .xlsx, .xls or .csv")]
    ) -> PreviewOut:
        """Tell row by row what a workbook would record; nothing is recorded or kept."""
        name = file.filename or "workbook"
        say = request_messages(request, services.settings.locale)
        told, ignored = _checked(services, who(request), name, bounded(file, name))
        counts = {state: sum(one.state == state for one in told) for state in ("new", "same", "wrong")}
        return PreviewOut(
            file=name,
            digest=_digest(told),
            ignored=list(ignored),
            lines=[_line(one, services, say) for one in told],
            **counts,
        )

    @router.post("", status_code=201, responses=again("Recorded before", RecordedOut))
    def record(
        request: Request,
        response: Response,
        file: Annotated[UploadFile, File(description="The workbook that was looked at")],
        digest: Annotated[str, Form(max_length=64, description="Of its preview")],
    ) -> RecordedOut:
        """Record what the preview showed as new: all of it or nothing."""
        name, identity = file.filename or "workbook", who(request)
        told, _ = _checked(services, identity, name, bounded(file, name))
        wrong = sum(one.state == "wrong" for one in told)
        if wrong:
            raise RegisterFaulty(file=name, count=wrong)
        if _digest(told) != digest:
            raise RegisterMoved(file=name)
        entries = [
            Entry(one.line.area.code, one.line.draft)
            for one in told
            if one.state == "new" and one.line.area is not None and one.line.draft is not None
        ]
        if not entries:
            raise RegisterEmpty(file=name)
        key = hashlib.sha256(f"{identity.actor}\n{digest}".encode()).hexdigest()
        source = f"register {name}"[:200]
        receipt = services.log.append(Submission(entries, identity.actor, source, f"register-{key}"))
        types = sorted({entry.draft.type for entry in entries})
        note(request, None, revision=receipt.revision, facts=len(entries), types=types)
        response.status_code = 200 if receipt.replayed else 201
        return RecordedOut(revision=receipt.revision, recorded=len(entries), replayed=receipt.replayed)

    return router


def _forms(services: Services, identity: Identity) -> Mapping[str, Register]:
    allowed = RECORDED.get(identity.role, frozenset())
    return {name: form for name, form in registers(services.profile).items() if name in allowed}


def _checked(
    services: Services, identity: Identity, name: str, content: bytes
) -> tuple[list[CheckedLine], Sequence[str]]:
    tree, today = services.queries.tree, services.clock.today()
    reading = Reader(services.profile, tree, _forms(services, identity), today).read(read_book(name, content))
    types = sorted({line.type for line in reading.lines})
    by_area: dict[str, list[Fact]] = {}
    for fact in services.queries.counting(types):
        by_area.setdefault(fact.area_code, []).append(fact)
    lines = [_allowed(line, identity, services, by_area) for line in reading.lines]
    return check_lines(lines, tree, services.profile, today, by_area), reading.ignored


def _allowed(line: Line, identity: Identity, services: Services, counting: Mapping[str, Sequence[Fact]]) -> Line:
    """Return a line as the account may record it, or say why not."""
    if line.draft is None or line.area is None:
        return line
    try:
        (draft,) = drafts_of(
            identity, services.queries.tree, line.area, [line.draft], counting.get(line.area.code, ())
        )
    except AccessError as error:
        wrong = [Wrong(None, Sentence(error.text, **error.params))]
        return Line(line.sheet, line.row, line.type, line.area, None, wrong)
    return Line(line.sheet, line.row, line.type, line.area, draft)


def _digest(told: Iterable[CheckedLine]) -> str:
    """Name what would be recorded: another state of the record or another day is another digest."""
    body = [
        (one.state, one.line.area.code if one.line.area else None, one.line.draft.model_dump_json())
        for one in told
        if one.line.draft is not None
    ]
    return hashlib.sha256(repr(body).encode()).hexdigest()


def _line(one: CheckedLine, services: Services, say: Messages) -> LineOut:
    line, draft = one.line, one.line.draft
    return LineOut(
        sheet=line.sheet,
        row=line.row,
        type=line.type,
        type_name=say(TYPES[line.type]),
        area=line.area.code if line.area else None,
        area_name=line.area.name if line.area else None,
        state=one.state,
        text=_told(one, services, say) if draft is not None else None,
        wrong=[_said(wrong, say) for wrong in line.wrong],
    )


def _said(wrong: Wrong, say: Messages) -> str:
    if wrong.cell is None:
        return say.value(wrong.text)
    return say(N_("{place}: {reason}"), place=wrong.cell, reason=wrong.text)


def _told(one: CheckedLine, services: Services, say: Messages) -> str | None:
    """Tell a row as the history would tell its fact."""
    line, draft = one.line, one.line.draft
    if draft is None or one.payload is None or line.area is None:
        return None
    now = services.clock.now()
    fact = Fact(
        revision=0,
        seq=0,
        id="",
        area_code=line.area.code,
        track=draft.track,
        type=draft.type,
        subject=draft.subject,
        payload=one.payload,
        effective_on=draft.effective_on or services.clock.today(),
        effective_time=draft.effective_time,
        recorded_at=now,
        actor="",
        on_behalf_of=None,
        source="",
        request_id="",
        supersedes=None,
        reason=None,
        profile_version=services.profile.version,
    )
    return f"{say.day(fact.effective_on)} {describe(fact, None, services.profile, say)}"
