"""Carry to one target what it is to be told, and come back with what it did not take."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dashboard.clock import Clock
from dashboard.election.facts import Fact
from dashboard.errors import N_, Sentence
from dashboard.notify.formats import PACES, Outgoing, outgoing
from dashboard.notify.notice import TYPES, notice_of
from dashboard.notify.sender import Refusal
from dashboard.notify.wording import Wording
from dashboard.store.outbox import Delivery, Outbox
from dashboard.targets import Target

Post = Callable[[Target, Outgoing], Refusal | None]

LONGEST = timedelta(hours=24)
"""How long a message is tried; news that is older helps nobody."""
LEASE = timedelta(minutes=5)
"""After which a process that took a message up counts as dead; much longer than a post can take."""
_FIRST_PAUSE = timedelta(seconds=5)
_LONGEST_PAUSE = timedelta(minutes=15)
_MOST_DOUBLINGS = 10
_SHORTEST_WAIT = timedelta(seconds=0.2)
_LONGEST_WAIT = timedelta(seconds=30)  # after which it looks itself, should nobody have told it
logger = logging.getLogger(__name__)


def pause_after(attempts: int, dice: float) -> timedelta:
    """Return how long to wait after so many attempts: twice as long each time, and half of it by the dice.

    Parameters
    ----------
    dice : float
        From 0 to 1, so that many messages do not come back all at once.
    """
    whole = min(_FIRST_PAUSE * 2.0 ** min(attempts - 1, _MOST_DOUBLINGS), _LONGEST_PAUSE)
    return whole * (0.5 + dice / 2)


@dataclass
class Courier:
    """Serve one target. Several processes may: what one has taken up the others leave alone.

    Parameters
    ----------
    clock : Clock
        Business time, in which facts are recorded.
    now : Callable[[], datetime]
        Real time, which rules pauses and ages of messages; the demo's runs faster.
    dice : Callable[[], float]
        Gives numbers from 0 to 1.
    """

    target: Target
    outbox: Outbox
    wording: Wording
    clock: Clock
    post: Post
    now: Callable[[], datetime]
    dice: Callable[[], float]
    stopping: threading.Event = field(default_factory=threading.Event)
    _seen: int = 0
    _taken: list[Delivery] = field(default_factory=list)

    def work(self) -> timedelta:
        """Take in what is new and send what is due; return how long there is nothing to do."""
        self._note_taken()
        while not self._collect():
            pass
        key, pace = self.target.key, PACES[self.target.kind]
        while not self.stopping.is_set():
            due = self.outbox.due_at(key)
            wait = due - self.now() if due else _LONGEST_WAIT
            delivery = self.outbox.claim(key, self.now(), LEASE, pace) if wait <= timedelta(0) else None
            if delivery is None:
                return min(max(wait, pace, _SHORTEST_WAIT), _LONGEST_WAIT)
            self._deliver(delivery)
        return _SHORTEST_WAIT

    def _collect(self) -> bool:
        """Put what is new into the outbox; say whether that is settled, or another process came in between."""
        key = self.target.key
        fresh = self.outbox.fresh(key, TYPES, self._seen)
        if fresh is None:  # the first time, or the demo was set back
            self._seen = 0
            self.outbox.begin([key])
            return True
        zone = self.clock.zone
        chosen = [fact for fact in fresh.facts if notice_of(fact, fresh.heard[fact.area_code], zone) is not None]
        told = self._young(chosen)
        if chosen and not self.outbox.add(key, fresh, told, self.now()):
            return False
        if len(told) < len(chosen):
            text = "%s: %d messages of more than %s ago are not sent any more"
            logger.warning(text, self.target.shown, len(chosen) - len(told), LONGEST)
        self._seen = fresh.revision
        return True

    def _young(self, chosen: list[Fact]) -> list[Fact]:
        """Pass over what was recorded too long ago, while webhooks were off; the demo's time is its own."""
        if self.wording.demo:
            return chosen
        oldest = self.clock.now() - LONGEST
        return [fact for fact in chosen if fact.recorded_at >= oldest]

    def _deliver(self, delivery: Delivery) -> None:
        found, last_at = self.outbox.read(delivery), delivery.created_at + LONGEST
        if found is None:
            return
        fact, heard = found
        notice = notice_of(fact, heard, self.clock.zone)
        if notice is None:
            self._abandon(delivery, Sentence(N_("corrected or taken back before it was sent")))
            return
        if self.now() >= last_at:
            self._abandon(delivery, self._too_old(delivery))
            return
        refusal = self.post(self.target, outgoing(self.target, notice, self.wording.tell(notice), self.now()))
        again_at = self.now() + pause_after(delivery.attempts, self.dice())
        if refusal is None:
            self._taken.append(delivery)
            self._note_taken()
        elif refusal.final or again_at >= last_at:
            self._abandon(delivery, refusal.reason)
        else:
            level = logging.WARNING if delivery.attempts == 1 else logging.INFO
            logger.log(level, "%s did not take %s, again later: %s", self.target.shown, fact.id, refusal.reason)
            self.outbox.failed(delivery, self.wording.say.value(refusal.reason), again_at)

    def _note_taken(self) -> None:
        """Write down what was taken; while the database is away it is remembered, lest it be sent again."""
        while self._taken:
            self.outbox.succeeded(self._taken[0], self.now())
            del self._taken[0]

    def _too_old(self, delivery: Delivery) -> Sentence:
        hours, last = LONGEST // timedelta(hours=1), delivery.last_error
        if last is None:
            return Sentence(N_("not sent within {hours} hours"), hours=hours)
        return Sentence(N_("not taken within {hours} hours: {reason}"), hours=hours, reason=last)

    def _abandon(self, delivery: Delivery, reason: Sentence) -> None:
        text = "%s: %s is not sent any more after %d attempts: %s"
        logger.warning(text, self.target.shown, delivery.fact_id, delivery.attempts, reason)
        self.outbox.abandoned(delivery, self.wording.say.value(reason), self.now())
