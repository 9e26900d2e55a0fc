"""The forecast: what it learns, and what must hold of any of its curves."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.election.forecast import Experience, WorkIndex, forecast
from dashboard.election.procedure import procedure_of
from dashboard.election.spread import CERTAIN, added, learnt, longer_than
from dashboard.election.state import StageDates, fold

DAY = timedelta(days=1)
OBSERVED = st.lists(st.tuples(st.integers(-10, 30), st.booleans()), min_size=1, max_size=60)


@given(OBSERVED)
def test_chances_add_up_to_one(observed):
    spread = learnt(observed, 1)
    if not any(ended for _, ended in observed):
        assert spread is None
        return
    assert sum(spread.values()) == pytest.approx(1)
    assert set(spread) <= {days for days, ended in observed if ended}
    assert sum(added(spread, spread).values()) == pytest.approx(1)
    for least in range(-12, 32, 5):
        left = longer_than(spread, least)
        assert sum(left.values()) == pytest.approx(1)
        assert min(left) > least


@given(st.lists(st.integers(0, 20), min_size=3, max_size=40))
def test_with_everything_ended_it_is_the_plain_frequency(days):
    spread = learnt([(number, True) for number in days], 3)
    assert spread == pytest.approx({number: days.count(number) / len(days) for number in set(days)})


def test_what_has_not_ended_makes_the_rest_look_longer():
    ended = [(1, True)] * 5 + [(9, True)] * 5
    plain, censored = learnt(ended, 1), learnt([*ended, *[(4, False)] * 10], 1)
    assert plain[9] == pytest.approx(0.5)
    assert censored[9] > plain[9]
    assert learnt(ended, 11) is None


@pytest.fixture(scope="module")
def index(calendar):
    return WorkIndex.of(calendar, date(2018, 11, 1), date(2019, 3, 31))


@given(st.integers(0, 150), st.integers(0, 60))
def test_working_days_are_counted_like_the_calendar_counts_them(index, calendar, start, more):
    first = date(2018, 11, 1) + DAY * start
    on = index.add(first, more)
    if on is not None and more:
        assert calendar.between(first, on) == index[on] - index[first] == more
        assert calendar.is_working(on)


@pytest.fixture(scope="module")
def unit(tree, profile, calendar):
    """A community on the committee's track: its plan is a stage every three working days."""
    area = tree.areas["121"]
    procedure = procedure_of(profile, area, "committee")
    plan = {stage.id: calendar.add(date(2018, 11, 26), 3 * place) for place, stage in enumerate(procedure.stages)}
    return replace(fold(area, [], profile).tracks["committee"], baseline=plan, plan=plan)


def begun(unit, place, start):
    """Return the unit as it stands when it began stage `place` on a day, all before it having gone as planned."""
    order = unit.procedure.stages
    dates = []
    for at, stage in enumerate(order):
        began = unit.plan[order[at - 1].id] if at else unit.plan[stage.id] - DAY * 3
        if at < place:
            dates.append(StageDates(stage.id, began, unit.plan[stage.id]))
        else:
            dates.append(StageDates(stage.id, start if at == place else None, None))
    stage = order[place].id
    return replace(unit, phase=unit.procedure.phases[place], stage=stage, stage_since=start, stages=tuple(dates))


def told(tracks, seen, day, profile, calendar, **terms):
    asked = profile.forecast.model_copy(update=terms)
    return forecast(tracks, seen, day, date(2019, 3, 31), calendar, asked)


@given(
    places=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 12)), min_size=1, max_size=12),
    drift=st.floats(0, 0.3),
    band=st.floats(0.1, 0.95),
)
@settings(max_examples=60, deadline=None)
def test_curves_rise_and_the_band_holds_the_expectation(unit, profile, calendar, places, drift, band):
    day = date(2018, 12, 20)
    tracks = [begun(unit, place, day - DAY * since) for place, since in places]
    made = told(tracks, tracks, day, profile, calendar, drift=drift, band=band)
    assert made.due == len(tracks)
    for curve in (made.expected, made.lower, made.upper):
        assert curve[0] == 0
        assert list(curve) == sorted(curve)
        assert curve[-1] <= made.due + 1e-9
    assert all(low <= mid <= high for low, mid, high in zip(made.lower, made.expected, made.upper, strict=True))
    assert made.expected[-1] == pytest.approx(made.due), "the campaign is long enough for all"


def test_without_experience_it_is_the_plan(unit, profile, calendar):
    start = unit.plan[unit.procedure.stages[3].id]
    track = begun(unit, 4, start)
    made = told([track], [], start, profile, calendar)
    assert made.reached(made.expected, 1) == unit.plan["filing"]


def test_a_unit_that_is_late_stays_late(unit, profile, calendar):
    start = unit.plan[unit.procedure.stages[3].id]
    due = unit.plan[unit.procedure.stages[4].id]
    day = due + DAY * 14
    made = told([begun(unit, 4, start)], [], day, profile, calendar)
    late = calendar.between(due, day) + 1
    assert calendar.between(unit.plan["filing"], made.reached(made.expected, 1)) == late


def test_a_called_poll_counts_more_than_the_plan(unit, profile, calendar):
    place = unit.procedure.poll_index
    start = unit.plan[unit.procedure.stages[place - 1].id]
    called = unit.plan["poll"] + DAY * 10
    track = replace(begun(unit, place, start), poll_on=called, called_on=called)
    made = told([track], [], start, profile, calendar)
    rest = calendar.between(unit.plan["poll"], unit.plan["filing"])
    assert made.reached(made.expected, 1) == calendar.add(called, rest)


def test_stages_that_took_longer_are_expected_to_take_longer(unit, profile, calendar, index):
    start = unit.plan[unit.procedure.stages[0].id]
    slow = []
    for _ in range(profile.forecast.experience):
        seen = begun(unit, 2, start + DAY * 20)
        first, second, *rest = seen.stages
        slow.append(replace(seen, stages=(first, replace(second, start=start, end=start + DAY * 20), *rest)))
    learned = Experience.of(slow, start + DAY * 21, index, profile.forecast.experience)
    stage = unit.procedure.stages[1].id
    planned = index[unit.plan[stage]] - index[start]
    assert learned.slips["residents_committee", stage] == {index[start + DAY * 20] - index[start] - planned: 1.0}
    assert learned.polls == CERTAIN
    quick = told([begun(unit, 1, start)], [], start, profile, calendar)
    taught = told([begun(unit, 1, start)], slow, start, profile, calendar)
    assert taught.reached(taught.expected, 1) > quick.reached(quick.expected, 1)


def test_units_without_plan_and_start_cannot_be_told(unit, profile, calendar):
    blank = replace(unit, phase=0, plan={}, baseline={})
    made = told([blank], [], date(2018, 12, 10), profile, calendar)
    assert made.expected[-1] == made.upper[-1] == 0
    started = replace(begun(unit, 2, date(2018, 12, 6)), plan={}, baseline={})
    made = told([started], [], date(2018, 12, 10), profile, calendar)
    assert made.reached(made.expected, 1) is not None


def test_nothing_is_due(unit, profile, calendar):
    made = told([replace(unit, phase=None)], [], date(2018, 12, 10), profile, calendar)
    assert made.due == 0
    assert set(made.upper) == {0.0}
