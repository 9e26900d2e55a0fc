"""The demo runs while one watches: days pass, figures move, nothing fails."""

import httpx2 as httpx

from tests.apps import Server, copy_of
from tests.browser.conftest import READY, Watch
from tests.browser.test_frame import expected, shown

DAYS_A_MINUTE = 40
DAYS = 3


def told_to(page, server):
    """Return what the server says once the page knows it; after a start the rules may still record something."""
    for _ in range(20):
        told = httpx.get(f"{server.url}/api/v1/map/110108", params={"track": "party"}).json()
        page.wait_for_function("(n) => window.situationMap.situation.revision >= n", arg=told["revision"])
        if page.evaluate("window.situationMap.situation.revision") == told["revision"]:
            return told
    raise AssertionError("the page and the server never agree")


def test_days_pass_and_the_page_follows(browser, demo_folder, tmp_path):
    server = Server(copy_of(demo_folder, tmp_path / "data"), DEMO_SPEED=DAYS_A_MINUTE).start()
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    context.set_default_timeout(60_000)
    watch = Watch(context, server.url)
    try:
        page = context.new_page()
        page.goto(f"{server.url}/?track=party&unit=110108024901&figure=elected")
        page.wait_for_function(READY)
        page.wait_for_selector(".dossier h2")
        page.evaluate("window.stays = true")
        first = page.evaluate("window.situationMap.situation.day")
        elected = shown(page)["elected"]
        page.wait_for_function(
            "([first, days]) => (Date.parse(window.situationMap.situation.day) - Date.parse(first)) / 86400000 >= days",
            arg=[first, DAYS],
        )
        page.wait_for_function(
            "(before) => window.situationMap.situation.rollups.totals.elected > before", arg=elected
        )
        assert page.evaluate("window.stays"), "no reload"
        assert watch.problems == []
        server.stop()
        server.settings["DEMO_SPEED"] = 0
        server.start(server.port)
        page.wait_for_selector("#live[data-state=live]")
        told = told_to(page, server)
        page.wait_for_function(f"() => window.situationMap.situation.day === '{told['now'][:10]}'")
        assert shown(page) == expected(told["totals"]), "after all that the page shows what the server says"
        phases = dict(zip(told["codes"], told["columns"]["phase"], strict=True))
        wanted = {code: -1 if phase is None else phase for code, phase in phases.items()}
        page.wait_for_function(  # the map paints with its next frame
            "(wanted) => Object.entries(wanted).every(([code, phase]) => window.situationMap.phaseOf(code) === phase)",
            arg=wanted,
        )
    finally:
        context.close()
        server.stop()
