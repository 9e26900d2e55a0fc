"""Keep what happened: the append-only log, the projection derived from it, and the business clock's anchor."""
