"""The charts of the desk: Plotly comes with the first one, they follow the page, and a click filters it."""

import re

import httpx2 as httpx
import pytest

from tests.browser.conftest import DESK

pytestmark = pytest.mark.mapless

CHARTS = ("burn_up", "stages", "polls", "turnout", "to_come")


def drawn(page, chart):
    """Wait until a chart is drawn as it is asked for now."""
    page.wait_for_function(
        """(chart) => {
            const made = situationMap.desk.work.made.get('charts');
            return made?.meta?.chart === chart && made.timer === undefined
                && document.querySelector('#chart-place').dataset.chart === chart;
        }""",
        arg=chart,
    )
    page.wait_for_timeout(300)


def click_mark(page, selector):
    """Click the middle of a mark of the chart as a person would."""
    box = page.locator(selector).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x - 3, y)
    page.mouse.move(x, y)
    page.wait_for_selector("#chart-place.clickable")
    page.mouse.click(x, y)


@pytest.fixture
def get(server):
    return lambda path, **params: httpx.get(f"{server.url}/api/v1{path}", params=params).json()


def test_plotly_comes_with_the_first_chart_and_all_are_drawn_and_saved(open_page):
    page = open_page("/?lang=zh-CN")
    page.wait_for_function(DESK)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    names = "() => performance.getEntriesByType('resource').map((entry) => entry.name)"
    page.wait_for_timeout(500)
    assert not [url for url in page.evaluate(names) if re.search("plotly|async-graph", url)]
    page.click(".work-tabs [data-panel='charts']")
    told = set()
    for chart in CHARTS:
        page.click(f".chart-tools [data-chart='{chart}']")
        drawn(page, chart)
        told.add(page.get_attribute("#chart-place", "aria-label"))
        assert f"panel=charts.{chart}" in page.url or chart == CHARTS[0]
    assert len(told) == len(CHARTS)
    assert len([url for url in asked if "plotly.min.js" in url]) == 1
    for form, start in (("svg", b"<svg"), ("png", b"\x89PNG")):
        with page.expect_download() as download:
            page.click(f".chart-tools [data-picture='{form}']")
        assert download.value.suggested_filename.startswith("演示数据")
        assert download.value.path().read_bytes().startswith(start)
    page.keyboard.press("Escape")


def test_a_click_filters_the_page_and_the_chart_follows(open_page, get):
    page = open_page("/?lang=zh-CN&panel=charts.stages")
    page.wait_for_function(DESK)
    drawn(page, "stages")
    completed = get("/map/110108")["totals"]["phases"][7]
    click_mark(page, "#chart .barlayer .trace:nth-child(2) .point:last-child path")
    page.wait_for_function("(n) => situationMap.filter.matched.size === n", arg=completed)
    assert "phase=7" in page.url
    page.wait_for_function(
        "(n) => document.querySelector('#chart .js-plotly-plot').data[0].y[0] === n", arg=completed
    )
    page.keyboard.press("Escape")
    page.click(".chart-tools [data-chart='to_come']")
    drawn(page, "to_come")
    picks = page.evaluate("() => situationMap.desk.work.made.get('charts').meta.picks")
    day, codes = max(picks.items(), key=lambda item: len(item[1]))
    page.evaluate(
        """(day) => document.querySelector('#chart .js-plotly-plot').emit('plotly_click', { points: [{ customdata: day }] })""",
        day,
    )
    page.wait_for_function("(n) => situationMap.filter.matched.size === n", arg=len(codes))
    assert sorted(page.evaluate("() => [...situationMap.filter.matched]")) == sorted(codes)
    assert page.locator("#crumbs .chip").count() == 1
    if not page.evaluate("() => situationMap.filter.chosen('poll').size"):
        assert ("units=" in page.url) == (len(codes) <= 40), "an address names only so many units"
    page.keyboard.press("Escape")
    page.wait_for_function("() => situationMap.filter.open")


def test_charts_follow_theme_day_township_and_changes_but_rest_while_days_play(open_page, get, server):
    page = open_page("/?lang=en&panel=charts&town=110108010")
    page.wait_for_function(DESK)
    page.wait_for_function("() => situationMap.situation.past !== null")
    drawn(page, "burn_up")
    for theme in ("dark", "light"):
        page.click(f"[data-theme='{theme}']")
        page.wait_for_function(
            """() => document.querySelector('#chart .js-plotly-plot').layout.paper_bgcolor
                === getComputedStyle(document.documentElement).getPropertyValue('--panel').trim()"""
        )
    summary = get("/areas/110108010/summary", as_of="2019-01-05")["totals"]
    page.evaluate("() => situationMap.desk.time('2019-01-05', 'now')")
    page.wait_for_function(
        "(start) => document.querySelector('#chart-place').getAttribute('aria-label').includes(start)",
        arg=f"{summary['completed']} of {summary['due']} completed",
    )
    page.wait_for_timeout(2500)
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.click("[data-time-action='play']")
    page.wait_for_function("() => situationMap.situation.day === '2019-01-07'")
    assert page.get_attribute("#chart-place", "data-resting") == "true"
    assert [url for url in requests if "/api/" in url or "_dash" in url] == []
    page.click("[data-time-action='play']")
    stopped = page.evaluate("() => situationMap.situation.day")
    summary = get("/areas/110108010/summary", as_of=stopped)["totals"]
    page.wait_for_function(
        "(start) => document.querySelector('#chart-place').getAttribute('aria-label').includes(start)",
        arg=f"{summary['completed']} of {summary['due']} completed",
    )
    assert page.get_attribute("#chart-place", "data-resting") == "false"
    page.evaluate("() => situationMap.desk.time(null, 'now')")
    page.click(".chart-tools [data-chart='stages']")
    drawn(page, "stages")
    page.wait_for_timeout(1500)
    draws_anew_once(page, server)


def draws_anew_once(page, server):
    """Record a fact: the chart is drawn anew, and not again while nothing changes."""
    asked = []
    page.on("request", lambda request: "_dash-update" in request.url and asked.append(request.post_data))
    revision = server.record("110108024901", "exception", {"kind": "suspended"}, track="party")["revision"]
    page.wait_for_function("(n) => situationMap.desk.work.made.get('charts').revision >= n", arg=revision)
    page.wait_for_timeout(2000)
    assert len(asked) == 1
