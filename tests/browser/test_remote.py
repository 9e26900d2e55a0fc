"""The remote control on a phone: pair a screen, press, and the screen is told."""

import re
from urllib.parse import urlsplit

import httpx2 as httpx
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import fresh_context
from tests.browser.test_languages import CONTRASTS

PAIRING = "/api/v1/wall/pairing"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1440, "height": 900}}
TOWN, UNIT = "110108010", "110108010901"
SMALL = """() => [...document.querySelectorAll('main :is(button, input, select), header :is(a, button, summary)')]
  .filter((one) => one.checkVisibility())
  .map((one) => [one.textContent.trim() || one.id, one.getBoundingClientRect()])
  .filter(([, box]) => box.width > 0 && (box.height < 43.5 || box.width < 43.5))
  .map(([name, box]) => `${name} ${Math.round(box.width)}×${Math.round(box.height)}`)"""
WIDE = """() => [document.documentElement, document.body, document.querySelector('main')]
  .map((one) => one.scrollWidth - one.clientWidth)"""
CUT = """() => [...document.querySelectorAll('main :is(button, label, h2, p, li, small)')]
  .filter((one) => one.checkVisibility() && !one.closest('.unseen') && one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.textContent.trim())"""
NAMELESS = """() => [...document.querySelectorAll('main :is(button, input, select)')]
  .filter((one) => !(one.ariaLabel || one.textContent.trim() || one.labels?.length)).map((one) => one.outerHTML)"""


class Wall:
    """A screen that follows by the API alone."""

    def __init__(self, url):
        self.client = httpx.Client(base_url=url, timeout=60)
        self.screen = self.version = None

    def offer(self):
        told = self.client.post(PAIRING, json={"screen": self.screen}).json()
        self.screen = told["screen"]
        return told["code"]

    def now(self):
        told = self.client.get(f"{PAIRING}/{self.screen}").json()
        self.version = told["version"]
        return told["state"]

    def waits(self):
        """Wait for news, as a screen does; return the state that comes."""
        told = self.client.get(f"{PAIRING}/{self.screen}", params={"after": self.version}).json()
        assert told["version"] != self.version, "no news came within twenty seconds"
        self.version = told["version"]
        return told["state"]

    def leave(self):
        if self.screen:
            self.client.post(f"{PAIRING}/{self.screen}/leave")
        self.client.close()


@pytest.fixture
def wall(server):
    made = Wall(server.url)
    yield made
    made.leave()


@pytest.fixture
def remote(browser, server):
    opened = []

    def visit(lang="zh-CN", theme="light", **options):
        context, watch = fresh_context(browser, server, **(PHONE | options))
        page = context.new_page()
        page.goto(f"{server.url}/remote?lang={lang}&theme={theme}")
        page.wait_for_function("() => document.documentElement.dataset.remote === 'ready'")
        opened.append((context, watch))
        return page

    yield visit
    for context, watch in opened:
        context.close()
        problems = [
            text for text in watch.problems if "Failed to load resource" not in text
        ]  # refusals and outages
        assert problems == []


@pytest.fixture
def led(remote, wall):
    """A phone that leads a screen."""
    page = remote()
    pair(page, wall)
    wall.now()
    return page


def pair(page, wall):
    page.fill("#code", wall.offer())
    page.click("#join [type=submit]")
    page.wait_for_selector("#controls:not([disabled])")


def press(page, do, **more):
    page.click("".join([f"[data-do='{do}']", *(f"[data-{name}='{value}']" for name, value in more.items())]))


def test_a_screen_is_paired_by_the_code_that_it_shows(remote, wall):
    page = remote()
    expect(page.locator("#no-screen")).to_be_visible()
    expect(page.locator("#controls")).to_be_hidden()
    pair(page, wall)
    assert wall.now()["steps"] == 0
    expect(page.locator("#screens li")).to_have_count(1)
    expect(page.locator("#screens li")).to_contain_text("大屏 1")
    assert page.input_value("#code") == ""


def test_what_is_pressed_arrives_at_the_screen(led, wall):
    press(led, "next")
    assert wall.waits()["steps"] == 1
    press(led, "previous")
    assert wall.waits()["steps"] == 0
    led.click("#hold")
    assert wall.waits()["paused"] is True
    expect(led.locator("#hold .label")).to_have_text("继续")
    led.click("#hold")
    assert wall.waits()["paused"] is False
    press(led, "ground", ground="tiles")
    assert wall.waits()["ground"] == "tiles"
    expect(led.locator("[data-ground=tiles]")).to_have_attribute("aria-pressed", "true")
    press(led, "colour", by="late")
    assert wall.waits()["by"] == "late"
    press(led, "track", track="overall")
    assert wall.waits()["track"] == "overall"
    for mode in ("visitors", "polls", "blank"):
        for on in (True, False):
            press(led, mode)
            assert wall.waits()[mode] is on
            expect(led.locator(f"[data-do={mode}]")).to_have_attribute("aria-checked", str(on).lower())


def test_quick_presses_are_all_done_in_their_order(led, wall):
    led.evaluate("() => { for (let n = 0; n < 5; n += 1) document.querySelector('[data-do=next]').click(); }")
    led.evaluate("() => document.querySelector('[data-do=previous]').click()")
    state = wall.waits()
    while state["steps"] != 4 or wall.now()["steps"] != 4:
        state = wall.waits()


def test_a_place_is_chosen_from_the_townships_or_found_by_its_name(led, wall):
    led.select_option("#town", TOWN)
    assert wall.waits()["area"] == TOWN
    name = led.locator("#town option:checked").inner_text()
    expect(led.locator("#now")).to_contain_text(name)
    led.fill("#village", UNIT)
    led.locator(f"#found [data-code='{UNIT}']").click()
    assert wall.waits()["area"] == UNIT
    expect(led.locator("#now")).to_contain_text(f"{name} · 示例")
    led.fill("#village", "没有这样的名字")
    expect(led.locator("#found-told")).to_have_text("没有这个名称的村（社区）")
    press(led, "home")
    state = wall.waits()
    assert (state["area"], state["paused"]) == (None, False)
    expect(led.locator("#town")).to_have_value("")


def test_a_day_of_the_campaign_is_shown_and_played(led, wall):
    first = led.get_attribute("#day", "min")
    led.fill("#day", first)
    assert wall.waits()["day"] == first
    press(led, "day")
    assert wall.waits()["day"] is None
    press(led, "play")
    assert wall.waits()["playing"] is True
    press(led, "play")
    assert wall.waits()["playing"] is False


def test_the_page_shows_what_the_server_holds_whoever_pressed(led, wall, server):
    with httpx.Client(base_url=server.url) as other:
        body = {"command": {"do": "blank", "on": True}}
        assert other.post("/api/v1/presenter/commands", json=body).status_code == 200
        expect(led.locator("[data-do=blank]")).to_have_attribute("aria-checked", "true")
        expect(led.locator("#now")).to_have_text("当前显示：黑屏")
        other.post("/api/v1/presenter/commands", json={"command": {"do": "blank", "on": False}})
        expect(led.locator("[data-do=blank]")).to_have_attribute("aria-checked", "false")


def test_a_wrong_code_is_told_and_can_be_entered_again(remote, wall):
    page, code = remote(), wall.offer().replace(" ", "")
    page.fill("#code", f"{(int(code) + 1) % 1_000_000:06}")
    page.click("#join [type=submit]")
    expect(page.locator("#refusal")).to_contain_text("没有大屏显示这个配对码")
    page.fill("#code", code)
    page.keyboard.press("Enter")
    expect(page.locator("#screens li")).to_have_count(1)
    expect(page.locator("#refusal")).to_be_hidden()


def test_a_second_screen_follows_and_one_is_released(led, wall, server):
    other = Wall(server.url)
    try:
        pair(led, other)
        expect(led.locator("#screens li")).to_have_count(2)
        press(led, "next")
        assert wall.waits()["steps"] == other.now()["steps"] == 1
        led.locator("#screens button").first.click()
        expect(led.locator("#screens li")).to_have_count(1)
        assert wall.waits() is None
        press(led, "next")
        expect(led.locator("#now")).to_contain_text("巡视")
        assert other.waits()["steps"] == 2
    finally:
        other.leave()


def test_a_lost_connection_is_told_and_heals(led):
    led.context.set_offline(True)
    press(led, "next")
    expect(led.locator("#live")).to_have_attribute("data-state", "lost")
    expect(led.locator("#refusal")).to_have_text("服务器没有应答，请重试。")
    led.context.set_offline(False)
    expect(led.locator("#live")).to_have_attribute("data-state", "live")
    expect(led.locator("#live-text")).to_have_text("连接正常")
    expect(led.locator("#refusal")).to_be_hidden()


def test_the_keyboard_reaches_and_presses_everything(remote, wall):
    page = remote(**DESK, has_touch=False, is_mobile=False)
    page.focus("#code")
    page.keyboard.type(wall.offer())
    page.keyboard.press("Enter")
    page.wait_for_selector("#controls:not([disabled])")
    wall.now()
    reached = set()
    page.focus("#code")
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("() => document.activeElement.dataset.do ?? document.activeElement.id"))
    wanted = {*("previous", "pause", "next", "home", "ground", "colour", "track", "day", "play")}
    assert wanted | {"visitors", "polls", "blank", "town", "village"} <= reached
    page.focus("[data-do=visitors]")
    page.keyboard.press("Space")
    assert wall.waits()["visitors"] is True


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_fits_and_can_be_read(remote, wall, size, lang, theme):
    page = remote(lang, theme, **size)
    pair(page, wall)
    page.fill("#village", "示例")
    page.wait_for_selector("#found li")
    assert page.evaluate(WIDE) == [0, 0, 0]
    assert page.evaluate(CUT) == []
    assert page.evaluate(SMALL) == []
    assert page.evaluate(NAMELESS) == []
    assert page.evaluate(CONTRASTS) == []
    if lang == "zh-CN":
        text = re.sub(r"中文|English|DEMO", "", page.inner_text("main"))
        assert re.findall(r"[A-Za-z]{3,}", text) == []


def test_the_menu_leads_to_the_remote_control_those_who_may(remote, server):
    page = remote()
    page.click("details.account summary")
    expect(page.locator(".account-menu a[href='/remote']")).to_be_visible()
    page.click("[data-persona=clerk]")
    page.wait_for_url(lambda url: urlsplit(url).path == "/")
    page.goto(server.url + "/remote")
    expect(page.locator("#controls")).to_have_count(0)
    expect(page.locator("h1, h2").first).to_be_visible()
