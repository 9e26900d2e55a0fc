"""Hold a row whose cells have been read, and write drafts of facts from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from dashboard.election.facts import Fact, FactDraft
from dashboard.errors import N_, Listed, Sentence
from dashboard.intake.proposals import Told, Withdrawn
from dashboard.intake.standing import Standing, moment
from dashboard.profile.report import Column


@dataclass(frozen=True)
class Telling:
    """Hold a row whose cells have been read: what all topics need to turn it into proposals.

    Attributes
    ----------
    told : Mapping[str, Told]
        Says of a column → value; blank cells are left out.
    reason : str or None
        Why the row changes what was reported before.
    shown : bool
        The row was filled in before the recorded values, so what it leaves out stays as they are.
    later_reason, matters_to : str
        Written into a count that a later report of the same day changes; department of a matter without one.
    """

    standing: Standing
    columns: Mapping[str, Column]
    told: Mapping[str, Told]
    reason: str | None
    shown: bool
    later_reason: str
    matters_to: str
    _done: set[str] = field(default_factory=set)

    def _of(self, topic: str) -> dict[str, Any]:
        """Return what the row says of a topic by part (or name), and mark it as dealt with."""
        found = {}
        for says, value in self.told.items():
            said = self.columns[says].said
            if said.topic == topic and not isinstance(value, Withdrawn):
                self._done.add(says)
                found[said.part or said.name] = value
        return found

    def _says(self, topic: str, *parts: str) -> tuple[str, ...]:
        """Return the says of a topic's columns that the row fills."""
        return tuple(
            says
            for says in self.told
            if self.columns[says].said.topic == topic and (not parts or self.columns[says].said.part in parts)
        )

    def _draft(
        self,
        kind: str,
        payload: Mapping[str, object],
        on: date,
        *,
        subject: str | None = None,
        track: bool = True,
        replaces: Fact | None = None,
        reason: str | None = None,
    ) -> FactDraft:
        return FactDraft(
            type=kind,
            payload=dict(payload),
            track=self.standing.track if track else None,
            subject=subject,
            effective_on=on.date() if isinstance(on, datetime) else on,
            effective_time=on.time() if isinstance(on, datetime) else None,
            supersedes=replaces.id if replaces else None,
            reason=reason or (self.reason if replaces else None),
        )

    def _later(self, fact: Fact | None) -> str | None:
        """Return why a count of the day changes: a later report of the same day is reason enough."""
        return (self.reason or self.later_reason) if fact else None

    def _missing(self, topic: str, parts: Sequence[str]) -> Sentence:
        labels = Listed(
            column.label
            for column in self.columns.values()
            if column.said.topic == topic and column.said.part in parts
        )
        return Sentence(N_("these are missing: {columns}"), columns=labels)


def day_of(at: date) -> date:
    """Return the day of a moment, or a day itself."""
    return at.date() if isinstance(at, datetime) else at


def moment_told(fact: Fact, at: date | None) -> tuple[date, bool]:
    """Return when something took effect as a row says it, and whether that differs from the record.

    A day without an hour does not differ from the same day with one.
    """
    if at is None:
        return moment(fact), False
    if day_of(at) != fact.effective_on:
        return at, True
    hour = at.time() if isinstance(at, datetime) else None
    known: time | None = fact.effective_time
    if hour is None or known is None or hour == known:
        return moment(fact), False
    return at, True
