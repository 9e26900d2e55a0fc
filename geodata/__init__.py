"""Say WHERE villages and communities are. This package knows nothing of elections, screens or HTTP."""
