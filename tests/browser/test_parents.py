"""Another election on all screens: schools, one track, six phases; nothing of the two committees shows through."""

import re

import httpx2 as httpx
import pytest

from dashboard.bootstrap import open_services
from tests.apps import Server
from tests.browser.conftest import DESK, READY, WALL_READY
from tests.browser.test_intake import INTAKE_READY
from tests.browser.test_languages import TEXTS
from tests.browser.wall import AUDIT, SMALLEST
from tests.parents import found, tell_campaign, units_of

pytestmark = pytest.mark.mapless

FOREIGN = {
    "zh-CN": re.compile("村|街镇|居委|党|“两委”|总体|研判|信访|联审"),
    "en": re.compile(r"\b(village|township|communit|committee|party|overall|petition|joint review|assess)", re.IGNORECASE),
}  # fmt: skip
CHINESE = re.compile("[\u4e00-\u9fff]")
OWN_NAMES = re.compile("示例.*|海淀区.*|中文|国家统计局.*")


@pytest.fixture(scope="module")
def schools(tmp_path_factory):
    settings = found(tmp_path_factory.mktemp("schools"))
    services = open_services(settings)
    tell_campaign(services.queries)
    codes = [unit.code for unit in units_of(services.queries.tree)]
    services.queries.engine.dispose()
    return settings, codes


@pytest.fixture(scope="module")
def server(schools):
    settings, _ = schools
    started = Server(settings.data_dir, PROFILE=settings.profile, DEMO="false").start()
    yield started
    started.stop()


@pytest.fixture
def visit(new_context, server):
    def go(path, ready, **options):
        page = new_context(**options).new_page()
        page.goto(server.url + path)
        page.wait_for_function(ready)
        return page

    return go


def speaks(page, lang):
    """Hold every text of a page to the election's own words, and to its language."""
    said = page.evaluate(TEXTS)
    assert [text for text in said if FOREIGN[lang].search(text)] == []
    if lang == "en":
        assert [text for text in said if CHINESE.search(text) and not OWN_NAMES.search(text)] == []


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_the_desk_and_a_dossier(visit, schools, lang):
    page = visit(f"/?lang={lang}&unit={schools[1][4]}", READY)
    page.wait_for_function(DESK)
    page.wait_for_selector("#dossier-title")
    assert not page.locator(".track-switch").is_visible(), "one track leaves no choice"
    assert page.locator("#legend .phases li").count() == 6
    steps = page.locator("#dossier-panel .step .node")
    assert steps.count() >= 6
    assert page.locator("#colour-by option").evaluate_all("all => all.map((one) => one.value)") == [
        "",
        "late",
        "success",
    ]
    colour = page.locator('#legend [data-phase="4"] .swatch').evaluate(
        "one => getComputedStyle(one).backgroundColor"
    )
    assert colour == "rgb(90, 47, 156)"
    speaks(page, lang)
    page.locator("[data-side-button='filters']").click()
    page.wait_for_selector("#filters [data-fold='kind']")
    assert not page.locator("#filters [data-fold='assessed']").is_visible()
    assert page.locator("#filters [data-option][data-group='kind']").count() == 2
    assert page.locator("#filters [data-group='key']").count() == 0
    speaks(page, lang)


def test_a_change_is_painted_and_the_form_of_a_school_speaks_of_schools(visit, server, schools):
    code = schools[1][0]
    page = visit(f"/?lang=en&unit={code}", READY)
    page.wait_for_function(DESK)
    assert page.evaluate("(code) => situationMap.situation.units.get(code).phase", code) == 1
    ended = {"type": "milestone", "track": "council", "payload": {"stage": "call", "edge": "end"}}
    told = httpx.post(f"{server.url}/api/v1/units/{code}/facts", json=ended)
    assert told.status_code == 201, told.text
    page.wait_for_function("(code) => situationMap.situation.units.get(code).phase === 2", arg=code)
    page.wait_for_selector("#dossier-panel >> text=Classes propose")
    page.click("[data-action='update-unit']")
    page.wait_for_selector("dialog[open], .unit-form")
    speaks(page, "en")


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_a_board_and_the_intake(visit, lang):
    page = visit(f"/checklists?lang={lang}", "() => document.readyState === 'complete'")
    assert page.locator(".command-tabs a").count() == 6
    speaks(page, lang)
    page = visit(f"/intake?lang={lang}", INTAKE_READY)
    page.wait_for_selector("#board-list li")
    speaks(page, lang)


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_the_wall(visit, lang):
    page = visit(f"/wall?lang={lang}", WALL_READY, viewport={"width": 1920, "height": 1080})
    page.wait_for_function("() => document.querySelector('#story h2').textContent !== ''")
    assert page.locator("#keys").is_hidden()
    assert page.locator("#legend .phases li").count() == 6
    assert page.evaluate(AUDIT, SMALLEST) == []
    speaks(page, lang)
