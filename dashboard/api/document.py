"""Describe the API: what every route may answer besides what it is asked for."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict

from dashboard.api.problems import PROBLEM_TYPE, STATUS

_OUTSIDE_THE_TABLE = {HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE}
"""A form that cannot be read; a body that is too large."""


class Problem(BaseModel):
    """Tell what went wrong (RFC 9457): `type` is stable, `detail` a sentence in the user's language.

    More members may follow, such as the numbers that the sentence names.
    """

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str


def bodies(*media_types: str, description: str = "Successful Response") -> dict[int | str, dict[str, Any]]:
    """Declare a successful answer that is no JSON."""
    schema = {"type": "string"}
    content = {name: {"schema": schema} if name.startswith("text/") else {} for name in media_types}
    return {200: {"description": description, "content": content}}


def again(description: str, model: type[BaseModel] | None = None) -> dict[int | str, dict[str, Any]]:
    """Declare the answer to what had been done before, beside the 201 of what is new."""
    schema = {"content": {"application/json": {"schema": {"type": "object"}}}}
    return {200: {"description": description} | ({"model": model} if model else schema)}


def _told(status: HTTPStatus) -> dict[str, Any]:
    return {
        "description": status.phrase,
        "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


PROBLEMS: dict[int | str, dict[str, Any]] = {
    int(status): _told(status) for status in sorted({status for status, _ in STATUS.values()} | _OUTSIDE_THE_TABLE)
}
"""Status → what every route answers with it, as the document declares it."""

UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "Unchanged since the ETag that was sent"}}
"""What a route answers whose client names the ETag that it has."""


class SituationAPI(FastAPI):
    """Add what the routes' declarations refer to."""

    def openapi(self) -> dict[str, Any]:
        """Return the document."""
        document = super().openapi()
        document["components"]["schemas"].setdefault("Problem", Problem.model_json_schema())
        return document
