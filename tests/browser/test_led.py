"""A phone leads two walls: what is pressed on it is seen on both, and either goes on by itself afterwards."""

import re

import pytest

from tests.browser.conftest import fresh_context

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
WALL = {"viewport": {"width": 640, "height": 360}}
READY = "() => document.documentElement.dataset.wall === 'ready'"
REMOTE = "() => document.documentElement.dataset.remote === 'ready'"
TOWN, UNIT = "110108024", "110108024901"


@pytest.fixture
def enter(browser, server):
    opened = []

    def visit(path, ready, **options):
        context, watch = fresh_context(browser, server, **options)
        opened.append((context, watch))
        page = context.new_page()
        page.goto(server.url + path)
        page.wait_for_function(ready)
        return page

    yield visit
    for context, watch in opened:
        context.close()
        assert watch.problems == []


def follows(wall, phone):
    """Have a wall follow the phone; return once it does."""
    wall.keyboard.press("p")
    told = wall.locator("#pairing", has_text=re.compile(r"\d{3} \d{3}"))
    told.wait_for()
    phone.fill("#code", re.search(r"\d{3} \d{3}", told.inner_text()).group())
    phone.click("#join [type=submit]")
    wall.wait_for_function("() => wall.follower.following")


def test_a_phone_leads_two_walls(enter):
    first = enter("/wall?lang=zh-CN&motion=off&tour=600", READY, **WALL)
    second = enter("/wall?lang=zh-CN&motion=off&tour=off&track=committee&view=tiles", READY, **WALL)
    phone = enter("/remote?lang=zh-CN", REMOTE, **PHONE)
    follows(first, phone)
    phone.click("[data-do=next]")
    phone.click("[data-do=pause]")
    first.wait_for_function("() => wall.tour.at === 1 && wall.tour.paused")
    follows(second, phone)
    walls = (first, second)

    def both(told):
        for wall in walls:
            wall.wait_for_function(told)

    both("() => wall.tour.paused")
    assert second.evaluate("wall.tour.at") == 0, "one that comes later stays at its own stop"
    phone.select_option("#town", TOWN)
    both(f"() => wall.tour.shown.area === '{TOWN}' && wall.stage.place === '{TOWN}'")
    phone.click("[data-do=next]")
    first.wait_for_function("() => wall.tour.at === 2 && wall.tour.shown.id === wall.tour.stops[2].id")
    phone.click("[data-ground=tiles]")
    both("() => wall.stage.screens.main.view?.ground.name === 'tiles'")
    phone.click("[data-ground=map]")
    both("() => wall.stage.screens.main.view?.ground.name === 'map'")
    phone.click("[data-by=late]")
    for wall in walls:
        wall.locator("#legend .shades li", has_text="工作日").first.wait_for()
    phone.click("[data-track=overall]")
    both("() => wall.situation.track === 'overall'")
    phone.click("[data-do=visitors]")
    both("() => document.documentElement.dataset.visitors === 'on' && wall.feed.visitors")
    phone.click("[data-do=visitors]")
    phone.click("[data-do=polls]")
    both("() => document.documentElement.dataset.mode === 'polls'")
    phone.fill("#day", "2018-12-20")
    for wall in walls:
        wall.locator("#replay", has_text="12月20日").wait_for()
    phone.click("[data-do=home]")
    both("() => wall.tour.shown.kind === 'district' && document.documentElement.dataset.time === 'live'")
    phone.click("[data-do=blank]")
    for wall in walls:
        wall.locator("#blank").wait_for()
    first.reload()
    first.wait_for_function(READY)
    first.locator("#blank").wait_for()
    assert first.evaluate("wall.situation.track") == "overall", "what is asked survives a reload"
    phone.locator("#screens li", has_text="1").first.get_by_role("button").click()
    first.locator("#blank").wait_for(state="hidden")
    first.wait_for_function("() => wall.situation.track === 'party' && !wall.follower.following")
    assert second.locator("#blank").is_visible(), "the other follows on"
    second.keyboard.press("x")
    second.wait_for_function("() => wall.situation.track === 'committee' && !wall.follower.following")
    second.locator("#blank").wait_for(state="hidden")
    second.wait_for_function("() => wall.stage.screens.main.view?.ground.name === 'tiles'")
    phone.locator("#no-screen").wait_for()
