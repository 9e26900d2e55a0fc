"""People come in by their account, screens by their code; each sees and does what is theirs."""

import re

import httpx2 as httpx
import pytest

from tests.apps import dashboard
from tests.browser.conftest import READY, fresh_context

pytestmark = pytest.mark.mapless

OWN, FOREIGN = "110108010901", "110108024901"
CLERK, ADMIN, GUIDE = "xueyuanlu", "admin", "dudao1"
CHOSEN = "a quiet lane behind the mill"
GIVEN = r"[a-z0-9]{4}(?:-[a-z0-9]{4}){3}"


def told(server, *arguments):
    run = dashboard(server.folder, *arguments)
    assert run.returncode == 0, run.stderr
    return run.stdout


def password_in(text):
    return re.search(GIVEN, text).group()


@pytest.fixture(scope="module")
def given(server):
    """Make the accounts; return the first password of each."""
    admin = told(server, "user", "add", ADMIN, "--role", "admin", "--post", "系统管理员")
    clerk = told(
        server, "user", "add", CLERK, "--role", "clerk", "--post", "学院路街道换届办", "--area", "110108010"
    )
    guide = told(
        server, "user", "add", GUIDE, "--role", "supervisor", "--post", "第一督导组", "--area", "110108010"
    )
    return {ADMIN: password_in(admin), CLERK: password_in(clerk), GUIDE: password_in(guide)}


@pytest.fixture
def browse(browser, server):
    opened = []

    def visit(path="/", **options):
        context, watch = fresh_context(browser, server, **options)
        page = context.new_page()
        page.goto(server.url + path)
        opened.append((context, watch))
        return page

    yield visit
    for context, watch in opened:
        context.close()
        problems = [text for text in watch.problems if "status of 4" not in text]  # refusals are the story here
        assert problems == []


def sign_in(page, login, password):
    page.fill("[name=login]", login)
    page.fill("[name=password]", password)
    page.click("#door [type=submit]")


def change_password(page, old, new):
    page.wait_for_url("**/password")
    page.fill("[name=old]", old)
    page.fill("[name=new]", new)
    page.fill("[name=again]", new)
    page.click("#door [type=submit]")


def signed_in(browse, given, login, password=CHOSEN, path="/login"):
    """Sign in; at the first time the password that was given is replaced."""
    page = browse(path)
    if login in given:
        first = given.pop(login)
        sign_in(page, login, first)
        change_password(page, first, password)
    else:
        sign_in(page, login, password)
    page.wait_for_function("() => !['/login', '/password'].includes(location.pathname)")
    return page


def test_a_clerk_sees_all_edits_their_own_and_is_refused_elsewhere(browse, given, server):
    page = browse(f"/?unit={OWN}&lang=zh-CN")
    assert page.url.startswith(f"{server.url}/login?next=")
    sign_in(page, CLERK, "not the password")
    page.wait_for_selector(".refusal:not([hidden])")
    assert page.text_content(".refusal") == "账号或密码不正确。"
    first = given.pop(CLERK)
    sign_in(page, CLERK, first)
    page.wait_for_url("**/password")
    page.fill("[name=old]", first)
    page.fill("[name=new]", "password1234")
    page.fill("[name=again]", "password1234")
    page.click("#door [type=submit]")
    page.wait_for_selector(".refusal:not([hidden])")
    assert "最容易被猜中" in page.text_content(".refusal")
    change_password(page, first, CHOSEN)
    page.wait_for_function(READY)
    assert page.evaluate("situationMap.situation.units.size") == 678
    assert page.text_content(".account summary").split() == ["街镇填报员", "学院路"]
    page.goto(f"{server.url}/unit/{OWN}")
    page.wait_for_selector(".dossier h2")
    assert page.locator("[data-action=update-unit]").count() == 1
    page.goto(f"{server.url}/unit/{FOREIGN}")
    page.wait_for_selector(".dossier h2")
    assert page.locator("[data-action=update-unit]").count() == 0
    answers = page.evaluate(
        """async ([own, foreign]) => {
            const { send } = await import(document.querySelector('script[src*="map/account.js"]').src.replace("account", "token"));
            const fact = { type: "counter", payload: { name: "training", count: 1 } };
            const tell = (code) => send(`/api/v1/units/${code}/facts`, fact).then((told) => told.fact_ids.length, (error) => error.message);
            return [await tell(own), await tell(foreign)];
        }""",
        [OWN, FOREIGN],
    )
    assert answers == [1, "您可以查看示例一村，但只能修改学院路街道的内容。"]
    page.goto(f"{server.url}/admin")
    assert page.text_content("h1") == "无权查看"
    assert "您的角色（街镇填报员）没有这项权限。" in page.text_content("main")


def test_a_reset_password_ends_the_old_sessions(browse, given, server):
    page = signed_in(browse, given, CLERK, path="/login?next=/intake")
    page.wait_for_selector("#board-list [data-state=received]")
    again = password_in(told(server, "user", "reset", CLERK))
    page.wait_for_url("**/login?next=%2Fintake", timeout=20_000)
    sign_in(page, CLERK, CHOSEN)
    page.wait_for_selector(".refusal:not([hidden])")
    given[CLERK] = again
    page = browse("/login")
    sign_in(page, CLERK, again)
    page.wait_for_url("**/password")
    page.click(".account summary")
    page.click("text=退出登录")
    page.wait_for_url("**/login")
    page.goto(f"{server.url}/")
    assert page.url == f"{server.url}/login?next=/"
    signed_in(browse, given, CLERK, CHOSEN + " again")


def test_the_administrator_changes_an_account(browse, given, server):
    signed_in(browse, given, GUIDE, path="/login?next=/&lang=zh-CN")
    admin = signed_in(browse, given, ADMIN)
    admin.wait_for_selector("#accounts [data-state=open]")
    assert "正在使用" in admin.text_content("#profile-file")
    line = admin.locator("#accounts tr", has_text=GUIDE)
    line.get_by_text("修改", exact=True).click()
    form = admin.locator("#new-account")
    assert form.locator("[name=login]").input_value() == GUIDE
    assert form.locator("[name=areas]:checked").evaluate_all("all => all.map((one) => one.value)") == ["110108010"]
    form.locator("[value='110108024']").check()
    form.locator("[type=submit]").click()
    admin.wait_for_selector("text=账号 dudao1 已修改，其会话已结束。")
    line.get_by_text("学院路街道、东升地区").wait_for()
    line.get_by_text("修改", exact=True).click()
    form.locator("[value='110108024']").uncheck()
    form.locator("[type=submit]").click()
    line.get_by_text("学院路街道", exact=True).wait_for()


WALL = "() => document.documentElement.dataset.wall === 'ready'"


@pytest.mark.parametrize(("view", "ready"), [("/", READY), ("/wall", WALL)])
def test_a_screen_is_linked_shows_its_page_and_goes_dark_when_it_is_revoked(browse, given, server, view, ready):
    admin = signed_in(browse, given, ADMIN)
    admin.wait_for_url("**/admin")
    admin.click("[data-open=device]")
    admin.fill("#new-device [name=name]", "一楼大厅")
    admin.select_option("#new-device [name=view]", view)
    admin.click("#new-device [type=submit]")
    admin.wait_for_selector("#secret[open]")
    code = admin.text_content("#secret code")
    admin.click("#secret [type=submit]")
    screen = browse(f"/device#{code}", viewport={"width": 1920, "height": 1080})
    screen.wait_for_function(ready)
    assert screen.locator(":is(#work, #side, .choices, .to-page):visible").count() == 0
    cookies = {cookie["name"]: cookie["value"] for cookie in screen.context.cookies()}

    def ask(path):
        return httpx.get(server.url + path, cookies=cookies).status_code

    assert ask("/api/v1/map/110108") == 200
    for path in (f"/api/v1/units/{OWN}", f"/api/v1/units/{OWN}/history", "/api/v1/reports", "/api/v1/access/me"):
        assert ask(path) == 403, path
    other = "/wall" if view == "/" else "/"
    screen.goto(server.url + other)
    assert screen.url.removeprefix(server.url) == view, "a screen has one page"
    screen.goto(f"{server.url}/device#{code}")  # as its computer does at each start
    screen.wait_for_function(ready)
    late = browse("/device")
    late.fill("[name=code]", code)
    late.click("#door [type=submit]")
    late.wait_for_selector(".refusal:not([hidden])")
    admin.reload()
    admin.click("#devices [data-state=open] button")
    admin.click("#sure [value=yes]")
    screen.wait_for_url("**/gone", timeout=10_000)
    assert screen.locator("#map, .wall-stage").count() == 0
    assert ask("/api/v1/map/110108") == 401


def test_a_supervisor_logs_a_visit_on_the_phone(browse, given, server):
    path = f"/login?next=/unit/{OWN}&lang=zh-CN"
    page = signed_in(browse, given, GUIDE, path=path)
    page.goto(f"{server.url}/unit/{OWN}")
    page.set_viewport_size({"width": 390, "height": 844})
    page.click(".records button")
    page.select_option("dialog [name=kind]", "guidance")
    page.fill("dialog [name=decided]", "3")
    page.click("dialog .primary")
    page.wait_for_selector("text=现场指导：第一督导组")
    assert page.locator("[data-action=update-unit]").count() == 0
    page.goto(f"{server.url}/unit/{FOREIGN}")
    page.wait_for_selector(".dossier h2")
    assert page.locator(".records").count() == 0


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_the_pages_at_the_door_speak_one_language_and_fit_a_phone(browse, given, server, lang):
    page = browse(f"/login?lang={lang}", viewport={"width": 390, "height": 844})
    for path in ("/login", "/device", "/gone"):
        page.goto(f"{server.url}{path}?lang={lang}")
        text = page.inner_text("main")
        assert bool(re.search("[一-鿿]", text)) == (lang == "zh-CN"), text
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
