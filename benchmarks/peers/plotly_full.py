"""Serve a plain Dash page with `px.choropleth_map`: polygons in the figure, the whole figure for a change."""

import json
import sys
from pathlib import Path
from typing import Any

from dash import Dash, Input, Output, dcc, html

from benchmarks.peers.board import read_board, read_geometry
from benchmarks.peers.plotly_figure import choropleth, graph
from benchmarks.peers.serve import peer, serve


def page(folder: Path) -> Dash:
    """Return the page."""
    board = read_board(folder)
    phases = list(board.phases)
    figure = choropleth(board, json.loads(read_geometry(folder)))
    app = peer()
    app.layout = html.Div([graph(board, figure), dcc.Store(id="asked")])

    @app.callback(Output("map", "figure"), Input("asked", "data"), prevent_initial_call=True)
    async def change(asked: dict[str, int]) -> dict[str, Any]:
        # Only the numbers are set; to call px again would cost the server another 30 ms and more.
        phases[asked["at"]] = asked["phase"]
        figure["data"][0]["z"] = phases
        return figure

    return app


if __name__ == "__main__":
    serve(page(Path(sys.argv[1])))
