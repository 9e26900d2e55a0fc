"""Webhooks from the shell and beside a running server, against a receiver on this machine."""

import json
import re

import pytest

from tests.apps import Server, copy_of, dashboard
from tests.conftest import ROOT
from tests.receivers import HANG, TAKEN, Receiver

UNIT = "110108024901"  # a village with an invented name
TOKEN = "t0ken-known-to-few"


@pytest.fixture(autouse=True)
def direct(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def folder(demo_folder, tmp_path):
    return copy_of(demo_folder, tmp_path / "data")


@pytest.fixture
def quiet(tmp_path):
    """A profile without early warning, whose alerts would be told beside the incidents."""
    text = (ROOT / "dashboard/profile/haidian.toml").read_text()
    path = tmp_path / "quiet.toml"
    path.write_text("alerts = []\n" + re.sub(r"(?ms)^\[\[alerts\]\]\n.*?(?=^\[report\])", "", text))
    return str(path)


@pytest.fixture
def receive():
    opened = []

    def open_receiver(*answers):
        opened.append(Receiver(*answers))
        return opened[-1]

    yield open_receiver
    for receiver in opened:
        receiver.close()


def record(folder, number, closed=False):
    payload = json.dumps({"category": "order", "text": "村委会门口有人聚集", "closed": closed})
    run = dashboard(folder, "append", UNIT, "incident", payload, "--subject", "i", "--request-id", str(number))
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)["facts"][0]


def test_a_test_message_goes_to_each_target_and_the_result_is_told(folder, receive):
    good, robot, wrong = receive((204, b"")), receive(TAKEN), receive((403, b""))
    targets = f"generic={good.url}#key;wecom={robot.url};dingtalk={wrong.url}#SECret"
    run = dashboard(folder, "webhooks", "test", WEBHOOKS=targets, ORIGINS="https://map.example")
    assert run.returncode == 1, run.stderr
    assert [line.split("\t")[1] for line in run.stdout.splitlines()] == ["已接收", "已接收", "应答为HTTP 403"]
    assert TOKEN not in run.stdout + run.stderr
    (body,) = good.bodies
    assert (body["kind"], body["demo"], body["url"]) == ("test", True, "https://map.example/alerts")
    assert "测试消息" in body["text"]
    assert "演示数据" in robot.bodies[0]["text"]["content"]
    assert "&sign=" in wrong.requests[0][1]
    only = dashboard(folder, "webhooks", "test", WEBHOOKS=f"generic={good.url}", LOCALE="en")
    assert (only.returncode, only.stdout.split("\t")[1].strip()) == (0, "taken")
    assert "DEMO data" in good.bodies[1]["text"]


def test_without_a_target_there_is_nobody_to_test(folder):
    run = dashboard(folder, "webhooks", "test")
    assert run.returncode == 2
    assert len(run.stderr.splitlines()) == 1
    assert "SITUATION_WEBHOOKS" in run.stderr


def test_a_bad_target_ends_the_start_with_a_sentence(folder):
    run = dashboard(folder, "webhooks", "list", WEBHOOKS=f"slack=https://host/{TOKEN}")
    assert run.returncode == 2
    assert len(run.stderr.splitlines()) == 1
    assert TOKEN not in run.stderr


def test_a_server_tells_what_others_record_over_a_restart_and_never_twice(folder, receive, quiet):
    receiver = receive((204, b""), (500, b""), (400, b""), (204, b""))
    early = record(folder, 0)
    server = Server(folder, PROFILE=quiet, WEBHOOKS=f"generic={receiver.url}").start()
    try:
        first = record(folder, 1)
        receiver.wait_for(1)
        second = record(folder, 2)  # refused, to be sent again
        receiver.wait_for(2)
        server.stop()
        listed = dashboard(folder, "webhooks", "list", WEBHOOKS=f"generic={receiver.url}")
        assert listed.stdout.startswith(f"{second}\tgeneric=http://127.0.0.1:"), listed.stdout + listed.stderr
        assert "应答为HTTP 500" in listed.stdout
        third = record(folder, 3, closed=True)  # while the server is down
        server.start()
        receiver.wait_for(4)
        fourth = record(folder, 4)
        receiver.wait_for(5)
    finally:
        server.stop()
    assert receiver.ids[:2] == [first, second]
    assert sorted(receiver.ids[2:4]) == sorted([second, third])
    assert receiver.ids[4:] == [fourth]
    assert early not in receiver.ids, "it was there before webhooks were"
    told = b"".join(body for *_, body in receiver.requests).decode()
    assert "聚集" not in told, "never what somebody wrote"
    assert told.count("演示数据") == 5
    left = dashboard(folder, "webhooks", "list", WEBHOOKS=f"generic={receiver.url}")
    assert left.stdout.count("已放弃\t") == 1
    assert "HTTP 400" in left.stdout
    assert TOKEN not in left.stdout + listed.stdout
    gone = dashboard(folder, "webhooks", "list", LOCALE="en")
    assert "given up" in gone.stdout, "also of a target that is no longer set"


def test_nothing_waits_at_first(folder):
    run = dashboard(folder, "webhooks", "list", LOCALE="en")
    assert (run.returncode, run.stdout.strip()) == (0, "Nothing waits, and nothing was given up.")


def test_the_server_stops_while_a_target_does_not_answer_and_keeps_the_message(folder, receive, quiet):
    receiver = receive(HANG)
    server = Server(folder, PROFILE=quiet, WEBHOOKS=f"generic={receiver.url}").start()
    try:
        fact = record(folder, 1)
        receiver.wait_for(1)
    finally:
        server.stop()
    assert dashboard(folder, "webhooks", "list").stdout.startswith(f"{fact}\tgeneric:")
