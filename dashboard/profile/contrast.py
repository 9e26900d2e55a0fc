"""Model how far apart the colours of a profile must lie."""

from typing import Annotated

from pydantic import Field

from dashboard.profile.base import Model


class ContrastTerms(Model):
    """Ask for distances between colours, in units of CAM02-UCS, under every kind of colour vision.

    Attributes
    ----------
    phases : float
        Between a phase and the next.
    alerts : float
        Between each level of an alert and each phase.
    severity : float
        Of the deficient colour vision under which they are measured: 100 is a cone that is missing.
    """

    phases: Annotated[float, Field(ge=0, le=100)]
    alerts: Annotated[float, Field(ge=0, le=100)]
    severity: Annotated[float, Field(ge=0, le=100)]
