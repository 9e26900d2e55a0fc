"""Guard every answer: security headers, and no service to other machines while there are no accounts."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.api.problems import problem, request_messages
from dashboard.errors import N_


def content_security_policy(script_hashes: Sequence[str]) -> str:
    """Return the policy: everything from this origin, scripts only from files and with known hashes."""
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {' '.join(script_hashes)}".strip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "worker-src 'self' blob:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


@dataclass(frozen=True)
class SecurityHeaders:
    """Wrap an ASGI application."""

    app: ASGIApp
    policy: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and add the headers to its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", self.policy)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "same-origin")
            await send(message)

        await self.app(scope, receive, with_headers)


@dataclass(frozen=True)
class LoopbackOnly:
    """Refuse other machines, however the ASGI server was told to listen."""

    app: ASGIApp
    default_locale: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request of this machine on; answer any other 403 with a sentence that says why."""
        if scope["type"] == "http" and not _from_here(scope.get("client")):
            say = request_messages(Request(scope), self.default_locale)
            told = say(N_("This release has no accounts yet and serves only its own machine."))
            await problem(403, "loopback-only", told)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _from_here(client: tuple[str, int] | None) -> bool:
    """Say whether a peer is on this machine; one without an address came through a local socket."""
    try:
        address = ipaddress.ip_address(client[0]) if client else None
    except ValueError:
        return True
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return address is None or (mapped or address).is_loopback
