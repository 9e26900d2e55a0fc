"""Some units are looked at: the map goes there and dims the others, figures and legend count them alone."""

import pytest

from tests.browser.test_frame import TOWN, UNIT, answer, expected, shown

pytestmark = pytest.mark.reads_only


def dimmed(page):
    return set(page.evaluate("[...window.situationMap.view.dimmed]"))


def test_a_township_is_zoomed_to_and_looked_at_alone(goto, server):
    page = goto("/")
    whole = page.evaluate("window.situationMap.view.map.getZoom()")
    page.click(f"#towns [data-town='{TOWN}'] button")
    page.wait_for_function(f"() => window.situationMap.view.map.getZoom() > {whole} + 0.5")
    units = page.evaluate(
        "[...window.situationMap.situation.units.values()].map((unit) => [unit.code, unit.township])"
    )
    assert dimmed(page) == {code for code, town in units if town != TOWN}
    state = "window.situationMap.view.map.getFeatureState({source: 'units', id: '%s'}).dim"
    assert page.evaluate(state % "110108001001") is True
    assert not page.evaluate(state % UNIT)
    assert f"town={TOWN}" in page.url
    told = answer(server, "party")["townships"][TOWN]
    assert shown(page) == expected(told)
    assert [int(text) for text in page.locator("#legend .count").all_text_contents()] == told["phases"]
    assert page.locator("#crumbs").text_content().count("上庄地区") == 1
    page.reload()
    page.wait_for_function("() => document.documentElement.dataset.map === 'ready'")
    assert len(dimmed(page)) == 678 - sum(town == TOWN for _, town in units), "the address keeps it"
    page.focus("#map")
    page.keyboard.press("Escape")
    assert dimmed(page) == set()
    assert "town=" not in page.url
    assert shown(page) == expected(answer(server, "party")["totals"])


def test_the_legend_filters_by_phase(goto):
    page = goto("/?track=committee")
    phases = dict(
        page.evaluate("[...window.situationMap.situation.units.values()].map((unit) => [unit.code, unit.phase])")
    )
    page.click("#legend li[data-phase='1'] button")
    assert dimmed(page) == {code for code, phase in phases.items() if phase != 1}
    page.click("#legend li[data-phase='0'] button")
    assert dimmed(page) == {code for code, phase in phases.items() if phase not in {0, 1}}
    assert "phase=0,1" in page.url
    page.click("#crumbs [data-crumb=clear]")
    assert dimmed(page) == set()


def test_an_unknown_township_in_the_address_shows_all(open_page):
    page = open_page("/?town=999&phase=x,77,9&figure=votes&track=none")
    assert dimmed(page) == set()
    assert "town=" not in page.url
    assert page.locator("#source-panel").is_hidden()


def test_on_a_phone_map_and_list_are_tabs(open_page):
    page = open_page("/", viewport={"width": 390, "height": 844})
    assert page.locator("#towns").is_hidden()
    page.click("[data-tab-button=towns]")
    assert page.locator("#towns").is_visible()
    assert page.locator("#strip [data-figure]:visible").count() == 9
    page.click(f"#towns [data-town='{TOWN}'] button")
    assert page.locator("#towns").is_hidden(), "a township is shown on the map"
    assert len(dimmed(page)) > 600
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
