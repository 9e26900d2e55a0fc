"""Name the components; no literal id stands elsewhere in Python."""

from enum import StrEnum


class Id(StrEnum):
    """Identify a component of the Dash layout.

    `SELECTED` holds `{code, locale, as_of, known, whole}` or None and `TOUCHED` `{code, revision}`; the page's
    modules set both (`assets/map/dash.js`). `UNITS` is the place of the desk's table
    (`assets/desk/table.js`), `CHART_PLACE` that of its charts, and `CHART_ASKED` says which one is wanted
    (`assets/desk/charts.js`). `INTAKE` is empty except on the intake's page, whose modules put one of its
    two grids into it (`assets/intake/grids.js`).
    """

    SELECTED = "selected"
    TOUCHED = "touched"
    DOSSIER = "dossier"
    UNITS = "units-place"
    UNITS_GRID = "units-grid"
    CHART_PLACE = "chart-place"
    CHART_ASKED = "chart-asked"
    CHART = "chart"
    INTAKE = "intake"
    CHANGES_GRID = "changes-grid"
    SHEET_GRID = "sheet-grid"
