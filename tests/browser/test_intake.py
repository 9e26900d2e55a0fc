"""The townships' reports: dropped, mended, recorded; filled in online; one unit from its dossier; in both languages."""

import io
from base64 import b64encode

import httpx2 as httpx
import pytest
from openpyxl import load_workbook

from tests.browser.conftest import Watch
from tests.browser.test_languages import CONTRASTS, TEXTS, foreign

pytestmark = pytest.mark.mapless

INTAKE_READY = "() => document.documentElement.dataset.intake === 'ready'"
FILED, STARTED_OVER = "110108007001", "110108012003"


@pytest.fixture
def intake(new_context, server):
    def visit(path="", **options):
        page = new_context(**options).new_page()
        page.goto(f"{server.url}/intake{path}")
        page.wait_for_function(INTAKE_READY)
        return page

    return visit


def reports(server, path="", **params):
    answer = httpx.get(f"{server.url}/api/v1/reports{path}", params=params, timeout=30)
    assert answer.status_code == 200, answer.text
    return answer.json()


def workbook(server, township, edits):
    """Return the form of a township with cells changed: heading → value, by unit."""
    url = f"{server.url}/api/v1/reports/template.xlsx"
    book = load_workbook(
        io.BytesIO(httpx.get(url, params={"township": township, "lang": "zh"}, timeout=30).content)
    )
    sheet = book.worksheets[0]
    headings = {cell.value: cell.column for row in (3, 4) for cell in sheet[row] if cell.value}
    for row in sheet.iter_rows(min_row=5):
        for heading, value in edits.get(row[headings["编码"] - 1].value, {}).items():
            sheet.cell(row[0].row, headings[heading]).value = value
    held = io.BytesIO()
    book.save(held)
    return {"name": "日报.xlsx", "mimeType": "application/octet-stream", "buffer": held.getvalue()}


def type_into(page, cell, text):
    cell.click()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def state_of(page, township, state):
    """Wait until the board shows a township's state."""
    page.locator(f"#board-list [data-town='{township}'] button[data-state={state}]").wait_for()


def test_a_file_is_mended_and_recorded_and_the_map_follows(intake, open_page, server):
    map_page = open_page("/")
    assert map_page.evaluate(f"window.situationMap.phaseOf('{FILED}')") == 6
    page = intake()
    state_of(page, "110108007", "missing")
    edits = {"报批备案日期": "1月10曰", "方案批复日期": "2018-11-29"}
    page.set_input_files("#drop-input", workbook(server, "110108007", {FILED: edits}))
    page.wait_for_selector(".changes-grid .of-findings [data-level=error]")
    assert page.locator("[data-step=submit]").is_disabled()
    row = page.locator(".changes-grid .ag-center-cols-container .ag-row", has_text="报批备案日期")
    type_into(page, row.locator("[col-id=after]"), "2019-01-10")
    page.wait_for_selector(".changes-grid .of-findings [data-level=correction]")
    page.wait_for_selector(".changes-grid .of-findings [data-level=error]", state="detached")
    assert page.locator("[data-step=submit]").is_disabled(), "the correction wants its reason"
    type_into(page, page.locator(".changes-grid [col-id=reason].wanted"), "批复文件日期有误")
    page.click("[data-step=submit]:enabled")
    page.wait_for_selector(".status-chip[data-status=confirmed]")
    page.wait_for_function(
        "() => document.querySelector('#board-list [data-town=\"110108007\"] button').dataset.state === 'received'"
    )
    map_page.wait_for_function(f"() => window.situationMap.phaseOf('{FILED}') === 7")


DROP = """(files) => {
  const data = new DataTransfer();
  for (const [name, body] of files) data.items.add(new File([Uint8Array.from(atob(body), (c) => c.charCodeAt(0))], name));
  const fire = (type) => document.querySelector("#drop").dispatchEvent(
    new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
  fire("dragenter");
  const seen = document.documentElement.dataset.dragging;
  fire("drop");
  return seen;
}"""


def test_all_clean_drafts_are_handed_in_at_once(intake, server):
    page = intake()
    clean = ("110108001", "110108002", "110108003")
    edits = {unit: {"备注": "会场已落实"} for unit in (f"{town}001" for town in clean)}
    files = [workbook(server, town, edits)["buffer"] for town in clean]
    files.append(workbook(server, "110108005", {"110108005001": {"方案批复日期": "下周"}})["buffer"])
    named = [[f"{n}.xlsx", b64encode(body).decode()] for n, body in enumerate(files)]
    assert page.evaluate(DROP, named) == "true", "the page shows where to drop"
    state_of(page, "110108005", "problem")
    page.click("[data-batch=draft]:text('3')")
    ticks = page.locator("dialog .batch-list input")
    assert ticks.count() == 3, "the one with a problem is not among them"
    ticks.nth(2).uncheck()
    first = reports(server, "/board")["townships"][0]["reports"][0]["id"]
    httpx.post(f"{server.url}/api/v1/reports/{first}/withdraw", json={"reason": "test"}, timeout=30)
    page.click("dialog .primary")
    page.wait_for_selector("dialog .result[data-state=received]")
    told = page.locator("dialog .result").evaluate_all("(all) => all.map((one) => one.dataset.state)")
    assert told == ["returned", "received", "left"], "one that went away does not stop the next"
    page.click("dialog .primary")
    state_of(page, clean[1], "received")
    state_of(page, clean[2], "draft")
    page.click(f"#board-list [data-town='{clean[1]}'] button")
    page.wait_for_selector("#opened-recorded tr[data-counts=true]")
    assert page.locator("#opened-grid").is_hidden()


def test_a_refused_file_tells_why(browser, server):
    context = browser.new_context(locale="zh-CN")
    watch = Watch(context, server.url)
    page = context.new_page()
    page.goto(f"{server.url}/intake?lang=zh")
    page.wait_for_function(INTAKE_READY)
    page.set_input_files(
        "#drop-input", {"name": "通知.docx", "mimeType": "application/zip", "buffer": b"PK no report"}
    )
    page.wait_for_selector("#uploads [data-state=error]")
    told = page.locator("#uploads .told").text_content()
    assert told.startswith("未收：")
    assert len(told) > 10
    context.close()
    assert all("422" in problem for problem in watch.problems), "the refusal, and nothing else"


def test_a_zero_report_takes_one_click_and_a_yes(intake, server):
    page = intake("?town=110108022")
    page.click("[data-tool=zero]")
    page.click("dialog .primary")
    page.wait_for_selector(".status-chip[data-status=confirmed]")
    told = next(town for town in reports(server, "/board")["townships"] if town["code"] == "110108022")
    assert told["received"] in {"zero", "received"}, "received: it told of polls in the course of the day"
    state_of(page, "110108022", told["received"])
    assert [(line["kind"], line["status"]) for line in told["reports"]] == [("zero", "confirmed")]


def test_what_is_typed_online_survives_the_page(intake, server):
    page = intake("?town=110108013&form=1")
    row = page.locator(".sheet-grid .ag-center-cols-container .ag-row").nth(1)
    row.wait_for()
    type_into(page, row.locator("[col-id=plan_approved]"), "2018-12-30")
    page.wait_for_function("() => document.getElementById('saved').textContent.includes('20190110-')")
    page.wait_for_selector(".findings [data-level]")
    row.locator("[col-id=appraised]").click()
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData("text/plain", "2018-12-31\\t2019-01-02\\n2019-01-01\\t2019-01-03");
          const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
          document.activeElement.dispatchEvent(event);
        }"""
    )
    page.wait_for_function("() => document.querySelectorAll('.sheet-grid .changed').length === 5")
    page.keyboard.press("Delete")
    page.wait_for_function(
        "() => window.intakeDesk.sheet.value(window.intakeDesk.sheet.form.tables[0].rows[1].code, 'appraised') === '撤销'"
    )
    page.wait_for_function("() => !window.intakeDesk.sheet.dirty.size && !window.intakeDesk.sheet.saving")
    receipt = reports(server, "/form", township="110108013")["draft"]
    page.locator("[data-town='110108013'] button:is([data-state=draft], [data-state=problem])").wait_for()
    page.reload()
    page.wait_for_function(INTAKE_READY)
    page.wait_for_function("() => document.querySelectorAll('.sheet-grid .changed').length === 5")
    assert row.locator(".changed").all_text_contents() == ["2018-12-30", "撤销", "2019-01-02"]
    assert len(reports(server, township="110108013")["reports"]) == 1, "it goes on with the draft"
    cells = reports(server, f"/{receipt}")["amendments"]["cells"]
    assert sum(map(len, cells.values())) == 5, "only what was changed is sent"


def enter(server, column, value, reason):
    """Report one unit's cell as somebody else does."""
    cells = {"party": {STARTED_OVER: {column: value, "reason": reason}}}
    begun = httpx.post(f"{server.url}/api/v1/reports/entries", timeout=30,
                       json={"township": STARTED_OVER[:9], "kind": "unit", "cells": cells}).json()  # fmt: skip
    done = httpx.post(f"{server.url}/api/v1/reports/{begun['report']['id']}/submit", json={}, timeout=30).json()
    assert done["report"]["status"] == "confirmed"


def test_one_unit_is_updated_and_who_was_faster_is_shown(open_page, server):
    page = open_page(f"/?unit={STARTED_OVER}")
    assert not any("60-intake" in url for url in loaded(page)), "the desk's page stays light"
    page.click(".dossier .update")
    page.wait_for_selector("dialog.unit-form form")
    field = page.locator("[data-cell='party/plan_approved'] input")
    field.fill("2018-12-05")
    page.click("dialog .primary")
    page.wait_for_selector("label[data-cell='party/plan_approved'][data-level=correction]")
    enter(server, "plan_approved", "2018-12-06", "批复文件日期")
    page.locator("[data-cell='party/reason'] :is(input, textarea)").fill("日期笔误")
    page.click("dialog .primary:enabled")
    page.wait_for_selector("dialog .conflict")
    assert "2018-12-06" in page.locator(".conflict").text_content()
    assert "2018-12-05" in page.locator(".conflict").text_content()
    page.click("dialog .primary:enabled")
    page.wait_for_selector("dialog", state="detached")
    form = reports(server, "/form", township=STARTED_OVER[:9], unit=STARTED_OVER)
    assert form["tables"][0]["rows"][0]["values"]["plan_approved"] == "2018-12-05"
    page.click(".dossier .update")
    field.fill("2018-12-07")
    page.click("dialog .primary")
    page.wait_for_selector("label[data-level=correction]")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="detached")
    page.wait_for_timeout(300)
    lines = reports(server, township=STARTED_OVER[:9])["reports"]
    assert [line["status"] for line in lines] == ["withdrawn", "confirmed", "confirmed"], "no orphan stays"
    assert page.evaluate("document.activeElement.dataset.action") == "update-unit", "the focus goes back"


def loaded(page):
    return page.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")


@pytest.mark.parametrize(("lang", "theme", "size"), [("zh", "light", (1440, 900)), ("en", "dark", (390, 844))])
def test_the_page_speaks_one_language_readably(intake, server, lang, theme, size):
    page = intake(f"?lang={lang}&theme={theme}&town=110108017", viewport={"width": size[0], "height": size[1]})
    texts = set()

    def look():
        texts.update(page.evaluate(TEXTS))
        assert page.evaluate(CONTRASTS) == []

    edits = {"110108017001": {"方案批复日期": "下周", "备注": f"{lang} {theme}"}}
    page.set_input_files("#drop-input", workbook(server, "110108017", edits))
    page.wait_for_selector(".changes-grid .of-findings [data-level=error]")
    look()
    page.click("[data-tool=sheet]")
    page.locator(".sheet-grid .ag-row").first.wait_for()
    look()
    page.click("[data-open=calendar]")
    page.wait_for_selector("#calendar td")
    look()
    page.click("[data-open=reminder]")
    page.wait_for_selector("dialog textarea")
    look()
    assert len(texts) > 120
    assert foreign(texts, "zh_CN" if lang == "zh" else "en") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
