"""Say which sheets the workbook has, and what stands in their columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from dashboard.errors import N_
from dashboard.messages import LOCALES, Messages, messages
from dashboard.profile.base import Text
from dashboard.profile.model import Profile
from dashboard.profile.speech import speak
from dashboard.wording import PLAN_STATES, TYPES

Kind = Literal["count", "day", "time", "yes", "choice", "choices", "text"]


@dataclass(frozen=True)
class Column:
    """Describe one column: a member of the payload, or of the fact itself where `into` says so.

    Attributes
    ----------
    words : str or None
        Name of the profile's list from which a choice is made; `tracks`, `plan_states` and `hours` are others.
    """

    name: str
    label: str | Text
    kind: Kind = "text"
    words: str | None = None
    required: bool = True
    into: Literal["payload", "fact"] = "payload"

    def heading(self, say: Messages) -> str:
        """Return the column's heading in a language."""
        return say(self.label) if isinstance(self.label, str) else self.label.get(say.locale)

    def headings(self, profile: Profile) -> tuple[str, ...]:
        """Return the heading in every language, in the election's words and in the usual ones."""
        return tuple(self.heading(say) for say in spoken(profile))


@dataclass(frozen=True)
class Register:
    """Describe one sheet: the type of its facts and its columns after code, name and day.

    `keyed` names the columns that tell one repeated thing from another: the same words mean the same thing,
    so that a workbook sent again brings it up to date.
    """

    type: str
    columns: Sequence[Column]
    keyed: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Return the sheet's name as a message."""
        return TYPES[self.type]


CODE, NAME, DAY = "code", "name", "day"
LEADING = (
    Column(CODE, N_("Area code"), required=False, into="fact"),
    Column(NAME, N_("Village, community or township"), required=False, into="fact"),
    Column(DAY, N_("Day"), "day", required=False, into="fact"),
)
"""Columns with which every sheet begins: code or name, and the day (default: today)."""
_TRACK = Column("track", N_("Track"), "choice", "tracks", into="fact")
_BATCH = Column("subject", N_("Batch"), required=False, into="fact")
_TIME = Column("effective_time", N_("Time"), "time", required=False, into="fact")
_DONE = Column("ended", N_("ended"), "yes", required=False)


def spoken(profile: Profile) -> tuple[Messages, ...]:
    """Return every way in which a heading may be written."""
    return *(speak(locale, profile) for locale in LOCALES), *map(messages, LOCALES)


def registers(profile: Profile) -> dict[str, Register]:
    """Return type of fact → its sheet, in the order of the workbook."""
    factors = [Column(f"factors.{one.id}", one.label, "count") for one in profile.assessment.factors]
    listed = [
        Register(
            "key_village",
            [
                Column("level", N_("Level"), "choice", "key_levels", required=False),
                Column("categories", N_("Category"), "choices", "key_categories", required=False),
            ],
        ),
        Register(
            "measure",
            [
                Column("problem", N_("Problem"), required=False),
                Column("text", N_("Measure")),
                Column("post", N_("Owner")),
                Column("due", N_("Due on"), "day"),
                Column("progress", N_("Progress, %"), "count", required=False),
                Column("result", N_("Result"), required=False),
                Column("gate", N_("Must be settled before the poll"), "yes", required=False),
            ],
            keyed=("text",),
        ),
        Register(
            "assistance",
            [
                Column("slot", N_("What"), "choice", "assistance"),
                Column("by", N_("Who"), required=False),
                _DONE,
            ],
            keyed=("slot",),
        ),
        Register(
            "assignment",
            [Column("duty", N_("Duty"), "choice", "duties"), Column("post", N_("Post")), _DONE],
            keyed=("duty",),
        ),
        Register(
            "visit",
            [
                Column("post", N_("Post")),
                Column("kind", N_("Kind"), "choice", "visit_kinds"),
                Column("decided", N_("Decided on the spot"), "count", required=False),
            ],
        ),
        Register(
            "matter",
            [
                Column("department", N_("Department")),
                Column("text", N_("What is asked")),
                Column("due", N_("Due on"), "day", required=False),
                Column("reply", N_("Reply"), required=False),
                Column("closed", N_("Closed"), "yes", required=False),
            ],
            keyed=("department", "text"),
        ),
        Register(
            "review_submitted",
            [
                _TRACK,
                _BATCH,
                Column("hours", N_("Urgency"), "choice", "hours"),
                Column("candidates", N_("Candidates"), "count"),
                _TIME,
            ],
            keyed=("track",),
        ),
        Register("review_started", [_TRACK, _BATCH, _TIME], keyed=("track",)),
        Register(
            "review_returned",
            [
                _TRACK,
                _BATCH,
                Column("passed", N_("Passed"), "count"),
                Column("returned", N_("Sent back"), "count"),
                _TIME,
            ],
            keyed=("track",),
        ),
        Register(
            "check",
            [
                _TRACK,
                Column("item", N_("What"), "choice", "check_items"),
                Column("done", N_("Done"), "yes"),
                Column("version", N_("Version"), required=False),
            ],
        ),
        Register("assessment_sheet", factors),
        Register(
            "assessment",
            [
                Column("level", N_("Level"), "choice", "assessment_levels"),
                Column("score", N_("Points"), "count", required=False),
            ],
        ),
        Register(
            "incident",
            [
                Column("category", N_("Category"), "choice", "incident_categories"),
                Column("text", N_("What happened (no names)")),
                Column("post", N_("In hand of"), required=False),
                Column("closed", N_("Closed"), "yes", required=False),
                _TIME,
            ],
            keyed=("category",),
        ),
        Register(
            "petitions",
            [Column("visits", N_("Petitions"), "count"), Column("hotline", N_("Hotline calls"), "count")],
        ),
        Register(
            "counter",
            [
                Column("name", N_("What"), "choice", "counters"),
                Column("count", N_("How many"), "count"),
                Column("people", N_("People"), "count", required=False),
            ],
        ),
        Register("plan_review", [Column("state", N_("State"), "choice", "plan_states")]),
        Register(
            "township_plan",
            [
                _TRACK,
                Column("first_poll", N_("First poll"), "day"),
                Column("last_poll", N_("Last poll"), "day"),
                Column("completed", N_("All completed"), "day"),
                Column("cause", N_("Reason"), required=False),
            ],
        ),
        Register(
            "policy_answer",
            [Column("question", N_("Question")), Column("answer", N_("Answer"))],
            keyed=("question",),
        ),
    ]
    return {one.type: one for one in listed}


def words_of(column: Column, profile: Profile) -> Mapping[str, Sequence[str]]:
    """Return value → how it may be written, in both languages; empty where anything may stand."""
    match column.words:
        case None:
            return {}
        case "tracks":
            return {one.id: (*_both(one.label), *_both(one.short_label), one.id) for one in profile.tracks}
        case "hours":
            urgencies = profile.review.urgencies
            return {str(one.hours): (*_both(one.label), f"{one.hours}", f"{one.hours}小时") for one in urgencies}
        case "plan_states":
            return {state: tuple(say(label) for say in spoken(profile)) for state, label in PLAN_STATES.items()}
        case listed:
            texts: Mapping[str, Text] = getattr(profile, listed)
            return {word: (*_both(label), word) for word, label in texts.items()}


def _both(text: Text) -> tuple[str, str]:
    return text.zh_CN, text.en
