"""Answer where a figure comes from: the units it counts, and the facts by which each of them counts."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from dashboard.api.hub import Hub
from dashboard.api.params import AsOf, Known, View, day_of, figure_of, view_of
from dashboard.api.problems import request_messages
from dashboard.api.who import who
from dashboard.election.discretion import told_to
from dashboard.election.facts import Fact
from dashboard.election.figures import MATTERS, Figure, evidence
from dashboard.election.progress import Board
from dashboard.election.reading import reading
from dashboard.election.state import TrackState
from dashboard.messages import Messages
from dashboard.services import Services
from dashboard.wording import describe

AreaCode = Annotated[str | None, Query(description="Township or other area; default: the district")]


class Row(BaseModel):
    """Name one unit on one track, or one matter of an area (`subject`).

    `new` says that the day before did not count it.
    """

    code: str
    name: str
    township: str | None
    track: str | None
    subject: str | None
    new: bool


class FigureOut(BaseModel):
    """List what a figure counts.

    `counted` are the rows of the figure (of a rate: of its numerator), `rest` those of the denominator
    that are not in it, `gone` those that the day before counted and this one does not.
    """

    id: str
    label: str
    definition: str
    revision: int
    day: str
    track: str
    area: str
    value: float | None
    rate: bool
    counted: list[Row]
    rest: list[Row]
    gone: list[Row]


class EvidenceOut(BaseModel):
    """Tell one fact: what, when it happened, who recorded it when, from which source, under which profile."""

    id: str
    text: str
    effective_on: str
    recorded_at: str
    who: str
    source: str
    revision: int
    profile_version: str


Key = tuple[str, str | None, str | None]
"""(area code, track, subject)."""


def figures_router(services: Services, hub: Hub) -> APIRouter:
    """Return the routes of figures."""
    router = APIRouter(prefix="/api/v1", tags=["figures"])
    tree = services.queries.tree

    def row(key: Key, *, new: bool) -> Row:
        area = tree.areas[key[0]]
        township = area.parent_code if area.kind is not None else None
        return Row(code=area.code, name=area.name, township=township, track=key[1], subject=key[2], new=new)

    @router.get("/figures/{figure}", response_model=FigureOut)
    def figure(
        figure: str,
        request: Request,
        area: AreaCode = None,
        track: View = None,
        as_of: AsOf = None,
        known: Known = None,
    ) -> FigureOut:
        """List the units that a figure counts, and how it differs from the day before."""
        asked, view, day = figure_of(figure), view_of(services, track), day_of(services, as_of)
        code = services.queries.area(area).code if area else tree.root.code
        board = services.queries.board(day, known)
        counted = keys(board, asked.counts, code, view)
        before = set(keys(hub.day_before(board), asked.counts, code, view))
        whole = keys(board, asked.of, code, view) if asked.of else counted
        say = request_messages(request, services.settings.locale)
        return FigureOut(
            id=asked.id,
            label=say(asked.label),
            definition=say(asked.definition),
            revision=board.revision,
            day=day.isoformat(),
            track=view,
            area=code,
            value=value(asked, len(counted), len(whole)),
            rate=asked.of is not None,
            counted=[row(key, new=key not in before) for key in counted],
            rest=[row(key, new=False) for key in missing(whole, counted)],
            gone=[row(key, new=False) for key in missing(sorted(before), counted)],
        )

    def keys(board: Board, count: str, area: str, view: str) -> list[Key]:
        codes = services.queries.units_below(area)
        if count == MATTERS:
            return [(code, None, subject) for code, subject in board.open_matters(area, set(codes))]
        return [(found.area_code, found.track, None) for found in board.counted(codes, view, count)]

    @router.get("/figures/{figure}/evidence", response_model=list[EvidenceOut])
    def shown_by(
        figure: str,
        unit: Annotated[str, Query(description="Code of the unit or area")],
        request: Request,
        track: View = None,
        subject: Annotated[str | None, Query(description="Subject of a matter")] = None,
        as_of: AsOf = None,
        known: Known = None,
    ) -> list[EvidenceOut]:
        """List the facts by which a unit counts; none where the list of units itself says so."""
        asked, day = figure_of(figure), day_of(services, as_of)
        say = request_messages(request, services.settings.locale)
        known_facts = told_to(services.queries.facts(unit, known), small_counts=who(request).sees_small_counts)
        facts = reading(known_facts, day)
        state: TrackState | None = None
        if asked.counts != MATTERS:
            view = view_of(services, track)
            state = services.queries.dossier(unit, day, known).state.tracks.get(view)
            facts = [fact for fact in facts if fact.track == view]
        procedure = state.procedure if state else None
        found = evidence(asked.counts, facts, procedure, day, subject)
        return [told(fact, describe(fact, procedure, services.profile, say), say) for fact in found]

    def told(fact: Fact, text: str, say: Messages) -> EvidenceOut:
        recorded = fact.recorded_at.astimezone(services.clock.zone)
        return EvidenceOut(
            id=fact.id,
            text=text,
            effective_on=fact.effective_on.isoformat(),
            recorded_at=say.moment(recorded),
            who=fact.on_behalf_of or fact.actor,
            source=fact.source,
            revision=fact.revision,
            profile_version=fact.profile_version,
        )

    return router


def value(figure: Figure, counted: int, whole: int) -> float | None:
    """Return the figure: a number of units, or a share of them, None when there are none."""
    if figure.of is None:
        return counted
    return counted / whole if whole else None


def missing(whole: Iterable[Key], counted: Iterable[Key]) -> list[Key]:
    """List the keys of `whole` that `counted` lacks, in their order."""
    inside = set(counted)
    return [key for key in whole if key not in inside]
