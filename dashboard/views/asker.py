"""Tell a Dash callback who asks."""

from dash.backends._fastapi import get_current_request

from dashboard.access.roles import Identity


def asker() -> Identity:
    """Return whom the guard let through to the callback that runs now."""
    identity = get_current_request().state.identity
    if not isinstance(identity, Identity):
        msg = "the guard stands before every callback"
        raise TypeError(msg)
    return identity
