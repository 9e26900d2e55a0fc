"""Serve a Dash page with `px.choropleth_map` at its best: polygons by URL, a change as `Patch`."""

import sys
from pathlib import Path

from dash import Dash, Input, Output, Patch, dcc, html

from benchmarks.peers.board import read_board, read_geometry
from benchmarks.peers.plotly_figure import choropleth, graph
from benchmarks.peers.serve import GEOMETRY, peer, serve


def page(folder: Path) -> Dash:
    """Return the page."""
    board = read_board(folder)
    app = peer(read_geometry(folder))
    app.layout = html.Div([graph(board, choropleth(board, GEOMETRY)), dcc.Store(id="asked")])

    @app.callback(Output("map", "figure"), Input("asked", "data"), prevent_initial_call=True)
    async def change(asked: dict[str, int]) -> Patch:
        patch = Patch()
        patch["data"][0]["z"][asked["at"]] = asked["phase"]
        return patch

    return app


if __name__ == "__main__":
    serve(page(Path(sys.argv[1])))
