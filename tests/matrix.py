"""Say once more, by hand and apart from the code, who may do what."""

OWN = {"town": "110108010", "unit": "110108010001"}
FOREIGN = {"town": "110108026", "unit": "110108026002"}
DEPARTMENT = "区民政局"

PUBLIC = {
    "GET /healthz",
    "GET /readyz",
    "GET /favicon.ico",
    "GET /static/{release}/{rest:path}",
    "GET /assets/{rest:path}",
    "GET /_dash-component-suites/{package}/{rest:path}",
    "GET /login",
    "GET /device",
    "GET /gone",
    "POST /api/v1/access/sign-in",
    "POST /api/v1/access/link",
}
ONESELF = {
    "GET /password",
    "GET /api/v1/access/me",
    "POST /api/v1/access/sign-out",
    "POST /api/v1/access/password",
    "POST /api/v1/access/acting",
}
MAP = {
    "GET /",
    "GET /wall",
    "GET /geo/{digest}/{name}",
    "GET /api/v1/map/{area}",
    "GET /api/v1/map/{area}/timeline",
    "GET /api/v1/wall/{area}",
    "GET /api/v1/stream",
    "GET /api/v1/areas/{code}/summary",
    "GET /_dash-layout",
    "GET /_dash-dependencies",
    "POST /api/v1/wall/pairing",
    "GET /api/v1/wall/pairing/{screen}",
    "POST /api/v1/wall/pairing/{screen}/leave",
}
UNITS = {
    "POST /_dash-update-component",
    "GET /unit/{code}",
    *(f"GET /{board}" for board in ("key", "reviews", "matters", "checklists", "schedule", "incidents", "duty")),
    *("GET /alerts", "GET /assessments", "GET /petitions", "GET /counters", "GET /key/{code}"),
    "GET /api/v1/map/{area}/setbacks",
    "GET /api/v1/map/{area}/petitions",
    "GET /api/v1/units",
    "GET /api/v1/units/{code}",
    "GET /api/v1/units/{code}/history",
    "GET /api/v1/figures/{figure}",
    "GET /api/v1/figures/{figure}/evidence",
}
BOARD = {
    "POST /api/v1/exports/units.{form}",
    "GET /intake",
    "GET /api/v1/reports",
    "GET /api/v1/reports/board",
    "GET /api/v1/reports/completeness",
    "GET /api/v1/reports/reminder",
}
RECORDING = {"POST /api/v1/units/{code}/facts"}
IN_BULK = {
    "GET /api/v1/registers/template.xlsx",
    "POST /api/v1/registers/preview",
    "POST /api/v1/registers",
}
SENDING = {
    "GET /api/v1/reports/form",
    "GET /api/v1/reports/template.xlsx",
    "POST /api/v1/reports",
    "POST /api/v1/reports/entries",
    "GET /api/v1/reports/{receipt}",
    "GET /api/v1/reports/{receipt}/file",
    "GET /api/v1/reports/{receipt}/marked.xlsx",
    "GET /api/v1/reports/{receipt}/letter",
    "PATCH /api/v1/reports/{receipt}",
    "POST /api/v1/reports/{receipt}/submit",
    "POST /api/v1/reports/{receipt}/withdraw",
}
PRESENTING = {
    "GET /remote",
    "GET /api/v1/presenter",
    "POST /api/v1/presenter/screens",
    "DELETE /api/v1/presenter/screens/{screen}",
    "POST /api/v1/presenter/commands",
}
CHECKING = {"POST /api/v1/reports/{receipt}/confirm", "POST /api/v1/reports/{receipt}/return"}
HOUSE = {
    "GET /admin",
    "GET /api/v1/access/accounts",
    "POST /api/v1/access/accounts",
    "PUT /api/v1/access/accounts/{login}",
    "POST /api/v1/access/accounts/{login}/{step}",
    "GET /api/v1/access/profile",
    "GET /api/v1/access/devices",
    "POST /api/v1/access/devices",
    "POST /api/v1/access/devices/{device}/revoke",
}
AUDIT = {"GET /audit", "GET /api/v1/access/audit", "GET /api/v1/access/audit/verify"}
OPERATION = {"GET /metrics", "GET /api/openapi.json", "GET /api/docs"}
NOBODYS = {"POST /api/v1/access/persona"}
"""Without accounts it chooses the persona of the demo; where there are accounts, nobody may."""

SEEING = ONESELF | MAP | UNITS
MAY = {
    "viewer": SEEING | BOARD | PRESENTING,
    "clerk": SEEING | BOARD | SENDING | RECORDING | IN_BULK,
    "township_reviewer": SEEING | BOARD | SENDING | RECORDING | IN_BULK | CHECKING,
    "qualification_reviewer": SEEING | RECORDING | IN_BULK,
    "supervisor": SEEING | BOARD | RECORDING | IN_BULK | PRESENTING,
    "department": SEEING | RECORDING | IN_BULK,
    "office": SEEING | BOARD | SENDING | RECORDING | IN_BULK | CHECKING | PRESENTING,
    "admin": ONESELF | HOUSE | OPERATION,
    "auditor": ONESELF | AUDIT,
    "device": MAP,
}
WITHIN_OWN_AREA = {"clerk", "township_reviewer", "supervisor"}
ABOUT_AN_AREA = SENDING | CHECKING | RECORDING

REPORTED = {
    *("milestone", "milestone_revoked", "plan", "township_plan", "poll_scheduled", "poll_held"),
    *("exception", "exception_cleared", "review_submitted", "review_started", "review_returned", "check", "posts"),
    *("alert_action", "assessment_sheet", "assistance"),
    *("measure", "matter", "visit", "incident"),
    *("petitions", "composition", "counter", "remark", "retracted"),
}
FACTS = {
    "clerk": REPORTED,
    "township_reviewer": REPORTED,
    "qualification_reviewer": {"review_started", "review_returned"},
    "supervisor": {"visit"},
    "department": {"matter"},
    "office": REPORTED | {"assignment", "key_village", "assessment", "plan_review", "policy_answer"},
}
DRAFTS = {
    "qualification_reviewer": {
        "type": "review_returned",
        "track": "party",
        "subject": "b",
        "payload": {"passed": 1, "returned": 0},
    },
    "supervisor": {"type": "visit", "payload": {"post": "岗位supervisor", "kind": "rounds"}},
    "department": {
        "type": "matter",
        "subject": "m",
        "payload": {"department": DEPARTMENT, "text": "协调场地", "reply": "已协调"},
    },
}
COUNTED = {"type": "counter", "payload": {"name": "training", "count": 3}}

PAGES = {
    "GET /",
    "GET /wall",
    "GET /remote",
    "GET /intake",
    "GET /unit/{code}",
    *(f"GET /{board}" for board in ("key", "reviews", "matters", "checklists", "schedule", "incidents", "duty")),
    *("GET /assessments", "GET /petitions", "GET /counters", "GET /key/{code}"),
    "GET /password",
    "GET /admin",
    "GET /audit",
    "GET /api/docs",
}
"""What a person looks at: refused with a page, not with a problem."""

HOMES = {"admin": "/admin", "auditor": "/audit"}
"""Where a role begins that does not look at the map."""
