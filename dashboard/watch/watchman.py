"""Watch the log while the server runs: judge the rules at every commit and when time makes a step due."""

import asyncio
import logging
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dashboard.store.errors import DatabaseUnreachable, StaleUnit
from dashboard.store.lease import give_back, take
from dashboard.store.revision import RevisionWatch
from dashboard.store.watching import news
from dashboard.watch.evaluate import Evaluation, Evaluator

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=15)
"""How long a process has the watch without taking it again."""
_NAME = "watch"
_TICK_SECONDS = 1.0
_SET_BACK = timedelta(minutes=5)  # a clock that goes back further belongs to a demo that begins anew
_AT_ONCE = 10  # areas that are judged before others are given way to
_BREATH_SECONDS = 0.01  # in which requests go first


@dataclass
class Watchman:
    """Keep the alerts of one database; of all processes on it one does, and another takes over when it dies.

    Parameters
    ----------
    pause : Callable[[], None]
        Called between pieces of work, so that nobody waits long for this one.
    told_until : Callable[[], datetime or None], optional
        Tells the business instant up to which everything has been told, where that is not the clock's; None
        while it is not known.
    grace : float
        Seconds after the start before anything is judged: the first pages come first.
    """

    evaluator: Evaluator
    pause: Callable[[], None] = lambda: None
    told_until: Callable[[], datetime | None] | None = None
    grace: float = 0.0
    holder: str = field(default_factory=lambda: uuid.uuid4().hex)
    _failures: dict[str, str] = field(default_factory=dict)
    _wakes: dict[str, datetime] = field(default_factory=dict)
    _waiting: dict[str, None] = field(default_factory=dict)
    _seen: int | None = None
    _looked_at: datetime | None = None
    _taken_at: float | None = None
    _stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def failures(self) -> dict[str, str]:
        """Return the rules that have thrown since the watch began, each with what it said last."""
        return dict(self._failures)

    async def run(self) -> None:
        """Watch until `stop`; whatever fails is logged, and tried again."""
        changed, loop = asyncio.Event(), asyncio.get_running_loop()

        def wake() -> None:
            loop.call_soon_threadsafe(changed.set)

        await asyncio.sleep(self.grace)
        watch = RevisionWatch(self.evaluator.log.engine, wake)
        watch.start()
        try:
            while not self._stopping.is_set():
                changed.clear()
                try:
                    await asyncio.to_thread(self.look)
                except DatabaseUnreachable as error:
                    logger.warning("the watch waits for its database: %s", error)
                except Exception:  # a watch that died would leave the alerts standing without a word
                    logger.exception("the watch failed; it tries again")
                await _either(changed, _TICK_SECONDS)
        finally:
            self._stopping.set()
            await asyncio.to_thread(watch.stop)
            await asyncio.to_thread(self._leave)

    def stop(self) -> None:
        """End the watch after the piece of work that it is at."""
        self._stopping.set()

    def look(self) -> None:
        """Judge what was told and what has fallen due since the last look, if the watch is this process's."""
        if not self._on_duty():
            self._seen = None
            return
        now = self._now()
        if now is None:
            return
        told = news(self.evaluator.log.engine, self._seen)
        lost = self._seen is None or told.revision < self._seen
        if lost or self._looked_at is None or now < self._looked_at - _SET_BACK:
            self._wakes.clear()
            self._waiting = dict.fromkeys(self._everywhere())
        else:
            self._waiting |= dict.fromkeys(told.areas)
            if told.polls:
                self._waiting[self.evaluator.root] = None
        self._waiting |= dict.fromkeys(code for code, wake in self._wakes.items() if wake <= now)
        self._seen, self._looked_at = told.revision, now
        self._work_off(now)

    def _now(self) -> datetime | None:
        """Return the business instant for which is judged."""
        return self.told_until() if self.told_until is not None else self.evaluator.log.clock.now()

    def _work_off(self, now: datetime) -> None:
        """Judge what waits, some areas at a time; what changes meanwhile is judged at the next look."""
        turn = list(self._waiting)
        for place in range(0, len(turn), _AT_ONCE):
            if self._stopping.is_set() or not self._on_duty():
                return
            self.pause()
            if place and self._stopping.wait(_BREATH_SECONDS):
                return
            codes = turn[place : place + _AT_ONCE]
            for code in codes:
                self._waiting.pop(code, None)
            try:
                self._judge(codes, now)
            except Exception:
                self._waiting |= dict.fromkeys(codes)  # they wait for the next look
                raise

    def _judge(self, codes: Sequence[str], now: datetime) -> None:
        """Judge some areas, the district as a whole apart."""
        areas = [code for code in codes if code != self.evaluator.root]
        if areas:
            self._settle(self.evaluator.areas(areas, now))
        if self.evaluator.root in codes:
            self._settle(self.evaluator.district(now))

    def _settle(self, evaluation: Evaluation) -> None:
        """Record what is due, and note when to look again."""
        self._tell_failures(evaluation)
        for code, wake in evaluation.wakes.items():
            if wake is None:
                self._wakes.pop(code, None)
            else:
                self._wakes[code] = wake
        try:
            receipt = self.evaluator.record(evaluation)
        except StaleUnit:  # somebody was quicker
            self._waiting |= dict.fromkeys(evaluation.wakes)
            return
        if receipt is not None:
            again = set(evaluation.wakes) & {self.evaluator.root, *(step.area for step in evaluation.transitions)}
            self._waiting |= dict.fromkeys(sorted(again))  # hours of escalation count from what was just recorded
            for step in evaluation.transitions:
                logger.info("alert %s: %s at level %d", step.subject, step.action, step.level)

    def _tell_failures(self, evaluation: Evaluation) -> None:
        """Log a rule that throws once, until it throws something else."""
        for rule, error in evaluation.failed.items():
            said = f"{type(error).__name__}: {error}"
            if self._failures.get(rule) != said:
                logger.error("the rule %s cannot be judged", rule, exc_info=error)
            self._failures[rule] = said

    def _everywhere(self) -> list[str]:
        """List all units and townships, and the district; failures are told anew."""
        self._failures.clear()
        tree = self.evaluator.ground.tree
        return [*(town.code for town in tree.townships), *(unit.code for unit in tree.units), tree.root.code]

    def _on_duty(self) -> bool:
        """Say whether the watch is this process's; it is taken again well before it runs out."""
        now = time.monotonic()
        if self._taken_at is None or now - self._taken_at >= LEASE.total_seconds() / 3:
            held = take(self.evaluator.log.engine, _NAME, self.holder, LEASE)
            self._taken_at = now if held else None
        return self._taken_at is not None

    def _leave(self) -> None:
        """Let another process have the watch at once."""
        if self._taken_at is not None:
            try:
                give_back(self.evaluator.log.engine, _NAME, self.holder)
            except DatabaseUnreachable as error:
                logger.warning("the watch ends by itself: %s", error)
            self._taken_at = None


async def _either(changed: asyncio.Event, seconds: float) -> None:
    """Wait for a change, some seconds at most."""
    try:
        async with asyncio.timeout(seconds):
            await changed.wait()
    except TimeoutError:
        return
