"""Model an election profile: every word, number and colour of the procedure, validated once."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator, model_validator

from dashboard.errors import N_
from dashboard.profile.alerts import AlertRule, AlertTerms
from dashboard.profile.base import Identifier, Model, Text
from dashboard.profile.campaign import Calendar, Campaign, Deviation, Freshness
from dashboard.profile.command import (
    AssessmentTerms,
    Checklist,
    CollisionTerms,
    FirstPolls,
    PetitionTerms,
    ReviewTerms,
)
from dashboard.profile.consistency import contradictions
from dashboard.profile.contrast import ContrastTerms
from dashboard.profile.desk import DeskView, ForecastTerms
from dashboard.profile.flaws import flawed, refuse
from dashboard.profile.phases import Flag, Phase
from dashboard.profile.procedure import OVERALL, Track
from dashboard.profile.report import Column, ReportForm
from dashboard.profile.rules import Rule, RuleT
from dashboard.profile.wall import WallTerms
from dashboard.profile.words import WordTerms


class OverallView(Model):
    """Label the joint view of all tracks."""

    label: Text
    short_label: Text


class Profile(Model):
    """Hold a whole election profile.

    What an election does not know, such as a joint review, an assessment or petitions, is left out: the
    screens then show nothing of it. `quiet_duties` are those whose posts the board of visits leaves out.
    """

    format: Literal[1]
    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$", max_length=80)]
    version: Annotated[str, Field(min_length=1, max_length=40)]
    name: Text
    short_name: Text
    time_zone: Annotated[str, Field(min_length=1)]
    opening_track: Identifier
    campaign: Campaign
    freshness: Freshness
    deviation: Deviation
    desk: DeskView
    forecast: ForecastTerms
    wall: WallTerms
    contrast: ContrastTerms
    calendar: Calendar
    phases: Annotated[tuple[Phase, ...], Field(min_length=2, max_length=10)]
    flags: tuple[Flag, ...]
    outcomes: dict[Literal["success", "another", "rerun", "vacancy"], Text]
    kinds: Annotated[dict[Identifier, Text], Field(min_length=1)]
    words: WordTerms = WordTerms()
    key_levels: dict[Identifier, Text] = Field(default_factory=dict)
    assessment_levels: dict[Identifier, Text] = Field(default_factory=dict)
    key_categories: dict[Identifier, Text] = Field(default_factory=dict)
    duties: dict[Identifier, Text] = Field(default_factory=dict)
    quiet_duties: tuple[Identifier, ...] = ()
    visit_kinds: dict[Identifier, Text] = Field(default_factory=dict)
    check_items: dict[Identifier, Text] = Field(default_factory=dict)
    assistance: dict[Identifier, Text] = Field(default_factory=dict)
    review: ReviewTerms = ReviewTerms()
    checklists: tuple[Checklist, ...] = ()
    first_polls: FirstPolls = FirstPolls()
    petitions: PetitionTerms = PetitionTerms()
    collisions: CollisionTerms
    assessment: AssessmentTerms = AssessmentTerms()
    exclusions: dict[Identifier, Text] = Field(default_factory=dict)
    counters: dict[Identifier, Text] = Field(default_factory=dict)
    incident_categories: dict[Identifier, Text] = Field(default_factory=dict)
    remark_topics: dict[Identifier, Text] = Field(default_factory=dict)
    body_counts: dict[Identifier, Text] = Field(default_factory=dict)
    tracks: Annotated[tuple[Track, ...], Field(min_length=1, max_length=7)]
    overall: OverallView | None = None
    rules: tuple[Rule, ...] = ()
    alerting: AlertTerms
    alerts: tuple[AlertRule, ...] = ()
    report: ReportForm

    @field_validator("time_zone")
    @classmethod
    def _check_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError):
            raise flawed(N_("'{name}' is not a known time zone"), name=name) from None
        return name

    @model_validator(mode="after")
    def _check(self) -> Self:
        refuse(contradictions(self))
        return self

    def labels_of(self, column: Column) -> Mapping[str, Text]:
        """Return the labels of the values among which a column chooses; none where it has words alone."""
        labels: Mapping[str, Mapping[str, Text]] = {
            "kind": self.kinds,
            "assessment.level": self.assessment_levels,
            "key_village.level": self.key_levels,
            "incident.category": self.incident_categories,
            "poll_held.outcome": {str(outcome): label for outcome, label in self.outcomes.items()},
        }
        return labels.get(column.says, {})

    def track(self, track_id: str) -> Track:
        """Return the track `track_id`; raise KeyError when the profile has none."""
        return next((track for track in self.tracks if track.id == track_id), None) or _missing(track_id)

    def short_name_of(self, track_id: str, locale: str) -> str:
        """Return the short name of a track; its id where only an earlier version of the profile knew it."""
        known = {track.id: track.short_label for track in self.tracks}
        return known[track_id].get(locale) if track_id in known else track_id

    @property
    def views(self) -> tuple[str, ...]:
        """List the ids a screen can show: every track, then the overall view where tracks can be joined."""
        tracks = tuple(track.id for track in self.tracks)
        return (*tracks, OVERALL) if len(tracks) > 1 else tracks

    def view_names(self, view: str) -> OverallView | Track:
        """Return what names a view; raise KeyError when the profile has none such."""
        return self.overall if view == OVERALL and self.overall is not None else self.track(view)

    @cached_property
    def digest(self) -> str:
        """Return the sha256 of everything that the profile says, whatever its comments and order of keys."""
        said = json.dumps(self.model_dump(), default=str, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()

    def phase_index(self, phase_id: str) -> int:
        """Return the ordinal of a phase (0 = not started)."""
        return self._phase_places[phase_id]

    @cached_property
    def _phase_places(self) -> Mapping[str, int]:
        return {phase.id: index for index, phase in enumerate(self.phases)}

    def phase_label(self, index: int, track_id: str) -> Text:
        """Label phase `index` as the track `track_id` (or the overall view) calls it."""
        phase = self.phases[index]
        if track_id == OVERALL:
            return phase.label
        return self.track(track_id).phase_labels.get(phase.id, phase.label)

    def rule(self, kind: type[RuleT], procedure_id: str, on: date) -> RuleT | None:
        """Return the rule of a kind that binds a procedure on a day, or None."""
        return next(
            (
                rule
                for rule in self.rules
                if isinstance(rule, kind) and procedure_id in rule.procedures and rule.in_force(on)
            ),
            None,
        )


def _missing(track_id: str) -> Track:
    raise KeyError(track_id)
