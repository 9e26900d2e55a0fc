"""Render the page of the wall: its places, which the browser fills; nothing of Dash is on it."""

from dashboard.election.figures import FIGURES
from dashboard.errors import N_
from dashboard.services import Services
from dashboard.views.areas import caption_of, geometry_base, shown_area
from dashboard.views.names import short_label, signs, township_names
from dashboard.views.page import TEMPLATES, PageRequest, Release, boot, frame, map_url, script_json, theme_of

_FIGURES = (
    *("due", "started", "elected", "completed", "completion_rate"),
    *("one_time_success_rate", "polls_today", "matters"),
)
_ALERTS = (
    (3, "alert-3-red", N_("Red alert")),
    (2, "alert-2-orange", N_("Orange alert")),
    (1, "alert-1-yellow", N_("Yellow alert")),
)
_THEME = "dark"


def wall_page(services: Services, asked: PageRequest, release: Release) -> str:
    """Render the wall of a track; it is dark unless the address asks for light."""
    say, profile = services.say(asked.locale), services.profile
    track = asked.track if asked.track in profile.views else profile.opening_track
    theme = theme_of(asked) if "theme" in asked.query else _THEME
    area = shown_area(services, asked.query)
    base = geometry_base(services, area)
    one_of_many = f"{services.queries.tree.areas[area].name} · " if len(services.catalog.maps) > 1 else ""

    def heading(view: str) -> str:
        return one_of_many + short_label(profile, view, say)

    began = boot(services, asked, track, theme, release.static) | {
        "wall": profile.wall.model_dump(),
        "short_tracks": {view: heading(view) for view in profile.views},
    }
    context = frame(services, asked, {}, release) | {
        "boot": script_json(began),
        "theme": theme,
        "track": heading(track),
        "figures": [
            {"id": figure.id, "label": say(figure.label), "rate": figure.of is not None}
            for figure in (FIGURES[name] for name in _FIGURES)
        ],
        "alerts": [{"level": level, "icon": icon, "label": say(text)} for level, icon, text in _ALERTS],
        "phases": [
            {"index": index, "icon": phase.icon, "label": profile.phase_label(index, track).get(say.locale)}
            for index, phase in enumerate(profile.phases)
        ],
        "flags": signs(profile, say),
        "follows_key": bool(profile.key_levels),
        "tracks": len(profile.tracks),
        "towns": township_names(services, area),
        "caption": caption_of(services, area, say),
        "preloads": [f"{base}-units.json", map_url(area, track, None)],
    }
    return TEMPLATES.get_template("wall.html").render(context | {"_": say, "gettext": say})
