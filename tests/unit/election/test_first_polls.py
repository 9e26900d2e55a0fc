"""Which polls are held, called or planned, which are the first, and that they move with the schedule."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.election.first_polls import by_unit, first_polls
from dashboard.election.poll_days import poll_days, polls_of
from dashboard.election.reading import reading
from dashboard.election.state import fold
from dashboard.profile.command import FirstPolls
from tests.facts import Story, day
from tests.polls import poll

TERMS = FirstPolls(per=("district", "township"))


def firsts(*polls, terms=TERMS):
    return [(one.level, one.place, one.area, one.track) for one in first_polls(polls, terms, "1")]


def test_the_earliest_poll_is_the_first_of_its_township_and_the_earliest_of_those_of_the_district():
    assert firsts(poll("112", "12-12"), poll("111", "12-11"), poll("121", "12-10")) == [
        ("district", "1", "121", "party"),
        ("township", "12", "121", "party"),
        ("township", "11", "111", "party"),
    ]


def test_each_kind_and_each_track_has_its_own():
    polls = (
        poll("111", "12-10"),
        poll("112", "12-11", kind="community"),
        poll("113", "12-12", kind="community"),
        poll("111", "01-20", track="committee"),
        poll("112", "01-21", track="committee", kind="community"),
        poll("114", "01-22", track="committee"),
    )
    assert {(area, track) for _, _, area, track in firsts(*polls)} == {
        ("111", "party"),
        ("112", "party"),
        ("111", "committee"),
        ("112", "committee"),
    }
    joint = FirstPolls(per=("township",), each_kind=False, each_track=False)
    assert firsts(*polls, terms=joint) == [("township", "11", "111", "party")]


def test_on_one_day_the_hour_decides_then_the_official_order():
    early, late, unknown = poll("113", "12-10", "09:00"), poll("111", "12-10", "14:00"), poll("112", "12-10")
    per_district = FirstPolls(per=("district",))
    assert firsts(unknown, late, early, terms=per_district)[0][2] == "113"
    assert firsts(unknown, late, terms=per_district)[0][2] == "111"
    assert firsts(poll("113", "12-10"), unknown, terms=per_district)[0][2] == "112"


def test_a_poll_held_stays_first_when_another_is_moved_before_it():
    held, later = poll("111", "12-12", basis="held"), poll("112", "12-14")
    moved = poll("112", "12-10")
    assert firsts(held, later) == firsts(held, moved)
    assert firsts(held, moved)[0][2] == "111"


def test_a_poll_held_earlier_and_reported_later_was_the_first():
    told, late = poll("111", "12-12", basis="held"), poll("112", "12-11", basis="held")
    assert firsts(told)[0][2] == "111"
    assert firsts(told, late)[0][2] == "112"


def test_a_void_poll_was_the_first_and_its_second_round_is_not():
    polls = (poll("111", "12-10", basis="held"), poll("111", "12-20", turn=2), poll("112", "12-15"))
    assert {area for *_, area, _ in firsts(*polls)} == {"111"}
    assert firsts(poll("111", "12-10", turn=2), poll("112", "12-15"))[0][2] == "112"


def test_a_unit_knows_what_it_is_the_first_of():
    found = by_unit(first_polls([poll("111", "12-10"), poll("112", "12-11"), poll("121", "12-12")], TERMS, "1"))
    assert [(one.level, one.place) for one in found["111", "party"]] == [("district", "1"), ("township", "11")]
    assert [(one.level, one.place) for one in found["121", "party"]] == [("township", "12")]
    assert ("112", "party") not in found


units = st.sampled_from(["111", "112", "113", "121", "122"])
several = st.dictionaries(units, st.tuples(st.integers(1, 28), st.sampled_from(["held", "called", "planned"])))


@given(several, st.permutations(range(5)))
def test_every_place_with_a_poll_has_one_first_whatever_the_order_of_the_rows(days, order):
    polls = [poll(area, f"12-{number:02}", basis=basis) for area, (number, basis) in days.items()]
    found = firsts(*polls)
    assert firsts(*[polls[place] for place in order if place < len(polls)]) == found
    assert sorted(place for _, place, *_ in found) == sorted({"1" for _ in days} | {area[:2] for area in days})


@pytest.fixture
def found(tree, profile):
    def polls(story, as_of, track="party"):
        area = tree.areas[story.area]
        state = fold(area, reading(story.facts, day(as_of)), profile)
        return [(one.on, one.at, one.basis, one.round) for one in polls_of(area, state.tracks[track], day(as_of))]

    return polls


def planned(on="2018-12-20"):
    story = Story()
    story.add("plan", "11-20", dates={"poll": on})
    return story


def test_a_planned_poll_counts_until_its_day_is_past(found):
    assert found(planned(), "12-20") == [(day("12-20"), None, "planned", 1)]
    assert found(planned(), "12-21") == []


def test_a_called_poll_takes_the_place_of_the_planned_and_stands_until_it_is_reported(found):
    story = planned()
    story.add("poll_scheduled", "12-10", on="2018-12-18", at="09:30")
    assert found(story, "12-25") == [(day("12-18"), time(9, 30), "called", 1)]
    story.add("poll_scheduled", "12-11", on="2018-12-22")
    assert found(story, "12-11") == [(day("12-22"), None, "called", 1)]


def test_a_held_poll_keeps_the_hour_it_was_called_for(found):
    story = planned()
    story.add("poll_scheduled", "12-10", on="2018-12-18", at="09:30")
    story.poll("12-18", time=time(11, 0))
    assert found(story, "12-18") == [(day("12-18"), time(9, 30), "held", 1)]
    other = planned()
    other.add("poll_scheduled", "12-10", on="2018-12-20", at="09:30")
    other.poll("12-18", time=time(11, 0))
    assert found(other, "12-18") == [(day("12-18"), time(11, 0), "held", 1)]


def test_a_void_poll_is_followed_by_the_one_called_next(found):
    story = planned()
    story.add("poll_scheduled", "12-10", on="2018-12-18")
    story.poll("12-18", outcome="rerun")
    assert found(story, "12-19") == [(day("12-18"), None, "held", 1)]
    story.add("poll_scheduled", "12-20", on="2018-12-28", round=2)
    assert found(story, "12-20") == [(day("12-18"), None, "held", 1), (day("12-28"), None, "called", 2)]


def test_an_annulled_poll_is_none_and_the_next_is_the_first(found):
    story = planned("2018-12-30")
    story.poll("12-18")
    story.add("milestone_revoked", "12-19", stage="notice", edge="end")
    assert found(story, "12-19") == [(day("12-30"), None, "planned", 1)]
    story.poll("12-29")
    assert found(story, "12-29") == [(day("12-29"), None, "held", 1)]


def test_the_hour_of_a_call_goes_with_its_day(tree, profile):
    story = planned()
    story.add("poll_scheduled", "12-10", on="2018-12-18", at="09:30")

    def called():
        state = fold(tree.areas["111"], story.facts, profile).tracks["party"]
        return state.called_on, state.called_at

    assert called() == (day("12-18"), time(9, 30))
    story.add("poll_scheduled", "12-11", on="2018-12-19")
    assert called() == (day("12-19"), None)
    story.add("poll_scheduled", "12-12", on="2018-12-19", at="10:00")
    story.add("milestone_revoked", "12-13", stage="notice", edge="end")
    assert called() == (None, None)


def test_a_suspended_unit_has_no_poll_to_come(found):
    story = planned()
    story.add("exception", "12-01", kind="suspended")
    assert found(story, "12-02") == []
    story.add("exception_cleared", "12-05", kind="suspended")
    assert len(found(story, "12-06")) == 1


def test_the_first_poll_moves_when_a_poll_is_called_anew_but_not_from_one_held(tree, profile):
    one, two = Story("111"), Story("112")
    one.add("poll_scheduled", "12-01", on="2018-12-10")
    two.add("poll_scheduled", "12-01", on="2018-12-11")

    def first(as_of):
        states = {s.area: fold(tree.areas[s.area], reading(s.facts, day(as_of)), profile) for s in (one, two)}
        found = first_polls(poll_days(tree, states, day(as_of)), profile.first_polls, tree.root.code)
        return {(entry.level, entry.area, entry.held) for entry in found}

    assert first("12-02") == {("district", "111", False), ("township", "111", False)}
    one.add("poll_scheduled", "12-03", on="2018-12-15")
    assert first("12-03") == {("district", "112", False), ("township", "112", False)}
    assert first("12-02") == {("district", "111", False), ("township", "111", False)}
    two.poll("12-11")
    one.add("poll_scheduled", "12-12", on="2018-12-09")
    assert first("12-12") == {("district", "112", True), ("township", "112", True)}
    two.add("milestone_revoked", "12-13", stage="notice", edge="end")
    assert first("12-13") == {("district", "111", False), ("township", "111", False)}
