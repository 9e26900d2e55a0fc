"""Show what is commanded beside the map: one board a file, each from facts to a page without Dash."""
