"""Stand before every route: who asks, from where, and whether they may."""

import asyncio
import ipaddress
import json
import logging
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from time import monotonic, perf_counter
from typing import Any
from urllib.parse import quote, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.access.audit import Origin
from dashboard.access.doors import Doors
from dashboard.access.errors import (
    CrossSite,
    HostUnknown,
    LoopbackOnly,
    NotYours,
    PasswordMustChange,
    SignInNeeded,
)
from dashboard.access.permissions import AUDITED, CALLBACKS, Entry, entry_of, methods_of
from dashboard.access.roles import ROLE_NAMES, Action, Identity
from dashboard.api.cookies import CSRF_HEADER, Cookies
from dashboard.api.problems import answer_of, problem, request_messages
from dashboard.errors import N_, Sentence, SituationError
from dashboard.settings import LOOPBACK
from dashboard.store.errors import DatabaseUnreachable, StoreError

logger = logging.getLogger(__name__)

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_UPDATE = "/_dash-update-component"
_STATIC = ("/static/", "/assets/", "/_dash-component-suites/", "/healthz", "/favicon.ico")
_ONCE_SECONDS = 600.0
_MOST_REMEMBERED = 5_000
_MINUTE = 60.0
_REFUSALS_A_MINUTE = 60


Page = Callable[[Request, SituationError, int], Response]
"""Renders a page that tells an error."""


@dataclass
class Guard:
    """Wrap an ASGI application: nothing passes that `ROUTES` does not name and the asker may not do.

    Attributes
    ----------
    missing : callable
        Answers an address at which there is nothing.
    refusal : callable
        Renders a page that tells why somebody may not see one.
    observe : callable
        Told of every answer: its line in the table, the status, and the seconds that it took.
    """

    app: ASGIApp
    doors: Doors
    cookies: Cookies
    default_locale: str
    missing: Callable[[Request], Response]
    refusal: Page
    observe: Callable[[str, int, float], None]
    _noted: dict[tuple[str, str, str | None], float] = field(default_factory=dict)
    _refused: dict[str, list[float]] = field(default_factory=dict)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or say why not."""
        if scope["type"] == "websocket":  # no page of this site opens one
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        state = scope.setdefault("state", {})
        address = request.client.host if request.client else None
        state["origin"] = origin = Origin(address, uuid.uuid4().hex[:16])
        entry = entry_of(request.method, request.scope["path"])
        identity: Identity | None = None
        try:
            self._require_host(request)
            if entry is None:
                await self._nothing_here(request)(scope, receive, send)
                return
            identity = await self._identify(request, entry, address or "")
            state["identity"] = identity
            turned = self._turned_away(request, entry, identity)
            if turned is not None:
                await turned(scope, receive, send)
                return
            if request.method not in _SAFE:
                self._require_same_site(request, entry, identity)
            about: str | None = None
            if request.scope["path"] == _UPDATE:
                receive, about = await self._callback(request, receive, identity)
        except SituationError as error:
            await self._refuse(request, entry, identity, origin, error)
            answer = self._told(request, error)
            await answer(scope, receive, send)
            return
        await self._pass(request, entry, identity, about, receive, send)

    # ------------------------------------------------------------ who and from where

    def _require_host(self, request: Request) -> None:
        """Refuse other machines without accounts, and addresses that are none of this site's."""
        from_here = is_from_here(request)
        if not from_here and not self.doors.guarded():
            raise LoopbackOnly
        host = request.headers.get("host", "")
        name = host_name(host)
        known = {urlsplit(origin).netloc.lower() for origin in self.doors.settings.origin_list}
        if host.lower() in known or (name in LOOPBACK and from_here):
            return
        raise HostUnknown(host=host[:100])

    async def _identify(self, request: Request, entry: Entry, address: str) -> Identity | None:
        if entry.action is Action.PUBLIC and request.scope["path"].startswith(_STATIC):
            return None
        token, persona = self.cookies.session_of(request), self.cookies.persona_of(request)
        try:
            if self.doors.at_hand(token):
                return self.doors.identify(token, persona, address)
            return await asyncio.to_thread(self.doors.identify, token, persona, address)
        except DatabaseUnreachable:
            if entry.action is Action.PUBLIC:
                return None
            raise

    def _turned_away(self, request: Request, entry: Entry, identity: Identity | None) -> Response | None:
        """Lead a person to the page that comes first; raise for what is refused."""
        if entry.action is Action.PUBLIC:
            return None
        page = is_page(request)
        if identity is None:
            if not page:
                raise SignInNeeded
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(f"/login?next={quote(request.scope['path'] + query)}", HTTPStatus.SEE_OTHER)
        if identity.must_change and entry.action is not Action.SELF:
            if not page:
                raise PasswordMustChange
            return RedirectResponse("/password", HTTPStatus.SEE_OTHER)
        if page and identity.view is not None and request.scope["path"] != urlsplit(identity.view).path:
            return RedirectResponse(identity.view, HTTPStatus.SEE_OTHER)  # a screen has one page
        if identity.may(entry.action) or (entry.action is Action.OPERATE and is_operator(request)):
            return None
        if page and request.scope["path"] == "/" and identity.home != "/":
            return RedirectResponse(identity.home, HTTPStatus.SEE_OTHER)
        raise NotYours(role=Sentence(ROLE_NAMES[identity.role]))

    def _require_same_site(self, request: Request, entry: Entry, identity: Identity | None) -> None:
        """Refuse a change that another site asks for, or that lacks the page's token; raise CrossSite.

        Without a session there is nothing that another site could use, so a program that is no browser
        needs no token.
        """
        site, came_from = request.headers.get("sec-fetch-site"), request.headers.get("origin")
        if site not in {None, "same-origin", "none"}:
            raise CrossSite
        if came_from is not None and _site_of(came_from) != request.headers.get("host", "").lower():
            raise CrossSite
        cookie = self.cookies.session_of(request)
        held = identity is not None and identity.session is not None
        if not held and site is None and came_from is None:
            return
        tokens = {self.doors.page_token(cookie if held else None)}
        if entry.action is Action.PUBLIC:
            tokens |= {self.doors.page_token(None)}
        if request.headers.get(CSRF_HEADER) not in tokens:
            raise CrossSite

    async def _callback(
        self, request: Request, receive: Receive, identity: Identity | None
    ) -> tuple[Receive, str | None]:
        """Hold a Dash callback against its own line of the table; return its body again, and its unit."""
        body = await request.body()
        try:
            asked = json.loads(body)
            output = asked["output"]
            action = CALLBACKS[output]
        except (ValueError, KeyError, TypeError, RecursionError):
            output, action, asked = None, None, {}
        if action is None or identity is None or not identity.may(action):
            name = Sentence(ROLE_NAMES[identity.role]) if identity else "—"
            raise NotYours(role=name)
        given = False

        async def again() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        return again, _unit_of(asked) if output == "dossier.children" else None

    # ------------------------------------------------------------ passing on

    async def _pass(
        self,
        request: Request,
        entry: Entry,
        identity: Identity | None,
        about: str | None,
        receive: Receive,
        send: Send,
    ) -> None:
        origin: Origin = request.scope["state"]["origin"]
        status, began = 500, perf_counter()

        async def with_cookie(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = origin.request_id or ""
                if headers.get("content-type", "").startswith("text/html"):
                    held = identity is not None and identity.session is not None
                    token = self.doors.page_token(self.cookies.session_of(request) if held else None)
                    self.cookies.give_page_token(request, headers, token)
            await send(message)

        try:
            await self.app(request.scope, receive, with_cookie)
        finally:
            self.observe(entry.route, status, perf_counter() - began)
        action = AUDITED.get((about and "dossier.children") or entry.route)
        if action and identity is not None and status < HTTPStatus.BAD_REQUEST:
            more: Mapping[str, Any] = request.scope["state"].get("audit", {})
            subject = more.get("subject") or about or entry.subject_in(request.scope["path"])
            await self._note(action, identity, origin, subject, more.get("detail") or {})
        elif status == HTTPStatus.FORBIDDEN and identity is not None:
            await self._note_refusal(request, identity, origin)

    async def _note(
        self, action: str, identity: Identity, origin: Origin, subject: str | None, detail: Mapping[str, object]
    ) -> None:
        """Write to the audit log; what was only looked at again within ten minutes is not noted again."""
        if action.endswith(".opened"):
            key, now = (identity.actor, action, subject), monotonic()
            if now - self._noted.get(key, float("-inf")) < _ONCE_SECONDS:
                return
            if len(self._noted) >= _MOST_REMEMBERED:
                self._noted.clear()
            self._noted[key] = now
        try:
            await asyncio.to_thread(self.doors.audit.note, action, identity, origin, subject, detail)
        except StoreError:
            logger.exception("not in the audit log: %s by %s on %s", action, identity.actor, subject)

    async def _refuse(
        self,
        request: Request,
        entry: Entry | None,
        identity: Identity | None,
        origin: Origin,
        error: SituationError,
    ) -> None:
        """Leave a trace of what somebody who is signed in was refused."""
        if identity is not None and entry is not None and not isinstance(error, DatabaseUnreachable):
            await self._note_refusal(request, identity, origin)

    async def _note_refusal(self, request: Request, identity: Identity, origin: Origin) -> None:
        now = monotonic()
        recent = [at for at in self._refused.get(identity.actor, []) if now - at < _MINUTE]
        if len(recent) >= _REFUSALS_A_MINUTE:
            return
        self._refused[identity.actor] = [*recent, now]
        subject = f"{request.method} {request.scope['path']}"[:200]
        await self._note("refused", identity, origin, subject, {})

    # ------------------------------------------------------------ answers

    def _nothing_here(self, request: Request) -> Response:
        methods = methods_of(request.scope["path"])
        if not methods:
            return self.missing(request)
        say = request_messages(request, self.default_locale)
        told = problem(405, "method-not-allowed", say(N_("This address does not take that method.")))
        told.headers["Allow"] = ", ".join(methods)
        return told

    def _told(self, request: Request, error: SituationError) -> Response:
        answer: JSONResponse = answer_of(request, error, self.default_locale)
        if is_page(request) and not isinstance(error, HostUnknown | LoopbackOnly):
            return self.refusal(request, error, answer.status_code)
        return answer


def is_page(request: Request) -> bool:
    """Say whether a person waits for a page, not a program for data."""
    path = request.scope["path"]
    return (
        request.method in _SAFE
        and "text/html" in request.headers.get("accept", "")
        and not path.startswith(("/api/v1/", "/geo/", "/static/"))
    )


def is_from_here(request: Request) -> bool:
    """Say whether a peer is on this machine; one without an address came through a local socket."""
    try:
        address = ipaddress.ip_address(request.client.host) if request.client else None
    except ValueError:
        return True
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return address is None or (mapped or address).is_loopback


def is_operator(request: Request) -> bool:
    """Say whether the request was made at this machine itself, not handed on by a proxy on it."""
    handed_on = {"forwarded", "x-forwarded-for", "x-real-ip"} & set(request.headers)
    return is_from_here(request) and not handed_on and host_name(request.headers.get("host", "")) in LOOPBACK


def host_name(host: str) -> str:
    """Return the name in a Host header, without its port."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def _unit_of(asked: Mapping[str, Any]) -> str | None:
    """Return the code of the unit that the dossier's callback shows."""
    for given in (asked.get("state"), asked.get("inputs")):
        for one in given if isinstance(given, list) else ():
            value = one.get("value") if isinstance(one, dict) else None
            code = value.get("code") if isinstance(value, dict) else None
            if isinstance(code, str) and code.isprintable():
                return code[:40]
    return None


def _site_of(origin: str) -> str | None:
    """Return host and port of an Origin header; None when it is no address."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return None
