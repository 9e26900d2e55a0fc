"""The feed records what the bulk load would have, resumes, and is never stopped by what people do."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import count

import pytest

from dashboard.clock import FixedClock
from dashboard.demo.feed import Feed
from dashboard.demo.live import LiveDemo
from dashboard.demo.scenario import SEED
from dashboard.demo.sending import ACTOR
from dashboard.election.facts import FactDraft
from dashboard.intake.check import Checker
from dashboard.intake.desk import Desk
from dashboard.profile.calendar import WorkingDays
from dashboard.store.demo import recorded_requests
from dashboard.store.engine import open_engine, reading
from dashboard.store.errors import DatabaseUnreachable
from dashboard.store.log import Entry, Log, Submission
from dashboard.store.projection import differences
from dashboard.store.queries import Queries
from dashboard.store.reports import Reports
from dashboard.store.rows import read_facts
from dashboard.store.setup import set_up
from tests.apps import copy_of

UNIT = "110108024901"


@dataclass
class Hand:
    """A clock whose hand the test moves."""

    instant: datetime

    @property
    def zone(self):
        return self.instant.tzinfo

    def now(self):
        return self.instant

    def today(self):
        return self.instant.date()


@pytest.fixture
def opened(demo_folder, tmp_path, scenario, sample_tree, profile):
    """A database at the demo's opening, its clock and the desk that takes reports in."""
    engine = open_engine(f"sqlite:///{copy_of(demo_folder, tmp_path / 'data') / 'situation.db'}")
    hand = Hand(scenario.opening())
    calendar = WorkingDays.of(profile)
    queries = Queries(engine, sample_tree, profile, calendar, hand)
    desk = Desk(
        profile=profile,
        clock=hand,
        queries=queries,
        log=Log(engine, sample_tree, profile, hand),
        reports=Reports(engine, sample_tree, hand),
        checker=Checker(profile, calendar, sample_tree, later_reason="later"),
        source="演示日报",
    )
    yield engine, hand, desk
    engine.dispose()


@pytest.fixture
def feed(opened, scenario):
    engine, hand, desk = opened
    return partial(
        LiveDemo, Feed(desk, SEED).send, hand, lambda: scenario, partial(recorded_requests, engine, ACTOR)
    )


def told(engine):
    """What the log says, without the revisions."""
    with reading(engine) as connection:
        facts = [fact for area in read_facts(connection).values() for fact in area]
    return sorted(
        (
            fact.area_code, fact.type, fact.track or "", fact.subject or "", fact.payload.model_dump_json(),
            str(fact.effective_on), str(fact.effective_time), fact.request_id.split("#")[0],
            fact.on_behalf_of or "", fact.recorded_at,
        )
        for fact in facts
    )  # fmt: skip


def bulk(tmp_path, scenario, tree, profile, until):
    engine = open_engine(f"sqlite:///{tmp_path / 'bulk.db'}")
    set_up(engine, list(tree.areas.values()), profile, "places", history=lambda _tree: scenario.history(until))
    facts = told(engine)
    engine.dispose()
    return facts


def test_fed_is_what_would_have_been_loaded(opened, feed, scenario, sample_tree, profile, tmp_path):
    engine, hand, _ = opened
    until = scenario.opening() + timedelta(hours=20)
    live = feed()
    for instant in sorted({instant for instant, _ in scenario.between(scenario.opening(), until)}):
        hand.instant = instant
        live.catch_up()
    assert told(engine) == bulk(tmp_path, scenario, sample_tree, profile, until)
    with reading(engine) as connection:
        assert differences(connection, sample_tree, profile) == []


def test_nothing_is_recorded_before_its_instant_or_twice(opened, feed, scenario):
    engine, hand, _ = opened
    before = len(told(engine))
    live = feed()
    live.catch_up()
    assert len(told(engine)) == before
    due = scenario.between(scenario.opening(), scenario.ending())
    hand.instant = due[0][0] - timedelta(seconds=1)
    live.catch_up()
    assert len(told(engine)) == before
    hand.instant = due[0][0]
    live.catch_up()
    live.catch_up()
    now = [sent for instant, sent in due if instant == hand.instant]
    assert len(told(engine)) == before + sum(len(sent.entries) for sent in now)


def test_a_restart_goes_on_where_the_feed_stopped(opened, feed, scenario):
    engine, hand, _ = opened
    hand.instant += timedelta(hours=1)
    feed().catch_up()
    half = told(engine)
    again = feed()
    again.catch_up()
    assert told(engine) == half
    hand.instant += timedelta(hours=1)
    again.catch_up()
    assert len(told(engine)) > len(half)


def test_a_failure_half_way_leaves_nothing_out(opened, feed, scenario, sample_tree, profile):
    """Submissions of the same instant are all recorded, though the database went away between them."""
    engine, hand, _ = opened
    until = scenario.opening() + timedelta(hours=1)
    hand.instant = until
    live = feed()
    send, tries = live.send, count(1)

    def failing(instant, submission):
        if next(tries) % 4 == 3:
            raise DatabaseUnreachable(database="x", reason="gone")
        send(instant, submission)

    live.send = failing
    for _ in range(100):
        with suppress(DatabaseUnreachable):
            live.catch_up()
    wanted = {sent.request_id for _, sent in scenario.history(until) if sent.actor == ACTOR}
    assert recorded_requests(engine, ACTOR).keys() == wanted


def test_what_is_refused_is_left_out_and_the_feed_goes_on(opened, feed, scenario, caplog):
    engine, hand, desk = opened
    (_, first), *rest = scenario.between(scenario.opening(), scenario.opening() + timedelta(hours=1))
    other = Submission(
        entries=[Entry(UNIT, FactDraft(type="counter", payload={"name": "publicity", "count": 1}))],
        actor="someone",
        source="test",
        request_id=first.request_id,
    )
    desk.log.append(other)
    hand.instant += timedelta(hours=1)
    feed().catch_up()
    assert f"leaves out {first.request_id}" in caplog.text
    assert {sent.request_id for _, sent in rest} <= recorded_requests(engine, ACTOR).keys()


def test_a_clock_set_back_feeds_anew(opened, feed, scenario, sample_tree, profile):
    from dashboard.clock import Anchor
    from dashboard.store.demo import reset

    engine, hand, _ = opened
    opening = scenario.opening()
    live = feed()
    hand.instant = opening + timedelta(hours=1)
    live.catch_up()
    fed = told(engine)
    reset(engine, sample_tree, profile, Anchor(opening, opening, 0, opening), scenario.history(opening))
    hand.instant = opening
    live.catch_up()
    assert len(told(engine)) < len(fed)
    hand.instant = opening + timedelta(hours=1)
    live.catch_up()
    assert [row[:-1] for row in told(engine)] == [row[:-1] for row in fed]


def test_after_the_ending_nothing_is_left(opened, scenario, sample_tree, profile):
    ending = scenario.ending()
    assert scenario.campaign[-1][0] <= ending
    clock = FixedClock(ending, ending.tzinfo)
    live = LiveDemo(None, clock, lambda: scenario, lambda: {sent.request_id for _, sent in scenario.campaign})
    live.catch_up()


def test_the_loop_survives_whatever_fails_and_stops_when_told(scenario, caplog):
    """A database that is away, then an error nobody thought of, then success, then the end."""

    calls = []

    def recorded():
        calls.append(len(calls))
        if len(calls) == 1:
            raise DatabaseUnreachable(database="x", reason="gone")
        if len(calls) == 2:
            raise ZeroDivisionError
        live.stop()
        return frozenset()

    opening = scenario.opening()
    live = LiveDemo(None, FixedClock(opening, opening.tzinfo), lambda: scenario, recorded)
    asyncio.run(asyncio.wait_for(live.run(), 60))
    assert len(calls) == 3
    assert "waits for its database" in caplog.text
    assert "the demo's feed failed" in caplog.text


def test_a_stop_ends_between_two_submissions(opened, feed, scenario):
    engine, hand, _ = opened
    hand.instant += timedelta(hours=2)
    live = feed()
    send = live.send

    def stopping(instant, submission):
        live.stop()
        send(instant, submission)

    before = len(recorded_requests(engine, ACTOR))
    live.send = stopping
    live.catch_up()
    assert len(recorded_requests(engine, ACTOR)) == before + 1


def test_it_says_how_far_the_campaign_has_been_told(opened, feed, scenario):
    _, hand, _ = opened
    live = feed()
    assert live.reached() is None
    live.catch_up()
    assert live.reached() == scenario.opening()
    hand.instant = scenario.opening() + timedelta(hours=1)
    seen = []
    send = live.send

    def watching(instant, submission):
        seen.append((live.reached(), instant))
        send(instant, submission)

    live.send = watching
    live.catch_up()
    assert seen
    assert all(reached <= instant for reached, instant in seen)
    assert live.reached() == hand.instant
    hand.instant = scenario.opening()
    live.catch_up()
    assert live.reached() == scenario.opening(), "the demo was set back"
