"""Turn what the rules do into submissions to the log."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from dashboard.election.alerts.alert import ACTOR
from dashboard.election.alerts.life import Transition
from dashboard.store.log import Entry, Submission

SOURCE = "rules"


def submission_of(
    transitions: Sequence[Transition], now: datetime, revision: int, if_match: Mapping[str, int] | None = None
) -> Submission:
    """Return the submission that records steps of the rules, judged at an instant and a revision of the log.

    The same steps judged at the same revision are recorded once. With `if_match` they are refused when
    something was told of an area meanwhile.
    """
    entries = [Entry(step.area, step.draft(now)) for step in transitions]
    told = Submission(entries, ACTOR, SOURCE, "", dict(if_match or {}))
    name = hashlib.sha256(told.digest.encode()).hexdigest()[:16]
    return Submission(entries, ACTOR, SOURCE, f"{ACTOR}-{revision}-{name}", told.if_match)
