"""Run all benchmarks and print a table: `make bench`."""

import platform
import tempfile
from pathlib import Path

from benchmarks import page, start, stream
from tests.apps import Server

if __name__ == "__main__":
    print(f"{platform.platform()}, Python {platform.python_version()}\n")
    print("| what | measured |\n|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        for name, figure in start.measure(data):
            print(f"| {name} | {figure} |", flush=True)
        server = Server(data).start()
        try:
            for module in (page, stream):
                for name, figure in module.measure(server):
                    print(f"| {name} | {figure} |", flush=True)
        finally:
            server.stop()
