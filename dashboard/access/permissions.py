"""Say of every address and every Dash callback what it needs. What is not listed here answers nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from dashboard.access.roles import Action

_PLACE = re.compile(r"{(\w+)(?::(\w+))?}")
_KINDS = {"path": r"[^\x00-\x1f\x7f]+", None: r"[^/\x00-\x1f\x7f]+"}
"""No control characters: a line's end after a constant passes the router as that constant, and here as a place."""

_BOARDS = (
    *("alerts", "key", "reviews", "matters", "checklists", "schedule", "incidents"),
    *("duty", "assessments", "petitions", "counters"),
)
"""Pages of the command beside the map."""

ROUTES: Mapping[str, Action] = {
    # who is not signed in yet
    "GET /healthz": Action.PUBLIC,
    "GET /readyz": Action.PUBLIC,
    "GET /favicon.ico": Action.PUBLIC,
    "GET /static/{release}/{rest:path}": Action.PUBLIC,
    "GET /assets/{rest:path}": Action.PUBLIC,
    "GET /_dash-component-suites/{package}/{rest:path}": Action.PUBLIC,
    "GET /login": Action.PUBLIC,
    "GET /device": Action.PUBLIC,
    "GET /gone": Action.PUBLIC,
    "POST /api/v1/access/sign-in": Action.PUBLIC,
    "POST /api/v1/access/link": Action.PUBLIC,
    # oneself
    "GET /password": Action.SELF,
    "GET /api/v1/access/me": Action.SELF,
    "POST /api/v1/access/sign-out": Action.SELF,
    "POST /api/v1/access/password": Action.SELF,
    "POST /api/v1/access/acting": Action.SELF,
    "POST /api/v1/access/persona": Action.SELF,
    # the map
    "GET /": Action.SEE,
    "GET /wall": Action.SEE,
    "GET /geo/{digest}/{name}": Action.SEE,
    "GET /api/v1/map/{area}": Action.SEE,
    "GET /api/v1/map/{area}/timeline": Action.SEE,
    "GET /api/v1/wall/{area}": Action.SEE,
    "GET /api/v1/stream": Action.SEE,
    "GET /api/v1/areas/{code}/summary": Action.SEE,
    "GET /_dash-layout": Action.SEE,
    "GET /_dash-dependencies": Action.SEE,
    "POST /_dash-update-component": Action.SEE,
    # screens and who leads them
    "POST /api/v1/wall/pairing": Action.SEE,
    "GET /api/v1/wall/pairing/{screen}": Action.SEE,
    "POST /api/v1/wall/pairing/{screen}/leave": Action.SEE,
    "GET /remote": Action.PRESENT,
    "GET /api/v1/presenter": Action.PRESENT,
    "POST /api/v1/presenter/screens": Action.PRESENT,
    "DELETE /api/v1/presenter/screens/{screen}": Action.PRESENT,
    "POST /api/v1/presenter/commands": Action.PRESENT,
    # single units
    "GET /unit/{code}": Action.OPEN,
    "GET /api/v1/map/{area}/setbacks": Action.OPEN,
    "GET /api/v1/map/{area}/petitions": Action.OPEN,
    "GET /api/v1/units": Action.OPEN,
    "GET /api/v1/units/{code}": Action.OPEN,
    "GET /api/v1/units/{code}/history": Action.OPEN,
    "GET /api/v1/figures/{figure}": Action.OPEN,
    "GET /api/v1/figures/{figure}/evidence": Action.OPEN,
    **{f"GET /{board}": Action.OPEN for board in _BOARDS},
    "GET /key/{code}": Action.OPEN,
    "POST /api/v1/units/{code}/facts": Action.RECORD,
    "POST /api/v1/exports/units.{form}": Action.EXPORT,
    "GET /api/v1/registers/template.xlsx": Action.RECORD,
    "POST /api/v1/registers/preview": Action.RECORD,
    "POST /api/v1/registers": Action.RECORD,
    # reports
    "GET /intake": Action.BOARD,
    "GET /api/v1/reports": Action.BOARD,
    "GET /api/v1/reports/board": Action.BOARD,
    "GET /api/v1/reports/completeness": Action.BOARD,
    "GET /api/v1/reports/reminder": Action.BOARD,
    "GET /api/v1/reports/form": Action.SEND_REPORT,
    "GET /api/v1/reports/template.xlsx": Action.SEND_REPORT,
    "POST /api/v1/reports": Action.SEND_REPORT,
    "POST /api/v1/reports/entries": Action.SEND_REPORT,
    "GET /api/v1/reports/{receipt}": Action.READ_REPORT,
    "GET /api/v1/reports/{receipt}/file": Action.READ_REPORT,
    "GET /api/v1/reports/{receipt}/marked.xlsx": Action.READ_REPORT,
    "GET /api/v1/reports/{receipt}/letter": Action.READ_REPORT,
    "PATCH /api/v1/reports/{receipt}": Action.SEND_REPORT,
    "POST /api/v1/reports/{receipt}/submit": Action.SEND_REPORT,
    "POST /api/v1/reports/{receipt}/withdraw": Action.SEND_REPORT,
    "POST /api/v1/reports/{receipt}/confirm": Action.CHECK_REPORT,
    "POST /api/v1/reports/{receipt}/return": Action.CHECK_REPORT,
    # those who keep the house
    "GET /admin": Action.ADMINISTER,
    "GET /api/v1/access/accounts": Action.ADMINISTER,
    "POST /api/v1/access/accounts": Action.ADMINISTER,
    "PUT /api/v1/access/accounts/{login}": Action.ADMINISTER,
    "POST /api/v1/access/accounts/{login}/{step}": Action.ADMINISTER,
    "GET /api/v1/access/profile": Action.ADMINISTER,
    "GET /api/v1/access/devices": Action.ADMINISTER,
    "POST /api/v1/access/devices": Action.ADMINISTER,
    "POST /api/v1/access/devices/{device}/revoke": Action.ADMINISTER,
    "GET /audit": Action.AUDIT,
    "GET /api/v1/access/audit": Action.AUDIT,
    "GET /api/v1/access/audit/verify": Action.AUDIT,
    "GET /metrics": Action.OPERATE,
    "GET /api/openapi.json": Action.OPERATE,
    "GET /api/docs": Action.OPERATE,
}
"""Method and path → what it needs. The actions of OWN are checked against the area where it is known."""

CALLBACKS: Mapping[str, Action] = {
    "dossier.children": Action.OPEN,
    "chart.figure": Action.OPEN,
}
"""Output of a Dash callback → what it needs."""


AUDITED: Mapping[str, str] = {
    "dossier.children": "dossier.opened",
    "GET /unit/{code}": "dossier.opened",
    "GET /key/{code}": "dossier.opened",
    "GET /api/v1/units/{code}": "dossier.opened",
    "GET /api/v1/units/{code}/history": "dossier.opened",
    "POST /api/v1/units/{code}/facts": "facts.recorded",
    "POST /api/v1/registers": "facts.recorded",
    "POST /api/v1/registers/preview": "register.opened",
    "GET /api/v1/registers/template.xlsx": "export",
    "POST /api/v1/exports/units.{form}": "export",
    "GET /api/v1/reports/template.xlsx": "export",
    "POST /api/v1/reports": "report.received",
    "POST /api/v1/reports/entries": "report.begun",
    "GET /api/v1/reports/{receipt}": "report.opened",
    "GET /api/v1/reports/{receipt}/file": "export",
    "GET /api/v1/reports/{receipt}/marked.xlsx": "export",
    "GET /api/v1/reports/{receipt}/letter": "report.opened",
    "PATCH /api/v1/reports/{receipt}": "report.amended",
    "POST /api/v1/reports/{receipt}/submit": "report.submitted",
    "POST /api/v1/reports/{receipt}/confirm": "report.confirmed",
    "POST /api/v1/reports/{receipt}/return": "report.returned",
    "POST /api/v1/reports/{receipt}/withdraw": "report.withdrawn",
    "POST /api/v1/wall/pairing": "screen.code",
    "POST /api/v1/wall/pairing/{screen}/leave": "screen.left",
    "POST /api/v1/presenter/screens": "screen.paired",
    "DELETE /api/v1/presenter/screens/{screen}": "screen.released",
    "POST /api/v1/presenter/commands": "screen.led",
}
"""Route or callback → what the audit log calls it once it was done. Sign-ins, accounts and devices note them."""


@dataclass(frozen=True)
class Entry:
    """Hold one line of ROUTES: the pattern that a path matches whole, and what it needs."""

    route: str
    pattern: re.Pattern[str]
    action: Action

    def subject_in(self, path: str) -> str | None:
        """Return what a path is about: what stands in the first place of the pattern."""
        found = self.pattern.fullmatch(path)
        return found[1] if found and found.re.groups else None


@cache
def entries(method: str) -> tuple[Entry, ...]:
    """Return the lines of a method, in the order in which they are tried: constants before places."""
    lines = [
        (route, path, action)
        for route, action in ROUTES.items()
        for verb, path in [route.split(" ", 1)]
        if verb == method
    ]
    return tuple(
        Entry(
            route, re.compile(_PLACE.sub(_group, re.escape(path).replace(r"\{", "{").replace(r"\}", "}"))), action
        )
        for route, path, action in sorted(lines, key=lambda line: line[1].count("{"))
    )


def _group(place: re.Match[str]) -> str:
    return f"({_KINDS[place[2]]})"


def methods_of(path: str) -> list[str]:
    """List the methods that a path takes."""
    methods = sorted({route.split(" ", 1)[0] for route in ROUTES})
    return [method for method in methods if entry_of(method, path) is not None]


def entry_of(method: str, path: str) -> Entry | None:
    """Return what stands in the table of a request; None when nothing does."""
    found = (entry for entry in entries("GET" if method == "HEAD" else method) if entry.pattern.fullmatch(path))
    return next(found, None)
