from datetime import date, timedelta

import pytest

from dashboard.election.burn_up import BurnUp
from dashboard.election.forecast import Forecast
from dashboard.wall.progress import Progress, finish

FIRST = date(2018, 12, 1)


def day(number):
    return FIRST + timedelta(days=number)


def found(actual, expected, due=10, planned=10):
    """Completions from FIRST on; the forecast begins with the last day of `actual`."""
    today = len(actual) - 1
    days = tuple(day(number) for number in range(today + len(expected)))
    ahead = Forecast(due, days[today:], tuple(expected), tuple(expected), tuple(expected))
    return BurnUp(due, days, (planned,) * len(days), tuple(actual), ahead, 0.95, 0.8)


def test_the_last_one_is_expected_when_the_forecast_is_within_half_a_unit_of_all():
    assert finish(found([0, 4], [4, 8, 9.4, 9.5, 10])) == day(4)


def test_what_the_forecast_does_not_reach_has_no_day():
    assert finish(found([0, 4], [4, 8, 9.4])) is None


def test_when_all_are_completed_it_is_the_day_on_which_the_last_one_was():
    assert finish(found([0, 9, 10, 10], [10, 10])) == day(2)


def test_nothing_due_is_never_finished():
    assert finish(found([0, 0], [0, 0], due=0)) is None


@pytest.mark.parametrize(
    ("end", "finished", "late"), [(2, 5, 3), (5, 2, -3), (4, 4, 0), (None, 4, None), (4, None, None)]
)
def test_lateness_is_counted_from_the_plans_last_day(end, finished, late):
    ends = [None if number is None else day(number) for number in (end, finished)]
    assert Progress(found([0, 4], [4, 8]), *ends).late_days == late


def test_what_travels_begins_its_forecast_where_the_completions_end():
    told = Progress(found([0, 4], [4, 8.123, 10], planned=7), day(9), day(3)).told()
    assert (told.planned_today, told.actual_today) == (7, 4)
    assert told.expected == [4, 8.1, 10]
    assert (told.finish_on, told.late_days) == ("2018-12-04", -6)
    assert told.days[len(told.actual) - 1] == "2018-12-02"
