"""Show the situation with Dash: the page's frame, its panels and the words they use."""
