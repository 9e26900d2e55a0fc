"""Describe what the wall is told; nothing in it is a text that a person wrote."""

from typing import Literal

from pydantic import BaseModel

from dashboard.election.key_plans import PlanState

PollStanding = Literal["waiting", "open", "closed", "reported"]
StopKind = Literal["district", "township", "alert", "key", "matters", "polls"]
Label = str
Value = str


class Deadline(BaseModel):
    """Tell the day on which the plans have everything completed, and the days until then."""

    day: str
    left: int


class WallAlert(BaseModel):
    """Tell one open alert; `unit` says that it is a village's or community's, not a township's."""

    id: str
    area: str
    name: str
    town: str
    key: bool
    level: int
    label: str
    text: str
    since: str
    who: str
    unit: bool


class WallMatter(BaseModel):
    """Tell one matter that waits for the district, without what it says."""

    area: str
    name: str
    town: str
    department: str
    days: int
    due: str | None
    overdue: bool


class WallMatters(BaseModel):
    """Hold the matters that wait, what is overdue before the others; visitors are told no number."""

    open: int | None
    list: list[WallMatter]


class WallPoll(BaseModel):
    """Tell one poll; `called` is false where only a plan names the day."""

    area: str
    name: str
    town: str
    track: str
    track_label: str
    at: str | None
    state: PollStanding
    called: bool
    turnout: float | None
    result: str | None


class PollCount(BaseModel):
    """Count the polls of one day, held, called or planned."""

    day: str
    count: int


class WallPolls(BaseModel):
    """Hold the polls of two days, and the counts of eight."""

    today: list[WallPoll]
    tomorrow: list[WallPoll]
    days: list[PollCount]


class OpenItems(BaseModel):
    """Name a first poll of today or tomorrow, and what is not in place for it (六必到)."""

    area: str
    name: str
    town: str
    track_label: str
    poll: str
    items: list[str]
    count: int


class KeyTrack(BaseModel):
    """Tell the phase of a key village on one track; null where it is not due."""

    track: str
    label: str
    phase: int | None
    phase_label: str


class KeyVillageOut(BaseModel):
    """Tell how one key village stands.

    `done` of `all` measures are settled; `post` is the supervision group; `review_left` are the hours until the
    result of a running joint review is due, negative when it is overdue.
    """

    area: str
    name: str
    town: str
    level_label: str
    alert: int
    tracks: list[KeyTrack]
    poll_on: str | None
    done: int
    all: int
    state: PlanState
    state_label: str
    post: str | None
    review_left: float | None


class WallBurnUp(BaseModel):
    """Count completions by the end of each day.

    `actual` ends with the day shown, `expected` begins with it. `finish_on` is the day by which `share` of the due
    units are expected to be completed (or on which the last one was), `late_days` how many days that lies after
    the day on which the plans have as many.
    """

    due: int
    days: list[str]
    planned: list[int]
    actual: list[int]
    expected: list[float]
    planned_today: int
    actual_today: int
    share: float
    finish_on: str | None
    late_days: int | None


class WallChange(BaseModel):
    """Tell one thing that was reported lately; `icon` is the sign of where the unit stands now."""

    id: str
    at: str
    on: str
    area: str
    name: str
    town: str
    icon: str
    text: str


class Stop(BaseModel):
    """Hold one stop of the tour: a title, one sentence, and a few facts as label and value."""

    id: str
    kind: StopKind
    area: str | None
    title: str
    story: str
    facts: list[tuple[Label, Value]]
    level: int


class Wall(BaseModel):
    """Hold everything that the wall shows beside the map; the same for whoever looks.

    With `visitors` there is nothing of alerts, key villages, matters and open items.
    """

    revision: int
    day: str
    now: str
    track: str
    visitors: bool
    deadline: Deadline
    levels: dict[str, int] | None
    alerts: list[WallAlert]
    matters: WallMatters
    polls: WallPolls
    open_items: list[OpenItems]
    key: list[KeyVillageOut]
    burn_up: WallBurnUp
    changes: list[WallChange]
    stops: list[Stop]
