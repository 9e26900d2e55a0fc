"""Choose the area of which a page shows a map, and say what the map is drawn from."""

from collections.abc import Mapping
from urllib.parse import urlencode

from dashboard.errors import N_
from dashboard.messages import Messages
from dashboard.services import Services
from geodata.catalog import MapArea


def shown_area(services: Services, query: Mapping[str, str], selected: str | None = None) -> str:
    """Return the district that an address asks for, else that of the unit it asks for, else the first."""
    maps = services.catalog.maps
    asked = query.get("area", "")
    if asked in maps and not maps[asked].above:
        return asked
    areas = services.queries.tree.areas
    place = areas.get(selected or query.get("unit", ""))
    while place is not None:
        if place.code in maps and not maps[place.code].above:
            return place.code
        place = areas.get(place.parent_code or "")
    return next(area for area, found in maps.items() if not found.above)


def geometry_base(services: Services, area: str) -> str:
    """Return the beginning of the addresses of an area's geometry."""
    return f"/geo/{services.catalog.hash}/{area}"


def caption_of(services: Services, area: str, say: Messages) -> dict[str, str | None]:
    """Return what stands under a map: that it decides no boundary, what is drawn only, source, date and CRS."""
    about, found = services.catalog.about, services.catalog.maps[area]
    return {
        "text": say(N_("Schematic map; not authoritative for boundaries")),
        "drawn": _drawn(found, say),
        "source": about.source,
        "date": about.date,
        "crs": about.crs,
        "review_no": about.review_no,
    }


def _drawn(found: MapArea, say: Messages) -> str | None:
    if found.drawn == 0:
        return None
    if found.drawn == found.units:
        return say(N_("Boundaries of the units are drawn, not surveyed"))
    return say(N_("Dashed boundaries are drawn, not surveyed: {n} of {m}"), n=found.drawn, m=found.units)


def chain(services: Services, area: str, kept: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the areas above one, from the root down, with the addresses of their maps; none for a root."""
    places, found = services.queries.tree.areas, []
    parent = places[area].parent_code
    while parent is not None:
        one = places[parent]
        found.append({"name": one.short_name, "href": "/?" + urlencode({**kept, "area": one.code})})
        parent = one.parent_code
    return found[::-1]
