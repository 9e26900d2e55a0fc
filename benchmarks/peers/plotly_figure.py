"""Make the choropleth of the two Plotly pages."""

from typing import Any

import plotly.express as px
from dash import dcc

from benchmarks.peers.board import Board


def choropleth(board: Board, geojson: dict[str, Any] | str) -> dict[str, Any]:
    """Return the figure of a board.

    One trace with numbers and a colour scale in steps is the form of px that can be patched by one
    number, and the lightest to draw; a trace for each phase would draw every polygon eight times as
    often. No legend, no tiles, no colour bar: ours has more on the page.
    """
    figure = px.choropleth_map(
        geojson=geojson,
        locations=list(board.codes),
        featureidkey="properties.code",
        color=list(board.phases),
        range_color=(-1.5, len(board.fills) - 0.5),
        color_continuous_scale=_steps([board.ground, *board.fills]),
        hover_name=list(board.names),
        center={"lon": board.lon, "lat": board.lat},
        zoom=board.zoom,
        map_style="white-bg",  # the only named style that asks no foreign host for anything
    )
    figure.update_traces(marker_line_width=0.8, marker_line_color=board.ground)
    figure.update_layout(margin={"l": 0, "r": 0, "t": 0, "b": 0}, coloraxis_showscale=False, uirevision="map")
    made = figure.to_dict()
    # A plain list instead of a packed array: a Patch can then set a single number of it.
    made["data"][0]["z"] = list(board.phases)
    return made


def graph(board: Board, figure: dict[str, Any]) -> dcc.Graph:
    """Return the graph in the size of our map."""
    size = {"width": f"{board.width}px", "height": f"{board.height}px"}
    return dcc.Graph(id="map", figure=figure, style=size, config={"displayModeBar": False})


def _steps(fills: list[str]) -> list[tuple[float, str]]:
    """Return a colour scale with one flat step for each colour."""
    share = 1 / len(fills)
    return [(min(1, (at + end) * share), fill) for at, fill in enumerate(fills) for end in (0, 1)]
