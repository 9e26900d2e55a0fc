"""Take the pictures of the documents anew from a fresh demo: `make screenshots`."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Browser, ViewportSize, sync_playwright

from tests.apps import Server
from tests.browser.conftest import READY, launch
from tests.browser.test_intake import INTAKE_READY

IMAGES = Path(__file__).parent.parent / "docs" / "images"
DESK, WIDE, PHONE = (1440, 900), (1920, 1080), (390, 844)
_SOURCES = ".source-rows"


@dataclass(frozen=True)
class Picture:
    """Say what a picture shows: the address, the window, what to wait for and what to click."""

    name: str
    address: str
    size: tuple[int, int] = DESK
    wait: str = "#strip [data-figure=elected] .value"
    click: tuple[str, ...] = ()
    ready: str = READY
    scale: float = 1  # pixels of the picture to a pixel of the window


PICTURES = (
    Picture("desk-zh", "?lang=zh"),
    Picture("desk-zh-1920", "?lang=zh", WIDE),
    Picture("desk-en-dark-1920", "?lang=en&theme=dark&track=overall", WIDE),
    Picture("township-zh", "?lang=zh&town=110108028"),
    Picture("phase-en", "?lang=en&phase=5"),
    Picture("figure-zh", "?lang=zh&figure=polls_today", wait=_SOURCES, click=(f"{_SOURCES} summary",)),
    Picture("figure-en-dark", "?lang=en&theme=dark&figure=elected", wait=_SOURCES, click=(f"{_SOURCES} summary",)),
    Picture("dossier-zh", "?lang=zh&unit=110108024901", wait=".dossier h2"),
    Picture("phone-map-zh", "?lang=zh", PHONE),
    Picture("phone-list-zh", "?lang=zh", PHONE, click=("[data-tab-button=towns]",)),
    Picture("phone-dossier-en", "?lang=en&unit=110108024901", PHONE, wait=".dossier h2"),
)
BOARD_READY = "() => document.documentElement.dataset.board === 'ready'"
COMMAND = (
    Picture("command-alerts-zh", "alerts?lang=zh", wait="#section-live tr", ready=BOARD_READY),
    Picture("command-key-zh", "key?lang=zh", WIDE, ".minimap .mark", ready=BOARD_READY),
)
WALL_READY = "() => document.documentElement.dataset.wall === 'ready'"
WALLS = (
    Picture("wall-zh-1920", "wall?lang=zh", WIDE, "#alerts li", ready=WALL_READY),
    Picture("wall-zh-3840x2160", "wall?lang=zh", (3840, 2160), "#alerts li", ready=WALL_READY, scale=0.5),
    Picture("wall-zh-3840x1080", "wall?lang=zh", (3840, 1080), "#alerts li", ready=WALL_READY, scale=0.5),
    Picture("wall-zh-5760x1080", "wall?lang=zh", (5760, 1080), "#alerts li", ready=WALL_READY, scale=0.5),
    Picture("wall-zh-6656x1792", "wall?lang=zh", (6656, 1792), "#alerts li", ready=WALL_READY, scale=0.5),
    Picture("wall-en-light-polls", "wall?lang=en&theme=light&polls=on", WIDE, "#today li", ready=WALL_READY),
)
DESK_READY = "() => document.documentElement.dataset.desk === 'ready'"
UNIT_READY = "() => document.documentElement.dataset.unit === 'ready'"
_FILTERS = "[data-side-button=filters]"
_ROW, _DRAWN = ".units-grid .ag-row", ".js-plotly-plot .main-svg"
GUIDE = (
    Picture(
        "guide-filter",
        "?lang=zh&town=110108010&kind=community&phase=4&wait=5&as_of=2019-01-03",
        WIDE,
        _ROW,
        (_FILTERS,),
        DESK_READY,
    ),
    Picture(
        "guide-unit", "?lang=zh&town=110108007&unit=110108007902", WIDE, ".vicinity-map .own", ready=DESK_READY
    ),
    Picture("guide-page", "unit/110108007902?lang=zh", (1100, 1400), ".vicinity-map .own", ready=UNIT_READY),
    Picture(
        "guide-past", "?lang=zh&as_of=2019-01-05&panel=changes", WIDE, ".changes-list .change", ready=DESK_READY
    ),
    Picture(
        "guide-back", "?lang=zh&back=2019-01-07&panel=changes", WIDE, ".change.setback", (_FILTERS,), DESK_READY
    ),
    Picture(
        "guide-share",
        "?lang=en&theme=dark&kind=village&phase=7&as_of=2019-01-07&view=tiles",
        WIDE,
        _ROW,
        ready=DESK_READY,
    ),
    Picture("guide-tiles", "?lang=zh&view=tiles", WIDE, _ROW, ("[data-layout=work]",), DESK_READY),
    Picture("guide-charts", "?lang=zh&panel=charts", WIDE, _DRAWN, ready=DESK_READY),
    Picture("guide-compare", "?lang=zh&panel=compare", WIDE, ".compare-table [data-row]", ready=DESK_READY),
)
"""Pictures of the user guide's stories."""
_OF_THE_DAY = date(2019, 1, 10)
_CHANGES, _CELL = ".changes-grid .ag-row", ".sheet-grid .ag-row"
_WRONG = "report=20190110-027"
_UNIT = ("[data-action=update-unit]",)
REPORTS = (
    Picture("reports-zh", f"intake?lang=zh&{_WRONG}", wait=_CHANGES, ready=INTAKE_READY),
    Picture("reports-en-dark", f"intake?lang=en&theme=dark&{_WRONG}", WIDE, _CHANGES, ready=INTAKE_READY),
    Picture("reports-form-zh", "intake?lang=zh&town=110108026&form=1", wait=_CELL, ready=INTAKE_READY),
    Picture("reports-phone-zh", "intake?lang=zh", PHONE, wait="#board-list", ready=INTAKE_READY),
    Picture("unit-form-zh", "?lang=zh&unit=110108024901", wait=".dossier h2", click=_UNIT),
)
"""Pictures for which a day's workbooks lie on the desk, the last one with mistakes."""


@contextmanager
def demo() -> Iterator[Server]:
    """Serve a fresh demo that stands still."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "data", DEMO_SPEED=0)
        try:
            yield server.start()
        finally:
            server.stop()


def take(browser: Browser, url: str, picture: Picture) -> Path:
    """Take one picture; nothing moves on it."""
    width, height = picture.size
    window: ViewportSize = {"width": width, "height": height}
    context = browser.new_context(viewport=window, device_scale_factor=picture.scale, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{url}/{picture.address}")
    page.wait_for_function(picture.ready)
    page.wait_for_selector(picture.wait)
    for selector in picture.click:
        page.locator(selector).first.click()
    page.wait_for_timeout(1500)
    path = IMAGES / f"{picture.name}.png"
    page.screenshot(path=path)
    context.close()
    return path


def take_remote(browser: Browser, url: str) -> Path:
    """Take the remote control while it leads a wall, large enough for all that it has."""
    context = browser.new_context(viewport={"width": 390, "height": 1400}, reduced_motion="reduce")
    wall, phone = context.new_page(), context.new_page()
    wall.goto(f"{url}/wall?lang=zh")
    wall.wait_for_function(WALL_READY)
    wall.keyboard.press("p")
    code = wall.locator("#pairing", has_text="：").inner_text().rsplit("：", 1)[1]
    phone.goto(f"{url}/remote?lang=zh")
    phone.fill("#code", code)
    phone.click("#join [type=submit]")
    phone.select_option("#town", "110108024")
    phone.locator("#now", has_text="东升").wait_for()
    path = IMAGES / "remote-zh.png"
    phone.screenshot(path=path)
    context.close()
    return path


def lay_reports(server: Server, folder: Path) -> None:
    """Have a day's reports lie on the desk as drafts, and after them one with mistakes."""
    server.run("demo-workbooks", "--day", str(_OF_THE_DAY), "--out", str(folder))
    server.run("import-report", str(folder))
    book = load_workbook(next(folder.glob("清河街道*.xlsx")))
    sheet = book.worksheets[0]
    headings = {str(cell.value): cell.column for row in sheet.iter_rows(max_row=6) for cell in row if cell.value}

    def write(row: int, heading: str, value: object) -> None:
        sheet.cell(row, next(place for text, place in headings.items() if heading in text)).value = value

    write(6, "方案批复", "2018-12-1")
    write(7, "推荐", "13月45日")
    write(8, "名称", "清河嘉圆社区")
    write(8, "编码", None)
    write(9, "实到", 999)
    wrong = folder / "清河街道更正版.xlsx"
    book.save(wrong)
    server.run("import-report", str(wrong))


if __name__ == "__main__":
    IMAGES.mkdir(exist_ok=True)
    with demo() as served, sync_playwright() as playwright:
        started = launch(playwright)
        for item in (*PICTURES, *GUIDE, *COMMAND, *WALLS):
            print(take(started, served.url, item))
        print(take_remote(started, served.url))
        with tempfile.TemporaryDirectory() as reports:
            lay_reports(served, Path(reports))
        for item in REPORTS:
            print(take(started, served.url, item))
        started.close()
