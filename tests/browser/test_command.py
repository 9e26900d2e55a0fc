"""The campaign is commanded: matters, visits, workbooks, schedule and checklists, each by whom it concerns."""

from io import BytesIO

import pytest
from openpyxl import Workbook

from tests.browser.conftest import DESK, fresh_context

pytestmark = pytest.mark.mapless

BOARD = "() => document.documentElement.dataset.board === 'ready'"
BOARDS = ("key", "reviews", "matters", "checklists", "schedule", "incidents", "duty", "assessments", "petitions", "counters")  # fmt: skip
VILLAGE = "110108026901"


@pytest.fixture(scope="module")
def act(browser, server):
    """Open a page as a persona of the demo; each has a browser profile of its own."""
    opened = {}

    def as_persona(role, path, **options):
        if (role, *options) not in opened:
            context, watch = fresh_context(browser, server, **options)
            page = context.new_page()
            page.goto(f"{server.url}/login?lang=zh-CN")
            page.evaluate(
                """async (role) => {
                    const { send } = await import(document.querySelector('script[src*="map/account.js"]').src.replace("account", "token"));
                    await send("/api/v1/access/persona", { role });
                }""",
                role,
            )
            opened[role, *options] = context, watch, page
        page = opened[role, *options][2]
        page.goto(server.url + path)
        if not path.startswith("/unit"):
            page.wait_for_function(BOARD)
        return page

    yield as_persona
    for context, watch, _ in opened.values():
        context.close()
        assert watch.problems == []


def record(page):
    page.click("dialog .primary")
    page.wait_for_selector("dialog", state="detached")


def row(page, text):
    return page.locator("#command tbody tr", has_text=text)


def test_a_matter_is_raised_answered_and_closed(act):
    clerk = act("clerk", "/matters")
    clerk.click("text=提出事项")
    clerk.wait_for_selector("dialog select[name=area]")
    places = clerk.locator("dialog select[name=area] option").all_inner_texts()
    assert len({place.split(" · ")[0] for place in places}) == 2, "the own township, and the villages in it"
    clerk.select_option("dialog select[name=area]", index=1)
    clerk.fill("dialog [name=department]", "区卫生健康委")
    clerk.fill("dialog [name=text]", "选民资格需要答复")
    clerk.fill("dialog [name=due]", "2019-01-20")
    record(clerk)
    row(clerk, "选民资格需要答复").wait_for()
    department = act("department", "/matters")
    asked = row(department, "选民资格需要答复")
    assert asked.locator(".badge").first.text_content() == "待答复"
    assert department.locator("text=提出事项").count() == 0
    asked.get_by_text("答复或办结").click()
    department.fill("dialog [name=reply]", "已书面答复")
    record(department)
    asked.get_by_text("答复：已书面答复").wait_for()
    office = act("office", "/matters?state=replied")
    answered = row(office, "选民资格需要答复")
    answered.get_by_text("答复或办结").click()
    office.check("dialog [name=closed]")
    record(office)
    answered.wait_for(state="detached")
    office.select_option("[name=state]", "closed")
    row(office, "选民资格需要答复").wait_for()
    assert "state=closed" in office.url
    row(clerk, "选民资格需要答复").get_by_text("已办结").wait_for()  # the open page follows


def test_a_visit_is_logged_on_the_phone_and_stands_in_the_village_s_dossier(act):
    phone = {"width": 390, "height": 844}
    page = act("supervisor", "/duty", viewport=phone)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.click("#section-visits button:has-text('走访')")
    page.select_option("dialog [name=kind]", "guidance")
    name = page.locator("dialog select[name=area] option", has_text="示例").first.inner_text().split(" · ")[1]
    page.fill("dialog input[type=search]", name)
    page.select_option("dialog select[name=area]", index=0)
    page.fill("dialog [name=post]", "区第一督导组")
    page.fill("dialog [name=decided]", "2")
    record(page)
    line = page.locator("#section-visits tbody tr", has_text=name).first
    line.get_by_text("现场指导").wait_for()
    assert line.locator("td").last.inner_text().endswith("2")


def test_a_key_village_s_plan_grows_and_can_be_printed(act, server):
    page = act("office", f"/key/{VILLAGE}")
    page.click("#section-measures .primary")
    page.fill("dialog [name=problem]", "集体合同不清")
    page.fill("dialog [name=text]", "清理集体合同")
    page.fill("dialog [name=post]", "镇经管站")
    page.fill("dialog [name=due]", "2019-01-09")
    page.check("dialog [name=gate]")
    record(page)
    line = row(page, "清理集体合同")
    line.get_by_text("逾期").wait_for()
    assert page.locator(".qr-figure svg").count() == 1
    line.get_by_text("更新").click()
    assert page.input_value("dialog [name=problem]") == "集体合同不清"
    page.fill("dialog [name=progress]", "100")
    record(page)
    line.get_by_text("已办结").wait_for()
    assert row(page, "清理集体合同").count() == 1, "the same measure goes on"
    page.emulate_media(media="print")
    assert page.locator(".command-tabs").is_hidden()
    page.emulate_media(media="screen")
    page.goto(f"{server.url}/unit/{VILLAGE}")
    page.locator(".dossier h3", has_text="一村一策").wait_for()
    assert page.locator(f"a[href='/key/{VILLAGE}']").count() == 1


def test_a_poll_is_called_for_another_day_and_the_checklist_of_the_first_moves(act):
    page = act("office", "/checklists")
    first = page.locator("#section-firsts tbody tr", has_text="计划").filter(has_text="村（居）委会").first
    unit, kind = (
        first.locator("td").nth(4).locator("a").get_attribute("href").split("/")[-1],
        first.locator("td").nth(2).inner_text(),
    )
    town = first.locator("td").nth(1).locator("span").inner_text()
    page.goto(page.url.replace("/checklists", f"/schedule?unit={unit}&of=committee&poll=2019-03-20"))
    page.wait_for_function(BOARD)
    assert "可行" in page.inner_text("#section-backward .hint")
    page.click("#section-backward >> text=确定选举日")
    assert page.input_value("dialog [name=on]") == "2019-03-20"
    record(page)
    page = act("office", "/checklists")
    lines = page.locator("#section-firsts tbody tr", has_text="村（居）委会").filter(has_text=kind)
    same = [line for line in lines.all() if line.locator("td").nth(1).locator("span").inner_text() == town]
    holders = {line.locator("td").nth(4).locator("a").get_attribute("href").split("/")[-1] for line in same}
    assert holders, "another unit's poll is the first now"
    assert unit not in holders


def book(rows):
    made = Workbook()
    made.active.title = "走访"
    for line in rows:
        made.active.append(line)
    written = BytesIO()
    made.save(written)
    return written.getvalue()


def test_a_workbook_is_looked_at_mended_and_recorded(act):
    page = act("office", "/duty")
    page.click("text=用表格批量登记")
    head = ["编码", "岗位", "类型", "现场解决"]
    wrong = book([head, [VILLAGE, "区委副书记", "区领导下沉", 1], [VILLAGE, "区委副书记", "视察", 1]])
    page.set_input_files(
        "dialog [type=file]", {"name": "走访.xlsx", "mimeType": "application/octet-stream", "buffer": wrong}
    )
    page.locator("dialog tr[data-state=wrong]").wait_for()
    assert "C3：应为下列之一" in page.inner_text("dialog tr[data-state=wrong]")
    assert page.locator("dialog .primary").is_disabled()
    right = book([head, [VILLAGE, "区委副书记", "区领导下沉", 1], [VILLAGE, "区委副书记", "列席", 4]])
    page.set_input_files(
        "dialog [type=file]", {"name": "走访.xlsx", "mimeType": "application/octet-stream", "buffer": right}
    )
    page.locator("dialog .primary:has-text('登记 2 条')").click()
    page.locator("dialog >> text=已登记 2 条。").wait_for()
    page.click("dialog >> text=关闭")
    page.locator("#section-visits tbody tr", has_text="列席").first.wait_for()


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_every_board_speaks_one_language_and_fits(act, lang):
    for viewport in ({"width": 1440, "height": 900}, {"width": 390, "height": 844}):
        for board in BOARDS:
            page = act("office", f"/{board}?lang={lang}")
            page.set_viewport_size(viewport)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), board
            words = page.inner_text(".command-head") + page.inner_text(".command-tabs")
            assert any("一" <= letter <= "鿿" for letter in words) == (lang == "zh-CN"), words
            tight = page.evaluate(
                """() => [...document.querySelectorAll("#command :is(dt, dd, h2, h3, th, .badge)")]
                    .filter((box) => box.scrollWidth > box.clientWidth + 1 && getComputedStyle(box).display !== "inline")
                    .map((box) => box.textContent)"""
            )
            assert tight == [], (board, viewport)


def test_a_red_alert_is_followed_from_the_map_to_its_end(act, server, browser):
    context, watch = fresh_context(browser, server)
    page = context.new_page()
    page.goto(f"{server.url}/?alert=3&lang=zh-CN")
    page.wait_for_function(DESK)
    red = page.evaluate("[...situationMap.filter.matched]")
    assert len(red) > 0
    level = "situationMap.situation.units.get(CODE).alert"
    code = page.evaluate("[...situationMap.filter.matched].at(-1)")
    page.evaluate("(code) => situationMap.desk.hands.onUnit(code)", code)
    section = page.locator(".dossier section.beside", has=page.locator("h3", has_text="预警"))
    section.wait_for()
    assert "解除条件：" in section.inner_text()
    board = act("office", section.locator("a.more").get_attribute("href") + "&lang=zh-CN")
    lines = board.locator("#section-live tbody tr", has_text="红色预警")
    count = lines.count()
    lines.first.get_by_text("确认知悉").click()
    record(board)
    lines.first.get_by_text("已知悉").first.wait_for()
    lines.first.get_by_text("交办").first.click()
    board.fill("dialog [name=post]", "镇党委书记")
    record(board)
    lines.first.get_by_text("交镇党委书记处理").wait_for()
    for left in range(count, 0, -1):
        lines.first.get_by_text("解除……").click()
        board.fill("dialog [name=text]", "已现场处置")
        record(board)
        board.wait_for_function(
            f"() => document.querySelectorAll('#section-live tbody tr').length < {left + board.locator('#section-live tbody tr').count() - lines.count() + 1}"
        )
    board.locator("#section-ended tbody tr", has_text="已现场处置").first.wait_for()
    page.wait_for_function(f"() => {level.replace('CODE', repr(code))} < 3")
    context.close()
    assert watch.problems == []
