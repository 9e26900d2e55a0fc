"""Share the smallest pieces of markup."""

from typing import Any

from dash import html

Content = Any
"""What Dash takes as children; the library gives it no type."""


def icon(name: str) -> Content:
    """Return a decorative icon of the set in assets/icons, in the text's colour."""
    return html.Span(className="icon", **{"data-icon": name, "aria-hidden": "true"})
