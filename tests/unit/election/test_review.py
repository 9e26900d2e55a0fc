"""Review batches: when a result is owed, what is late, how long it took."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.election.review import Batch, ReviewClock, batches_of, turnaround
from dashboard.profile.calendar import WorkingDays
from dashboard.profile.load import load_profile, profile_path
from tests.facts import Story

PROFILE = load_profile(profile_path("haidian"))
ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkingDays.of(PROFILE)


def clock(how):
    return ReviewClock(PROFILE.review.model_copy(update={"clock": how}), CALENDAR, ZONE)


def at(month, day, hour=0, minute=0, year=2019):
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("how", "sent", "hours", "due"),
    [
        ("clock", at(1, 10, 10), 48, at(1, 12, 10)),
        ("clock", at(2, 3, 17), 12, at(2, 4, 5)),
        ("working", at(1, 10, 10), 12, at(1, 11, 13)),  # 8 h on Thursday, 4 h on Friday
        ("working", at(1, 11, 17), 12, at(1, 15, 11)),  # 1 h, a weekend, 9 h, 2 h
        ("working", at(1, 10, 7, 30), 9, at(1, 10, 18)),  # before the office opens
        ("working", at(1, 10, 20), 9, at(1, 11, 18)),  # after it closed
        ("working", at(2, 2, 9), 24, at(2, 11, 15)),  # 02-02 and 02-03 make up for Spring Festival
    ],
)
def test_a_result_is_owed_by_the_clock_or_in_working_hours(how, sent, hours, due):
    assert clock(how).due(sent, hours) == due
    assert clock(how).elapsed(sent, due) == pytest.approx(hours)


@given(
    st.datetimes(datetime(2019, 1, 1), datetime(2019, 3, 1), timezones=st.just(ZONE)),
    st.integers(1, 72),
    st.integers(1, 72),
)
def test_more_hours_never_end_earlier(sent, hours, more):
    working = clock("working")
    due, later = working.due(sent, hours), working.due(sent, hours + more)
    assert sent < due < later
    assert working.elapsed(sent, due) == pytest.approx(hours)
    assert CALENDAR.is_working(due.date())


class Batches(Story):
    def sent(self, subject, on, when, hours=48):
        return self.add("review_submitted", on, subject=subject, time=when, hours=hours, candidates=5)

    def back(self, subject, on, when):
        return self.add("review_returned", on, subject=subject, time=when, passed=5, returned=0)


def test_task_review_and_feedback_of_a_batch_are_told():
    story = Batches()
    story.sent("b", "01-08", time(10))
    story.add("review_started", "01-08", subject="b", time=time(15))
    story.back("b", "01-10", time(9, 30))
    story.back("never sent", "01-10", time(9))
    (batch,) = batches_of(story.facts, clock("clock"))
    assert (batch.submitted_at, batch.started_at, batch.returned_at) == (
        at(1, 8, 10),
        at(1, 8, 15),
        at(1, 10, 9, 30),
    )
    assert batch.due_at == at(1, 10, 10)
    assert (batch.candidates, batch.passed, batch.returned) == (5, 5, 0)


@pytest.mark.parametrize(
    ("now", "state"),
    [(at(1, 8, 10), "running"), (at(1, 10, 6), "soon"), (at(1, 10, 10), "soon"), (at(1, 10, 10, 1), "overdue")],
)
def test_a_batch_under_way_is_soon_due_and_then_overdue(now, state):
    story = Batches()
    story.sent("b", "01-08", time(10))
    (batch,) = batches_of(story.facts, clock("clock"))
    assert batch.state(now, PROFILE.review) == state


@pytest.mark.parametrize(("when", "state"), [(time(10), "returned"), (time(10, 1), "returned_late")])
def test_a_batch_that_is_back_was_in_time_or_late(when, state):
    story = Batches()
    story.sent("b", "01-08", time(10))
    story.back("b", "01-10", when)
    (batch,) = batches_of(story.facts, clock("clock"))
    assert batch.state(at(1, 20), PROFILE.review) == state


@given(st.lists(st.tuples(st.sampled_from((48, 24, 12)), st.integers(1, 6000)), max_size=60))
def test_times_are_those_that_pandas_computes(taken):
    start = at(1, 8, 10)
    batches = [
        Batch("u", "party", str(place), hours, 5, start, start + pd.Timedelta(hours=hours), None, start + pd.Timedelta(minutes=minutes), 5, 0)
        for place, (hours, minutes) in enumerate(taken)
    ]  # fmt: skip
    told = turnaround(batches, clock("clock"))
    table = pd.DataFrame(taken, columns=["hours", "minutes"])
    assert set(told) == set(table["hours"])
    for hours, times in table.groupby("hours")["minutes"]:
        assert told[hours].batches == len(times)
        assert told[hours].late == (times > hours * 60).sum()
        assert told[hours].median == pytest.approx(times.median() / 60)
        ordered = times.sort_values().reset_index(drop=True)
        within = [(ordered <= value).mean() >= 0.9 for value in ordered]
        assert told[hours].p90 == pytest.approx(ordered[within.index(True)] / 60)
