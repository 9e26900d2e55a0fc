"""The HTTP API of another election: schools' parents' councils, of which the code knows nothing."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from dashboard.factory import create_app
from tests.parents import found, tell_campaign, units_of, vote

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET = "学校进度"
BOARDS = {
    "alerts": 200, "matters": 200, "checklists": 200, "schedule": 200, "incidents": 200, "duty": 200,
    "key": 404, "reviews": 404, "assessments": 404, "petitions": 404, "counters": 404,
}  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    application = create_app(found(tmp_path_factory.mktemp("schools")))
    tell_campaign(application.services.queries)
    with TestClient(application.server, base_url="http://127.0.0.1") as made:
        made.services = application.services
        yield made
    application.services.queries.engine.dispose()


@pytest.fixture(scope="module")
def schools(client):
    return units_of(client.services.queries.tree)


def area(client):
    return client.services.catalog.area


def test_the_map_has_its_phases_and_its_one_track(client, schools):
    told = client.get(f"/api/v1/map/{area(client)}").json()
    assert told["track"] == "council"
    phases = dict(zip(told["codes"], told["columns"]["phase"], strict=True))
    assert [phases[unit.code] for unit in schools[:6]] == [1, 2, 3, 3, 4, 5]
    assert sum(phase is None for phase in phases.values()) == len(phases) - len(schools)
    summary = client.get(f"/api/v1/areas/{area(client)}/summary").json()
    assert len(summary["totals"]["phases"]) == 6
    refused = client.get(f"/api/v1/map/{area(client)}", params={"track": "overall"})
    assert refused.status_code == 404


def test_the_dossier_tells_its_stages(client, schools):
    told = client.get(f"/api/v1/units/{schools[3].code}").json()
    assert list(told["tracks"]) == ["council"]
    assert [one["stage"] for one in told["tracks"]["council"]["stages"]] == ["call", "proposal", "notice", "vote", "filing"]  # fmt: skip
    page = client.get(f"/unit/{schools[3].code}", params={"lang": "en"})
    assert page.status_code == 200


def test_a_fact_is_appended_and_knows_its_version(client, schools):
    code = schools[3].code
    fact = {"type": "poll_held", "track": "council", "payload": vote(present=99)}
    refused = client.post(f"/api/v1/units/{code}/facts", json=fact, params={"lang": "en"})
    assert refused.status_code == 422
    assert "the quorum was not reached" in refused.json()["detail"]
    assert (
        client.post(f"/api/v1/units/{code}/facts", json=fact | {"payload": vote(present=100)}).status_code == 201
    )
    newest = client.get(f"/api/v1/units/{code}/history").json()["facts"][0]
    assert (newest["type"], newest["profile_version"]) == ("poll_held", "2026.1")
    evidence = client.get("/api/v1/figures/elected/evidence", params={"unit": code}).json()
    assert [one["profile_version"] for one in evidence] == ["2026.1"]


def test_what_it_does_not_know_is_refused_in_its_own_words(client, schools):
    sent = {
        "type": "review_submitted",
        "track": "council",
        "payload": {"hours": 48, "candidates": 3},
        "subject": "1",
    }
    refused = client.post(f"/api/v1/units/{schools[0].code}/facts", json=sent, params={"lang": "en"})
    assert refused.status_code == 422
    days = {"first_poll": "2026-10-01", "last_poll": "2026-10-02", "completed": "2026-10-03"}
    level = {"type": "township_plan", "track": "council", "payload": days}
    told = client.post(f"/api/v1/units/{schools[0].code}/facts", json=level, params={"lang": "en"}).json()[
        "detail"
    ]
    assert "belongs to another level (school area); the area is a school" in told
    assert "village" not in told
    chinese = client.post(f"/api/v1/units/{schools[0].code}/facts", json=level, params={"lang": "zh"}).json()[
        "detail"
    ]
    assert "学校" in chinese
    assert "村" not in chinese


def form(client, township):
    answer = client.get("/api/v1/reports/template.xlsx", params={"township": township, "lang": "zh-CN"})
    assert answer.status_code == 200
    return answer.content


def filled(content, unit, **cells):
    book = load_workbook(BytesIO(content))
    sheet = book[SHEET]
    headings = {cell.value: cell.column for row in sheet["A2:AZ5"] for cell in row if cell.value}
    (number,) = [row[1].row for row in sheet.iter_rows(min_row=4) if row[1].value == unit]
    for heading, value in cells.items():
        sheet.cell(number, headings[heading]).value = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_its_report_is_filled_in_looked_at_and_recorded(client, schools):
    unit = next(one for one in schools[6:] if client.get(f"/api/v1/units/{one.code}").json()["tracks"]["council"]["phase"] == 1)  # fmt: skip
    today = client.services.clock.today()
    content = form(client, unit.parent_code)
    assert load_workbook(BytesIO(content)).sheetnames[:2] == [SHEET, "学区汇总"]
    ended = today - timedelta(days=2)
    sent = filled(content, unit.code, 公告期满=ended, 推荐完成=today, 备注="家长会后")
    answer = client.post("/api/v1/reports", files={"file": ("东学区.xlsx", sent, XLSX)}, params={"lang": "en"})
    assert answer.status_code == 201, answer.text
    preview = answer.json()
    assert preview["township"]["code"] == unit.parent_code
    assert preview["acceptable"], preview
    (row,) = [row for row in preview["rows"] if row["changes"]]
    assert {change["label"] for change in row["changes"]} == {"Call ended", "Candidates proposed", "Remarks"}
    receipt = preview["report"]["id"]
    done = client.post(f"/api/v1/reports/{receipt}/submit", json={"digest": preview["digest"]})
    assert done.json()["report"]["status"] == "confirmed", done.text
    told = client.get(f"/api/v1/units/{unit.code}").json()["tracks"]["council"]
    assert (told["phase"], told["stage"]) == (3, "notice")


def test_the_same_form_in_english_reads_back_without_a_change(client, schools):
    township = schools[-1].parent_code
    content = client.get("/api/v1/reports/template.xlsx", params={"township": township, "lang": "en"}).content
    told = client.post("/api/v1/reports", files={"file": ("form.xlsx", content, XLSX)}).json()
    assert (told["township"]["code"], told["facts"]) == (township, 0)


@pytest.mark.parametrize(("board", "status"), BOARDS.items())
def test_boards_that_it_has_no_use_for_are_not_there(client, board, status):
    page = client.get(f"/{board}", headers={"accept": "text/html"}, params={"lang": "en"})
    assert page.status_code == status
    if status == 200:
        tabs = page.text[page.text.index("command-tabs") :]
        tabs = tabs[: tabs.index("</nav>")]
        assert [name for name, code in BOARDS.items() if f'href="/{name}"' in tabs] == [
            name for name, code in BOARDS.items() if code == 200
        ]


def test_the_wall_is_told_its_polls_and_no_key_schools(client):
    told = client.get(f"/api/v1/wall/{area(client)}", params={"lang": "en"}).json()
    assert told["track"] == "council"
    assert told["key"] == []
    page = shown(client.get("/wall", params={"lang": "en"}).text)
    assert "Polls today" in page
    assert "all tracks" not in page
    assert 'id="keys" class="list" hidden' in page


def test_the_pages_show_its_own_colours_and_words(client):
    page = client.get("/", params={"lang": "zh"}).text
    sheet = page[page.index("/static/") :]
    base = sheet[: sheet.index("/", 8)]
    css = client.get(f"{base}/phases.css")
    assert css.headers["content-type"].startswith("text/css")
    assert '[data-mantine-color-scheme="light"] [data-phase="5"] { --phase: #33125f' in css.text
    assert '[data-phase="6"]' not in css.text


@pytest.mark.parametrize("path", ["/", "/wall", "/intake", "/remote", "/duty", "/schedule", "/admin"])
def test_no_page_speaks_of_villages_or_of_a_second_track(client, path):
    chinese = client.get(path, params={"lang": "zh"}).text
    assert not re.search("村|街镇|居委|“两委”|总体", re.sub(r'"[^"]*":', "", chinese))
    english = shown(client.get(path, params={"lang": "en"}).text)
    assert not re.search(r"\b([Vv]illage|[Tt]ownship|[Cc]ommunit|Overall)(?![\w-]*[\"_])", english)


def shown(page):
    """Leave out what the page's modules start with."""
    return re.sub(r'<script type="application/json".*?</script>', "", page, flags=re.DOTALL)


def test_registers_speak_its_words_and_read_both(client, schools):
    answer = client.get("/api/v1/registers/template.xlsx", params={"types": "visit", "lang": "en"})
    assert answer.status_code == 200, answer.text
    (head,) = [row for row in load_workbook(BytesIO(answer.content)).worksheets[0].iter_rows(max_row=12, values_only=True) if row and "School or school area" in row]  # fmt: skip
    assert "School or school area" in head
