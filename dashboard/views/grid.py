"""Dress the AG Grids of all pages alike."""

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
OPTIONS: dict[str, object] = {
    "theme": {"function": f"themeBalham.withParams({{{_COLOURS}}})"},
    "stopEditingWhenCellsLoseFocus": True,
    "suppressMovableColumns": True,
    "enableCellTextSelection": True,
    "animateRows": False,
}
