"""Let a presenter lead the screens on the wall from a phone."""
