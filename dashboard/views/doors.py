"""Render the pages at the door and behind it: sign in, password, screens, accounts, audit log, and refusals."""

from typing import Any

from dashboard.access.roles import NEEDS_AREAS, ROLE_NAMES, Action, Role
from dashboard.errors import N_
from dashboard.messages import Messages
from dashboard.services import Services
from dashboard.views.page import TEMPLATES, PageRequest, Release, frame, script_json, township_names

DOORS = {
    "login": N_("Sign in"),
    "password": N_("Change password"),
    "device": N_("Link this screen"),
    "gone": N_("Shut out"),
}
"""Pages that need nothing of the map, and their titles."""
HOUSE = {"admin": N_("Accounts and screens"), "audit": N_("Audit log")}
"""Pages of those who keep the house."""
_FORBIDDEN = 403


def door_page(services: Services, asked: PageRequest, release: Release, page: str) -> str:
    """Render one of DOORS."""
    say = services.say(asked.locale)
    context = _context(services, asked, release) | {
        "page": page,
        "heading": say(DOORS[page]),
        "first": asked.who is not None and asked.who.must_change,
        "home": asked.who.home if asked.who else "/",
        "shortest": services.settings.password_length,
        "boot": script_json(_boot(services, say) | {"next": _local(asked.query.get("next"))}),
    }
    return TEMPLATES.get_template("door.html").render(context | {"_": say, "gettext": say})


def house_page(services: Services, asked: PageRequest, release: Release, page: str) -> str:
    """Render one of HOUSE."""
    say = services.say(asked.locale)
    roles = [
        {"id": role.value, "name": say(name), "areas": role in NEEDS_AREAS, "department": role is Role.DEPARTMENT}
        for role, name in ROLE_NAMES.items()
        if role is not Role.DEVICE
    ]
    context = _context(services, asked, release) | {
        "page": page,
        "heading": say(HOUSE[page]),
        "roles": roles,
        "towns": township_names(services),
        "guarded": services.doors.guarded(),
        "boot": script_json(_boot(services, say) | {"roles": roles, "towns": township_names(services)}),
        "others": [
            {"path": f"/{name}", "label": say(label)}
            for name, label in HOUSE.items()
            if name != page and asked.who and asked.who.may(_NEEDS[name])
        ],
        "map": asked.who is not None and asked.who.may(Action.SEE),
    }
    return TEMPLATES.get_template("house.html").render(context | {"_": say, "gettext": say})


_NEEDS = {"admin": Action.ADMINISTER, "audit": Action.AUDIT}


def error_page(say: Messages, told: str, static: str, status: int, home: str) -> str:
    """Return a friendly page that says what is wrong and leads back to where somebody may be."""
    heading = say(N_("Not for you")) if status == _FORBIDDEN else say(N_("Not found"))
    context = {"lang": say.tag, "told": told, "static": static, "heading": heading, "home": home}
    return TEMPLATES.get_template("error.html").render(context | {"_": say, "gettext": say})


def _context(services: Services, asked: PageRequest, release: Release) -> dict[str, Any]:
    return frame(services, asked, {}, release)


def _boot(services: Services, say: Messages) -> dict[str, object]:
    return {"locale": say.tag, "token": services.doors.keys.page_cookie, "messages": dict(say.texts)}


def _local(address: str | None) -> str | None:
    """Return an address of this site to go on to; None for any other.

    Browsers take a backslash for a slash, and leave tabs and line breaks out.
    """
    if address is None or not address.startswith("/") or address.startswith("//"):
        return None
    return address if address.isprintable() and "\\" not in address else None
