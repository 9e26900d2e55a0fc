"""Read the query parameters that many routes share."""

from datetime import date
from typing import Annotated

from fastapi import Query

from dashboard.api.problems import AsOfAhead
from dashboard.election.errors import UnknownFigure, UnknownTrack
from dashboard.election.figures import FIGURES, Figure
from dashboard.election.payload import Day
from dashboard.services import Services

MOST = 2**63 - 1
"""Largest number that the databases keep."""
AsOf = Annotated[Day | None, Query(description="Business day to look at; default: business today")]
Known = Annotated[
    int | None, Query(ge=0, le=MOST, description="Revision whose knowledge to use; default: the latest")
]
View = Annotated[str | None, Query(description="Track, or `overall`; default: the profile's opening track")]


def view_of(services: Services, track: str | None) -> str:
    """Return the view that a screen asks for; raise UnknownTrack."""
    views = services.profile.views
    if track is not None and track not in views:
        raise UnknownTrack(track=track, tracks=", ".join(views))
    return track or services.profile.opening_track


def figure_of(name: str) -> Figure:
    """Return the figure that a screen asks about; raise UnknownFigure."""
    figure = FIGURES.get(name)
    if figure is None:
        raise UnknownFigure(figure=name, figures=", ".join(FIGURES))
    return figure


def day_of(services: Services, as_of: date | None) -> date:
    """Return the day that a screen asks for; raise AsOfAhead for one that has not come."""
    today = services.clock.today()
    if as_of is not None and as_of > today:
        raise AsOfAhead(day=as_of, today=today)
    return as_of or today
