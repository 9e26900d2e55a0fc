"""Sign in and out, keep accounts and devices, read the audit log."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from dashboard.access.doors import Doors
from dashboard.access.errors import CodeUnknown, NotYours, TooManyAttempts
from dashboard.access.passwords import LONGEST
from dashboard.access.roles import ROLE_NAMES, Identity, Role
from dashboard.api.cookies import Cookies
from dashboard.api.problems import request_messages
from dashboard.api.who import whence, who
from dashboard.errors import Sentence
from dashboard.messages import Messages
from dashboard.services import Services

Login = Annotated[str, Field(max_length=200)]
Secret = Annotated[str, Field(max_length=LONGEST * 4)]
_PAGE = 100


class Strict(BaseModel):
    """Refuse members that are not asked for."""

    model_config = ConfigDict(extra="forbid")


class SignIn(Strict):
    """Give account and password."""

    login: Login
    password: Secret


class PasswordIn(Strict):
    """Give the password of now and the one that replaces it."""

    old: Secret
    new: Secret


class ActingIn(Strict):
    """Name the post to act for; null for one's own."""

    post: Annotated[str, Field(max_length=60)] | None


class PersonaIn(Strict):
    """Name the role in which the demo is looked at."""

    role: Role


class CodeIn(Strict):
    """Give the one-time code of a screen."""

    code: Annotated[str, Field(max_length=60)]


def access_router(services: Services, cookies: Cookies) -> APIRouter:
    """Return the routes of coming in and going out."""
    router = APIRouter(prefix="/api/v1/access", tags=["access"])
    doors = services.doors

    @router.post("/sign-in")
    def sign_in(body: SignIn, request: Request) -> JSONResponse:
        """Begin a session; the answer sets its cookie."""
        held = cookies.session_of(request)
        done = doors.sign_in(body.login, body.password, whence(request), doors.key_of(held) if held else None)
        home = "/password" if done.identity.must_change else done.identity.home
        answer = JSONResponse({"home": home, "must_change": done.identity.must_change})
        cookies.give_session(request, answer, done.token, lasting=False)
        return answer

    @router.post("/link")
    def link(body: CodeIn, request: Request) -> JSONResponse:
        """Let a screen in by its one-time code; the answer sets its cookie.

        A screen that is in already stays in, whatever its code: its computer opens the same link at each start.
        """
        token, home = _let_in(doors, body.code, request)
        answer = JSONResponse({"home": home})
        if token is not None:
            cookies.give_session(request, answer, token, lasting=True)
        return answer

    @router.get("/me")
    def me(request: Request) -> dict[str, Any]:
        """Say who is signed in."""
        return told_of(who(request), request_messages(request, services.settings.locale))

    @router.post("/sign-out")
    def sign_out(request: Request) -> JSONResponse:
        """End the session."""
        doors.sign_out(who(request), whence(request))
        answer = JSONResponse({"home": "/login"})
        cookies.take_session(request, answer)
        return answer

    @router.post("/password")
    def password(body: PasswordIn, request: Request) -> JSONResponse:
        """Replace the password; all sessions of the account end, and the answer sets the cookie of a new one."""
        done = doors.change_password(who(request), body.old, body.new, whence(request))
        answer = JSONResponse({"home": done.identity.home})
        cookies.give_session(request, answer, done.token, lasting=False)
        return answer

    @router.post("/acting")
    def acting(body: ActingIn, request: Request) -> dict[str, Any]:
        """Act for another post of the account's, or for one's own again."""
        doors.act_for(who(request), body.post, whence(request))
        return {"acting_for": body.post}

    @router.post("/persona")
    def persona(body: PersonaIn, request: Request) -> JSONResponse:
        """Look at the demo in another role; only while it has no accounts."""
        identity = who(request)
        if identity.kind != "persona" or body.role not in doors.personas:
            raise NotYours(role=Sentence(ROLE_NAMES[identity.role]))
        answer = JSONResponse({"home": doors.personas[body.role].home})
        cookies.give_persona(answer, body.role)
        return answer

    return router


def _let_in(doors: Doors, code: str, request: Request) -> tuple[str | None, str]:
    """Return a screen's cookie, None if it is in, and its page; raise CodeUnknown or TooManyAttempts."""
    screen = request.state.identity
    known = screen.view if isinstance(screen, Identity) else None
    try:
        linked = doors.link(code, whence(request))
    except TooManyAttempts:
        if known is None:
            raise
        linked = None
    if linked is not None:
        token, device = linked
        return token, device.view
    if known is None:
        raise CodeUnknown
    return None, known


def told_of(identity: Identity, say: Messages) -> dict[str, Any]:
    """Say who somebody is, as pages and programs are told."""
    return {
        "actor": identity.actor,
        "role": identity.role,
        "role_name": say(ROLE_NAMES[identity.role]),
        "kind": identity.kind,
        "areas": list(identity.areas),
        "post": identity.post,
        "posts": list(identity.posts),
        "acting_for": identity.acting_for,
        "department": identity.department,
        "must_change": identity.must_change,
    }
