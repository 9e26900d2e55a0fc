"""Working days around Spring Festival 2019: off 02-04 … 02-10, worked instead Sat 02-02 and Sun 02-03."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.facts import day


@pytest.mark.parametrize(
    ("end", "days", "start"),
    [("02-13", 5, "02-01"), ("02-10", 1, "02-02"), ("02-11", 1, "02-10"), ("02-09", 0, "02-09")],
)
def test_counting_back_finds_the_last_day_from_which_it_is_enough(calendar, end, days, start):
    found = calendar.before(day(end), days)
    assert found == day(start)
    assert calendar.between(found, day(end)) >= days


@given(st.dates(day("12-20"), day("03-31")), st.integers(1, 30))
def test_counting_back_is_the_reverse_of_counting_on(calendar, end, days):
    start = calendar.before(end, days)
    assert calendar.add(start, days) <= end < calendar.add(start + timedelta(1), days)


def test_the_nearest_working_days(calendar):
    assert (calendar.on_or_before(day("02-08")), calendar.on_or_after(day("02-08"))) == (
        day("02-03"),
        day("02-11"),
    )
    assert calendar.on_or_before(day("02-03")) == calendar.on_or_after(day("02-03")) == day("02-03")


@pytest.mark.parametrize(
    ("on", "run"),
    [("02-03", 0), ("02-04", 7), ("02-10", 7), ("02-16", 2), ("12-29", 0), ("12-30", 3), ("01-01", 3)],
)
def test_days_off_in_a_row_tell_weekends_from_holidays(calendar, on, run):
    assert calendar.off_in_a_row(day(on)) == run
