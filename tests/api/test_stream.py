"""The live stream, through the hub itself: what a client is sent, in which order, and when it ends."""

import asyncio
import json
import uuid

import pytest

from dashboard.access.audit import Origin
from dashboard.api.hub import Client
from dashboard.election.facts import FactDraft
from dashboard.election.progress import COLUMNS
from dashboard.store.log import Entry, Submission

UNIT = "110108024901"


def append(services, area=UNIT, **draft):
    fact = FactDraft(**({"type": "counter", "payload": {"name": "training", "count": 1}} | draft))
    return services.log.append(
        Submission(entries=[Entry(area, fact)], actor="t", source="t", request_id=uuid.uuid4().hex)
    )


def parse(message):
    events = []
    for block in message.decode().strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines())
        if "data" in fields:
            events.append((fields["event"], json.loads(fields["data"]), fields.get("id")))
    return events


async def following(stream, wanted):
    """Read events until one of a kind comes; return those read."""
    read = []
    async for message in stream:
        read += parse(message)
        if any(name == wanted for name, _, _ in read):
            return read
    raise AssertionError(f"the stream ended before {wanted}")


@pytest.fixture
def live(application):
    """Run a coroutine function with the started hub."""

    def run(scenario):
        async def main():
            await application.hub.start()
            try:
                await asyncio.wait_for(scenario(application.hub, application.services), 60)
            finally:
                await application.hub.stop()

        asyncio.run(main())

    return run


def test_a_stream_begins_with_the_day_and_follows_commits(live):
    async def scenario(hub, services):
        stream = hub.stream("110108", ("party",), services.queries.revision())
        ((_, day, _),) = await following(stream, "day")
        assert (day["day"], day["freshness"]["expected"]) == ("2019-01-10", 26)
        assert day["revision"] == services.queries.revision()
        receipt = await asyncio.to_thread(append, services)
        ((_, change, identity),) = await following(stream, "change")
        assert identity == str(receipt.revision)
        assert (change["revision"], change["track"]) == (receipt.revision, "party")
        (unit,) = change["units"]
        assert unit[0] == UNIT, "a unit touched is listed even when its columns stay equal"
        assert change["names"] == list(COLUMNS)
        assert "totals" not in change, "totals only when they changed"
        assert len(json.dumps(change, ensure_ascii=False).encode()) < 1024

    live(scenario)


def test_totals_travel_when_they_change(live):
    async def scenario(hub, services):
        stream = hub.stream("110108", ("party",), None)
        await following(stream, "day")
        before = services.queries.board().totals(services.queries.units_below("110108"), "party")
        draft = {"type": "exception", "track": "party", "payload": {"kind": "suspended"}}
        await asyncio.to_thread(append, services, **draft)
        ((_, change, _),) = await following(stream, "change")
        assert change["totals"]["suspended"] == before.suspended + 1
        assert change["townships"].keys() == {"110108024"}
        assert change["totals"].keys() == {"suspended"}, "only what changed travels"
        assert "previous" not in change

    live(scenario)


def test_a_townships_report_touches_all_its_units(live):
    async def scenario(hub, services):
        board = services.queries.board()
        silent = min(board.silent)
        stream = hub.stream("110108", ("party",), None)
        await following(stream, "day")
        await asyncio.to_thread(append, services, silent, type="report_received", payload={"status": "zero"})
        ((_, change, _),) = await following(stream, "change")
        assert {unit[0] for unit in change["units"]} == set(services.queries.units_below(silent))
        assert all(not unit[4] & 128 for unit in change["units"])
        assert change["freshness"]["reported"] == 15

    live(scenario)


def test_a_returning_client_catches_up(live):
    async def scenario(hub, services):
        seen = services.queries.revision()
        for _ in range(3):
            await asyncio.to_thread(append, services)
        await asyncio.to_thread(append, services, "110108026901")
        events = await following(hub.stream("110108", ("party", "overall"), seen), "change")
        changes = [(data, identity) for name, data, identity in events if name == "change"]
        assert [data["track"] for data, _ in changes] == ["party", "overall"]
        assert [identity for _, identity in changes] == [None, str(seen + 4)], "the id stands on the last"
        assert [unit[0] for unit in changes[0][0]["units"]] == [UNIT, "110108026901"]

    live(scenario)


def test_a_client_from_another_database_is_reset(live):
    async def scenario(hub, services):
        events = await following(hub.stream("110108", ("party",), services.queries.revision() + 5), "reset")
        assert events[0][:2] == ("reset", {"revision": services.queries.revision()})

    live(scenario)


def test_a_township_hears_only_its_own_units(live):
    async def scenario(hub, services):
        stream = hub.stream("110108026", ("party",), None)
        await following(stream, "day")
        await asyncio.to_thread(append, services)
        await asyncio.to_thread(append, services, "110108026901")
        events = await following(stream, "change")
        while not events[-1][1]["units"]:
            events = await following(stream, "change")
        assert [unit[0] for unit in events[-1][1]["units"]] == ["110108026901"]

    live(scenario)


def test_a_failure_is_logged_and_pages_start_over(live, caplog, monkeypatch):
    async def scenario(hub, services):
        stream = hub.stream("110108", ("party",), None)
        await following(stream, "day")

        def fail(_self, _before):
            monkeypatch.undo()
            raise ZeroDivisionError

        monkeypatch.setattr("dashboard.api.hub.Hub._read_change", fail)
        await asyncio.to_thread(append, services)
        await following(stream, "reset")
        await asyncio.to_thread(append, services)
        await following(stream, "change")

    live(scenario)
    assert "failed to send a change" in caplog.text


def test_shutdown_ends_every_stream(live):
    async def scenario(hub, services):
        streams = [hub.stream("110108", ("party",), None) for _ in range(5)]
        for stream in streams:
            await following(stream, "day")
        assert hub.clients == 5
        hub.close()
        for stream in streams:
            assert [message async for message in stream] == []
        assert hub.clients == 0

    live(scenario)


def test_a_slow_client_is_dropped_and_does_not_grow():
    client = Client("110108", ("party",))
    for number in range(1000):
        client.put(b"%d" % number)
    assert client.ended
    assert client.queue.qsize() == 1
    assert client.queue.get_nowait() is None, "what remains is the end"


@pytest.mark.parametrize("commits", [False, True])
def test_a_new_day_is_told(application, commits):
    """Also when the first thing noticed after midnight is a commit."""
    from dataclasses import replace
    from datetime import timedelta

    from dashboard.api.hub import Hub
    from dashboard.clock import FixedClock

    class Hand(FixedClock):
        ahead = timedelta(0)

        def now(self):
            return super().now() + Hand.ahead

    services = application.services
    clock = Hand(services.clock.now(), services.clock.zone)
    moved = replace(services, clock=clock, queries=replace(services.queries, clock=clock))

    async def main():
        hub = Hub(moved)
        await hub.start()
        stream = hub.stream("110108", ("party",), None)
        await following(stream, "day")
        Hand.ahead = timedelta(days=1)
        if commits:
            hub._changed.set()
            receipt = await asyncio.to_thread(append, moved)
        *_, (_, day, _) = await asyncio.wait_for(following(stream, "day"), 60)
        assert (day["day"], day["freshness"]["reported"]) == ("2019-01-11", 0)
        assert not commits or day["revision"] <= receipt.revision
        await hub.stop()

    asyncio.run(main())


def test_the_stream_tells_no_text_and_no_count_that_could_point_at_one_person(live):
    async def scenario(hub, services):
        stream = hub.stream("110108", ("party", "committee"), services.queries.revision())
        await following(stream, "day")
        for draft in (
            {"type": "petitions", "payload": {"visits": 1, "hotline": 2}},
            {"type": "matter", "subject": "m", "payload": {"department": "区国资委", "text": "台账要核对"}},
        ):
            await asyncio.to_thread(append, services, **draft)
            told = json.dumps([data for _, data, _ in await following(stream, "change")], ensure_ascii=False)
            assert UNIT in told
            assert "台账" not in told
            assert "petition" not in told
            assert "visits" not in told

    live(scenario)


def test_a_stream_ends_with_its_session_wherever_that_was_ended(live):
    async def scenario(hub, services):
        device, code = services.house.add_device("大厅", "/", "test", Origin())
        token, _ = services.doors.link(code, Origin("127.0.0.1"))
        stream = hub.stream("110108", ("party",), None, services.doors.key_of(token))
        await following(stream, "day")
        await asyncio.to_thread(services.doors.sessions.revoke, device.id, services.clock.now())
        ((name, data, _),) = await following(stream, "gone")
        assert (name, data) == ("gone", {})
        assert [message async for message in stream] == []

    live(scenario)
