"""Run the application until it is told to stop, and let open streams end first."""

import asyncio
import logging
import socket
import sys

import uvicorn

from dashboard.factory import Application, create_app
from dashboard.log_setup import set_up_logging
from dashboard.settings import PortInUse, Settings

_GRACE_SECONDS = 5
_TICKS = 10
"""Of a tenth of a second, between two looks whether another district was installed."""
_SWITCH_SECONDS = 0.0005
"""How long one thread may keep the interpreter from another. A report is checked in a thread of its own; each
message of the live stream, after the system has taken it, would wait for Python's default of 5 ms."""
logger = logging.getLogger(__name__)


class LiveServer(uvicorn.Server):
    """End the live streams before waiting for connections; uvicorn alone would wait for them for ever.

    It ends by itself, with `outdated`, when `init` has installed another district or list in its database.
    """

    def __init__(self, config: uvicorn.Config, application: Application) -> None:
        super().__init__(config)
        self.application = application
        self.outdated = False

    async def on_tick(self, counter: int) -> bool:
        """Look now and then whether the district is still the one that was opened."""
        if counter % _TICKS == 0 and await asyncio.to_thread(self.application.services.outdated):
            logger.warning("another district or list was installed: opening it")
            self.outdated = self.should_exit = True
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Shut down."""
        self.application.hub.close()
        self.application.followers.close()
        await super().shutdown(sockets)


def serve(settings: Settings) -> None:
    """Serve until interrupted.

    Raises
    ------
    HostNotLoopback, PortInUse
        The address cannot be served.
    SituationError, GeodataError
        Something cannot be opened.
    """
    settings.require_served_safely(accounts=True)  # what can be said before anything is opened
    listener = _listen(settings)
    set_up_logging(settings.log_format)
    sys.setswitchinterval(_SWITCH_SECONDS)
    with listener:
        host, port = listener.getsockname()[:2]
        address = f"[{host}]" if ":" in host else host
        told = False
        while True:
            application = create_app(settings)
            settings.require_served_safely(accounts=application.services.doors.accounts.any())
            config = uvicorn.Config(
                application.server,
                log_config=None,
                timeout_graceful_shutdown=_GRACE_SECONDS,
                access_log=False,
                server_header=False,
            )
            if not told:
                print(f"http://{address}:{port}", file=sys.stderr, flush=True)  # noqa: T201 - for whoever started it
                told = True
            server = LiveServer(config, application)
            server.run(sockets=[listener.dup()])  # the server closes its own; whoever asks meanwhile waits
            application.services.queries.engine.dispose()
            if not server.outdated:
                return


def _listen(settings: Settings) -> socket.socket:
    """Take the port first, so that a second start ends at once and changes nothing."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        raise PortInUse(host=settings.host, port=settings.port) from error
    return listener
