"""Time `python app.py` until its first page is answered."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx2 as httpx

from tests.apps import Server


def measure(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the first start, which fills the folder with the demo, and a later one."""
    for name in ("first start with the demo → page", "later start → page"):
        server = Server(folder)
        began = time.perf_counter()
        server.start()
        httpx.get(server.url).raise_for_status()
        yield name, f"{time.perf_counter() - began:.1f} s"
        server.stop()
