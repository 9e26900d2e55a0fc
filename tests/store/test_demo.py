"""Setting a demo back replaces log, projection and clock at once, and refuses an election in earnest."""

from datetime import UTC, datetime, timedelta

import pytest

from dashboard.clock import Anchor
from dashboard.store.demo import recorded_requests, reset
from dashboard.store.engine import open_engine, reading
from dashboard.store.errors import NoDemo
from dashboard.store.log import Entry, Log, Submission
from dashboard.store.projection import differences
from dashboard.store.queries import Queries
from dashboard.store.report import NewReport
from dashboard.store.reports import Reports
from dashboard.store.revision import RevisionWatch
from dashboard.store.setup import read_anchor, renew_anchor, set_up
from tests.facts import draft

START = datetime(2018, 12, 3, 9, tzinfo=UTC)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
OPENING = Anchor(START + timedelta(days=4), NOW, 1.0, NOW)


def history(_tree=None):
    for number, stage in enumerate(("preparation", "appraisal")):
        told = Entry("111", draft("milestone", f"12-{3 + number:02}", stage=stage, edge="end"))
        yield START + timedelta(days=number), Submission([told], "demo", "test", f"demo-{number}")


@pytest.fixture
def demo(url, tree, profile):
    engine = open_engine(url)
    set_up(engine, list(tree.areas.values()), profile, "places", OPENING, history)
    yield engine
    engine.dispose()


def correct(log, target):
    sent = draft("milestone", "12-05", stage="preparation", edge="end")
    fixed = sent.model_copy(update={"supersedes": target, "reason": "typing error"})
    log.append(Submission([Entry("111", fixed)], "someone", "test", "correction"))


def test_a_reset_leaves_what_the_first_start_left(demo, tree, profile, calendar, clock):
    queries = Queries(demo, tree, profile, calendar, clock)
    log = Log(demo, tree, profile, clock)
    opened, history_then = queries.board(), queries.dossier("111").history
    correct(log, "1.0")
    log.append(Submission([Entry("112", draft("key_village", level="district"))], "demo", "test", "demo-9"))
    renew_anchor(demo, 0.0, timedelta(0))
    assert queries.board() != opened
    assert recorded_requests(demo, "demo") == {"demo-0": 1, "demo-1": 2, "demo-9": 4}
    assert reset(demo, tree, profile, OPENING, history()) == 2
    assert queries.board() == opened
    assert queries.dossier("111").history == history_then
    assert read_anchor(demo) == OPENING
    assert recorded_requests(demo, "demo") == {"demo-0": 1, "demo-1": 2}
    with reading(demo) as connection:
        assert differences(connection, tree, profile) == []
    board, touched = queries.advance(opened)
    assert board == opened
    assert (touched.units, touched.areas) == ((), frozenset())


def test_a_reset_takes_the_reports_too(demo, tree, profile, clock):
    reports, log = Reports(demo, tree, clock), Log(demo, tree, profile, clock)
    new = NewReport("11", clock.today(), "file", "甲镇", {}, "a.xlsx", b"workbook")
    report, _ = reports.receive(new)
    reports.move(report.id, "submitted", "submitted", "甲镇")
    received = Submission([Entry("11", draft("report_received", status="received"))], "t", "t", "report")
    log.append(received, reports.confirming(report.id, 2, "t"))
    reset(demo, tree, profile, OPENING, history())
    assert reports.listing() == []
    assert reports.file(report.sha256) is None
    assert reports.receive(new)[0].id == report.id, "numbers begin anew"


def test_a_running_server_notices(demo, tree, profile, calendar, clock):
    import threading

    queries = Queries(demo, tree, profile, calendar, clock)
    Log(demo, tree, profile, clock).append(
        Submission([Entry("112", draft("counter", name="training", count=1))], "t", "t", "t")
    )
    before, changed = queries.board(), threading.Event()
    other = open_engine(demo.url.render_as_string(hide_password=False))
    watch = RevisionWatch(demo, changed.set)
    watch.start()
    assert changed.wait(30)
    changed.clear()
    reset(other, tree, profile, OPENING, history())
    assert changed.wait(30)
    watch.stop()
    other.dispose()
    board, touched = queries.advance(before)
    assert (before.revision, board.revision) == (3, 2), (
        "the revision falls, so streams tell their pages to start over"
    )
    assert len(touched.units) == len(tree.units)


def test_a_reset_that_fails_changes_nothing(demo, tree, profile, calendar, clock):
    queries = Queries(demo, tree, profile, calendar, clock)
    before = queries.board()

    def broken():
        yield from history()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        reset(demo, tree, profile, OPENING, broken())
    assert queries.board() == before
    assert len(queries.dossier("111").history) == 2


def test_an_election_in_earnest_is_refused(engine, tree, profile, send, queries):
    send(("111", draft("milestone", "12-03", stage="preparation", edge="end")))
    with pytest.raises(NoDemo, match="holds no demo"):
        reset(engine, tree, profile, OPENING, history())
    assert queries.revision() == 1
    assert len(queries.dossier("111").history) == 1
