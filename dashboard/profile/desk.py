"""Model what the desk offers, and what its forecast assumes beside what the campaign itself has shown."""

from typing import Annotated

from pydantic import Field

from dashboard.profile.base import Model


class ForecastTerms(Model):
    """Bound the forecast (`dashboard.election.forecast`).

    Attributes
    ----------
    band : float
        Share of cases in which the truth is meant to lie between the forecast's lower and upper curve.
    drift : float
        Working days, for each working day ahead, by which the whole campaign may run early or late together.
    experience : int
        Ends of a stage that must have been seen before they are trusted more than the plan.
    nearly : float
        Share of the due units whose completion the forecast gives a day for.
    """

    band: Annotated[float, Field(gt=0, lt=1)]
    drift: Annotated[float, Field(ge=0, lt=1)]
    experience: Annotated[int, Field(ge=1)]
    nearly: Annotated[float, Field(gt=0, le=1)]


class DeskView(Model):
    """Say what the desk offers; `waits` are working days that a unit may have stood in its phase."""

    waits: Annotated[tuple[Annotated[int, Field(ge=1, le=250)], ...], Field(min_length=1)]
