"""Show the wall: what the leadership commands by, on a screen that nobody touches."""
