"""Append facts: atomic for a batch, idempotent by request id, one revision per transaction."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, case, func, insert, select, update

from dashboard.clock import Clock
from dashboard.election.admission import admit
from dashboard.election.alerts.alert import ACTOR
from dashboard.election.areas import Area, AreaTree
from dashboard.election.facts import Fact, FactDraft
from dashboard.election.reading import struck
from dashboard.errors import N_, Sentence
from dashboard.profile.model import Profile
from dashboard.store import schema
from dashboard.store.engine import writing
from dashboard.store.errors import (
    AreaClosed,
    DistrictReplaced,
    RequestIdReused,
    StaleUnit,
    SupersedesRefused,
    UnknownArea,
)
from dashboard.store.projection import project
from dashboard.store.rows import fact_values, read_facts

CHANNEL = "situation_revision"
"""PostgreSQL channel on which a commit tells its revision."""

Also = Callable[[Connection, int], None]
"""Writes more within a transaction of the log, given the revision that it commits."""


@dataclass(frozen=True)
class Entry:
    """Say a fact about an area."""

    area_code: str
    draft: FactDraft


@dataclass(frozen=True)
class Submission:
    """Bundle what one request records: all of it or nothing.

    Attributes
    ----------
    request_id : str
        The same id with the same entries is recorded once, however often it is sent.
    if_match : Mapping[str, int]
        Area code → last revision of it that the sender has seen.
    """

    entries: Sequence[Entry]
    actor: str
    source: str
    request_id: str
    if_match: Mapping[str, int] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Return the sha256 of the entries in canonical form."""
        body = [[entry.area_code, entry.draft.model_dump(mode="json")] for entry in self.entries]
        return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Receipt:
    """Say where a submission stands in the log; `replayed` when it had been recorded before."""

    revision: int
    fact_ids: tuple[str, ...]
    replayed: bool


@dataclass(frozen=True)
class Writer:
    """Turn submissions into rows of the log, within a transaction of the caller."""

    tree: AreaTree
    profile: Profile
    zone: ZoneInfo

    def write(self, connection: Connection, submission: Submission, revision: int, now: datetime) -> list[Fact]:
        """Write a submission recorded at the instant `now`; raise UnknownArea or FactRefused."""
        facts = self.facts(submission, revision, now)
        connection.execute(insert(schema.commit).values(self.commit_values(submission, revision, now)))
        connection.execute(insert(schema.fact), [fact_values(fact) for fact in facts])
        return facts

    def facts(self, submission: Submission, revision: int, now: datetime) -> list[Fact]:
        """Return the facts that a submission records; raise UnknownArea or FactRefused."""
        today = now.astimezone(self.zone).date()
        return [
            self._fact(submission, revision, seq, now=now, today=today) for seq in range(len(submission.entries))
        ]

    def commit_values(self, submission: Submission, revision: int, now: datetime) -> dict[str, object]:
        """Return the row of the commit that records a submission."""
        return {
            "revision": revision,
            "request_id": submission.request_id,
            "digest": submission.digest,
            "recorded_at": now,
            "actor": submission.actor,
            "source": submission.source,
        }

    def _fact(self, submission: Submission, revision: int, seq: int, *, now: datetime, today: date) -> Fact:
        entry = submission.entries[seq]
        area, draft = self.area(entry.area_code), entry.draft
        payload = admit(draft, area, self.tree, self.profile, today)
        return Fact(
            revision=revision,
            seq=seq,
            id=f"{revision}.{seq}",
            area_code=area.code,
            track=draft.track,
            type=draft.type,
            subject=draft.subject,
            payload=payload,
            effective_on=draft.effective_on or today,
            effective_time=draft.effective_time,
            recorded_at=now,
            actor=submission.actor,
            on_behalf_of=draft.on_behalf_of,
            source=submission.source,
            request_id=f"{submission.request_id}#{seq}",
            supersedes=draft.supersedes,
            reason=draft.reason,
            profile_version=self.profile.version,
        )

    def area(self, code: str) -> Area:
        """Return an area that takes facts; raise UnknownArea or AreaClosed."""
        area = self.tree.areas.get(code)
        if area is None:
            raise UnknownArea(code=code)
        if area.closed_on is not None:
            raise AreaClosed(code=code, name=area.name, day=area.closed_on)
        return area


@dataclass(frozen=True)
class Log:
    """Write to the log of one database.

    Attributes
    ----------
    district : tuple or None
        Boundaries and list that `tree` was read from (`installed_district`): once `init` has installed others
        nothing is written any more. None: not looked at.
    """

    engine: Engine
    tree: AreaTree
    profile: Profile
    clock: Clock
    district: tuple[str | None, str | None] | None = None

    @property
    def _writer(self) -> Writer:
        return Writer(self.tree, self.profile, self.clock.zone)

    def append(self, submission: Submission, also: Also | None = None) -> Receipt:
        """Record a submission in one transaction.

        Parameters
        ----------
        also : callable, optional
            Called with the transaction and the revision once the facts are written and projected.
            What it writes is committed with them; what it raises rolls all back. A request recorded
            before does not call it.

        Raises
        ------
        UnknownArea, FactRefused, SupersedesRefused
            An entry cannot be recorded.
        StaleUnit
            A unit of `if_match` has a later revision.
        RequestIdReused
            The request id was used for other entries.
        DistrictReplaced
            `init` has installed another district or list.
        """
        now = self.clock.now()
        try:
            with writing(self.engine) as connection:
                revision = _next_revision(connection, self.district)
                _stop_repeat(connection, submission)
                self._refuse_stale(connection, submission)
                self._refuse_lost_targets(connection, submission.entries)
                facts = self._writer.write(connection, submission, revision, now)
                project(connection, self.tree, self.profile, sorted({fact.area_code for fact in facts}))
                _extend_days(connection, max(fact.effective_on for fact in facts))
                if also is not None:
                    also(connection, revision)
                notify(connection, revision)
        except _RecordedBefore as repeat:  # raised inside, so that the revision taken is given back
            return repeat.receipt
        return Receipt(revision, tuple(fact.id for fact in facts), replayed=False)

    def _refuse_stale(self, connection: Connection, submission: Submission) -> None:
        """Refuse what was written in ignorance of a later fact; a person need not know the rules' own steps."""
        if_match = submission.if_match
        if not if_match:
            return
        area_code, revision, actor = schema.fact.c.area_code, schema.fact.c.revision, schema.fact.c.actor
        own = revision if submission.actor == ACTOR else case((actor != ACTOR, revision), else_=0)
        last = select(area_code, func.max(revision), func.max(own))
        last = last.where(area_code.in_(if_match)).group_by(area_code)
        latest = {code: (int(newest), int(told)) for code, newest, told in connection.execute(last)}
        for code, seen in if_match.items():
            area, (actual, told) = self._writer.area(code), latest.get(code, (0, 0))
            if not told <= seen <= actual:
                changes = _changes(read_facts(connection, [code]).get(code, []), seen)
                raise StaleUnit(area=area.name, code=code, expected=seen, actual=actual, changes=changes)

    def _refuse_lost_targets(self, connection: Connection, entries: Sequence[Entry]) -> None:
        """Refuse a correction of something that is not there, is of another kind, or no longer counts."""
        corrections = [entry for entry in entries if entry.draft.supersedes is not None]
        heard = read_facts(connection, sorted({entry.area_code for entry in corrections})) if corrections else {}
        gone = set(struck(fact for facts in heard.values() for fact in facts))
        for entry in corrections:
            area, target = self._writer.area(entry.area_code), entry.draft.supersedes or ""
            reason = _target_problem(entry.draft, heard.get(area.code, []), gone)
            if reason is not None:
                raise SupersedesRefused(area=area.name, fact=target, reason=reason)
            gone.add(target)


def _changes(heard: Sequence[Fact], seen: int) -> list[dict[str, str | None]]:
    """Tell the facts that came after revision `seen`."""
    return [
        {"id": fact.id, "type": fact.type, "track": fact.track, "effective_on": str(fact.effective_on)}
        for fact in heard
        if fact.revision > seen
    ]


def notify(connection: Connection, revision: int) -> None:
    """Have PostgreSQL tell the revision to all processes at the commit; SQLite is watched instead."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_notify(CHANNEL, str(revision))))


def _target_problem(draft: FactDraft, heard: Sequence[Fact], gone: AbstractSet[str]) -> Sentence | None:
    target = next((other for other in heard if other.id == draft.supersedes), None)
    if target is None:
        return Sentence(N_("this area has no such fact"))
    if target.id in gone:
        return Sentence(N_("it no longer counts; correct the one that replaced it"))
    same = (target.type, target.track, target.subject) == (draft.type, draft.track, draft.subject)
    if draft.type != "retracted" and not same:
        return Sentence(N_("a correction has the same type, track and subject"))
    return None


def _next_revision(connection: Connection, district: tuple[str | None, str | None] | None) -> int:
    """Take the next revision; other writers queue here until this transaction ends. Raise DistrictReplaced."""
    meta = schema.meta.c
    taken = (
        update(schema.meta).values(revision=meta.revision + 1).returning(meta.revision, meta.places, meta.source)
    )
    row = connection.execute(taken).one()
    if district is not None and district != (row.places, row.source):
        raise DistrictReplaced
    return int(row.revision)


class _RecordedBefore(Exception):
    def __init__(self, receipt: Receipt) -> None:
        super().__init__()
        self.receipt = receipt


def _stop_repeat(connection: Connection, submission: Submission) -> None:
    """Stop a submission whose request id stands in the log already."""
    table = schema.commit
    found = select(table.c.revision, table.c.digest).where(table.c.request_id == submission.request_id)
    row = connection.execute(found).first()
    if row is None:
        return
    if row.digest != submission.digest:
        raise RequestIdReused(request_id=submission.request_id)
    ids = select(schema.fact.c.id).where(schema.fact.c.revision == row.revision).order_by(schema.fact.c.seq)
    raise _RecordedBefore(Receipt(row.revision, tuple(connection.execute(ids).scalars()), replayed=True))


def _extend_days(connection: Connection, day: date) -> None:
    latest = schema.meta.c.latest_effective_on
    connection.execute(
        update(schema.meta).where((latest.is_(None)) | (latest < day)).values(latest_effective_on=day)
    )
