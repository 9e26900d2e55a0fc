from datetime import date, timedelta

import pytest

from dashboard.election.burn_up import BurnUp
from dashboard.election.forecast import Forecast
from dashboard.wall.progress import Progress

FIRST = date(2018, 12, 1)


def day(number):
    return FIRST + timedelta(days=number)


def found(actual, expected, due=10, planned=None):
    """Completions from FIRST on; the forecast begins with the last day of `actual`."""
    today = len(actual) - 1
    days = tuple(day(number) for number in range(today + len(expected)))
    ahead = Forecast(due, days[today:], tuple(expected), tuple(expected), tuple(expected))
    return BurnUp(due, days, tuple(planned or [due] * len(days)), tuple(actual), ahead, 0.95, 0.8)


def progress(actual, expected, **more):
    return Progress(found(actual, expected, **more), day(9))


def test_until_nearly_all_are_completed_the_forecast_speaks_of_these():
    told = progress([0, 4], [4, 8, 9.4, 9.5, 10])
    assert (told.share, told.finish_on) == (0.95, day(4))


def test_then_it_speaks_of_all_and_the_mean_may_lack_half_a_unit():
    told = progress([0, 96], [96, 98, 99.4, 99.5, 99.9], due=100)
    assert (told.share, told.finish_on) == (1, day(4))


def test_what_the_forecast_does_not_reach_has_no_day():
    assert progress([0, 4], [4, 8, 9.4]).finish_on is None


def test_when_all_are_completed_it_is_the_day_on_which_the_last_one_was():
    assert progress([0, 9, 10, 10], [10, 10]).finish_on == day(2)


def test_nothing_due_is_never_finished():
    told = progress([0, 0], [0, 0], due=0)
    assert (told.finish_on, told.late_days) == (None, None)


@pytest.mark.parametrize(
    ("planned", "late"),
    [([0, 0, 0, 10, 10], 0), ([0, 10, 10, 10, 10], 2), ([0, 0, 0, 9, 10], -1), ([0, 0, 0, 9, 9], None)],
)
def test_lateness_is_counted_from_the_day_on_which_the_plans_have_as_many(planned, late):
    assert progress([0, 4], [4, 8, 9.5, 10], planned=planned).late_days == late


def test_without_a_day_there_is_no_lateness():
    assert progress([0, 4], [4, 8, 9.4, 9.4], planned=[0, 10, 10, 10, 10]).late_days is None


def test_what_travels_begins_its_forecast_where_the_completions_end():
    told = progress([0, 4], [4, 8.123, 10], planned=[0, 7, 10, 10]).told()
    assert (told.planned_today, told.actual_today) == (7, 4)
    assert told.expected == [4, 8.1, 10]
    assert (told.share, told.finish_on, told.late_days) == (0.95, "2018-12-04", 1)
    assert told.days[len(told.actual) - 1] == "2018-12-02"
