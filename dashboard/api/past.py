"""Serve the days that have passed: the map's columns of each, and what went backwards since one of them."""

import hashlib
from datetime import timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from dashboard.api.document import UNCHANGED
from dashboard.api.params import AsOf, View, day_of, view_of
from dashboard.api.problems import request_messages
from dashboard.api.who import who
from dashboard.election.discretion import told_to
from dashboard.election.facts import Fact
from dashboard.election.payload import Day
from dashboard.election.procedure import procedure_of
from dashboard.election.progress import COLUMNS, Report
from dashboard.election.setbacks import Setback, setbacks
from dashboard.errors import N_
from dashboard.messages import Messages
from dashboard.services import Services
from dashboard.store.timelines import Timelines
from dashboard.store.undone import undone_between
from dashboard.wording import describe

_WEEK = timedelta(days=7)
Pair = Annotated[list[str], Field(min_length=2, max_length=2)]


class TimelineOut(BaseModel):
    """Give the dynamic columns of all units on every day before the business day.

    `first` holds a row of values for each of `codes`, on the first of `days`; `steps` holds for every later
    day the rows that differ from the day before, each with its place in `codes` in front. The sign
    “not reported” is left out of the flags: it follows from `reports`, which hold for each township and day
    status and minute of the report, or null. `matters` counts those of townships and of the district.
    `revisions` names the last revision recorded by the end of each day.
    """

    revision: int
    track: str
    known: Literal["now", "then"]
    days: list[str]
    revisions: list[int]
    names: list[str]
    codes: list[str]
    first: list[list[object]]
    steps: list[list[list[object]]]
    reports: dict[str, list[Pair | None]]
    expected: list[str]
    matters: dict[str, list[int]]


class SetbackOut(BaseModel):
    """Tell one record that undid or replaced something.

    `kind` is `revoked`, `corrected` or `withdrawn`; `before` and `after` tell it in words, the phases are
    those of `track` on the day looked at, and `backwards` says that the unit stands in an earlier phase.
    """

    fact: str
    revision: int
    code: str
    track: str | None
    kind: str
    backwards: bool
    day: str
    recorded_at: str
    recorded_on: str
    who: str
    source: str
    before: str | None
    after: str
    reason: str | None
    phase_before: int | None
    phase_after: int | None


class SetbacksOut(BaseModel):
    """List what went backwards or was corrected from the beginning of `since` to the end of `day`."""

    since: str
    day: str
    revision: int
    setbacks: list[SetbackOut]


def past_router(services: Services) -> APIRouter:
    """Return the routes of past days."""
    router = APIRouter(prefix="/api/v1", tags=["map"])
    timelines = Timelines(services.queries)

    @router.get("/map/{area}/timeline", response_model=TimelineOut, responses=UNCHANGED)
    def days(
        area: str,
        request: Request,
        track: View = None,
        known: Annotated[
            Literal["now", "then"], Query(description="As is known now, or as was known at each day's end")
        ] = "now",
    ) -> Response:
        """Return where all units of an area stood on every day before the business day."""
        view, codes = view_of(services, track), services.queries.units_below(area)
        past = timelines.past(area, view, then=known == "then")
        key = f"{past.key} {view} {known} {area} {services.catalog.hash}"
        tag = f'"{hashlib.sha256(key.encode()).hexdigest()[:20]}"'
        headers = {"ETag": tag, "Cache-Control": "no-cache"}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        out = TimelineOut(
            revision=past.revision,
            track=view,
            known=known,
            days=[day.isoformat() for day in past.rows.days],
            revisions=list(past.revisions),
            names=list(COLUMNS),
            codes=list(codes),
            first=[row.wire() for row in past.rows.first],
            steps=[[[place, *row.wire()] for place, row in step] for step in past.rows.steps],
            reports={town: [_report(report) for report in reports] for town, reports in past.reports.items()},
            expected=sorted(services.queries.tree.expected_reporters(services.profile)),
            matters={code: list(numbers) for code, numbers in past.matters.items()},
        )
        return Response(out.model_dump_json(), media_type="application/json", headers=headers)

    @router.get("/map/{area}/setbacks", response_model=SetbacksOut)
    def backwards(
        area: str,
        request: Request,
        since: Annotated[Day | None, Query(description="First day; default: a week before `as_of`")] = None,
        as_of: AsOf = None,
    ) -> SetbacksOut:
        """List what was recorded from `since` on that took a unit back or corrected its record."""
        day = day_of(services, as_of)
        first = since or day - _WEEK
        say = request_messages(request, services.settings.locale)
        revision, found = undone_between(services.queries, area, first, day)
        return SetbacksOut(
            since=first.isoformat(),
            day=day.isoformat(),
            revision=revision,
            setbacks=[
                _told(setback, services, say, small_counts=who(request).sees_small_counts)
                for facts, chosen in found.values()
                for setback in setbacks(
                    services.queries.area(chosen[0].area_code), facts, chosen, day, services.profile
                )
            ],
        )

    return router


def _report(report: Report | None) -> Pair | None:
    return None if report is None else [report.status, report.at.isoformat(timespec="minutes")]


def _told(setback: Setback, services: Services, say: Messages, *, small_counts: bool) -> SetbackOut:
    fact = told_to([setback.fact], small_counts=small_counts)[0]
    struck = told_to([setback.struck], small_counts=small_counts)[0] if setback.struck else None
    recorded = fact.recorded_at.astimezone(services.clock.zone)
    about = struck if fact.type == "retracted" and struck else fact
    track = about.track
    cause = getattr(fact.payload, "cause", None)
    return SetbackOut(
        fact=fact.id,
        revision=fact.revision,
        code=fact.area_code,
        track=track,
        kind=setback.kind,
        backwards=setback.backwards,
        day=about.effective_on.isoformat(),
        recorded_at=say.moment(recorded),
        recorded_on=recorded.date().isoformat(),
        who=fact.on_behalf_of or fact.actor,
        source=fact.source,
        before=_sentence(struck, services, say) if struck else None,
        after=_sentence(fact, services, say),
        reason=fact.reason or cause,
        phase_before=setback.before.get(track) if track else None,
        phase_after=setback.after.get(track) if track else None,
    )


def _sentence(fact: Fact, services: Services, say: Messages) -> str:
    procedure = procedure_of(services.profile, services.queries.area(fact.area_code), fact.track or "")
    told = describe(fact, procedure if fact.track else None, services.profile, say)
    return say(N_("{day}: {text}"), day=say.day(fact.effective_on), text=told)
