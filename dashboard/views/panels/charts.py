"""Draw the desk's charts when the page asks for one; nothing of Plotly is loaded before."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from dash import Dash, Input, Output, dcc, html

from dashboard.errors import SituationError
from dashboard.messages import LOCALES
from dashboard.services import Services
from dashboard.store.states import States
from dashboard.views.content import Content
from dashboard.views.figures.charts import CHARTS, Subject, draw
from dashboard.views.figures.look import Figure, Look, nothing, safe
from dashboard.views.figures.palette import Palette
from dashboard.views.ids import Id

_LONGEST_NAME = 60
_WIDE = 960  # pixels
_BLANK = {
    "template": {},
    "paper_bgcolor": "rgba(0,0,0,0)",
    "plot_bgcolor": "rgba(0,0,0,0)",
    "xaxis": {"visible": False},
    "yaxis": {"visible": False},
}
"""Shown until the first chart comes."""


def root() -> Content:
    """Return the place of the chart, and the store that the page's modules fill (`assets/desk/charts.js`)."""
    return html.Div([dcc.Store(id=Id.CHART_ASKED), html.Div(id=Id.CHART_PLACE)])


def graph() -> Any:  # noqa: ANN401 - what Dash hands to the browser
    """Return the empty graph; with it Dash loads Plotly."""
    return dcc.Graph(
        id=Id.CHART.value,
        responsive=True,
        figure={"data": [], "layout": _BLANK},
        config={
            "displayModeBar": False,
            "displaylogo": False,
            "doubleClick": False,
            "scrollZoom": False,
            "showTips": False,
            "responsive": True,
        },
        style={"height": "100%"},
    ).to_plotly_json()


@dataclass(frozen=True)
class Asked:
    """Say which chart a page wants, of which units (None: all), track, day and revision, and how it looks."""

    chart: str
    track: str
    locale: str
    theme: str
    as_of: date | None = None
    known: int | None = None
    codes: frozenset[str] | None = None
    name: str = ""
    width: int = _WIDE

    @classmethod
    def of(cls, asked: Mapping[str, Any], services: Services) -> "Asked":
        """Read what the page's modules have set; what cannot be read is left out."""
        profile, locale, known, codes = (
            services.profile,
            asked.get("locale"),
            asked.get("known"),
            asked.get("codes"),
        )
        try:
            as_of = date.fromisoformat(asked.get("as_of") or "")
        except (TypeError, ValueError):
            as_of = None
        chart, track, width = str(asked.get("chart")), str(asked.get("track")), asked.get("width")
        return cls(
            chart=chart if chart in CHARTS else next(iter(CHARTS)),
            track=track if track in profile.views else profile.opening_track,
            locale=locale if locale in LOCALES else services.settings.locale,
            theme="dark" if asked.get("theme") == "dark" else "light",
            as_of=as_of,
            known=known if isinstance(known, int) else None,
            codes=frozenset(map(str, codes)) if isinstance(codes, list) else None,
            name=safe(str(asked.get("name") or ""))[:_LONGEST_NAME],
            width=width if isinstance(width, int) and width > 0 else _WIDE,
        )


def register(app: Dash, services: Services, palettes: Mapping[str, Palette]) -> None:
    """Register the callback that draws a chart."""
    states = services.states

    @app.callback(Output(Id.CHART, "figure"), Input(Id.CHART_ASKED, "data"), prevent_initial_call=True)
    async def show(asked: dict[str, Any] | None) -> Figure:
        wanted = Asked.of(asked or {}, services)
        return await asyncio.to_thread(chart, services, states, palettes, wanted)


def chart(services: Services, states: States, palettes: Mapping[str, Palette], asked: Asked) -> Figure:
    """Return the figure of a chart, or a sentence that says why there is none."""
    say, today = services.say(asked.locale), services.clock.today()
    day = min(asked.as_of, today) if asked.as_of else today
    look = Look(say, palettes[asked.theme], asked.name, day, asked.width, services.demo)
    found = _drawn(services, states, look, asked)
    found["layout"]["meta"]["chart"] = asked.chart
    return found


def _drawn(services: Services, states: States, look: Look, asked: Asked) -> Figure:
    say = look.say
    try:
        standing = states.of(as_of=look.day, known=asked.known)
    except SituationError as error:
        return nothing(look, say(CHARTS[asked.chart]), say.error(error))
    names = {unit.code: unit.name for unit in services.queries.tree.units}
    codes = standing.units.keys() if asked.codes is None else asked.codes
    subject = Subject(standing.units, codes, asked.track, names)
    return draw(asked.chart, subject, look, services.profile, services.calendar)
