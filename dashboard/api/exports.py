"""Serve what the screens show as files."""

from enum import Enum
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from dashboard.api.document import bodies
from dashboard.api.params import MOST, day_of, view_of
from dashboard.api.problems import request_messages
from dashboard.api.who import note
from dashboard.election.payload import Day
from dashboard.errors import N_
from dashboard.publish.units import HEADINGS, UnitsTable, text, workbook
from dashboard.services import Services
from dashboard.store.errors import UnknownArea

_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
Column = Enum("Column", {name: name for name in HEADINGS}, type=str)  # type: ignore[misc]
"""Names of the table's columns, as the page and the API write them."""


class UnitsAsked(BaseModel):
    """Say what the table shows: units and columns in their order, the track and the day."""

    track: str | None = None
    as_of: Day | None = None
    known: Annotated[int | None, Field(ge=0, le=MOST)] = None
    columns: Annotated[list[Column], Field(min_length=1, max_length=len(HEADINGS))]
    codes: Annotated[list[str], Field(max_length=50_000)]
    subtotals: bool = False


def exports_router(services: Services) -> APIRouter:
    """Return the routes of exports."""
    router = APIRouter(prefix="/api/v1/exports", tags=["exports"])
    tree, profile = services.queries.tree, services.profile

    @router.post("/units.{form}", response_class=Response, responses=bodies(*_TYPES.values()))
    def units(form: Literal["xlsx", "csv"], asked: UnitsAsked, request: Request) -> Response:
        """Write the units `codes` with `columns` as a workbook or as CSV; text never becomes a formula."""
        say = request_messages(request, services.settings.locale)
        view, day = view_of(services, asked.track), day_of(services, asked.as_of)
        for code in asked.codes:
            area = tree.areas.get(code)
            if area is None or area.kind is None:
                raise UnknownArea(code=code)
        label = profile.view_names(view).label
        name = say(N_("{area} {track} as of {day}"), area=tree.root.name, track=label, day=day.isoformat())
        demo = [say(N_("DEMO data"))] if services.demo else []
        table = UnitsTable(
            board=services.queries.board(day, asked.known),
            tree=tree,
            profile=profile,
            calendar=services.calendar,
            view=view,
            codes=asked.codes,
            columns=[column.value for column in asked.columns],
            subtotals=asked.subtotals,
            title=" · ".join([services.title(say.locale), name, *demo]),
            demo=services.demo,
        )
        note(request, f"units.{form}", units=len(asked.codes))
        content = (workbook if form == "xlsx" else text)(table, say)
        file_name = quote(" ".join([*demo, name]) + f".{form}")
        return Response(
            content,
            media_type=_TYPES[form],
            headers={
                "Content-Disposition": f"attachment; filename*=UTF-8''{file_name}",
                "Cache-Control": "no-store",
            },
        )

    return router
