"""Telling webhooks: from the log through the outbox to a receiver on this machine, on both databases."""

import threading
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from dashboard.clock import FixedClock
from dashboard.election.facts import FactDraft
from dashboard.messages import messages
from dashboard.notify.courier import LEASE, LONGEST, Courier
from dashboard.notify.dispatch import Dispatch
from dashboard.notify.sender import Sender
from dashboard.notify.wording import Wording
from dashboard.store.demo import reset
from dashboard.store.engine import open_engine
from dashboard.store.errors import DatabaseUnreachable
from dashboard.store.outbox import Outbox
from dashboard.store.setup import Anchor, anchor_values
from dashboard.targets import Target
from tests.facts import draft
from tests.receivers import HANG, TAKEN, Receiver

BEGIN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
REFUSED = (200, b'{"errcode":45009,"errmsg":"api freq out of limit"}')
BROKEN = (500, b"")


class Now:
    """Stand still until somebody moves it."""

    def __init__(self):
        self.at = BEGIN

    def __call__(self):
        return self.at

    def pass_by(self, span):
        self.at += span


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


@pytest.fixture
def now():
    return Now()


@pytest.fixture
def outbox(engine):
    return Outbox(engine)


@pytest.fixture
def courier(outbox, tree, profile, clock, now):
    def of(url, kind="generic", outbox=outbox, clock=clock, demo=False, timeout=30.0, post=None, begin=True):
        made = Courier(
            target=Target(kind, url),
            outbox=outbox,
            wording=Wording(profile, tree, messages("zh_CN"), demo=demo),
            clock=clock,
            post=post or Sender(timeout),
            now=now,
            dice=lambda: 1.0,
        )
        if begin:
            outbox.begin([made.target.key])
        return made

    return of


def incident(area="111", subject="i", **payload):
    return area, FactDraft(type="incident", payload={"category": "order", **payload}, subject=subject)


def alert(area="111", action="opened", level=3):
    payload = {"rule": "quorum", "action": action, "level": level}
    return area, FactDraft(type="alert_action", payload=payload, subject="a")


def run(courier, now, rounds=50):
    """Work as long as there is something to do, and let the pauses pass."""
    for _ in range(rounds):
        pause = courier.work()
        due = courier.outbox.due_at(courier.target.key)
        if due is None:
            return
        now.pass_by(max(pause, due - now()))
    raise AssertionError("there is no end of it")


# ---------------------------------------------------------------- what is told


def test_what_is_recorded_is_told_once_and_in_order(send, receive, courier, now):
    receiver = receive((204, b""))
    one = courier(receiver.url)
    receipts = [send(incident()), send(alert("112")), send(incident(closed=True), alert("113", level=2))]
    run(one, now)
    run(one, now)
    assert receiver.ids == [receipts[0].fact_ids[0], receipts[1].fact_ids[0], receipts[2].fact_ids[0]]
    assert [body["state"] for body in receiver.bodies] == ["opened", "opened", "closed"]
    assert [body["area"]["code"] for body in receiver.bodies] == ["111", "112", "111"]
    assert receiver.bodies[0]["at"] == "2018-12-14T15:20:00+08:00"


def test_what_was_recorded_before_the_first_start_is_not_told(send, receive, courier, now):
    receiver = receive()
    send(incident())
    one = courier(receiver.url)
    later = send(incident(closed=True))
    run(one, now)
    assert receiver.ids == [later.fact_ids[0]]


def test_a_target_that_nobody_began_begins_by_itself(send, receive, courier, now):
    receiver = receive()
    send(incident())
    one = courier(receiver.url, begin=False)
    run(one, now)
    later = send(incident(closed=True))
    run(one, now)
    assert receiver.ids == [later.fact_ids[0]]


def test_a_new_target_does_not_hear_what_the_others_were_told(send, receive, courier, now):
    first, second = receive(), receive()
    run(courier(first.url), now)
    send(incident())
    one, other = courier(first.url), courier(second.url)
    later = send(incident(closed=True))
    run(one, now)
    run(other, now)
    assert len(first.ids) == 2
    assert second.ids == [later.fact_ids[0]]


def test_what_came_while_the_server_was_down_is_told(send, receive, courier, now):
    receiver = receive()
    run(courier(receiver.url), now)
    down = send(incident())
    run(courier(receiver.url), now)
    assert receiver.ids == [down.fact_ids[0]]


def test_what_is_a_day_old_when_webhooks_are_on_again_is_passed_over(send, receive, courier, now, clock, caplog):
    receiver = receive()
    run(courier(receiver.url), now)
    send(incident())
    later = FixedClock(clock.instant + LONGEST + timedelta(seconds=1), clock.zone)
    one = courier(receiver.url, clock=later)
    run(one, now)
    assert receiver.ids == []
    assert "1 messages of more than 1 day, 0:00:00 ago are not sent" in caplog.text
    run(courier(receiver.url, clock=later), now)
    assert caplog.text.count("are not sent") == 1, "it is said once"


def test_the_demos_business_time_does_not_count(send, receive, courier, now, clock):
    receiver = receive()
    run(courier(receiver.url), now)
    send(incident())
    later = FixedClock(clock.instant + LONGEST * 3, clock.zone)
    run(courier(receiver.url, clock=later, demo=True), now)
    assert [body["demo"] for body in receiver.bodies] == [True]
    assert "演示数据" in receiver.bodies[0]["text"]


def test_what_is_taken_back_before_it_was_sent_is_not_sent(send, receive, courier, now, outbox):
    receiver = receive(BROKEN, (204, b""))
    one = courier(receiver.url)
    wrong = send(incident())
    one.work()
    gone = FactDraft(type="retracted", subject="i", supersedes=wrong.fact_ids[0], reason="误报")
    taken_back = send(("111", gone))
    run(one, now)
    assert receiver.ids == [wrong.fact_ids[0], taken_back.fact_ids[0]], "the first was refused"
    assert receiver.bodies[1]["state"] == "withdrawn"
    (unsent,) = outbox.unsent()
    assert (unsent.fact_id, unsent.last_error) == (wrong.fact_ids[0], "发送前已更正或撤回")


def test_other_commits_leave_the_mark_alone(send, courier, receive, now, engine):
    one = courier(receive().url)
    send(("111", draft("milestone", "12-03", stage="preparation", edge="end")), alert(level=1))
    with engine.connect() as connection:
        before = connection.exec_driver_sql("SELECT revision FROM webhook_mark").scalar()
        run(one, now)
        assert connection.exec_driver_sql("SELECT revision FROM webhook_mark").scalar() == before


# ---------------------------------------------------------------- what goes wrong


@pytest.mark.parametrize("kind", ["wecom", "dingtalk"])
def test_a_receiver_that_fails_in_every_way_gets_it_in_the_end(send, receive, courier, now, outbox, kind):
    elsewhere = receive(TAKEN)
    moved = (302, b"", {"Location": elsewhere.url})
    receiver = receive(BROKEN, REFUSED, moved, (429, b""), (200, b"<html>"), TAKEN)
    one = courier(receiver.url, kind)
    send(incident())
    run(one, now)
    assert len(receiver.requests) == 6
    assert len({body for *_, body in receiver.requests}) == 1, "always the same message"
    assert elsewhere.requests == []
    assert outbox.unsent() == []
    assert now() - BEGIN >= timedelta(seconds=5 + 10 + 20 + 40 + 80)


def test_a_receiver_that_does_not_answer_is_asked_again(send, receive, courier, now, outbox):
    receiver = receive(HANG, (204, b""))
    one = courier(receiver.url, timeout=0.2)
    send(incident())
    one.work()
    (waiting,) = outbox.unsent()
    assert (waiting.attempts, waiting.last_error, waiting.gave_up) == (1, "超时无应答", False)
    assert waiting.next_at == now() + timedelta(seconds=5)
    run(one, now)
    assert len(receiver.requests) == 2
    assert outbox.unsent() == []


def test_without_a_network_nothing_is_lost(send, receive, courier, now, outbox):
    gone = Receiver()
    gone.close()
    one = courier(gone.url)
    receipts = [send(incident(subject=str(number))) for number in range(3)]
    for _ in range(20):
        now.pass_by(one.work())
    assert [each.fact_id for each in outbox.unsent()] == [receipt.fact_ids[0] for receipt in receipts]
    assert all(each.last_error.startswith("无法连接：") for each in outbox.unsent())
    back = receive((204, b""))
    one.post = lambda target, message: Sender()(target, type(message)(back.url, message.headers, message.body))
    run(one, now)
    assert sorted(back.ids) == sorted(receipt.fact_ids[0] for receipt in receipts)


@pytest.mark.parametrize("status", [400, 403, 404])
def test_a_request_that_is_wrong_is_given_up_at_once(send, receive, courier, now, outbox, status, caplog):
    receiver = receive((status, b""), (204, b""))
    one = courier(receiver.url)
    first, second = send(incident()), send(incident(closed=True))
    run(one, now)
    assert receiver.ids == [first.fact_ids[0], second.fact_ids[0]], "the next is sent all the same"
    (given_up,) = outbox.unsent()
    assert given_up.gave_up
    assert given_up.last_error == f"应答为HTTP {status}"
    assert f"{first.fact_ids[0]} is not sent any more after 1 attempts" in caplog.text
    assert "t0ken" not in caplog.text


def test_after_a_day_it_is_given_up_and_said(send, receive, courier, now, outbox, caplog):
    receiver = receive(BROKEN)
    one = courier(receiver.url)
    send(incident())
    run(one, now, rounds=200)
    assert LONGEST - timedelta(minutes=16) < now() - BEGIN <= LONGEST
    assert 90 < len(receiver.requests) < 120
    (given_up,) = outbox.unsent()
    assert given_up.gave_up
    assert "is not sent any more" in caplog.text
    assert "t0ken" not in caplog.text


def test_after_a_day_without_a_server_it_is_not_even_tried(send, receive, courier, now, outbox):
    receiver = receive(BROKEN)
    one = courier(receiver.url)
    send(incident())
    one.work()
    now.pass_by(LONGEST)
    run(one, now)
    assert len(receiver.requests) == 1
    assert outbox.unsent()[0].last_error == "24小时内对方未接收：应答为HTTP 500"


def test_a_message_that_is_always_refused_does_not_hold_up_the_others(send, receive, courier, outbox):
    receiver = receive(BROKEN, (204, b""), BROKEN)
    one = courier(receiver.url)
    poison, other = send(incident()), send(incident(closed=True))
    one.work()
    assert receiver.ids == [poison.fact_ids[0], other.fact_ids[0]]
    (waiting,) = outbox.unsent()
    assert waiting.fact_id == poison.fact_ids[0]


def test_group_robots_get_no_more_than_twenty_a_minute(send, receive, courier, now):
    sent_at = []
    one = courier(receive().url, "wecom", post=lambda *_: sent_at.append(now()))
    for number in range(5):
        send(incident(subject=str(number)))
    run(one, now)
    assert len(sent_at) == 5
    assert all(later - earlier >= timedelta(seconds=3) for earlier, later in pairwise(sent_at))


# ---------------------------------------------------------------- processes


def test_who_dies_while_sending_leaves_it_to_the_next_once(send, receive, courier, now, outbox):
    receiver = receive((204, b""))

    def killed(target, message):
        assert Sender()(target, message) is None
        raise SystemExit  # after it was heard, before that was written down

    dying = courier(receiver.url, post=killed)
    sent = send(incident())
    with pytest.raises(SystemExit):
        dying.work()
    other = courier(receiver.url)
    other.work()
    assert receiver.ids == [sent.fact_ids[0]], "while the dead one might still be at it, nobody else is"
    now.pass_by(LEASE)
    run(other, now)
    run(courier(receiver.url), now)
    assert receiver.ids == [sent.fact_ids[0]] * 2
    assert outbox.unsent() == []


def test_who_dies_before_sending_loses_nothing(send, receive, courier, now):
    receiver = receive((204, b""))

    def killed(*_):
        raise SystemExit

    dying = courier(receiver.url, post=killed)
    sent = send(incident())
    with pytest.raises(SystemExit):
        dying.work()
    now.pass_by(LEASE)
    run(courier(receiver.url), now)
    assert receiver.ids == [sent.fact_ids[0]]


def test_a_database_that_goes_away_at_the_wrong_moment_does_not_send_twice(send, receive, courier, now, outbox):
    class Leaving(Outbox):
        away = True

        def succeeded(self, delivery, now):
            if self.away:
                raise DatabaseUnreachable(database="db", reason="gone")
            super().succeeded(delivery, now)

    receiver, leaving = receive((204, b"")), Leaving(outbox.engine)
    one = courier(receiver.url, outbox=leaving)
    sent = send(incident())
    for _ in range(3):
        with pytest.raises(DatabaseUnreachable):
            one.work()
    Leaving.away = False
    now.pass_by(LEASE)
    run(one, now)
    assert receiver.ids == [sent.fact_ids[0]]
    assert outbox.unsent() == []


def test_who_counted_as_dead_and_was_not_changes_nothing_by_failing(send, courier, now, outbox):
    one = courier("http://127.0.0.1:1/a")
    send(incident())
    one._collect()
    slow = outbox.claim(one.target.key, now(), LEASE, timedelta(0))
    now.pass_by(LEASE)
    quick = outbox.claim(one.target.key, now(), LEASE, timedelta(0))
    assert (slow.attempts, quick.attempts) == (1, 2)
    outbox.failed(slow, "late", now())
    outbox.abandoned(slow, "late", now())
    (waiting,) = outbox.unsent()
    assert (waiting.next_at, waiting.gave_up, waiting.last_error) == (now() + LEASE, False, None)
    outbox.succeeded(slow, now())
    outbox.failed(quick, "after all", now())
    assert outbox.unsent() == [], "it was heard, whoever said so"


def test_several_workers_tell_everything_once(send, receive, courier, now, url):
    receiver = receive((204, b""))
    engines = [open_engine(url) for _ in range(3)]
    couriers = [courier(receiver.url, outbox=Outbox(engine)) for engine in engines]
    receipts = [send(incident(subject=str(number))) for number in range(20)]
    together, failed = threading.Barrier(len(couriers)), []

    def work(one):
        try:
            together.wait(60)
            one.work()
        except Exception as error:  # noqa: BLE001 - told by the test
            failed.append(error)

    threads = [threading.Thread(target=work, args=(one,)) for one in couriers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for engine in engines:
        engine.dispose()
    assert failed == []
    assert sorted(receiver.ids) == sorted(receipt.fact_ids[0] for receipt in receipts)


def test_of_two_that_read_the_same_news_one_keeps_them(send, courier, now, outbox):
    one = courier("http://127.0.0.1:1/a")
    send(incident())
    fresh = outbox.fresh(one.target.key, ("incident",))
    assert outbox.add(one.target.key, fresh, fresh.facts, now())
    assert not outbox.add(one.target.key, fresh, fresh.facts, now())
    assert len(outbox.unsent()) == 1


def test_a_commit_wakes_the_dispatch_and_a_slow_target_delays_no_other(send, receive, courier, outbox, now):
    slow, quick = receive(HANG), receive((204, b""))
    couriers = [courier(slow.url, begin=False), courier(quick.url, begin=False)]
    dispatch = Dispatch(outbox, couriers)
    send(incident())
    dispatch.start()
    try:
        first, second = send(incident(closed=True)), send(alert("112"))
        quick.wait_for(2)
        assert quick.ids == [first.fact_ids[0], second.fact_ids[0]]
        slow.wait_for(1)
    finally:
        slow.closing.set()
        dispatch.stop()


def test_the_dispatch_outlives_trouble(send, receive, courier, outbox, monkeypatch, caplog):
    monkeypatch.setattr("dashboard.notify.dispatch._AFTER_TROUBLE", timedelta(0))
    receiver, troubles = (
        receive((204, b"")),
        [DatabaseUnreachable(database="db", reason="gone"), ValueError("odd")],
    )
    one = courier(receiver.url, begin=False)
    work = one.work

    def troubled():
        if troubles:
            raise troubles.pop(0)
        return work()

    one.work = troubled
    dispatch = Dispatch(outbox, [one])
    dispatch.start()
    try:
        sent = send(incident())
        receiver.wait_for(1)
        assert receiver.ids == [sent.fact_ids[0]]
    finally:
        dispatch.stop()
    assert "waits for the database: The database db does not answer: gone" in caplog.text
    assert "ValueError: odd" in caplog.text


def test_after_a_reset_of_the_demo_the_same_numbers_are_told_again(
    engine, send, receive, courier, now, tree, profile, outbox
):
    from dashboard.store import schema

    anchor = Anchor(BEGIN, BEGIN, 0, BEGIN)
    with engine.begin() as connection:
        connection.execute(schema.meta.update().values(demo=True))
        connection.execute(schema.clock.insert().values(id=1, **anchor_values(anchor)))
    receiver = receive(BROKEN, (204, b""))
    one = courier(receiver.url, demo=True)
    before = send(incident())
    one.work()
    reset(engine, tree, profile, anchor, ())
    assert outbox.unsent() == []
    run(one, now)
    after = send(incident())
    run(one, now)
    assert before.fact_ids == after.fact_ids
    assert receiver.ids == [before.fact_ids[0], after.fact_ids[0]]


def test_a_reset_while_a_message_is_under_way(send, courier, now, outbox, engine, tree, profile):
    from dashboard.store import schema

    anchor = Anchor(BEGIN, BEGIN, 0, BEGIN)
    with engine.begin() as connection:
        connection.execute(schema.meta.update().values(demo=True))
        connection.execute(schema.clock.insert().values(id=1, **anchor_values(anchor)))
    one = courier("http://127.0.0.1:1/a", demo=True)
    send(incident())
    one._collect()
    delivery = outbox.claim(one.target.key, now(), LEASE, timedelta(0))
    reset(engine, tree, profile, anchor, ())
    one._deliver(delivery)
    outbox.succeeded(delivery, now())
    assert outbox.unsent() == []
