"""Refuse JSON with texts that cannot be kept or answered: NUL, and halves of a pair of surrogates."""

import json
import re
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.api.problems import problem, request_messages
from dashboard.errors import N_

_SUSPECT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])|\xed[\xa0-\xbf]|\x00")
_UNKEPT = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True)
class KeptTexts:
    """Wrap an ASGI application. Only a body in which something is suspect is parsed here."""

    app: ASGIApp
    default_locale: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 422."""
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD"} or not _is_json(scope):
            await self.app(scope, receive, send)
            return
        try:
            body = await Request(scope, receive).body()
        except ClientDisconnect:
            return
        if _SUSPECT.search(body) and _unkept(body):
            say = request_messages(Request(scope), self.default_locale)
            told = say(N_("The request contains something that is not understood."))
            await problem(HTTPStatus.UNPROCESSABLE_ENTITY, "malformed", told)(scope, receive, send)
            return
        given = False

        async def again() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self.app(scope, again, send)


def _is_json(scope: Scope) -> bool:
    kinds = [value for name, value in scope["headers"] if name == b"content-type"]
    return not kinds or b"json" in kinds[0].lower()


def _unkept(body: bytes) -> bool:
    """Say whether a text in JSON holds what cannot be kept; what is no JSON is refused by whoever reads it."""
    try:
        left = [json.loads(body)]
    except (ValueError, RecursionError):
        return False
    while left:
        one = left.pop()
        if isinstance(one, str) and _UNKEPT.search(one):
            return True
        if isinstance(one, dict):
            left += [*one, *one.values()]
        elif isinstance(one, list):
            left += one
    return False
