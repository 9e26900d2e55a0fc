"""Serve lists of units, one unit's dossier and history, and take facts."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Annotated, Any

from fastapi import APIRouter, Body, Header, Query, Request, Response
from pydantic import BaseModel, Field

from dashboard.access.writing import drafts_of
from dashboard.api.document import again
from dashboard.api.params import AsOf, Known, View, day_of, view_of
from dashboard.api.problems import request_messages
from dashboard.api.who import note, who
from dashboard.election.discretion import SOME, told_to
from dashboard.election.facts import Fact, FactDraft
from dashboard.election.flags import Flag
from dashboard.election.plan import days_late, stage_due_on
from dashboard.election.progress import COLUMNS
from dashboard.election.state import TrackState
from dashboard.messages import Messages
from dashboard.services import Services
from dashboard.store.answers import Dossier
from dashboard.store.log import Entry, Receipt, Submission

_PAGE = 100


FlagName = Enum("FlagName", {name.lower(): name.lower() for name in Flag.__members__}, type=str)  # type: ignore[misc]
"""Names of the signs, as the profile and the API write them."""


class FactsIn(BaseModel):
    """Take several facts of one unit at once: all are recorded, or none."""

    facts: Annotated[list[FactDraft], Field(min_length=1, max_length=200)]


class ReceiptOut(BaseModel):
    """Say where facts stand in the log."""

    revision: int
    fact_ids: tuple[str, ...]
    replayed: bool


class UnitsOut(BaseModel):
    """Give one page of units."""

    revision: int
    day: str
    track: str
    total: int
    offset: int
    units: list[dict[str, object]]


def units_router(services: Services) -> APIRouter:
    """Return the routes of units and facts."""
    router = APIRouter(prefix="/api/v1", tags=["units"])

    @router.get("/units", response_model=UnitsOut)
    def units(
        track: View = None,
        as_of: AsOf = None,
        known: Known = None,
        township: Annotated[list[str] | None, Query(description="Township codes")] = None,
        kind: Annotated[str | None, Query(description="A kind of units, as the profile names it")] = None,
        phase: Annotated[list[int] | None, Query(description="Phase ordinals")] = None,
        flag: Annotated[list[FlagName] | None, Query(description="Signs that must all be set")] = None,
        offset: Annotated[int, Query(ge=0)] = 0,
        limit: Annotated[int, Query(ge=1, le=1000)] = _PAGE,
    ) -> UnitsOut:
        """List units that match all filters, in official order."""
        view, day = view_of(services, track), day_of(services, as_of)
        mask = sum(Flag[name.value.upper()] for name in flag or ())
        board = services.queries.board(day, known)
        found = []
        for area in services.queries.tree.units:
            row = board.map_row(area.code, view)
            if (
                (township is None or area.parent_code in township)
                and (kind is None or area.kind == kind)
                and (phase is None or row.phase in phase)
                and row.flags & mask == mask
            ):
                found.append({**_names(area.code), **dict(zip(COLUMNS, row.wire(), strict=True))})
        return UnitsOut(
            revision=board.revision,
            day=day.isoformat(),
            track=view,
            total=len(found),
            offset=offset,
            units=found[offset : offset + limit],
        )

    def _names(code: str) -> dict[str, object]:
        area = services.queries.area(code)
        return {"code": area.code, "name": area.name, "township": area.parent_code, "kind": area.kind}

    @router.get("/units/{code}")
    def unit(code: str, response: Response, as_of: AsOf = None, known: Known = None) -> dict[str, object]:
        """Return one unit's status on all tracks, and since when it is closed. The ETag is its last revision."""
        day = day_of(services, as_of)
        dossier = services.queries.dossier(code, day, known)
        response.headers["ETag"] = f'"{dossier.revision}"'
        response.headers["Cache-Control"] = "no-cache"
        return {
            **_names(code),
            "township_name": dossier.township.name,
            "closed_on": closed.isoformat() if (closed := dossier.area.closed_on) else None,
            "revision": dossier.revision,
            "day": day.isoformat(),
            "key_level": dossier.state.key_level,
            "assessment": dossier.state.assessment,
            "alert": dossier.state.alert,
            "tracks": {name: _track(state, day, services) for name, state in dossier.state.tracks.items()},
        }

    @router.get("/units/{code}/history")
    def history(
        request: Request,
        code: str,
        known: Known = None,
        offset: Annotated[int, Query(ge=0)] = 0,
        limit: Annotated[int, Query(ge=1, le=1000)] = _PAGE,
    ) -> dict[str, object]:
        """List every fact of a unit, newest first, also those struck out, with what struck them."""
        dossier = services.queries.dossier(code, None, known)
        say = request_messages(request, services.settings.locale)
        facts = told_to(reversed(dossier.history), small_counts=who(request).sees_small_counts)
        return {
            "code": code,
            "total": len(facts),
            "offset": offset,
            "facts": [_fact(fact, dossier, say) for fact in facts[offset : offset + limit]],
        }

    @router.post(
        "/units/{code}/facts",
        response_model=ReceiptOut,
        status_code=201,
        responses=again("Recorded before under the same key", ReceiptOut),
    )
    def record(
        code: str,
        request: Request,
        response: Response,
        body: Annotated[FactsIn | FactDraft, Body(description="One fact, or `facts`")],
        idempotency_key: Annotated[str | None, Header(max_length=80)] = None,
        if_match: Annotated[str | None, Header(pattern=r'^"?\d{1,18}"?$')] = None,
    ) -> Receipt:
        """Record facts of a unit. Sent again with the same `Idempotency-Key`, they are recorded once."""
        asked = body.facts if isinstance(body, FactsIn) else [body]
        identity, tree = who(request), services.queries.tree
        drafts = drafts_of(identity, tree, services.queries.area(code), asked, services.queries.facts(code, None))
        receipt = services.log.append(
            Submission(
                entries=[Entry(code, draft) for draft in drafts],
                actor=identity.actor,
                source="api",
                request_id=_request_id(identity.actor, idempotency_key) if idempotency_key else uuid.uuid4().hex,
                if_match={code: int(if_match.strip('"'))} if if_match else {},
            )
        )
        note(request, code, revision=receipt.revision, types=sorted({draft.type for draft in drafts}))
        response.status_code = 200 if receipt.replayed else 201
        response.headers["ETag"] = f'"{receipt.revision}"'
        return receipt

    return router


def _request_id(actor: str, key: str) -> str:
    """Return the id of a request: each account has its own, so that none takes another's or a report's."""
    return "api-" + hashlib.sha256(f"{actor}\n{key}".encode()).hexdigest()


def _track(state: TrackState, day: date, services: Services) -> dict[str, object]:
    due_on = stage_due_on(state)
    return {
        "due": state.phase is not None,
        "phase": state.phase,
        "since": state.since,
        "stage": state.stage,
        "stage_since": state.stage_since,
        "late": days_late(due_on, day, services.calendar),
        "completed_on": state.completed_on,
        "poll_on": state.poll_on,
        "exceptions": state.exceptions,
        "procedure": state.procedure.id if state.procedure else None,
        "stages": [
            {"stage": s.stage, "start": s.start, "end": s.end, "planned": state.plan.get(s.stage)}
            for s in state.stages
        ],
        "polls": [
            {"on": poll.on, "annulled": poll.annulled, "fact": poll.fact_id, **poll.figures.model_dump()}
            for poll in state.polls
        ],
    }


def _fact(fact: Fact, dossier: Dossier, say: Messages) -> Mapping[str, Any]:
    struck_by = dossier.struck_by.get(fact.id)
    skipped: Sequence[str] = ("payload", "request_id")
    return {
        **{name: getattr(fact, name) for name in Fact.__slots__ if name not in skipped},
        "payload": _payload(fact, say),
        "struck_by": struck_by.id if struck_by else None,
    }


def _payload(fact: Fact, say: Messages) -> dict[str, Any]:
    told = {name: getattr(fact.payload, name) for name in fact.payload.model_fields_set}
    veiled = {name: say.value(SOME) for name, value in told.items() if value is SOME}
    return fact.payload.model_dump(mode="json", exclude_unset=True, exclude=set(veiled)) | veiled
