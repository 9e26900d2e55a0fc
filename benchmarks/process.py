"""Run a server in a process of its own, and wait until it answers."""

import re
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

import httpx2 as httpx

from tests.conftest import ROOT

_PATIENCE = 120.0  # seconds


class Process:
    """Run `python -m MODULE …`, which writes its address on standard error; ends with the `with` block."""

    def __init__(self, module: str, *arguments: object, env: Mapping[str, str] | None = None) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, *map(str, arguments)],
            cwd=ROOT,
            env=env,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.url = self._address()
        self._wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.terminate()
        self.process.wait(60)
        if self.process.stderr:
            self.process.stderr.close()

    def _address(self) -> str:
        """Return the address from the first line that has one; the lines before it are warnings."""
        lines: list[str] = []
        for line in self.process.stderr or ():
            lines.append(line)
            found = re.search(r"http://\S+", line)
            if found:
                return found.group()
        raise RuntimeError("".join(lines))

    def _wait(self) -> None:
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            try:
                httpx.get(self.url, timeout=_PATIENCE).raise_for_status()
            except httpx.TransportError:
                time.sleep(0.1)
            else:
                return
        raise TimeoutError(self.url)


def run(module: str, arguments: Sequence[object]) -> subprocess.Popen[str]:
    """Start `python -m MODULE …` with both ends of a pipe, to talk to it by lines."""
    return subprocess.Popen(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
