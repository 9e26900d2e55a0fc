"""A clerk of one township who tries what is not hers: it is refused, noted, and changes nothing."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from dashboard.election.facts import FactDraft
from dashboard.election.reading import reading
from dashboard.store.log import Entry, Submission
from tests.doors import PASSWORD, application_in, open_site, problem

OWN, UNIT = "110108010", "110108010001"
FOREIGN, OTHER = "110108026", "110108026002"
COUNTED = {"type": "counter", "payload": {"name": "training", "count": 3}}
REMARK = {"type": "remark", "track": "party", "payload": {"topic": "remarks", "text": "会场"}}
TEXTS = {
    "sql": "' OR 1=1 --",
    "jinja": "{{7*7}}",
    "format": "{0.__class__}",
    "field": "{nothing}",
    "percent": "%(x)s %n",
    "script": "<script>alert(1)</script>",
    "image": '"><img src=x onerror=alert(1)>',
    "closing": "</script><svg onload=alert(1)>",
    "formula": "=cmd|' /C calc'!A0",
    "link": "javascript:alert(1)",
    "path": "../../etc/passwd",
    "direction": "\u202etxt.exe",
}


@pytest.fixture(scope="module")
def site(demo_folder, tmp_path_factory):
    yield from open_site(application_in(demo_folder, tmp_path_factory.mktemp("clerk") / "data"))


@pytest.fixture(scope="module")
def clerk(site):
    return site.person("clerk", "clerk", areas=[OWN], post="学院路街道换届办", posts=["学院路街道组织科"])


@pytest.fixture(scope="module")
def office(site):
    return site.person("office", "office", post="区换届办")


@pytest.fixture(scope="module")
def receipts(site):
    """A draft of each township, the foreign one from a file; nobody has handed them in."""
    desk = site.services.desk
    content = f"填报单位：温泉地区\n编码,村(社区)名称,当前阶段,备注\n{OTHER},,,会场\n".encode()
    theirs, _ = desk.receive("日报.csv", content, "other")
    return {"own": desk.enter("zero", OWN, {}, "clerk").report.id, "foreign": theirs.report.id}


def record(site, area, actor="office", **draft):
    """Record a fact past all doors; return its id."""
    told = Submission([Entry(area, FactDraft(**draft))], actor, "test", f"test-{site.services.queries.revision()}")
    return site.services.log.append(told).fact_ids[0]


@pytest.fixture(scope="module")
def facts(site):
    """Facts that the clerk would like to strike out."""
    assessed = record(site, UNIT, type="assessment", payload={"level": "steady"})
    return {
        "assignment": next(one.id for one in site.services.queries.facts(UNIT) if one.type == "assignment"),
        "received": next(one.id for one in site.services.queries.facts(OWN) if one.type == "report_received"),
        "foreign": next(one.id for one in site.services.queries.facts(OTHER) if one.type == "milestone"),
        "assessed": assessed,
        "withdrawal": record(site, UNIT, type="retracted", supersedes=assessed, reason="误判"),
    }


# ---------------------------------------------------------------- facts


@pytest.mark.parametrize("area", [OTHER, FOREIGN, "110108"], ids=["unit", "township", "district"])
def test_facts_about_others_are_refused(site, clerk, area):
    with site.nothing_changes("clerk"):
        assert problem(clerk.post(f"/api/v1/units/{area}/facts", json=COUNTED)) == (403, "not-your-area")


@pytest.mark.parametrize(
    ("area", "kind"),
    [
        (UNIT, "key_village"),
        (UNIT, "assessment"),
        (UNIT, "assignment"),
        (UNIT, "plan_review"),
        (OWN, "report_received"),
    ],
)
def test_facts_of_the_districts_types_are_refused(site, clerk, area, kind):
    with site.nothing_changes("clerk"):
        answer = clerk.post(f"/api/v1/units/{area}/facts", json={"type": kind, "payload": {}})
        assert problem(answer) == (403, "not-your-fact")


@pytest.mark.parametrize(
    ("area", "type_", "struck", "told"),
    [
        (UNIT, "retracted", "assignment", (403, "not-your-fact")),
        (UNIT, "assignment", "assignment", (403, "not-your-fact")),
        (OWN, "retracted", "received", (403, "not-your-fact")),
        (UNIT, "retracted", "withdrawal", (403, "not-your-fact")),
        (OTHER, "retracted", "foreign", (403, "not-your-area")),
        (UNIT, "retracted", "foreign", (422, "supersedes-refused")),
        (UNIT, "milestone", "foreign", (422, "supersedes-refused")),
        (UNIT, "counter", "assignment", (422, "supersedes-refused")),
    ],
)
def test_what_others_recorded_is_not_struck_out(site, clerk, facts, area, type_, struck, told):
    draft = {"type": type_, "supersedes": facts[struck], "reason": "录入有误"}
    draft |= {"counter": COUNTED, "milestone": {"track": "party"}}.get(type_, {})
    with site.nothing_changes("clerk" if told[0] == 403 else None):
        assert problem(clerk.post(f"/api/v1/units/{area}/facts", json=draft)) == told
    queries = site.services.queries
    counting = {one.id for area in (UNIT, OWN, OTHER) for one in reading(queries.facts(area))}
    assert {facts["assignment"], facts["received"], facts["foreign"]} <= counting
    assert facts["assessed"] not in counting


def test_one_fact_that_is_not_hers_spoils_all(site, clerk):
    with site.nothing_changes("clerk"):
        batch = {"facts": [COUNTED, {"type": "assessment", "payload": {"level": "steady"}}]}
        assert problem(clerk.post(f"/api/v1/units/{UNIT}/facts", json=batch)) == (403, "not-your-fact")


@pytest.mark.parametrize("post", ["区委组织部", "温泉地区换届办", "office", "学院路街道换届办 "])
def test_she_does_not_speak_for_another_post(site, clerk, post):
    with site.nothing_changes("clerk"):
        answer = clerk.post(f"/api/v1/units/{UNIT}/facts", json=COUNTED | {"on_behalf_of": post})
        assert problem(answer) == (403, "not-your-post")
    with site.nothing_changes("clerk"):
        assert problem(clerk.post("/api/v1/access/acting", json={"post": post})) == (403, "not-your-post")


def test_her_key_takes_no_reports_place(site, clerk, office):
    """What is recorded once per key: her keys are not those under which reports, or others, record."""
    receipt = site.services.desk.enter("zero", FOREIGN, {}, "office").report.id
    for key in (f"report-{receipt}", "shared"):
        taken = clerk.post(f"/api/v1/units/{UNIT}/facts", json=COUNTED, headers={"Idempotency-Key": key})
        assert taken.status_code == 201
    handed_in = office.post(f"/api/v1/reports/{receipt}/submit")
    assert handed_in.json()["report"]["status"] == "confirmed"
    others = office.post(f"/api/v1/units/{UNIT}/facts", json=COUNTED, headers={"Idempotency-Key": "shared"})
    assert (others.status_code, others.json()["replayed"]) == (201, False)


# ---------------------------------------------------------------- members that nobody asked for


@pytest.mark.parametrize(
    "more",
    [{"actor": "office"}, {"revision": 1}, {"recorded_at": "2018-12-01"}, {"role": "office"}, {"id": "1.0"}],
    ids=lambda more: next(iter(more)),
)
def test_a_fact_has_no_further_members(site, clerk, more):
    with site.nothing_changes():
        assert clerk.post(f"/api/v1/units/{UNIT}/facts", json=COUNTED | more).status_code == 422
        inside = {"facts": [COUNTED | more]}
        assert clerk.post(f"/api/v1/units/{UNIT}/facts", json=inside).status_code == 422
        payload = COUNTED | {"payload": COUNTED["payload"] | more}
        assert problem(clerk.post(f"/api/v1/units/{UNIT}/facts", json=payload)) == (422, "fact-refused")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("sign-in", {"login": "clerk", "password": PASSWORD, "role": "admin"}),
        ("sign-in", {"login": "clerk", "password": PASSWORD, "must_change": False}),
        ("password", {"old": PASSWORD, "new": "a long sentence of mine", "must_change": False}),
        ("password", {"old": PASSWORD, "new": "a long sentence of mine", "login": "office"}),
        ("acting", {"post": None, "role": "office"}),
        ("acting", {"post": None, "areas": []}),
    ],
)
def test_what_is_said_of_oneself_has_no_further_members(site, clerk, path, body):
    with site.nothing_changes():
        assert clerk.post(f"/api/v1/access/{path}", json=body).status_code == 422


def test_further_members_of_a_report_are_nothing(site, clerk):
    more = {"sender": "office", "status": "confirmed", "revision": 1, "actor": "office", "role": "office"}
    told = clerk.post("/api/v1/reports/entries", json={"township": OWN, "kind": "zero"} | more).json()["report"]
    assert (told["sender"], told["status"], told["revision"]) == ("clerk", "draft", None)
    done = clerk.post(f"/api/v1/reports/{told['id']}/submit", json={"digest": None} | more).json()["report"]
    assert [step["actor"] for step in done["steps"]] == ["clerk", "clerk"]


# ---------------------------------------------------------------- reports


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "{foreign}", None),
        ("GET", "{foreign}/file", None),
        ("GET", "{foreign}/marked.xlsx", None),
        ("GET", "{foreign}/letter", None),
        ("PATCH", "{foreign}", {"version": 1, "amendments": {"left_out": ["x"]}}),
        ("POST", "{foreign}/submit", {}),
        ("POST", "{foreign}/withdraw", {"reason": "重复"}),
        ("GET", f"form?township={FOREIGN}", None),
        ("GET", f"form?township={FOREIGN}&unit={UNIT}", None),
        ("GET", f"template.xlsx?township={FOREIGN}", None),
        ("GET", "template.xlsx?township=110108", None),
        ("GET", f"template.xlsx?township={OTHER}", None),
        ("POST", "entries", {"township": FOREIGN, "kind": "zero"}),
        ("POST", "entries", {"township": "110108", "kind": "zero"}),
        ("POST", "entries", {"township": OTHER, "kind": "unit", "cells": {"party": {UNIT: {"remarks": "x"}}}}),
    ],
)
def test_reports_of_other_townships_are_closed_to_her(site, clerk, receipts, method, path, body):
    with site.nothing_changes("clerk"):
        answer = clerk.request(method, f"/api/v1/reports/{path.format(**receipts)}", json=body)
        assert problem(answer) == (403, "not-your-area")


@pytest.mark.parametrize("whose", ["own", "foreign"])
@pytest.mark.parametrize("step", ["confirm", "return"])
def test_she_approves_and_returns_nothing(site, clerk, receipts, whose, step):
    with site.nothing_changes("clerk"):
        answer = clerk.post(f"/api/v1/reports/{receipts[whose]}/{step}", json={"reason": "好"})
        assert problem(answer) == (403, "not-yours")


def table(*rows, head="学院路街道"):
    lines = [f"填报单位：{head}", "编码,村(社区)名称,当前阶段,备注", *(f"{code},,,{told}" for code, told in rows)]
    return "\n".join(lines).encode()


@pytest.mark.parametrize("form", [{}, {"township": FOREIGN}], ids=["as-it-says", "named"])
def test_a_foreign_townships_file_is_not_taken(site, clerk, form):
    with site.nothing_changes("clerk"):
        head = "学院路街道" if form else "温泉地区"
        file = {"file": ("日报.csv", table((OTHER, "会场"), head=head))}
        assert problem(clerk.post("/api/v1/reports", files=file, data=form)) == (403, "not-your-area")


def recorded_areas(site, after):
    queries = site.services.queries
    return {
        fact.area_code
        for revision in range(after + 1, queries.revision() + 1)
        for fact in queries.facts_of_revision(revision)
    }


@pytest.mark.parametrize("head", ["学院路街道", "温泉地区", FOREIGN, "温泉"])
def test_foreign_rows_in_a_file_of_her_own_are_never_recorded(site, clerk, head):
    before = site.services.queries.revision()
    content = table((OTHER, f"外来 {head}"), (UNIT, f"自己 {head}"), head=head)
    sent = clerk.post("/api/v1/reports", files={"file": ("日报.csv", content)}, data={"township": OWN}).json()
    receipt, row = sent["report"]["id"], next(one["id"] for one in sent["rows"] if one["unit"] != UNIT)
    assert not sent["acceptable"]
    path, tries = f"/api/v1/reports/{receipt}", 0
    for amendments in (
        {},
        {"units": {row: OTHER}},
        {"units": {row: FOREIGN}},
        {"cells": {row: {"code": OTHER}}},
        {"cells": {row: {"code": FOREIGN, "name": "温泉地区"}}},
        {"cells": {row: {"code": None, "name": "白家疃社区居委会"}}},
        {"reasons": {row: "更正"}, "units": {row: "110108"}},
        {"left_out": [row]},
    ):
        version = clerk.get(path).json()["report"]["version"]
        assert clerk.patch(path, json={"version": version, "amendments": amendments}).status_code == 200
        done = clerk.post(f"{path}/submit")
        assert done.status_code in {200, 409}
        tries += done.status_code == 409
    assert recorded_areas(site, before) <= {OWN, *site.services.queries.units_below(OWN)}
    assert tries >= 7, "only without the foreign row, and under her own head, is it taken"
    assert (done.status_code == 200) == (head == "学院路街道")
    if done.status_code == 200:
        clerk.post(f"{path}/withdraw", json={"reason": "试验"})


def test_a_code_in_a_cell_of_the_online_form_is_not_another_unit(site, clerk):
    before, cells = (
        site.services.queries.revision(),
        {"code": OTHER, "name": "白家疃社区居委会", "remarks": "外来"},
    )
    body = {"township": OWN, "kind": "unit", "cells": {"party": {UNIT: cells}}}
    made = clerk.post("/api/v1/reports/entries", json=body)
    clerk.post(f"/api/v1/reports/{made.json()['report']['id']}/submit")
    assert recorded_areas(site, before) <= {UNIT}
    foreign = body | {"cells": {"party": {OTHER: {"remarks": "外来"}}}}
    with site.nothing_changes():
        assert problem(clerk.post("/api/v1/reports/entries", json=foreign)) == (404, "unknown-area")


# ---------------------------------------------------------------- those who keep the house


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/v1/access/accounts", None),
        ("POST", "/api/v1/access/accounts", {"login": "evil", "role": "admin", "post": "x"}),
        ("POST", "/api/v1/access/accounts/office/disable", None),
        ("POST", "/api/v1/access/accounts/office/reset", None),
        ("POST", "/api/v1/access/accounts/clerk/enable", None),
        ("GET", "/api/v1/access/devices", None),
        ("POST", "/api/v1/access/devices", {"name": "x"}),
        ("POST", "/api/v1/access/devices/x/revoke", None),
        ("GET", "/api/v1/access/audit", None),
        ("GET", "/api/v1/access/audit/verify", None),
        ("POST", "/api/v1/access/persona", {"role": "office"}),
        ("POST", "/api/v1/access/persona", {"role": "admin"}),
    ],
)
def test_the_house_is_kept_by_others(site, clerk, office, method, path, body):
    with site.nothing_changes("clerk"):
        assert problem(clerk.request(method, path, json=body)) == (403, "not-yours")


@pytest.mark.parametrize("path", ["/admin", "/audit"])
def test_the_pages_of_the_house_are_refused_with_a_page(site, clerk, path):
    with site.nothing_changes("clerk"):
        answer = clerk.get(path, headers={"Accept": "text/html"})
        assert (answer.status_code, "无权查看" in answer.text) == (403, True)


def test_a_persona_is_nobody_where_there_are_accounts(site, clerk):
    visitor = site.visitor()
    visitor.cookies.set(f"persona_{site.doors.keys.short_name}", "office")
    assert problem(visitor.get("/api/v1/access/me")) == (401, "sign-in-needed")
    visitor.cookies.set(site.cookie, clerk.cookies[site.cookie])
    assert visitor.get("/api/v1/access/me").json()["role"] == "clerk"


# ---------------------------------------------------------------- what is written is text


def pages(client):
    return [client.get(path, headers={"Accept": "text/html"}).text for path in ("/", f"/unit/{UNIT}", "/intake")]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_what_is_recorded_comes_back_as_text(site, clerk, text):
    draft = REMARK | {"subject": text[:80], "payload": {"topic": "remarks", "text": text}}
    taken = clerk.post(f"/api/v1/units/{UNIT}/facts", json=draft)
    assert taken.status_code == 201, taken.text
    told = clerk.get(f"/api/v1/units/{UNIT}/history").json()["facts"][0]
    assert (told["payload"]["text"], told["subject"], told["actor"]) == (text, text, "clerk")
    value = {"id": "selected", "property": "data", "value": {"code": UNIT}}
    asked = {"output": "dossier.children", "outputs": {"id": "dossier", "property": "children"}}
    asked |= {"inputs": [value, {"id": "touched", "property": "data"}], "state": [value]}
    shown = clerk.post("/_dash-update-component", json=asked | {"changedPropIds": ["selected.data"]})
    assert (shown.status_code, "html" in shown.headers.get("content-type", "")) == (200, False)
    assert text in str(shown.json()) or repr(text)[1:-1] in str(shown.json())
    assert not any("alert(1)" in page for page in pages(clerk))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_the_name_of_a_file_is_text(site, clerk, text):
    content = table((UNIT, f"会场 {len(text)} {text[:3]}"))
    name = f"{text}.csv".replace('"', "”")  # the name of a part of a form has no quotation marks
    sent = clerk.post("/api/v1/reports", files={"file": (name, content)}, data={"township": OWN})
    assert sent.status_code in {200, 201}, sent.text
    assert sent.json()["report"]["file_name"] == name
    receipt = sent.json()["report"]["id"]
    file = clerk.get(f"/api/v1/reports/{receipt}/file")
    assert (file.content, file.headers["content-type"]) == (content, "application/octet-stream")
    disposition = file.headers["content-disposition"]
    assert disposition.startswith("attachment; filename*=UTF-8''")
    assert not set('<>"{};') & set(disposition.split("''")[1])
    refused = clerk.post("/api/v1/reports", files={"file": (name, b"")}, data={"township": OWN})
    assert (refused.status_code, name in refused.json()["detail"]) == (422, True)
    assert clerk.post(f"/api/v1/reports/{receipt}/withdraw", json={"reason": text}).status_code == 200
    assert not any("alert(1)" in page for page in pages(clerk))


def test_a_formula_in_a_file_is_text_in_every_file_that_leaves(site, clerk):
    formula = TEXTS["formula"]
    sent = clerk.post("/api/v1/reports", files={"file": ("r.csv", table((UNIT, formula), ("1", formula)))}).json()
    receipt = sent["report"]["id"]
    marked = load_workbook(BytesIO(clerk.get(f"/api/v1/reports/{receipt}/marked.xlsx").content))
    record(
        site, UNIT, type="remark", track="party", subject="remarks", payload=REMARK["payload"] | {"text": formula}
    )
    template = load_workbook(BytesIO(clerk.get("/api/v1/reports/template.xlsx", params={"township": OWN}).content))
    for book in (marked, template):
        cells = [cell for sheet in book for row in sheet for cell in row if "cmd|" in str(cell.value)]
        assert cells
        assert {cell.data_type for cell in cells} == {"s"}
