"""Hold what a workbook says against the record and the rules of admission, before anything is recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from dashboard.election.admission import admit
from dashboard.election.areas import AreaTree
from dashboard.election.errors import FactRefused
from dashboard.election.facts import Fact, FactDraft
from dashboard.election.payload import Payload
from dashboard.errors import Sentence
from dashboard.intake.registers.reading import Line, Wrong
from dashboard.profile.model import Profile

State = Literal["new", "same", "wrong"]


@dataclass(frozen=True)
class CheckedLine:
    """Hold a row with its state: new, the same as recorded, or wrong."""

    line: Line
    state: State
    payload: Payload | None = None


def check_lines(
    lines: Sequence[Line], tree: AreaTree, profile: Profile, today: date, counting: Mapping[str, Sequence[Fact]]
) -> list[CheckedLine]:
    """Judge every row as the log would.

    Parameters
    ----------
    counting : Mapping[str, Sequence[Fact]]
        Area → its counting facts, in the order in which they happened.
    """
    return [_checked(line, tree, profile, today, counting) for line in lines]


def _checked(
    line: Line, tree: AreaTree, profile: Profile, today: date, counting: Mapping[str, Sequence[Fact]]
) -> CheckedLine:
    if line.draft is None or line.area is None or line.wrong:
        return CheckedLine(line, "wrong")
    try:
        payload = admit(line.draft, line.area, tree, profile, today)
    except FactRefused as error:
        reason = error.params["reason"]
        told = reason if isinstance(reason, Sentence) else Sentence(str(reason))
        return CheckedLine(replace(line, wrong=[Wrong(None, told)]), "wrong")
    same = _is_recorded(line.draft, payload, counting.get(line.area.code, ()))
    return CheckedLine(line, "same" if same else "new", payload)


def _is_recorded(draft: FactDraft, payload: Payload, facts: Sequence[Fact]) -> bool:
    """Say whether the last word of the thing is this one, or for counts whether this day has it already."""
    of_thing = [
        fact for fact in facts if (fact.type, fact.track, fact.subject) == (draft.type, draft.track, draft.subject)
    ]
    if draft.subject is not None:
        return bool(of_thing) and of_thing[-1].payload == payload
    return any(
        fact.payload == payload
        and fact.effective_on == draft.effective_on
        and fact.effective_time == draft.effective_time
        for fact in of_thing
    )
