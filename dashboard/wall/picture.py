"""Put together what the wall shows."""

from dashboard.wall.alerts import levels_of, live_alerts, told_alert
from dashboard.wall.changes import latest_changes
from dashboard.wall.first_polls import open_items
from dashboard.wall.key_villages import key_villages
from dashboard.wall.matters import open_matters
from dashboard.wall.model import Stop, Wall, WallMatters
from dashboard.wall.polls import wall_polls
from dashboard.wall.progress import deadline, progress_of
from dashboard.wall.scene import Scene
from dashboard.wall.tour import alert_stops, district_stop, key_stops, matters_stop, polls_stop, township_stops


def wall(scene: Scene) -> Wall:
    """Return everything that the wall shows of a scene.

    The revision is the one before anything is read: what is committed meanwhile may be in it already, and a
    screen that hears of it asks again.
    """
    revision = scene.queries.revision()
    progress, polls = progress_of(scene), wall_polls(scene)
    opening, closing = district_stop(scene, progress), polls_stop(scene, polls)
    shown = Wall(
        revision=revision,
        day=scene.day.isoformat(),
        now=scene.now.isoformat(timespec="seconds"),
        track=scene.view,
        visitors=scene.visitors,
        deadline=deadline(scene, progress),
        levels=None,
        alerts=[],
        matters=WallMatters(open=None, list=[]),
        polls=polls,
        open_items=[],
        key=[],
        burn_up=progress.told(),
        changes=latest_changes(scene),
        stops=[opening, *closing],
    )
    return shown if scene.visitors else _whole(scene, shown, opening, closing)


def _whole(scene: Scene, shown: Wall, opening: Stop, closing: list[Stop]) -> Wall:
    """Add what visitors are not shown."""
    live, villages, waiting = live_alerts(scene), key_villages(scene), open_matters(scene)
    alerts = [told_alert(scene, one) for one in live]
    matters = WallMatters(open=len(waiting), list=waiting)
    stops = [
        opening,
        *township_stops(scene),
        *alert_stops(scene, alerts),
        *key_stops(scene, villages),
        *matters_stop(scene, matters),
        *closing,
    ]
    return shown.model_copy(
        update={
            "levels": levels_of(live),
            "alerts": alerts,
            "matters": matters,
            "open_items": open_items(scene),
            "key": villages,
            "stops": stops,
        }
    )
