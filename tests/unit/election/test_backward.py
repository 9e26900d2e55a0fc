"""Latest days before a poll, by hand across Spring Festival 2019 and as laws that hold for any course.

Off: Mon 02-04 … Sun 02-10. Worked instead: Sat 02-02, Sun 02-03.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.election.backward import backward, earliest_poll
from dashboard.election.reading import reading
from dashboard.election.state import fold
from dashboard.intake.rules import broken_rules
from dashboard.messages import messages
from dashboard.profile.load import load_profile, profile_path
from tests.facts import Story, day

DAY = timedelta(days=1)
PLACES = {"party": ("111", "party"), "village": ("111", "committee"), "residents": ("121", "committee")}


@pytest.fixture(scope="module")
def unit(tree, profile):
    def state(place, ends=(), as_of="01-01", starts=(), **attributes):
        area, track = PLACES[place]
        story = Story(area, track)
        for stage, on in dict(starts).items():
            story.start(stage, on)
        for stage, on in dict(ends).items():
            story.end(stage, on)
        where = replace(tree.areas[area], attributes=attributes)
        return fold(where, reading(story.facts, None), profile).tracks[track]

    return state


@pytest.fixture(scope="module")
def schedule(profile, calendar):
    return lambda state, poll_on, today="01-01": backward(state, day(poll_on), day(today), profile, calendar)


@pytest.fixture(scope="module")
def earliest(profile, calendar):
    def days(state, today):
        return tuple(
            earliest_poll(state, day(today), profile, calendar, estimated=estimated) for estimated in (False, True)
        )

    return days


def ends(found, reckoning):
    return {one.stage: getattr(one, reckoning).end for one in found.deadlines}


def by_hand(**days):
    return {stage: day(on.replace("_", "-")) for stage, on in days.items()}


def test_party_poll_behind_the_festival(unit, schedule):
    found = schedule(unit("party"), "02-13")
    # five working days of notice: 02-13, 02-12, 02-11, 02-03, 02-02 — so it must have begun by 02-01
    assert ends(found, "legal") == by_hand(
        preparation="02-01", appraisal="02-01", recommendation="02-01", review="02-01", inspection="02-01",
        notice="02-13", approval="02-13",
    )  # fmt: skip
    # 02-13 less 1 day; less 2 days is Sun 02-10, the last working day before it Sun 02-03; five working days before
    # that begin after 01-29; then 4, 2 and 5 days; less 5 days is Sun 01-13, so Fri 01-11
    assert ends(found, "estimate") == by_hand(
        preparation="01-11", appraisal="01-18", recommendation="01-23", review="01-25", inspection="01-29",
        notice="02-03", approval="02-12",
    )  # fmt: skip
    assert found.deadlines[0].estimate.start == day("01-06")


@pytest.mark.parametrize(
    ("poll_on", "latest"),
    [
        ("02-16", "02-10"),  # 02-15 … 02-11 are five working days; the day before them is a holiday
        ("02-11", "01-30"),  # 02-11, 02-03, 02-02, 02-01, 01-31
        ("02-06", "01-29"),  # in the festival: 02-03, 02-02, 02-01, 01-31, 01-30
        ("02-02", "01-28"),  # Sat, worked: 02-02, 02-01, 01-31, 01-30, 01-29
    ],
)
def test_five_working_days_of_notice_around_the_festival(unit, schedule, poll_on, latest):
    assert ends(schedule(unit("party"), poll_on), "legal")["inspection"] == day(latest)


def test_village_poll_behind_the_festival(unit, schedule):
    found = schedule(unit("village"), "02-24")
    # the voter list hangs 20 days: 02-24 less 20 is 02-04, be it a holiday; nothing else is law
    assert ends(found, "legal") == by_hand(
        audit="02-04", election_committee="02-04", registration="02-04", nomination="02-24", review="02-24",
        candidates="02-24",
    )  # fmt: skip
    # 8 days: Sat 02-16, so Fri 02-15; 5: Sun 02-10, so 02-03; 3: 01-31; 5: Sat 01-26, so 01-25; 6: Sat 01-19, so
    # 01-18; 4: Mon 01-14
    assert ends(found, "estimate") == by_hand(
        audit="01-14", election_committee="01-18", registration="01-25", nomination="01-31", review="02-03",
        candidates="02-15",
    )  # fmt: skip


def test_village_poll_without_nominated_candidates_is_bound_by_the_voter_list(unit, schedule):
    found = schedule(unit("village", voting="without_candidates"), "02-24")
    lists = next(one for one in found.deadlines if one.stage == "registration")
    # 8 days: Fri 02-15; 3 days: 02-12, but the list 02-04, a holiday, so Sun 02-03
    assert (lists.estimate.end, lists.estimate.by.id) == (day("02-03"), "village_notice")
    assert [one.stage for one in found.deadlines] == ["audit", "election_committee", "registration", "review"]


def test_residents_poll_behind_the_festival(unit, schedule):
    found = schedule(unit("residents"), "03-02")
    assert ends(found, "legal")["registration"] == day("02-10")
    # 8: Fri 02-22; 5: Sun 02-17, so 02-15; 3: 02-12; 4: 02-08 in the festival, so 02-03; 6: 01-28; 3: 01-25
    assert ends(found, "estimate") == by_hand(
        audit="01-25", election_committee="01-28", registration="02-03", nomination="02-12", review="02-15",
        candidates="02-22",
    )  # fmt: skip


def test_each_day_names_what_binds_it(unit, schedule, profile):
    found = {one.stage: one for one in schedule(unit("party"), "02-13").deadlines}
    rule = next(rule for rule in profile.rules if rule.id == "party_notice")
    assert found["review"].legal.by.id == found["inspection"].legal.by.id == rule.id
    assert found["inspection"].legal.by.label == rule.label
    assert (found["inspection"].legal.by.days, found["inspection"].legal.by.day_kind) == (5, "working")
    assert (found["approval"].legal.by.source, found["notice"].legal.by.source) == ("poll", "poll")
    assert (found["review"].estimate.by.source, found["review"].estimate.by.id) == ("estimate", "inspection")
    assert found["notice"].legal.lasts.id == found["inspection"].estimate.by.id == rule.id
    assert found["notice"].legal.start == day("02-01")


def test_of_two_bounds_on_one_day_the_rule_is_named(unit, schedule):
    # 8 days: Wed 01-02; 5: Fri 12-28; 3: Tue 12-25; 4: Fri 12-21, which is 20 days before the poll as well
    lists = schedule(unit("residents"), "01-10", "12-01").deadlines[2]
    assert (lists.estimate.end, lists.estimate.by.id) == (day("12-21"), "residents_notice")


def test_earliest_party_poll_counts_the_days_worked_before_the_festival(unit, earliest):
    done = dict.fromkeys(["preparation", "appraisal", "recommendation", "review"], "01-20") | {
        "inspection": "02-01"
    }
    # notice: 02-02, 02-03, 02-11, 02-12, 02-13; estimated: approval 02-15, poll 02-16
    assert earliest(unit("party", done), "02-01") == (day("02-13"), day("02-16"))


def test_earliest_village_poll_is_twenty_days_after_the_voter_list(unit, earliest):
    done = {"audit": "01-14", "election_committee": "01-18", "registration": "01-25"}
    # estimated: 01-30, Sat 02-02 (worked), 02-07 in the festival so 02-11, 8 days more
    assert earliest(unit("village", done), "01-28") == (day("02-14"), day("02-19"))


def test_earliest_residents_poll_of_a_unit_that_has_not_begun(unit, earliest):
    # law: the list today; estimated: 01-31, Sun 02-03 (worked), 02-09 → 02-11, 02-15, 02-18, 02-23 → 02-25, 03-05
    assert earliest(unit("residents"), "01-28") == (day("02-17"), day("03-05"))


def test_a_list_published_too_late_makes_the_poll_impossible_and_is_told(unit, schedule):
    state = unit("village", {"audit": "01-14", "election_committee": "01-18", "registration": "02-05"})
    found = schedule(state, "02-24", "02-11")
    lists = next(one for one in found.deadlines if one.stage == "registration")
    assert (found.impossible, lists.trouble, lists.legal.slack) == (True, "ended_late", -1)
    assert str(lists.reason) == (
        "Voters registered, list published ended on 2019-02-05, after its latest day, 2019-02-04: "
        "Voter list published 20 days before polling day"
    )
    assert (
        messages("zh_CN").value(lists.reason)
        == "选民登记·名单公布于2019-02-05结束，晚于最迟日期2019-02-04：选民名单在选举日的二十日前公布"
    )
    assert not schedule(state, "02-25", "02-11").impossible
    assert found.earliest_legal == day("02-25")


def test_a_day_that_has_passed_without_an_end_is_red_from_the_next_day_on(unit, schedule):
    state = unit("village", {"audit": "01-14", "election_committee": "01-18"})
    assert not schedule(state, "02-24", "02-04").impossible
    late = schedule(state, "02-24", "02-05")
    assert [(one.stage, one.trouble) for one in late.deadlines if one.impossible] == [("registration", "past")]
    assert "is past" in str(late.deadlines[2].reason)


def test_a_notice_that_began_too_late_is_red_before_its_last_day_is_past(unit, schedule):
    done = dict.fromkeys(["preparation", "appraisal", "recommendation", "review"], "01-20") | {
        "inspection": "02-01"
    }
    late = schedule(unit("party", done, starts={"notice": "02-02"}), "02-13", "02-02")
    trouble = {one.stage: one.trouble for one in late.deadlines if one.impossible}
    assert trouble == {"notice": "started_late", "approval": "waits"}
    assert late.earliest_legal == day("02-14")
    assert (
        schedule(unit("party", done, starts={"notice": "02-02"}), "02-13", "02-13").deadlines[5].trouble
        == "started_late"
    )
    assert not schedule(unit("party", done), "02-13", "02-02").impossible


def test_a_notice_that_was_cut_short_forbids_the_poll_until_it_would_have_lasted(unit, schedule):
    done = dict.fromkeys(["preparation", "appraisal", "recommendation", "review"], "01-20")
    short = unit("party", done | {"inspection": "02-01", "notice": "02-03"}, starts={"notice": "02-02"})
    found = schedule(short, "02-13", "02-11")
    assert [(one.stage, one.trouble) for one in found.deadlines if one.impossible] == [
        ("notice", "too_short"),
        ("approval", "waits"),
    ]
    assert found.earliest_legal == day("02-14")
    assert "five working days" in str(found.deadlines[5].reason)


def test_a_stage_without_a_record_that_was_passed_over_is_no_trouble(unit, schedule):
    state = unit("village", {"registration": "02-04"})
    found = schedule(state, "02-24", "02-11")
    assert [one.passed for one in found.deadlines] == [True, True, False, False, False, False]
    assert not found.impossible
    assert found.deadlines[0].legal.slack is None


def test_a_stage_that_was_passed_over_is_told_by_what_is_recorded_of_it_not_by_today(unit, schedule):
    done = dict.fromkeys(["preparation", "appraisal", "recommendation", "review"], "01-20")
    late = unit("party", done | {"inspection": "02-01", "approval": "02-12"}, starts={"notice": "02-02"})
    notice = schedule(late, "02-13", "02-14").deadlines[5]
    assert (notice.passed, notice.trouble, notice.legal.earliest) == (True, "started_late", day("02-14"))


def test_a_notice_that_began_in_time_waits_for_what_must_end_before_it(unit, schedule):
    done = dict.fromkeys(["preparation", "appraisal", "recommendation", "review"], "01-20") | {
        "inspection": "02-02"
    }
    found = schedule(unit("party", done, starts={"notice": "02-01"}), "02-13", "02-03")
    assert [one.trouble for one in found.deadlines[4:]] == ["ended_late", "waits", "waits"]


def test_a_poll_that_the_law_allows_and_the_estimates_do_not_is_hurried(unit, schedule):
    done = {"audit": "01-14", "election_committee": "01-18", "registration": "01-25"}
    found = schedule(unit("village", done), "02-16", "01-28")
    assert (found.impossible, found.hurried) == (False, True)
    assert {one.stage for one in found.deadlines if one.hurried} == {"nomination", "review", "candidates"}
    assert not schedule(unit("village", done), "02-19", "01-28").hurried


def test_a_plan_behind_the_latest_legal_day_is_seen(tree, profile, schedule):
    story = Story("111", "committee")
    story.add("plan", "12-01", dates={"registration": "2019-02-05", "poll": "2019-02-24"})
    state = fold(tree.areas["111"], story.facts, profile).tracks["committee"]
    late = [one.stage for one in schedule(state, "02-24").deadlines if one.planned_late]
    assert late == ["registration"]
    assert not any(one.planned_late for one in schedule(state, "02-25").deadlines)


def test_units_without_an_election_and_decided_polls_want_no_day(tree, profile, schedule, earliest):
    not_due = fold(tree.areas["113"], [], profile).tracks["party"]
    assert schedule(not_due, "02-13") is None
    assert earliest(not_due, "01-01") == (None, None)
    story = Story()
    story.end("approval", "12-09")
    story.poll("12-10")
    decided = fold(tree.areas["111"], story.facts, profile).tracks["party"]
    assert earliest(decided, "12-14") == (None, None)
    assert schedule(decided, "12-10", "12-14").earliest_legal is None


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (20, 30, "02-24"),  # 01-25 and 20 days is 02-14, when 30 are asked for already
        (30, 20, "02-14"),  # 30 days would be 02-24; from 02-11 on 20 are enough
        (30, 15, "02-11"),  # 15 days are over on 02-09, but the law allows it only from 02-11 on
    ],
)
def test_a_polling_day_is_held_to_the_law_of_that_day(tree, profile, calendar, before, after, expected):
    old = next(rule for rule in profile.rules if rule.id == "village_notice")
    others = tuple(rule for rule in profile.rules if rule.id != "village_notice")
    rules = (
        old.model_copy(update={"days_before_poll": before, "effective_to": day("02-10")}),
        old.model_copy(update={"id": "new", "days_before_poll": after, "effective_from": day("02-11")}),
    )
    changed = profile.model_copy(update={"rules": (*others, *rules)})
    story = Story("111", "committee")
    for stage in ("audit", "election_committee", "registration"):
        story.end(stage, "01-25")
    state = fold(tree.areas["111"], story.facts, changed).tracks["committee"]
    assert earliest_poll(state, day("01-28"), changed, calendar) == day(expected)
    assert not backward(state, day(expected), day("01-28"), changed, calendar).impossible
    assert backward(state, day(expected) - DAY, day("01-28"), changed, calendar).impossible


def test_stages_that_do_not_wait_for_each_other_have_the_same_latest_day(tree, tmp_path, calendar):
    text = profile_path("haidian").read_text(encoding="utf-8")
    for stage, waits in (("inspection", '["recommendation"]'), ("notice", '["review", "inspection"]')):
        assert text.count(f'{{ id = "{stage}", phase') == 1
        text = text.replace(f'{{ id = "{stage}", phase', f'{{ id = "{stage}", after = {waits}, phase')
    (tmp_path / "parallel.toml").write_text(text, encoding="utf-8")
    parallel = load_profile(tmp_path / "parallel.toml")
    state = fold(tree.areas["111"], [], parallel).tracks["party"]
    found = backward(state, day("02-13"), day("01-01"), parallel, calendar)
    latest = ends(found, "estimate")
    # both before the notice, which begins after 01-29; recommendation before the longer of them: 4 days
    assert (latest["review"], latest["inspection"], latest["recommendation"]) == tuple(
        map(day, ("01-29", "01-29", "01-25"))
    )


STAGES = {
    "party": ["preparation", "appraisal", "recommendation", "review", "inspection", "notice", "approval"],
    "village": ["audit", "election_committee", "registration", "nomination", "review", "candidates"],
    "residents": ["audit", "election_committee", "registration", "nomination", "review", "candidates"],
}


@st.composite
def courses(draw):
    """A place, the ends and one start that are recorded, in order and perhaps with a gap, and a later today."""
    place = draw(st.sampled_from(sorted(STAGES)))
    on, done = date(2018, 12, 20) + DAY * draw(st.integers(0, 30)), {}
    starts = {}
    for stage in STAGES[place][: draw(st.integers(0, 7))]:
        later = draw(st.integers(0, 4))
        if draw(st.booleans()) and later:
            starts[stage] = on + DAY * draw(st.integers(0, later))
        on += DAY * later
        if draw(st.integers(0, 5)):
            done[stage] = on
    return place, done, starts, on + DAY * draw(st.integers(0, 10))


polls = st.dates(date(2018, 12, 20), date(2019, 3, 31))


@given(courses(), polls, st.integers(0, 40))
def test_a_later_poll_makes_no_day_earlier(unit, schedule, course, poll_on, later):
    place, done, starts, today = course
    state = unit(place, done, starts=starts)
    first, second = schedule(state, poll_on, today), schedule(state, poll_on + later * DAY, today)
    for one, other in zip(first.deadlines, second.deadlines, strict=True):
        assert other.legal.end >= one.legal.end
        assert other.legal.start >= one.legal.start
        assert other.estimate.end >= one.estimate.end
        assert other.impossible <= one.impossible


@given(courses(), polls)
def test_backward_and_forward_agree_on_the_first_lawful_day(unit, schedule, course, poll_on):
    place, done, starts, today = course
    found = schedule(unit(place, done, starts=starts), poll_on, today)
    troubled = any(one.impossible for one in found.deadlines)
    assert (troubled or poll_on < today) == (poll_on < found.earliest_legal)
    assert found.earliest_estimate >= found.earliest_legal


@given(courses(), polls)
def test_estimates_are_never_later_than_the_law_and_stages_follow_each_other(unit, schedule, course, poll_on):
    place, done, starts, today = course
    found = schedule(unit(place, done, starts=starts), poll_on, today)
    for one in found.deadlines:
        assert one.estimate.end <= one.legal.end
        assert one.legal.start <= one.legal.end <= poll_on
    for one, after in zip(found.deadlines, found.deadlines[1:], strict=False):
        assert one.legal.end <= after.legal.start
        assert one.estimate.end <= after.estimate.start


@given(st.sampled_from(["village", "residents"]), st.integers(0, 45), polls)
def test_the_notice_is_counted_as_the_daily_report_counts_it(
    unit, schedule, profile, calendar, place, ago, poll_on
):
    published = poll_on - ago * DAY
    before = published - DAY
    state = unit(place, {"audit": before, "election_committee": before, "registration": published})
    refused = any(said == "poll_scheduled.on" for _, said, _ in broken_rules(state, poll_on, profile, calendar))
    lists = schedule(state, poll_on, published).deadlines[2]
    assert (lists.trouble == "ended_late") == refused == (ago < 20)


@given(polls, st.integers(0, 14))
def test_the_public_notice_is_counted_as_the_daily_report_counts_it(
    unit, schedule, profile, calendar, start, lasts
):
    end = start + lasts * DAY
    done = dict.fromkeys(["preparation", "appraisal", "recommendation", "review", "inspection"], start)
    state = unit("party", done | {"notice": end})
    short = any(said == "milestone.notice.end" for _, said, _ in broken_rules(state, None, profile, calendar))
    found = schedule(state, end, end)
    assert found.impossible == short
    assert found.deadlines[5].trouble == ("too_short" if short else None)
