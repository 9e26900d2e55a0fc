"""Tell what was reported lately: stages that ended, polls, reports of townships."""

from dashboard.election.facts import Fact, Milestone, PollHeld, ReportReceived
from dashboard.election.state import TrackState
from dashboard.errors import N_
from dashboard.wall.model import WallChange
from dashboard.wall.polls import result_of
from dashboard.wall.scene import Scene
from dashboard.wording import describe

_SHOWN = 12
_LOOKED_AT = 100
"""Facts among which the changes are found; beginnings of stages, which most are, are none."""
_REPORT_ICON = "ui-check"


def latest_changes(scene: Scene) -> list[WallChange]:
    """Return the latest changes of the area, the newest first; for visitors only stages that ended."""
    types = ("milestone",) if scene.visitors else ("milestone", "poll_held", "report_received")
    facts = scene.queries.newest(types, _LOOKED_AT, scene.day, None if scene.whole else scene.within)
    return [_told(scene, fact) for fact in facts if _worth_telling(fact)][:_SHOWN]


def _worth_telling(fact: Fact) -> bool:
    return not isinstance(fact.payload, Milestone) or fact.payload.edge == "end"


def _told(scene: Scene, fact: Fact) -> WallChange:
    at = fact.recorded_at.astimezone(scene.zone)
    return WallChange(
        id=fact.id,
        at=f"{at:%H:%M}",
        on=at.date().isoformat(),
        area=fact.area_code,
        name=scene.name(fact.area_code),
        town=scene.town(fact.area_code),
        icon=_icon(scene, fact),
        text=_text(scene, fact),
    )


def _track(scene: Scene, fact: Fact) -> TrackState | None:
    unit = scene.units.get(fact.area_code)
    return unit.tracks.get(fact.track or "") if unit else None


def _icon(scene: Scene, fact: Fact) -> str:
    """Return the sign of the phase in which the unit stands now; of a report, a tick."""
    track = _track(scene, fact)
    if track is None or track.phase is None:
        return _REPORT_ICON
    return scene.profile.phases[track.phase].icon


def _text(scene: Scene, fact: Fact) -> str:
    """Tell a fact by its type and its figures; nothing in it is a person's words."""
    say, profile, track = scene.say, scene.profile, _track(scene, fact)
    procedure = track.procedure if track else None
    match fact.payload:
        case PollHeld() as held:
            return say(N_("Poll reported: {result}"), result=result_of(scene, held))
        case Milestone(stage=stage) if track and procedure and stage == procedure.stages[-1].id:
            last = profile.phase_label(len(profile.phases) - 1, track.track)
            return say(N_("{name}: {state}"), name=scene.track(track.track), state=last)
        case ReportReceived(status="received"):
            return say(N_("Report received"))
    return describe(fact, procedure, profile, say)
