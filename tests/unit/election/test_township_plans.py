"""A township's baseline, its plan in force, every change with its reason, and what came of it."""

import pytest

from dashboard.election.reading import reading
from dashboard.election.state import fold
from dashboard.election.township_plans import course, plans_of
from tests.facts import Story, day


def township(*plans, track="party"):
    story = Story("11", track)
    for on, first, last, done, cause in plans:
        story.add(
            "township_plan", on, first_poll=day(first), last_poll=day(last), completed=day(done), cause=cause
        )
    return story


FIRST = ("11-19", "12-10", "12-20", "01-10", None)
SECOND = ("12-12", "12-10", "12-26", "01-15", "资格联审延后")
THIRD = ("12-20", "12-12", "12-24", "01-15", None)


def test_a_township_without_a_plan_has_none():
    assert plans_of("11", township().facts, "party") is None
    assert plans_of("11", township(FIRST, track="committee").facts, "party") is None


def test_the_first_plan_is_the_baseline_and_every_later_one_a_change_with_its_reason():
    plans = plans_of("11", reading(township(FIRST, SECOND, THIRD).facts), "party")
    assert (plans.approved_on, plans.baseline.last_poll, plans.current.last_poll) == (
        day("11-19"),
        day("12-20"),
        day("12-24"),
    )
    assert [(one.on, one.cause, one.first_by, one.last_by, one.completed_by) for one in plans.replans] == [
        (day("12-12"), "资格联审延后", 0, 6, 5),
        (day("12-20"), None, 2, -2, 0),
    ]


def test_a_plan_that_was_corrected_is_no_change_and_a_past_day_knows_only_its_own():
    story = township(FIRST)
    story.add(
        "township_plan", "11-19", supersedes="1.0", first_poll=day("12-11"), last_poll=day("12-20"), completed=day("01-10")
    )  # fmt: skip
    corrected = plans_of("11", reading(story.facts), "party")
    assert (corrected.baseline.first_poll, corrected.replans) == (day("12-11"), ())
    early = plans_of("11", reading(township(FIRST, SECOND).facts, day("12-11")), "party")
    assert (early.current, early.replans) == (early.baseline, ())


@pytest.fixture
def states(tree, profile):
    def folded(*stories):
        return [fold(tree.areas[s.area], reading(s.facts, None), profile).tracks["party"] for s in stories]

    return folded


def planned(area, on):
    story = Story(area)
    story.add("plan", "11-19", dates={"poll": on})
    return story


def test_units_are_held_to_the_window_by_their_poll_held_else_called_else_planned(states):
    held, called, idle = planned("111", "2018-12-12"), planned("112", "2018-12-12"), Story("121")
    expected, not_due = planned("122", "2018-12-20"), Story("113")
    held.poll("12-09")
    called.add("poll_scheduled", "12-01", on="2018-12-21")
    plan = plans_of("11", township(FIRST).facts, "party").baseline
    found = course(plan, states(held, called, idle, expected, not_due))
    assert (found.due, found.held, found.unknown, found.completed) == (4, 1, 1, 0)
    assert (found.first_on, found.last_on) == (day("12-09"), day("12-21"))
    assert (found.first_held_on, found.last_held_on) == (day("12-09"), day("12-09"))
    assert (found.early, found.late, found.share_outside) == (1, 1, 2 / 3)
    assert (found.held_outside, found.share_held_outside) == (1, 1.0)


def test_both_ends_of_the_window_lie_inside_and_a_later_plan_can_make_good(states):
    one, two, three = planned("111", "2018-12-10"), planned("112", "2018-12-20"), planned("122", "2018-12-26")
    plans = plans_of("11", reading(township(FIRST, SECOND).facts), "party")
    assert course(plans.baseline, states(one, two)).share_outside == 0
    assert course(plans.baseline, states(one, two, three)).late == 1
    assert course(plans.current, states(one, two, three)).share_outside == 0


def test_a_second_round_does_not_move_a_unit_but_an_annulled_poll_does(states):
    void, annulled = planned("111", "2018-12-12"), planned("112", "2018-12-12")
    void.poll("12-12", outcome="rerun")
    void.poll("12-28")
    annulled.poll("12-12")
    annulled.add("milestone_revoked", "12-13", stage="notice", edge="end")
    annulled.poll("12-27")
    found = course(plans_of("11", township(FIRST).facts, "party").baseline, states(void, annulled))
    assert (found.first_held_on, found.last_held_on, found.held_outside) == (day("12-12"), day("12-27"), 1)


def test_units_completed_after_the_plans_day_are_counted(states):
    punctual, late = planned("111", "2018-12-12"), planned("112", "2018-12-12")
    for story, on in ((punctual, "01-10"), (late, "01-11")):
        story.poll("12-12")
        story.end("filing", on)
    found = course(plans_of("11", township(FIRST).facts, "party").baseline, states(punctual, late))
    assert (found.completed, found.completed_late) == (2, 1)


def test_without_any_day_no_share_is_told(states):
    found = course(plans_of("11", township(FIRST).facts, "party").baseline, states(Story("111")))
    assert (found.share_outside, found.share_held_outside, found.first_on) == (None, None, None)
