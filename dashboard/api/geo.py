"""Serve geometry and names, content-hashed, immutable and compressed beforehand."""

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from dashboard.api.document import bodies
from dashboard.api.static import accepted_encoding, encoded_response
from dashboard.services import Services

_SUFFIX = {"br": ".br", "gzip": ".gz", "identity": ""}
_FILES = bodies("application/geo+json", "application/json", description="The file")


def geo_router(services: Services) -> APIRouter:
    """Return the route of the installed boundaries."""
    router = APIRouter(tags=["geometry"])
    catalog = services.catalog

    @router.get("/geo/{digest}/{name}", response_class=Response, responses=_FILES)
    def geometry(digest: str, name: str, request: Request) -> Response:
        """Return a file of the boundaries; `properties.code` joins it to the map's columns."""
        entry = catalog.files.get(name)
        if digest != catalog.hash or entry is None:
            raise HTTPException(404)
        encoding = accepted_encoding(request)
        path = entry.path.with_name(entry.path.name + _SUFFIX[encoding])
        return encoded_response(path.read_bytes(), encoding, entry.media_type)

    return router
