"""The wall at its sizes: nothing overlaps or is cut, it leads the eye, tells what the API tells, and never dies."""

import re

import httpx2 as httpx
import pytest

from tests.apps import Server, copy_of, dashboard
from tests.browser.conftest import fresh_context

READY = "() => document.documentElement.dataset.wall === 'ready'"
SIZES = [(1440, 1080), (1920, 1080), (3840, 2160), (3840, 1080), (5760, 1080), (6656, 1792)]
SMALL = (1280, 720)  # where the story is not how it looks
SMALLEST = 18  # pixels at 1920×1080
UNIT, SENT_BACK = "110108024901", "110108029901"

AUDIT = """(smallest) => {
  const found = [], texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, box = node.parentElement, text = node.textContent.trim();
    if (!text || box.closest("script, style, noscript")) continue;
    const style = getComputedStyle(box);
    if (style.visibility === "hidden" || style.opacity === "0" || style.clipPath === "inset(50%)") continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    let area = range.getBoundingClientRect();
    for (let part = box; part && part !== document.body; part = part.parentElement) {  // an ellipsis says that there is more
      if (getComputedStyle(part).textOverflow !== "ellipsis") continue;
      const edge = part.getBoundingClientRect();
      area = new DOMRect(area.left, area.top, Math.min(area.right, edge.right) - area.left, area.height);
    }
    if (area.width < 2 || area.height < 2) continue;
    const name = text.slice(0, 30);
    if (parseFloat(style.fontSize) < smallest - 0.05) found.push(`small ${style.fontSize}: ${name}`);
    if (area.right > innerWidth + 1 || area.left < -1 || area.bottom > innerHeight + 1 || area.top < -1) found.push(`outside: ${name}`);
    for (let part = box; part && part !== document.body; part = part.parentElement) {
      const own = getComputedStyle(part), edge = part.getBoundingClientRect();
      if (own.overflowX !== "visible" && (area.right > edge.right + 1.5 || area.left < edge.left - 1.5)) found.push(`cut: ${name}`);
      if (own.overflowY !== "visible" && (area.bottom > edge.bottom + 4 || area.top < edge.top - 4)) found.push(`cut below: ${name}`);
    }
    const slack = Math.min(area.height * 0.18, 6);
    texts.push([{ left: area.left, right: area.right, top: area.top + slack, bottom: area.bottom - slack }, name, box]);
  }
  for (let one = 0; one < texts.length; one++) for (let other = one + 1; other < texts.length; other++) {
    const [a, first, inA] = texts[one], [b, second, inB] = texts[other];
    if (inA.contains(inB) || inB.contains(inA)) continue;
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left), high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (wide > 2 && high > 2) found.push(`overlap: ${first} | ${second}`);
  }
  return found;
}"""


CONTRAST = """(least) => {
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const brush = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const read = (colour) => {
    brush.clearRect(0, 0, 1, 1);
    brush.fillStyle = colour;
    brush.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = brush.getImageData(0, 0, 1, 1).data;
    return [[r, g, b], a / 255];
  };
  const over = ([top, alpha], below) => top.map((part, at) => part * alpha + below[at] * (1 - alpha));
  const ground = (box) => {
    if (!box) return [255, 255, 255];
    const layer = read(getComputedStyle(box).backgroundColor);
    return layer[1] > 0.999 ? layer[0] : over(layer, ground(box.parentElement));
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const box = walker.currentNode.parentElement, text = walker.currentNode.textContent.trim();
    if (!text || box.closest("script, style, noscript") || !box.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) continue;
    const below = ground(box);
    let [ink, alpha] = read(getComputedStyle(box).color);
    for (let part = box; part; part = part.parentElement) alpha *= Number(getComputedStyle(part).opacity);
    const [a, b] = [luminance(over([ink, alpha], below)), luminance(below)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < least) found.push(`${ratio.toFixed(2)}: ${text.slice(0, 30)}`);
  }
  return found;
}"""

LABELS = """() => Object.entries(wall.stage.screens).filter(([, { view }]) => view).flatMap(([screen, { view, place }]) => {
  const { map } = view, scale = place.querySelector(".scaled").getBoundingClientRect().width / map.getContainer().offsetWidth;
  return map.getLayersOrder().map((id) => map.getLayer(id)).filter((layer) => layer.type === "symbol" && map.getLayoutProperty(layer.id, "text-field")
    && map.getLayoutProperty(layer.id, "visibility") !== "none").flatMap((layer) => {
      const seen = map.queryRenderedFeatures({ layers: [layer.id] });
      const free = map.getLayoutProperty(layer.id, "text-allow-overlap") === true || map.getLayoutProperty(layer.id, "text-ignore-placement") === true;
      return seen.map((one) => ({ screen, layer: layer.id, name: one.properties.name, free, size: (one.layer.layout["text-size"].evaluate?.({ zoom: map.getZoom() }, one) ?? one.layer.layout["text-size"]) * scale }));
  });
})"""


NO_WEBGL = """for (const canvas of [HTMLCanvasElement, OffscreenCanvas]) {
  const { getContext } = canvas.prototype;
  canvas.prototype.getContext = function (kind, ...more) { return /webgl/.test(kind) ? null : getContext.call(this, kind, ...more); };
}"""


@pytest.fixture(scope="module")
def wall(browser, server):
    """Open the wall at a size; every page fails on a console error or a request to another host."""
    opened = []

    def open_wall(query="lang=zh-CN", size=(1920, 1080), home=None, **options):
        width, height = size
        finely = 1 if width * height < 4e6 else 0.5  # painting takes the time; what is measured stays the same
        context, watch = fresh_context(
            browser,
            home or server,
            viewport={"width": width, "height": height},
            device_scale_factor=finely,
            **options,
        )
        opened.append((context, watch))
        page = context.new_page()
        page.goto(f"{(home or server).url}/wall?{query}")
        page.wait_for_function(READY)
        return page

    yield open_wall
    for context, watch in opened:
        context.close()
        assert [one for one in watch.problems if "ERR_CONNECTION_REFUSED" not in one] == []


@pytest.fixture(scope="module")
def silent(tmp_path_factory):
    """Serve the sample with its real names and no fact at all: a day without alerts."""
    server = Server(tmp_path_factory.mktemp("silent"), DEMO="false").start()
    yield server
    server.stop()


def unit_of(size):
    width, height = size
    return min(width / 120, height / 67.5) / 16


@pytest.mark.parametrize(
    ("size", "lang"), [*((size, "en") for size in SIZES), ((1920, 1080), "zh-CN"), ((6656, 1792), "zh-CN")]
)
def test_every_text_is_whole_apart_and_large_enough(wall, size, lang):
    page = wall(f"lang={lang}&track=party", size)
    page.context.set_default_timeout(120_000)
    assert page.evaluate(AUDIT, SMALLEST * unit_of(size)) == []
    digits = page.evaluate("parseFloat(getComputedStyle(document.querySelector('#strip .value')).fontSize)")
    assert digits >= 56 * unit_of(size) - 0.1
    assert page.evaluate(
        "document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight"
    )
    middle = page.evaluate("document.querySelector('.wall-middle').clientWidth / innerWidth")
    assert middle >= 0.5
    assert page.evaluate("getComputedStyle(document.body).cursor") == "none"
    page.evaluate("Promise.all([wall.chooseTrack('committee'), wall.showPolls(true)])")
    page.locator("#open-items").wait_for()
    assert page.evaluate("wall.situation.track") == "committee"
    assert page.evaluate(AUDIT, SMALLEST * unit_of(size)) == []
    page.context.close()


@pytest.mark.parametrize("query", ["lang=zh-CN", "lang=en&theme=light&polls=on"])
def test_every_text_stands_out_and_names_on_the_maps_are_apart_and_large_enough(wall, query):
    page = wall(query, (3840, 1080))
    assert page.evaluate(CONTRAST, 4.5) == []
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
    run = server.run(
        "append",
        UNIT,
        "incident",
        '{"category": "order", "text": "marker"}',
        "--subject",
        "wall",
        "--request-id",
        "wall-1",
    )
    assert run.returncode == 0, run.stderr
    page.wait_for_function("(code) => wall.tour.shown.area === code && wall.tour.shown.level === 3", arg=UNIT)
    assert "marker" not in page.content()
    run = server.run(
        "append",
        UNIT,
        "milestone",
        '{"stage": "announce_results", "edge": "end"}',
        "--track",
        "committee",
        "--request-id",
        "wall-2",
    )
    page.evaluate("wall.tour.home()")
    page.wait_for_timeout(1000)
    assert page.evaluate("wall.tour.shown.kind") == "district", "it interrupts once"
    before = page.evaluate("(code) => wall.stage.screens.main.view.phaseOf(code)", SENT_BACK)
    run = server.run(
        "append",
        SENT_BACK,
        "milestone_revoked",
        '{"stage": "notice"}',
        "--track",
        "party",
        "--request-id",
        "wall-3",
    )
    assert run.returncode == 0, run.stderr
    painted = "([code, before]) => wall.stage.screens.main.view.phaseOf(code) !== before"
    page.wait_for_function(painted, arg=[SENT_BACK, before])
    page.wait_for_function("(code) => wall.stage.screens.main.view.outlines.arrived.has(code)", arg=SENT_BACK)


def test_many_updates_leave_no_memory_behind(wall):
    page = wall("lang=zh-CN&motion=off&tour=off", (640, 360))  # painting is what takes the time
    client = page.context.new_cdp_session(page)

    def heap():
        used = []
        for _ in range(4):  # answers that are just being read come and go
            page.wait_for_timeout(300)
            client.send("HeapProfiler.collectGarbage")
            used.append(client.send("Runtime.getHeapUsage")["usedSize"])
        return min(used)

    def counts():
        return client.send("Memory.getDOMCounters")

    update = """async (rounds) => {
        const { situation, feed } = wall;
        const codes = [...situation.units.keys()];
        for (let round = 0; round < rounds; round += 1) {
          const touched = Array.from({ length: 6 }, (_, at) => codes[(round * 7 + at) % codes.length]);
          situation.change({ track: situation.track, revision: situation.revision + 1, names: ["phase"], townships: {}, units: touched.map((code) => [code, (round + 1) % 8]) });
          wall.arrive(touched);
          if (round % 20 === 0) await feed.fetch();
          await new Promise((done) => setTimeout(done));
        }
    }"""
    page.evaluate(update, 60)
    before, listeners = heap(), counts()
    page.evaluate(update, 80)
    after, later = heap(), counts()
    assert after < before * 1.1, (before, after)
    assert later["jsEventListeners"] <= listeners["jsEventListeners"] + 20
    assert later["nodes"] <= listeners["nodes"] * 1.1 + 200


def test_lost_graphics_come_back(wall):
    page = wall("lang=zh-CN&motion=off&tour=off", SMALL)
    before = page.evaluate("wall.stage.screens.main.view.map.getCanvas().dataset.mark = 'old'")
    assert before == "old"
    page.evaluate(
        "wall.stage.screens.main.view.map.getCanvas().getContext('webgl2').getExtension('WEBGL_lose_context').loseContext()"
    )
    page.wait_for_function(
        "() => wall.stage.screens.main.view && wall.stage.screens.main.view.map.getCanvas().dataset.mark !== 'old' && wall.stage.screens.main.view.dressed && wall.stage.screens.main.view.phaseOf('110108024901') !== undefined"
    )


def test_without_graphics_one_still_map_follows_the_window(new_context, server):
    context = new_context(viewport={"width": 1920, "height": 1080})
    context.add_init_script(NO_WEBGL)
    page = context.new_page()
    page.goto(f"{server.url}/wall?lang=zh-CN&motion=off&tour=off")
    page.wait_for_function(READY)
    names = "[...document.querySelectorAll('.static-map .town-name')].filter((name) => name.checkVisibility()).map((name) => name.textContent)"
    shown = page.evaluate(names)
    assert len(shown) >= 10
    assert page.locator("#static-notice").is_visible()
    assert page.evaluate(AUDIT, SMALLEST * unit_of((1920, 1080))) == []
    page.set_viewport_size({"width": 3840, "height": 1080})
    page.wait_for_timeout(600)
    page.evaluate("wall.stage.building")
    assert len(page.evaluate(names)) >= len(shown) - 4
    assert page.locator(".static-map .unit").count() == page.evaluate("wall.situation.units.size")
    assert page.evaluate(AUDIT, SMALLEST * unit_of((3840, 1080))) == []


def test_the_server_goes_and_comes_back_and_a_new_release_is_taken(wall, demo_folder, tmp_path, browser):
    own = Server(copy_of(demo_folder, tmp_path / "data")).start()
    port = own.port
    page = wall("lang=zh-CN&motion=off&tour=off", SMALL, home=own)
    try:
        own.stop(9)
        page.locator("#live[data-state=lost]").wait_for()
        assert "连接中断" in page.inner_text("#live-text")
        figure = page.inner_text("#strip [data-figure=due] .value")
        assert re.fullmatch(r"\d+", figure), "figures stay"
        own.start(port)
        page.locator("#live[data-state=live]").wait_for()
        run = dashboard(
            own.folder,
            "append",
            UNIT,
            "incident",
            '{"category": "order", "text": "x"}',
            "--subject",
            "wall",
            "--request-id",
            "w",
        )
        assert run.returncode == 0, run.stderr
        page.wait_for_function("(code) => wall.situation.units.get(code).alert === 3", arg=UNIT)
        page.evaluate("window.old = true; document.documentElement.dataset.release = 'x'")
        page.evaluate("wall.steady.release = '/static/other'; wall.steady.look()")
        page.wait_for_function("() => !window.old && document.documentElement.dataset.wall === 'ready'")
    finally:
        page.context.close()
        own.stop()
