"""Take the pictures of the documents anew from a fresh demo: `make screenshots`."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.apps import Server
from tests.browser.conftest import READY, launch

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
    context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{url}/{picture.address}")
    page.wait_for_function(READY)
    page.wait_for_selector(picture.wait)
    for selector in picture.click:
        page.locator(selector).first.click()
    page.wait_for_timeout(1500)
    path = IMAGES / f"{picture.name}.png"
    page.screenshot(path=path)
    context.close()
    return path


if __name__ == "__main__":
    IMAGES.mkdir(exist_ok=True)
    with demo() as served, sync_playwright() as playwright:
        started = launch(playwright)
        for item in PICTURES:
            print(take(started, served.url, item))
        started.close()
