"""Model the rules of early warning (选情预警): when each fires, what it says, who must act, when it escalates."""

from collections.abc import Iterator, Mapping
from datetime import time
from functools import cached_property
from string import Formatter
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from dashboard.errors import N_, Sentence
from dashboard.profile.base import Identifier, Model, Text
from dashboard.profile.flaws import Flaw, flawed, refuse
from dashboard.profile.rules import Share

Level = Annotated[int, Field(ge=1, le=3)]
_NO_PLACEHOLDER = N_("there is no placeholder {name}; there are: {known}")
LEVELS = (1, 2, 3)
"""Yellow, orange, red."""
Days = Annotated[int, Field(ge=0, le=365)]
ValueKind = Literal["count", "day", "moment", "stage", "exception", "incident", "items", "name"]
"""How a value of an alert is written: a number, a day, a day with its hour, or a word that the profile labels."""


class Escalation(Model):
    """Raise an alert that has stood for some hours, unless somebody has acknowledged or resolved it."""

    after_hours: Annotated[int, Field(ge=1, le=2000)]
    level: Level
    unless: Literal["acknowledged", "resolved"] = "acknowledged"


class Rise(Model):
    """Raise the level when the condition has gone on for as many days."""

    days: Days
    level: Level


class RuleOfAlert(Model):
    """Hold what all rules share.

    Attributes
    ----------
    values : ClassVar[Mapping[str, ValueKind]]
        The figures of an alert by name: what its text may name in braces, and how each is written.
    level : int
        With which an alert opens.
    text, who, ends : Text
        What it says, which post must act, and what ends it; only the first names values.
    """

    values: ClassVar[Mapping[str, ValueKind]] = {}

    id: Identifier
    kind: str
    level: Level
    label: Text
    text: Text
    who: Text
    ends: Text
    escalate: tuple[Escalation, ...] = ()

    @model_validator(mode="after")
    def _check_texts(self) -> Self:
        refuse(self._flaws_of_texts())
        return self

    def _flaws_of_texts(self) -> Iterator[Flaw]:
        for key, words, values in (("text", self.text, self.values), ("ends", self.ends, {})):
            for locale in ("zh_CN", "en"):
                try:
                    names = _placeholders(words.get(locale))
                except ValueError:
                    yield Flaw((key, locale), Sentence(N_("a brace stands alone")))
                    continue
                for name in names:
                    if name not in values:
                        reason = Sentence(_NO_PLACEHOLDER, name=f"{{{name}}}", known=", ".join(values) or "—")
                        yield Flaw((key, locale), reason)

    @model_validator(mode="after")
    def _check_escalation(self) -> Self:
        hours = [one.after_hours for one in self.escalate]
        levels = [self.level, *(one.level for one in self.escalate)]
        if hours != sorted(set(hours)) or levels != sorted(set(levels)):
            raise flawed(
                N_("escalate: hours and levels grow from one step to the next, above the rule's own level")
            )
        return self


class Rising(RuleOfAlert):
    """Fire after some days, at a higher level after more of them."""

    days: Days
    rises: tuple[Rise, ...] = ()

    @model_validator(mode="after")
    def _check_rises(self) -> Self:
        days = [self.days, *(one.days for one in self.rises)]
        levels = [self.level, *(one.level for one in self.rises)]
        if days != sorted(set(days)) or levels != sorted(set(levels)):
            raise flawed(N_("rises: days and levels grow from one step to the next, above the rule's own"))
        return self

    @cached_property
    def steps(self) -> tuple[Rise, ...]:
        """Return every level with the days after which it holds."""
        return (Rise(days=self.days, level=self.level), *self.rises)


class StageOverdue(Rising):
    """Fire when a unit's stage is overdue by `days` working days.

    `against` the latest approved `plan`, so that an approved re-plan ends it, or the `baseline`.
    """

    kind: Literal["stage_overdue"]
    against: Literal["plan", "baseline"] = "plan"
    days: Annotated[int, Field(ge=1, le=365)]
    values: ClassVar[Mapping[str, ValueKind]] = {"stage": "stage", "due": "day"}


class NoChange(Rising):
    """Fire when nothing was told of a unit under way for `days` working days."""

    kind: Literal["no_change"]
    days: Annotated[int, Field(ge=1, le=365)]
    values: ClassVar[Mapping[str, ValueKind]] = {"stage": "stage", "since": "day"}


class ReviewDue(RuleOfAlert):
    """Fire when a review batch is due soon (profile `[review]`), and at level `breached` when it is overdue."""

    kind: Literal["review_due"]
    breached: Level
    values: ClassVar[Mapping[str, ValueKind]] = {"hours": "count", "due": "moment"}


class OpenChecklist(RuleOfAlert):
    """Fire at hour `at`, `days_before` days before a called poll, while items of `checklists` are not done."""

    kind: Literal["open_checklist"]
    checklists: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    days_before: Annotated[int, Field(ge=0, le=30)] = 1
    at: time
    values: ClassVar[Mapping[str, ValueKind]] = {"poll": "day", "items": "items"}


class QuorumRisk(RuleOfAlert):
    """Fire when another poll is to come and the last one missed the quorum or passed it by less than `margin`."""

    kind: Literal["quorum_risk"]
    margin: Share
    values: ClassVar[Mapping[str, ValueKind]] = {"present": "count", "eligible": "count", "needed": "count"}


class NoticeShort(RuleOfAlert):
    """Fire when the days between the end of a stage and the expected poll are fewer than the law demands."""

    kind: Literal["notice_short"]
    values: ClassVar[Mapping[str, ValueKind]] = {"stage": "stage", "poll": "day", "wanted": "count"}


class FirstPollsCollide(RuleOfAlert):
    """Fire when two first polls of `places` are called for one day under one supervision group."""

    kind: Literal["first_polls_collide"]
    places: Annotated[tuple[Literal["district", "township"], ...], Field(min_length=1)]
    values: ClassVar[Mapping[str, ValueKind]] = {"poll": "day", "group": "name", "other": "name"}


class ReelectionPending(Rising):
    """Fire when a re-election or re-poll has been pending for `days` days."""

    kind: Literal["reelection_pending"]
    values: ClassVar[Mapping[str, ValueKind]] = {"exception": "exception", "since": "day"}


class KeyUnvisited(Rising):
    """Fire when a key village whose elections go on has not been visited for `days` days."""

    kind: Literal["key_unvisited"]
    days: Annotated[int, Field(ge=1, le=365)]
    values: ClassVar[Mapping[str, ValueKind]] = {"since": "day"}


class MeasureOverdue(Rising):
    """Fire when a measure of a village's plan is past its day by `days` days."""

    kind: Literal["measure_overdue"]
    days: Annotated[int, Field(ge=1, le=365)]
    values: ClassVar[Mapping[str, ValueKind]] = {"due": "day"}


class MatterOverdue(Rising):
    """Fire when a matter that waits for the district is past its day by `days` days."""

    kind: Literal["matter_overdue"]
    days: Annotated[int, Field(ge=1, le=365)]
    values: ClassVar[Mapping[str, ValueKind]] = {"due": "day"}


class ReportMissing(Rising):
    """Fire when a township's report is missing `grace_minutes` after the deadline; `days` counts further days."""

    kind: Literal["report_missing"]
    days: Days = 0
    grace_minutes: Annotated[int, Field(ge=0, le=1440)]
    values: ClassVar[Mapping[str, ValueKind]] = {"day": "day"}


class UnexplainedStep(RuleOfAlert):
    """Fire when a stage was revoked and nobody said why."""

    kind: Literal["unexplained_step"]
    values: ClassVar[Mapping[str, ValueKind]] = {"stage": "stage", "day": "day"}


class PetitionsRise(RuleOfAlert):
    """Fire when petitions and calls of `days` days exceed `factor` times the mean of the `trailing_days` before.

    Fewer than `at_least` never fire: a small count could point at one person (DOMAIN §6).
    """

    kind: Literal["petitions_rise"]
    days: Annotated[int, Field(ge=1, le=31)]
    trailing_days: Annotated[int, Field(ge=1, le=180)]
    factor: Annotated[float, Field(ge=1, le=100)]
    at_least: Annotated[int, Field(ge=3, le=10_000)]
    values: ClassVar[Mapping[str, ValueKind]] = {"count": "count", "days": "count"}


class IncidentOpen(RuleOfAlert):
    """Fire as long as an incident is open, from the moment it was told."""

    kind: Literal["incident_open"]
    values: ClassVar[Mapping[str, ValueKind]] = {"category": "incident", "since": "moment"}


class FarAhead(RuleOfAlert):
    """Fire when a stage ended `days` working days ahead of plan, until its planned day: too fast is a question."""

    kind: Literal["far_ahead"]
    days: Annotated[int, Field(ge=1, le=365)]
    values: ClassVar[Mapping[str, ValueKind]] = {"stage": "stage", "ended": "day", "planned": "day"}


AlertRule = Annotated[
    StageOverdue
    | NoChange
    | ReviewDue
    | OpenChecklist
    | QuorumRisk
    | NoticeShort
    | FirstPollsCollide
    | ReelectionPending
    | KeyUnvisited
    | MeasureOverdue
    | MatterOverdue
    | ReportMissing
    | UnexplainedStep
    | PetitionsRise
    | IncidentOpen
    | FarAhead,
    Field(discriminator="kind"),
]


class AlertTerms(Model):
    """Say when an alert that comes back is the old one.

    Within `quiet_hours` of its end it is reopened, later it is opened anew.
    """

    quiet_hours: Annotated[int, Field(ge=0, le=720)]


def _placeholders(template: str) -> list[str]:
    """List the names in braces; raise ValueError for braces that stand alone."""
    return [name for _, name, _, _ in Formatter().parse(template) if name is not None]
