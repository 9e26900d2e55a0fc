"""Hold what happened in an area on a day of the simulated campaign, before anyone reports it."""

from dataclasses import dataclass
from datetime import date, time

from dashboard.election.facts import FactDraft


@dataclass(frozen=True)
class Happening:
    """Record one fact of an area, on the day it happened; the draft has its time where it has one."""

    area_code: str
    on: date
    draft: FactDraft


def happening(
    area_code: str,
    on: date,
    fact_type: str,
    payload: dict[str, object],
    *,
    track: str | None = None,
    at: time | None = None,
    subject: str | None = None,
) -> Happening:
    """Return a fact of an area, effective on its day."""
    draft = FactDraft(
        type=fact_type, track=track, subject=subject, payload=payload, effective_on=on, effective_time=at
    )
    return Happening(area_code, on, draft)
