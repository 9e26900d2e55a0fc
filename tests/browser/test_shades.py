"""The units are coloured by something else than their phase: legend, address and changes follow."""

import httpx2 as httpx
import pytest

from tests.browser.conftest import DESK

pytestmark = pytest.mark.reads_only

FILLS = """() => {
    const map = situationMap.view.map;
    const shades = {};
    for (const unit of situationMap.situation.units.values()) {
        const shade = map.getFeatureState({ source: "units", id: unit.code }).shade;
        shades[shade] = (shades[shade] ?? 0) + 1;
    }
    return shades;
}"""
LEGEND = "() => [...document.querySelectorAll('#legend .shades li')].map((line) => [line.querySelector('.label').textContent, Number(line.querySelector('.count').textContent)])"


def test_units_are_coloured_by_assessment_and_a_click_filters(open_page):
    page = open_page("/?lang=zh-CN")
    page.wait_for_function(DESK)
    phases = page.evaluate(FILLS)
    page.select_option("#colour-by", "assessment")
    shown = dict(page.evaluate(LEGEND))
    shades = page.evaluate(FILLS)
    assert set(shown) == {"平稳", "一般", "复杂"}
    assert [shown["平稳"], shown["一般"]] == [shades["0"], shades["1"]]
    assert page.locator("#legend .phases").is_hidden()
    assert "by=assessment" in page.url
    page.click("#legend .shades button:has-text('一般')")
    page.wait_for_function("() => situationMap.filter.scope.get('assessed')?.has('fair')")
    assert dict(page.evaluate(LEGEND))["平稳"] == 0
    page.click("#legend .shades button:has-text('一般')")
    page.reload()
    page.wait_for_function(DESK)
    assert page.evaluate("document.getElementById('colour-by').value") == "assessment"
    assert page.evaluate(FILLS) == shades
    page.select_option("#colour-by", "")
    assert page.evaluate(FILLS) == phases
    assert "by=" not in page.url


def test_how_late_and_how_the_first_poll_went_are_those_of_the_units(open_page):
    page = open_page("/?lang=en&by=late")
    page.wait_for_function(DESK)
    late = page.evaluate(
        """() => [...situationMap.situation.units.values()].filter((unit) => unit.phase !== null)
            .map((unit) => [1, 5, 10].filter((days) => (unit.late ?? 0) >= days).length)"""
    )
    assert [count for _, count in page.evaluate(LEGEND)] == [late.count(shade) for shade in range(4)]
    page.select_option("#colour-by", "success")
    held = page.evaluate("situationMap.situation.summary(null)")
    (yes, all_seats), (no, others) = page.evaluate(LEGEND)
    assert (all_seats, all_seats + others) == (held["first_success"], held["polls"]), (yes, no)


def test_petitions_of_the_last_week_colour_the_map_in_classes(open_page, server):
    page = open_page("/?lang=zh-CN&by=petitions")
    page.wait_for_function(DESK)
    told = httpx.get(f"{server.url}/api/v1/map/110108/petitions").json()
    page.wait_for_function("() => Number(document.querySelectorAll('#legend .shades .count')[1]?.textContent) > 0")
    shown = dict(page.evaluate(LEGEND))
    classes = list(told["classes"].values())
    assert [shown[name] for name in ("有", "3–9", "10 及以上")] == [classes.count(place) for place in (1, 2, 3)]
    assert shown["近 7 天无"] + len(classes) == page.evaluate("situationMap.filter.matched.size")


PAINTED = """() => {
    const [first] = window.situationMap?.situation?.units.keys() ?? [];
    if (!first || !situationMap.view?.map.getSource("units")) return false;
    return situationMap.view.map.getFeatureState({ source: "units", id: first }).shade !== undefined;
}"""
LATE_ICONS = """() => {
    const { fetch } = window;
    const released = new Promise((release) => { window.releaseIcons = release; });
    window.fetch = async (address, options) => {
        if (String(address).endsWith("/icons.json")) await released;
        return fetch(address, options);
    };
}"""


def test_a_map_that_still_waits_for_its_icons_takes_its_colours_with_them(new_context, server):
    page = new_context().new_page()
    page.add_init_script(f"({LATE_ICONS})()")
    page.goto(f"{server.url}/?lang=en&by=late")
    page.wait_for_function(PAINTED)
    page.evaluate("situationMap.view.recolour()")
    page.evaluate("window.releaseIcons()")
    page.wait_for_function(DESK)
    assert sum(page.evaluate(FILLS).values()) == page.evaluate("situationMap.situation.units.size")
