"""Time `python app.py` until its first page is answered."""

import time
from pathlib import Path

import httpx2 as httpx

from tests.apps import Server


def start(folder: Path) -> float:
    """Return the seconds of one start on a data folder; an empty one is filled with the demo."""
    server = Server(folder, DEMO_SPEED=0)
    began = time.perf_counter()
    try:
        server.start()
        httpx.get(server.url).raise_for_status()
        return time.perf_counter() - began
    finally:
        server.stop()
