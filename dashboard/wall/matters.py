"""Tell the matters that wait for the district, without what they say."""

from dashboard.election.matters import matters_of
from dashboard.wall.model import WallMatter
from dashboard.wall.scene import Scene


def open_matters(scene: Scene) -> list[WallMatter]:
    """Return the matters of the area that are not closed: what is overdue first, then the oldest."""
    day = scene.day
    courses = [one for one in matters_of(scene.facts("matter")) if one.area in scene.within and not one.closed_on]
    courses.sort(key=lambda one: (one.state(day) != "overdue", one.due or day, one.raised_on))
    return [
        WallMatter(
            area=one.area,
            name=scene.name(one.area),
            town=scene.town(one.area),
            department=one.department,
            days=one.days_open(day),
            due=one.due.isoformat() if one.due else None,
            overdue=one.state(day) == "overdue",
        )
        for one in courses
    ]
