"""Say what a report proposes to record, and what stands against it."""

from dataclasses import dataclass
from typing import Final

from dashboard.election.facts import FactDraft
from dashboard.errors import Sentence
from dashboard.intake.standing import Value


class Withdrawn:
    """Stand in a cell for "what was reported here is withdrawn"."""


WITHDRAWN: Final = Withdrawn()
Told = Value | Withdrawn


@dataclass(frozen=True)
class Proposal:
    """Propose a fact.

    Attributes
    ----------
    says : tuple[str, ...]
        What the columns say that led to it.
    wants_reason : bool
        It changes what was reported before, so a person says why.
    """

    draft: FactDraft
    says: tuple[str, ...]
    wants_reason: bool = False


@dataclass(frozen=True)
class Trouble:
    """Say what is wrong with what a column says; an error unless it is only worth knowing."""

    says: str
    text: Sentence
    error: bool = True


Outcome = Proposal | Trouble
