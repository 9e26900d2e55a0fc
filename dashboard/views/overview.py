"""Render the page of an area above the districts: each child filled by its completion rate, with its numbers."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

from dashboard.election.areas import Area
from dashboard.election.figures import FIGURES
from dashboard.errors import N_
from dashboard.messages import Messages
from dashboard.services import Services
from dashboard.views.areas import chain
from dashboard.views.names import short_label
from dashboard.views.overview_shapes import overview_shapes
from dashboard.views.page import (
    TEMPLATES,
    PageRequest,
    Release,
    asked_day,
    boot,
    frame,
    script_json,
    theme_of,
)

_STEPS = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Shares completed that begin a step of the scale; nothing completed is a step of its own."""
_SHOWN = ("due", "started", "elected", "completed", "completion_rate")
_KEPT = ("track", "as_of", "lang")


def shown_overview(services: Services, asked: PageRequest) -> str | None:
    """Return the area above the districts that an address asks for, or the root when it asks for none."""
    maps = services.catalog.maps
    area = asked.query.get("area", "")
    if area in maps:
        return area if maps[area].above else None
    root = services.catalog.area
    return root if maps[root].above and "unit" not in asked.query else None


def overview_page(services: Services, asked: PageRequest, release: Release, code: str) -> str:
    """Render the overview of an area; a click goes down to a child, the chain above it leads up."""
    say, profile = services.say(asked.locale), services.profile
    track = asked.track if asked.track in profile.views else profile.opening_track
    day = asked_day(services, asked)
    tree, board = services.queries.tree, services.queries.board(day or services.clock.today())
    area = tree.areas[code]
    kept = {key: value for key, value in asked.query.items() if key in _KEPT}
    children = [
        _child(services, one, board.summary(one.code, tree.units_below[one.code], track), kept)
        for one in tree.areas.values()
        if one.parent_code == code and tree.units_below[one.code]
    ]
    totals = board.summary(code, tree.units_below[code], track)
    began = boot(services, asked, track, theme_of(asked), release.static)
    urls = {**_urls(began), "map": f"/api/v1/map/{code}", "stream": f"/api/v1/stream?area={code}"}
    drawn = overview_shapes(services.catalog, code) if services.catalog.maps[code].geography else None
    context = frame(services, asked, {}, release) | {
        "boot": script_json(began | {"area": code, "urls": urls}),
        "area": area,
        "chain": chain(services, code, kept),
        "children": children,
        "totals": [{"label": label, "value": _value(totals[name], name)} for name, label in _labels(say).items()],
        "labels": _labels(say),
        "drawing": drawn,
        "by_code": {one["code"]: one for one in children},
        "legend": [{"step": step, "label": text} for step, text in enumerate(_legend(say))],
        "revision": board.revision,
        "past": day,
        "tracks": [
            {
                "label": short_label(profile, view, say),
                "href": "/?" + urlencode({**kept, "area": code, "track": view}),
                "current": view == track,
            }
            for view in profile.views
        ],
        "about": services.catalog.about,
    }
    return TEMPLATES.get_template("overview.html").render(context | {"_": say, "gettext": say})


def _urls(began: Mapping[str, object]) -> dict[str, object]:
    urls = began["urls"]
    return dict(urls) if isinstance(urls, Mapping) else {}


def _child(
    services: Services, area: Area, summary: Mapping[str, object], kept: Mapping[str, str]
) -> dict[str, Any]:
    rate = summary["completion_rate"]
    return {
        "code": area.code,
        "name": area.name,
        "short_name": area.short_name,
        "href": "/?" + urlencode({**kept, "area": area.code}),
        "step": _step(rate if isinstance(rate, float) else None),
        "percent": None if not isinstance(rate, float) else round(rate * 100, 1),
        "figures": {name: _value(summary[name], name) for name in _SHOWN},
        "units": len(services.queries.tree.units_below[area.code]),
    }


def _step(rate: float | None) -> str:
    """Return the step of the scale: `none` where nothing is due, 0 for nothing completed, to 5 for all."""
    if rate is None:
        return "none"
    if rate <= 0:
        return "0"
    return str(sum(rate >= edge for edge in _STEPS))


def _legend(say: Messages) -> list[str]:
    edges = [f"{round(edge * 100)}" for edge in _STEPS]
    between = [f"{low}–{high} %" for low, high in pairwise(edges)]
    return [say(N_("nothing completed")), *between, say(N_("all completed"))]


def _labels(say: Messages) -> dict[str, str]:
    return {name: say(FIGURES[name].label) for name in _SHOWN}


def _value(value: object, name: str) -> str:
    if value is None:
        return "—"
    if name == "completion_rate" and isinstance(value, float):
        return f"{value * 100:.1f}%"
    return f"{value:,}" if isinstance(value, int) else str(value)
