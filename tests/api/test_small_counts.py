"""Counts that could point at one person are told to the office only; a wall is told no text at all."""

import json

import pytest
from fastapi.testclient import TestClient

from dashboard.access.accounts import NewAccount
from dashboard.access.audit import Origin
from dashboard.access.roles import NEEDS_AREAS, Role
from dashboard.api.exports import Column

UNIT = "110108024901"
PEOPLE = [role for role in Role if role not in {Role.ADMIN, Role.AUDITOR, Role.DEVICE}]
TEXT = "征地补偿款拨付进度要问清"


@pytest.fixture
def as_role(application):
    """Sign in as a new account of a role, past its first password; or link a screen."""
    services, opened = application.services, []

    def enter(role):
        client = TestClient(application.server, base_url="http://127.0.0.1")
        opened.append(client)
        if role is Role.DEVICE:
            _, code = services.house.add_device("大厅", "/", "test", Origin())
            assert client.post("/api/v1/access/link", json={"code": code}).status_code == 200
            return client
        areas = ("110108024",) if role in NEEDS_AREAS else ()
        department = "区规划国土委" if role is Role.DEPARTMENT else None
        login = role.value.replace("_", "-")
        password = services.house.add(
            NewAccount(login, role, "岗位", areas, department=department), "test", Origin()
        )
        services.doors.accounts.change(login, services.clock.now(), must_change=False)
        assert (
            client.post("/api/v1/access/sign-in", json={"login": login, "password": password}).status_code == 200
        )
        return client

    yield enter
    for client in opened:
        client.close()


def send(client, application, path, body):
    session = next(value for name, value in client.cookies.items() if name.startswith("session"))
    return client.post(path, json=body, headers={"X-CSRFToken": application.services.doors.page_token(session)})


@pytest.fixture
def recorded(application, as_role):
    """The office records counts of one and two, and a matter in words."""
    office = as_role(Role.OFFICE)
    facts = [
        {"type": "petitions", "payload": {"visits": 1, "hotline": 7}},
        {"type": "review_submitted", "track": "committee", "subject": "b9", "payload": {"hours": 24, "candidates": 1}},
        {"type": "review_returned", "track": "committee", "subject": "b9", "payload": {"passed": 5, "returned": 2}},
        {"type": "matter", "subject": "m9", "payload": {"department": "区规划国土委", "text": TEXT}},
    ]  # fmt: skip
    assert send(office, application, f"/api/v1/units/{UNIT}/facts", {"facts": facts}).status_code == 201
    return office


def counts_in_history(client):
    facts = client.get(f"/api/v1/units/{UNIT}/history", params={"lang": "zh", "limit": 4}).json()["facts"]
    told = {}
    for fact in facts:
        told |= {name: value for name, value in fact["payload"].items() if name not in {"text", "department"}}
    return told


def dossier(client, application):
    value = {"code": UNIT, "locale": "zh_CN", "whole": True}
    body = {
        "output": "dossier.children",
        "outputs": {"id": "dossier", "property": "children"},
        "inputs": [
            {"id": "selected", "property": "data", "value": value},
            {"id": "touched", "property": "data", "value": None},
        ],
        "state": [{"id": "selected", "property": "data", "value": value}],
        "changedPropIds": ["selected.data"],
    }
    answer = send(client, application, "/_dash-update-component", body)
    assert answer.status_code == 200, answer.text
    return json.dumps(answer.json(), ensure_ascii=False)


def test_only_the_office_is_told_small_counts(application, as_role, recorded):
    exact = {"visits": 1, "hotline": 7, "hours": 24, "candidates": 1, "passed": 5, "returned": 2}
    assert counts_in_history(recorded) == exact
    assert "信访 1 件" in dossier(recorded, application)
    for role in PEOPLE:
        if role is Role.OFFICE:
            continue
        client = as_role(role)
        assert counts_in_history(client) == exact | {"visits": "有", "candidates": "有", "returned": "有"}, role
        told = dossier(client, application)
        assert "信访 1 件" not in told, role
        assert "信访 有 件" in told, role


def test_no_export_tells_texts_or_small_counts(application, as_role, recorded):
    every = [column.value for column in Column]
    for client in (recorded, as_role(Role.VIEWER)):
        answer = send(client, application, "/api/v1/exports/units.csv", {"codes": [UNIT], "columns": every})
        assert answer.status_code == 200
        assert "示例一村" in answer.text
        assert TEXT not in answer.text
        assert "信访" not in answer.text


def test_no_text_and_no_small_count_reaches_a_screen(application, as_role, recorded):
    screen = as_role(Role.DEVICE)
    heard = [screen.get("/").text]
    catalog = application.services.catalog
    for path in (
        "/api/v1/map/110108",
        "/api/v1/map/110108?track=overall",
        "/api/v1/map/110108/timeline",
        "/api/v1/areas/110108024/summary",
        *(f"/geo/{catalog.hash}/{name}" for name in catalog.files),
    ):
        answer = screen.get(path)
        assert answer.status_code == 200, path
        heard.append(answer.text)
    assert not any(TEXT in text or "petition" in text for text in heard)
    for path in (
        f"/unit/{UNIT}",
        f"/api/v1/units/{UNIT}",
        f"/api/v1/units/{UNIT}/history",
        "/api/v1/figures/matters",
    ):
        assert screen.get(path).status_code == 403, path
