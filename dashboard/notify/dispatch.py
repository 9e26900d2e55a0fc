"""Run the couriers beside the server, each in a thread of its own: a slow target delays nobody else."""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from dashboard.notify.courier import Courier
from dashboard.store.errors import StoreError
from dashboard.store.outbox import Outbox
from dashboard.store.revision import RevisionWatch

_AFTER_TROUBLE = timedelta(seconds=5)
_FAREWELL_SECONDS = 2.0  # a post under way is not waited for: what became of it shows after the next start
logger = logging.getLogger(__name__)


@dataclass
class Dispatch:
    """Wake the couriers whenever something is recorded, by whichever process.

    Threads of their own, not the event loop's: three targets that do not answer would hold half of those.
    """

    outbox: Outbox
    couriers: Sequence[Courier]
    _bells: list[threading.Event] = field(default_factory=list)
    _threads: list[threading.Thread] = field(default_factory=list)
    _watch: RevisionWatch | None = None

    def start(self) -> None:
        """Start; what is recorded after it returns will be told. Raises DatabaseUnreachable."""
        self.outbox.begin([courier.target.key for courier in self.couriers])
        self._bells = [threading.Event() for _ in self.couriers]
        self._threads = [
            threading.Thread(target=_keep, args=pair, name=f"webhook-{pair[0].target.key}", daemon=True)
            for pair in zip(self.couriers, self._bells, strict=True)
        ]
        for thread in self._threads:
            thread.start()
        self._watch = RevisionWatch(self.outbox.engine, self._ring)
        self._watch.start()

    def stop(self) -> None:
        """Stop; messages that are not sent stay in the outbox."""
        for courier in self.couriers:
            courier.stopping.set()
        if self._watch is not None:
            self._watch.stop()
        self._ring()
        for thread in self._threads:
            thread.join(_FAREWELL_SECONDS)

    def _ring(self) -> None:
        for bell in self._bells:
            bell.set()


def _keep(courier: Courier, bell: threading.Event) -> None:
    """Have a courier work until it is told to stop, whatever happens."""
    while not courier.stopping.is_set():
        bell.clear()
        try:
            pause = courier.work()
        except StoreError as error:
            logger.warning("%s waits for the database: %s", courier.target.shown, error)
            pause = _AFTER_TROUBLE
        except Exception:  # a courier that died would leave incidents untold without a word
            logger.exception("telling %s failed; it goes on", courier.target.shown)
            pause = _AFTER_TROUBLE
        bell.wait(pause.total_seconds())
