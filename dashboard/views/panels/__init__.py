"""Hold the panels of the page, one a file: `layout()` and `register(app, services)`."""
