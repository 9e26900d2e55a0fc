"""Say what is done and what is open of the checklists of units: before every poll, and at first polls (六必到)."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from dashboard.election.areas import Area
from dashboard.election.facts import Check, Fact, MilestoneRevoked, PollHeld, PollScheduled
from dashboard.election.poll_days import PollDay
from dashboard.election.procedure import UnitProcedure, procedure_of
from dashboard.election.state import TrackState, UnitState
from dashboard.profile.base import Text
from dashboard.profile.command import Checklist
from dashboard.profile.model import Profile


@dataclass(frozen=True, slots=True)
class Checked:
    """Hold the last word on one item of a unit on a track.

    Attributes
    ----------
    moved : bool
        The poll was called for another day after this was recorded.
    """

    done: bool
    on: date
    version: str | None
    fact_id: str
    moved: bool


@dataclass(frozen=True, slots=True)
class Item:
    """Say how one item of a checklist stands.

    Attributes
    ----------
    done : bool
        Recorded as done, and still valid.
    outdated : bool
        Recorded as done for a poll that was then moved: people who were to come on one day need asking anew.
    on : date or None
        Day of the last record; `version` is what it named.
    """

    item: str
    label: Text
    done: bool
    outdated: bool
    on: date | None
    version: str | None


@dataclass(frozen=True, slots=True)
class UnitChecklist:
    """Hold one checklist of a unit on a track.

    Attributes
    ----------
    first_poll : bool
        It applies because the unit's poll is a first one.
    closed : bool
        The stage before whose end the items must be done has ended; what is open then was missed.
    """

    area: str
    track: str
    id: str
    label: Text
    before: str
    first_poll: bool
    closed: bool
    items: tuple[Item, ...]

    @property
    def open(self) -> tuple[Item, ...]:
        """List the items that are not done."""
        return tuple(item for item in self.items if not item.done)


@dataclass(frozen=True, slots=True)
class OpenBeforePoll:
    """Name a poll that stands with items open."""

    poll: PollDay
    checklists: tuple[UnitChecklist, ...]


Checks = Mapping[tuple[str, str], Checked]
"""(track, item) → the last word on it."""


def checks_of(area: Area, facts: Iterable[Fact], profile: Profile) -> Checks:
    """Return the last word on each item of a unit, from its counting facts in the order of the reading.

    A check stays recorded when the poll is moved; it is marked. A poll is moved when, before it is held,
    it is called for another day, also after an authority annulled the one that was held.
    """
    found: dict[tuple[str, str], Checked] = {}
    called: dict[str, date] = {}
    held: set[str] = set()
    procedures = {track.id: procedure_of(profile, area, track.id) for track in profile.tracks}
    for fact in facts:
        track, payload = fact.track, fact.payload
        if track is None:
            continue
        match payload:
            case Check(item=item, done=done, version=version):
                found[track, item] = Checked(done, fact.effective_on, version, fact.id, moved=False)
            case PollHeld():
                held.add(track)
            case MilestoneRevoked() if _annuls(payload, procedures.get(track)):
                held.discard(track)
            case PollScheduled(on=on) if track not in held:
                if called.get(track, on) != on:
                    found |= {
                        key: Checked(one.done, one.on, one.version, one.fact_id, moved=True)
                        for key, one in found.items()
                        if key[0] == track
                    }
                called[track] = on
    return found


def unit_checklists(
    area: Area, state: UnitState, checks: Checks, firsts: Container[tuple[str, str]], profile: Profile
) -> tuple[UnitChecklist, ...]:
    """Return the checklists of a unit that apply, by track and in the profile's order.

    Parameters
    ----------
    firsts : Container[tuple[str, str]]
        (unit, track) of the first polls (`dashboard.election.first_polls.by_unit`).
    """
    return tuple(
        _unit_checklist(area, track, one, checks, profile)
        for track in state.tracks.values()
        if track.phase is not None
        for one in profile.checklists
        if track.track in one.tracks and (one.applies == "unit" or (area.code, track.track) in firsts)
    )


def open_before_poll(
    polls: Iterable[PollDay], checklists: Mapping[str, Iterable[UnitChecklist]], day: date
) -> tuple[OpenBeforePoll, ...]:
    """List the polls called or planned for `day` whose unit has items open, in the order of `polls`.

    Parameters
    ----------
    checklists : Mapping[str, Iterable[UnitChecklist]]
        Unit → its checklists, at least of the units that poll on the day.
    """
    found = []
    for poll in polls:
        if poll.on != day or poll.held:
            continue
        lacking = tuple(
            one for one in checklists.get(poll.area, ()) if one.track == poll.track and one.open and not one.closed
        )
        if lacking:
            found.append(OpenBeforePoll(poll, lacking))
    return tuple(found)


def _unit_checklist(
    area: Area, track: TrackState, one: Checklist, checks: Checks, profile: Profile
) -> UnitChecklist:
    first = one.applies == "first_poll"
    items = []
    for name in one.items:
        last = checks.get((track.track, name))
        outdated = first and last is not None and last.done and last.moved
        items.append(
            Item(
                item=name,
                label=profile.check_items[name],
                done=last is not None and last.done and not outdated,
                outdated=outdated,
                on=last.on if last else None,
                version=last.version if last else None,
            )
        )
    ends = {dates.stage: dates.end for dates in track.stages}
    # a variant without the stage still has its poll
    closed = ends[one.before] is not None if one.before in ends else track.decided
    return UnitChecklist(
        area=area.code,
        track=track.track,
        id=one.id,
        label=one.label,
        before=one.before,
        first_poll=first,
        closed=closed,
        items=tuple(items),
    )


def _annuls(revoked: MilestoneRevoked, procedure: UnitProcedure | None) -> bool:
    """Say whether a revocation reaches back to the poll, as the fold of a track has it."""
    return (
        procedure is not None and procedure.index.get(revoked.stage, len(procedure.stages)) <= procedure.poll_index
    )
