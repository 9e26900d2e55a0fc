"""A real browser with software WebGL; every test fails on a console error or a request to another host."""

import os
import shutil
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import sync_playwright

from tests.apps import Server, copy_of

ARGUMENTS = [
    "--no-sandbox", "--headless=new", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
    "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip
USUAL = {
    "viewport": {"width": 1440, "height": 900},
    "device_scale_factor": 0.5,  # painting takes the time; what is measured stays the same
    "locale": "zh-CN",
    "reduced_motion": "reduce",
}
READY = "() => document.documentElement.dataset.map === 'ready'"
DESK = "() => document.documentElement.dataset.desk === 'ready'"
WALL_READY = "() => document.documentElement.dataset.wall === 'ready'"


@pytest.fixture(scope="package")
def playwright():
    with sync_playwright() as started:
        yield started


def launch(playwright, *more):
    shell = shutil.which("chromium-headless-shell")  # without the window that chromium draws even when headless
    program = os.environ.get("CHROMIUM") or shell or shutil.which("chromium")
    drawn_by_hand = "--disable-gpu-compositing"  # without a graphics card only the map needs its emulation
    return playwright.chromium.launch(executable_path=program, args=[*ARGUMENTS, drawn_by_hand, *more])


@pytest.fixture(scope="package")
def drawing(playwright):
    """A browser that draws with software graphics."""
    started = launch(playwright)
    yield started
    started.close()


@pytest.fixture(scope="package")
def plain(playwright):
    """A browser without graphics: the map is the one picture that stands in for it."""
    started = launch(playwright, "--disable-3d-apis")
    yield started
    started.close()


@pytest.fixture(scope="module")
def browser(request):
    return request.getfixturevalue("plain" if request.node.get_closest_marker("mapless") else "drawing")


@pytest.fixture(scope="package")
def unchanged(demo_folder, tmp_path_factory):
    """A server for all who only read."""
    yield from served(demo_folder, tmp_path_factory)


@pytest.fixture(scope="module")
def changed(demo_folder, tmp_path_factory):
    """A server of the module's own."""
    yield from served(demo_folder, tmp_path_factory)


def served(demo_folder, tmp_path_factory):
    started = Server(copy_of(demo_folder, tmp_path_factory.mktemp("served") / "data")).start()
    yield started
    started.stop()


@pytest.fixture(scope="module")
def server(request):
    return request.getfixturevalue("unchanged" if request.node.get_closest_marker("reads_only") else "changed")


class Watch:
    """Note what went wrong on the pages of a context."""

    def __init__(self, context, home):
        self.problems, self.home = [], urlsplit(home).netloc
        context.on("console", lambda message: message.type == "error" and self.problems.append(message.text))
        context.on("weberror", lambda error: self.problems.append(str(error.error)))
        context.on("request", self._request)

    def _request(self, request):
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self.home:
            self.problems.append(f"foreign request {request.url}")


def fresh_context(browser, server, **options):
    """A browser profile of its own, and what goes wrong in it."""
    context = browser.new_context(**(USUAL | options))
    context.set_default_timeout(60_000)
    return context, Watch(context, server.url)


@pytest.fixture(scope="module")
def standing(browser, server):
    """One page on which stories are told one after the other: opening one costs more than most of them."""
    context, watch = fresh_context(browser, server)
    page = context.new_page()
    page.goto(f"{server.url}/?lang=zh-CN")
    yield page
    context.close()
    assert watch.problems == []


@pytest.fixture
def goto(standing):
    """Bring the standing page to an address of its own, with nothing open beside it."""

    def visit(path="/"):
        page = standing
        page.wait_for_function(DESK)
        query = urlsplit(path).query
        panel = parse_qs(query).get("panel", ["units"])[0]
        page.evaluate(
            """async ([query, panel]) => {
                const { hands } = situationMap.desk;
                hands.onUnit(null);
                document.querySelector("[data-source='close']").click();
                await hands.onView(`?track=party&${query}`);
                situationMap.desk.open(panel);
                document.querySelector("[data-side-button='towns']").click();
            }""",
            [query, panel],
        )
        page.wait_for_function("() => situationMap.situation.past !== null")
        return page

    return visit


@pytest.fixture
def new_context(browser, server):
    opened = []

    def make(**options):
        context, watch = fresh_context(browser, server, **options)
        opened.append((context, watch))
        return context

    yield make
    for context, watch in opened:
        context.close()
        assert watch.problems == []


@pytest.fixture
def open_page(new_context, server):
    context = None

    def visit(path="/", **options):
        nonlocal context
        context = new_context(**options) if options or context is None else context
        page = context.new_page()
        page.goto(server.url + path)
        page.wait_for_function(READY)
        page.evaluate("situationMap.view.idle?.()")  # a page is ready a little before all of its signs are drawn
        return page

    return visit


@pytest.fixture(scope="module")
def wall(browser, server):
    """Open the wall at a size; every page fails on a console error or a request to another host."""
    opened = []

    def open_wall(query="lang=zh-CN", size=(1920, 1080), home=None, **options):
        width, height = size
        finely = 0.5 if width * height < 4e6 else 0.25
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
        page.wait_for_function(WALL_READY)
        return page

    yield open_wall
    for context, watch in opened:
        context.close()
        assert [one for one in watch.problems if "ERR_CONNECTION_RE" not in one] == []
