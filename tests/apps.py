"""Compose applications for tests: a demo made once, copied for each test that changes it."""

import io
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest import mock

import httpx2 as httpx

from dashboard.cli import main
from tests.conftest import ROOT


def environment(folder, **settings):
    """Return an environment in which a process serves the data folder on a free port; the demo stands still."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("SITUATION_")}
    chosen = {"DATA_DIR": str(folder), "PORT": "0", "DEMO_SPEED": "0", **settings}
    return clean | {f"SITUATION_{key}": str(value) for key, value in chosen.items()}


def drain(log):
    """Read what nobody looks at: a full pipe would hold the server."""
    with log:
        log.read()


class Server:
    """Run `python app.py` in a process of its own."""

    def __init__(self, folder: Path, **settings):
        self.folder, self.settings, self.process, self.url = Path(folder), settings, None, ""

    def start(self, port=0):
        self.process = subprocess.Popen(
            [sys.executable, "app.py"],
            cwd=ROOT,
            env=environment(self.folder, **{"PORT": port, **self.settings}),
            stderr=subprocess.PIPE,
            text=True,
        )
        said, found = "", None
        while not found and (line := self.process.stderr.readline()):  # a warning may come before the address
            said, found = said + line, re.match(r"http://\S+", line)
        assert found, said
        self.draining = threading.Thread(target=drain, args=(self.process.stderr,), daemon=True)
        self.draining.start()
        self.url = found.group()
        self._wait()
        return self

    @property
    def port(self):
        return int(self.url.rsplit(":", 1)[1])

    def _wait(self):
        for _ in range(600):
            try:
                if httpx.get(f"{self.url}/healthz").status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError("the server did not answer within a minute")

    def stop(self, how=signal.SIGTERM):
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(60)
            self.draining.join(60)
        return self.process.returncode

    def record(self, unit, type_, payload, **more):
        """Record a fact of a unit; return what the server answers."""
        told = httpx.post(
            f"{self.url}/api/v1/units/{unit}/facts", json={"type": type_, "payload": payload, **more}, timeout=60
        )
        assert told.status_code == 201, told.text
        return told.json()

    def run(self, *arguments):
        """Run `python -m dashboard` on the same data folder, as another process does."""
        return process(self.folder, *arguments, **self.settings)


def dashboard(folder, *arguments, **settings):
    """Run a command on a data folder in this process, which need not import everything anew."""
    told, wrong = io.StringIO(), io.StringIO()
    chosen = mock.patch.dict(os.environ, environment(folder, **settings), clear=True)
    with chosen, redirect_stdout(told), redirect_stderr(wrong):
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as stopped:  # what argparse has to say
            status = stopped.code
    return subprocess.CompletedProcess(arguments, status, told.getvalue(), wrong.getvalue())


def process(folder, *arguments, **settings):
    """Run `python -m dashboard` on a data folder in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "dashboard", *arguments],
        cwd=ROOT,
        env=environment(folder, **settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def copy_of(folder, target):
    shutil.copytree(folder, target)
    return target
