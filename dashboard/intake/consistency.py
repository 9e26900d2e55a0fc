"""Hold what describes a row (turnout, current stage, level of a key village) to what it tells."""

from collections.abc import Iterator

from dashboard.election.state import TrackState
from dashboard.errors import N_, Sentence
from dashboard.intake.content import Row
from dashboard.intake.findings import Finding, Level, at_row
from dashboard.intake.stages import agrees, stage_label
from dashboard.intake.telling_row import TellingRow
from dashboard.profile.model import Profile


def contradictions(row: Row, telling: TellingRow, state: TrackState | None, profile: Profile) -> Iterator[Finding]:
    """Yield where what describes the row contradicts what it tells; `state` is where the unit would stand."""
    ids = {says: column.id for says, column in telling.columns.items()}
    turnout = telling.told.get("turnout")
    poll = state.polls[-1].figures if state and state.polls else None
    if isinstance(turnout, float | int) and poll is not None and poll.eligible:
        share = 100 * poll.present / poll.eligible
        if abs(share - turnout) > 0.55:  # noqa: PLR2004 - beyond rounding to a whole or one decimal
            text = N_("{present} of {eligible} are {share} %, the report says {told} %")
            told = Sentence(text, present=poll.present, eligible=poll.eligible, share=f"{share:.1f}",
                            told=f"{turnout:.1f}")  # fmt: skip
            yield at_row(Level.WARNING, told, row, ids.get("turnout"))
    stage = telling.told.get("stage")
    if state is not None and isinstance(stage, str) and not agrees(stage, state):
        text = N_("the report says {stage}, its days say {reached}; the days are taken")
        reached = stage_label(state, profile)
        written = row.cells[ids["stage"]].value
        yield at_row(Level.WARNING, Sentence(text, stage=written, reached=reached), row, ids["stage"])
    level = telling.told.get("key_village.level")
    known = telling.standing.key_village
    recorded = known.payload.model_dump()["level"] if known else None
    if level is not None and level != recorded:
        text = N_("the level of key villages is set by the district and is not taken from a report")
        yield at_row(Level.WARNING, Sentence(text), row, ids["key_village.level"])
