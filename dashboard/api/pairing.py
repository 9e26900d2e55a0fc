"""Give a screen a code to be joined by, and tell it what its presenter asks."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

from dashboard.api.access import Strict
from dashboard.api.followers import Followers
from dashboard.api.who import note, who
from dashboard.presenter.commands import Command
from dashboard.presenter.pairing import command_of
from dashboard.presenter.state import State, read_state
from dashboard.services import Services
from dashboard.store.screens import Standing

ScreenId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$", description="What asking for a code answered")]
After = Annotated[str | None, Query(max_length=60, description="The version known; none: answer at once")]


class ScreenIn(Strict):
    """Name the screen that asks, when it has asked before."""

    screen: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")] | None = None


class Offered(BaseModel):
    """Give a screen its id, the code to show, and the instant until which it works."""

    screen: str
    code: str
    until: datetime


class Followed(BaseModel):
    """Say whether a screen follows somebody, and what it is to show; a `state` only while it does.

    `command` is the presenter's last one: the state already has its effect.
    """

    version: str
    following: bool
    state: State | None
    command: Command | None


def pairing_router(services: Services, followers: Followers) -> APIRouter:
    """Return the routes of a screen on the wall."""
    router = APIRouter(prefix="/api/v1/wall/pairing", tags=["presenter"])
    pairing, zone = services.pairing, services.clock.zone

    @router.post("", response_model=Offered)
    def offer(body: ScreenIn, request: Request, response: Response) -> Offered:
        """Give a code of six digits for five minutes; whom the screen follows stays until somebody joins."""
        made = pairing.offer(who(request), body.screen)
        note(request, made.screen[:8])
        response.headers["Cache-Control"] = "no-store"
        return Offered(screen=made.screen, code=made.code, until=made.until.astimezone(zone))

    @router.get("/{screen}", response_model=Followed)
    async def follow(screen: ScreenId, request: Request, response: Response, after: After = None) -> Followed:
        """Answer as soon as the screen's version differs from `after`, at the latest after twenty seconds."""
        found = await followers.standing(screen, after, who(request).session)
        response.headers["Cache-Control"] = "no-store"
        return _told(found)

    @router.post("/{screen}/leave", response_model=Followed)
    def leave(screen: ScreenId, request: Request) -> Followed:
        """Follow nobody any more; a code that is still shown is void."""
        pairing.leave(screen)
        note(request, screen[:8])
        return _told(pairing.standing(screen))

    return router


def _told(found: Standing) -> Followed:
    return Followed(
        version=found.version,
        following=found.following,
        state=read_state(found.state) if found.following else None,
        command=command_of(found.command),
    )
