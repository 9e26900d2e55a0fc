"""Requests that no page of this site makes: forged sessions, other sites, odd addresses, bodies and guesses."""

import json

import pytest

from dashboard.access.keys import Keys
from dashboard.api.limits import MAX_BODY
from tests.doors import ADDRESS, PASSWORD, application_in, open_site, problem

OWN, UNIT, OTHER = "110108010", "110108010001", "110108026002"
FACTS = f"/api/v1/units/{UNIT}/facts"
COUNTED = {"type": "counter", "payload": {"name": "training", "count": 3}}
SITE = "http://situation.example"
ME = "/api/v1/access/me"


@pytest.fixture(scope="module")
def site(demo_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("requests") / "data"
    yield from open_site(application_in(demo_folder, folder, origins=SITE))


@pytest.fixture(scope="module")
def clerk(site):
    return site.person("clerk", "clerk", areas=[OWN])


@pytest.fixture(scope="module")
def admin(site):
    return site.person("admin", "admin")


def holding(site, token, **more):
    """Return a browser that holds some session's cookie."""
    visitor = site.visitor(**more)
    visitor.cookies.set(site.cookie, token)
    visitor.headers["X-CSRFToken"] = site.doors.page_token(token)
    return visitor


# ---------------------------------------------------------------- sessions


FORGED = {
    "empty": lambda site, token: "",
    "truncated": lambda site, token: token[:-1],
    "longer": lambda site, token: token + "A",
    "other case": lambda site, token: token.swapcase(),
    "its key": lambda site, token: site.doors.key_of(token),
    "page token": lambda site, token: site.doors.page_token(token),
    "other installation": lambda site, token: Keys(b"x" * 32).of("session", token),
    "guessed": lambda site, token: site.doors.keys.token(),
    "login": lambda site, token: "admin",
    "sql": lambda site, token: "x'-OR-'1'='1",
    "long": lambda site, token: "A" * 20_000,
    "latin": lambda site, token: "\u00e9\u00ff",
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
def test_a_forged_cookie_is_nobodys(site, clerk, forge):
    token = forge(site, clerk.cookies[site.cookie])
    headers = [("Host", "127.0.0.1"), ("Cookie", f"{site.cookie}={token}")]
    with site.nothing_changes():
        assert site.ask("GET", ME, headers)[0] == 401
        own = [*headers, ("X-CSRFToken", clerk.headers["X-CSRFToken"]), ("Content-Type", "application/json")]
        assert site.ask("POST", FACTS, own, json.dumps(COUNTED).encode())[0] == 401


def test_a_cookie_of_another_name_is_not_looked_at(site, clerk):
    token = clerk.cookies[site.cookie]
    for name in ("session", "session_00000000", f"__Host-{site.cookie}", site.cookie.upper()):
        visitor = site.visitor()
        visitor.cookies.set(name, token)
        assert visitor.get(ME).status_code == 401


def ends_by(site, admin, how):
    """Return what a browser held whose session has ended in some way."""
    login = f"gone-{how}"
    person = site.person(login, "clerk", areas=[OWN])
    token = person.cookies[site.cookie]
    assert person.get(ME).status_code == 200
    if how == "sign-out":
        done = person.post("/api/v1/access/sign-out")
    elif how == "password":
        done = person.post("/api/v1/access/password", json={"old": PASSWORD, "new": "blackberries in june"})
    elif how == "sign-in":
        done = person.post("/api/v1/access/sign-in", json={"login": login, "password": PASSWORD})
    else:
        done = admin.post(f"/api/v1/access/accounts/{login}/{how}")
    assert done.status_code == 200
    return token


@pytest.mark.parametrize("how", ["sign-out", "password", "sign-in", "disable", "reset"])
def test_a_session_that_ended_is_not_played_again(site, admin, how):
    token = ends_by(site, admin, how)
    replayed = holding(site, token)
    with site.nothing_changes():
        assert problem(replayed.get(ME)) == (401, "sign-in-needed")
        assert problem(replayed.post(FACTS, json=COUNTED)) == (401, "sign-in-needed")


@pytest.mark.parametrize("how", ["disable", "reset"])
def test_a_shut_account_does_not_come_in_again(site, admin, how):
    login = f"shut-{how}"
    site.person(login, "clerk", areas=[OWN])
    admin.post(f"/api/v1/access/accounts/{login}/{how}")
    with site.nothing_changes(login, action="sign-in.refused"):
        body = {"login": login, "password": PASSWORD}
        assert problem(site.visitor().post("/api/v1/access/sign-in", json=body)) == (401, "sign-in-refused")


def test_a_revoked_screen_is_shut_out_at_once(site, admin):
    screen = site.screen("走廊")
    assert screen.get(ME).status_code == 403
    assert screen.get("/api/v1/map/110108").status_code == 200
    device = next(one.id for one in site.doors.sessions.devices() if one.name == "走廊")
    assert admin.post(f"/api/v1/access/devices/{device}/revoke").status_code == 200
    assert screen.get("/api/v1/map/110108").status_code == 401


# ---------------------------------------------------------------- other sites


OTHER_SITES = {
    "no token": {"X-CSRFToken": ""},
    "wrong token": {"X-CSRFToken": "0" * 64},
    "another session's": {"X-CSRFToken": "other"},
    "that of the door": {"X-CSRFToken": "door"},
    "cross-site": {"Sec-Fetch-Site": "cross-site"},
    "same-site": {"Sec-Fetch-Site": "same-site"},
    "odd site": {"Sec-Fetch-Site": "SAME-ORIGIN"},
    "other origin": {"Origin": "http://evil.example"},
    "other port": {"Origin": f"{ADDRESS}:9999"},
    "longer origin": {"Origin": f"{ADDRESS}.evil.example"},
    "user in origin": {"Origin": "http://127.0.0.1@evil.example"},
    "null origin": {"Origin": "null"},
    "empty origin": {"Origin": ""},
}


@pytest.mark.parametrize("headers", OTHER_SITES.values(), ids=OTHER_SITES)
def test_a_change_that_another_site_asks_for_is_refused(site, clerk, admin, headers):
    tokens = {"other": site.doors.page_token(admin.cookies[site.cookie]), "door": site.doors.page_token(None)}
    headers = {name: tokens.get(value, value) for name, value in headers.items()}
    with site.nothing_changes("clerk"):
        for path, body in ((FACTS, COUNTED), ("/api/v1/access/sign-out", None)):
            assert problem(clerk.post(path, json=body, headers=headers)) == (403, "cross-site")
    assert clerk.get(ME).status_code == 200


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}])
def test_another_site_signs_nobody_in(site, clerk, headers):
    body = {"login": "clerk", "password": PASSWORD}
    with site.nothing_changes():
        assert problem(site.visitor().post("/api/v1/access/sign-in", json=body, headers=headers)) == (
            403,
            "cross-site",
        )


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_a_body_that_a_foreign_form_could_send_is_no_fact(site, clerk, kind):
    content = json.dumps(COUNTED)
    with site.nothing_changes():
        assert clerk.post(FACTS, content=content, headers={"Content-Type": kind}).status_code in {400, 422}
        own = {"Content-Type": kind, "X-CSRFToken": ""}
        assert problem(clerk.post(FACTS, content=content, headers=own)) == (403, "cross-site")


# ---------------------------------------------------------------- addresses


TRICKS = [
    "//api/v1/access/accounts",
    "/api//v1/access/accounts",
    "/api/v1/../../admin",
    "/api/v1/units/../access/accounts",
    "/api/v1/units/%2e%2e/access/accounts",
    "/api/v1/units/..%2faccess%2faccounts",
    "/unit/..%2f..%2fadmin",
    "/admin/",
    "/admin%2f",
    "/admin%00",
    "/admin%0a",
    "/admin;x=1",
    "/admin.html",
    "/ADMIN",
    "/api/v1/Access/accounts",
    "/api/v1/access/accounts/",
    "/api/v1/access/accounts%3fx",
    "/static/../../etc/passwd",
    "/static/x/..%2f..%2f..%2fetc%2fpasswd",
    "/static/%2e%2e/%2e%2e/etc/passwd",
    "/assets/../../../etc/passwd",
    "/assets/..%2f..%2fdashboard%2ffactory.py",
    "/assets/%2e%2e/%2e%2e/pyproject.toml",
    "/assets//etc/passwd",
    "/geo/..%2f..%2fsecret.key",
    "/geo/x/..%2f..%2f..%2fsituation.db",
    "/_dash-component-suites/dash/..%2f..%2f..%2fetc%2fpasswd",
    "/_dash-component-suites/../../etc/passwd",
    "/_reload-hash",
    "/_dash-update-component/",
    "http://evil.example/admin",
    "/data/secret.key",
]


@pytest.mark.parametrize("path", TRICKS)
def test_an_odd_address_leads_nowhere(site, clerk, admin, path):
    for visitor in (clerk, admin):
        held = [("Host", "127.0.0.1"), ("Cookie", f"{site.cookie}={visitor.cookies[site.cookie]}")]
        for accept in ("text/html", "*/*"):
            status, headers, body = site.ask("GET", path, [*held, ("Accept", accept)])
            assert (status, "location" in headers) == (404, False)
            assert b"root:" not in body
            assert b"accounts" not in body.replace(b"/accounts", b"")


@pytest.mark.parametrize("path", ["/%61dmin", "/%61%64min", "/api/v1/%61ccess/accounts"])
def test_an_address_in_other_letters_is_the_same_address(site, clerk, path):
    held = [("Host", "127.0.0.1"), ("Cookie", f"{site.cookie}={clerk.cookies[site.cookie]}")]
    with site.nothing_changes("clerk"):
        assert site.ask("GET", path, held)[0] == 403


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "127.0.0.1@evil.example",
        "situation.example.evil.example",
        "situation.example:81",
        "",
        "[::1",
        "evil.example#127.0.0.1",
    ],
)
def test_a_host_of_another_site_is_misdirected(site, clerk, host):
    held = [("Host", host), ("Cookie", f"{site.cookie}={clerk.cookies[site.cookie]}"), ("Accept", "text/html")]
    for path in ("/", "/login", ME):
        status, headers, body = site.ask("GET", path, held)
        assert (status, headers["content-type"]) == (421, "application/problem+json")
        assert b"host-unknown" in body


ELSEWHERE = {
    "X-HTTP-Method-Override": "GET",
    "X-HTTP-Method": "GET",
    "X-Method-Override": "DELETE",
    "X-Original-URL": ME,
    "X-Rewrite-URL": ME,
    "X-Forwarded-Prefix": "/api/v1/access",
    "X-Forwarded-For": "127.0.0.1",
    "Forwarded": "for=127.0.0.1;host=127.0.0.1",
    "X-Real-IP": "127.0.0.1",
    "X-Forwarded-User": "admin",
    "X-Remote-User": "admin",
    "Authorization": "Basic YWRtaW46YWRtaW4=",
}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_no_header_makes_another_request_of_one(site, clerk, name):
    headers = {name: ELSEWHERE[name]}
    with site.nothing_changes("clerk"):
        foreign = clerk.post(f"/api/v1/units/{OTHER}/facts", json=COUNTED, headers=headers)
        assert problem(foreign) == (403, "not-your-area")
        assert problem(clerk.get("/api/v1/access/accounts", headers=headers)) == (403, "not-yours")
    assert site.visitor().get(ME, headers=headers).status_code == 401


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "get"])
def test_a_method_that_an_address_does_not_take_is_refused(site, clerk, method):
    held = [("Host", "127.0.0.1"), ("Cookie", f"{site.cookie}={clerk.cookies[site.cookie]}")]
    with site.nothing_changes():
        assert site.ask(method, FACTS, held)[0] == 405
        assert site.ask(method, "/api/v1/access/accounts", held)[0] == 405


@pytest.mark.parametrize(
    "next_",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/\r\\evil.example",
        " //evil.example",
        "/\x00/evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "evil.example",
        "/intake\\evil",
    ],
)
def test_the_way_in_leads_to_no_other_site(site, next_):
    page = site.visitor().get("/login", params={"next": next_}, headers={"Accept": "text/html"})
    boot = json.loads(page.text.split('id="boot">')[1].split("</script>")[0])
    assert (page.status_code, boot["next"]) == (200, None)
    inside = site.visitor().get("/login", params={"next": "/intake?day=2019-01-09"})
    assert json.loads(inside.text.split('id="boot">')[1].split("</script>")[0])["next"] == "/intake?day=2019-01-09"


MARKUP = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "<b>{{7*7}}</b>", "<b>{0.__class__}</b>"]


@pytest.mark.parametrize("text", MARKUP)
def test_an_address_is_told_as_text(clerk, text):
    for path in (f"/{text}", f"/unit/{text}", f"/login?next=/{text}", f"/?track={text}&theme={text}&unit={text}"):
        page = clerk.get(path, headers={"Accept": "text/html"})
        assert page.headers["content-type"].startswith("text/html")
        assert text not in page.text
        assert "script-src 'self'" in page.headers["content-security-policy"]


# ---------------------------------------------------------------- bodies


def test_a_body_that_is_too_large_is_refused_before_it_is_read(site, clerk):
    with site.nothing_changes():
        for path in (FACTS, "/_dash-update-component", "/api/v1/access/password", "/api/v1/reports/entries"):
            answer = clerk.post(path, content=b'"' + b"x" * MAX_BODY + b'"')
            assert problem(answer) == (413, "too-large")


DEEP = {"lists": "[" * 100_000, "objects": '{"a":' * 100_000, "closed": "[" * 50_000 + "]" * 50_000}


@pytest.mark.parametrize("content", DEEP.values(), ids=DEEP)
@pytest.mark.parametrize("path", [FACTS, "/_dash-update-component", "/api/v1/reports/entries"])
def test_a_deep_body_is_refused(site, clerk, path, content):
    with site.nothing_changes():
        answer = clerk.post(path, content=content, headers={"Content-Type": "application/json"})
        assert answer.status_code in {400, 403, 422}


UNKEPT = {"nul": b"\\u0000", "half a pair": b"\\ud800", "other half": b"\\uDFFF", "raw half": b"\xed\xa0\x80"}


@pytest.mark.parametrize("sign", UNKEPT.values(), ids=UNKEPT)
def test_signs_that_cannot_be_kept_are_refused(site, clerk, sign):
    """A half of a pair in a draft would be kept, and no answer with it could be written any more."""
    headers = {"Content-Type": "application/json"}
    entry = clerk.post("/api/v1/reports/entries", json={"township": OWN, "kind": "zero"}).json()["report"]
    bodies = [
        ("POST", FACTS, b'{"type": "%s", "payload": {}}'),
        ("POST", FACTS, b'{"type": "remark", "track": "party", "payload": {"topic": "remarks", "text": "%s"}}'),
        ("PATCH", f"/api/v1/reports/{entry['id']}", b'{"version": 1, "amendments": {"reasons": {"x": "%s"}}}'),
        ("POST", "/api/v1/access/sign-in", b'{"login": "%s", "password": "x"}'),
        ("POST", "/api/v1/reports/entries", b'{"township": "%s", "kind": "zero"}'),
    ]
    with site.nothing_changes():
        for method, path, body in bodies:
            answer = clerk.request(method, path, content=body.replace(b"%s", sign), headers=headers)
            assert problem(answer) == (422, "text-unwritable")
    assert clerk.get(f"/api/v1/reports/{entry['id']}").status_code == 200


def test_whole_pairs_and_written_escapes_are_kept(clerk):
    for text in ("\U0001f5f3 会场", "\\u0000 and \\ud800"):
        draft = {"type": "remark", "track": "party", "payload": {"topic": "remarks", "text": text}}
        assert clerk.post(
            FACTS, content=json.dumps(draft), headers={"Content-Type": "application/json"}
        ).is_success
        told = clerk.get(f"/api/v1/units/{UNIT}/history").json()["facts"][0]
        assert told["payload"]["text"] == text


@pytest.mark.parametrize(
    "state", [None, 5, "x", [5], [{"value": {"code": 7}}], [{"value": {"code": "' OR 1=1 --"}}]]
)
def test_an_odd_callback_is_answered_or_refused_in_order(clerk, state):
    asked = {"output": "dossier.children", "state": state, "inputs": state}
    assert clerk.post("/_dash-update-component", json=asked | {"output": "x"}).status_code == 403
    answered = clerk.post("/_dash-update-component", json=asked)
    assert b"Traceback" not in answered.content


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5000, "-1", "1e9", "0x10"])
def test_numbers_beyond_measure_are_refused(site, clerk, number):
    with site.nothing_changes():
        assert clerk.post(FACTS, json=COUNTED, headers={"If-Match": f'"{number}"'}).status_code == 422
        assert clerk.get("/api/v1/units", params={"known": number}).status_code == 422
        held = [("Host", "127.0.0.1"), ("Cookie", f"{site.cookie}={clerk.cookies[site.cookie]}")]
        assert site.ask("GET", "/api/v1/stream", [*held, ("Last-Event-ID", number)])[0] == 200


@pytest.mark.parametrize("path", ["/api/v1/map/110108", "/api/v1/figures/due", "/api/v1/map/110108/setbacks"])
def test_days_before_all_calendars_are_refused(clerk, path):
    assert problem(clerk.get(path, params={"as_of": "0001-01-01"})) == (422, "malformed")
