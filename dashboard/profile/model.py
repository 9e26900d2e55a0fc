"""Model an election profile: every word, number and colour of the procedure, validated once."""

from collections.abc import Container, Mapping
from datetime import date, time
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from dashboard.profile.alerts import AlertRule, AlertTerms, check_alerts
from dashboard.profile.base import Colour, Identifier, Model, Text
from dashboard.profile.command import (
    AssessmentTerms,
    Checklist,
    CollisionTerms,
    FirstPolls,
    PetitionTerms,
    ReviewTerms,
)
from dashboard.profile.contrast import ContrastTerms
from dashboard.profile.desk import DeskView, ForecastTerms
from dashboard.profile.report import Column, ReportForm, TownshipTable, UnitTable
from dashboard.profile.rules import Duration, Notice, Rule, RuleT
from dashboard.profile.wall import WallTerms

OVERALL = "overall"
"""Id of the view that joins all tracks; no track of a profile may use it."""


class Paint(Model):
    """Give the fill of a phase and the ink of an icon drawn on it."""

    fill: Colour
    ink: Colour


class Phase(Model):
    """Describe one step of the headline scale; its index is its place in the profile."""

    id: Identifier
    icon: str
    light: Paint
    dark: Paint
    label: Text


class Flag(Model):
    """Describe a sign that stands beside the phase (`dashboard.election.flags` gives its bit)."""

    id: Identifier
    icon: str
    label: Text


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
        stages = _unique([stage.id for stage in self.stages], "stage")
        if self.poll_stage not in stages:
            msg = f"poll_stage: there is no stage {self.poll_stage!r}"
            raise ValueError(msg)
        links: dict[str, set[str]] = {stage.id: set() for stage in self.stages}
        for before, stage in pairwise(self.stages):
            links[stage.id] = {before.id} if stage.after is None else set(stage.after)
        links[self.stages[0].id] |= set(self.stages[0].after or ())
        for stage_id, after in links.items():
            for name in after - stages:
                msg = f"stage {stage_id!r}: after: there is no stage {name!r}"
                raise ValueError(msg)
        try:
            TopologicalSorter(links).prepare()
        except CycleError as error:
            msg = "the stages wait for each other in a circle: " + " → ".join(error.args[1])
            raise ValueError(msg) from None
        for variant in self.variants:
            for name in {*variant.skip, *variant.planned_days} - stages:
                msg = f"variant {variant.id!r}: there is no stage {name!r}"
                raise ValueError(msg)
            if self.poll_stage in variant.skip:
                msg = f"variant {variant.id!r}: the poll stage cannot be skipped"
                raise ValueError(msg)
        return self


class Track(Model):
    """Describe one of the elections that a unit goes through, in profile order."""

    id: Identifier
    label: Text
    short_label: Text
    phase_labels: dict[Identifier, Text] = Field(default_factory=dict)
    procedures: Annotated[tuple[Procedure, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.id == OVERALL:
            msg = f"{OVERALL!r} is the joint view of all tracks and cannot name one"
            raise ValueError(msg)
        _unique([kind for procedure in self.procedures for kind in procedure.kinds], "kind in procedures")
        return self


class CalendarOverride(Model):
    """Make one day a working day or a day off, with the reason."""

    date: date
    working: bool
    reason: Text


class Calendar(Model):
    """Name the source of statutory holidays, and the days that differ from it."""

    holidays: Literal["chinesecalendar", "weekends"]
    overrides: tuple[CalendarOverride, ...] = ()


class Campaign(Model):
    """Bound the campaign; `reports_due` is the daily cut-off in business time."""

    start: date
    end: date
    reports_due: time

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.end < self.start:
            msg = "the campaign ends before it starts"
            raise ValueError(msg)
        return self


class Freshness(Model):
    """Give the ages, in seconds without contact, at which a screen says so."""

    live_seconds: Annotated[int, Field(ge=1)]
    delayed_seconds: Annotated[int, Field(ge=1)]


class Band(Model):
    """Name one band of deviation from plan."""

    id: Literal["attention", "on_plan", "ahead"]
    label: Text


class Deviation(Model):
    """Bound the bands of deviation from plan, in percentage points of planned share elected."""

    attention_below: float
    check_above: float
    labels: tuple[Band, Band, Band]


class OverallView(Model):
    """Label the joint view of all tracks."""

    label: Text
    short_label: Text


class Profile(Model):
    """Hold a whole election profile."""

    format: Literal[1]
    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    version: Annotated[str, Field(min_length=1)]
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
    kinds: dict[Identifier, Text]
    key_levels: dict[Identifier, Text]
    assessment_levels: dict[Identifier, Text]
    key_categories: dict[Identifier, Text]
    duties: dict[Identifier, Text]
    visit_kinds: dict[Identifier, Text]
    check_items: dict[Identifier, Text]
    assistance: dict[Identifier, Text]
    review: ReviewTerms
    checklists: tuple[Checklist, ...]
    first_polls: FirstPolls
    petitions: PetitionTerms
    collisions: CollisionTerms
    assessment: AssessmentTerms
    exclusions: dict[Identifier, Text]
    counters: dict[Identifier, Text]
    incident_categories: dict[Identifier, Text]
    remark_topics: dict[Identifier, Text]
    body_counts: dict[Identifier, Text]
    tracks: Annotated[tuple[Track, ...], Field(min_length=1, max_length=7)]
    overall: OverallView
    rules: tuple[Rule, ...] = ()
    alerting: AlertTerms
    alerts: tuple[AlertRule, ...]
    report: ReportForm

    @model_validator(mode="after")
    def _check(self) -> Self:
        try:
            ZoneInfo(self.time_zone)
        except (KeyError, ValueError):
            msg = f"time_zone: {self.time_zone!r} is not a known time zone"
            raise ValueError(msg) from None
        phases = _unique([phase.id for phase in self.phases], "phase")
        tracks = _unique([track.id for track in self.tracks], "track")
        _unique([flag.id for flag in self.flags], "flag")
        _unique([rule.id for rule in self.rules], "rule")
        procedures = {procedure.id: procedure for track in self.tracks for procedure in track.procedures}
        _unique([p.id for track in self.tracks for p in track.procedures], "procedure")
        if self.opening_track not in {*tracks, OVERALL}:
            msg = f"opening_track: there is no track {self.opening_track!r}"
            raise ValueError(msg)
        if len(self.outcomes) != 4:  # noqa: PLR2004 - the four outcomes that the type names
            msg = "outcomes: label success, another, rerun and vacancy"
            raise ValueError(msg)
        for track in self.tracks:
            for name in set(track.phase_labels) - phases:
                msg = f"track {track.id!r}: phase_labels: there is no phase {name!r}"
                raise ValueError(msg)
        for procedure in procedures.values():
            self._check_procedure(procedure, [phase.id for phase in self.phases])
        self._check_rules(procedures)
        self._check_command(tracks)
        for table in self.report.unit_tables:
            if table.track not in tracks:
                msg = f"report table {table.id!r}: there is no track {table.track!r}"
                raise ValueError(msg)
            self._check_table(table, {s.id for p in self.track(table.track).procedures for s in p.stages})
        for rollup in self.report.township_tables:
            self._check_table(rollup, set())
        return self

    def _check_table(self, table: UnitTable | TownshipTable, stages: set[str]) -> None:
        """Hold the columns of a report's table to the words that the profile lists."""
        for column in table.columns:
            for word in filter(None, (column.said.name, column.ahead)):
                known = self._words_of(column, word, stages)
                if known is not None and word not in known:
                    msg = f"report table {table.id!r}: column {column.id!r}: the profile lists no {word!r}"
                    raise ValueError(msg)
            values = {
                "kind": self.kinds,
                "assessment.level": self.assessment_levels,
                "key_village.level": self.key_levels,
                "incident.category": self.incident_categories,
                "track": {track.id for track in self.tracks},
                "poll_held.outcome": self.outcomes,
                "review_submitted.hours": {str(one.hours) for one in self.review.urgencies},
                "exception.kind": {"postponed", "suspended", "resumed", "revoked"},
            }.get(column.says)
            for value in column.words:
                if values is not None and value not in values:
                    msg = f"report table {table.id!r}: column {column.id!r}: there is no value {value!r}"
                    raise ValueError(msg)

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

    def _words_of(self, column: Column, word: str, stages: set[str]) -> Container[str] | None:
        """Return the list that a word of a column must stand in; None when any word will do."""
        if word == column.ahead:
            return self.body_counts
        return {
            "milestone": stages,
            "check": self.check_items,
            "poll_held": self.exclusions,
            "counter": self.counters,
            "remark": self.remark_topics,
            "composition": self.body_counts,
        }.get(column.said.topic)

    def _check_procedure(self, procedure: Procedure, order: list[str]) -> None:
        for kind in procedure.kinds:
            if kind not in self.kinds:
                msg = f"procedure {procedure.id!r}: there is no kind {kind!r}"
                raise ValueError(msg)
        last = 0
        for stage in procedure.stages:
            if stage.phase not in order:
                msg = f"procedure {procedure.id!r}: stage {stage.id!r}: there is no phase {stage.phase!r}"
                raise ValueError(msg)
            index = order.index(stage.phase)
            if index < last or index in {0, len(order) - 1}:
                msg = (
                    f"procedure {procedure.id!r}: stage {stage.id!r}: phase {stage.phase!r} "
                    "goes backwards, or is the first or last phase, which hold no stage"
                )
                raise ValueError(msg)
            last = index

    def _check_command(self, tracks: Container[str]) -> None:
        """Hold checklists, score sheet and collisions to the words that the profile lists."""
        _unique([one.id for one in self.checklists], "checklist")
        _unique([one.id for one in self.assessment.factors], "factor")
        check_alerts(self.alerts, [one.id for one in self.checklists])
        for one in self.checklists:
            stages = {s.id for t in one.tracks if t in tracks for p in self.track(t).procedures for s in p.stages}
            for names, known, what in (
                (one.tracks, tracks, "track"),
                (one.items, self.check_items, "check item"),
                ((one.before,), stages, "stage"),
            ):
                for name in names:
                    if name not in known:
                        msg = f"checklist {one.id!r}: there is no {what} {name!r}"
                        raise ValueError(msg)
        if self.collisions.duty not in self.duties:
            msg = f"collisions: there is no duty {self.collisions.duty!r}"
            raise ValueError(msg)
        for level in (*(one.level for one in self.assessment.thresholds), self.assessment.gate):
            if level not in self.assessment_levels:
                msg = f"assessment: there is no level {level!r}"
                raise ValueError(msg)

    def _check_rules(self, procedures: dict[str, Procedure]) -> None:
        for rule in self.rules:
            for name in rule.procedures:
                if name not in procedures:
                    msg = f"rule {rule.id!r}: there is no procedure {name!r}"
                    raise ValueError(msg)
                stages = {stage.id for stage in procedures[name].stages}
                if isinstance(rule, Notice | Duration) and rule.stage not in stages:
                    msg = f"rule {rule.id!r}: procedure {name!r} has no stage {rule.stage!r}"
                    raise ValueError(msg)
        for rule in self.rules:
            for other in self.rules:
                overlap = (
                    rule.id < other.id
                    and rule.kind == other.kind
                    and set(rule.procedures) & set(other.procedures)
                    and rule.effective_from <= (other.effective_to or date.max)
                    and other.effective_from <= (rule.effective_to or date.max)
                )
                if overlap:
                    msg = f"rules {rule.id!r} and {other.id!r} hold for the same procedure on the same days"
                    raise ValueError(msg)

    def track(self, track_id: str) -> Track:
        """Return the track `track_id`; raise KeyError when the profile has none."""
        return next((track for track in self.tracks if track.id == track_id), None) or _missing(track_id)

    @property
    def views(self) -> tuple[str, ...]:
        """List the ids a screen can show: every track, then the overall view."""
        return (*(track.id for track in self.tracks), OVERALL)

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


def _unique(ids: list[str], what: str) -> set[str]:
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            msg = f"the {what} {name!r} stands twice"
            raise ValueError(msg)
        seen.add(name)
    return seen


def _missing(track_id: str) -> Track:
    raise KeyError(track_id)
