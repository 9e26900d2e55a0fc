"""Sign in and out, keep accounts and devices, read the audit log."""

from datetime import tzinfo
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from dashboard.access.accounts import NewAccount
from dashboard.access.errors import CodeUnknown, NotYours
from dashboard.access.passwords import LONGEST
from dashboard.access.roles import ROLE_NAMES, Identity, Role
from dashboard.api.cookies import Cookies
from dashboard.api.problems import request_messages
from dashboard.api.who import whence, who
from dashboard.errors import Sentence
from dashboard.messages import Messages
from dashboard.services import Services
from dashboard.store.accounts import Account
from dashboard.store.sessions import Device
from dashboard.store.trail import AuditEntry

Login = Annotated[str, Field(max_length=200)]
Secret = Annotated[str, Field(max_length=LONGEST * 4)]
_PAGE = 100


class _In(BaseModel):
    """Refuse members that are not asked for."""

    model_config = ConfigDict(extra="forbid")


class SignIn(_In):
    """Give account and password."""

    login: Login
    password: Secret


class PasswordIn(_In):
    """Give the password of now and the one that replaces it."""

    old: Secret
    new: Secret


class ActingIn(_In):
    """Name the post to act for; null for one's own."""

    post: Annotated[str, Field(max_length=60)] | None


class PersonaIn(_In):
    """Name the role in which the demo is looked at."""

    role: Role


class CodeIn(_In):
    """Give the one-time code of a screen."""

    code: Annotated[str, Field(max_length=60)]


class AccountIn(_In):
    """Say what an account shall be."""

    login: Login
    role: Role
    post: Annotated[str, Field(max_length=60)]
    areas: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=200)] = []
    posts: Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=20)] = []
    department: Annotated[str, Field(max_length=60)] | None = None


class DeviceIn(_In):
    """Name a screen and the page that it shows."""

    name: Annotated[str, Field(max_length=60)]
    view: Annotated[str, Field(max_length=500)] = "/"


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
        """Let a screen in by its one-time code; the answer sets its cookie."""
        linked = doors.link(body.code, whence(request))
        if linked is None:
            raise CodeUnknown
        token, device = linked
        answer = JSONResponse({"home": device.view})
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


def house_router(services: Services) -> APIRouter:
    """Return the routes of those who keep accounts, devices and the audit log."""
    router = APIRouter(prefix="/api/v1/access", tags=["access"])
    doors, house, zone = services.doors, services.house, services.clock.zone

    @router.get("/accounts")
    def accounts(request: Request) -> dict[str, Any]:
        """List all accounts."""
        say = request_messages(request, services.settings.locale)
        seen = doors.accounts.last_seen()
        return {
            "accounts": [
                _account(one, services, say)
                | {"seen_at": seen[one.login].astimezone(zone) if one.login in seen else None}
                for one in doors.accounts.listing()
            ]
        }

    @router.post("/accounts", status_code=201)
    def add(body: AccountIn, request: Request) -> dict[str, Any]:
        """Make an account; the answer holds its first password, which is told only here."""
        new = NewAccount(
            login=body.login,
            role=body.role,
            post=body.post.strip(),
            areas=tuple(body.areas),
            posts=tuple(post.strip() for post in body.posts),
            department=body.department.strip() if body.department else None,
        )
        password = house.add(new, who(request), whence(request))
        return {"login": body.login.strip().lower(), "password": password}

    @router.post("/accounts/{login}/{step}")
    def change(login: str, step: Literal["reset", "disable", "enable"], request: Request) -> dict[str, Any]:
        """Give a new first password, shut an account or open it again. Its sessions end."""
        identity, origin = who(request), whence(request)
        if step == "reset":
            return {"login": login, "password": house.reset(login, identity, origin)}
        (house.disable if step == "disable" else house.enable)(login, identity, origin)
        return {"login": login}

    @router.get("/devices")
    def devices() -> dict[str, Any]:
        """List all screens, each with its last contact."""
        return {"devices": [_device(one, zone) for one in doors.sessions.devices()]}

    @router.post("/devices", status_code=201)
    def prepare(body: DeviceIn, request: Request) -> dict[str, Any]:
        """Prepare a screen; the answer holds its one-time code, which is told only here."""
        device, code = house.add_device(body.name, body.view, who(request), whence(request))
        return _device(device, zone) | {"code": code, "link": f"/device#{code}"}

    @router.post("/devices/{device}/revoke")
    def revoke(device: str, request: Request) -> dict[str, Any]:
        """Shut a screen out at once."""
        house.revoke_device(device, who(request), whence(request))
        return {"id": device}

    @router.get("/audit")
    def audit(
        before: Annotated[int | None, Query(ge=1, lt=2**63, description="Entries before this one")] = None,
        actor: Annotated[str | None, Query(max_length=80)] = None,
        action: Annotated[str | None, Query(max_length=40, description="Its beginning, such as `report`")] = None,
        limit: Annotated[int, Query(ge=1, le=1000)] = _PAGE,
    ) -> dict[str, Any]:
        """List the entries of the audit log, the newest first."""
        entries = doors.audit.trail.latest(limit, before, actor, action)
        return {"entries": [_entry(entry, zone) for entry in entries]}

    @router.get("/audit/verify")
    def verify(response: Response) -> dict[str, Any]:
        """Walk along the whole chain and say whether it is as it was written."""
        verdict = doors.audit.verify()
        response.headers["Cache-Control"] = "no-store"
        return {
            "whole": verdict.whole,
            "entries": verdict.entries,
            "last_seal": verdict.last_seal,
            "broken": list(verdict.broken[:_PAGE]),
            "unknown_key": list(verdict.unknown_key[:_PAGE]),
        }

    return router


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


def _account(account: Account, services: Services, say: Messages) -> dict[str, Any]:
    tree, role = services.queries.tree, Role(account.role)
    return {
        "login": account.login,
        "role": role,
        "role_name": say(ROLE_NAMES[role]),
        "post": account.post,
        "posts": list(account.posts),
        "areas": [
            {"code": code, "name": tree.areas[code].name if code in tree.areas else code} for code in account.areas
        ],
        "department": account.department,
        "must_change": account.must_change,
        "disabled": account.disabled,
        "created_at": account.created_at.astimezone(services.clock.zone),
    }


def _device(device: Device, zone: tzinfo) -> dict[str, Any]:
    state = "revoked" if device.revoked_at else "linked" if device.linked_at else "waiting"
    return {
        "id": device.id,
        "name": device.name,
        "view": device.view,
        "state": state,
        "created_by": device.created_by,
        "created_at": device.created_at.astimezone(zone),
        "code_until": device.code_until.astimezone(zone) if device.code_until else None,
        "seen_at": device.seen_at.astimezone(zone) if device.seen_at else None,
        "address": device.address,
    }


def _entry(entry: AuditEntry, zone: tzinfo) -> dict[str, Any]:
    hidden = {"previous", "key"}
    return {name: value for name, value in vars(entry).items() if name not in hidden} | {
        "at": entry.at.astimezone(zone)
    }
