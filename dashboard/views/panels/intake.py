"""Give the intake's page its two grids: what a report changes, and the online form."""

from typing import Any

import dash_ag_grid
from dash import html

from dashboard.views.content import Content
from dashboard.views.ids import Id

_COLOURS = ", ".join(
    f"{name}: '{value}'"
    for name, value in {
        "backgroundColor": "var(--panel)",
        "foregroundColor": "var(--text)",
        "accentColor": "var(--accent)",
        "borderColor": "var(--line)",
        "headerBackgroundColor": "var(--panel2)",
        "headerTextColor": "var(--text)",
        "oddRowBackgroundColor": "var(--panel)",
        "rowHoverColor": "var(--panel2)",
        "fontFamily": "inherit",
    }.items()
)
"""The grids take the page's tokens, so that both themes hold for them (`assets/css/10-tokens.css`)."""
_OPTIONS: dict[str, object] = {
    "theme": {"function": f"themeBalham.withParams({{{_COLOURS}}})"},
    "stopEditingWhenCellsLoseFocus": True,
    "suppressMovableColumns": True,
    "enableCellTextSelection": True,
    "animateRows": False,
}


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
            dashGridOptions=_OPTIONS | more,
            style={"height": "100%"},
        ).to_plotly_json()
        for name, more in (
            (Id.CHANGES_GRID.value, {"suppressRowHoverHighlight": True, "singleClickEdit": True}),
            (Id.SHEET_GRID.value, {"undoRedoCellEditing": True, "enterNavigatesVerticallyAfterEdit": True}),
        )
    }
