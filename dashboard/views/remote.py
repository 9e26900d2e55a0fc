"""Render the page of the remote control: a phone's; the screens' state is fetched by its module."""

from dashboard.errors import N_
from dashboard.services import Services
from dashboard.views.areas import geometry_base, shown_area
from dashboard.views.page import TEMPLATES, PageRequest, Release, frame, script_json, short_label, township_names


def remote_page(services: Services, asked: PageRequest, release: Release) -> str:
    """Render the remote control of whoever may lead the screens on the wall."""
    say, profile = services.say(asked.locale), services.profile
    first, last = services.pairing.days
    began = {
        "locale": say.tag,
        "token": services.doors.keys.page_cookie,
        "messages": dict(say.texts),
        "urls": {"static": f"{geometry_base(services, shown_area(services, asked.query))}-units.json"},
    }
    context = frame(services, asked, {}, release) | {
        "heading": say(N_("Remote control")),
        "boot": script_json(began),
        "towns": township_names(services),
        "tracks": [{"id": view, "label": short_label(profile, view, say)} for view in profile.views],
        "first": first,
        "last": last,
    }
    return TEMPLATES.get_template("remote.html").render(context | {"_": say, "gettext": say})
