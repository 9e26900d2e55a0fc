"""Rehearse another version of the profile on the facts of a database: what it would change, without writing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dashboard.election.admission import admit
from dashboard.election.areas import AreaTree
from dashboard.election.errors import FactRefused
from dashboard.election.facts import Fact, FactDraft
from dashboard.election.progress import Board
from dashboard.election.reading import struck
from dashboard.profile.calendar import WorkingDays
from dashboard.profile.model import Profile
from dashboard.profile.procedure import OVERALL
from dashboard.store.engine import reading
from dashboard.store.projection import derive
from dashboard.store.queries import Queries
from dashboard.store.rows import read_facts

_NOT_ADMITTED = frozenset({"alert_action", "retracted"})
"""Types that are not held to the words of a profile."""


@dataclass(frozen=True)
class NotAdmitted:
    """Hold a fact that counts today and could not be recorded under the new version, with the refusal."""

    fact: Fact
    refusal: FactRefused


@dataclass(frozen=True)
class UnitChange:
    """Say what of a unit would differ: `phase`, `flags`, or `late` (working days behind plan)."""

    code: str
    view: str
    what: str
    before: int | None
    after: int | None


_LOOKED_AT = ("phase", "flags", "late")


@dataclass(frozen=True)
class Rehearsal:
    """Hold where everything stands today under the running profile and under the new one.

    Attributes
    ----------
    not_admitted : Sequence[NotAdmitted]
        In the order of the log; such facts stay in it, and count as far as the new profile understands them.
    """

    before: Board
    after: Board
    not_admitted: Sequence[NotAdmitted]

    @property
    def views(self) -> tuple[str, ...]:
        """List the tracks and the joint view that both versions know."""
        return tuple(view for view in self.before.profile.views if view in self.after.profile.views)

    def unit_changes(self) -> Iterator[UnitChange]:
        """Yield what differs of each unit on each track, in official order; phases are compared by their ids."""
        for view in self.views:
            if view == OVERALL:
                continue
            for code in self.before.units:
                before, after = self.before.map_row(code, view), self.after.map_row(code, view)
                for what in _LOOKED_AT:
                    was, is_now = getattr(before, what), getattr(after, what)
                    if what == "phase":
                        same = _phase_id(was, self.before.profile) == _phase_id(is_now, self.after.profile)
                    else:
                        same = was == is_now
                    if not same:
                        yield UnitChange(code, view, what, was, is_now)


def _phase_id(phase: int | None, profile: Profile) -> str | None:
    return None if phase is None else profile.phases[phase].id


def rehearse(queries: Queries, profile: Profile) -> Rehearsal:
    """Fold all facts under `profile` and compare with the kept projection; nothing is written.

    Raises
    ------
    CalendarYearMissing
        The new calendar does not know a year of the campaign.
    """
    before = queries.board()
    with reading(queries.engine) as connection:
        units, tracks = derive(connection, queries.tree, profile, as_of=before.day)
        heard = read_facts(connection)
    after = replace(
        before,
        profile=profile,
        calendar=WorkingDays.of(profile),
        units={row.area_code: row for row in units},
        tracks={(row.area_code, row.track): row for row in tracks},
        expected=frozenset(queries.tree.expected_reporters(profile)),
    )
    refused = [one for facts in heard.values() for one in _not_admitted(facts, queries.tree, profile)]
    return Rehearsal(before, after, sorted(refused, key=lambda one: (one.fact.revision, one.fact.seq)))


def _not_admitted(facts: Sequence[Fact], tree: AreaTree, profile: Profile) -> Iterator[NotAdmitted]:
    gone = struck(facts)
    for fact in facts:
        if fact.id in gone or fact.type in _NOT_ADMITTED:
            continue
        try:
            admit(_draft_of(fact), tree.areas[fact.area_code], tree, profile, fact.effective_on)
        except FactRefused as refusal:
            yield NotAdmitted(fact, refusal)


def _draft_of(fact: Fact) -> FactDraft:
    """Return the draft of a fact, as it was once sent."""
    return FactDraft.model_construct(
        type=fact.type,
        payload=fact.payload.model_dump(mode="json", exclude_unset=True),
        track=fact.track,
        subject=fact.subject,
        effective_on=fact.effective_on,
        effective_time=fact.effective_time,
        on_behalf_of=fact.on_behalf_of,
        supersedes=fact.supersedes,
        reason=fact.reason,
    )
