"""Every answer is one that the API's document declares, whoever asks and whatever is sent."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from schemathesis import GenerationMode, checks
from schemathesis.python import asgi

from dashboard.access.accounts import NewAccount
from dashboard.access.audit import Origin
from dashboard.access.roles import NEEDS_AREAS, Role
from dashboard.factory import create_app
from dashboard.intake.template import template
from dashboard.messages import messages
from dashboard.profile import load
from dashboard.settings import Settings
from tests.apps import copy_of

HERE = "http://127.0.0.1"
TOWN, UNIT = "110108026", "110108026002"
ENDLESS = {"GET /api/v1/stream"}
"""It answers until its client goes; tests/api/test_stream.py reads it."""
CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
EXAMPLES = 2
"""Cases made up for each operation and way; more find nothing new in the time that a test may take."""
SHELL = Origin("shell")


class House:
    """An application with an account for each role, reports in each state, and a way to ask as somebody."""

    def __init__(self, application):
        self.application, self.services = application, application.services
        self.schema = schemathesis.openapi.from_dict(application.server.openapi())
        self.schema.app = application.server
        self.operations = {
            one.ok().label: one.ok() for one in self.schema.get_all_operations() if one.ok().label not in ENDLESS
        }
        self.client = asgi.get_client(application.server)
        for role in Role:
            if role is not Role.DEVICE:
                self.add(role.value.replace("_", "-"), role)
        self.spare = self.add("spare", Role.VIEWER)
        self.screen, _ = self.services.house.add_device("大厅", "/", "shell", SHELL)

    def add(self, login, role):
        department = "区民政局" if role is Role.DEPARTMENT else None
        areas = (TOWN,) if role in NEEDS_AREAS else ()
        new = NewAccount(login, role, f"岗位{login}", areas=areas, posts=("区选举办",), department=department)
        password = self.services.house.add(new, "shell", SHELL)
        self.services.doors.accounts.change(login, datetime.now(UTC), must_change=False)
        return password

    def headers(self, role):
        """Begin a session of a role's account; return what a page of it sends."""
        if role is None:
            return {}
        doors = self.services.doors
        token, owner = doors.keys.token(), {"login": role.value.replace("_", "-")}
        if role is Role.DEVICE:
            owner = {"device": self.screen.id}
        doors.sessions.begin(doors.key_of(token), datetime.now(UTC), "here", **owner)
        return {
            "Cookie": f"session_{doors.keys.short_name}={token}",
            "X-CSRFToken": doors.page_token(token),
        }

    def ask(self, case, headers):
        """Send a case and hold the answer against the document."""
        self.client.cookies.clear()
        answer = case.call(base_url=HERE, session=self.client, headers=headers)
        case.validate_response(answer, checks=CHECKS, headers=headers)
        return answer

    def cases(self, label, known):
        """Make up requests: what the document allows and what it does not, about anything and about what is there."""
        operation, made = self.operations[label], []
        places = {name: known[name] for name in known if f"{{{name}}}" in operation.path}
        ways = [
            operation.as_strategy(generation_mode=mode, **({"path_parameters": fixed} if fixed else {}))
            for mode in GenerationMode
            for fixed in ({}, places)
            if fixed or not places or mode is GenerationMode.POSITIVE
        ]

        @settings(
            max_examples=EXAMPLES * len(ways),
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=st.one_of(ways))
        def make(case):
            made.append(case)

        make()
        return made


@pytest.fixture(scope="module")
def house(demo_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("contract")
    text = load.profile_path("haidian").read_text(encoding="utf-8")
    profile = folder / "careful.toml"
    profile.write_text(text.replace("approvals = []", 'approvals = ["check", "confirm"]'), encoding="utf-8")
    data = copy_of(demo_folder, folder / "data")
    made = House(create_app(Settings(data_dir=data, demo_speed=0, profile=str(profile), _env_file=None)))
    with made.client:
        yield made
    made.services.queries.engine.dispose()


@pytest.fixture(scope="module")
def cases(house):
    """Requests made up once; everybody sends the same."""
    desk = house.services.desk
    report = desk.enter("unit", TOWN, {"party": {UNIT: {"remarks": "桌椅已到"}}}, "clerk").report.id
    known = {"area": "110108", "code": UNIT, "receipt": report, "figure": "elected", "login": "spare"}
    known |= {"device": house.screen.id, "form": "csv", "screen": "0" * 32}
    return [case for label in house.operations for case in house.cases(label, known)]


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role or "nobody")
def test_no_answer_is_undeclared(house, cases, role):
    headers = house.headers(role)
    for case in cases:
        if case.operation.label == "POST /api/v1/access/sign-out":
            headers = house.headers(role)
        house.services.doors.accounts.clear_attempts("address:testclient")
        house.ask(case, headers)


@pytest.fixture(scope="module")
def workbook(house):
    """The form of a township with a remark written into one unit's row."""
    desk, say = house.services.desk, messages("zh_CN")
    book = load_workbook(BytesIO(template(desk, TOWN, house.services.clock.today(), say, demo=True)))
    sheet = book["表一甲 党组织"]
    column = next(cell.column for row in sheet["A3:BE4"] for cell in row if cell.value == "备注")
    (number,) = [row[1].row for row in sheet.iter_rows(min_row=5) if row[1].value == UNIT]
    sheet.cell(number, column).value = "会场已落实"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


class Story:
    """Ask for what each operation is made for, in an order in which it can be done."""

    def __init__(self, house):
        self.house, self.done = house, set()

    def __call__(self, label, role, status=200, media_type="application/json", **parts):
        case = self.house.operations[label].Case(media_type=media_type if "body" in parts else None, **parts)
        answer = self.house.ask(case, self.house.headers(role))
        assert answer.status_code == status, (label, answer.text)
        self.done.add(label)
        return answer.json() if "json" in answer.headers["content-type"][0] else None


def look(ask):
    district, unit = {"area": "110108"}, {"code": UNIT}
    for label in ("GET /healthz", "GET /readyz"):
        ask(label, None)
    ask("GET /api/v1/map/{area}", Role.DEVICE, path_parameters=district)
    ask("GET /api/v1/wall/{area}", Role.DEVICE, path_parameters=district, query={"visitors": False})
    ask("GET /api/v1/map/{area}/timeline", Role.DEVICE, path_parameters=district)
    ask("GET /api/v1/map/{area}/setbacks", Role.VIEWER, path_parameters=district, query={"since": "2018-11-01"})
    ask("GET /api/v1/map/{area}/petitions", Role.VIEWER, path_parameters=district)
    ask("GET /api/v1/areas/{code}/summary", Role.VIEWER, path_parameters={"code": TOWN})
    ask("GET /api/v1/units", Role.VIEWER)
    ask("GET /api/v1/units/{code}", Role.VIEWER, path_parameters=unit)
    figure = ask("GET /api/v1/figures/{figure}", Role.VIEWER, path_parameters={"figure": "elected"})
    row = figure["counted"][0]
    ask(
        "GET /api/v1/figures/{figure}/evidence",
        Role.VIEWER,
        path_parameters={"figure": "elected"},
        query={"unit": row["code"], "track": row["track"]},
    )
    files = ask.house.services.catalog
    for name in files.files:
        ask("GET /geo/{digest}/{name}", Role.DEVICE, path_parameters={"digest": files.hash, "name": name})
    remark = {"type": "remark", "track": "party", "payload": {"topic": "remarks", "text": "会场已落实"}}
    for status in (201, 200):
        headers = {"Idempotency-Key": "contract"}
        ask(
            "POST /api/v1/units/{code}/facts",
            Role.CLERK,
            status,
            path_parameters=unit,
            body=remark,
            headers=headers,
        )
    ask("GET /api/v1/units/{code}/history", Role.VIEWER, path_parameters=unit)
    shown = {"columns": ["name"], "codes": [UNIT]}
    for form in ("xlsx", "csv"):
        ask("POST /api/v1/exports/units.{form}", Role.VIEWER, path_parameters={"form": form}, body=shown)


def report(ask, workbook):
    town = {"township": TOWN}
    ask("GET /api/v1/reports/template.xlsx", Role.CLERK, query=town)
    ask("GET /api/v1/reports/form", Role.CLERK, query=town)
    sent = {"body": {"file": workbook, **town}, "media_type": "multipart/form-data"}
    kept = ask("POST /api/v1/reports", Role.CLERK, 201, **sent)
    assert ask("POST /api/v1/reports", Role.CLERK, **sent)["known"]
    filled = {"kind": "unit", "cells": {"party": {UNIT: {"remarks": "桌椅已到"}}}, **town}
    entered = ask("POST /api/v1/reports/entries", Role.CLERK, 201, body=filled)
    for listed in ("", "/board", "/completeness", "/reminder"):
        ask(f"GET /api/v1/reports{listed}", Role.VIEWER)
    for part in ("", "/file", "/marked.xlsx", "/letter"):
        ask(
            f"GET /api/v1/reports/{{receipt}}{part}", Role.CLERK, path_parameters={"receipt": kept["report"]["id"]}
        )
    one, other = {"receipt": kept["report"]["id"]}, {"receipt": entered["report"]["id"]}
    change = {"amendments": {"reasons": {}}, "version": entered["report"]["version"]}
    ask("PATCH /api/v1/reports/{receipt}", Role.CLERK, path_parameters=other, body=change)
    ask("POST /api/v1/reports/{receipt}/submit", Role.CLERK, path_parameters=one, body={"digest": kept["digest"]})
    ask("POST /api/v1/reports/{receipt}/confirm", Role.TOWNSHIP_REVIEWER, path_parameters=one)
    ask("POST /api/v1/reports/{receipt}/confirm", Role.OFFICE, path_parameters=one)
    ask("POST /api/v1/reports/{receipt}/submit", Role.CLERK, path_parameters=other)
    reason = {"body": {"reason": "测试"}}
    ask("POST /api/v1/reports/{receipt}/return", Role.TOWNSHIP_REVIEWER, path_parameters=other, **reason)
    ask("POST /api/v1/reports/{receipt}/withdraw", Role.OFFICE, path_parameters=one, **reason)
    ask("GET /api/v1/reports/{receipt}", Role.OFFICE, path_parameters=one)


def in_bulk(ask):
    ask("GET /api/v1/registers/template.xlsx", Role.OFFICE, query={"only": ["visit"]})
    made = Workbook()
    made.active.title = "走访"
    for line in (["编码", "岗位", "类型"], [UNIT, "区长", "区领导下沉"]):
        made.active.append(line)
    written = BytesIO()
    made.save(written)
    sent = {"body": {"file": written.getvalue()}, "media_type": "multipart/form-data"}
    told = ask("POST /api/v1/registers/preview", Role.OFFICE, **sent)
    sent["body"] = {**sent["body"], "digest": told["digest"]}
    assert ask("POST /api/v1/registers", Role.OFFICE, 201, **sent)["recorded"] == 1


def lead(ask):
    offered = ask("POST /api/v1/wall/pairing", Role.DEVICE, body={"screen": None})
    screen = {"screen": offered["screen"]}
    ask("POST /api/v1/presenter/screens", Role.VIEWER, body={"code": offered["code"]})
    ask("POST /api/v1/presenter/commands", Role.VIEWER, body={"command": {"do": "area", "code": TOWN}})
    told = ask("GET /api/v1/wall/pairing/{screen}", Role.DEVICE, path_parameters=screen, query={"after": "0.0.0"})
    assert told["state"]["area"] == TOWN
    ask("GET /api/v1/presenter", Role.VIEWER)
    ask("DELETE /api/v1/presenter/screens/{screen}", Role.VIEWER, path_parameters=screen)
    ask("POST /api/v1/wall/pairing/{screen}/leave", Role.DEVICE, path_parameters=screen)


def come_and_go(ask):
    house = ask.house
    login = {"login": "spare", "password": house.spare}
    ask("POST /api/v1/access/sign-in", None, body=login)
    for role in Role:
        if role is not Role.DEVICE:
            ask("GET /api/v1/access/me", role)
    ask("POST /api/v1/access/acting", Role.VIEWER, body={"post": "区选举办"})
    ask("POST /api/v1/access/sign-out", Role.VIEWER)
    made = {"login": "second", "role": "auditor", "post": "纪检"}
    ask("POST /api/v1/access/accounts", Role.ADMIN, 201, body=made)
    ask("GET /api/v1/access/accounts", Role.ADMIN)
    other = {"role": "viewer", "post": "区领导"}
    ask("PUT /api/v1/access/accounts/{login}", Role.ADMIN, path_parameters={"login": "spare"}, body=other)
    ask("GET /api/v1/access/profile", Role.ADMIN)
    ask("GET /metrics", Role.ADMIN)
    for step in ("disable", "enable", "reset"):
        path = {"login": "spare", "step": step}
        ask("POST /api/v1/access/accounts/{login}/{step}", Role.ADMIN, path_parameters=path)
    device = ask("POST /api/v1/access/devices", Role.ADMIN, 201, body={"name": "会议室"})
    ask("POST /api/v1/access/link", None, body={"code": device["code"]})
    ask("GET /api/v1/access/devices", Role.ADMIN)
    ask("POST /api/v1/access/devices/{device}/revoke", Role.ADMIN, path_parameters={"device": device["id"]})
    ask("GET /api/v1/access/audit", Role.AUDITOR)
    assert ask("GET /api/v1/access/audit/verify", Role.AUDITOR)["whole"]
    ask("POST /api/v1/access/persona", Role.OFFICE, 403, body={"role": "clerk"})  # there are accounts
    house.services.doors.accounts.change("viewer", datetime.now(UTC), password=_hash("first and only"))
    words = {"old": "first and only", "new": "second, never seen"}
    ask("POST /api/v1/access/password", Role.VIEWER, body=words)


def test_every_operation_answers_who_may(house, workbook):
    """Nothing that stands in the document is left out."""
    ask = Story(house)
    look(ask)
    report(ask, workbook)
    in_bulk(ask)
    lead(ask)
    come_and_go(ask)
    assert set(house.operations) == ask.done


def _hash(password):
    from dashboard.access.passwords import hashed

    return hashed(password)
