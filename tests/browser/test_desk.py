"""The desk's stories: find, understand, go back in time, share, export."""

import csv
import io
from datetime import date, timedelta

import httpx2 as httpx
import openpyxl
import pytest
from pypinyin import Style, lazy_pinyin

from dashboard.election.flags import Flag
from tests.browser.conftest import DESK

pytestmark = [pytest.mark.mapless, pytest.mark.reads_only]

XUEYUANLU = "110108010"
MONDAY = "2019-01-07"


@pytest.fixture
def get(server):
    return lambda path, **params: httpx.get(f"{server.url}/api/v1{path}", params=params).json()


def shown(page):
    """Return what the page shows of itself: the units that match, the figures, the day."""
    return page.evaluate(
        """() => ({
            units: [...situationMap.filter.matched].sort(),
            strip: [...document.querySelectorAll('#strip .value')].map((cell) => cell.textContent),
            legend: [...document.querySelectorAll('#legend .count')].map((cell) => cell.textContent),
            told: document.querySelector('.filters-told').textContent,
            day: document.querySelector('#as-of').textContent,
            phases: [...situationMap.situation.units.values()].map((unit) => situationMap.phaseOf(unit.code)),
        })"""
    )


def choose(page, group, option):
    box = page.locator(f"[data-group='{group}'][data-option='{option}'] input")
    box.check()
    page.wait_for_function(
        "([group, option]) => situationMap.filter.chosen(group).has(option)", arg=[group, option]
    )


def filters(page):
    page.click("[data-side-button='filters']")


def table_codes(page):
    return page.evaluate("() => situationMap.desk.work.table.order()")


def long_notices(get, calendar):
    """Yield the days on which communities of the township are in public notice for over five working days."""
    for number in range(40):
        day = date(2019, 1, 9) - timedelta(days=number)
        answer = get("/units", township=XUEYUANLU, kind="community", phase=4, limit=1000, as_of=str(day))
        found = [u["code"] for u in answer["units"] if calendar.between(date.fromisoformat(u["since"]), day) > 5]
        if found:
            yield day, found


def test_long_notices_of_a_township_are_found_and_exported(goto, calendar, get):
    day, expected = next(long_notices(get, calendar))
    page = goto(f"/?lang=zh-CN&as_of={day}")
    filters(page)
    page.click("[data-fold='town'] summary")
    choose(page, "town", XUEYUANLU)
    choose(page, "kind", "community")
    choose(page, "phase", "4")
    choose(page, "wait", "5")
    assert shown(page)["units"] == sorted(expected)
    page.wait_for_function("(n) => situationMap.desk.work.table.order().length === n", arg=len(expected))
    assert sorted(table_codes(page)) == sorted(expected)
    for form, read in (("xlsx", read_workbook), ("csv", read_text)):
        with page.expect_download() as download:
            page.click(f"[data-export='{form}']")
        assert download.value.suggested_filename.startswith("演示数据")
        names = read(download.value.path())
        assert names == [get(f"/units/{code}")["name"] for code in table_codes(page)]
    page.keyboard.press("Escape")
    assert len(shown(page)["units"]) == 619
    assert "phase" not in page.url


def read_workbook(path):
    sheet = openpyxl.load_workbook(io.BytesIO(path.read_bytes())).active
    assert "演示数据" in sheet["A1"].value
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    return [row[0] for row in rows if not str(row[0]).endswith("个")]


def read_text(path):
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert rows[0][-1] == "演示数据"
    assert {row[-1] for row in rows[1:]} <= {"演示数据"}
    return [row[0] for row in rows[1:] if not row[0].endswith("个")]


def test_a_community_is_opened_by_the_initials_of_its_name(goto, get):
    told = get("/map/110108")
    held = dict(zip(told["codes"], told["columns"]["last_poll_on"], strict=True))
    units = get("/units", kind="community", township=XUEYUANLU, limit=1000)["units"]
    unit = next(unit for unit in units if held[unit["code"]])
    page = goto(f"/?lang=zh-CN&town={XUEYUANLU}")
    page.keyboard.press("/")
    page.keyboard.type("".join(lazy_pinyin(unit["name"][:3], style=Style.FIRST_LETTER)))
    page.wait_for_selector("#search-list .found")
    names = page.locator("#search-list .name").all_text_contents()
    for _ in range(names.index(unit["name"])):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#dossier-panel .dossier[data-code='{unit['code']}']")
    assert page.text_content("#dossier-title") == unit["name"]
    poll = get(f"/units/{unit['code']}")["tracks"]["party"]["polls"][-1]
    turnout = page.text_content(".dossier .poll .verdict strong")
    assert turnout == f"{100 * poll['present'] / poll['eligible']:.1f}%"
    order = table_codes(page)
    page.click("[data-action='next-unit']")
    following = order[(order.index(unit["code"]) + 1) % len(order)]
    page.wait_for_selector(f".dossier[data-code='{following}']")
    assert get(f"/units/{following}")["township"] == XUEYUANLU, "the next in the filter"


def test_the_campaign_is_played_and_a_week_read(goto, get):
    page = goto("/?lang=zh-CN&as_of=2019-01-02")
    assert page.text_content("#as-of") == "2019-01-02"
    live = get("/map/110108")["totals"]["completed"]
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.click("[data-time-action='play']")
    page.wait_for_function(
        """() => {
            if (situationMap.situation.day !== '2019-01-05') return false;
            document.querySelector('[data-time-action=play]').click();
            return true;
        }"""
    )
    assert [url for url in requests if "/api/" in url or "_dash" in url] == [], "days pass without a request"
    assert page.text_content("#as-of") == "2019-01-05"
    assert "as_of=2019-01-05" in page.url
    there = get("/map/110108", as_of="2019-01-05")
    assert (
        page.evaluate("() => [...situationMap.situation.units.values()].map((unit) => unit.phase)")
        == there["columns"]["phase"]
    )
    assert (
        page.evaluate("() => [...situationMap.situation.units.values()].map((unit) => unit.flags)")
        == there["columns"]["flags"]
    )
    assert page.text_content("#strip [data-figure='completed'] .value") == str(there["totals"]["completed"])
    page.click(".work-tabs [data-panel='changes']")
    page.wait_for_selector(".changes-list .change")
    assert page.input_value(".changes-head [type='date']") == "2018-12-29"
    before = get("/map/110108", as_of="2018-12-28")
    moved = [
        code
        for code, *rows in zip(
            there["codes"],
            *(
                zip(
                    *(
                        told["columns"][name]
                        for name in ("phase", "flags", "alert", "last_poll_on", "expected_on", "assessment")
                    ),
                    strict=True,
                )
                for told in (before, there)
            ),
            strict=True,
        )
        if without_report(rows[0]) != without_report(rows[1])
    ]
    assert page.text_content(".changes-count").startswith(f"{len(moved)} ")
    page.click(".changes-light input")
    assert shown(page)["units"] == sorted(moved)
    page.click("[data-time-action='live']")
    page.wait_for_function("() => document.documentElement.dataset.time === 'live'")
    page.keyboard.press("Escape")
    page.wait_for_function(
        "(text) => document.querySelector('#strip [data-figure=completed] .value').textContent === text",
        arg=str(live),
    )


def without_report(row):
    phase, flags, *rest = row
    return phase, flags & ~Flag.NOT_REPORTED, *rest


def test_a_shared_address_shows_the_same_picture(goto, browser, server):
    page = goto("/?lang=zh-CN")
    filters(page)
    choose(page, "kind", "village")
    choose(page, "phase", "7")
    choose(page, "band", "attention")
    page.focus(".time-handle")
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
        page.wait_for_timeout(300)
    page.wait_for_function("() => situationMap.situation.day === '2019-01-07'")
    mine = shown(page)
    assert mine["units"]
    told = page.evaluate(
        """async () => {
            let changes = 0;
            situationMap.situation.onChange(() => { changes += 1; });
            await new Promise((done) => setTimeout(done, 2500));
            return changes;
        }"""
    )
    assert told <= 1, "a page at rest does nothing"
    other = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    theirs = other.new_page()
    theirs.goto(page.url)
    theirs.wait_for_function(DESK)
    theirs.wait_for_function("() => situationMap.situation.past !== null")
    theirs.wait_for_timeout(300)
    assert shown(theirs) == mine
    other.close()


def test_what_went_backwards_is_told_with_its_reason(goto, get):
    page = goto("/?lang=zh-CN")
    filters(page)
    page.fill("[data-group='back'] [type='date']", MONDAY)
    page.dispatch_event("[data-group='back'] [type='date']", "change")
    told = get("/map/110108/setbacks", since=MONDAY, lang="zh-CN")["setbacks"]
    page.wait_for_function("(n) => situationMap.filter.matched.size === n", arg=len({row["code"] for row in told}))
    page.click("#filters [data-panel='changes']")
    page.wait_for_selector(".change.setback")
    rows = page.locator(".change.setback").all_text_contents()
    assert len(rows) == len(told)
    for text, row in zip(rows, told, strict=True):
        assert row["after"] in text
        assert row["reason"] in text, "the demo says why"
    assert "corrected" in {row["kind"] for row in told}


def test_views_are_saved_and_found_again(goto):
    page = goto("/?lang=zh-CN&kind=village&phase=5")
    filters(page)
    page.click("[data-fold='views'] summary")
    page.fill(".views-save input", "待选举的村")
    page.press(".views-save input", "Enter")
    before = shown(page)["units"]
    page.click("[data-filters='clear']")
    assert len(shown(page)["units"]) == 619
    page.reload()
    page.wait_for_function(DESK)
    page.click(".views-list .link")
    assert shown(page)["units"] == before
    assert "kind=village" in page.url


def test_townships_and_days_are_set_side_by_side(goto, get):
    page = goto("/?lang=zh-CN&panel=compare")
    page.wait_for_selector(".compare-table [data-row]")
    codes = page.eval_on_selector_all(".compare-head select", "(fields) => fields.map((field) => field.value)")
    towns = get("/map/110108")["townships"]
    for name in ("due", "elected", "completed", "planned"):
        cells = page.locator(f".compare-table [data-row='{name}'] td").all_text_contents()
        assert cells[:2] == [str(towns[code][name]) for code in codes]
    page.click(".compare-head [data-kind='days']")
    page.fill(".compare-head [data-side='0']", "2019-01-05")
    page.dispatch_event(".compare-head [data-side='0']", "change")
    there, now = (get("/map/110108", **day)["totals"] for day in ({"as_of": "2019-01-05"}, {}))
    for name in ("due", "elected", "completed", "planned", "matters"):
        cells = page.locator(f".compare-table [data-row='{name}'] td").all_text_contents()
        assert cells[:2] == [str(told[name]) for told in (there, now)]
