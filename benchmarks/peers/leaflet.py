"""Serve a dash-leaflet page: polygons by URL, styled in the browser from `hideout`, a change as `Patch`."""

import sys
from pathlib import Path

import dash_leaflet as dl
from dash import Dash, Input, Output, Patch, dcc, html

from benchmarks.peers.board import read_board, read_geometry
from benchmarks.peers.serve import GEOMETRY, peer, serve

_ZOOM = 1
"""Leaflet counts tiles of 256 pixels: one level more for the same picture."""


def page(folder: Path) -> Dash:
    """Return the page."""
    board = read_board(folder)
    app = peer(read_geometry(folder))
    units = dl.GeoJSON(
        id="units",
        url=GEOMETRY,
        style={"variable": "peers.style"},
        hideout={
            "phases": dict(zip(board.codes, board.phases, strict=True)),
            "fills": list(board.fills),
            "ground": board.ground,
        },
    )
    app.layout = html.Div(
        [
            dl.Map(
                [units],
                center=[board.lat, board.lon],
                zoom=board.zoom + _ZOOM,
                zoomSnap=0,
                preferCanvas=True,
                attributionControl=False,
                style={
                    "width": f"{board.width}px",
                    "height": f"{board.height}px",
                    "background": board.ground,
                },
            ),
            dcc.Store(id="asked"),
        ]
    )

    @app.callback(Output("units", "hideout"), Input("asked", "data"), prevent_initial_call=True)
    async def change(asked: dict[str, int]) -> Patch:
        patch = Patch()
        patch["phases"][board.codes[asked["at"]]] = asked["phase"]
        return patch

    return app


if __name__ == "__main__":
    serve(page(Path(sys.argv[1])))
