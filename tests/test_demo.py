"""The demo as a person meets it: it goes on while the server runs, stands when it does not, and can be set back."""

import time
from datetime import datetime, timedelta

import httpx2 as httpx
import pytest

from tests.apps import Server, copy_of, dashboard

OPENING = datetime.fromisoformat("2019-01-10T15:20:00+08:00")


@pytest.fixture
def folder(demo_folder, tmp_path):
    return copy_of(demo_folder, tmp_path / "data")


def picture(server):
    answer = httpx.get(f"{server.url}/api/v1/map/110108").json()
    return answer["revision"], datetime.fromisoformat(answer["now"]), answer["freshness"]["reported"]


def wait_until(server, wanted):
    for _ in range(600):
        found = picture(server)
        if wanted(*found):
            return found
        time.sleep(0.1)
    raise AssertionError(f"not within a minute: {found}")


def test_the_campaign_goes_on_and_stands_while_the_server_is_down(folder):
    server = Server(folder, DEMO_SPEED="0.5")
    try:
        server.start()
        opened, _, _ = picture(server)
        before = wait_until(server, lambda revision, now, reported: revision > opened + 5 and reported > 14)
        assert before[1] > OPENING
        server.stop()
        server.settings["DEMO_SPEED"] = 0
        server.start()
        stood = picture(server)
        time.sleep(1)
        assert picture(server)[1:] == stood[1:], "nothing moves; only early warning may still be looking"
        assert stood[0] >= before[0]
        assert before[1] <= stood[1] < before[1] + timedelta(hours=1), "it went on from where it stood"
    finally:
        server.stop()


def test_a_running_server_is_set_back_and_goes_on(folder):
    server = Server(folder, DEMO_SPEED="0.2")
    try:
        server.start()
        opened, _, _ = picture(server)
        moved, _, _ = wait_until(server, lambda revision, now, reported: revision > opened + 5)
        with httpx.stream("GET", f"{server.url}/api/v1/stream?area=110108&track=party", timeout=60) as stream:
            lines = stream.iter_lines()
            next(line for line in lines if line == "event: day")
            run = server.run("demo", "reset")
            assert run.returncode == 0, run.stderr
            assert next(line for line in lines if line == "event: reset")
        revision, now, _ = picture(server)
        assert revision < moved
        assert now < OPENING + timedelta(hours=3)
        wait_until(server, lambda later, now, reported: later > revision)
        assert server.run("rebuild", "--check").returncode == 0
    finally:
        server.stop()


def test_a_reset_tells_what_it_did(folder):
    before = dashboard(folder, "append", "110108", "counter", '{"name": "bulletin", "count": 1}')
    assert before.returncode == 0, before.stderr
    run = dashboard(folder, "demo", "reset")
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("演示已回到起点：2019-01-10 15:20，修订号 ")
    assert "678" in dashboard(folder, "rebuild", "--check").stdout


def test_an_election_in_earnest_is_not_set_back(tmp_path):
    folder = tmp_path / "data"
    run = dashboard(folder, "demo", "reset", DEMO="false")
    assert run.returncode == 2
    assert "不是演示库" in run.stderr
    assert len(run.stderr.strip().splitlines()) == 1
