"""Make polls for tests."""

from datetime import time

from dashboard.election.poll_days import PollDay
from tests.facts import day


def poll(area, on, at=None, basis="called", track="party", kind="village", turn=1, township=None):
    """A poll of unit 111 is in township 11; the official order is that of the codes."""
    hour = time.fromisoformat(at) if at else None
    return PollDay(area, township or area[:2], kind, track, day(on), hour, basis, turn, int(area))
