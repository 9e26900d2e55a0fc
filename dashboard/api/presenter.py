"""Let a presenter pair screens and lead them."""

from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from dashboard.api.access import Strict
from dashboard.api.pairing import ScreenId
from dashboard.api.who import note, whence, who
from dashboard.presenter.commands import Command
from dashboard.presenter.pairing import Led
from dashboard.presenter.state import State
from dashboard.services import Services
from dashboard.store.screens import Screen


class JoinIn(Strict):
    """Give the code that a screen shows."""

    code: Annotated[str, Field(min_length=1, max_length=20)]


class CommandIn(Strict):
    """Give one command."""

    command: Command


class ScreenOut(BaseModel):
    """Describe one screen that follows; `name` is the device's, `silent` the seconds since its last contact."""

    screen: str
    number: int
    name: str | None
    silent: int


class LedOut(BaseModel):
    """Say which screens follow, what they show, and which days of the campaign they may show."""

    version: int
    screens: list[ScreenOut]
    state: State
    first: date
    last: date


def presenter_router(services: Services) -> APIRouter:
    """Return the routes of a presenter's remote control."""
    router = APIRouter(prefix="/api/v1/presenter", tags=["presenter"])
    pairing = services.pairing

    def told(led: Led) -> LedOut:
        first, last = pairing.days
        screens = [_screen(one) for one in led.screens]
        return LedOut(version=led.version, screens=screens, state=led.state, first=first, last=last)

    @router.get("", response_model=LedOut)
    def led(request: Request, response: Response) -> LedOut:
        """List the screens that follow, and what they show."""
        response.headers["Cache-Control"] = "no-store"
        return told(pairing.led(who(request)))

    @router.post("/screens", response_model=LedOut)
    def join(body: JoinIn, request: Request) -> LedOut:
        """Let the screen that shows a code follow; guesses are slowed down as those of passwords are."""
        identity = who(request)
        screen = pairing.join(identity, body.code, whence(request))
        note(request, screen.id[:8])
        return told(pairing.led(identity))

    @router.delete("/screens/{screen}", response_model=LedOut)
    def release(screen: ScreenId, request: Request) -> LedOut:
        """Let a screen go."""
        identity = who(request)
        pairing.release(identity, screen)
        note(request, screen[:8])
        return told(pairing.led(identity))

    @router.post("/commands", response_model=LedOut)
    def command(body: CommandIn, request: Request) -> LedOut:
        """Carry a command to all screens that follow."""
        done = pairing.command(who(request), body.command)
        note(request, None, **body.command.model_dump(mode="json", exclude_none=True))
        return told(done)

    return router


def _screen(screen: Screen) -> ScreenOut:
    silent = max(0, int((datetime.now(UTC) - screen.seen_at).total_seconds()))
    return ScreenOut(screen=screen.id, number=screen.number, name=screen.name, silent=silent)
