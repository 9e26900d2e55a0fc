"""Turn every error into problem+json (RFC 9457) by one table, in the user's language."""

import asyncio
import logging
from collections.abc import Callable
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from dashboard.access.errors import (
    AccountInvalid,
    CodeUnknown,
    CrossSite,
    DeviceInvalid,
    HostUnknown,
    LoopbackOnly,
    NoReason,
    NoSuchAlert,
    NotPutToYou,
    NotYourArea,
    NotYourFact,
    NotYourPost,
    NotYours,
    PasswordMustChange,
    PasswordRefused,
    ReplanUnexplained,
    SignInNeeded,
    SignInRefused,
    TooManyAttempts,
)
from dashboard.election.errors import FactRefused, UnknownFigure, UnknownTrack
from dashboard.errors import N_, Sentence, SituationError
from dashboard.intake.errors import (
    FileRefused,
    NoTable,
    NothingToRecord,
    RegisterEmpty,
    RegisterFaulty,
    RegisterMoved,
    ReportBuiltUpon,
    ReportFaulty,
    ReportMoved,
    TownshipUnknown,
)
from dashboard.messages import Messages, choose_locale
from dashboard.presenter.errors import AreaNotShown, DayNotShown, NoScreenFollows, PairingCodeUnknown, TooManyCodes
from dashboard.profile.speech import speak
from dashboard.profile.words import WordTerms
from dashboard.store.errors import (
    AccountExists,
    AreaClosed,
    DatabaseUnreachable,
    DistrictReplaced,
    LastOfItsRole,
    ReasonMissing,
    ReportChanged,
    ReportClosed,
    RequestIdReused,
    StaleUnit,
    SupersedesRefused,
    UnknownAccount,
    UnknownArea,
    UnknownDevice,
    UnknownReport,
    UnknownRevision,
    UnknownScreen,
)

logger = logging.getLogger(__name__)

PROBLEM_TYPE = "application/problem+json"


class AsOfAhead(SituationError):
    """Say that a day has not come yet."""

    text = N_("{day} lies after business today, {today}.")


class TextUnwritable(SituationError):
    """Say that a text holds a character that cannot be kept."""

    text = N_("{place}: the text holds a character that cannot be kept (NUL, or half of a pair).")


class TooManyStreams(SituationError):
    """Say that the server cannot keep another stream open."""

    text = N_("The server keeps {count} live connections already. Close some pages and try again.")


STATUS: dict[type[SituationError], tuple[HTTPStatus, str]] = {
    AreaClosed: (HTTPStatus.CONFLICT, "area-closed"),
    DistrictReplaced: (HTTPStatus.SERVICE_UNAVAILABLE, "district-replaced"),
    UnknownArea: (HTTPStatus.NOT_FOUND, "unknown-area"),
    UnknownTrack: (HTTPStatus.NOT_FOUND, "unknown-track"),
    UnknownFigure: (HTTPStatus.NOT_FOUND, "unknown-figure"),
    FileRefused: (HTTPStatus.UNPROCESSABLE_ENTITY, "file-refused"),
    NoTable: (HTTPStatus.UNPROCESSABLE_ENTITY, "no-table"),
    TownshipUnknown: (HTTPStatus.UNPROCESSABLE_ENTITY, "township-unknown"),
    ReportFaulty: (HTTPStatus.CONFLICT, "report-faulty"),
    NoSuchAlert: (HTTPStatus.UNPROCESSABLE_ENTITY, "no-such-alert"),
    ReplanUnexplained: (HTTPStatus.UNPROCESSABLE_ENTITY, "replan-unexplained"),
    NoReason: (HTTPStatus.UNPROCESSABLE_ENTITY, "no-reason"),
    RegisterFaulty: (HTTPStatus.UNPROCESSABLE_ENTITY, "register-faulty"),
    RegisterEmpty: (HTTPStatus.UNPROCESSABLE_ENTITY, "register-empty"),
    RegisterMoved: (HTTPStatus.CONFLICT, "register-moved"),
    NothingToRecord: (HTTPStatus.UNPROCESSABLE_ENTITY, "nothing-to-record"),
    ReportBuiltUpon: (HTTPStatus.CONFLICT, "report-built-upon"),
    ReportMoved: (HTTPStatus.CONFLICT, "report-moved"),
    UnknownReport: (HTTPStatus.NOT_FOUND, "unknown-report"),
    UnknownRevision: (HTTPStatus.UNPROCESSABLE_ENTITY, "unknown-revision"),
    AsOfAhead: (HTTPStatus.UNPROCESSABLE_ENTITY, "as-of-ahead"),
    TextUnwritable: (HTTPStatus.UNPROCESSABLE_ENTITY, "text-unwritable"),
    FactRefused: (HTTPStatus.UNPROCESSABLE_ENTITY, "fact-refused"),
    SupersedesRefused: (HTTPStatus.UNPROCESSABLE_ENTITY, "supersedes-refused"),
    ReasonMissing: (HTTPStatus.UNPROCESSABLE_ENTITY, "reason-missing"),
    ReportChanged: (HTTPStatus.CONFLICT, "report-changed"),
    ReportClosed: (HTTPStatus.CONFLICT, "report-closed"),
    RequestIdReused: (HTTPStatus.CONFLICT, "request-id-reused"),
    StaleUnit: (HTTPStatus.PRECONDITION_FAILED, "stale-unit"),
    DatabaseUnreachable: (HTTPStatus.SERVICE_UNAVAILABLE, "database-unreachable"),
    TooManyStreams: (HTTPStatus.SERVICE_UNAVAILABLE, "too-many-streams"),
    LoopbackOnly: (HTTPStatus.FORBIDDEN, "loopback-only"),
    HostUnknown: (HTTPStatus.MISDIRECTED_REQUEST, "host-unknown"),
    CrossSite: (HTTPStatus.FORBIDDEN, "cross-site"),
    SignInNeeded: (HTTPStatus.UNAUTHORIZED, "sign-in-needed"),
    SignInRefused: (HTTPStatus.UNAUTHORIZED, "sign-in-refused"),
    TooManyAttempts: (HTTPStatus.TOO_MANY_REQUESTS, "too-many-attempts"),
    CodeUnknown: (HTTPStatus.UNPROCESSABLE_ENTITY, "code-unknown"),
    PasswordMustChange: (HTTPStatus.FORBIDDEN, "password-must-change"),
    PasswordRefused: (HTTPStatus.UNPROCESSABLE_ENTITY, "password-refused"),
    NotYours: (HTTPStatus.FORBIDDEN, "not-yours"),
    NotYourArea: (HTTPStatus.FORBIDDEN, "not-your-area"),
    NotYourFact: (HTTPStatus.FORBIDDEN, "not-your-fact"),
    NotYourPost: (HTTPStatus.FORBIDDEN, "not-your-post"),
    NotPutToYou: (HTTPStatus.FORBIDDEN, "not-put-to-you"),
    AccountInvalid: (HTTPStatus.UNPROCESSABLE_ENTITY, "account-invalid"),
    AccountExists: (HTTPStatus.CONFLICT, "account-exists"),
    UnknownAccount: (HTTPStatus.NOT_FOUND, "unknown-account"),
    LastOfItsRole: (HTTPStatus.CONFLICT, "last-administrator"),
    DeviceInvalid: (HTTPStatus.UNPROCESSABLE_ENTITY, "device-invalid"),
    UnknownDevice: (HTTPStatus.NOT_FOUND, "unknown-device"),
    UnknownScreen: (HTTPStatus.NOT_FOUND, "unknown-screen"),
    PairingCodeUnknown: (HTTPStatus.UNPROCESSABLE_ENTITY, "pairing-code-unknown"),
    TooManyCodes: (HTTPStatus.SERVICE_UNAVAILABLE, "too-many-codes"),
    NoScreenFollows: (HTTPStatus.CONFLICT, "no-screen-follows"),
    DayNotShown: (HTTPStatus.UNPROCESSABLE_ENTITY, "day-not-shown"),
    AreaNotShown: (HTTPStatus.UNPROCESSABLE_ENTITY, "area-not-shown"),
}
"""Error → status and stable last part of the problem's `type`."""

_TITLES = {
    HTTPStatus.BAD_REQUEST: N_("The request is malformed."),
    HTTPStatus.NOT_FOUND: N_("There is nothing at this address."),
    HTTPStatus.METHOD_NOT_ALLOWED: N_("This address does not take that method."),
    HTTPStatus.UNPROCESSABLE_ENTITY: N_("The request contains something that is not understood."),
    HTTPStatus.INTERNAL_SERVER_ERROR: N_("The server failed on this request. Its log tells why."),
}


def request_messages(request: Request, default: str) -> Messages:
    """Choose the language of an answer: `?lang=`, then the cookie, then what the browser accepts."""
    asked = request.query_params.get("lang") or request.cookies.get("lang")
    words: WordTerms = request.app.state.words
    return speak(choose_locale(asked, request.headers.get("accept-language"), default), words)


def problem(status: int, slug: str, detail: str, **members: object) -> JSONResponse:
    """Answer a problem; `members` extend it."""
    content = {"type": f"/problems/{slug}", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return JSONResponse(
        content | members,
        status_code=status,
        media_type=PROBLEM_TYPE,
        headers={"Cache-Control": "no-store"},
    )


def answer_of(request: Request, error: SituationError, default_locale: str) -> JSONResponse:
    """Answer with an error's sentence, by the table of STATUS."""
    known = next((kind for kind in type(error).__mro__ if kind in STATUS), None)
    status, slug = STATUS[known] if known else (HTTPStatus.INTERNAL_SERVER_ERROR, "internal")
    told = request_messages(request, default_locale).error(error)
    members = {key: value for key, value in error.params.items() if isinstance(value, int | list)}
    answer = problem(status, slug, told, **members)
    if isinstance(error, TooManyAttempts):
        answer.headers["Retry-After"] = str(error.params["seconds"])
    return answer


def install_problems(server: FastAPI, default_locale: str, outdated: Callable[[], bool]) -> None:
    """Register the handlers of all errors on `server`.

    What fails because another district was installed meanwhile (`outdated`) is answered as that: the server is
    about to open it.
    """

    async def situation(request: Request, error: Exception) -> JSONResponse:
        if not isinstance(error, SituationError):
            raise error
        return answer_of(request, error, default_locale)

    async def malformed(request: Request, error: Exception) -> JSONResponse:
        if not isinstance(error, RequestValidationError):
            raise error
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        sentence = Sentence(N_("{place}: not understood ({detail})"), place=place, detail=first["msg"])
        told = request_messages(request, default_locale).value(sentence)
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "malformed", told)

    async def http(request: Request, error: Exception) -> JSONResponse:
        if not isinstance(error, HTTPException):
            raise error
        status = HTTPStatus(error.status_code)
        say = request_messages(request, default_locale)
        slug = status.phrase.lower().replace(" ", "-")
        return problem(status, slug, say(_TITLES.get(status, status.phrase)))

    async def unexpected(request: Request, error: Exception) -> JSONResponse:
        if await asyncio.to_thread(outdated):
            return answer_of(request, DistrictReplaced(), default_locale)
        logger.error("request failed: %s %s", request.method, request.url.path, exc_info=error)
        say = request_messages(request, default_locale)
        return problem(
            HTTPStatus.INTERNAL_SERVER_ERROR, "internal", say(_TITLES[HTTPStatus.INTERNAL_SERVER_ERROR])
        )

    server.add_exception_handler(SituationError, situation)
    server.add_exception_handler(RequestValidationError, malformed)
    server.add_exception_handler(HTTPException, http)
    server.add_exception_handler(Exception, unexpected)
