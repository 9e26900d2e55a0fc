"""Serve a peer's Dash application the way ours is served: FastAPI, uvicorn, everything compressed.

What a browser gets is compressed once and kept, as a proxy in front of a real installation would do:
with brotli at the quality of our own files. Answers of callbacks are not compressed; on the loopback
that is the fastest.
"""

import hashlib
import os
import socket
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import brotli
import uvicorn
from dash import Dash
from fastapi import FastAPI, Response

GEOMETRY = "/geometry/units.geojson"
"""Address of the polygons."""

_BROTLI_QUALITY = 9
_SMALLEST_COMPRESSED = 1000
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]


@dataclass
class Compressed:
    """Compress the answers to GET, each body once."""

    app: App
    kept: dict[bytes, bytes] = field(default_factory=dict)

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        start: dict[str, Any] = {}
        body = b""

        async def gather(message: dict[str, Any]) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
            else:
                body += message.get("body", b"")
                if not message.get("more_body", False):
                    await send(start | {"headers": self._headers(start, body)})
                    await send({"type": "http.response.body", "body": self._packed(body)})

        await self.app(scope, receive, gather)

    def _headers(self, start: dict[str, Any], body: bytes) -> list[tuple[bytes, bytes]]:
        headers = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
        if len(body) >= _SMALLEST_COMPRESSED:
            headers.append((b"content-encoding", b"br"))
        return [*headers, (b"content-length", str(len(self._packed(body))).encode())]

    def _packed(self, body: bytes) -> bytes:
        if len(body) < _SMALLEST_COMPRESSED:
            return body
        digest = hashlib.sha256(body).digest()
        if digest not in self.kept:
            self.kept[digest] = brotli.compress(body, quality=_BROTLI_QUALITY)
        return self.kept[digest]


class PlainDash(Dash):
    """Leave out the WebSocket that a page on this backend opens and never uses, as ours does."""

    def init_app(self, app: Any = None, **options: Any) -> None:  # noqa: ANN401 - Dash's own
        """Set up the routes."""
        self.backend.websocket_capability = False
        super().init_app(app, **options)


def peer(geometry: bytes | None = None) -> Dash:
    """Return a Dash application on a server of its own, with the polygons at `GEOMETRY` when given."""
    server = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    if geometry is not None:

        @server.get(GEOMETRY)
        async def polygons() -> Response:
            headers = {"Cache-Control": "public, max-age=31536000, immutable"}
            return Response(geometry, media_type="application/geo+json", headers=headers)

    app = PlainDash(__name__, server=server, serve_locally=True, update_title="")
    # The map begins where the window does, as the eye that looks at it expects.
    app.index_string = app.index_string.replace("<body>", '<body style="margin: 0">')
    return app


def serve(app: Dash) -> None:
    """Serve on a free port of the loopback and write the address on standard error."""
    listener = socket.create_server(("127.0.0.1", 0))
    print(f"http://127.0.0.1:{listener.getsockname()[1]}", file=sys.stderr, flush=True)
    os.environ.pop("DASH_DEBUG", None)
    config = uvicorn.Config(Compressed(app.server), log_level="error", access_log=False)
    uvicorn.Server(config).run(sockets=[listener])
