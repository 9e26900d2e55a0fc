"""Let the demo's campaign go on while the server runs: append what has become due by the simulated clock."""

import asyncio
import logging
import threading
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from datetime import datetime

from dashboard.clock import Clock
from dashboard.demo.sample import DemoOutdated
from dashboard.demo.scenario import Scenario
from dashboard.election.errors import ElectionError
from dashboard.intake.errors import IntakeError
from dashboard.store.errors import DatabaseUnreachable, StoreError
from dashboard.store.log import Submission

_TICK_SECONDS = 0.5
logger = logging.getLogger(__name__)


@dataclass
class LiveDemo:
    """Feed one database from a scenario, through the same path as any other fact.

    What has been recorded is read from the log, so that a restart goes on where the feed stopped, and
    a database set back to its opening is fed again.

    Parameters
    ----------
    send : Callable[[datetime, Submission], None]
        Records what is sent at a business instant.
    scenario : Callable[[], Scenario]
        Called once, in a worker thread: simulating the campaign takes a moment.
    recorded : Callable[[], Container[str]]
        Request ids that the demo has recorded.
    """

    send: Callable[[datetime, Submission], None]
    clock: Clock
    scenario: Callable[[], Scenario]
    recorded: Callable[[], Container[str]]
    _opened: Scenario | None = None
    _fed: datetime | None = None
    _reached: datetime | None = None
    _over: bool = False
    _stopping: threading.Event = field(default_factory=threading.Event)

    async def run(self) -> None:
        """Feed until `stop`; whatever fails is logged, and tried again."""
        while not self._stopping.is_set():
            try:
                await asyncio.to_thread(self.catch_up)
            except DatabaseUnreachable as error:
                logger.warning("the demo waits for its database: %s", error)
            except DemoOutdated as error:
                logger.error("%s", error)  # noqa: TRY400 - a sentence for the operator, no traceback
                self._over = True
                return
            except Exception:  # a feed that died would leave the demo standing without a word
                logger.exception("the demo's feed failed; it tries again")
            await asyncio.sleep(_TICK_SECONDS)

    def stop(self) -> None:
        """End the feed after the submission that is being recorded."""
        self._stopping.set()

    def reached(self) -> datetime | None:
        """Return the business instant up to which the campaign has been told; None before it is known.

        A fast clock runs ahead of what can be recorded. Whoever judges what was not told looks at this one.
        """
        return self.clock.now() if self._over else self._reached

    def catch_up(self) -> None:
        """Record everything that has become due; raise DatabaseUnreachable."""
        if self._opened is None:
            self._opened = self.scenario()
        now, fed = self.clock.now(), self._fed
        known: Container[str] = ()
        if fed is None or now < fed:  # a start, a failure half-way, or the clock was set back
            fed, known = self._opened.opening(), self.recorded()
            self._reached = None
        self._fed = None  # until all of it is recorded
        for instant, submission in self._opened.between(fed, now):
            if self._stopping.is_set() or self.clock.now() < instant:
                return
            if submission.request_id not in known:
                self._append(instant, submission)
                self._reached = instant
        self._fed = self._reached = now

    def _append(self, instant: datetime, submission: Submission) -> None:
        try:
            self.send(instant, submission)
        except DatabaseUnreachable:
            raise
        except (ElectionError, IntakeError, StoreError) as error:  # a person changed things meanwhile
            logger.warning("the demo leaves out %s: %s", submission.request_id, error)
