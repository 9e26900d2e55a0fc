"""A unit is read whole: stepped through, shared, printed; its page stands by itself."""

import re

import httpx2 as httpx
import pytest

from tests.browser.conftest import DESK

pytestmark = pytest.mark.mapless

UNIT = "110108024901"


@pytest.fixture
def get(server):
    return lambda path, **params: httpx.get(f"{server.url}/api/v1{path}", params=params).json()


@pytest.fixture
def unit_page(new_context, server):
    def visit(path, **options):
        page = new_context(**options).new_page()
        page.goto(server.url + path)
        page.wait_for_selector("html[data-unit=ready] .dossier h2")
        return page

    return visit


def test_the_dossiers_of_a_filter_are_stepped_through(open_page):
    page = open_page("/?town=110108024&phase=7&lang=zh-CN")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.wait_for_function(DESK)
    page.wait_for_function(
        "() => situationMap.desk.work.table?.grid && situationMap.desk.work.table.order().length > 1"
    )
    order = page.evaluate("() => situationMap.desk.work.table.order()")
    page.evaluate("(code) => situationMap.desk.search.hands.onUnit(code)", order[0])
    for code in (order[1], order[2 % len(order)]):
        page.click("[data-action='next-unit']")
        page.wait_for_selector(f".dossier[data-code='{code}']")
    told = page.text_content(".dossier-bar .position")
    assert told == f"第 {3 if len(order) > 2 else 1} 个，共 {len(order)} 个"
    page.keyboard.press("k")
    page.wait_for_selector(f".dossier[data-code='{order[1]}']")
    page.click("[data-action='copy-link']")
    page.wait_for_function(
        "() => document.querySelector('[data-action=copy-link] .label').textContent === '已复制链接'"
    )
    assert page.evaluate("() => navigator.clipboard.readText()") == page.url
    assert f"unit={order[1]}" in page.url
    assert page.get_attribute("[data-page-link]", "href").startswith(f"/unit/{order[1]}?town=110108024&phase=7")


def test_neighbours_are_coloured_and_open_and_older_entries_come(open_page, get):
    page = open_page(f"/?unit={UNIT}&lang=zh-CN")
    page.wait_for_selector(".vicinity-map .own")
    told = get("/map/110108")
    phases = dict(zip(told["codes"], told["columns"]["phase"], strict=True))
    names = {unit["name"]: unit["code"] for unit in get("/units", limit=1000)["units"]}
    shown = page.evaluate(
        "() => [...document.querySelectorAll('.vicinity-map .unit')].map((path) => [path.querySelector('title').textContent, path.dataset.phase])"
    )
    assert len(shown) > 5
    for title, phase in shown:
        code = names[title.split(" · ")[0]]
        assert phase == str(-1 if phases[code] is None else phases[code])
    older_entries_come_when_they_are_opened(page, get)
    page.locator(".vicinity-map .unit[role=button]").first.focus()
    name = page.evaluate("() => document.activeElement.querySelector('title').textContent.split(' · ')[0]")
    page.keyboard.press("Enter")
    page.wait_for_function("(name) => document.querySelector('.dossier h2')?.textContent === name", arg=name)


def older_entries_come_when_they_are_opened(page, get):
    entries = page.locator(".facts-list li")
    recent, total = entries.count(), get(f"/units/{UNIT}/history")["total"]
    assert recent < total
    page.click(".older > summary")
    page.wait_for_selector("details.older[open] .facts-list li")
    assert entries.count() == total
    assert page.evaluate("() => document.activeElement.matches('.older > summary')"), "the focus stays"


def test_the_past_is_read_but_not_changed(open_page):
    page = open_page(f"/?unit={UNIT}&as_of=2018-12-20&lang=zh-CN")
    page.wait_for_selector(".dossier h2")
    assert page.locator(".dossier .update").count() == 0
    latest = page.get_attribute(".facts-list li time >> nth=0", "datetime")
    assert latest <= "2018-12-20"


def test_the_page_of_a_unit_stands_by_itself_and_prints(unit_page):
    page = unit_page(f"/unit/{UNIT}?lang=zh-CN&phase=7")
    told = page.text_content(".dossier")
    for text in ("示例一村", "党员大会", "要求超过 4/5", "暂行条例", "检查事项", "记录"):
        assert text in told
    page.wait_for_selector(".vicinity-map .own")
    assert page.locator("#map").count() == 0
    assert re.fullmatch(r"第 \d+ 个，共 \d+ 个", page.text_content(".position"))
    assert page.get_attribute("#to-map", "href") == f"/?unit={UNIT}&phase=7"
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 1000})  # A4 without its margins, at 96 dpi
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".frame-head").is_hidden()
    assert page.locator(".dossier-bar").is_hidden()
    assert "演示数据" in page.text_content(".print-head")
    assert page.locator(".print-head").is_visible()
    assert page.locator(".stages li").first.is_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 688
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.click("[data-action='next-unit']")
    page.wait_for_function("(code) => !location.pathname.endsWith(code)", arg=UNIT)
    page.wait_for_selector("html[data-unit=ready] .dossier h2")
    assert "phase=7" in page.url


def test_the_page_of_a_unit_follows_what_is_recorded(unit_page, server):
    page = unit_page("/unit/110108030904?lang=en")
    page.evaluate("() => { window.stays = true; }")
    httpx.post(
        f"{server.url}/api/v1/units/110108030904/facts",
        json={"type": "remark", "track": "party", "subject": "remarks", "payload": {"topic": "remarks", "text": "hall found"}},
    ).raise_for_status()  # fmt: skip
    page.wait_for_function("() => document.querySelector('.facts').textContent.includes('hall found')")
    assert page.evaluate("() => window.stays")
