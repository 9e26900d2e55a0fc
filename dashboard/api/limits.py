"""Refuse bodies that are too large before they are read."""

from dataclasses import dataclass
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.api.problems import problem, request_messages
from dashboard.errors import N_
from dashboard.intake.limits import MAX_FILE, MEGABYTE

MAX_BODY = 2 * MEGABYTE
_FORM = MEGABYTE  # what a form may have around its file
_WITH_FILE = frozenset(
    {("POST", "/api/v1/reports"), ("POST", "/api/v1/registers"), ("POST", "/api/v1/registers/preview")}
)


@dataclass(frozen=True)
class BodyLimit:
    """Wrap an ASGI application: by the declared length where there is one, else by counting.

    Sending a report's file may take MAX_FILE and a form around it, everything else MAX_BODY. What
    follows of a refused body is thrown away by the ASGI server, chunk by chunk.
    """

    app: ASGIApp
    default_locale: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 413 with a sentence that says how much is too much."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        with_file = (scope["method"], scope["path"].rstrip("/")) in _WITH_FILE
        limit = MAX_FILE + _FORM if with_file else MAX_BODY
        body = _Body(receive, send, limit)
        if _declared(scope) <= limit:
            try:
                await self.app(scope, body.receive, body.send)
            except Exception:  # whoever read the body may have failed for its being cut off
                if not body.exceeded:
                    raise
            if not body.exceeded or body.answered:
                return
        say = request_messages(Request(scope), self.default_locale)
        told = (
            say(
                N_("The file has more than {limit} MB. Take pictures out, and send it again."),
                limit=MAX_FILE // MEGABYTE,
            )
            if with_file
            else say(N_("More than {limit} MB were sent; this address takes no more."), limit=MAX_BODY // MEGABYTE)
        )
        await problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large", told, limit=limit)(scope, receive, send)


class _TooLarge(HTTPException):
    """Stop whoever reads the body; FastAPI lets it through."""

    def __init__(self) -> None:
        super().__init__(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


@dataclass
class _Body:
    """Count a body while it is received, and hold back an answer to one that is too large."""

    inner_receive: Receive
    inner_send: Send
    limit: int
    count: int = 0
    answered: bool = False

    @property
    def exceeded(self) -> bool:
        return self.count > self.limit

    async def receive(self) -> Message:
        message = await self.inner_receive()
        if message["type"] == "http.request":
            self.count += len(message.get("body", b""))
            if self.exceeded:
                raise _TooLarge
        return message

    async def send(self, message: Message) -> None:
        if self.exceeded and not self.answered:
            return
        self.answered = True
        await self.inner_send(message)


def _declared(scope: Scope) -> int:
    """Return the length that a request declares; 0 when it declares none, or nothing that is a number."""
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    return int(lengths[0]) if lengths and lengths[0].isdigit() else 0
