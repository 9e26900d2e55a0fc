"""Model the facts of the log: one payload model per type, validated where a fact enters."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from dashboard.election.command_facts import (
    Assessment,
    AssessmentSheet,
    Assignment,
    Assistance,
    Incident,
    KeyVillage,
    Matter,
    Measure,
    Petitions,
    Visit,
)
from dashboard.election.payload import Count, Day, Payload, Word
from dashboard.election.privacy import Post, Remark, problem
from dashboard.errors import N_


class Milestone(Payload):
    """Record that a stage started or ended on the fact's day."""

    on_track = True
    stage: Word
    edge: Literal["start", "end"]


class MilestoneRevoked(Payload):
    """Record that an authority undid a stage: it and all later ones stand as before its start or end."""

    on_track = True
    stage: Word
    edge: Literal["start", "end"] = "end"
    cause: Remark | None = None


class Plan(Payload):
    """Record approved last days of stages; `poll` is the polling day. The first plan is the baseline."""

    on_track = True
    dates: Annotated[dict[Word, Day], Field(min_length=1)]
    cause: Remark | None = None


class TownshipPlan(Payload):
    """Record the days within which a township wants to hold its polls; the first plan is the baseline.

    A later plan is a change and wants a cause.
    """

    on_track = True
    levels = ("township",)
    first_poll: Day
    last_poll: Day
    completed: Day
    cause: Remark | None = None

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if not self.first_poll <= self.last_poll <= self.completed:
            raise problem(N_("first poll, last poll and completion follow each other"))
        return self


class PollScheduled(Payload):
    """Record the day (and hour) for which a poll is called."""

    on_track = True
    on: Day
    at: time | None = None
    round: Annotated[int, Field(ge=1, le=20)] = 1


class PollHeld(Payload):
    """Record the figures of a poll that has closed: counts only, never persons or votes.

    `voting_rights` minus the approved exclusions by category gives `eligible` (应到) on the party
    track; `present` (实到) took part. `outcome` is what the report states; it must not contradict the
    arithmetic (`dashboard.election.validity`).
    """

    on_track = True
    round: Annotated[int, Field(ge=1, le=20)] = 1
    voting_rights: Count | None = None
    excluded: dict[Word, Count] = Field(default_factory=dict)
    eligible: Count
    present: Count
    issued: Count | None = None
    returned: Count | None = None
    valid: Count | None = None
    seats: Annotated[int, Field(ge=1, le=99)]
    candidates: Count | None = None
    elected: Count
    outcome: Literal["success", "another", "rerun", "vacancy"]

    @model_validator(mode="after")
    def _check_counts(self) -> Self:
        excluded = sum(self.excluded.values())
        if self.present > self.eligible:
            raise problem(
                N_("present {present} exceeds eligible {eligible}"), present=self.present, eligible=self.eligible
            )
        if self.voting_rights is not None and self.eligible + excluded > self.voting_rights:
            raise problem(
                N_("eligible {eligible} and excluded {excluded} exceed the voting rights {rights}"),
                eligible=self.eligible,
                excluded=excluded,
                rights=self.voting_rights,
            )
        if self.elected > self.seats:
            raise problem(N_("elected {elected} exceeds seats {seats}"), elected=self.elected, seats=self.seats)
        if self.valid is not None and self.returned is not None and self.valid > self.returned:
            raise problem(
                N_("valid {valid} exceeds returned {returned}"), valid=self.valid, returned=self.returned
            )
        return self


class ExceptionOpened(Payload):
    """Record that a unit stands outside the ordinary course."""

    on_track = True
    kind: Literal["another", "rerun", "vacancy", "postponed", "suspended"]
    until: Day | None = None
    cause: Remark | None = None


class ExceptionCleared(Payload):
    """Record that an exceptional state has ended in the real world."""

    on_track = True
    kind: Literal["another", "rerun", "vacancy", "postponed", "suspended"]


class ReviewSubmitted(Payload):
    """Record a batch sent to the joint qualification review; `subject` is the batch.

    `hours` is one of the profile's urgencies.
    """

    on_track = True
    hours: Annotated[int, Field(ge=1, le=240, strict=True)]
    candidates: Count


class ReviewStarted(Payload):
    """Record that the departments began to examine a review batch; `subject` is the batch."""

    on_track = True


class ReviewReturned(Payload):
    """Record the result of a review batch as two counts."""

    on_track = True
    passed: Count
    returned: Count


class Check(Payload):
    """Record one item of a checklist, such as the disc seen; `subject` may name a round.

    `version` says which version of a template was used.
    """

    on_track = True
    item: Word
    done: bool
    version: Annotated[str, Field(min_length=1, max_length=40)] | None = None


class Posts(Payload):
    """Record which full-time posts are filled, and posts held in one hand (一肩挑)."""

    on_track = True
    deputy_secretary: bool | None = None
    discipline_commissioner: bool | None = None
    one_shoulder: bool | None = None


class Composition(Payload):
    """Record aggregates of the bodies (表三), and counts known ahead of a poll; each name counts anew.

    Names stand in the profile's `[body_counts]`.
    """

    levels = ("unit", "township")
    on_track = True
    counts: dict[Word, Count] = Field(default_factory=dict)
    average_age: Annotated[float, Field(ge=18, le=100)] | None = None


class Counter(Payload):
    """Record work done on a day as counts (training sessions, posters, policy answers …)."""

    levels = ("unit", "township", "district")
    name: Word
    count: Count
    people: Count | None = None


class PolicyAnswer(Payload):
    """Record a question of the townships and the district's answer; `subject` is the question.

    Without an answer it is taken out of the library.
    """

    levels = ("district",)
    question: Remark
    answer: Remark | None


class RemarkMade(Payload):
    """Record a remark of the daily report, such as problems and measures; `subject` is the topic.

    Without a text the remark is taken back. It is read in the unit's dossier, never on the wall.
    """

    levels = ("unit", "township")
    on_track = True
    topic: Word
    text: Remark | None


class PlanReview(Payload):
    """Record the state of a plan under review."""

    levels = ("unit", "township")
    state: Literal["submitted", "feedback", "revised", "approved"]


class ReportReceived(Payload):
    """Record that a township's report of the fact's day came in; `zero` when nothing had changed."""

    levels = ("township",)
    status: Literal["received", "zero", "late"]


class AlertAction(Payload):
    """Record a step in the life of an alert; `subject` is the alert, level 1 yellow to 3 red.

    `values` are the figures with which the rule's text of the profile is filled in, days as ISO dates.
    """

    levels = ("unit", "township", "district")
    rule: Word
    action: Literal["opened", "escalated", "acknowledged", "assigned", "commented", "resolved", "reopened"]
    level: Annotated[int, Field(ge=1, le=3)]
    post: Post | None = None
    text: Remark | None = None
    values: dict[Word, int | Annotated[str, Field(max_length=200)]] = Field(default_factory=dict)


class Retracted(Payload):
    """Withdraw the fact named by `supersedes`, as if it had never been recorded."""

    levels = ("unit", "township", "district")


PAYLOADS: dict[str, type[Payload]] = {
    "milestone": Milestone,
    "milestone_revoked": MilestoneRevoked,
    "plan": Plan,
    "township_plan": TownshipPlan,
    "poll_scheduled": PollScheduled,
    "poll_held": PollHeld,
    "exception": ExceptionOpened,
    "exception_cleared": ExceptionCleared,
    "review_submitted": ReviewSubmitted,
    "review_started": ReviewStarted,
    "review_returned": ReviewReturned,
    "check": Check,
    "posts": Posts,
    "assignment": Assignment,
    "key_village": KeyVillage,
    "assessment_sheet": AssessmentSheet,
    "assessment": Assessment,
    "assistance": Assistance,
    "measure": Measure,
    "matter": Matter,
    "visit": Visit,
    "incident": Incident,
    "petitions": Petitions,
    "composition": Composition,
    "counter": Counter,
    "policy_answer": PolicyAnswer,
    "remark": RemarkMade,
    "plan_review": PlanReview,
    "report_received": ReportReceived,
    "alert_action": AlertAction,
    "retracted": Retracted,
}


class FactDraft(BaseModel):
    """Take a fact as a person or a program sends it, before the log gives it a place.

    `effective_on` defaults to business today; `supersedes` names the fact that this one corrects
    (or, for `retracted`, withdraws) and then wants a `reason`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: str
    payload: dict[str, Any] = {}
    track: Word | None = None
    subject: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    effective_on: Day | None = None
    effective_time: time | None = None
    on_behalf_of: Post | None = None
    supersedes: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    reason: Remark | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """Hold one row of the log.

    `(revision, seq)` is its key; `effective_on` the business day on which it happened, `recorded_at`
    the business instant at which it was written down.
    """

    revision: int
    seq: int
    id: str
    area_code: str
    track: str | None
    type: str
    subject: str | None
    payload: Payload
    effective_on: date
    effective_time: time | None
    recorded_at: datetime
    actor: str
    on_behalf_of: str | None
    source: str
    request_id: str
    supersedes: str | None
    reason: str | None
    profile_version: str
