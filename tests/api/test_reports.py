"""Reports over HTTP: sent, looked at, amended, recorded, given back."""

from datetime import datetime
from io import BytesIO

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from dashboard.factory import create_app
from dashboard.profile import load
from dashboard.settings import Settings
from tests.apps import copy_of

WENQUAN, UNIT, OTHER = "110108026", "110108026002", "110108026004"
SHEET = "表一甲 党组织"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def form(client, township=WENQUAN):
    answer = client.get("/api/v1/reports/template.xlsx", params={"township": township, "lang": "zh-CN"})
    assert answer.status_code == 200
    return answer.content


def filled(content, **cells):
    """Write into the row of UNIT: heading → value."""
    book = load_workbook(BytesIO(content))
    sheet = book[SHEET]
    headings = {cell.value: cell.column for row in sheet["A3:BE4"] for cell in row if cell.value}
    (number,) = [row[1].row for row in sheet.iter_rows(min_row=5) if row[1].value == UNIT]
    for heading, value in cells.items():
        sheet.cell(number, headings[heading]).value = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def send(client, content, name="温泉日报.xlsx", **form):
    return client.post("/api/v1/reports", files={"file": (name, content, XLSX)}, data=form, params={"lang": "en"})


def state(client, unit=UNIT):
    return client.get(f"/api/v1/units/{unit}").json()


def stage_end(client, stage, unit=UNIT):
    stages = state(client, unit)["tracks"]["committee" if stage == "audit" else "party"]["stages"]
    return next(one["end"] for one in stages if one["stage"] == stage)


def missing(client):
    """The townships that have not reported today."""
    return [one for one in client.get("/api/v1/reports/completeness").json()["townships"] if one["days"] == [None]]


def reported(client, township):
    told = client.get("/api/v1/reports/completeness").json()["townships"]
    return next(one["days"][0] for one in told if one["code"] == township)


def test_a_report_is_sent_looked_at_and_recorded(client):
    content = filled(form(client), 备注="会场已落实")
    answer = send(client, content)
    assert answer.status_code == 201
    preview = answer.json()
    assert (preview["township"]["code"], preview["acceptable"], preview["facts"]) == (WENQUAN, True, 1)
    (row,) = [row for row in preview["rows"] if row["changes"]]
    (change,) = row["changes"]
    assert (row["unit"], change["label"], change["before"], change["after"]) == (UNIT, "Remarks", "", "会场已落实")
    assert change["cell"].endswith(str(row["number"]))
    receipt = preview["report"]["id"]
    assert receipt.startswith("20190110-")
    before = client.get(f"/api/v1/units/{UNIT}/history").json()["total"]
    done = client.post(f"/api/v1/reports/{receipt}/submit", json={"digest": preview["digest"]})
    assert done.json()["report"]["status"] == "confirmed"
    assert done.json()["facts"] == 2  # the remark, and that the township has reported
    history = client.get(f"/api/v1/units/{UNIT}/history").json()
    assert history["total"] == before + 1
    newest = history["facts"][0]
    assert (newest["type"], newest["source"]) == ("remark", f"演示日报 {receipt} 温泉日报.xlsx")
    assert newest["on_behalf_of"] == "温泉地区换届办"
    again = client.post(f"/api/v1/reports/{receipt}/submit")
    assert (again.status_code, again.json()["facts"]) == (200, 0)
    original = client.get(f"/api/v1/reports/{receipt}/file")
    assert original.content == content


def test_the_same_file_twice_is_one_report(client):
    content = filled(form(client), 备注="会场已落实")
    first, second = send(client, content), send(client, content)
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json()["report"]["id"] == first.json()["report"]["id"]
    other = send(client, filled(form(client), 备注="会场改期")).json()
    assert other["corrects"] == first.json()["report"]["id"]


def test_a_correction_is_amended_with_its_reason_and_recorded(client):
    recorded = stage_end(client, "appraisal")
    preview = send(client, filled(form(client), 述职审计完成日期="2018-12-09")).json()
    assert (preview["acceptable"], preview["counts"]["correction"]) == (False, 1)
    receipt, version = preview["report"]["id"], preview["report"]["version"]
    refused = client.post(f"/api/v1/reports/{receipt}/submit")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/report-faulty")
    row = next(row for row in preview["rows"] if row["unit"] == UNIT)
    amended = client.patch(
        f"/api/v1/reports/{receipt}",
        json={"version": version, "amendments": {"reasons": {row["id"]: "录入有误"}, "cells": {row["id"]: {"appraised": "12月8日"}}}},
    ).json()  # fmt: skip
    assert amended["acceptable"]
    stale = client.patch(f"/api/v1/reports/{receipt}", json={"version": version, "amendments": {}})
    assert (stale.status_code, stale.json()["type"]) == (409, "/problems/report-changed")
    client.post(f"/api/v1/reports/{receipt}/submit", json={"digest": amended["digest"]})
    assert recorded != stage_end(client, "appraisal") == "2018-12-08"


def test_what_was_shown_is_what_is_recorded(client):
    preview = send(client, filled(form(client), 备注="会场已落实")).json()
    receipt = preview["report"]["id"]
    other = client.post(
        "/api/v1/reports/entries",
        json={"township": WENQUAN, "kind": "unit", "cells": {"party": {UNIT: {"remarks": "会场已落实"}}}},
    ).json()
    client.post(f"/api/v1/reports/{other['report']['id']}/submit")
    moved = client.post(f"/api/v1/reports/{receipt}/submit", json={"digest": preview["digest"]})
    assert (moved.status_code, moved.json()["type"]) == (409, "/problems/report-moved")
    now = client.get(f"/api/v1/reports/{receipt}").json()
    assert now["facts"] == 0
    assert client.post(f"/api/v1/reports/{receipt}/submit", json={"digest": now["digest"]}).status_code == 200


def test_a_withdrawn_report_is_as_if_it_had_never_been_sent(client):
    content = filled(form(client), 备注="会场已落实")
    receipt = send(client, content).json()["report"]["id"]
    client.post(f"/api/v1/reports/{receipt}/submit")
    unreasoned = client.post(f"/api/v1/reports/{receipt}/withdraw", json={"reason": ""})
    assert unreasoned.status_code == 422
    done = client.post(f"/api/v1/reports/{receipt}/withdraw", json={"reason": "报错街镇"}).json()
    assert done["report"]["status"] == "withdrawn"
    newest = client.get(f"/api/v1/units/{UNIT}/history").json()["facts"]
    assert newest[0]["type"] == "retracted"
    again = send(client, content)
    assert (again.status_code, again.json()["facts"]) == (201, 1)


def test_a_past_report_says_what_it_recorded(client):
    preview = send(
        client, filled(form(client), 备注="会场已落实", 述职审计完成日期="2018-12-08", 更正原因="录入有误")
    ).json()
    receipt = preview["report"]["id"]

    def recorded(lang="en"):
        return client.get(f"/api/v1/reports/{receipt}", params={"lang": lang}).json()["recorded"]

    assert recorded() is None, "a draft has recorded nothing yet"
    client.post(f"/api/v1/reports/{receipt}/submit")
    by_text = {one["text"]: one for one in recorded()}
    assert {"Remarks: 会场已落实", "Report received"} < set(by_text)
    audit = next(one for one in by_text.values() if one["corrects"])
    assert (audit["unit"], audit["day"], audit["counts"], audit["reason"]) == (
        UNIT,
        "2018-12-08",
        True,
        "录入有误",
    )
    own = next(one for one in by_text.values() if one["unit"] == WENQUAN)
    assert (own["text"], own["track"], own["day"]) == ("Report received", None, "2019-01-10")
    assert "收到日报" in {one["text"] for one in recorded("zh-CN")}
    client.post(f"/api/v1/reports/{receipt}/withdraw", json={"reason": "报错街镇"})
    assert [one["counts"] for one in recorded()] == [False] * len(by_text), "told still, and struck out"
    dropped = send(client, filled(form(client), 备注="另一份")).json()["report"]["id"]
    client.post(f"/api/v1/reports/{dropped}/withdraw", json={"reason": "重复"})
    assert client.get(f"/api/v1/reports/{dropped}").json()["recorded"] == []


def test_a_report_that_a_later_one_corrects_is_withdrawn_after_it(client):
    receipts = []
    for day, more in (("2018-12-08", {}), ("2018-12-07", {"更正原因": "再次核对"})):
        told = {"述职审计完成日期": day, "更正原因": "录入有误"} | more
        receipt = send(client, filled(form(client), **told)).json()["report"]["id"]
        assert client.post(f"/api/v1/reports/{receipt}/submit").status_code == 200
        receipts.append(receipt)
    before = stage_end(client, "appraisal")
    refused = client.post(f"/api/v1/reports/{receipts[0]}/withdraw", json={"reason": "重复"})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/report-built-upon")
    assert receipts[1] in refused.json()["detail"]
    for receipt in reversed(receipts):
        assert client.post(f"/api/v1/reports/{receipt}/withdraw", json={"reason": "重复"}).status_code == 200
    assert before == "2018-12-07" != stage_end(client, "appraisal")


def test_a_returned_report_says_why(client):
    receipt = send(client, filled(form(client), 备注="会场")).json()["report"]["id"]
    done = client.post(f"/api/v1/reports/{receipt}/return", json={"reason": "请补充选举结果"}).json()
    assert done["report"]["status"] == "returned"
    assert done["report"]["steps"][-1]["reason"] == "请补充选举结果"
    late = client.post(f"/api/v1/reports/{receipt}/submit")
    assert (late.status_code, late.json()["type"]) == (409, "/problems/report-closed")


def test_a_zero_report_counts_as_reported(client):
    silent = missing(client)
    made = client.post("/api/v1/reports/entries", json={"township": silent[0]["code"], "kind": "zero"}).json()
    reminder = client.get("/api/v1/reports/reminder", params={"lang": "zh-CN"}).text
    assert "17:00" in reminder
    assert all(one["name"] in reminder for one in silent)
    client.post(f"/api/v1/reports/{made['report']['id']}/submit")
    assert missing(client) == silent[1:]
    assert reported(client, silent[0]["code"]) in {"zero", "received"}  # received when it told something earlier
    withdrawn = client.post(f"/api/v1/reports/{made['report']['id']}/withdraw", json={"reason": "误点"})
    assert withdrawn.json()["report"]["status"] == "withdrawn"
    assert missing(client) == silent


def test_errors_say_where_and_what_to_do(client):
    content = filled(form(client), 公示止="1月45日", 备注="联系13800138000")
    preview = send(client, content).json()
    assert preview["counts"]["error"] == 2
    row = next(row for row in preview["rows"] if row["unit"] == UNIT)
    assert {finding["column"] for finding in row["findings"]} == {"notice_to", "remarks"}
    assert all(finding["place"].startswith(SHEET) for finding in row["findings"])
    receipt = preview["report"]["id"]
    letter = client.get(f"/api/v1/reports/{receipt}/letter", params={"lang": "zh-CN"}).text
    assert letter.splitlines()[0].startswith("温泉地区2019年1月10日日报")
    assert len(letter.splitlines()) == 3
    marked = load_workbook(BytesIO(client.get(f"/api/v1/reports/{receipt}/marked.xlsx").content))
    comments = [cell.comment.text for cells in marked[SHEET].iter_rows() for cell in cells if cell.comment]
    assert any("1月45日" in text for text in comments)


@pytest.mark.parametrize("kind", ["text", "huge"])
def test_a_copy_of_a_text_file_or_a_huge_workbook_is_marked_too(client, kind, monkeypatch):
    text = "填报单位：温泉地区\n编码,村(社区)名称,当前阶段,公示止\n110108026002,白家疃社区居委会,,1月45日\n"
    if kind == "text":
        sent = send(client, text.encode("gb18030"), "日报.csv")
    else:
        monkeypatch.setattr("dashboard.intake.marked._MOST_UNPACKED", 0)
        sent = send(client, filled(form(client), 公示止="1月45日"))
    copy = client.get(f"/api/v1/reports/{sent.json()['report']['id']}/marked.xlsx").content
    comments = [
        cell.comment.text
        for sheet in load_workbook(BytesIO(copy))
        for row in sheet
        for cell in row
        if cell.comment
    ]
    assert any("1月45日" in text for text in comments)


@pytest.mark.parametrize(
    ("name", "content", "slug", "word"),
    [
        ("日报.xlsx", b"", "file-refused", "empty"),
        ("日报.xlsx", b"%PDF-1.7 ...", "file-refused", "PDF"),
        ("日报.et", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "file-refused", "WPS"),
        ("日报.csv", "姓名,工资\n某,1\n".encode(), "no-table", "headings"),
        ("日报.csv", "村(社区)名称,当前阶段,方案批复日期,启动日期\n某村,,,\n".encode(), "township-unknown", "填报单位"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_report_is_refused_in_words(client, name, content, slug, word):
    answer = send(client, content, name)
    assert answer.status_code == 422
    assert answer.json()["type"] == f"/problems/{slug}"
    assert word in answer.json()["detail"]
    assert client.get("/api/v1/reports").json()["reports"] == []


def test_a_unit_of_another_township_is_refused_online_too(client):
    body = {"township": "110108007", "kind": "unit", "cells": {"party": {UNIT: {"remarks": "x"}}}}
    assert client.post("/api/v1/reports/entries", json=body).json()["type"] == "/problems/unknown-area"


def test_a_form_that_changes_nothing_records_nothing(client):
    made = client.post("/api/v1/reports/entries", json={"township": WENQUAN, "kind": "unit"}).json()
    refused = client.post(f"/api/v1/reports/{made['report']['id']}/submit")
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/nothing-to-record")


@pytest.fixture
def careful(demo_folder, tmp_path):
    """The same district with two pairs of eyes between a report and the record."""
    text = load.profile_path("haidian").read_text(encoding="utf-8")
    profile = tmp_path / "careful.toml"
    profile.write_text(text.replace("approvals = []", 'approvals = ["check", "confirm"]'), encoding="utf-8")
    folder = copy_of(demo_folder, tmp_path / "data")
    made = create_app(Settings(data_dir=folder, demo_speed=0, profile=str(profile), _env_file=None))
    with TestClient(made.server, base_url="http://127.0.0.1") as client:
        yield client
    made.services.queries.engine.dispose()


def test_approvals_come_before_the_record_and_incidents_do_not_wait(careful):
    book = load_workbook(BytesIO(filled(form(careful), 备注="会场已落实")))
    summary = book["表二 街镇汇总"]
    headings = {cell.value: cell.column for row in summary["A3:Z4"] for cell in row if cell.value}
    summary.cell(5, headings["突发事件类别"]).value = "现场秩序"
    summary.cell(5, headings["今日培训(场)"]).value = 1
    summary.cell(5, headings["突发事件"]).value = "投票现场一度中断"
    out = BytesIO()
    book.save(out)
    preview = send(careful, out.getvalue()).json()
    assert preview["acceptable"], preview["findings"]
    receipt = preview["report"]["id"]
    submitted = careful.post(f"/api/v1/reports/{receipt}/submit").json()
    assert (submitted["report"]["status"], submitted["facts"]) == ("submitted", 1)
    before = careful.get(f"/api/v1/units/{UNIT}/history").json()["total"]
    checked = careful.post(f"/api/v1/reports/{receipt}/confirm").json()
    assert (checked["report"]["status"], checked["facts"]) == ("checked", 0)
    assert careful.get(f"/api/v1/units/{UNIT}/history").json()["total"] == before
    confirmed = careful.post(f"/api/v1/reports/{receipt}/confirm").json()
    assert (confirmed["report"]["status"], confirmed["facts"]) == ("confirmed", 3)
    assert careful.get(f"/api/v1/units/{UNIT}/history").json()["total"] == before + 1
    steps = [step["action"] for step in confirmed["report"]["steps"]]
    assert steps == ["received", "submitted", "checked", "confirmed"]


def test_a_report_that_comes_after_the_cut_off_is_late(client, application):
    from dashboard.clock import FixedClock

    desk, zone = application.services.desk, application.services.clock.zone
    silent = missing(client)[0]["code"]
    evening = desk.at(datetime(2019, 1, 10, 18, 30, tzinfo=zone))
    assert isinstance(evening.clock, FixedClock)
    preview = evening.enter("zero", silent, {}, "test")
    evening.submit(preview.report.id, "test")
    assert reported(client, silent) == "late"
