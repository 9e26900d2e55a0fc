"""Name the components; no literal id stands elsewhere in Python."""

from enum import StrEnum


class Id(StrEnum):
    """Identify a component of the Dash layout.

    `SELECTED` holds `{code, locale}` or None and `TOUCHED` `{code, revision}`; the page's modules set both
    (`assets/map/dash.js`).
    """

    SELECTED = "selected"
    TOUCHED = "touched"
    DOSSIER = "dossier"
