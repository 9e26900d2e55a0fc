import io
import json

import httpx2 as httpx
import pytest
from PIL import Image

from tests.browser.conftest import READY
from tests.browser.test_frame import expected, shown

UNIT = "110108024901"


def columns(server, track="party"):
    answer = httpx.get(f"{server.url}/api/v1/map/110108", params={"track": track}).json()
    return dict(zip(answer["codes"], answer["columns"]["phase"], strict=True))


def painted(page):
    codes = "[...window.situationMap.situation.units.keys()]"
    return page.evaluate(f"Object.fromEntries({codes}.map((code) => [code, window.situationMap.phaseOf(code)]))")


def append(server, *arguments):
    run = server.run("append", *arguments)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_every_unit_is_painted_with_its_phase(goto, server):
    page = goto("/?track=committee")
    for track in ("committee", "overall", "party"):
        page.click(f"[data-track-switch={track}]")
        page.wait_for_function("(track) => window.situationMap.situation.track === track", arg=track)
        page.evaluate("window.situationMap.view.idle()")
        expected = {code: -1 if phase is None else phase for code, phase in columns(server, track).items()}
        assert painted(page) == expected
        assert len(expected) == 678


def test_the_pixels_are_the_phases_colours(open_page, server):
    page = open_page("/", viewport={"width": 1920, "height": 1400}, device_scale_factor=1)
    spots = page.evaluate(
        """() => {
          const { view, situation } = window.situationMap;
          const box = document.getElementById("map").getBoundingClientRect();
          const bare = ({ x, y }) => view.map
            .queryRenderedFeatures([[x - box.x - 9, y - box.y - 9], [x - box.x + 9, y - box.y + 9]])
            .every((feature) => feature.layer.type !== "symbol");
          return [...situation.units.values()]
            .filter((unit) => unit.phase !== null && unit.radius > 120)
            .map((unit) => ({ ...view.where(unit), phase: unit.phase }))
            .filter(bare).slice(0, 200);
        }"""
    )
    by_phase = {spot["phase"]: spot for spot in spots}
    chosen = [*by_phase.values(), *spots][:10]
    assert len(chosen) == 10
    assert len(by_phase) >= 5, "of several phases"
    boot = json.loads(page.locator("#boot").text_content())
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    for spot in chosen:
        fill = boot["phases"][spot["phase"]]["light"]["fill"]
        wanted = tuple(int(fill[place : place + 2], 16) for place in (1, 3, 5))
        found = picture.getpixel((round(spot["x"]), round(spot["y"])))
        assert max(abs(a - b) for a, b in zip(found, wanted, strict=True)) <= 2, (spot, wanted, found)


def test_the_legend_counts_what_the_map_shows(goto, server):
    page = goto("/")
    phases = list(columns(server).values())
    told = [int(text) for text in page.locator("#legend .count").all_text_contents()]
    assert told == [phases.count(number) for number in range(8)]
    page.click("[data-track-switch=committee]")
    phases = list(columns(server, "committee").values())
    page.wait_for_function(f"() => document.querySelector('#legend .count').textContent === '{phases.count(0)}'")
    assert "已选举待备案" in page.locator("#legend").text_content()
    assert "track=committee" in page.url


def test_a_fact_of_another_process_recolours_the_unit_and_its_open_dossier(open_page, server):
    page = open_page("/?track=committee&unit=110108030907")
    page.wait_for_selector(".dossier h2")
    before = page.evaluate("window.situationMap.phaseOf('110108030907')")
    assert before < 2
    page.evaluate("window.stays = true")
    counts = page.locator("#legend .count").all_text_contents()
    append(server, "110108030907", "milestone", '{"stage": "registration", "edge": "end"}', "--track", "committee")
    page.wait_for_function("() => window.situationMap.phaseOf('110108030907') === 2")
    page.wait_for_selector('[data-track=committee] .step[data-phase="2"][data-state=current]')
    assert "选民登记·名单公布：完成" in page.locator(".facts").text_content()
    after = page.locator("#legend .count").all_text_contents()
    assert (int(after[0]), int(after[2])) == (int(counts[0]) - (before == 0), int(counts[2]) + 1)
    assert page.evaluate("window.stays"), "without a reload"


def test_a_dossier_by_click(goto):
    page = goto("/")
    assert page.locator("#dossier-panel").is_hidden()
    spot = page.evaluate(f"window.situationMap.view.where(window.situationMap.situation.units.get('{UNIT}'))")
    page.mouse.move(spot["x"], spot["y"])
    page.wait_for_selector("#tooltip:not([hidden])")
    assert "示例一村" in page.locator("#tooltip").text_content()
    page.mouse.click(spot["x"], spot["y"])
    page.wait_for_selector(".dossier h2")
    assert page.locator(".dossier h2").text_content() == "示例一村"
    assert f"unit={UNIT}" in page.url
    page.click("#dossier-panel [data-action=close]")
    page.wait_for_selector("#dossier-panel", state="hidden")
    assert "unit=" not in page.url
    page.go_back()
    page.wait_for_selector("#dossier-panel:not([hidden])")


def test_a_dossier_by_address_and_by_keyboard(open_page):
    page = open_page(f"/?unit={UNIT}")
    page.wait_for_selector(".dossier .poll")
    told = page.locator(".dossier").text_content()
    for text in ("示例一村", "东升地区", "党员大会", "要求超过 4/5", "暂行条例", "记录"):
        assert text in told
    assert page.locator(".track-row").count() == 2
    assert page.locator(".stepper .step").count() == 16
    page.locator(".track-row summary").first.click()
    assert page.locator(".track-row").first.locator(".stages li").count() == 10
    page.keyboard.press("Escape")
    page.wait_for_selector("#dossier-panel", state="hidden")
    by_keyboard(page)


def by_keyboard(page):
    """Walk over the map with the arrow keys and open what stands under the cursor."""
    page.focus("#map")
    seen = []
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "ArrowLeft"):
        page.keyboard.press(key)
        seen.append(page.locator("#announcer").text_content())
    assert len(set(seen)) >= 3, "the cursor walks and says where it is"
    name = seen[-1].split(" · ")[0]
    page.keyboard.press("Enter")
    page.wait_for_selector(".dossier h2")
    assert page.locator(".dossier h2").text_content() == name
    page.keyboard.press("Escape")
    page.wait_for_selector("#dossier-panel", state="hidden")


def test_an_unknown_unit_in_the_address_is_told(open_page):
    page = open_page("/?unit=999")
    assert page.locator("#map-notice").text_content() == "没有代码为 999 的村或社区。"
    assert page.locator("#dossier-panel").is_hidden()
    page.focus("#map")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_selector(".dossier h2")
    assert page.locator("#map-notice").is_hidden()


def test_languages_and_themes(open_page):
    page = open_page(f"/?lang=en&unit={UNIT}")
    page.wait_for_selector(".dossier h2")
    told = page.locator("body").inner_text()
    for text in ("DEMO data", "Connected", "Reported today 14/26", "History", "Elected, approval due"):
        assert text in told
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("[data-theme=dark]")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != ground
    page.reload()
    page.wait_for_function("() => document.documentElement.dataset.map === 'ready'")
    assert page.evaluate("document.documentElement.dataset.mantineColorScheme") == "dark", "it is remembered"
    page.click("text=中文")
    page.wait_for_function("() => document.documentElement.dataset.map === 'ready'")
    page.wait_for_selector(".dossier h2")
    assert "演示数据" in page.locator("body").inner_text()
    assert f"unit={UNIT}" in page.url, "the selected unit stays"


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1440, 900), (390, 844)])
def test_nothing_moves_while_the_page_loads(open_page, width, height):
    page = open_page("/", viewport={"width": width, "height": height})
    shift = page.evaluate(
        """() => new Promise((done) => {
          let sum = 0;
          new PerformanceObserver((list) => list.getEntries().forEach((entry) => { sum += entry.value; }))
            .observe({ type: "layout-shift", buffered: true });
          setTimeout(() => done(sum), 300);
        })"""
    )
    assert shift < 0.05
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_api_documentation_works_offline(open_page, server):
    page = open_page("/")
    page.goto(f"{server.url}/api/docs")
    page.wait_for_selector('#swagger-ui .opblock-summary-path[data-path="/api/v1/map/{area}"]')


def test_the_units_have_their_colours_before_the_live_map_is_there(new_context, server):
    page = new_context(device_scale_factor=1).new_page()
    held = []
    page.route("**/map/gl-view.js", lambda route: held.append(route))  # noqa: PLW0108 - playwright inspects it
    page.goto(server.url, wait_until="commit")
    page.wait_for_selector(".first-picture")
    page.wait_for_function("() => document.querySelector('#strip .value').textContent !== '–'")
    told = httpx.get(f"{server.url}/api/v1/map/110108?track=party").json()
    assert shown(page) == expected(told["totals"]), "figures do not wait either"
    early = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    for route in held:
        route.continue_()
    page.wait_for_function(READY)
    assert page.locator(".first-picture").count() == 0
    late = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    boot = json.loads(page.locator("#boot").text_content())
    spots = page.evaluate(
        """() => [...window.situationMap.situation.units.values()].filter((unit) => unit.phase !== null && unit.radius > 250)
          .map((unit) => ({ ...window.situationMap.view.where(unit), phase: unit.phase }))"""
    )
    assert len(spots) > 60
    agreed = 0
    for spot in spots:
        fill = boot["phases"][spot["phase"]]["light"]["fill"]
        wanted = tuple(int(fill[place : place + 2], 16) for place in (1, 3, 5))
        at = (round(spot["x"]), round(spot["y"]))
        assert early.getpixel(at) == wanted
        agreed += max(abs(a - b) for a, b in zip(late.getpixel(at), wanted, strict=True)) <= 2
    assert agreed > len(spots) / 2, "the live map stands where the picture stood, but for names and icons"
