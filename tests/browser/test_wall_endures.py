"""The wall never dies: its memory stays flat, graphics, server and release may go and come."""

import re

import pytest

from tests.apps import Server, copy_of
from tests.browser.wall import AUDIT, READY, SMALL, SMALLEST, UNIT, resize, unit_of

pytestmark = pytest.mark.reads_only

NEVER_IDLE = """window.busy = new Set();
setInterval(() => {
  for (const { view } of Object.values(window.wall?.stage?.screens ?? {})) if (view) { view.map.repaint = true; window.busy.add(view.map); }
}, 5);"""

NO_WEBGL = """for (const canvas of [HTMLCanvasElement, OffscreenCanvas]) {
  const { getContext } = canvas.prototype;
  canvas.prototype.getContext = function (kind, ...more) { return /webgl/.test(kind) ? null : getContext.call(this, kind, ...more); };
}"""


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


def test_a_wall_opens_while_its_maps_are_never_idle(new_context, server):
    context = new_context(viewport={"width": 640, "height": 360})
    context.add_init_script(NEVER_IDLE)
    page = context.new_page()
    page.goto(f"{server.url}/wall?lang=zh-CN&motion=off")
    page.wait_for_function(READY)
    assert page.evaluate("[...window.busy].length > 0 && [...window.busy].every((map) => map.repaint)")
    assert page.evaluate("wall.tour.shown !== null"), "the tour begins all the same"


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
    resize(page, (3840, 1080))
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
        own.record(UNIT, "incident", {"category": "order", "text": "x"}, subject="wall")
        page.wait_for_function("(code) => wall.situation.units.get(code).alert === 3", arg=UNIT)
        page.evaluate("window.old = true; document.documentElement.dataset.release = 'x'")
        page.evaluate("wall.steady.release = '/static/other'; wall.steady.look()")
        page.wait_for_function("() => !window.old && document.documentElement.dataset.wall === 'ready'")
    finally:
        page.context.close()
        own.stop()
