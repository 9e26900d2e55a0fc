"""Tell the open alerts by their rules' texts; what somebody wrote into a value does not get in."""

import hashlib
from collections import Counter
from collections.abc import Sequence

from dashboard.election.alerts.alert import Alert, open_alerts
from dashboard.election.alerts.explain import Explanation, explained, writable
from dashboard.profile.alerts import LEVELS
from dashboard.wall.model import WallAlert
from dashboard.wall.scene import Scene


def live_alerts(scene: Scene) -> list[Alert]:
    """Return the open alerts of the area, the gravest first, of one level the oldest."""
    found = [one for one in open_alerts(scene.facts("alert_action")) if one.area in scene.within]
    return sorted(found, key=lambda one: (-one.level, one.raised_at, scene.ordinal(one.area), one.rule))


def levels_of(alerts: Sequence[Alert]) -> dict[str, int]:
    """Count alerts by level, those without any too."""
    counts = Counter(one.level for one in alerts)
    return {str(level): counts[level] for level in LEVELS}


def told_alert(scene: Scene, one: Alert) -> WallAlert:
    """Tell an alert as its rule does."""
    told = _explained(scene, one)
    unit = scene.units.get(one.area)
    return WallAlert(
        id=alert_id(one),
        area=one.area,
        name=scene.name(one.area),
        town=scene.town(one.area),
        key=unit is not None and unit.key_level is not None,
        level=one.level,
        label=told.label,
        text=told.text,
        since=one.raised_at.astimezone(scene.zone).isoformat(timespec="seconds"),
        who=told.who,
        unit=unit is not None,
    )


def alert_id(one: Alert) -> str:
    """Name an alert for good; its subject may hold a clerk's words, so only their digest is told."""
    return f"{one.area} {one.rule}-{hashlib.sha256(one.subject.encode()).hexdigest()[:8]}"


def _explained(scene: Scene, one: Alert) -> Explanation:
    rule = next((rule for rule in scene.profile.alerts if rule.id == one.rule), None)
    if rule is None:
        return Explanation(one.rule, "", "", "")
    values = writable(rule, one.values, scene.profile, scene.names if "name" in rule.values.values() else ())
    return explained(rule, values, scene.profile, scene.say.locale)
