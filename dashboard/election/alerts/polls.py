"""Judge the polls of a unit: the checklist on the eve, quorum, notice, and what is left to elect."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil, floor

from dashboard.election.alerts.finding import Finding, Value, found, rising
from dashboard.election.alerts.view import AreaView, called_poll, stage_value
from dashboard.election.facts import Check
from dashboard.election.plan import expected_poll_on
from dashboard.election.state import TrackState
from dashboard.profile.alerts import NoticeShort, OpenChecklist, QuorumRisk, ReelectionPending
from dashboard.profile.rules import Notice, Quorum

_DAY = timedelta(days=1)
_LEFT_OVER = ("another", "rerun")
_LONGEST = 200  # of a value


def open_checklist(rule: OpenChecklist, view: AreaView) -> Iterator[Finding]:
    """Find polls at hand with items of a checklist that are not done; they end when the poll's day is over."""
    for state in view.owing:
        poll = called_poll(state)
        items = [] if poll is None else _open_items(rule, view, state)
        if poll is None or not items:
            continue
        ground = view.ground
        since = datetime.combine(poll - rule.days_before * _DAY, rule.at, ground.zone)
        values = {"poll": poll.isoformat(), "items": ",".join(items)[:_LONGEST]}
        until = ground.begin_of(poll + _DAY)
        yield found(rule, view.area.code, since, values, track=state.track, detail=poll.isoformat(), until=until)


def _open_items(rule: OpenChecklist, view: AreaView, state: TrackState) -> list[str]:
    """List the items that are not done, in the order of the profile's checklists."""
    done: dict[str, bool] = {}
    for fact in view.told("check"):
        if fact.track == state.track and isinstance(fact.payload, Check):
            done[fact.payload.item] = fact.payload.done
    wanted = [
        item
        for checklist in view.ground.profile.checklists
        if checklist.id in rule.checklists
        and state.track in checklist.tracks
        and (checklist.applies == "unit" or (view.area.code, state.track) in view.first_polls)
        for item in checklist.items
    ]
    return [item for item in dict.fromkeys(wanted) if not done.get(item, False)]


def quorum_risk(rule: QuorumRisk, view: AreaView) -> Iterator[Finding]:
    """Find units whose last poll missed the quorum or hardly passed it, while another poll is to come.

    The log holds no forecast of attendance: what a unit's own last poll drew is the only measured sign.
    """
    for state in view.open_tracks:
        held = [poll for poll in state.polls if not poll.annulled]
        if state.procedure is None or not held or not state.exceptions.keys() & set(_LEFT_OVER):
            continue
        last = held[-1]
        quorum = view.ground.profile.rule(Quorum, state.procedure.id, last.on)
        if quorum is None:
            continue
        needed = _fewest(quorum, last.figures.eligible)
        if last.figures.present < needed + rule.margin * last.figures.eligible:
            values = {"present": last.figures.present, "eligible": last.figures.eligible, "needed": needed}
            yield found(rule, view.area.code, view.ground.begin_of(last.on), values, track=state.track)


def _fewest(quorum: Quorum, eligible: int) -> int:
    """Return the smallest attendance that makes a quorum."""
    share: Fraction = quorum.share * eligible
    return floor(share) + 1 if quorum.strict else ceil(share)


def notice_short(rule: NoticeShort, view: AreaView) -> Iterator[Finding]:
    """Find first polls, called or planned, that lie too close behind the stage that the law counts from.

    While that stage has not ended, the condition begins on the first day on which its end would be too late.
    """
    for state in view.owing:
        poll = expected_poll_on(state)
        if state.procedure is None or not state.phase or poll is None or state.last_poll_on is not None:
            continue
        law = view.ground.profile.rule(Notice, state.procedure.id, poll)
        end = next((dates.end for dates in state.stages if law and dates.stage == law.stage), None)
        if law is None or (end is not None and (poll - end).days >= law.days_before_poll):
            continue
        begins = end if end is not None else poll - (law.days_before_poll - 1) * _DAY
        values: dict[str, Value] = {
            "stage": stage_value(state, law.stage),
            "poll": poll.isoformat(),
            "wanted": law.days_before_poll,
        }
        since = view.ground.begin_of(begins)
        yield found(rule, view.area.code, since, values, track=state.track, detail=law.stage)


def reelection_pending(rule: ReelectionPending, view: AreaView) -> Iterator[Finding]:
    """Find polls that left seats over, or were void, and have not been made good."""
    for state in view.open_tracks:
        for kind in _LEFT_OVER:
            begun = state.exceptions.get(kind)
            if begun is None:
                continue
            begins = {step.days: view.ground.begin_of(begun + step.days * _DAY) for step in rule.steps}
            values = {"exception": kind, "since": begun.isoformat()}
            first = found(rule, view.area.code, begins[rule.days], values, track=state.track, detail=kind)
            yield from rising(rule, first, begins)
