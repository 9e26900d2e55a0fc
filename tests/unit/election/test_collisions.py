"""Polls per day, group and township; what collides; which days are free."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.election.collisions import PollCalendar, free_days, may_suggest, supervision
from dashboard.election.first_polls import first_polls
from dashboard.election.reading import reading
from dashboard.profile.command import CollisionTerms, FirstPolls
from tests.facts import Story, day
from tests.polls import poll

FIRSTS = FirstPolls(per=("township",), each_kind=False)
GROUPS = {"11": {"一组"}, "12": {"一组"}, "13": {"二组"}}


def terms(**changed):
    usual = {
        "per_group": 3,
        "per_township": 2,
        "per_district": 5,
        "suggested": "ordinary",
        "holiday": 3,
        "offers": 3,
    }
    return CollisionTerms(duty="supervision", **(usual | changed))


def held_before(*townships):
    """The townships' first polls, long held, so that no other is a first one."""
    return [poll(f"{township}0", f"11-{township}", basis="held") for township in townships]


def looked_at(*polls, **changed):
    return PollCalendar(polls, GROUPS, "1", terms(**changed), FIRSTS)


def told(calendar):
    return [(one.kind, one.scope, one.who, one.units, one.limit) for one in calendar.collisions]


def test_the_polls_of_a_day_are_counted_per_group_and_township():
    polls = [poll("111", "12-10"), poll("112", "12-10"), poll("121", "12-10"), poll("131", "12-11")]
    first, second = looked_at(*polls).days
    assert (first.on, first.units, first.by_group, first.by_township) == (
        day("12-10"), 3, {"一组": 3}, {"11": 2, "12": 1},
    )  # fmt: skip
    assert (second.on, second.by_group) == (day("12-11"), {"二组": 1})
    assert looked_at(*polls).load(day("12-12")).units == 0


def test_two_tracks_of_one_unit_are_one_place_to_be_at():
    polls = [poll("111", "12-10"), poll("111", "12-10", track="committee"), poll("112", "12-10")]
    assert looked_at(*held_before("11"), *polls, per_township=2).load(day("12-10")).by_township == {"11": 2}


def test_a_day_collides_from_one_above_the_limit():
    polls = [*held_before("11", "12", "13"), poll("111", "12-10"), poll("112", "12-10"), poll("121", "12-10")]
    assert told(looked_at(*polls)) == []
    assert told(looked_at(*polls, poll("113", "12-10"))) == [
        ("many", "group", "一组", 4, 3),
        ("many", "township", "11", 3, 2),
    ]
    wide = {"per_group": 9, "per_township": 9}
    assert told(looked_at(*polls, poll("131", "12-10"), poll("132", "12-10"), **wide)) == []
    more = [poll("131", "12-10"), poll("132", "12-10"), poll("133", "12-10")]
    assert told(looked_at(*polls, *more, **wide)) == [("many", "district", "1", 6, 5)]


def test_two_first_polls_of_one_group_collide_whatever_the_limit():
    two = looked_at(poll("111", "12-10"), poll("121", "12-10"))
    assert told(two) == [("first_polls", "group", "一组", 2, 1)]
    assert [one.area for one in two.collisions[0].polls] == ["111", "121"]
    assert told(looked_at(poll("111", "12-10"), poll("131", "12-10"))) == []
    assert told(looked_at(poll("111", "12-10"), poll("121", "12-11"))) == []


def test_moving_a_poll_moves_the_collision_and_never_a_held_poll():
    two = looked_at(poll("111", "12-10"), poll("121", "12-10"), poll("122", "12-12"))
    assert told(two.moved("121", "party", day("12-11"))) == []
    # when 121 goes behind 122, that is the first of its township, and on its own
    assert told(two.moved("121", "party", day("12-13"))) == []
    held = looked_at(poll("111", "12-10", basis="held"), poll("121", "12-10", basis="held"))
    assert held.moved("121", "party", day("12-11")).polls == held.polls


def test_free_days_are_the_nearest_ordinary_ones_that_make_no_collision(calendar):
    wanted = poll("111", "01-30")
    full = [poll(code, "01-31") for code in ("112", "113")]
    before = looked_at(*held_before("11", "12", "13"), wanted, *full)
    assert free_days(before, wanted, day("01-29"), day("03-31"), calendar) == (
        day("01-30"), day("01-29"), day("02-01"),
    )  # fmt: skip


def test_no_day_of_the_festival_is_offered_but_weekends_are_unless_the_profile_says_otherwise(calendar):
    wanted = poll("111", "02-08")
    calm = held_before("11", "12", "13")
    found = {
        kind: free_days(
            looked_at(*calm, wanted, suggested=kind, offers=7), wanted, day("02-04"), day("02-18"), calendar
        )
        for kind in ("ordinary", "working", "any")
    }
    assert [str(on)[8:] for on in found["ordinary"]] == ["11", "12", "13", "14", "15", "16", "17"]
    assert [str(on)[8:] for on in found["working"]] == ["11", "12", "13", "14", "15", "18"]
    assert [str(on)[8:] for on in found["any"]] == ["08", "07", "09", "06", "10", "05", "11"]
    assert not may_suggest(day("02-04"), terms(), calendar)
    assert not may_suggest(day("01-01"), terms(), calendar)  # Sunday, Monday and New Year
    assert may_suggest(day("01-01"), terms(holiday=4), calendar)
    assert may_suggest(day("02-16"), terms(), calendar)


def test_a_first_poll_is_not_offered_the_day_of_another_of_its_group(calendar):
    wanted, other = poll("111", "12-10"), poll("121", "12-11")
    found = free_days(looked_at(wanted, other), wanted, day("12-10"), day("12-14"), calendar)
    assert found == (day("12-10"), day("12-12"), day("12-13"))


def test_a_day_that_makes_others_first_polls_meet_is_not_offered(calendar):
    # when 111 goes behind 112, that is the first of township 11, on the day of 121
    polls = wanted, *_ = poll("111", "12-10"), poll("112", "12-12"), poll("121", "12-12")
    found = free_days(looked_at(*polls, offers=9), wanted, day("12-10"), day("12-14"), calendar)
    assert found == (day("12-10"), day("12-11"))


def test_a_second_round_is_no_first_poll(calendar):
    first, again = poll("111", "12-01", basis="held"), poll("111", "12-10", turn=2)
    assert told(looked_at(first, again, poll("121", "12-10"))) == []


def test_a_meeting_of_others_that_grows_is_worse(calendar):
    # 121 and 122's committee meet on 12-12; when 111 goes behind 112, that meets them too
    wanted, *rest = (
        poll("111", "12-10"),
        poll("112", "12-12"),
        poll("121", "12-12"),
        poll("122", "12-12", track="committee"),
    )
    found = free_days(looked_at(wanted, *rest, offers=9), wanted, day("12-10"), day("12-14"), calendar)
    assert found == (day("12-10"), day("12-11"))


def test_leaving_a_collision_to_others_is_no_new_one(calendar):
    # three meet; when 111 leaves, 121 and 122's committee still do, as before
    wanted, *rest = poll("111", "12-10"), poll("121", "12-10"), poll("122", "12-10", track="committee")
    found = free_days(looked_at(wanted, *rest), wanted, day("12-10"), day("12-12"), calendar)
    assert found == (day("12-11"), day("12-12"))


def test_a_unit_that_has_no_day_yet_gets_one(calendar):
    calm = looked_at(*held_before("11"), poll("111", "12-10"), poll("112", "12-10"))
    found = free_days(calm, poll("113", "12-10"), day("12-10"), day("12-12"), calendar)
    assert found == (day("12-11"), day("12-12"))


codes = st.sampled_from(["111", "112", "113", "121", "122", "131", "132"])
schedules = st.dictionaries(codes, st.integers(1, 12), min_size=1)


@given(schedules, codes, st.integers(1, 12))
def test_what_is_offered_is_nearest_and_takes_part_in_no_collision(calendar, days, code, on):
    wanted = poll(code, f"12-{on:02}")
    polls = [poll(area, f"12-{number:02}") for area, number in days.items() if area != code]
    looked = looked_at(*polls, wanted)
    found = free_days(looked, wanted, day("12-03"), day("12-20"), calendar)

    def meets(free):
        return any(
            code in {one.area for one in each.polls} for each in looked.moved(code, "party", free).collisions
        )

    assert not any(map(meets, found))
    reach = [abs((free - wanted.on).days) for free in found]
    assert reach == sorted(reach)
    # behind all other polls the unit is alone, so only its leaving can stand in the way
    assert len(found) == 3 or len({area[:2] for area in days} | {code[:2]}) > 1


def test_a_unit_that_leaves_its_place_as_first_to_another_of_the_same_day_may_leave(calendar):
    # 111 and 121 meet; when 111 leaves, 112 is the first of its township and meets 121 instead: no worse
    wanted, *rest = poll("111", "12-10"), poll("112", "12-10"), poll("121", "12-10")
    found = free_days(looked_at(wanted, *rest), wanted, day("12-10"), day("12-12"), calendar)
    assert found == (day("12-11"), day("12-12"))


@given(schedules)
def test_the_days_add_up_to_all_polls_and_first_polls_meet_only_in_one_group(days):
    polls = [poll(area, f"12-{number:02}") for area, number in days.items()]
    looked = looked_at(*polls, per_group=1, per_township=1, per_district=1)
    assert sum(load.units for load in looked.days) == len(polls)
    firsts = {one.area: one.on for one in first_polls(polls, FIRSTS, "1")}
    meeting = [{one.area for one in each.polls} for each in looked.collisions if each.kind == "first_polls"]
    together = {
        frozenset((one, other))
        for one in firsts
        for other in firsts
        if one < other and firsts[one] == firsts[other] and GROUPS[one[:2]] == GROUPS[other[:2]]
    }
    assert {frozenset(areas) for areas in meeting} == together


def test_the_groups_of_a_township_are_those_named_last_and_not_ended():
    story = Story("11")
    story.add("assignment", "11-20", post="区第一督导组", duty="supervision", subject="supervision")
    story.add("assignment", "11-20", post="区领导甲", duty="leader", subject="leader")
    found = supervision({"11": reading(story.facts), "12": []}, terms())
    assert found == {"11": {"区第一督导组"}, "12": frozenset()}
    story.add("assignment", "12-01", post="区第二督导组", duty="supervision", subject="supervision")
    story.add("assignment", "12-02", post="区第三督导组", duty="supervision", subject="second")
    assert supervision({"11": reading(story.facts)}, terms())["11"] == {"区第二督导组", "区第三督导组"}
    story.add("assignment", "12-03", post="区第二督导组", duty="supervision", subject="supervision", ended=True)
    assert supervision({"11": reading(story.facts)}, terms())["11"] == {"区第三督导组"}
    assert supervision({"11": reading(story.facts, day("11-25"))}, terms())["11"] == {"区第一督导组"}


@pytest.mark.parametrize("at", ["09:00", None])
def test_the_polls_of_a_day_stand_in_order_of_their_hour(at):
    polls = [poll("112", "12-10", at), poll("111", "12-10", "10:00"), poll("113", "12-10", "08:30")]
    expected = ["113", "112", "111"] if at else ["113", "111", "112"]
    assert [one.area for one in looked_at(*polls).load(day("12-10")).polls] == expected


def test_the_limits_of_the_shipped_profile_leave_room_for_every_poll(profile):
    span = profile.campaign.end - profile.campaign.start
    assert profile.collisions.per_township <= profile.collisions.per_group <= profile.collisions.per_district
    assert profile.collisions.per_district * (span // timedelta(days=1)) > 2 * 700
