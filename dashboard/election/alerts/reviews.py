"""Judge the clocks of the joint review (资格联审)."""

from collections.abc import Iterator
from datetime import timedelta

from dashboard.election.alerts.finding import Finding, Value, found
from dashboard.election.alerts.view import AreaView
from dashboard.election.review import batches_of
from dashboard.profile.alerts import ReviewDue


def review_due(rule: ReviewDue, view: AreaView) -> Iterator[Finding]:
    """Find batches that are due soon, and at a higher level those that are overdue."""
    sent = view.told("review_submitted")
    if not sent:
        return
    soon = timedelta(hours=view.ground.profile.review.soon)
    for batch in batches_of([*sent, *view.told("review_started", "review_returned")], view.ground.review_clock):
        if batch.returned_at is not None:
            continue
        values: dict[str, Value] = {"hours": batch.hours, "due": f"{batch.due_at:%Y-%m-%dT%H:%M}"}
        for level, since in ((rule.level, batch.due_at - soon), (rule.breached, batch.due_at)):
            yield found(rule, view.area.code, since, values, track=batch.track, detail=batch.batch, level=level)
