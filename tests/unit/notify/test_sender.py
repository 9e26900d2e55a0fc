"""Posting, against a receiver on this machine that does everything wrong."""

from datetime import UTC, datetime

import pytest

from dashboard.messages import messages
from dashboard.notify.courier import LEASE, LONGEST, pause_after
from dashboard.notify.formats import Outgoing
from dashboard.notify.sender import TIMEOUT, Sender
from dashboard.targets import Target
from tests.receivers import HANG, TAKEN, TRICKLE, Receiver

NOW = datetime(2026, 1, 2, tzinfo=UTC)
SECRETS = ("t0ken-known-to-few", "SECret")


@pytest.fixture(autouse=True)
def direct(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def receive():
    opened = []

    def open_receiver(*answers):
        opened.append(Receiver(*answers))
        return opened[-1]

    yield open_receiver
    for receiver in opened:
        receiver.close()


def post(url, kind="generic", timeout=30.0):
    target = Target(kind, url, "SECret")
    return Sender(timeout)(target, Outgoing(url, {"Content-Type": "application/json"}, b"{}"))


def told(refusal):
    text = messages("en").value(refusal.reason)
    assert not any(secret in text for secret in SECRETS), text
    return text, refusal.final


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_any_2xx_takes_plain_json(receive, status):
    receiver = receive((status, b""))
    assert post(receiver.url) is None
    ((method, path, headers, body),) = receiver.requests
    assert (method, body) == ("POST", b"{}")
    assert path == "/robot/send?access_token=t0ken-known-to-few"
    assert headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("status", "final"),
    [
        (300, False), (304, False), (400, True), (401, True), (404, True), (408, False), (410, True), (418, True),
        (429, False), (500, False), (502, False), (503, False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["generic", "wecom", "dingtalk"])
def test_other_answers_are_refusals_some_of_them_final(receive, kind, status, final):
    receiver = receive((status, b'{"errcode":0}' if status != 304 else b""))
    assert told(post(receiver.url, kind)) == (f"the answer was HTTP {status}", final)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_host_is_not_followed(receive, status):
    other = receive()
    receiver = receive((status, b"", {"Location": other.url}))
    assert told(post(receiver.url)) == (f"the answer was HTTP {status}", False)
    assert other.requests == []


@pytest.mark.parametrize("kind", ["wecom", "dingtalk"])
@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b'{"errcode":93000,"errmsg":"invalid webhook url"}', "the robot refuses: 93000 invalid webhook url"),
        (b'{"errcode":310000,"errmsg":"keywords\\nnot in content"}', "the robot refuses: 310000 keywords not in content"),
        (b'{"errcode":45009}', "the robot refuses: 45009 "),
        (b'{"errcode":1,"errmsg":"t0ken-known-to-few SECret"}', "the robot refuses: 1 … …"),
        (b'{"errcode":null}', "the robot refuses: None "),
        (b"<html>Please sign in to the network</html>", "the answer is not a group robot's"),
        (b"", "the answer is not a group robot's"),
        (b"[0]", "the answer is not a group robot's"),
        (b"null", "the answer is not a group robot's"),
        (b'"errcode"', "the answer is not a group robot's"),
        (b'{"errmsg":"ok"}', "the answer is not a group robot's"),
        (b"[" * 60_000, "the answer is not a group robot's"),
        (b"\xff\xfe", "the answer is not a group robot's"),
    ],
)  # fmt: skip
def test_a_robot_that_says_200_and_refuses(receive, kind, answer, reason):
    receiver = receive((200, answer))
    assert told(post(receiver.url, kind)) == (reason, False)


@pytest.mark.parametrize("kind", ["wecom", "dingtalk"])
def test_a_robot_that_takes_it(receive, kind):
    assert post(receive(TAKEN).url, kind) is None


def test_a_robot_that_talks_without_end_is_read_up_to_a_size(receive):
    receiver = receive((200, b'{"errcode":0,"errmsg":"' + b"x" * 1_000_000 + b'"}'))
    assert told(post(receiver.url, "wecom")) == ("the answer is not a group robot's", False)


def test_an_answer_without_end_is_read_up_to_a_time(receive):
    assert told(post(receive(TRICKLE).url, "wecom", timeout=0.3)) == ("the answer is not a group robot's", False)
    assert post(receive(TRICKLE).url, timeout=0.3) is None, "of plain JSON only the status counts"


def test_no_answer_in_time(receive):
    assert told(post(receive(HANG).url, timeout=0.2)) == ("no answer in time", False)


def test_nobody_listens(receive):
    receiver = Receiver()
    receiver.close()
    reason, final = told(post(receiver.url))
    assert reason.startswith("cannot be reached: ")
    assert not final


@pytest.mark.parametrize("url", ["http://no-such-host.invalid/a", "http://a..b/a", f"http://{'a' * 70}/a"])
def test_a_host_that_is_none(url):
    reason, final = told(post(url))
    assert reason.startswith("cannot be reached: ")
    assert not final


def test_what_does_not_speak_tls(receive):
    receiver = receive()
    reason, final = told(post(receiver.url.replace("http:", "https:")))
    assert reason.startswith("cannot be reached: ")
    assert not final
    assert receiver.requests == []


def test_pauses_double_up_to_a_quarter_of_an_hour_and_vary_by_half():
    longest = [pause_after(attempts, 1).total_seconds() for attempts in range(1, 12)]
    assert longest == [5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900]
    assert [pause_after(attempts, 0).total_seconds() for attempts in (1, 2, 9, 1000)] == [2.5, 5, 450, 450]


def test_nobody_else_takes_up_what_is_being_posted():
    assert LEASE.total_seconds() > 6 * TIMEOUT
    assert LONGEST > LEASE
