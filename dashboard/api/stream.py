"""Serve the live stream of changes as Server-Sent Events."""

import re
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import StreamingResponse

from dashboard.api.hub import Hub
from dashboard.api.params import view_of
from dashboard.api.who import who
from dashboard.services import Services

Views = Annotated[list[str] | None, Query(description="Views to listen to; default: the profile's opening track")]


def stream_router(services: Services, hub: Hub) -> APIRouter:
    """Return the route of the live stream."""
    router = APIRouter(prefix="/api/v1", tags=["live"])

    @router.get("/stream", response_class=StreamingResponse)
    async def stream(
        request: Request,
        area: Annotated[str | None, Query(description="Area to listen to; default: the district")] = None,
        track: Views = None,
        since: Annotated[int | None, Query(ge=0, lt=2**63, description="Revision already seen")] = None,
        last_event_id: Annotated[str | None, Header()] = None,
    ) -> StreamingResponse:
        """Stream `day`, `change`, `beat`, `reset` and `gone` events; the id of an event is its revision."""
        hub.admit()
        code = services.queries.area(area).code if area else services.queries.tree.root.code
        wanted = {view_of(services, name) for name in track} if track else {services.profile.opening_track}
        views = tuple(view for view in services.profile.views if view in wanted)
        seen = int(last_event_id) if last_event_id and re.fullmatch("[0-9]{1,18}", last_event_id) else since
        return StreamingResponse(
            hub.stream(code, views, seen, who(request).session),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    return router
