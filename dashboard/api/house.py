"""Keep accounts and screens, show the profile in force, read the audit log."""

from collections.abc import Callable, Sequence
from datetime import tzinfo
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from dashboard.access.accounts import NewAccount
from dashboard.access.roles import ROLE_NAMES, Role
from dashboard.api.access import Login, Strict
from dashboard.api.params import MOST
from dashboard.api.problems import request_messages
from dashboard.api.who import whence, who
from dashboard.errors import Sentence
from dashboard.messages import Messages
from dashboard.profile.errors import ProfileError
from dashboard.profile.load import profile_path, read_profile
from dashboard.services import Services
from dashboard.store.accounts import Account
from dashboard.store.sessions import Device
from dashboard.store.trail import AuditEntry

_PAGE = 100


class AccountIs(Strict):
    """Say what an account is: its role, post and reach."""

    role: Role
    post: Annotated[str, Field(max_length=60)]
    areas: Annotated[list[Annotated[str, Field(max_length=40)]], Field(default_factory=list, max_length=200)]
    posts: Annotated[list[Annotated[str, Field(max_length=60)]], Field(default_factory=list, max_length=20)]
    department: Annotated[str, Field(max_length=60)] | None = None


class AccountIn(AccountIs):
    """Say what an account shall be, and its name."""

    login: Login


class DeviceIn(Strict):
    """Name a screen and the page that it shows."""

    name: Annotated[str, Field(max_length=60)]
    view: Annotated[str, Field(max_length=500)] = "/"


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
        password = house.add(_asked(body.login, body), who(request), whence(request))
        return {"login": body.login.strip().lower(), "password": password}

    @router.put("/accounts/{login}")
    def change(login: str, body: AccountIs, request: Request) -> dict[str, Any]:
        """Give an account another role, post or reach. Its sessions end."""
        house.change(_asked(login, body), who(request), whence(request))
        return {"login": login}

    @router.post("/accounts/{login}/{step}")
    def take_step(login: str, step: Literal["reset", "disable", "enable"], request: Request) -> dict[str, Any]:
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

    return router


def watch_router(services: Services, clashes: Callable[[], Sequence[Sentence]]) -> APIRouter:
    """Return the routes that show the profile in force, and the audit log.

    Parameters
    ----------
    clashes : Callable[[], Sequence[Sentence]]
        Tells which colours of the profile lie too near to each other.
    """
    router = APIRouter(prefix="/api/v1/access", tags=["access"])
    audit_log, zone = services.doors.audit, services.clock.zone

    @router.get("/profile")
    def profile(request: Request) -> dict[str, Any]:
        """Say which election profile is in force, and whether its file still says the same."""
        say = request_messages(request, services.settings.locale)
        return _profile(services, say) | {"clashes": [say.value(clash) for clash in clashes()]}

    @router.get("/audit")
    def audit(
        before: Annotated[int | None, Query(ge=1, le=MOST, description="Entries before this one")] = None,
        actor: Annotated[str | None, Query(max_length=80)] = None,
        action: Annotated[str | None, Query(max_length=40, description="Its beginning, such as `report`")] = None,
        limit: Annotated[int, Query(ge=1, le=1000)] = _PAGE,
    ) -> dict[str, Any]:
        """List the entries of the audit log, the newest first."""
        entries = audit_log.trail.latest(limit, before, actor, action)
        return {"entries": [_entry(entry, zone) for entry in entries]}

    @router.get("/audit/verify")
    def verify(response: Response) -> dict[str, Any]:
        """Walk along the whole chain and say whether it is as it was written."""
        verdict = audit_log.verify()
        response.headers["Cache-Control"] = "no-store"
        return {
            "whole": verdict.whole,
            "entries": verdict.entries,
            "last_seal": verdict.last_seal,
            "broken": list(verdict.broken[:_PAGE]),
            "unknown_key": list(verdict.unknown_key[:_PAGE]),
        }

    return router


def _asked(login: str, body: AccountIs) -> NewAccount:
    return NewAccount(
        login=login,
        role=body.role,
        post=body.post.strip(),
        areas=tuple(body.areas),
        posts=tuple(post.strip() for post in body.posts),
        department=body.department.strip() if body.department else None,
    )


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


def _profile(services: Services, say: Messages) -> dict[str, Any]:
    profile, path = services.profile, profile_path(services.settings.profile)
    try:
        file, problem = ("same" if read_profile(path) == profile else "changed"), None
    except ProfileError as error:
        file, problem = "broken", say.error(error)
    return {
        "id": profile.id,
        "version": profile.version,
        "name": services.title(say.locale),
        "path": str(path),
        "campaign": {"start": profile.campaign.start, "end": profile.campaign.end},
        "reports_due": profile.campaign.reports_due.isoformat("minutes"),
        "tracks": [
            {"name": track.label.get(say.locale), "stages": max(len(one.stages) for one in track.procedures)}
            for track in profile.tracks
        ],
        "rules": len(profile.rules),
        "file": file,
        "problem": problem,
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
