"""Give what the intake page fills in: the day's board of townships, and the tables of the online form."""

from collections.abc import Mapping
from datetime import date, tzinfo
from functools import lru_cache
from typing import Any

from fastapi import APIRouter, Request

from dashboard.access.roles import Action
from dashboard.api.problems import request_messages
from dashboard.api.who import require
from dashboard.election.payload import Day
from dashboard.errors import N_
from dashboard.intake.findings import Level
from dashboard.intake.prefilled import Filled, filled_tables
from dashboard.intake.words import shown, words_of
from dashboard.messages import Messages
from dashboard.profile.report import Column, TownshipTable, UnitTable
from dashboard.services import Services
from dashboard.store.errors import UnknownArea
from dashboard.store.report import ReportLine

_OPEN = frozenset({"draft", "submitted", "checked"})
_REMEMBERED = 256
"""Counts of open reports; they hold as long as neither the report nor its township's record changes."""


def forms_router(services: Services) -> APIRouter:
    """Return the routes of the board and of the online form."""
    router = APIRouter(prefix="/api/v1/reports", tags=["reports"])
    desk, queries, profile = services.desk, services.queries, services.profile

    @lru_cache(maxsize=_REMEMBERED)
    def counts(receipt: str, _version: int, _revision: int, _today: date) -> Mapping[str, int]:
        checked = desk.get(receipt).checked
        return {"facts": len(checked.entries)} | {level.value: checked.count(level) for level in Level}

    @router.get("/board")
    def board(day: Day | None = None) -> dict[str, Any]:
        """Say of every township that owes a report where the one of a day (default: business today) stands."""
        today = services.clock.today()
        on = day or today
        received, revision, latest = queries.reports_between(on, on), queries.revision(), queries.last_revisions()
        lines: dict[str, list[ReportLine]] = {}
        for line in desk.reports.listing(on):
            lines.setdefault(line.township, []).append(line)
        return {
            "day": on,
            "today": today,
            "now": services.clock.now(),
            "reports_due": f"{profile.campaign.reports_due:%H:%M}",
            "revision": revision,
            "townships": [
                {
                    "code": code,
                    "name": queries.area(code).name,
                    "received": received[code, on][0] if (code, on) in received else None,
                    "at": received[code, on][1] if (code, on) in received else None,
                    "reports": [
                        _line(line, services.clock.zone)
                        | {
                            "counts": counts(line.id, line.version, latest.get(code, 0), today)
                            if line.status in _OPEN
                            else None
                        }
                        for line in lines.get(code, ())
                        if line.status != "withdrawn"
                    ],
                }
                for code in queries.tree.expected_reporters(profile)
            ],
        }

    @router.get("/form")
    def form(request: Request, township: str, day: Day | None = None, unit: str | None = None) -> dict[str, Any]:
        """Return the tables of a township (or of one of its units) filled in with what is recorded.

        `draft` is the online report of the day that was begun and not handed in yet.
        """
        say = request_messages(request, services.settings.locale)
        area, on = desk.township(township), day or services.clock.today()
        require(request, services, Action.SEND_REPORT, area.code)
        if unit is not None and unit not in queries.units_below(area.code):
            raise UnknownArea(code=unit)
        revision, facts = queries.facts_below(area.code)
        tables = filled_tables(profile, queries.tree, area, on, facts, say.locale)
        draft = desk.reports.open_draft(area.code, on) if unit is None else None
        shown = [
            _table(table, [row for row in tables[table.id] if unit in {None, row.area.code}], services, say)
            for table in profile.report.tables
            if unit is None or isinstance(table, UnitTable)
        ]
        return {
            "township": {"code": area.code, "name": area.name},
            "day": on,
            "revision": revision,
            "draft": draft.id if draft else None,
            "withdraw": say(N_("withdraw")),
            "tables": [table for table in shown if unit is None or table["rows"]],
        }

    return router


def _line(line: ReportLine, zone: tzinfo) -> dict[str, Any]:
    last = line.steps[-1] if line.steps else None
    return {
        "id": line.id,
        "kind": line.kind,
        "status": line.status,
        "file_name": line.file_name,
        "version": line.version,
        "received_at": line.received_at.astimezone(zone),
        "at": (last.at if last else line.received_at).astimezone(zone),
        "reason": last.reason if last else None,
    }


def _table(
    table: UnitTable | TownshipTable, rows: list[Filled], services: Services, say: Messages
) -> dict[str, Any]:
    return {
        "id": table.id,
        "track": table.track if isinstance(table, UnitTable) else None,
        "name": table.sheet.get(say.locale),
        "title": table.title.get(say.locale),
        "columns": [_column(column, services, say) for column in table.columns],
        "rows": [_row(row, table, services, say) for row in rows],
    }


def _column(column: Column, services: Services, say: Messages) -> dict[str, Any]:
    return {
        "id": column.id,
        "label": column.label.get(say.locale),
        "group": column.group.get(say.locale) if column.group else None,
        "note": column.note.get(say.locale) if column.note else None,
        "kind": column.said.kind,
        "words": words_of(column, say, services.profile),
        "width": column.width,
        "editable": not column.told_only,
        "reason": column.says == "reason",
    }


def _row(row: Filled, table: UnitTable | TownshipTable, services: Services, say: Messages) -> dict[str, Any]:
    unit = isinstance(table, UnitTable)
    return {
        "code": row.area.code if unit else row.track,
        "name": row.area.name if unit else services.profile.track(row.track).label.get(say.locale),
        "values": {
            column.id: shown(row.values[column.id], column, say, services.profile, row.procedure)
            for column in table.columns
            if column.id in row.values
        },
        "elsewhere": sorted(row.elsewhere),
        "stages": next(
            (words_of(one, say, services.profile, row.procedure) for one in table.columns if one.says == "stage"),
            [],
        ),
    }
