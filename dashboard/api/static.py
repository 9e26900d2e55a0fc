"""Serve the browser's modules, vendored libraries and icons under one content hash, compressed."""

import gzip
import hashlib
import json
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import brotli
from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

FOLDERS = (
    "map",
    "desk",
    "intake",
    "unit",
    "access",
    "board",
    "overview",
    "wall",
    "remote",
    "vendor",
    "icons",
    "apidocs",
)
"""Folders of assets/ that are served under the content hash; Dash leaves them alone."""
_LATER_MODULES = (
    "desk/record.js",
    "intake/styled.js",
    "map/account.js",
    "map/key-names.js",
    "map/stream-worker.js",
    "map/svg-view.js",
    "map/tile-layout.js",
    "map/tile-style.js",
    "map/tiles.js",
    "intake/unit-form.js",
)
_SHARED_MODULES = tuple(
    f"map/{name}.js" for name in ("boot", "dash", "dom", "freshness", "live", "stream", "theme")
)
"""Modules of the map's page with which the intake's page begins too."""
_UNIT_MODULES = (
    *(
        f"map/{name}.js"
        for name in (
            "calendar",
            "describe",
            "filter",
            "groups",
            "keeper",
            "notice",
            "situation",
            "sums",
            "url",
            "waiting",
        )
    ),
    *(f"desk/{name}.js" for name in ("dossier-bar", "vicinity")),
)
"""Modules with which the page of one unit begins besides."""
_TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".svg": "image/svg+xml", ".css": "text/css"}
_BROTLI_QUALITY = 9
_GZIP_LEVEL = 7
_SMALLEST_COMPRESSED = 1000
IMMUTABLE = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Bundle:
    """Hold the files of one release.

    Attributes
    ----------
    hash : str
        Over all names and contents; it is part of the address, so relative imports inherit it and a new
        release is never mixed with an old one.
    files : Mapping[str, bytes]
        Path below assets/ → content.
    """

    hash: str
    files: Mapping[str, bytes]

    @property
    def first_modules(self) -> tuple[str, ...]:
        """List the modules that a page begins with, so that none waits until another has named it."""
        return tuple(name for name in self.files if name.startswith("map/") and name not in _LATER_MODULES)

    @property
    def intake_modules(self) -> tuple[str, ...]:
        """List the modules that the page of the intake begins with."""
        own = (name for name in self.files if name.startswith("intake/") and name.endswith(".js"))
        return *_SHARED_MODULES, *(name for name in own if name not in _LATER_MODULES)

    @property
    def unit_modules(self) -> tuple[str, ...]:
        """List the modules that the page of one unit begins with."""
        return (*_SHARED_MODULES, *_UNIT_MODULES, *(name for name in self.files if name.startswith("unit/")))

    @property
    def base(self) -> str:
        """Return the address below which the files are served."""
        return f"/static/{self.hash}"


def read_bundle(assets: Path, made: Mapping[str, bytes] | None = None) -> Bundle:
    """Read the served folders of `assets`, and gather all icons in `icons.json` for the map.

    `made` are files by name that do not lie there, because the profile says what stands in them.
    """
    files = {
        path.relative_to(assets).as_posix(): path.read_bytes()
        for folder in FOLDERS
        for path in sorted((assets / folder).rglob("*"))
        if path.is_file()
    }
    icons = {Path(name).stem: body.decode() for name, body in files.items() if name.startswith("icons/")}
    files["icons.json"] = json.dumps(icons).encode()
    files |= made or {}
    digest = hashlib.sha256()
    for name, body in files.items():
        digest.update(name.encode() + b"\0" + hashlib.sha256(body).digest())
    return Bundle(digest.hexdigest()[:16], files)


def static_router(bundle: Bundle) -> APIRouter:
    """Return the route of the bundle's files."""
    router = APIRouter(include_in_schema=False)

    @cache
    def encoded(path: str, encoding: str) -> bytes:
        body = bundle.files[path]
        if encoding == "br":
            return bytes(brotli.compress(body, quality=_BROTLI_QUALITY))
        return gzip.compress(body, _GZIP_LEVEL, mtime=0) if encoding == "gzip" else body

    @router.get("/static/{release}/{path:path}")
    def file(release: str, path: str, request: Request) -> Response:
        """Return a file; an address of another release is gone."""
        body = bundle.files.get(path)
        if release != bundle.hash or body is None:
            raise HTTPException(404)
        encoding = accepted_encoding(request) if len(body) >= _SMALLEST_COMPRESSED else "identity"
        suffix = Path(path).suffix
        media_type = _TYPES.get(suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
        return encoded_response(encoded(path, encoding), encoding, media_type)

    return router


def accepted_encoding(request: Request) -> str:
    """Return the best encoding that the browser accepts: `br`, `gzip` or `identity`."""
    accepted = {
        part.split(";")[0].strip() for part in request.headers.get("accept-encoding", "").lower().split(",")
    }
    return next((name for name in ("br", "gzip") if name in accepted), "identity")


def encoded_response(body: bytes, encoding: str, media_type: str) -> Response:
    """Answer content that never changes at its address."""
    headers = {"Cache-Control": IMMUTABLE, "Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff"}
    if encoding != "identity":
        headers["Content-Encoding"] = encoding
    return Response(body, media_type=media_type, headers=headers)
