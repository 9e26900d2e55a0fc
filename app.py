"""Serve the Election Situation Map: `python app.py`, or `uvicorn app:server`."""

import sys

from fastapi import FastAPI

from dashboard.cli import guarded
from dashboard.serve import serve


def __getattr__(name: str) -> FastAPI:
    """Compose `server` when an ASGI server asks for it, so that importing this module opens nothing."""
    if name != "server":
        raise AttributeError(name)
    from dashboard.factory import create_app  # noqa: PLC0415 - see above
    from dashboard.settings import read_settings  # noqa: PLC0415

    settings = read_settings()
    application = create_app(settings)
    settings.require_served_safely(accounts=application.services.doors.accounts.any())
    return application.server


if __name__ == "__main__":
    sys.exit(guarded(serve))
