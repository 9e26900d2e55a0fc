"""Model the facts of command: who leads where, key villages and what is done there, matters, visits, petitions."""

from typing import Annotated

from pydantic import Field

from dashboard.election.payload import Count, Day, Payload, Word
from dashboard.election.privacy import Post, Remark


class Assignment(Payload):
    """Record the duty of a post for an area; `subject` is the duty."""

    levels = ("unit", "township", "district")
    post: Post
    duty: Word
    ended: bool = False


class KeyVillage(Payload):
    """Record the level of a key difficult village, or none any more, and its problem categories."""

    level: Word | None
    categories: tuple[Word, ...] = ()


class AssessmentSheet(Payload):
    """Record the points that a township gives a unit on each factor of the profile's score sheet.

    It is a proposal: the map shows the level that the office confirms (`assessment`).
    """

    factors: Annotated[dict[Word, Count], Field(min_length=1)]


class Assessment(Payload):
    """Record the assessed level of the situation (选情研判), a human judgement."""

    level: Word
    score: Annotated[int, Field(ge=0, le=100)] | None = None


class Assistance(Payload):
    """Record who or what fills one slot of the help for a key village (六个一); `subject` is the slot."""

    slot: Word
    by: Post | None = None
    ended: bool = False


class Measure(Payload):
    """Record a measure of the village's plan (一村一策); `subject` is the measure.

    `problem` is what it answers; `gate` says that it must be settled before the poll.
    """

    problem: Remark | None = None
    text: Remark
    post: Post
    due: Day
    progress: Annotated[int, Field(ge=0, le=100)] = 0
    result: Remark | None = None
    gate: bool = False


class Matter(Payload):
    """Record a matter that waits for the district (需区级协调事项); `subject` is the matter."""

    levels = ("unit", "township")
    department: Post
    text: Remark
    due: Day | None = None
    reply: Remark | None = None
    closed: bool = False


class Visit(Payload):
    """Record a visit of a post and how many things were decided on the spot."""

    levels = ("unit", "township")
    post: Post
    kind: Word
    decided: Count = 0


class Incident(Payload):
    """Record a major problem reported at once, and each step of its course; `subject` is the incident.

    `post` is who has it in hand from this step on.
    """

    levels = ("unit", "township")
    category: Word
    text: Remark | None = None
    post: Post | None = None
    closed: bool = False


class Petitions(Payload):
    """Record the petitions and hotline calls of a day as counts, never who."""

    levels = ("unit", "township")
    visits: Count = 0
    hotline: Count = 0
