"""Model what a profile says of commanding the campaign: review clocks, checklists, collisions, assessment."""

from datetime import time
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from dashboard.errors import N_
from dashboard.profile.base import Identifier, Model, Text
from dashboard.profile.flaws import flawed

_WHOLE = 100
_FEW = 3


class Urgency(Model):
    """Give one clock of the joint review its hours and name."""

    hours: Annotated[int, Field(ge=1, le=240)]
    label: Text


class ReviewTerms(Model):
    """Say how the hours of the joint review are counted.

    On the `clock` they run day and night; as `working` hours only between `opens` and `closes` of working
    days. A batch is due soon when no more than `soon` hours are left. Without urgencies there is no review.
    """

    clock: Literal["clock", "working"] = "clock"
    opens: time = time.min
    closes: time = time.max
    soon: Annotated[int, Field(ge=1, le=48)] = 1
    urgencies: tuple[Urgency, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.closes <= self.opens:
            raise flawed(N_("the office closes before it opens"))
        hours = [one.hours for one in self.urgencies]
        if len(set(hours)) != len(hours):
            raise flawed(N_("two urgencies have the same hours"))
        return self

    def label_of(self, hours: int, locale: str) -> str:
        """Return the name of an urgency; an earlier profile may have known others."""
        return next((one.label.get(locale) for one in self.urgencies if one.hours == hours), f"{hours} h")


class Checklist(Model):
    """List items that must be done in a unit before a stage of a track, or at the poll.

    Attributes
    ----------
    applies : str
        `unit`: to every unit that is due; `first_poll`: to the first polls only (`FirstPolls`).
    tracks
        Tracks to which it belongs.
    before : str
        Stage before whose end the items must be done.
    """

    id: Identifier
    label: Text
    applies: Literal["unit", "first_poll"] = "unit"
    tracks: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    items: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    before: Identifier


class FirstPolls(Model):
    """Say which polls count as first: one for each combination of the places and what tells them apart.

    Without places no poll is a first one.
    """

    per: tuple[Literal["district", "township"], ...] = ()
    each_kind: bool = True
    each_track: bool = True


class CollisionTerms(Model):
    """Say when polls of one day stand in each other's way, and on which days a poll may be suggested.

    Attributes
    ----------
    duty : str
        Duty whose posts attend the polls of a township: the supervision groups.
    per_group, per_township, per_district : int
        Most villages and communities that can be attended on one day.
    suggested : str
        Days offered for a poll: `working` days; `ordinary` ones, weekends among them but no holidays;
        or `any`.
    holiday : int
        Days off in a row that make a holiday; a weekend has two.
    offers : int
        How many days are offered.
    """

    duty: Identifier
    per_group: Annotated[int, Field(ge=1)]
    per_township: Annotated[int, Field(ge=1)]
    per_district: Annotated[int, Field(ge=1)]
    suggested: Literal["working", "ordinary", "any"]
    holiday: Annotated[int, Field(ge=3, le=30)]
    offers: Annotated[int, Field(ge=1, le=31)]


class PetitionTerms(Model):
    """Say how petitions and calls colour the map: the sum of so many days, in classes that begin at `steps`.

    The first class begins at 1 and holds all counts that could point at one person (DOMAIN §6). Without steps
    petitions are not followed.
    """

    days: Annotated[int, Field(ge=1, le=60)] = 1
    steps: Annotated[tuple[int, ...], Field(max_length=4)] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not self.steps:
            return self
        first, *more = self.steps
        if first != 1 or not more or more[0] < _FEW or list(self.steps) != sorted(set(self.steps)):
            raise flawed(N_("steps grow, the first is 1 and the second at least 3"))
        return self


class Factor(Model):
    """Give one factor of the score sheet its most points."""

    id: Identifier
    points: Annotated[int, Field(ge=1, le=100)]
    label: Text


class Threshold(Model):
    """Name the level of a score: the first threshold that a score reaches counts."""

    level: Identifier
    at_least: Annotated[int, Field(ge=0, le=100)]


class AssessmentTerms(Model):
    """Describe the score sheet (选情研判): factors of 100 points, levels by score, the level that holds polls.

    Without factors nothing is assessed.
    """

    factors: tuple[Factor, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    gate: Identifier | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not self.factors:
            return self
        if sum(factor.points for factor in self.factors) != _WHOLE:
            raise flawed(N_("the factors do not add up to 100 points"))
        bounds = [threshold.at_least for threshold in self.thresholds]
        if not bounds or bounds != sorted(set(bounds), reverse=True) or bounds[-1] != 0:
            raise flawed(N_("thresholds fall from the best level to one that begins at 0"))
        return self

    def level_of(self, score: int) -> str:
        """Return the level of a score."""
        return next(threshold.level for threshold in self.thresholds if score >= threshold.at_least)
