"""Choose what is told at once: incidents with each of their steps, and alerts that are or become red."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from dashboard.election.command_facts import Incident
from dashboard.election.facts import AlertAction, Fact
from dashboard.election.incidents import instant_of
from dashboard.election.reading import reading, struck

TYPES = ("incident", "alert_action", "retracted")
"""Types of facts among which something to tell may be."""

Kind = Literal["incident", "alert", "test"]
State = Literal["opened", "step", "escalated", "closed", "reopened", "withdrawn", "test"]
_RED = 3  # as the model of the facts counts levels
_THREAD_LENGTH = 16


@dataclass(frozen=True)
class Notice:
    """Hold what is told of a fact: words of the profile, a place and a time, never a text that somebody wrote.

    Attributes
    ----------
    id : str
        The fact's; the same message has the same id, should it come twice.
    word : str
        Category of the incident, or rule of the alert.
    thread : str
        The same for all messages of one incident or alert.
    corrected : bool
        It replaces an earlier message.
    """

    id: str
    kind: Kind
    state: State
    word: str
    area: str
    at: datetime
    thread: str
    corrected: bool = False


def notice_of(fact: Fact, heard: Sequence[Fact], zone: ZoneInfo) -> Notice | None:
    """Return what is told of a fact; None when it is nothing to tell at once, or no longer counts.

    Parameters
    ----------
    heard : sequence of Fact
        Every fact of its area; what a later one has struck out is not told any more.
    """
    if fact.id in struck(heard):
        return None
    match fact.payload:
        case Incident(category=category):
            return _notice(fact, fact, "incident", _incident_state(fact, heard), category, zone)
        case AlertAction(level=level, action="opened" | "escalated" | "reopened" as action, rule=rule) if (
            level == _RED
        ):
            return _notice(fact, fact, "alert", action, rule, zone)
    if fact.type != "retracted":
        return None
    target = next((other for other in heard if other.id == fact.supersedes), None)
    match target and target.payload:
        case Incident(category=category) if target:
            return _notice(fact, target, "incident", "withdrawn", category, zone)
        case AlertAction(level=level, action="opened" | "escalated" | "reopened", rule=rule) if (
            target and level == _RED
        ):
            return _notice(fact, target, "alert", "withdrawn", rule, zone)
    return None


def _incident_state(fact: Fact, heard: Sequence[Fact]) -> State:
    """Tell a step by those recorded before it and known then; a correction stands where what it corrects stood."""
    if isinstance(fact.payload, Incident) and fact.payload.closed:
        return "closed"
    by_id = {other.id: other for other in heard}
    earlier = {
        _place(other, by_id): other.payload
        for other in reading(heard, known=fact.revision)
        if other.type == fact.type and _subject(other) == _subject(fact)
    }
    before = max((place for place in earlier if place < _place(fact, by_id)), default=None)
    if before is None:
        return "opened"
    last = earlier[before]
    return "reopened" if isinstance(last, Incident) and last.closed else "step"


def _place(fact: Fact, by_id: Mapping[str, Fact]) -> tuple[int, int]:
    """Return the place in the log of a fact, or of what it corrects in the end."""
    corrects = by_id.get(fact.supersedes or "")
    return _place(corrects, by_id) if corrects else (fact.revision, fact.seq)


def _notice(fact: Fact, about: Fact, kind: Kind, state: State, word: str, zone: ZoneInfo) -> Notice:
    thread = "\n".join((about.type, about.area_code, _subject(about)))
    return Notice(
        id=fact.id,
        kind=kind,
        state=state,
        word=word,
        area=fact.area_code,
        at=instant_of(fact, zone),
        thread=hashlib.sha256(thread.encode()).hexdigest()[:_THREAD_LENGTH],
        corrected=state != "withdrawn" and fact.supersedes is not None,
    )


def _subject(fact: Fact) -> str:
    """Return the key of a repeated thing; people may have written words into it, so it is told as a hash only."""
    return fact.subject or fact.id
