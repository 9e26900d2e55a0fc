"""Serve what the wall shows beside the map: alerts, polls, key villages, progress, and the stops of its tour."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from dashboard.api.document import UNCHANGED
from dashboard.api.params import View, view_of
from dashboard.api.problems import request_messages
from dashboard.services import Services
from dashboard.wall.model import Wall
from dashboard.wall.picture import wall
from dashboard.wall.scene import Scene

_KEPT = 16  # walls, languages and tracks that look at one minute
Visitors = Annotated[bool, Query(description="Show progress only: no alerts, key villages, matters")]


@dataclass
class Kept:
    """Keep the latest answers: of several walls that ask after a change, the first has it made."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _answers: OrderedDict[str, str] = field(default_factory=OrderedDict)

    def answer(self, key: str, make: Callable[[], str]) -> str:
        """Return the answer kept under a key, else the one that is made now."""
        with self._lock:
            if key not in self._answers:
                self._answers[key] = make()
                if len(self._answers) > _KEPT:
                    self._answers.popitem(last=False)
            return self._answers[key]


def wall_router(services: Services) -> APIRouter:
    """Return the route of the wall."""
    router = APIRouter(prefix="/api/v1", tags=["wall"])
    queries, kept = services.queries, Kept()

    @router.get("/wall/{area}", response_model=Wall, responses=UNCHANGED)
    def shown(area: str, request: Request, track: View = None, visitors: Visitors = False) -> Response:
        """Return what the wall shows of an area on the business day, in the language of `?lang=`."""
        view, place = view_of(services, track), queries.area(area)
        say = request_messages(request, services.settings.locale)
        now = services.clock.now().replace(second=0, microsecond=0)
        key = f"{queries.revision()} {now} {view} {say.locale} {visitors} {place.code} {services.catalog.hash}"
        tag = f'"{hashlib.sha256(key.encode()).hexdigest()[:20]}"'
        headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept-Language, Cookie"}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        scene = Scene(queries, services.states, say, now, view, place, visitors)
        services.precedence.give_way()
        made = kept.answer(key, lambda: wall(scene).model_dump_json())
        return Response(made, media_type="application/json", headers=headers)

    return router
