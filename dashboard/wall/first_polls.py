"""Tell the first polls of today and tomorrow for which something is not in place (六必到)."""

from datetime import timedelta

from dashboard.election.checklists import checks_of, open_before_poll, unit_checklists
from dashboard.election.facts import Fact
from dashboard.election.first_polls import by_unit, first_polls
from dashboard.wall.model import OpenItems
from dashboard.wall.scene import Scene

_DAY = timedelta(days=1)
_TYPES = ("check", "poll_held", "poll_scheduled", "milestone_revoked")


def open_items(scene: Scene) -> list[OpenItems]:
    """Return the first polls of the area with open items: today's, then tomorrow's, in the official order."""
    days = (scene.day, scene.day + _DAY)
    firsts = by_unit(first_polls(scene.polls, scene.profile.first_polls, scene.tree.root.code))
    near = {
        poll.area
        for poll in scene.polls
        if poll.on in days and not poll.held and (poll.area, poll.track) in firsts and poll.area in scene.within
    }
    told: dict[str, list[Fact]] = {code: [] for code in near}
    for fact in scene.facts(*_TYPES, codes=near):
        told[fact.area_code].append(fact)
    lists = {}
    for code, facts in told.items():
        area, profile = scene.tree.areas[code], scene.profile
        found = unit_checklists(area, scene.units[code], checks_of(area, facts, profile), firsts, profile)
        lists[code] = [one for one in found if one.first_poll]
    return [
        OpenItems(
            area=found.poll.area,
            name=scene.name(found.poll.area),
            town=scene.town(found.poll.area),
            track_label=scene.track(found.poll.track),
            poll=found.poll.on.isoformat(),
            items=[item.label.get(scene.say.locale) for one in found.checklists for item in one.open],
            count=sum(len(one.open) for one in found.checklists),
        )
        for day in days
        for found in open_before_poll(scene.polls, lists, day)
    ]
