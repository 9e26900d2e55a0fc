"""Tell how the key difficult villages (重点难点村) stand: elections, measures, review; no word of their plans."""

from collections.abc import Iterable

from dashboard.election.command_facts import KeyVillage
from dashboard.election.key_plans import KeyPlan, key_plans
from dashboard.election.review import Batch, ReviewClock, batches_of
from dashboard.errors import N_
from dashboard.wall.model import KeyTrack, KeyVillageOut
from dashboard.wall.scene import Scene
from dashboard.wording import KEY_STATES

_PLANS = ("key_village", "assignment", "assistance", "measure", "visit", "assessment")
_REVIEWS = ("review_submitted", "review_started", "review_returned")


def key_villages(scene: Scene) -> list[KeyVillageOut]:
    """Return the key villages of the area in the official order."""
    named = {fact.area_code for fact in scene.facts("key_village") if isinstance(fact.payload, KeyVillage)}
    codes = sorted(named & set(scene.codes), key=scene.ordinal)
    plans = key_plans(scene.facts(*_PLANS, codes=codes))
    clock = ReviewClock(scene.profile.review, scene.queries.calendar, scene.zone)
    running: dict[str, list[Batch]] = {}
    for batch in batches_of(scene.facts(*_REVIEWS, codes=codes), clock):
        if batch.returned_at is None:
            running.setdefault(batch.area, []).append(batch)
    return [
        _told(scene, plans[code], clock, running.get(code, ()))
        for code in codes
        if code in plans and plans[code].level is not None
    ]


def _told(scene: Scene, plan: KeyPlan, clock: ReviewClock, running: Iterable[Batch]) -> KeyVillageOut:
    state, levels = plan.state(scene.day), scene.profile.key_levels
    level = plan.level or ""
    return KeyVillageOut(
        area=plan.area,
        name=scene.name(plan.area),
        town=scene.town(plan.area),
        level_label=levels[level].get(scene.say.locale) if level in levels else level,
        alert=scene.units[plan.area].alert,
        tracks=_tracks(scene, plan.area),
        poll_on=_poll_on(scene, plan.area),
        done=sum(one.done_on is not None for one in plan.measures),
        all=len(plan.measures),
        state=state,
        state_label=scene.say(KEY_STATES[state]),
        post=_supervision(scene, plan),
        review_left=min((_left(scene, clock, batch) for batch in running), default=None),
    )


def _tracks(scene: Scene, code: str) -> list[KeyTrack]:
    say, profile = scene.say, scene.profile
    return [
        KeyTrack(
            track=track.track,
            label=scene.track(track.track),
            phase=track.phase,
            phase_label=say(N_("Not due"))
            if track.phase is None
            else profile.phase_label(track.phase, track.track).get(say.locale),
        )
        for track in scene.units[code].tracks.values()
    ]


def _poll_on(scene: Scene, code: str) -> str | None:
    """Return the next poll's day on any track, else the last one's."""
    polls = [poll for poll in scene.polls if poll.area == code]
    coming = min((poll.on for poll in polls if not poll.held), default=None)
    day = coming or max((poll.on for poll in polls), default=None)
    return day.isoformat() if day else None


def _supervision(scene: Scene, plan: KeyPlan) -> str | None:
    """Return the group that answers for the village, else the first of its township."""
    own = plan.duties.get(scene.profile.collisions.duty)
    town = scene.tree.areas[plan.area].parent_code or ""
    return own or min(scene.groups.get(town, ()), default=None)


def _left(scene: Scene, clock: ReviewClock, batch: Batch) -> float:
    """Return the hours until a result is due as the review's clock counts them; negative when it is overdue."""
    late = scene.now > batch.due_at
    hours = clock.elapsed(batch.due_at, scene.now) if late else clock.elapsed(scene.now, batch.due_at)
    return round(-hours if late else hours, 1)
