"""The table of addresses: what each needs, and that nothing else answers."""

import pytest

from dashboard.access.permissions import AUDITED, CALLBACKS, ROUTES, entry_of, methods_of
from dashboard.access.roles import Action


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/api/v1/reports/board", "GET /api/v1/reports/board"),
        ("/api/v1/reports/form", "GET /api/v1/reports/form"),
        ("/api/v1/reports/template.xlsx", "GET /api/v1/reports/template.xlsx"),
        ("/api/v1/reports/20181214-001", "GET /api/v1/reports/{receipt}"),
        ("/api/v1/reports/20181214-001/file", "GET /api/v1/reports/{receipt}/file"),
        ("/api/v1/access/audit", "GET /api/v1/access/audit"),
        ("/api/v1/access/audit/verify", "GET /api/v1/access/audit/verify"),
        ("/api/v1/map/11", "GET /api/v1/map/{area}"),
        ("/api/v1/map/11/timeline", "GET /api/v1/map/{area}/timeline"),
        ("/static/a/b/c.js", "GET /static/{release}/{rest:path}"),
        ("/", "GET /"),
    ],
)
def test_an_address_has_one_line_and_constants_come_before_places(path, route):
    assert entry_of("GET", path).route == route
    assert entry_of("HEAD", path).route == route, "HEAD is GET without the body"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/nowhere"),
        ("GET", ""),
        ("GET", "/api/v1/units/"),
        ("GET", "/api/v1/units/1/2"),
        ("GET", "/api/v1/units/1/history/"),
        ("GET", "/api/v1/units/1\n"),
        ("GET", "/api/v1/reports/board\n"),
        ("GET", "/api/v1/units/1\0"),
        ("GET", "/static/"),
        ("GET", "/static/a\0b"),
        ("GET", "//api/v1/units"),
        ("GET", "/API/v1/units"),
        ("GET", "/api/v1/reports/templateXxlsx/file/more"),
        ("POST", "/api/v1/exports/unitsXxlsx"),
        ("POST", "/"),
        ("POST", "/api/v1/units/1"),
        ("DELETE", "/api/v1/units/1"),
        ("OPTIONS", "/api/v1/units/1"),
        ("TRACE", "/healthz"),
        ("get", "/healthz"),
    ],
)
def test_what_is_not_listed_answers_nothing(method, path):
    assert entry_of(method, path) is None


def test_a_line_says_what_a_path_is_about():
    assert entry_of("GET", "/api/v1/units/111/history").subject_in("/api/v1/units/111/history") == "111"
    assert entry_of("POST", "/api/v1/exports/units.csv").subject_in("/api/v1/exports/units.csv") == "csv"
    assert entry_of("GET", "/api/v1/units").subject_in("/api/v1/units") is None


def test_every_line_finds_itself():
    for route, action in ROUTES.items():
        method, path = route.split(" ", 1)
        filled = path.replace(":path", "").replace("{", "x").replace("}", "x")
        assert (entry_of(method, filled).route, entry_of(method, filled).action) == (route, action)


def test_the_methods_of_an_address():
    assert methods_of("/api/v1/reports") == ["GET", "POST"]
    assert methods_of("/api/v1/reports/1") == ["GET", "PATCH"]
    assert methods_of("/nowhere") == []


def test_what_is_audited_is_in_the_table():
    assert {name for name in AUDITED if " " in name} <= set(ROUTES)
    assert {name for name in AUDITED if " " not in name} <= set(CALLBACKS)
    changes = {route for route in ROUTES if not route.startswith("GET ")}
    elsewhere = {route for route in changes if "/access/" in route} | {"POST /_dash-update-component"}
    assert changes - elsewhere <= set(AUDITED), "what changes something leaves a trace"


def test_nobody_needs_to_sign_in_for_this_and_nothing_else():
    public = {route for route, action in ROUTES.items() if action is Action.PUBLIC}
    assert public == {
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
