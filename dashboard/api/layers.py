"""Serve what the map can be coloured by besides its columns: petitions of the last days, as classes of counts."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel

from dashboard.api.params import AsOf, day_of
from dashboard.election.tallies import classes_of, petitions_of
from dashboard.services import Services


class PetitionsOut(BaseModel):
    """Tell of each unit with petitions or calls in the last `days` in which class they are.

    Class 1 is below the second of `steps`, and so on: no count that could point at one person is told.
    """

    day: str
    days: int
    steps: list[int]
    classes: dict[str, int]


def layers_router(services: Services) -> APIRouter:
    """Return the routes of layers."""
    router = APIRouter(prefix="/api/v1", tags=["map"])

    @router.get("/map/{area}/petitions")
    def petitions(area: Annotated[str, Path(max_length=40)], as_of: AsOf = None) -> PetitionsOut:
        """Return the units of an area with petitions in the last days, by class."""
        day, terms = day_of(services, as_of), services.profile.petitions
        sums = petitions_of(services.queries.counting(("petitions",), day))
        units = services.queries.units_below(area)
        return PetitionsOut(
            day=day.isoformat(),
            days=terms.days,
            steps=list(terms.steps),
            classes=classes_of(sums, units, day, terms.days, terms.steps),
        )

    return router
