"""Hold what a row says of its current stage to what its days say."""

from collections.abc import Iterator, Sequence

from dashboard.election.facts import FactDraft, Milestone
from dashboard.election.state import TrackState
from dashboard.intake.proposals import Proposal
from dashboard.intake.telling_row import TellingRow
from dashboard.intake.told import COMPLETED, NOT_STARTED, PHASE
from dashboard.profile.base import Text
from dashboard.profile.model import Profile


def backwards(row: TellingRow) -> Iterator[Proposal]:
    """Yield the withdrawal of stages that a row takes back: it names an earlier one, their days are blank."""
    stage, standing = row.told.get("stage"), row.standing
    procedure = standing.procedure
    if procedure is None or row.told.get("exception.kind") == "revoked" or not isinstance(stage, str):
        return
    place = 0 if stage == NOT_STARTED else procedure.index.get(stage)
    if place is None:
        return
    later = {other.id for other in procedure.stages[place:]}
    first = procedure.stages[place].id
    if any(f"milestone.{name}.end" in row.told for name in later):
        return
    if place <= procedure.poll_index and "poll_held.at" in row.told:
        return
    gone = [
        fact
        for (name, edge), fact in standing.milestones.items()
        if name in later and not (name == first and edge == "start" and stage != NOT_STARTED)
    ]
    if standing.poll is not None and place <= procedure.poll_index:
        gone.append(standing.poll)
    for fact in gone:
        draft = FactDraft(
            type="retracted", track=fact.track, subject=fact.subject, supersedes=fact.id, reason=row.reason
        )
        payload = fact.payload
        says = f"milestone.{payload.stage}.{payload.edge}" if isinstance(payload, Milestone) else "poll_held.at"
        yield Proposal(draft, ("stage", says), wants_reason=True)


def stage_reached(row: TellingRow, proposals: Sequence[Proposal]) -> list[Proposal]:
    """Return the start of a stage that a row names beyond what days tell."""
    stage, standing = row.told.get("stage"), row.standing
    procedure = standing.procedure
    if procedure is None or not isinstance(stage, str) or stage not in procedure.index:
        return []
    place = procedure.index[stage]
    known = {name for name, _ in standing.milestones}
    told = {
        str(proposal.draft.payload["stage"])
        for proposal in proposals
        if proposal.draft.type in {"milestone", "milestone_revoked"}
    }
    reached = [procedure.index[name] for name in known | told if name in procedure.index]
    ended = [
        procedure.index[name]
        for name in procedure.index
        if (name, "end") in standing.milestones or f"milestone.{name}.end" in row.told
    ]
    if standing.poll is not None or "poll_held.at" in row.told:
        ended.append(procedure.poll_index)
    furthest = max([*reached, *(place + 1 for place in ended)], default=-1)
    if place <= furthest or any(one.draft.type == "retracted" for one in proposals):
        return []
    draft = FactDraft(
        type="milestone",
        payload={"stage": stage, "edge": "start"},
        track=standing.track,
        effective_on=standing.day,
    )
    return [Proposal(draft, ("stage",))]


def agrees(stage: str, state: TrackState) -> bool:
    """Say whether the current stage that a row names is where its days put the unit."""
    if stage == NOT_STARTED:
        return state.stage is None
    if stage == COMPLETED:
        return state.completed_on is not None
    if stage.startswith(PHASE):
        return state.phase == int(stage.removeprefix(PHASE))
    return state.stage == stage


def stage_label(state: TrackState, profile: Profile) -> Text:
    """Return what the stage is called that a unit stands at; its phase where it stands at none."""
    if state.completed_on is not None or state.stage is None or state.procedure is None:
        return profile.phase_label(state.phase or 0, state.track)
    return state.procedure.stages[state.procedure.index[state.stage]].label
