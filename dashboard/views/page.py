"""Render the page around the Dash layout: the frame starts at once, the dossier joins when Dash is ready."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from dash import Dash
from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup

from dashboard.access.roles import ROLE_NAMES, Action, Identity
from dashboard.election.figures import COUNTS, FIGURES
from dashboard.election.flags import Flag
from dashboard.errors import N_
from dashboard.messages import LOCALES, Messages
from dashboard.profile.model import Profile
from dashboard.services import Services
from dashboard.views.areas import caption_of, chain, geometry_base, shown_area
from dashboard.views.figures.charts import CHARTS
from dashboard.views.panels.charts import graph
from dashboard.views.panels.intake import grids
from dashboard.views.panels.units import units_grid

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=select_autoescape(("html",)),
    extensions=["jinja2.ext.i18n"],
    trim_blocks=True,
    lstrip_blocks=True,
)
_APP_ENTRY = '<div id="react-entry-point"><div class="skeleton" aria-hidden="true"></div></div>'
_ALERTS = (
    ("alert-1-yellow", N_("Yellow alert")),
    ("alert-2-orange", N_("Orange alert")),
    ("alert-3-red", N_("Red alert")),
)
_ONLY_OF_THE_INTAKE = re.compile(
    r"<[^<>]*(?:60-intake|70-access|80-board|85-remote|86-overview|9\d-wall[-a-z]*)[^<>]*>(?:</script>)?\n?"
)
"""What Dash would load on every page although only the intake's needs it."""
_LANGUAGE_NAMES = {"zh_CN": "中文", "en": "English"}
_BEFORE_CAMPAIGN = timedelta(days=183)
_TILES = "tiles"
_THEMES = ("light", "dark")


@dataclass(frozen=True)
class PageRequest:
    """Say what a browser asked for: language, view, theme and the unit to open; and who asks."""

    who: Identity | None
    locale: str
    track: str | None
    theme: str | None
    selected: str | None
    query: Mapping[str, str]


@dataclass(frozen=True)
class Release:
    """Say where the files of this release are served, and which modules a page begins with."""

    static: str
    modules: tuple[str, ...]
    intake_modules: tuple[str, ...]
    unit_modules: tuple[str, ...]


class SituationDash(Dash):
    """Render Dash's index through the page's own template instead of Dash's."""

    def __init__(self, services: Services, release: Release, **options: Any) -> None:  # noqa: ANN401 - Dash's own
        self.services = services
        self.release = release
        super().__init__(__name__, **options)

    def page(self, asked: PageRequest) -> str:
        """Return the page for a request. It runs inside Dash's request context."""
        parts = {name: Markup(_ONLY_OF_THE_INTAKE.sub("", part)) for name, part in self._parts().items()}  # noqa: S704
        return render_page(self.services, asked, parts, self.release)

    def unit_page(self, asked: PageRequest) -> str:
        """Return the page of the unit that is asked for. It runs inside Dash's request context."""
        parts = {name: Markup(_ONLY_OF_THE_INTAKE.sub("", part)) for name, part in self._parts().items()}  # noqa: S704
        return render_unit(self.services, asked, parts, self.release)

    def intake_page(self, asked: PageRequest) -> str:
        """Return the page of the townships' reports. It runs inside Dash's request context."""
        return render_intake(self.services, asked, self._parts(), self.release)

    def init_app(self, app: Any = None, **options: Any) -> None:  # noqa: ANN401 - Dash's own
        """Leave out Dash's WebSocket route: no callback uses it, and pages would open it all the same."""
        self.backend.websocket_capability = False
        super().init_app(app, **options)

    def _parts(self) -> dict[str, Markup]:
        """Return the pieces of Dash's own index, as markup.

        Dash collects its style sheets at the first request for `/`; another page may be asked for before.
        """
        self._setup_server()
        return {
            "app_entry": Markup(_APP_ENTRY),  # noqa: S704 - a constant
            "css": Markup(self._generate_css_dist_html()),  # noqa: S704 - Dash's own markup
            "config": Markup(self._generate_config_html()),  # noqa: S704
            "scripts": Markup(self._generate_scripts_html()),  # noqa: S704
            "renderer": Markup(self._generate_renderer()),  # noqa: S704
        }


def render_page(services: Services, asked: PageRequest, parts: Mapping[str, Markup], release: Release) -> str:
    """Render the frame with everything that the map's modules need to start."""
    static = release.static
    say = services.say(asked.locale)
    profile = services.profile
    track = asked.track if asked.track in profile.views else profile.opening_track
    theme = theme_of(asked)
    area = shown_area(services, asked.query, asked.selected)
    context = frame(services, asked, parts, release) | {
        "modules": release.modules,
        "boot": script_json(
            boot(services, asked, track, theme, static)
            | {"grid": units_grid(), "graph": graph(), "charts": list(CHARTS)}
        ),
        "phases": [
            {"icon": phase.icon, "label": profile.phase_label(index, track).get(say.locale), "index": index}
            for index, phase in enumerate(profile.phases)
        ],
        "day": asked_day(services, asked),
        "ground": asked_ground(services, asked),
        "order": asked.query.get("order"),
        "waits": profile.desk.waits,
        "kinds": [{"id": kind, "label": label.get(say.locale)} for kind, label in profile.kinds.items()],
        "bands": [{"id": band.id, "label": band.label.get(say.locale)} for band in profile.deviation.labels],
        "figures": [
            {"id": figure.id, "label": say(figure.label), "rate": figure.of is not None}
            for figure in FIGURES.values()
        ],
        "towns": township_names(services, area),
        "tracks": [{"id": view, "short_label": short_label(profile, view, say)} for view in profile.views],
        "track": track,
        "caption": caption_of(services, area, say),
        "geography": services.catalog.maps[area].geography,
        "chain": chain(services, area, {}),
        "whole": services.queries.tree.areas[area].name if len(services.catalog.maps) > 1 else None,
        "flags": signs(profile, say),
        "follows_key": bool(profile.key_levels),
    }
    context["panel"] = "charts" if asked.query.get("panel", "").startswith("charts") else "units"
    context["charts"] = [{"id": chart, "label": say(label)} for chart, label in CHARTS.items()]
    context["alerts"] = [
        {"level": level, "icon": name, "label": say(text)} for level, (name, text) in enumerate(_ALERTS, 1)
    ]
    context["assessments"] = [
        {"id": level, "label": label.get(say.locale)} for level, label in profile.assessment_levels.items()
    ]
    base = geometry_base(services, area)
    context["preloads"] = [
        f"{base}-units.json",
        *([f"{base}-units.geojson", f"{base}-towns.geojson"] if context["geography"] else []),
        map_url(area, track, asked_day(services, asked)),
    ]
    if context["ground"] == _TILES:
        context["preloads"].append(f"{base}-tiles.geojson")
    template = TEMPLATES.get_template("frame.html")
    return template.render(context | {"_": say, "gettext": say})


def render_unit(services: Services, asked: PageRequest, parts: Mapping[str, Markup], release: Release) -> str:
    """Render the page of one unit; `asked.selected` is the code of a village or community."""
    say, profile = services.say(asked.locale), services.profile
    track = asked.track if asked.track in profile.views else profile.opening_track
    day = asked_day(services, asked)
    code = asked.selected or ""
    area = shown_area(services, asked.query, code)
    context = frame(services, asked, parts, release) | {
        "modules": release.unit_modules,
        "boot": script_json(boot(services, asked, track, theme_of(asked), release.static)),
        "day": day,
        "unit": services.queries.area(code),
        "unit_page": True,
        "map_href": "/?" + urlencode({"unit": code}),
        "preloads": [
            f"{geometry_base(services, area)}-units.json",
            map_url(area, track, day),
        ],
    }
    return TEMPLATES.get_template("unit.html").render(context | {"_": say, "gettext": say})


def render_intake(services: Services, asked: PageRequest, parts: Mapping[str, Markup], release: Release) -> str:
    """Render the page of the intake with everything that its modules need to start."""
    say, profile = services.say(asked.locale), services.profile
    began = boot(services, asked, profile.opening_track, theme_of(asked), release.static) | {
        "intake": {
            "today": services.clock.today(),
            "reports_due": f"{profile.campaign.reports_due:%H:%M}",
            "campaign": [profile.campaign.start, profile.campaign.end],
            "approvals": profile.report.approvals,
            "townships": township_names(services),
            "grids": grids(),
        }
    }
    context = frame(services, asked, parts, release) | {
        "modules": release.intake_modules,
        "boot": script_json(began),
        "towns": township_names(services),
    }
    return TEMPLATES.get_template("intake.html").render(context | {"_": say, "gettext": say})


def frame(services: Services, asked: PageRequest, parts: Mapping[str, Markup], release: Release) -> dict[str, Any]:
    """Return what every page's head shows."""
    say = services.say(asked.locale)
    return {
        "dash": parts,
        "lang": say.tag,
        "title": services.profile.name.get(say.locale),
        "short_title": services.profile.short_name.get(say.locale),
        "demo": services.demo,
        "theme": theme_of(asked),
        "static": release.static,
        "who": who_is(services, asked.who, say),
        "languages": [
            {
                "code": locale.replace("_", "-"),
                "label": _LANGUAGE_NAMES[locale],
                "href": "?" + urlencode({**asked.query, "lang": locale.replace("_", "-")}),
                "current": locale == asked.locale,
            }
            for locale in LOCALES
        ],
    }


def who_is(services: Services, identity: Identity | None, say: Messages) -> dict[str, Any] | None:
    """Return what a page's head shows of whoever asks: who, what they may, whom else they may be."""
    if identity is None:
        return None
    areas = services.queries.tree.areas
    return {
        "actor": identity.actor,
        "kind": identity.kind,
        "role": identity.role.value,
        "role_name": say(ROLE_NAMES[identity.role]),
        "post": identity.post,
        "posts": identity.posts,
        "acting_for": identity.acting_for,
        "areas": [areas[code].short_name for code in identity.areas if code in areas],
        "may": " ".join(action.value for action in Action if identity.may(action)),
        "personas": [
            {"role": role, "name": say(ROLE_NAMES[one.role]), "current": one.role is identity.role}
            for role, one in services.doors.personas.items()
        ]
        if identity.kind == "persona"
        else [],
    }


def theme_of(asked: PageRequest) -> str:
    """Return the theme that was asked for."""
    return asked.theme if asked.theme in _THEMES else _THEMES[0]


def boot(services: Services, asked: PageRequest, track: str, theme: str, static: str) -> dict[str, object]:
    """Return what the map's modules start with."""
    profile, catalog = services.profile, services.catalog
    say = services.say(asked.locale)
    area = shown_area(services, asked.query, asked.selected)
    base = geometry_base(services, area)
    return {
        "area": area,
        "geography": catalog.maps[area].geography,
        "track": track,
        "token": services.doors.keys.page_cookie,
        "who": {"kind": asked.who.kind, "role": asked.who.role, "areas": asked.who.areas} if asked.who else None,
        "locale": say.tag,
        "profile_version": profile.version,
        "theme": theme,
        "demo": services.demo,
        "selected": asked.selected or asked.query.get("unit"),
        "tracks": [
            {
                "id": view,
                "label": view_label(profile, view, say),
                "phases": [
                    profile.phase_label(index, view).get(say.locale) for index in range(len(profile.phases))
                ],
            }
            for view in profile.views
        ],
        "phases": [
            {"icon": phase.icon, "light": phase.light.model_dump(), "dark": phase.dark.model_dump()}
            for phase in profile.phases
        ],
        "flags": [
            {
                "bit": int(Flag[flag.id.upper()]),
                "id": flag.id,
                "icon": flag.icon,
                "label": flag.label.get(say.locale),
            }
            for flag in profile.flags
        ],
        "day": asked_day(services, asked),
        "kinds": {kind: label.get(say.locale) for kind, label in profile.kinds.items()},
        "counts": list(COUNTS),
        "waits": [str(days) for days in profile.desk.waits],
        "campaign": [profile.campaign.start, profile.campaign.end],
        "work": working_days(services),
        "townships": [town["code"] for town in _townships(services, area)],
        "today": services.clock.today(),
        "deviation": {
            "attention_below": profile.deviation.attention_below,
            "check_above": profile.deviation.check_above,
        },
        "bands": {band.id: band.label.get(say.locale) for band in profile.deviation.labels},
        "follows_key": bool(profile.key_levels),
        "assessments": {level: label.get(say.locale) for level, label in profile.assessment_levels.items()},
        **_petitions(profile, asked.who),
        "list_source": say(N_("By the list of units: {source}"), source=catalog.about.source),
        "freshness": {"live": profile.freshness.live_seconds, "delayed": profile.freshness.delayed_seconds},
        "urls": {
            "map": f"/api/v1/map/{area}",
            "stream": f"/api/v1/stream?area={area}",
            "units": f"{base}-units.geojson",
            "towns": f"{base}-towns.geojson",
            "tiles": f"{base}-tiles.geojson",
            "static": f"{base}-units.json",
            "names": f"{geometry_base(services, catalog.area)}-names.json",
            "static_base": static,
        },
        "bounds": list(catalog.maps[area].bounds),
        "messages": dict(say.texts),
    }


def asked_day(services: Services, asked: PageRequest) -> date | None:
    """Return the earlier day of the campaign that an address asks for; None for the present."""
    try:
        day = date.fromisoformat(asked.query.get("as_of", ""))
    except ValueError:
        return None
    return max(day, services.profile.campaign.start) if day < services.clock.today() else None


def asked_ground(services: Services, asked: PageRequest) -> str:
    """Return what the units are to stand on: their geography, or equal tiles; without geography tiles."""
    found = services.catalog.maps[shown_area(services, asked.query, asked.selected)]
    return _TILES if asked.query.get("view") == _TILES or not found.geography else "map"


def map_url(area: str, track: str, day: date | None) -> str:
    """Return the address of the columns with which a page begins."""
    past = f"&as_of={day}" if day else ""
    return f"/api/v1/map/{area}?track={track}{past}"


def working_days(services: Services) -> dict[str, object]:
    """Return the days from half a year before the campaign to its end: 1 for a working day, 0 for a free one."""
    campaign = services.profile.campaign
    first = campaign.start - _BEFORE_CAMPAIGN
    span = (campaign.end - first).days + 1
    works = (services.calendar.is_working(first + timedelta(days=number)) for number in range(span))
    return {"first": first, "days": "".join(str(int(work)) for work in works)}


def township_names(services: Services, area: str | None = None) -> list[dict[str, str]]:
    """List the townships that have a unit due on any track, of an area or of all, in official order."""
    due = set(services.queries.tree.expected_reporters(services.profile))
    return [town for town in _townships(services, area or services.queries.tree.root.code) if town["code"] in due]


def _townships(services: Services, area: str) -> list[dict[str, str]]:
    """List the townships of an area in official order."""
    tree = services.queries.tree
    homes = {tree.areas[code].parent_code for code in tree.units_below[area]}
    return [
        {"code": town.code, "name": town.name, "short_name": town.short_name}
        for town in tree.townships
        if town.code in homes
    ]


def view_label(profile: Profile, view: str, say: Messages) -> str:
    """Return the name of a track or of the overall view."""
    return profile.view_names(view).label.get(say.locale)


def signs(profile: Profile, say: Messages) -> list[dict[str, str]]:
    """Return the signs that a legend explains: that of key villages only where there are such."""
    return [
        {"id": flag.id, "icon": flag.icon, "label": flag.label.get(say.locale)}
        for flag in profile.flags
        if flag.id != "key" or profile.key_levels
    ]


def short_label(profile: Profile, view: str, say: Messages) -> str:
    """Return the short name of a track or of the overall view, for switches."""
    return profile.view_names(view).short_label.get(say.locale)


def script_json(value: object) -> Markup:
    """Write JSON so that no text in it can end the script element it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028"))  # noqa: S704 - escaped just now


def _petitions(profile: Profile, who: Identity | None) -> dict[str, object]:
    """Return in which classes the map may be coloured by petitions; a screen knows nothing of them."""
    terms = profile.petitions
    seen = terms.steps and who is not None and who.may(Action.OPEN)
    return {"petitions": {"days": terms.days, "steps": terms.steps}} if seen else {}
