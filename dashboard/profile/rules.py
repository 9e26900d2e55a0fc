"""Model the validity rules: each with its legal source and the days on which it is in force."""

from datetime import date
from fractions import Fraction
from typing import Annotated, Literal, Self, TypeVar

from pydantic import BeforeValidator, Field, model_validator

from dashboard.errors import N_
from dashboard.profile.base import Identifier, Model, Text
from dashboard.profile.flaws import flawed


def _fraction(value: object) -> object:
    """Read a share such as "4/5" exactly; floats would round it."""
    if isinstance(value, str):
        try:
            share = Fraction(value)
        except (ValueError, ZeroDivisionError):
            raise flawed(N_('write a share as text, such as "4/5"')) from None
        if not 0 < share <= 1:
            raise flawed(N_("a share lies above 0 and not above 1"))
        return share
    raise flawed(N_('write a share as text, such as "4/5"'))


Share = Annotated[Fraction, BeforeValidator(_fraction)]


class LegalRule(Model):
    """Hold what all rules share: whom they bind, when, what they say and where that is written."""

    id: Identifier
    procedures: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    effective_from: date
    effective_to: date | None = None
    label: Text
    source: Text

    @model_validator(mode="after")
    def _check_dates(self) -> Self:
        if self.effective_to is not None and self.effective_to < self.effective_from:
            raise flawed(N_("effective_to lies before effective_from"))
        return self

    def in_force(self, on: date) -> bool:
        """Say whether the rule holds on day `on`, both ends included."""
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)


RuleT = TypeVar("RuleT", bound=LegalRule)


class Quorum(LegalRule):
    """Demand a share of present / eligible: `more_than` (strict) or `at_least`."""

    kind: Literal["quorum"]
    more_than: Share | None = None
    at_least: Share | None = None

    @model_validator(mode="after")
    def _check_threshold(self) -> Self:
        if (self.more_than is None) == (self.at_least is None):
            raise flawed(N_("give exactly one of more_than and at_least"))
        return self

    @property
    def share(self) -> Fraction:
        """Give the threshold as an exact fraction of the eligible."""
        return self.more_than or self.at_least or Fraction(1)

    @property
    def strict(self) -> bool:
        """Say whether exactly the threshold fails."""
        return self.more_than is not None

    def reached(self, present: int, eligible: int) -> bool:
        """Say whether `present` of `eligible` people reach the quorum, in exact arithmetic."""
        if eligible <= 0:
            return False
        turnout = Fraction(present, eligible)
        return turnout > self.share if self.strict else turnout >= self.share


class CandidateMargin(LegalRule):
    """Demand more candidates than seats by a share of the seats."""

    kind: Literal["candidate_margin"]
    at_least: Share

    def reached(self, candidates: int, seats: int) -> bool:
        """Say whether `candidates` exceed `seats` by the margin."""
        return Fraction(candidates - seats) >= self.at_least * seats


class Ballots(LegalRule):
    """Void a poll with more ballots returned than issued."""

    kind: Literal["ballots"]


class Majority(LegalRule):
    """State the share of votes that elects a candidate (votes themselves are never recorded)."""

    kind: Literal["majority"]
    more_than: Share
    of: Literal["present", "cast"]


class RunnerUp(LegalRule):
    """State the share of votes that elects in a re-election for missing seats."""

    kind: Literal["runner_up"]
    at_least: Share
    of: Literal["present", "cast"]


class Notice(LegalRule):
    """Demand days between the end of a stage and the poll."""

    kind: Literal["notice"]
    stage: Identifier
    days_before_poll: Annotated[int, Field(ge=1)]


class Duration(LegalRule):
    """Demand that a stage lasts some days, working or calendar, from its first to its last."""

    kind: Literal["duration"]
    stage: Identifier
    at_least: Annotated[int, Field(ge=1)]
    day_kind: Literal["working", "calendar"] = "calendar"


class Size(LegalRule):
    """Bound the number of seats."""

    kind: Literal["size"]
    at_least: Annotated[int, Field(ge=1)]
    at_most: Annotated[int, Field(ge=1)]


class Vacancy(LegalRule):
    """Allow seats to stay vacant with approval."""

    kind: Literal["vacancy"]
    at_most: Annotated[int, Field(ge=0)]


Rule = Annotated[
    Quorum | CandidateMargin | Ballots | Majority | RunnerUp | Notice | Duration | Size | Vacancy,
    Field(discriminator="kind"),
]
