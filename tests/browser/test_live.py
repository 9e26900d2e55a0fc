"""The connection: one stream for all tabs, a server that goes away and comes back, no WebGL."""

import json
import signal

import httpx2 as httpx

from tests.apps import Server, copy_of
from tests.browser.conftest import READY, Watch

UNIT = "110108024901"
END = '{"stage": "registration", "edge": "end"}'


def test_eight_tabs_live_on_one_stream(new_context, server):
    context = new_context(viewport={"width": 700, "height": 500})
    pages, units = [context.new_page() for _ in range(2)], [context.new_page() for _ in range(6)]
    for page in pages:
        page.goto(server.url)
    for page in units:
        page.goto(f"{server.url}/unit/{UNIT}?lang=zh-CN")
    for page in pages:
        page.wait_for_function(READY)
    for page in units:
        page.wait_for_selector("html[data-unit=ready] .dossier h2")
    assert httpx.get(f"{server.url}/readyz").json()["streams"] == 1
    revision = server.record(UNIT, "exception", {"kind": "suspended"}, track="party")["revision"]
    for page in pages:
        page.wait_for_function(f"() => window.situationMap.situation.revision >= {revision}")
        assert page.evaluate(f"window.situationMap.situation.units.get('{UNIT}').flags & 32") == 32
    for page in units:
        page.wait_for_selector(".dossier .chip .icon[data-icon=ex-suspended]")
    pages[0].close()
    server.record(UNIT, "exception_cleared", {"kind": "suspended"}, track="party")
    for page in pages[1:]:
        page.wait_for_function(f"() => (window.situationMap.situation.units.get('{UNIT}').flags & 32) === 0")
    for page in units:
        page.wait_for_selector(".dossier .chip .icon[data-icon=ex-suspended]", state="detached")


def test_the_server_goes_and_comes_back(browser, demo_folder, tmp_path):
    server = Server(copy_of(demo_folder, tmp_path / "data")).start()
    context = browser.new_context(locale="zh-CN", reduced_motion="reduce")
    context.set_default_timeout(60_000)
    try:
        page = context.new_page()
        page.goto(f"{server.url}/?track=committee&unit=110108030907")
        page.wait_for_function(READY)
        page.wait_for_selector(".dossier h2")
        page.wait_for_selector("#live[data-state=live]")
        page.wait_for_function("() => document.documentElement.dataset.desk === 'ready'")
        assert server.stop(signal.SIGTERM) == -signal.SIGTERM, "open streams do not hold a shutdown"
        page.wait_for_selector("#live[data-state=lost]")
        assert page.locator("#live").text_content() == "连接中断，显示 15:20 数据"
        assert page.evaluate("window.situationMap.situation.units.size") == 678, "figures stay"
        run = server.run("append", "110108030907", "milestone", END, "--track", "committee")
        assert run.returncode == 0, run.stderr
        server.start(server.port)
        page.wait_for_selector("#live[data-state=live]")
        page.wait_for_function("() => window.situationMap.phaseOf('110108030907') === 2")
        page.wait_for_selector('[data-track=committee] .step[data-phase="2"][data-state=current]')
        assert server.stop(signal.SIGKILL) == -signal.SIGKILL
        page.wait_for_selector("#live[data-state=lost]")
        page.evaluate("window.situationMap.desk.hands.onUnit('110108024901')")
        page.wait_for_selector(".dossier-late", state="visible")
        assert page.locator(".dossier-place").is_hidden(), "another unit's status is not shown for it"
        server.start(server.port)
        page.wait_for_selector("#live[data-state=live]")
        page.wait_for_selector(".dossier[data-code='110108024901']", state="visible")
        assert page.locator(".dossier-late").is_hidden()
    finally:
        context.close()
        server.stop()


def test_without_webgl_there_is_a_static_map(plain, server):
    context = plain.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
    context.set_default_timeout(60_000)
    watch = Watch(context, server.url)
    page = context.new_page()
    page.goto(server.url)
    page.wait_for_function(READY)
    assert "WebGL 2" in page.locator("#static-notice").text_content()
    assert page.locator("#static-notice").is_visible()
    assert page.locator("svg.static-map path.unit").count() == 678
    boot = json.loads(page.locator("#boot").text_content())
    answer = httpx.get(f"{server.url}/api/v1/map/110108").json()
    phases = dict(zip(answer["codes"], answer["columns"]["phase"], strict=True))
    fills = page.evaluate(
        "Object.fromEntries([...window.situationMap.view.paths].map(([c, p]) => [c, p.getAttribute('fill')]))"
    )
    for code, fill in fills.items():
        expected = "url(#hatch)" if phases[code] is None else boot["phases"][phases[code]]["light"]["fill"]
        assert fill == expected
    page.evaluate(
        f"window.situationMap.view.paths.get('{UNIT}').dispatchEvent(new MouseEvent('click', {{ bubbles: true }}))"
    )
    page.wait_for_selector(".dossier h2")
    assert page.locator(".dossier h2").text_content() == "示例一村"
    server.record(UNIT, "milestone_revoked", {"stage": "notice"}, track="party")
    page.wait_for_function(f"() => window.situationMap.phaseOf('{UNIT}') === 4")
    assert watch.problems == []
    context.close()
