"""Turn a draft into the fact that it would become."""

from datetime import UTC, date, datetime

from dashboard.election.areas import Area
from dashboard.election.facts import Fact, FactDraft
from dashboard.election.payload import Payload

_FAR = 1 << 62  # revision of a fact that is only proposed: later than any recorded one


def proposed_fact(draft: FactDraft, payload: Payload, area: Area, number: int, day: date) -> Fact:
    """Return a draft as the fact that it would become, later than any recorded one.

    `day` is when it takes effect unless the draft says.
    """
    return Fact(
        revision=_FAR,
        seq=number,
        id=f"proposed.{number}",
        area_code=area.code,
        track=draft.track,
        type=draft.type,
        subject=draft.subject,
        payload=payload,
        effective_on=draft.effective_on or day,
        effective_time=draft.effective_time,
        recorded_at=datetime.max.replace(tzinfo=UTC),
        actor="",
        on_behalf_of=None,
        source="",
        request_id="",
        supersedes=draft.supersedes,
        reason=draft.reason,
        profile_version="",
    )
