"""An own district in a browser: names alone on tiles, and the levels above several districts."""

import httpx2 as httpx
import pytest

from tests import own
from tests.apps import Server, dashboard
from tests.browser.conftest import DESK, READY, WALL_READY, fresh_context
from tests.browser.wall import AUDIT, SMALLEST, unit_of

OVERVIEW = "() => document.documentElement.dataset.overview === 'ready'"


def served(folder):
    server = Server(folder, DEMO="false").start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def names(tmp_path_factory):
    folder = tmp_path_factory.mktemp("names")
    run = own.init(
        folder / "data", "--units", own.workbook(folder / "a.xlsx", own.NAMES, own.HEADER), "--out", folder / "r"
    )
    assert run.returncode == 0, run.stderr
    yield from served(folder / "data")


@pytest.fixture(scope="module")
def country(tmp_path_factory):
    folder = tmp_path_factory.mktemp("country")
    run = own.init(folder / "data", *own.layers(folder), "--out", folder / "r")
    assert run.returncode == 0, run.stderr
    yield from served(folder / "data")


@pytest.fixture
def opened(browser):
    contexts = []

    def visit(server, path, ready=READY, **options):
        context, watch = fresh_context(browser, server, **options)
        contexts.append((context, watch))
        page = context.new_page()
        page.goto(server.url + path)
        page.wait_for_function(ready)
        return page

    yield visit
    for context, watch in contexts:
        context.close()
        assert watch.problems == []


def test_names_alone_are_looked_at_as_tiles(opened, names):
    page = opened(names, "/?lang=zh-CN", DESK)
    assert page.title().startswith("某区村和社区"), "the title names the own district"
    assert page.locator("html").get_attribute("data-ground") == "tiles"
    assert page.locator("[data-ground-view]").count() == 0, "there is no geography to switch to"
    assert "演示" not in page.inner_text("body")
    assert page.evaluate("[...situationMap.situation.units.keys()]") == ["1001001", "1001002", "1002001"]
    page.evaluate("situationMap.desk.hands.onUnit('1001001')")
    page.locator("#dossier-panel h2", has_text="东一社区").wait_for()
    assert page.locator("section.vicinity").count() == 0, "nobody knows what lies beside it"
    assert page.evaluate("new URLSearchParams(location.search).get('view')") is None


def test_names_alone_have_a_wall(opened, names):
    page = opened(names, "/wall?lang=zh-CN&tour=off", WALL_READY, viewport={"width": 1920, "height": 1080})
    assert page.evaluate("wall.stage.ground") == "tiles"
    page.keyboard.press("g")
    assert page.evaluate("wall.stage.ground") == "tiles"
    assert page.evaluate(AUDIT, SMALLEST * unit_of((1920, 1080))) == []


def test_names_alone_without_graphics(browser, names):
    from tests.browser.test_wall_endures import NO_WEBGL

    context, watch = fresh_context(browser, names)
    context.add_init_script(NO_WEBGL)
    page = context.new_page()
    page.goto(f"{names.url}/?lang=zh-CN")
    page.wait_for_function(READY)
    assert page.locator(".static-map path.unit").count() == 3
    context.close()
    assert watch.problems == []


def test_above_the_districts_one_goes_down_and_climbs(opened, country):
    page = opened(country, "/?lang=zh-CN", OVERVIEW)
    assert page.inner_text("#overview h2") == "某区"
    rows = page.locator("#overview tbody tr")
    assert rows.locator("bdi").all_inner_texts() == ["الولاية 1", "الولاية 2"]
    assert page.locator(".overview-map a path").count() == 2
    assert page.locator(".overview-label .numbers").all_text_contents() == ["0/16", "0/16"]
    page.locator(".overview-map a").first.click()
    page.wait_for_function(READY)
    assert page.evaluate("situationMap.situation.units.size") == 16, "only this state's units came"
    names = page.evaluate("[...situationMap.situation.townships].map((town) => town.name)")
    assert names == ["Bezirk Zürich 1", "Bezirk Zürich 2", "Bezirk Zürich 5", "Bezirk Zürich 6"]
    page.locator("#crumbs .crumb-above").click()
    page.wait_for_function(OVERVIEW)
    assert page.locator("#overview h2").is_visible()


def test_the_overview_follows_what_happens(opened, country):
    page = opened(country, "/?lang=en", OVERVIEW)
    started = page.locator("#overview tbody tr").first.locator("td").nth(1)
    assert started.inner_text() == "0"
    answer = httpx.get(f"{country.url}/api/v1/map/X?track=party").json()
    assert answer["static"] is None
    assert set(answer["geometry"]) == {"children"}
    code = answer["codes"][0]
    run = dashboard(
        country.folder,
        "append",
        code,
        "milestone",
        '{"stage": "preparation", "edge": "start"}',
        "--track",
        "party",
    )
    assert run.returncode == 0, run.stderr
    page.wait_for_function(
        "() => document.querySelector('#overview tbody tr td:nth-of-type(2)').textContent === '1'"
    )


@pytest.mark.parametrize("size", [(1920, 1080), (1440, 900), (390, 844)])
def test_nothing_of_the_overview_is_cut(opened, country, size):
    page = opened(country, "/?lang=en", OVERVIEW, viewport={"width": size[0], "height": size[1]})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    cut = "[...document.querySelectorAll('#overview :is(dd, a, td, th, h2)')].filter((one) => one.getClientRects().length && one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline').map((one) => one.textContent)"
    assert page.evaluate(cut) == []
