"""Choose the procedure that binds a unit on a track, with the variant its attributes ask for."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from dashboard.election.areas import Area
from dashboard.profile.base import Text
from dashboard.profile.model import Profile
from dashboard.profile.procedure import Procedure, Stage


@dataclass(frozen=True)
class UnitProcedure:
    """List the stages that one unit walks through; the variant's skips are gone from it."""

    id: str
    label: Text
    assembly: Text
    eligible_label: Text
    present_label: Text
    poll_stage: str
    stages: tuple[Stage, ...]
    planned_days: Mapping[str, int]
    index: Mapping[str, int]
    phases: tuple[int, ...]
    """Phase ordinal of each stage."""

    @property
    def poll_index(self) -> int:
        """Return the place of the poll among the stages."""
        return self.index[self.poll_stage]

    @cached_property
    def waits_for(self) -> Mapping[str, tuple[str, ...]]:
        """Map each stage to those that must have ended before it: the profile's `after`, else the one before."""
        return {
            stage.id: tuple(
                name
                for name in (stage.after if stage.after is not None else [s.id for s in self.stages[:place][-1:]])
                if name in self.index
            )
            for place, stage in enumerate(self.stages)
        }


def procedure_of(profile: Profile, area: Area, track_id: str) -> UnitProcedure | None:
    """Return the procedure of a unit on a track, or None when the profile has none for its kind."""
    if area.kind is None:
        return None
    for procedure in profile.track(track_id).procedures:
        if area.kind in procedure.kinds:
            return _resolve(profile, procedure, area)
    return None


def _resolve(profile: Profile, procedure: Procedure, area: Area) -> UnitProcedure:
    assembly, eligible, label = procedure.assembly, procedure.eligible_label, procedure.label
    days = {stage.id: stage.planned_days for stage in procedure.stages}
    skipped: set[str] = set()
    for variant in procedure.variants:
        if all(area.attributes.get(key) == value for key, value in variant.applies_when.items()):
            assembly = variant.assembly or assembly
            eligible = variant.eligible_label or eligible
            label = variant.label
            days |= variant.planned_days
            skipped |= set(variant.skip)
    stages = tuple(stage for stage in procedure.stages if stage.id not in skipped)
    return UnitProcedure(
        id=procedure.id,
        label=label,
        assembly=assembly,
        eligible_label=eligible,
        present_label=procedure.present_label,
        poll_stage=procedure.poll_stage,
        stages=stages,
        planned_days=days,
        index={stage.id: place for place, stage in enumerate(stages)},
        phases=tuple(profile.phase_index(stage.phase) for stage in stages),
    )
