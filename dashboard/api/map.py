"""Serve the map's dynamic columns, and the rollups of areas."""

import hashlib
from collections.abc import Mapping

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from dashboard.api.params import AsOf, Known, View, day_of, view_of
from dashboard.election.progress import COLUMNS, Board
from dashboard.profile.model import OVERALL
from dashboard.services import Services
from dashboard.store.queries import Freshness


class FreshnessOut(BaseModel):
    """Say how fresh the picture is: the last confirmed report, and townships that have reported today."""

    last_report_at: str | None
    reported: int
    expected: int


class MapOut(BaseModel):
    """Give the dynamic columns of all units of an area, aligned with `codes`."""

    revision: int
    day: str
    now: str
    track: str
    static: str
    geometry: dict[str, str]
    codes: list[str]
    columns: dict[str, list[int | str | None]]
    townships: dict[str, dict[str, object]]
    totals: dict[str, object]
    freshness: FreshnessOut


def geometry_urls(services: Services) -> dict[str, str]:
    """Return the content-hashed addresses of geometry and names."""
    catalog = services.catalog
    base = f"/geo/{catalog.hash}/{catalog.area}"
    return {"units": f"{base}-units.geojson", "towns": f"{base}-towns.geojson", "static": f"{base}-units.json"}


def freshness_wire(freshness: Freshness) -> dict[str, object]:
    """Return the freshness as JSON writes it."""
    last = freshness.last_report_at
    return {
        "last_report_at": last.isoformat(timespec="seconds") if last else None,
        "reported": freshness.reported,
        "expected": freshness.expected,
    }


def map_router(services: Services) -> APIRouter:
    """Return the routes of the map and of area summaries."""
    router = APIRouter(prefix="/api/v1", tags=["map"])
    urls = geometry_urls(services)

    @router.get("/map/{area}", response_model=MapOut)
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
        return MapOut(
            revision=board.revision,
            day=day.isoformat(),
            now=services.clock.now().isoformat(timespec="seconds"),
            track=view,
            static=urls["static"],
            geometry={"units": urls["units"], "towns": urls["towns"]},
            codes=list(codes),
            columns=dict(zip(COLUMNS, map(list, zip(*rows, strict=True)), strict=True)) if rows else {},
            townships=township_summaries(services, board, view, codes),
            totals=board.summary(codes, view),
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
            "totals": board.summary(codes, view),
            "townships": township_summaries(services, board, view, codes),
        }

    return router


def township_summaries(
    services: Services, board: Board, view: str, codes: tuple[str, ...]
) -> Mapping[str, dict[str, object]]:
    """Return the rollup of every township that has units among `codes`, in official order."""
    by_township: dict[str, list[str]] = {}
    for code in codes:
        by_township.setdefault(board.township_of[code], []).append(code)
    order = [area.code for area in services.queries.tree.townships if area.code in by_township]
    return {code: board.summary(by_township[code], view) for code in order}
