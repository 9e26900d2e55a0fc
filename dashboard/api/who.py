"""Tell a route who asks, and hold that against the area that it is about."""

from fastapi import Request

from dashboard.access.audit import Origin
from dashboard.access.errors import NotYourArea, NotYourReport, NotYours
from dashboard.access.roles import ROLE_NAMES, Action, Identity
from dashboard.access.writing import require_area
from dashboard.errors import Sentence
from dashboard.services import Services


def who(request: Request) -> Identity:
    """Return who asks; the guard has let no request without one reach a route that wants to know."""
    identity = request.state.identity
    if not isinstance(identity, Identity):
        msg = "the guard stands before every route that asks who it is"
        raise TypeError(msg)
    return identity


def whence(request: Request) -> Origin:
    """Return from where the request came, and its number."""
    origin = request.state.origin
    return origin if isinstance(origin, Origin) else Origin()


def require(request: Request, services: Services, action: Action, area: str) -> Identity:
    """Return who asks if they may do this about an area; raise UnknownArea, NotYours or NotYourArea."""
    identity = who(request)
    if not identity.may(action):
        raise NotYours(role=Sentence(ROLE_NAMES[identity.role]))
    refusal = NotYourReport if action is Action.READ_REPORT else NotYourArea
    require_area(identity, services.queries.tree, services.queries.area(area), refusal)
    return identity


def note(request: Request, subject: str | None = None, **detail: object) -> None:
    """Have the audit log say more of this request: what it was about, and counts or codes."""
    request.state.audit = {"subject": subject, "detail": detail}
