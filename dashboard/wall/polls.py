"""Tell the polls of today and of the days to come; a result only when the poll has been reported."""

from datetime import date, time, timedelta

from dashboard.election.facts import PollHeld
from dashboard.election.poll_days import PollDay
from dashboard.election.state import PollOnDay
from dashboard.errors import N_
from dashboard.wall.model import PollCount, PollStanding, WallPoll, WallPolls
from dashboard.wall.scene import Scene

_DAY = timedelta(days=1)
_WEEK = 7


def wall_polls(scene: Scene) -> WallPolls:
    """Return the polls of the area on all tracks, by hour and then in the official order.

    A poll that is only planned for today, and not called, is none of today's: the day has come without it.
    """
    today = scene.day
    near: dict[date, list[PollDay]] = {today + _DAY * number: [] for number in range(_WEEK + 1)}
    for poll in scene.polls:
        if poll.on in near and poll.area in scene.within and (poll.on > today or poll.basis != "planned"):
            near[poll.on].append(poll)
    return WallPolls(
        today=[told_poll(scene, poll) for poll in _ordered(near[today])],
        tomorrow=[told_poll(scene, poll) for poll in _ordered(near[today + _DAY])],
        days=[PollCount(day=day.isoformat(), count=len(found)) for day, found in near.items()],
    )


def _ordered(polls: list[PollDay]) -> list[PollDay]:
    return sorted(polls, key=lambda poll: (poll.at is None, poll.at or time.max, poll.ordinal))


def told_poll(scene: Scene, poll: PollDay) -> WallPoll:
    """Tell one poll; visitors hear that it has closed, and no result."""
    held = _held(scene, poll)
    told = held is not None and not scene.visitors
    return WallPoll(
        area=poll.area,
        name=scene.name(poll.area),
        town=scene.town(poll.area),
        track=poll.track,
        track_label=scene.track(poll.track),
        at=f"{poll.at:%H:%M}" if poll.at else None,
        state=_standing(scene, poll, told=told),
        called=poll.basis != "planned",
        turnout=_turnout(held.figures) if held is not None and told else None,
        result=result_of(scene, held.figures) if held is not None and told else None,
    )


def _standing(scene: Scene, poll: PollDay, *, told: bool) -> PollStanding:
    """Say how a poll stands; one whose hour nobody has told is not said to have begun."""
    if poll.held:
        return "reported" if told else "closed"
    begun = poll.on == scene.day and poll.at is not None and poll.at <= scene.now.time()
    return "open" if begun else "waiting"


def _held(scene: Scene, poll: PollDay) -> PollOnDay | None:
    if not poll.held:
        return None
    counting = [one for one in scene.units[poll.area].tracks[poll.track].polls if not one.annulled]
    return counting[poll.round - 1]


def _turnout(held: PollHeld) -> float | None:
    """Return the share of the eligible who were present."""
    return round(held.present / held.eligible, 3) if held.eligible else None


def result_of(scene: Scene, held: PollHeld) -> str:
    """Tell turnout and outcome of a poll."""
    outcome = scene.profile.outcomes[held.outcome].get(scene.say.locale)
    if not held.eligible:
        return outcome
    return scene.say(
        N_("turnout {share}, {outcome}"), share=f"{held.present / held.eligible:.1%}", outcome=outcome
    )
