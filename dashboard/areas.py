"""Join places with the election: the areas that a profile's facts are about."""

from collections.abc import Sequence

from dashboard.election.areas import Area
from dashboard.profile.model import Profile
from geodata.places import Place


def areas_of(places: Sequence[Place], profile: Profile) -> list[Area]:
    """Return the places as areas, in the order given; the list's `due` holds for every track."""
    return [
        Area(
            code=place.code,
            parent_code=place.parent_code,
            name=place.name,
            short_name=place.short_name,
            aliases=place.aliases,
            level=place.level,
            kind=place.kind,
            ordinal=ordinal,
            due={} if place.due is None else {track.id: place.due for track in profile.tracks},
        )
        for ordinal, place in enumerate(places)
    ]
