"""Serve the map's dynamic columns, and the rollups of areas."""

import hashlib

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from dashboard.api.document import UNCHANGED
from dashboard.api.events import freshness_wire
from dashboard.api.hub import Hub
from dashboard.api.params import AsOf, Known, View, day_of, view_of
from dashboard.election.progress import COLUMNS, Board
from dashboard.profile.procedure import OVERALL
from dashboard.services import Services


class FreshnessOut(BaseModel):
    """Say how fresh the picture is: the last confirmed report, and townships that have reported today."""

    last_report_at: str | None
    reported: int
    expected: int


class PreviousOut(BaseModel):
    """Give the figures of the day before, for comparison."""

    day: str
    townships: dict[str, dict[str, object]]
    totals: dict[str, object]


class MapOut(BaseModel):
    """Give the dynamic columns of all units of an area, aligned with `codes`."""

    revision: int
    day: str
    now: str
    track: str
    static: str | None
    geometry: dict[str, str]
    codes: list[str]
    columns: dict[str, list[int | str | None]]
    townships: dict[str, dict[str, object]]
    totals: dict[str, object]
    previous: PreviousOut
    freshness: FreshnessOut


def geometry_urls(services: Services, area: str) -> dict[str, str]:
    """Return the content-hashed addresses of the geometry and names with which an area is drawn.

    A township or unit is drawn on the map of its district; above the districts there are the children's shapes.
    """
    catalog, place = services.catalog, services.queries.area(area)
    while place.code not in catalog.maps and place.parent_code is not None:
        place = services.queries.area(place.parent_code)
    base = f"/geo/{catalog.hash}/{place.code}"
    if catalog.maps[place.code].above:
        return {"children": f"{base}-children.geojson"}
    shapes = {name: f"{base}-{name}.geojson" for name in ("units", "towns", "tiles")}
    return {**shapes, "static": f"{base}-units.json"}


def map_router(services: Services, hub: Hub) -> APIRouter:
    """Return the routes of the map and of area summaries."""
    router = APIRouter(prefix="/api/v1", tags=["map"])

    @router.get("/map/{area}", response_model=MapOut, responses=UNCHANGED)
    def situation(
        area: str,
        request: Request,
        response: Response,
        track: View = None,
        as_of: AsOf = None,
        known: Known = None,
    ) -> object:
        """Return the dynamic columns of an area's units as of a day, as known at a revision."""
        view, day = view_of(services, track), day_of(services, as_of)
        codes = services.queries.units_below(area)
        revision = services.queries.revision()
        key = f"{revision} {day} {view} {as_of} {known} {area} {services.catalog.hash}"
        tag = f'"{hashlib.sha256(key.encode()).hexdigest()[:20]}"'
        headers = {"ETag": tag, "Cache-Control": "no-cache"}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        board = services.queries.board(day, known)
        response.headers.update(headers)
        rows = [board.map_row(code, view).wire() for code in codes]
        urls = geometry_urls(services, area)
        return MapOut(
            revision=board.revision,
            day=day.isoformat(),
            now=services.clock.now().isoformat(timespec="seconds"),
            track=view,
            static=urls.get("static"),
            geometry={name: url for name, url in urls.items() if name != "static"},
            codes=list(codes),
            columns=dict(zip(COLUMNS, map(list, zip(*rows, strict=True)), strict=True)) if rows else {},
            townships=township_summaries(services, board, view, codes),
            totals=board.summary(area, codes, view),
            previous=previous_figures(services, hub.day_before(board), area, codes, view),
            freshness=FreshnessOut.model_validate(freshness_wire(services.queries.freshness(day, known))),
        )

    @router.get("/areas/{code}/summary")
    def summary(code: str, track: View = None, as_of: AsOf = None, known: Known = None) -> dict[str, object]:
        """Return the totals, rates and deviation of an area; `track` names what the figures count."""
        view, day = view_of(services, track), day_of(services, as_of)
        area = services.queries.area(code)
        codes = services.queries.units_below(code)
        board = services.queries.board(day, known)
        return {
            "code": area.code,
            "name": area.name,
            "level": area.level,
            "revision": board.revision,
            "day": day.isoformat(),
            "track": view,
            "counts": "unit-tracks" if view == OVERALL else "units",
            "totals": board.summary(code, codes, view),
            "townships": township_summaries(services, board, view, codes),
        }

    return router


def township_summaries(
    services: Services, board: Board, view: str, codes: tuple[str, ...]
) -> dict[str, dict[str, object]]:
    """Return the rollup of every township that has units among `codes`, in official order."""
    return {
        township: board.summary(township, inside, view)
        for township, inside in _by_township(services, board, codes).items()
    }


def previous_figures(
    services: Services, board: Board, area: str, codes: tuple[str, ...], view: str
) -> PreviousOut:
    """Return the figures of an area and its townships on the earlier day of `board`."""
    return PreviousOut(
        day=board.day.isoformat(),
        townships={
            township: board.figures(township, inside, view)
            for township, inside in _by_township(services, board, codes).items()
        },
        totals=board.figures(area, codes, view),
    )


def _by_township(services: Services, board: Board, codes: tuple[str, ...]) -> dict[str, list[str]]:
    inside: dict[str, list[str]] = {}
    for code in codes:
        inside.setdefault(board.township_of[code], []).append(code)
    return {area.code: inside[area.code] for area in services.queries.tree.townships if area.code in inside}
