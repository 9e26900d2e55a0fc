"""The wall at its sizes: nothing overlaps or is cut, it leads the eye, and tells what the API tells."""

import httpx2 as httpx
import pytest

from tests.apps import Server
from tests.browser.wall import AUDIT, CONTRAST, LABELS, SENT_BACK, SMALL, SMALLEST, UNIT, resize, unit_of

SIZES = [(1440, 1080), (1920, 1080), (3840, 2160), (3840, 1080), (5760, 1080), (6656, 1792)]


@pytest.fixture(scope="module")
def silent(tmp_path_factory):
    """Serve the sample with its real names and no fact at all: a day without alerts."""
    server = Server(tmp_path_factory.mktemp("silent"), DEMO="false").start()
    yield server
    server.stop()


@pytest.mark.parametrize(("lang", "sizes"), [("en", SIZES), ("zh-CN", [(6656, 1792), (1920, 1080)])])
def test_every_text_is_whole_apart_and_large_enough(wall, lang, sizes):
    page = wall(f"lang={lang}&track=party", sizes[0])
    page.context.set_default_timeout(120_000)
    for size in sizes:
        resize(page, size)
        page.evaluate("Promise.all([wall.chooseTrack('party'), wall.showPolls(false)])")
        whole_at(page, size)
        page.evaluate("Promise.all([wall.chooseTrack('committee'), wall.showPolls(true)])")
        page.locator("#open-items").wait_for()
        assert page.evaluate("wall.situation.track") == "committee"
        assert page.evaluate(AUDIT, SMALLEST * unit_of(size)) == []
    page.context.close()


def whole_at(page, size):
    assert page.evaluate(AUDIT, SMALLEST * unit_of(size)) == []
    digits = page.evaluate("parseFloat(getComputedStyle(document.querySelector('#strip .value')).fontSize)")
    assert digits >= 56 * unit_of(size) - 0.1
    assert page.evaluate(
        "document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight"
    )
    middle = page.evaluate("document.querySelector('.wall-middle').clientWidth / innerWidth")
    assert middle >= 0.5
    assert page.evaluate("getComputedStyle(document.body).cursor") == "none"


@pytest.mark.parametrize("query", ["lang=zh-CN", "lang=en&theme=light&polls=on"])
def test_every_text_stands_out_and_names_on_the_maps_are_apart_and_large_enough(wall, query):
    page = wall(query, (3840, 1080))
    assert page.evaluate(CONTRAST, 4.5) == []
    page.evaluate("Promise.all(Object.values(wall.stage.screens).map(({ view }) => view?.idle()))")
    labels = page.evaluate(LABELS)
    assert {"town-names", "key-names", "block-names"} <= {one["layer"] for one in labels}
    small = [one for one in labels if one["size"] < SMALLEST * unit_of((3840, 1080)) - 0.1]
    assert small == []
    covering = [one for one in labels if one["free"]]
    assert covering == [], "the map library keeps apart what is not told to overlap"
    page.context.close()


@pytest.mark.parametrize("size", [(1920, 1080), (5760, 1080)])
def test_a_district_before_its_first_report_has_a_whole_wall_too(wall, silent, size):
    page = wall("lang=zh-CN", size, home=silent)
    assert page.evaluate(AUDIT, SMALLEST * unit_of(size)) == []
    assert page.evaluate(CONTRAST, 4.5) == []
    assert page.inner_text("#alerts .none") == "没有未解除的预警。"
    assert page.locator("#alerts li").count() == 0
    assert page.inner_text("#confirmed") == "尚无上报"
    assert page.inner_text("#strip [data-level='3'] .value") == "0"
    assert page.evaluate("wall.tour.stops.map((stop) => stop.kind)") == ["district"]
    page.context.close()


def test_figures_are_those_of_the_api(wall, server):
    page = wall("lang=en&tour=off")
    told = httpx.get(f"{server.url}/api/v1/map/110108?track=party").json()
    wanted = httpx.get(f"{server.url}/api/v1/wall/110108?track=party&lang=en").json()
    shown = {
        name: page.text_content(f"#strip [data-figure={name}] .value")
        for name in ("due", "started", "elected", "completed", "polls_today", "matters")
    }
    assert shown == {name: str(told["totals"][name]) for name in shown}
    assert (
        page.text_content("#strip [data-figure=completion_rate] .value")
        == f"{told['totals']['completion_rate']:.1%}"
    )
    assert (
        page.text_content("#reported-count") == f"{told['freshness']['reported']}/{told['freshness']['expected']}"
    )
    for level in "123":
        assert page.text_content(f"#strip [data-level='{level}'] .value") == str(wanted["levels"][level])
    assert page.locator("#towns [data-town]").count() == len([t for t in told["townships"].values() if t["due"]])
    names = page.locator("#alerts li .row-title b").all_inner_texts()
    assert names == [one["name"] for one in wanted["alerts"][: len(names)]]
    assert len(names) >= 4
    assert page.text_content("#deadline b") == str(wanted["deadline"]["left"])


def test_the_tour_visits_every_kind_of_stop_and_the_map_goes_there(wall):
    page = wall("lang=zh-CN&motion=off", SMALL)
    seen = {}
    for _ in range(page.evaluate("wall.tour.stops.length")):
        seen[page.evaluate("wall.tour.shown.kind")] = (
            page.inner_text("#story h2"),
            page.inner_text("#story .story-told"),
            page.evaluate("wall.stage.place"),
            page.evaluate("wall.stage.screens.main.view.map.getZoom()"),
        )
        page.keyboard.press("ArrowRight")
    assert set(seen) == {"district", "township", "alert", "key", "matters", "polls"}
    assert seen["township"][3] > seen["district"][3] < seen["alert"][3]
    assert seen["district"][2] is None
    assert all(title and story.endswith("。") for title, story, *_ in seen.values()), seen


def test_a_tour_goes_on_by_itself_and_pauses(wall):
    page = wall("lang=zh-CN&tour=5", SMALL)
    first = page.evaluate("wall.tour.shown.id")
    page.wait_for_function("(first) => wall.tour.shown.id !== first", arg=first)
    page.keyboard.press(" ")
    assert page.inner_text("#story .story-place") == "巡视暂停"
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("wall.tour.shown.area") == page.evaluate("wall.situation.townships[0].code")
    page.keyboard.press("Home")
    assert page.evaluate("wall.tour.shown.kind") == "district"


def test_visitors_see_progress_alone(wall):
    page = wall("lang=zh-CN&visitors=on&motion=off", SMALL)
    words = page.inner_text("body")
    for word in ("预警", "难点", "待区级协调", "需关注", "未报"):
        assert word not in words
    layers = "wall.stage.screens.main.view.map.getLayersOrder().filter((id) => wall.stage.screens.main.view.map.getLayoutProperty(id, 'visibility') !== 'none')"
    assert not {"alerts", "alert-edge", "keys", "key-names"} & set(page.evaluate(layers))
    page.keyboard.press("v")
    page.locator("#alerts li").first.wait_for()
    assert {"alerts", "alert-edge", "keys", "key-names"} <= set(page.evaluate(layers))


def test_the_presenter_changes_what_is_shown_by_keys(wall):
    page = wall("lang=zh-CN&motion=off&tour=off", SMALL)
    page.keyboard.press("g")
    page.wait_for_function("() => wall.stage.screens.main.view?.ground.name === 'tiles'")
    page.keyboard.press("g")
    page.wait_for_function("() => wall.stage.screens.main.view?.ground.name === 'map'")
    page.keyboard.press("c")
    page.locator("#legend .shades li", has_text="工作日").first.wait_for()
    page.keyboard.press("c")
    page.keyboard.press("c")
    page.keyboard.press("e")
    page.locator("#open-items").wait_for()
    assert page.locator("#alerts").is_hidden()
    page.keyboard.press("e")
    page.keyboard.press("[")
    page.locator("#replay", has_text="回放").wait_for()
    assert page.inner_text("#replay").endswith("1月9日")
    assert page.locator("#live").is_hidden()
    page.keyboard.press("]")
    page.locator("#replay").wait_for(state="hidden")
    page.keyboard.press("t")
    page.locator(".wall-track", has_text="村").wait_for()
    page.keyboard.press("b")
    assert page.locator("#blank").is_visible()
    page.keyboard.press("b")


def test_a_red_alert_interrupts_and_a_change_is_marked(wall, server):
    page = wall("lang=zh-CN&motion=off&tour=600", SMALL)
    assert page.evaluate("wall.tour.shown.kind") == "district"
    server.record(UNIT, "incident", {"category": "order", "text": "marker"}, subject="wall")
    page.wait_for_function("(code) => wall.tour.shown.area === code && wall.tour.shown.level === 3", arg=UNIT)
    assert "marker" not in page.content()
    server.record(UNIT, "milestone", {"stage": "registration", "edge": "end"}, track="committee")
    page.evaluate("wall.tour.home()")
    page.wait_for_timeout(1000)
    assert page.evaluate("wall.tour.shown.kind") == "district", "it interrupts once"
    before = page.evaluate("(code) => wall.stage.screens.main.view.phaseOf(code)", SENT_BACK)
    server.record(SENT_BACK, "milestone_revoked", {"stage": "notice"}, track="party")
    painted = "([code, before]) => wall.stage.screens.main.view.phaseOf(code) !== before"
    page.wait_for_function(painted, arg=[SENT_BACK, before])
    page.wait_for_function("(code) => wall.stage.screens.main.view.outlines.arrived.has(code)", arg=SENT_BACK)
