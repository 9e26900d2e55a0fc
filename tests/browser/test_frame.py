"""Figures, townships, legend and the way back to the facts: what they say, and that they stay while things change."""

import re

import httpx2 as httpx
import pytest

from dashboard.election.figures import FIGURES

pytestmark = pytest.mark.mapless

TOWN = "110108030"
UNIT = "110108030907"


def answer(server, track):
    return httpx.get(f"{server.url}/api/v1/map/110108", params={"track": track}).json()


def shown(page):
    """Return the figures of the strip as numbers; shares as percentages with one decimal, None for a dash."""
    cells = page.eval_on_selector_all(
        "#strip [data-figure]",
        "(cells) => cells.map((cell) => [cell.dataset.figure, cell.querySelector('.value').textContent])",
    )
    return {name: None if text == "—" else float(re.sub(r"[,%]", "", text)) for name, text in cells}


def expected(totals):
    figures = {}
    for name, figure in FIGURES.items():
        value = totals[name]
        figures[name] = round(value * 100, 1) if figure.of and value is not None else value
    return figures


def on_track(page, track):
    page.click(f"[data-track-switch={track}]")
    page.wait_for_function("(track) => window.situationMap.situation.track === track", arg=track)


def test_the_strip_shows_the_figures_of_the_api(goto, server):
    page = goto("/?track=overall")
    for track in ("overall", "committee", "party"):
        on_track(page, track)
        told = answer(server, track)
        assert shown(page) == expected(told["totals"])
        for name in ("elected", "completed", "polls_today"):
            difference = told["totals"][name] - told["previous"]["totals"][name]
            text = page.locator(f"#strip [data-figure={name}] .difference").text_content()
            assert text == ("与昨日持平" if difference == 0 else f"较昨日 {difference:+,}".replace("-", "−"))


def test_every_figure_lists_as_many_units_as_it_says(goto):
    page = goto("/?track=overall")
    every_figure(page, ("elected", "completion_rate", "polls_today"))
    on_track(page, "party")
    every_figure(page, FIGURES)


def every_figure(page, names):
    figures = shown(page)
    for name, figure in ((name, FIGURES[name]) for name in names):
        page.click(f"#strip [data-figure={name}]")
        page.wait_for_selector(f"#strip [data-figure={name}][aria-expanded=true]")
        page.wait_for_selector(".source-definition")
        page.wait_for_function(
            "(name) => document.querySelector('.source-body h2 span')?.textContent === "
            "document.querySelector(`#strip [data-figure=${name}] .name`).textContent",
            arg=name,
        )
        rows = page.locator(".source-rows > li").count()
        if figure.of is None:
            assert rows == figures[name], name
        elif figures[name] is not None:
            counted, whole = map(
                int, re.findall(r"[\d,]+", page.locator(".source-formula").text_content().replace(",", ""))[:2]
            )
            assert rows == counted
            assert round(counted / whole * 100, 1) == figures[name]
        page.keyboard.press("Escape")
        page.wait_for_selector("#source-panel", state="hidden")


def test_behind_a_unit_stand_its_facts_and_their_source(open_page):
    page = open_page("/?figure=elected")
    page.wait_for_selector(".source-rows")
    row = page.locator(".source-rows > li").first
    name = row.locator(".name").text_content()
    row.locator("summary").click()
    page.wait_for_selector(".evidence .fact")
    assert re.search(r"第 \d 轮选举：应到 \d+", row.locator(".what").first.text_content())
    assert re.search(r"由.+换届办记录 · .+ · 编号 \d+\.\d+", row.locator(".who").first.text_content())
    row.locator("text=查看该单位情况").click()
    page.wait_for_selector(".dossier h2")
    assert page.locator(".dossier h2").text_content() == name
    page.keyboard.press("Escape")
    page.wait_for_selector("#dossier-panel", state="hidden")
    assert page.locator("#source-panel").is_visible(), "one step back"
    assert "figure=elected" in page.url


def test_the_list_of_units_is_the_source_of_what_is_due(goto):
    page = goto("/")
    page.click("#strip [data-figure=due]")
    page.wait_for_selector(".source-rows")
    page.locator(".source-rows summary").first.click()
    page.wait_for_selector(".evidence .what")
    assert page.locator(".evidence .what").first.text_content().startswith("依据单位名录：")


def test_townships_show_their_progress_in_official_order(goto, server):
    page = goto("/")
    told = answer(server, "party")["townships"]
    rows = page.eval_on_selector_all(
        "#towns li",
        """(rows) => rows.map((row) => ({
          code: row.dataset.town, done: row.querySelector('.done').textContent,
          points: row.querySelector('.points').textContent, band: row.querySelector('.band').dataset.band,
          report: row.querySelector('.report').dataset.report,
          widths: [...row.querySelectorAll('.bar [data-phase]')].map((part) => parseFloat(part.style.width)),
          tick: parseFloat(row.querySelector('.tick').style.left),
        }))""",
    )
    assert [row["code"] for row in rows] == [code for code, summary in told.items() if summary["due"]]
    assert len(rows) == 26
    for row in rows:
        summary = told[row["code"]]
        assert row["done"] == f"{summary['elected']}/{summary['due']}"
        assert float(row["points"].replace("−", "-")) == summary["deviation"]
        assert row["band"] == summary["band"]
        assert row["report"] == (summary["report"] or "none")
        assert sum(row["widths"]) == pytest.approx(100, abs=0.01)
        assert row["widths"] == pytest.approx(
            [n / summary["due"] * 100 for n in reversed(summary["phases"])], abs=0.01
        )
        assert row["tick"] == pytest.approx(summary["planned"] / summary["due"] * 100, abs=0.01)


SORTS = {
    "elected": lambda summary: summary["elected"] / summary["due"],
    "deviation": lambda summary: summary["deviation"],
    "report": lambda summary: summary["report"] is not None,
}


def test_townships_can_be_sorted(goto, server):
    page = goto("/")
    told = answer(server, "party")["townships"]
    for sort, rank in SORTS.items():
        page.click(f"#towns [data-sort={sort}]")
        codes = page.eval_on_selector_all("#towns li", "(rows) => rows.map((row) => row.dataset.town)")
        ranks = [rank(told[code]) for code in codes]
        assert ranks == sorted(ranks), sort
    page.click("#towns [data-sort=official]")
    codes = page.eval_on_selector_all("#towns li", "(rows) => rows.map((row) => row.dataset.town)")
    assert codes == sorted(codes)


def test_a_change_reaches_everything_and_disturbs_nothing(open_page, server):
    page = open_page(
        f"/?track=committee&town={TOWN}&unit={UNIT}&figure=started", viewport={"width": 1440, "height": 700}
    )
    page.wait_for_selector(".dossier h2")
    page.wait_for_selector(".source-rows", state="attached")
    page.locator(".track-row summary").first.click()
    page.focus(f"#towns [data-town='{TOWN}'] button")
    page.evaluate("document.querySelector('#dossier-panel').scrollTop = 90")
    page.evaluate("window.stays = true; document.querySelector('#towns ol').scrollTop = 40")
    scrolled = page.evaluate("document.querySelector('#towns ol').scrollTop")
    assert scrolled > 0
    before = answer(server, "committee")["townships"][TOWN]
    poll = {"eligible": 900, "present": 800, "seats": 5, "elected": 5, "outcome": "success"}
    server.record(UNIT, "poll_held", poll, track="committee")
    page.wait_for_function(
        f"() => document.querySelector(\"#towns [data-town='{TOWN}'] .done\").textContent === '{before['elected'] + 1}/{before['due']}'"
    )
    after = answer(server, "committee")["townships"][TOWN]
    assert shown(page) == expected(after)
    assert after["polls"] == before["polls"] + 1
    assert [int(text) for text in page.locator("#legend .count").all_text_contents()] == after["phases"]
    page.wait_for_selector('[data-track=committee] .step[data-phase="6"][data-state=current]')
    assert page.evaluate("window.stays"), "no reload"
    assert page.evaluate("document.querySelector('.track-row details').open"), "what stood open in the dossier"
    assert page.evaluate("document.querySelector('#dossier-panel').scrollTop") == 90
    assert page.evaluate("document.querySelector('#towns ol').scrollTop") == scrolled
    assert page.evaluate("document.activeElement.closest('[data-town]').dataset.town") == TOWN
    assert page.evaluate("window.situationMap.filter.town") == TOWN
    page.locator("#dossier-panel [data-action=close]").focus()
    server.record(UNIT, "milestone", {"stage": "results", "edge": "end"}, track="committee")
    page.wait_for_selector("text=公布结果：完成")
    assert page.evaluate("document.activeElement.dataset.action") == "close", "the focus inside it"


def test_an_open_figure_follows_changes(open_page, server):
    page = open_page("/?figure=matters")
    page.wait_for_selector(".source-definition")
    rows = page.locator(".source-rows > li").count()
    matter = {"department": "区规划国土委", "text": "征地补偿款拨付进度"}
    server.record("110108024901", "matter", matter, subject="m-browser")
    page.wait_for_function(f"() => document.querySelectorAll('.source-rows > li').length === {rows + 1}")
    assert shown(page)["matters"] == rows + 1
    page.locator(".source-rows > li", has_text="示例一村").first.locator("summary").click()
    page.wait_for_selector(".evidence .fact")
    assert "需区规划国土委协调：征地补偿款拨付进度" in page.locator(".source-rows").text_content()


def test_of_two_tracks_asked_for_in_haste_the_last_is_shown(open_page, server):
    page = open_page("/")
    held = []
    page.route("**/api/v1/map/*track=committee*", lambda route: held.append(route))  # noqa: PLW0108
    page.click("[data-track-switch=committee]")
    page.click("[data-track-switch=overall]")
    page.wait_for_function("() => window.situationMap.situation.track === 'overall'")
    page.wait_for_timeout(100)
    for route in held:
        route.continue_()
    page.wait_for_timeout(500)
    assert page.evaluate("window.situationMap.situation.track") == "overall"
    assert shown(page) == expected(answer(server, "overall")["totals"])
    assert "track=overall" in page.url
