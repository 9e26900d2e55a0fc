"""Model the procedures that units walk through: stages, variants, tracks."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from dashboard.errors import N_, Sentence
from dashboard.profile.base import Identifier, Model, Text
from dashboard.profile.flaws import Flaw, refuse, twice

OVERALL = "overall"
"""Id of the view that joins all tracks; no track of a profile may use it."""


class Stage(Model):
    """Describe one stage of a procedure.

    `planned_days` is a planning estimate in working or calendar days; `after` names the stages
    that must have ended before this one starts (default: the one listed before it).
    """

    id: Identifier
    phase: Identifier
    planned_days: Annotated[int, Field(ge=0, le=365)]
    day_kind: Literal["working", "calendar"] = "calendar"
    after: tuple[Identifier, ...] | None = None
    label: Text


class Variant(Model):
    """Change a procedure for the areas whose attributes match all of `applies_when`."""

    id: Identifier
    applies_when: Annotated[dict[str, str], Field(min_length=1)]
    label: Text
    skip: tuple[Identifier, ...] = ()
    planned_days: dict[Identifier, Annotated[int, Field(ge=0, le=365)]] = Field(default_factory=dict)
    assembly: Text | None = None
    eligible_label: Text | None = None


class Procedure(Model):
    """List the stages that units of some kinds walk through on one track."""

    id: Identifier
    kinds: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    label: Text
    assembly: Text
    eligible_label: Text
    present_label: Text
    poll_stage: Identifier
    stages: Annotated[tuple[Stage, ...], Field(min_length=1)]
    variants: tuple[Variant, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        refuse(self._flaws())
        return self

    def _flaws(self) -> Iterator[Flaw]:
        no_stage = N_("there is no stage '{name}'")
        stages = {stage.id for stage in self.stages}
        yield from twice([stage.id for stage in self.stages], Sentence(N_("stage")), ("stages",))
        yield from twice([one.id for one in self.variants], Sentence(N_("variant")), ("variants",))
        if self.poll_stage not in stages:
            yield Flaw(("poll_stage",), Sentence(no_stage, name=self.poll_stage))
        for number, stage in enumerate(self.stages):
            for name in sorted(set(stage.after or ()) - stages):
                yield Flaw(("stages", number, "after"), Sentence(no_stage, name=name))
        circle = self._circle()
        if circle:
            reason = Sentence(
                N_("the stages wait for each other in a circle: {stages}"), stages=" → ".join(circle)
            )
            yield Flaw(("stages",), reason)
        for number, variant in enumerate(self.variants):
            for key, names in (("skip", set(variant.skip)), ("planned_days", set(variant.planned_days))):
                for name in sorted(names - stages):
                    yield Flaw(("variants", number, key), Sentence(no_stage, name=name))
            if self.poll_stage in variant.skip:
                yield Flaw(("variants", number, "skip"), Sentence(N_("the poll stage cannot be skipped")))

    def _circle(self) -> list[str]:
        """Return stages that wait for each other, the first again at the end; none when the order is sound."""
        links: dict[str, set[str]] = {self.stages[0].id: set(self.stages[0].after or ())}
        for before, stage in pairwise(self.stages):
            links[stage.id] = {before.id} if stage.after is None else set(stage.after)
        try:
            TopologicalSorter(links).prepare()
        except CycleError as error:
            return list(error.args[1])
        return []


class Track(Model):
    """Describe one of the elections that a unit goes through, in profile order."""

    id: Identifier
    label: Text
    short_label: Text
    phase_labels: dict[Identifier, Text] = Field(default_factory=dict)
    procedures: Annotated[tuple[Procedure, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _check(self) -> Self:
        refuse(self._flaws())
        return self

    def _flaws(self) -> Iterator[Flaw]:
        if self.id == OVERALL:
            reason = N_("'{name}' is the joint view of all tracks and cannot name one")
            yield Flaw(("id",), Sentence(reason, name=OVERALL))
        seen: set[str] = set()
        for number, procedure in enumerate(self.procedures):
            for kind in procedure.kinds:
                if kind in seen:
                    reason = N_("the kind '{name}' stands in two procedures")
                    yield Flaw(("procedures", number, "kinds"), Sentence(reason, name=kind))
                seen.add(kind)
