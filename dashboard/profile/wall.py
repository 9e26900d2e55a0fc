"""Model how the wall behaves that nobody touches."""

from typing import Annotated

from pydantic import Field

from dashboard.profile.base import Model


class WallTerms(Model):
    """Say how long things stand on the wall, and when it shows a day of polls.

    Attributes
    ----------
    tour_seconds : int
        A stop of the tour stands so long.
    page_seconds : int
        A page of a list that does not fit stands so long.
    mark_seconds : int
        What has changed is marked so long.
    most_marked : int
        Units that are marked at once; more are told as a number.
    peak_polls : int
        Polls of a day from which it is shown as a day of polls.
    quiet_hour : int
        Hour of the day, of the screen's own clock, at which it begins afresh.
    """

    tour_seconds: Annotated[int, Field(ge=5, le=600)]
    page_seconds: Annotated[int, Field(ge=5, le=600)]
    mark_seconds: Annotated[int, Field(ge=1, le=120)]
    most_marked: Annotated[int, Field(ge=1, le=200)]
    peak_polls: Annotated[int, Field(ge=1)]
    quiet_hour: Annotated[int, Field(ge=0, le=23)]
