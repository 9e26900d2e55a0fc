"""Tell an operator whether the process lives and whether it can do its work."""

import logging
from collections.abc import Callable, Iterable

from fastapi import APIRouter, Response

from dashboard.api.events import now_wire
from dashboard.api.hub import Hub
from dashboard.services import Services
from dashboard.store.errors import DatabaseUnreachable

logger = logging.getLogger(__name__)

_NOT_READY = {
    "description": "Not ready; the body says what is missing",
    "content": {"application/json": {"schema": {"type": "object"}}},
}


def health_router(services: Services, hub: Hub, failing: Callable[[], Iterable[str]]) -> APIRouter:
    """Return the health routes; `failing` lists the rules of early warning that throw."""
    router = APIRouter(tags=["operations"])

    @router.get("/healthz")
    def alive() -> dict[str, str]:
        """Say that the process answers."""
        return {"status": "ok"}

    @router.get("/readyz", responses={503: _NOT_READY})
    def ready(response: Response) -> dict[str, object]:
        """Say whether database and geometry are there (503 when not), and how fresh the reports are."""
        response.headers["Cache-Control"] = "no-store"
        checks: dict[str, object] = {
            "geometry": "ok" if services.catalog.folder.is_dir() else "missing",
            "streams": hub.clients,
            "rules_failing": sorted(failing()),
        }
        try:
            checks |= {"database": "ok", "revision": services.queries.revision(), **now_wire(services)}
        except DatabaseUnreachable as error:
            logger.warning("not ready: %s", error)
            checks["database"] = "unreachable"
        healthy = checks["database"] == checks["geometry"] == "ok"
        response.status_code = 200 if healthy else 503
        return {"status": "ready" if healthy else "not ready", **checks}

    return router
