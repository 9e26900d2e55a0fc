"""Refuse text that no database and no answer can hold: the character NUL, and halves of surrogate pairs."""

from collections.abc import Iterable

from fastapi import Request
from starlette.datastructures import UploadFile

from dashboard.api.problems import TextUnwritable

_BODILESS = frozenset({"GET", "HEAD"})
_JSON = "json"
_SUSPECT = (b"\\u", b"\0", b"\xed")
"""With one of these begins all that is refused, however JSON writes it."""
_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")


async def require_writable(request: Request) -> None:
    """Look through the address, its query and the body, which the route has read already; raise TextUnwritable."""
    for place, values in (("path", request.path_params.values()), ("query", request.query_params.multi_items())):
        _require(place, values)
    kind = request.headers.get("content-type", "").lower()
    if kind.startswith(_FORMS):
        for name, value in (await request.form()).multi_items():
            _require("body", (name, value.filename if isinstance(value, UploadFile) else value))
    elif request.method not in _BODILESS and (_JSON in kind or not kind):
        body = await request.body()
        if any(sign in body for sign in _SUSPECT):
            _require("body", (await request.json(),))


def _require(place: str, values: Iterable[object]) -> None:
    waiting = list(values)
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            if "\0" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
                raise TextUnwritable(place=place)
        elif isinstance(value, dict):
            waiting += [*value.keys(), *value.values()]
        elif isinstance(value, list | tuple):
            waiting += value
