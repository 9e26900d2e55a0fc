"""Join places with the election: the areas that a profile's facts are about."""

from collections.abc import Sequence

from dashboard.election.areas import Area
from dashboard.errors import N_, SituationError
from dashboard.profile.model import Profile
from geodata.places import Place


class KindUnknown(SituationError):
    """Say that the list of units and the profile speak of different things."""

    text = N_(
        "{name} ({code}) is of the kind {kind}, and the profile lists: {kinds}."
        " Take a list of units and a profile of the same election."
    )


def areas_of(places: Sequence[Place], profile: Profile) -> list[Area]:
    """Return the places as areas, in the order given; the list's `due` holds for every track.

    Raises
    ------
    KindUnknown
        A unit is of a kind that the profile does not list.
    """
    for place in places:
        if place.kind is not None and place.kind not in profile.kinds:
            raise KindUnknown(name=place.name, code=place.code, kind=place.kind, kinds=", ".join(profile.kinds))
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
