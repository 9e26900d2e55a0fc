"""Alerts on a real database: read, judged, recorded once, by one watch at a time; on SQLite and PostgreSQL."""

import asyncio
import logging
import threading
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dashboard.election.alerts.alert import alerts_of, open_alerts
from dashboard.election.alerts.conditions import AREA
from dashboard.election.alerts.view import Ground
from dashboard.store.engine import open_engine, reading
from dashboard.store.errors import DatabaseUnreachable, StaleUnit
from dashboard.store.lease import give_back, take
from dashboard.store.log import Entry, Log, Submission
from dashboard.store.projection import differences
from dashboard.store.queries import Queries
from dashboard.store.watching import news
from dashboard.watch.evaluate import Evaluator
from dashboard.watch.trial import trial
from dashboard.watch.watchman import Watchman
from tests.facts import draft

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2018, 12, 14, 12, tzinfo=ZONE)
TERM = timedelta(seconds=30)


@dataclass
class Hand:
    """A clock whose hand the test moves."""

    instant: datetime
    zone: ZoneInfo = ZONE

    def now(self):
        return self.instant

    def today(self):
        return self.instant.date()


@pytest.fixture
def hand():
    return Hand(NOON)


@pytest.fixture
def evaluator(engine, tree, profile, calendar, hand):
    return Evaluator(Log(engine, tree, profile, hand), Ground(profile, calendar, tree), "zh_CN")


@pytest.fixture
def watchman(evaluator):
    return Watchman(evaluator)


@pytest.fixture
def tell(evaluator):
    def send(area, *drafts, actor="clerk", if_match=None):
        entries = [Entry(area, one) for one in drafts]
        return evaluator.log.append(Submission(entries, actor, "test", uuid.uuid4().hex, if_match or {}))

    return send


@pytest.fixture
def alerts(engine, tree, profile, calendar, hand):
    def of(code):
        return alerts_of(Queries(engine, tree, profile, calendar, hand).facts(code))

    return of


INCIDENT = draft("incident", "12-14", category="order").model_copy(update={"subject": "i1"})
CLOSED = draft("incident", "12-14", category="order", closed=True).model_copy(update={"subject": "i1"})


def reported(on="12-13"):
    return draft("report_received", on, status="received")


def settle(watchman):
    """Look until there is nothing left to do; tell how many looks recorded something."""
    looks = 0
    while True:
        before = news(watchman.evaluator.log.engine, None).revision
        watchman.look()
        if news(watchman.evaluator.log.engine, None).revision == before and not watchman._waiting:
            return looks
        looks += 1
        assert looks < 10, "the watch does not come to rest"


def test_a_commit_opens_an_alert_and_another_ends_it(
    watchman, tell, alerts, engine, tree, profile, calendar, hand
):
    for town in ("11", "12"):
        tell(town, reported())
    settle(watchman)
    tell("111", INCIDENT)
    settle(watchman)
    (alert,) = alerts("111")
    assert (alert.rule, alert.level, alert.state) == ("incident_open", 3, "open")
    board = Queries(engine, tree, profile, calendar, hand).board()
    assert board.map_row("111", "party").alert == 3
    tell("111", CLOSED)
    settle(watchman)
    (alert,) = alerts("111")
    assert (alert.state, alert.by_hand) == ("resolved", False)
    assert Queries(engine, tree, profile, calendar, hand).board().map_row("111", "party").alert == 0
    with reading(engine) as connection:
        assert differences(connection, tree, profile) == []


def test_its_own_commits_are_no_news(watchman, tell, engine):
    tell("111", INCIDENT)
    settle(watchman)
    latest = news(engine, None).revision
    assert news(engine, latest - 1).areas <= {"111"}
    assert settle(watchman) == 0
    assert news(engine, None).revision == latest


def test_time_alone_makes_a_report_missing(watchman, tell, alerts, hand):
    for town in ("11", "12"):
        tell(town, reported())
    settle(watchman)
    assert alerts("11") == []
    hand.instant = NOON.replace(hour=17, minute=59)
    settle(watchman)
    assert alerts("11") == []
    hand.instant = NOON.replace(hour=18)
    settle(watchman)
    assert [one.rule for one in open_alerts(one for alert in alerts("11") for one in alert.history)] == [
        "report_missing"
    ]
    tell("11", reported("12-14"))
    settle(watchman)
    assert [one.state for one in alerts("11")] == ["resolved"]
    assert [one.state for one in alerts("12")] == ["open"]


def test_hours_of_escalation_count_from_what_was_recorded(watchman, tell, alerts, hand):
    for town in ("11", "12"):
        tell(town, reported())
    tell(
        "111",
        draft("plan", "11-19", dates={"preparation": "2018-12-12"}),
        draft("milestone", "12-10", stage="preparation", edge="start"),
    )
    settle(watchman)
    assert [one.level for one in alerts("111")] == [1]
    hand.instant += timedelta(hours=71)
    settle(watchman)
    assert [one.level for one in alerts("111")] == [1]
    hand.instant += timedelta(hours=1)
    settle(watchman)
    assert [one.level for one in alerts("111")] == [2]


def test_first_polls_of_the_district_are_judged_together(watchman, tell, alerts, profile):
    for town in ("11", "12"):
        tell(town, reported(), draft("assignment", "11-20", post="一组", duty="supervision"))
    begun = draft("milestone", "12-03", stage="preparation", edge="start")
    tell("111", begun, draft("poll_scheduled", "12-10", on="2018-12-20"))
    settle(watchman)
    assert alerts("121") == []
    tell("121", begun, draft("poll_scheduled", "12-10", on="2018-12-20"))
    settle(watchman)
    assert [(one.rule, one.state) for one in alerts("121")] == [("first_polls_collide", "open")]
    tell("111", draft("poll_scheduled", "12-14", on="2018-12-19"))
    settle(watchman)
    assert [(one.rule, one.state) for one in alerts("121")] == [("first_polls_collide", "resolved")]


def test_what_was_told_meanwhile_is_judged_anew(evaluator, tell, hand, alerts):
    tell("111", INCIDENT)
    seen = evaluator.areas(["111"], hand.now())
    tell("111", CLOSED)
    with pytest.raises(StaleUnit):
        evaluator.record(seen)
    assert alerts("111") == []


def test_two_watches_at_once_record_a_step_once(evaluator, tell, hand, alerts):
    tell("111", INCIDENT)
    both = [evaluator.areas(["111"], hand.now()) for _ in range(2)]
    evaluator.record(both[0])
    assert evaluator.record(both[1]).replayed
    assert len(alerts("111")[0].history) == 1


def test_a_person_need_not_know_the_rules_own_steps(watchman, tell, engine):
    seen = tell("111", INCIDENT).revision
    settle(watchman)
    tell("111", draft("petitions", "12-14", visits=1), if_match={"111": seen})
    with pytest.raises(StaleUnit):
        tell("111", draft("petitions", "12-14", visits=2), if_match={"111": seen})


def test_a_rule_that_throws_is_reported_once_and_the_others_go_on(watchman, tell, alerts, monkeypatch, caplog):
    def broken(_rule, _view):
        raise ZeroDivisionError("no plan")

    monkeypatch.setitem(AREA, "stage_overdue", broken)
    tell("111", INCIDENT)
    with caplog.at_level(logging.ERROR):
        settle(watchman)
        settle(watchman)
    assert watchman.failures == {"stage_overdue": "ZeroDivisionError: no plan"}
    assert [record.message for record in caplog.records].count("the rule stage_overdue cannot be judged") == 1
    assert [one.rule for one in alerts("111")] == ["incident_open"]
    tried = trial(watchman.evaluator, watchman.evaluator.ground.profile.alerts, NOON)
    assert list(tried.failed) == ["stage_overdue"]
    assert {one.rule for one in tried.found} >= {"incident_open", "report_missing"}


# ---------------------------------------------------------------- one worker


def test_a_lease_has_one_holder_until_it_runs_out_or_is_given_back(engine):
    assert take(engine, "watch", "a", TERM)
    assert not take(engine, "watch", "b", TERM)
    assert take(engine, "watch", "a", TERM), "the holder extends it"
    assert take(engine, "other", "b", TERM), "another lease is another matter"
    give_back(engine, "watch", "b")
    assert not take(engine, "watch", "b", TERM)
    give_back(engine, "watch", "a")
    assert take(engine, "watch", "b", timedelta(0))
    assert take(engine, "watch", "a", TERM), "it has run out: its holder has died"


def test_many_who_reach_for_a_lease_at_once_give_it_to_one(engine, url):
    gate, won = threading.Barrier(6), []
    engines = [open_engine(url) for _ in range(6)]

    def reach(number):
        gate.wait()
        if take(engines[number], "watch", f"p{number}", TERM):
            won.append(number)

    threads = [threading.Thread(target=reach, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in engines:
        one.dispose()
    assert len(won) == 1


def test_only_the_holder_watches_and_another_takes_over(evaluator, tell, alerts, engine):
    first, second = Watchman(evaluator), Watchman(evaluator)
    settle(first)
    tell("111", INCIDENT)
    second.look()
    assert alerts("111") == []
    settle(first)
    assert len(alerts("111")) == 1
    first._leave()
    tell("111", CLOSED)
    settle(second)
    assert [one.state for one in alerts("111")] == ["resolved"]


def test_it_watches_beside_a_running_loop_and_stops(evaluator, tell, alerts):
    watchman = Watchman(evaluator)

    async def scene():
        task = asyncio.create_task(watchman.run())
        await asyncio.to_thread(tell, "111", INCIDENT)
        for _ in range(600):
            if await asyncio.to_thread(alerts, "111"):
                break
            await asyncio.sleep(0.05)
        watchman.stop()
        await asyncio.wait_for(task, 30)

    asyncio.run(scene())
    assert [one.rule for one in alerts("111")] == ["incident_open"]
    assert take(evaluator.log.engine, "watch", "next", TERM), "it gave the watch back"


def test_what_could_not_be_judged_waits_for_the_next_look(watchman, tell, alerts, monkeypatch):
    settle(watchman)
    tell("111", INCIDENT)
    gone = DatabaseUnreachable(database="x", reason="gone")
    real = Evaluator.areas

    def failing(self, codes, now):
        raise gone

    monkeypatch.setattr(Evaluator, "areas", failing)
    with pytest.raises(DatabaseUnreachable):
        watchman.look()
    monkeypatch.setattr(Evaluator, "areas", real)
    settle(watchman)
    assert [one.rule for one in alerts("111")] == ["incident_open"]


def test_a_log_that_was_set_back_is_judged_whole(watchman, tell, alerts, hand):
    settle(watchman)
    tell("111", INCIDENT)
    watchman._seen = 10**6
    settle(watchman)
    assert [one.rule for one in alerts("111")] == ["incident_open"]
    hand.instant -= timedelta(days=3)
    tell("112", draft("incident", "12-11", category="order"))
    watchman._seen = news(watchman.evaluator.log.engine, None).revision
    settle(watchman)
    assert [one.rule for one in alerts("112")] == ["incident_open"]


def test_the_watch_judges_by_what_has_been_told_where_the_clock_runs_ahead(evaluator, tell, alerts, hand):
    """The demo's clock may be faster than its feed: what is still to be told is not missing."""
    for town in ("11", "12"):
        tell(town, reported())
    told = [None]
    watchman = Watchman(evaluator, told_until=lambda: told[0])
    hand.instant = NOON + timedelta(days=1)
    settle(watchman)
    assert alerts("11") == [], "nothing is known yet"
    told[0] = NOON
    tell("111", draft("milestone", "12-15", stage="preparation", edge="start"))
    settle(watchman)
    assert alerts("11") == []
    told[0] = NOON.replace(hour=18)
    settle(watchman)
    assert [one.rule for one in alerts("11")] == ["report_missing"]
    tell("11", reported("12-14"))
    settle(watchman)
    assert [one.state for one in alerts("11")] == ["resolved"]
