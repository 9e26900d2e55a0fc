"""Name what pages show: views, signs, townships, and which days are worked on."""

from datetime import timedelta

from dashboard.messages import Messages
from dashboard.profile.model import Profile
from dashboard.services import Services

_BEFORE_CAMPAIGN = timedelta(days=183)


def working_days(services: Services) -> dict[str, object]:
    """Return the days from half a year before the campaign to its end: 1 for a working day, 0 for a free one."""
    campaign = services.profile.campaign
    first = campaign.start - _BEFORE_CAMPAIGN
    span = (campaign.end - first).days + 1
    works = (services.calendar.is_working(first + timedelta(days=number)) for number in range(span))
    return {"first": first, "days": "".join(str(int(work)) for work in works)}


def township_names(services: Services, area: str | None = None) -> list[dict[str, str]]:
    """List the townships that have a unit due on any track, of an area or of all, in official order."""
    due = set(services.queries.tree.expected_reporters(services.profile))
    return [town for town in townships(services, area or services.queries.tree.root.code) if town["code"] in due]


def townships(services: Services, area: str) -> list[dict[str, str]]:
    """List the townships of an area in official order."""
    tree = services.queries.tree
    homes = {tree.areas[code].parent_code for code in tree.units_below[area]}
    return [
        {"code": town.code, "name": town.name, "short_name": town.short_name}
        for town in tree.townships
        if town.code in homes
    ]


def view_label(profile: Profile, view: str, say: Messages) -> str:
    """Return the name of a track or of the overall view."""
    return profile.view_names(view).label.get(say.locale)


def signs(profile: Profile, say: Messages) -> list[dict[str, str]]:
    """Return the signs that a legend explains: that of key villages only where there are such."""
    return [
        {"id": flag.id, "icon": flag.icon, "label": flag.label.get(say.locale)}
        for flag in profile.flags
        if flag.id != "key" or profile.key_levels
    ]


def short_label(profile: Profile, view: str, say: Messages) -> str:
    """Return the short name of a track or of the overall view, for switches."""
    return profile.view_names(view).short_label.get(say.locale)
