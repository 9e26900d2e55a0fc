"""Every address and every callback × every role: who may, who may not, and that nothing is left out.

What is expected stands in tests/matrix.py, written by hand. "May" means that the guard and the route let
the request through: it may still be refused for what it says (404, 409, 412, 422), which is checked elsewhere.
"""

import re

import pytest
from starlette.routing import Match
from starlette.websockets import WebSocketDisconnect

from dashboard.access.permissions import AUDITED, CALLBACKS, ROUTES
from dashboard.access.roles import Role
from dashboard.election.facts import PAYLOADS, FactDraft
from dashboard.profile import load
from dashboard.store.log import Entry, Submission
from tests.doors import PASSWORD, application_in, open_site
from tests.matrix import (
    ABOUT_AN_AREA,
    COUNTED,
    DEPARTMENT,
    DRAFTS,
    FACTS,
    FOREIGN,
    HOMES,
    MAY,
    NOBODYS,
    OPERATION,
    OWN,
    PAGES,
    PUBLIC,
    RECORDING,
    WITHIN_OWN_AREA,
)

CLOSED = {"GET /_reload-hash", "GET /_favicon.ico", "GET {path:path}"}
"""What Dash brings and nobody asks for: it answers 404."""

PLACES = {
    "rest:path": "x",
    "release": "0",
    "digest": "0",
    "name": "x",
    "package": "x",
    "figure": "due",
    "form": "csv",
    "login": "nobody",
    "step": "disable",
    "device": "00000000",
    "screen": "0" * 32,
}
QUERIES = {
    "GET /api/v1/reports/form": {"township": "{town}"},
    "GET /api/v1/reports/template.xlsx": {"township": "{town}"},
    "GET /api/v1/figures/{figure}/evidence": {"unit": "{unit}"},
    "GET /api/v1/stream": {"area": "{town}"},
}
BODIES = {
    "PUT /api/v1/access/accounts/{login}": {"role": "viewer", "post": "区领导"},
    "POST /api/v1/access/password": {"old": PASSWORD, "new": "short"},
    "POST /api/v1/access/acting": {"post": None},
    "POST /api/v1/access/persona": {"role": "office"},
    "POST /api/v1/exports/units.{form}": {"columns": ["name"], "codes": ["{unit}"]},
    "POST /api/v1/reports/entries": {"township": "{town}", "kind": "zero"},
    "PATCH /api/v1/reports/{receipt}": {"version": 1, "amendments": {}},
    "POST /api/v1/reports/{receipt}/return": {"reason": "请补充"},
    "POST /api/v1/reports/{receipt}/withdraw": {"reason": "重复"},
}
FILE = "编码,村(社区)名称,当前阶段,备注\n{unit},,,会场\n"
DOSSIER = {
    "output": "dossier.children",
    "outputs": {"id": "dossier", "property": "children"},
    "inputs": [
        {"id": "selected", "property": "data", "value": {"code": "{unit}"}},
        {"id": "touched", "property": "data", "value": None},
    ],
    "state": [{"id": "selected", "property": "data", "value": {"code": "{unit}"}}],
    "changedPropIds": ["selected.data"],
}


# ---------------------------------------------------------------- the house


@pytest.fixture(scope="module")
def site(demo_folder, tmp_path_factory):
    """The district with two pairs of eyes between a report and the record, so that both approvals are met."""
    folder = tmp_path_factory.mktemp("permissions")
    text, profile = load.profile_path("haidian").read_text(encoding="utf-8"), folder / "careful.toml"
    profile.write_text(text.replace("approvals = []", 'approvals = ["check", "confirm"]'), encoding="utf-8")
    yield from open_site(application_in(demo_folder, folder / "data", profile=str(profile)))


@pytest.fixture(scope="module")
def people(site):
    """One account of every role, signed in, and a screen."""
    found = {}
    for role in Role:
        if role is Role.DEVICE:
            found[role.value] = site.screen()
            continue
        areas = [OWN["town"]] if role.value in WITHIN_OWN_AREA else []
        department = DEPARTMENT if role is Role.DEPARTMENT else None
        found[role.value] = site.person(
            role.value.replace("_", "-"), role, areas=areas, department=department, post=f"岗位{role.value}"
        )
    return found


@pytest.fixture(scope="module")
def matters(site):
    """A matter in the own and one in the foreign unit, put to the department that answers it."""
    put = FactDraft(type="matter", subject="m", payload={"department": DEPARTMENT, "text": "协调场地"})
    entries = [Entry(where["unit"], put) for where in (OWN, FOREIGN)]
    site.services.log.append(Submission(entries, "test", "test", "matters"))


def handed_in(site, where):
    """Return a report of a township that waits for its first approval."""
    desk = site.services.desk
    receipt = desk.enter("zero", where["town"], {}, "test").report.id
    desk.submit(receipt, "test")
    return receipt


@pytest.fixture(scope="module")
def receipts(site):
    return {where["town"]: handed_in(site, where) for where in (OWN, FOREIGN)}


# ---------------------------------------------------------------- the lists are whole


def routes_of(server):
    """Give the method and path of everything that the router answers; a mount's files are got."""
    for route in server.router.routes:
        inside = route.effective_candidates() if hasattr(route, "effective_candidates") else [route]
        for one in inside:
            if not hasattr(one, "methods"):
                yield f"GET {one.path}/{{rest:path}}", one
            else:
                yield from ((f"{method} {one.path}", one) for method in sorted(one.methods - {"HEAD"}))


def covers(line, route):
    """Say whether a line of the table is that of a real route, and no wider: only the names of places differ."""
    ours, real = (re.sub(r"\{\w+(:path)?\}", r"{\1}", told) for told in (line, route))
    return ours == real


def test_every_address_stands_in_the_table(site):
    real = [line for line, _ in routes_of(site.application.server)]
    assert len(real) > 60, "the walk finds the routes of the included routers"
    assert [line for line in real if line not in CLOSED and not any(covers(ours, line) for ours in ROUTES)] == []


def test_every_line_of_the_table_is_an_address(site):
    real = [line for line, _ in routes_of(site.application.server)]
    assert [ours for ours in ROUTES if not any(covers(ours, line) for line in real)] == []
    assert set(AUDITED) <= {*ROUTES, *CALLBACKS}


@pytest.mark.parametrize("line", ROUTES)
def test_a_line_and_the_router_mean_the_same_address(site, line):
    method, path = address(line, OWN, "20190110-001")
    scope = {"type": "http", "method": method, "path": path, "root_path": "", "headers": []}
    first = next(
        name for name, route in routes_of(site.application.server) if route.matches(scope)[0] is Match.FULL
    )
    assert covers(line, first)


def test_every_callback_stands_in_the_table(site):
    assert set(site.application.dash.callback_map) == set(CALLBACKS) == {"dossier.children", "chart.figure"}


def test_this_file_knows_every_line(site):
    known = set().union(PUBLIC, NOBODYS, *MAY.values())
    assert known == set(ROUTES)
    assert set(MAY) == {role.value for role in Role}
    assert set().union(*FACTS.values()) == set(PAYLOADS) - {"report_received"}


@pytest.mark.parametrize(
    "path",
    [
        *("/_reload-hash", "/_favicon.ico", "/nowhere", "/dash", "/_dash-ws-worker.js"),
        *("/static/x", "/geo/x", "/geo/x/y/z", "/_dash-component-suites/x"),  # Dash's catch-all lies behind
    ],
)
def test_what_is_closed_is_closed_to_all(site, people, path):
    for visitor in (site.nobody, *people.values()):
        assert visitor.get(path).status_code == 404
        assert visitor.get(path, headers={"Accept": "text/html"}).status_code == 404


# ---------------------------------------------------------------- line × role × area


def filled(told, values):
    """Fill the places in texts, however deep they stand."""
    if isinstance(told, dict):
        return {key: filled(value, values) for key, value in told.items()}
    if isinstance(told, list):
        return [filled(value, values) for value in told]
    if isinstance(told, str):
        return re.sub(r"\{(town|unit)\}", lambda place: values[place[1]], told)
    return told


def address(line, where, receipt):
    method, path = line.split(" ", 1)
    of_town = {"area": where["town"], "code": where["unit"], "receipt": receipt}
    return method, re.sub(r"\{([\w:]+)\}", lambda place: (PLACES | of_town)[place[1]], path)


def body_of(line, role, where):
    """Return what is sent, right in its form for a role that may."""
    if line == "POST /api/v1/reports":
        content = filled(FILE, where).encode()
        return {"files": {"file": ("日报.csv", content)}, "data": {"township": where["town"]}}
    if line == "POST /_dash-update-component":
        return {"json": filled(DOSSIER, where)}
    if line in RECORDING:
        return {"json": DRAFTS.get(role, COUNTED)}
    return {"json": filled(BODIES.get(line, {}), where)} if not line.startswith("GET") else {}


def stream(site, cookie, area):
    """Ask for the stream, which has no end, and leave when it has begun."""
    headers = [("Host", "127.0.0.1"), ("Cookie", cookie)]
    status, _, body = site.ask("GET", f"/api/v1/stream?area={area}", headers)
    kind = re.search(rb"/problems/([\w-]+)", body)
    return status, kind[1].decode() if kind else None


def outcome(site, client, line, role, where, receipts):
    """Ask, and return the status with the kind of problem that is told."""
    if line == "GET /api/v1/stream":
        token = client.cookies.get(site.cookie)
        return stream(site, f"{site.cookie}={token}" if token else "", where["town"])
    if line.endswith("/confirm"):
        receipts = {where["town"]: handed_in(site, where)}
    if line.endswith("/sign-out") and role is not None and role != "device":
        client = site.enter(role.replace("_", "-"))
    method, path = address(line, where, receipts[where["town"]])
    page = line in PAGES
    headers = {"Accept": "text/html"} if page else {}
    if line in OPERATION:
        headers["X-Forwarded-For"] = "10.0.0.7"  # one who sits at the machine reads them without a role
    answer = client.request(
        method,
        path,
        params=filled(QUERIES.get(line, {}), where),
        headers=headers,
        **body_of(line, role, where),
    )
    html = answer.headers.get("content-type", "").startswith("text/html")
    if page and not html and "location" in answer.headers:
        return answer.status_code, answer.headers["location"]
    told = answer.json().get("type", "") if answer.headers.get("content-type", "").endswith("problem+json") else ""
    return answer.status_code, "page" if html else told.removeprefix("/problems/")


def expected(line, role, where):
    """Return what a refusal must be; None when the request is let through."""
    if line in PUBLIC:
        return None
    if role == "device" and line in PAGES - {"GET /"}:
        return 303, "/"  # a screen has one page; this one's is the map
    if line not in MAY[role]:
        if line == "GET /" and role in HOMES:
            return 303, HOMES[role]
        return 403, "page" if line in PAGES else "not-yours"
    if line in ABOUT_AN_AREA and role in WITHIN_OWN_AREA and where is FOREIGN:
        return 403, "not-your-area"
    return None


@pytest.mark.parametrize("line", ROUTES)
def test_a_role_reaches_what_is_its_own_and_nothing_else(site, people, receipts, matters, line):
    wrong = []
    named = line in ABOUT_AN_AREA or "{area}" in line or "{code}" in line or line in QUERIES
    for role, client in people.items():
        for where in (OWN, FOREIGN) if named else (OWN,):
            found, wanted = outcome(site, client, line, role, where, receipts), expected(line, role, where)
            passed = found[0] not in {401, 403} and found[0] < 500 and found[1] not in HOMES.values()
            if found != wanted if wanted else not passed:
                wrong.append((role, "foreign" if where is FOREIGN else "own", found, wanted or "let through"))
    assert wrong == []


@pytest.mark.parametrize("line", [line for line in ROUTES if line not in PUBLIC])
def test_who_is_not_signed_in_reaches_nothing(site, receipts, line):
    status, told = outcome(site, site.visitor(), line, None, OWN, receipts)
    if told.startswith("/"):
        assert (status, told.split("?")[0]) == (303, "/login")
    else:
        assert (status, told) == (401, "sign-in-needed")


@pytest.mark.parametrize("line", sorted(PUBLIC))
def test_the_way_in_is_open(site, receipts, line):
    assert outcome(site, site.visitor(), line, None, OWN, receipts)[0] in {200, 307, 404, 422}


def test_whoever_sits_at_the_machine_reads_how_it_is_operated(people):
    for client in people.values():
        for path in ("/api/openapi.json", "/api/docs"):
            assert client.get(path).status_code == 200


# ---------------------------------------------------------------- facts × role, callbacks × role


@pytest.mark.parametrize("role", MAY)
def test_a_role_records_its_own_types_of_facts(site, people, role):
    path, taken = f"/api/v1/units/{OWN['unit']}/facts", set()
    site.guard._refused.clear()
    for kind in PAYLOADS:
        answer = people[role].post(path, json={"type": kind, "payload": {"nothing": "right"}})
        told = answer.json()["type"].removeprefix("/problems/")
        wanted = {"department": "not-put-to-you", "supervisor": "not-your-post"}.get(role, "fact-refused")
        if told == wanted or (kind, told) == ("alert_action", "no-such-alert"):
            taken.add(kind)
        else:
            assert (answer.status_code, told) == (403, "not-your-fact" if role in FACTS else "not-yours")
    assert taken == FACTS.get(role, set())


@pytest.mark.parametrize("output", ["dossier.children", "chart.figure", "secret.children", "", None, ["dossier"]])
@pytest.mark.parametrize("role", MAY)
def test_a_callback_answers_those_who_open_single_units(people, role, output):
    answer = people[role].post("/_dash-update-component", json=filled(DOSSIER, OWN) | {"output": output})
    may = "GET /api/v1/units" in MAY[role] and output in ("dossier.children", "chart.figure")
    if may:
        assert answer.status_code not in {401, 403}
    else:
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-yours")


def test_the_dossier_that_is_let_through_is_the_units(people):
    answer = people["viewer"].post("/_dash-update-component", json=filled(DOSSIER, OWN))
    assert answer.status_code == 200
    assert OWN["unit"] in answer.text


def test_the_second_approval_is_the_offices(site, people):
    receipt = handed_in(site, OWN)
    path = f"/api/v1/reports/{receipt}/confirm"
    assert people["township_reviewer"].post(path).json()["report"]["status"] == "checked"
    refused = people["township_reviewer"].post(path)
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/not-yours")
    assert people["office"].post(path).json()["report"]["status"] == "confirmed"


@pytest.mark.parametrize("path", ["/_dash-ws-callback", "/", "/api/v1/stream"])
def test_no_websocket_is_opened(site, people, path):
    for visitor in (site.nobody, people["office"]):
        with pytest.raises(WebSocketDisconnect) as refused, visitor.websocket_connect(path):
            pass
        assert refused.value.code == 1008
