"""Give the intake's page its two grids: what a report changes, and the online form."""

from typing import Any

import dash_ag_grid
from dash import html

from dashboard.views.content import Content
from dashboard.views.grid import OPTIONS
from dashboard.views.ids import Id


def root() -> Content:
    """Return the place of a grid; it stays empty on the desk's page."""
    return html.Div(id=Id.INTAKE)


def grids() -> dict[str, Any]:
    """Return both grids as the page's modules hand them to Dash, without rows or columns yet."""
    return {
        name: dash_ag_grid.AgGrid(
            id=name,
            className=name,
            getRowId="params.data.key",
            columnDefs=[],
            rowData=[],
            dashGridOptions=OPTIONS | more,
            style={"height": "100%"},
        ).to_plotly_json()
        for name, more in (
            (Id.CHANGES_GRID.value, {"suppressRowHoverHighlight": True, "singleClickEdit": True}),
            (Id.SHEET_GRID.value, {"undoRedoCellEditing": True, "enterNavigatesVerticallyAfterEdit": True}),
        )
    }
