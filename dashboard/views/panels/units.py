"""Give the desk's page its table of units."""

from typing import Any

import dash_ag_grid
from dash import html

from dashboard.views.content import Content
from dashboard.views.grid import OPTIONS
from dashboard.views.ids import Id


def root() -> Content:
    """Return the place of the table; the page's modules put it there when it is opened."""
    return html.Div(id=Id.UNITS)


def units_grid() -> Any:  # noqa: ANN401 - what Dash hands to the browser
    """Return the table without rows or columns yet (`assets/desk/table.js`)."""
    options: dict[str, object] = {
        "multiSortKey": "ctrl",
        "alwaysMultiSort": False,
        "headerHeight": 40,
        "rowHeight": 28,
    }
    return dash_ag_grid.AgGrid(
        id=Id.UNITS_GRID.value,
        className="units-grid",
        getRowId="params.data.code",
        columnDefs=[],
        rowData=[],
        dashGridOptions=OPTIONS | options | {"suppressMovableColumns": False},
        style={"height": "100%"},
    ).to_plotly_json()
