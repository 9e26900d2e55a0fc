"""Each rule of early warning finds what it is for, from when to when, and nothing beside it."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from dashboard.election.alerts.conditions import AREA, DISTRICT, judge
from dashboard.election.alerts.first_polls import DistrictView
from dashboard.election.alerts.view import AreaView, Ground
from dashboard.election.first_polls import first_polls
from dashboard.election.poll_days import poll_days
from dashboard.election.reading import reading
from dashboard.election.rows import track_rows
from dashboard.election.state import fold
from dashboard.profile.alerts import StageOverdue
from tests.facts import Story, day

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def ground(profile, calendar, tree):
    return Ground(profile, calendar, tree)


@pytest.fixture
def found(ground, profile):
    """What one rule finds on the facts of a story, as (level, since, until, values)."""

    def find(rule, story, area="111", first=frozenset(), **changed):
        chosen = next(one for one in profile.alerts if one.id == rule).model_copy(update=changed)
        judged = judge(AreaView(ground.tree.areas[area], reading(story.facts), ground, first), [chosen])
        assert not judged.failed, judged.failed
        return list(judged.findings)

    return find


def at(text, hour=0, minute=0):
    return datetime.combine(day(text), time(hour, minute), ZONE)


def holding(findings, moment):
    return max((one.level for one in findings if one.holds(moment)), default=0)


def test_every_kind_of_rule_of_the_profile_has_its_condition(profile):
    assert {rule.kind for rule in profile.alerts} == {*AREA, *DISTRICT}
    assert not AREA.keys() & DISTRICT.keys()


# ---------------------------------------------------------------- pace


def test_a_stage_is_overdue_from_the_working_day_that_the_rule_names(found):
    story = Story()
    story.add("plan", "11-19", dates={"preparation": "2018-12-06", "appraisal": "2018-12-20"})  # a Thursday
    story.start("preparation", "12-03")
    late = found("stage_overdue", story)
    assert holding(late, at("12-09", 23)) == 0, "Friday is the first working day behind it, a weekend follows"
    assert holding(late, at("12-10")) == 1
    assert holding(late, at("12-12", 23)) == 1
    assert holding(late, at("12-13")) == 2
    assert holding(late, at("12-20")) == 3
    assert late[0].values == {"stage": "party.preparation", "due": "2018-12-06"}
    story.end("preparation", "12-12")
    assert holding(found("stage_overdue", story), at("12-13")) == 0
    assert holding(found("stage_overdue", story), at("12-24")) == 1, "the next stage, due on the 20th"


def test_an_approved_change_of_plan_ends_it_unless_the_profile_says_otherwise(found):
    story = Story()
    story.add("plan", "11-19", dates={"preparation": "2018-12-06"})
    story.start("preparation", "12-03")
    story.add("plan", "12-07", dates={"preparation": "2018-12-21"}, cause="audit takes longer")
    assert holding(found("stage_overdue", story), at("12-14")) == 0
    assert holding(found("stage_overdue", story, against="baseline"), at("12-14")) == 2


@pytest.mark.parametrize("kind", ["postponed", "suspended"])
def test_who_may_wait_is_neither_overdue_nor_silent(found, kind):
    story = Story()
    story.add("plan", "11-19", dates={"preparation": "2018-12-06"})
    story.start("preparation", "12-03")
    assert holding(found("stage_overdue", story), at("12-27"))
    assert holding(found("no_change", story), at("12-27"))
    story.add("exception", "12-06", kind=kind)
    assert not found("stage_overdue", story)
    assert not found("no_change", story)


def test_silence_counts_working_days_since_the_last_word_or_the_called_poll(found):
    story = Story()
    story.start("preparation", "12-03")
    assert holding(found("no_change", story), at("12-14", 23)) == 0
    assert holding(found("no_change", story), at("12-17")) == 1
    story.end("preparation", "12-07")
    assert holding(found("no_change", story), at("12-20", 23)) == 0
    assert holding(found("no_change", story), at("12-21")) == 1
    story.add("poll_scheduled", "12-10", on="2018-12-24")
    assert holding(found("no_change", story), at("12-29", 23)) == 0, "it waits for its poll"
    assert holding(found("no_change", story), at("1-9", 12)) == 1
    assert not found("no_change", Story()), "who has not begun is not under way"


def test_far_ahead_is_a_question_until_the_planned_day(found):
    story = Story()
    story.add("plan", "11-19", dates={"preparation": "2018-12-14"})
    story.end("preparation", "12-07")
    ahead = found("far_ahead", story)
    assert [(one.level, one.since, one.until) for one in ahead] == [(1, at("12-07"), at("12-14"))]
    nearly = Story()
    nearly.add("plan", "11-19", dates={"preparation": "2018-12-13"})
    nearly.end("preparation", "12-07")
    assert not found("far_ahead", nearly), "four working days are within the rule"


def test_a_step_back_without_a_cause_stands_until_it_is_told_or_made_good(found):
    story = Story()
    story.end("preparation", "12-05")
    back = story.add("milestone_revoked", "12-06", stage="preparation", time=time(10, 30))
    assert [(one.level, one.since) for one in found("unexplained_step", story)] == [(2, at("12-06", 10, 30))]
    told = Story()
    told.facts = list(story.facts)
    told.add("milestone_revoked", "12-06", stage="preparation", cause="published wrongly", supersedes=back.id)
    assert not found("unexplained_step", told)
    story.end("preparation", "12-10")
    assert not found("unexplained_step", story)


# ---------------------------------------------------------------- polls


def test_a_poll_tomorrow_with_an_open_checklist_begins_on_the_eve(found):
    story = Story()
    story.start("preparation", "12-03")
    story.add("check", "12-05", item="disc", done=True)
    story.add("poll_scheduled", "12-10", on="2018-12-14")
    eve = found("open_checklist", story)
    assert [(one.level, one.since, one.until) for one in eve] == [(2, at("12-13", 17, 30), at("12-15"))]
    assert eve[0].values == {"poll": "2018-12-14", "items": "pledges"}
    story.add("poll_scheduled", "12-11", on="2018-12-20")
    assert found("open_checklist", story)[0].since == at("12-19", 17, 30), "it moves with the poll"
    story.add("check", "12-12", item="pledges", done=True)
    assert not found("open_checklist", story)


def test_the_checklist_of_first_polls_binds_first_polls_only(found):
    story = Story()
    story.start("preparation", "12-03")
    story.add("poll_scheduled", "12-10", on="2018-12-14")
    six = {"checklists": ("six_present",)}
    assert not found("open_checklist", story, **six)
    first = found("open_checklist", story, first=frozenset({("111", "party")}), **six)
    assert first[0].values["items"].count("present_") == 6


def test_a_quorum_is_at_risk_when_the_last_poll_hardly_drew_it_and_another_is_to_come(found):
    story = Story()
    story.poll("12-10", "rerun", present=80)
    risk = found("quorum_risk", story)
    assert [(one.level, one.since, one.values) for one in risk] == [
        (2, at("12-10"), {"present": 80, "eligible": 100, "needed": 81})
    ]
    enough = Story()
    enough.poll("12-10", "another", present=86)
    assert not found("quorum_risk", enough), "five in a hundred above the quorum"
    scarce = Story()
    scarce.poll("12-10", "another", present=85)
    assert found("quorum_risk", scarce)
    story.poll("12-19", round=2)
    assert not found("quorum_risk", story)


def test_a_poll_too_soon_after_the_voters_list(found):
    story = Story(track="committee")
    story.start("audit", "11-20")
    story.add("plan", "11-19", dates={"poll": "2018-12-21"})
    waiting = found("notice_short", story)
    assert [one.since for one in waiting] == [at("12-02")], (
        "a list of the 1st would be 20 days ahead, one of the 2nd not"
    )
    story.end("registration", "12-01")
    assert not found("notice_short", story)
    story.add("poll_scheduled", "12-03", on="2018-12-20")
    short = found("notice_short", story)
    assert [(one.since, one.values["wanted"]) for one in short] == [(at("12-01"), 20)]
    story.poll("12-20")
    assert not found("notice_short", story), "held is held"


def test_a_re_election_pending(found):
    story = Story()
    story.poll("12-03", "another")
    pending = found("reelection_pending", story)
    assert [(one.level, one.since) for one in pending] == [(2, at("12-08")), (3, at("12-15"))]
    story.poll("12-07", round=2)
    assert not found("reelection_pending", story)


# ---------------------------------------------------------------- reviews, key villages, matters


def test_a_review_is_due_soon_then_overdue_then_back(found):
    story = Story()
    story.add("review_submitted", "12-03", subject="b1", time=time(10), hours=48, candidates=6)
    due = found("review_due", story)
    assert holding(due, at("12-05", 5, 59)) == 0
    assert holding(due, at("12-05", 6)) == 1
    assert holding(due, at("12-05", 10)) == 3
    assert due[0].values == {"hours": 48, "due": "2018-12-05T10:00"}
    assert len({one.key for one in due}) == 1, "one alert that grows worse"
    story.add("review_returned", "12-05", subject="b1", time=time(12), passed=6, returned=0)
    assert not found("review_due", story)


def test_a_key_village_wants_a_visit_every_fortnight(found):
    story = Story()
    story.add("visit", "11-26", post="区委书记", kind="leader")
    assert not found("key_unvisited", story), "no key village"
    story.add("key_village", "12-01", level="district")
    assert holding(found("key_unvisited", story), at("12-14", 23)) == 0
    assert holding(found("key_unvisited", story), at("12-15")) == 1
    assert holding(found("key_unvisited", story), at("12-29")) == 2
    story.add("visit", "12-10", post="区委书记", kind="leader")
    assert holding(found("key_unvisited", story), at("12-23", 23)) == 0
    story.add("key_village", "12-11", level=None)
    assert not found("key_unvisited", story)


def test_measures_and_matters_past_their_day(found):
    story = Story()
    story.add("key_village", "11-20", level="district")
    measure = {"text": "台账", "post": "工作组", "due": "2018-12-10"}
    matter = {"department": "区民政局", "text": "答复", "due": "2018-12-10"}
    story.add("measure", "11-21", subject="m1", progress=50, **measure)
    story.add("matter", "11-21", subject="q1", **matter)
    for rule, worse in (("measure_overdue", "12-17"), ("matter_overdue", "12-15")):
        late = found(rule, story)
        assert holding(late, at("12-10", 23)) == 0
        assert holding(late, at("12-11")) == 1
        assert holding(late, at(worse)) == 2
        assert late[0].values == {"due": "2018-12-10"}, "no text that somebody wrote"
    story.add("measure", "12-11", subject="m1", progress=100, **measure)
    story.add("matter", "12-11", subject="q1", closed=True, **matter)
    assert not found("measure_overdue", story)
    assert not found("matter_overdue", story)


# ---------------------------------------------------------------- what townships tell


def test_a_report_is_missing_an_hour_after_the_deadline_and_worse_a_day_later(found):
    story = Story(area="11")
    story.add("report_received", "12-03", status="received")
    late = found("report_missing", story, area="11")
    assert [(one.level, one.since) for one in late] == [(1, at("12-04", 18)), (2, at("12-05", 18))]
    story.add("report_received", "12-05", status="zero")
    assert found("report_missing", story, area="11")[0].values == {"day": "2018-12-06"}


def test_no_report_is_owed_outside_the_campaign(found, profile):
    story = Story(area="11")
    assert found("report_missing", story, area="11")[0].since == at("11-19", 18)
    story.add("report_received", profile.campaign.end, status="zero")
    assert not found("report_missing", story, area="11")
    story = Story(area="11")
    story.add("report_received", "3-30", status="zero")
    (last,) = found("report_missing", story, area="11")
    assert (last.since, last.until) == (at("3-31", 18), at("4-1"))


def test_an_incident_is_red_until_it_is_closed(found):
    story = Story()
    story.add("incident", "12-10", subject="i1", time=time(9, 40), category="order")
    story.add("incident", "12-10", subject="i1", time=time(10, 5), category="order", post="维稳保障组")
    assert [(one.level, one.since) for one in found("incident_open", story)] == [(3, at("12-10", 9, 40))]
    story.add("incident", "12-10", subject="i1", time=time(16), category="order", closed=True)
    assert not found("incident_open", story)


def test_petitions_are_compared_with_the_weeks_before(found):
    story = Story()
    for on in ("11-26", "12-03"):
        story.add("petitions", on, visits=1, hotline=1)
    assert not found("petitions_rise", story), "small counts are never told"
    story.add("petitions", "12-12", visits=2, hotline=3)
    (rise,) = found("petitions_rise", story)
    assert (rise.since, rise.until) == (at("12-12"), at("12-19"))
    assert rise.values == {"count": 5, "days": 7}, "2 and 2 in the 17 days before: 1.6 a week"
    story.add("petitions", "12-05", visits=8, hotline=0)
    (rise,) = found("petitions_rise", story)
    assert rise.since == at("12-05"), "with eight on the 5th it begins there"


def test_without_a_mean_behind_there_is_no_rise(found):
    story = Story()
    story.add("petitions", "11-23", visits=20, hotline=0)
    assert not [one for one in found("petitions_rise", story) if one.since < at("12-03")]


# ---------------------------------------------------------------- the district


def stories(*polls):
    """Facts of units on whose track a poll is called: (unit, track, day)."""
    told = {}
    for area, track, on in polls:
        story = Story(area, track)
        story.start("preparation" if track == "party" else "audit", "12-03")
        story.add("poll_scheduled", "12-10", on=str(day(on)))
        told[area, track] = story
    return told


@pytest.fixture
def district(ground):
    def view(told, group_of, today="12-14"):
        rows = []
        for area in ground.tree.units:
            facts = [fact for (code, _), story in told.items() if code == area.code for fact in story.facts]
            rows += track_rows(area, fold(area, reading(facts), ground.profile))
        return DistrictView.of(rows, {town: {post} for town, post in group_of.items()}, ground, day(today))

    return view


def test_first_polls_of_one_group_on_one_day_collide(district, profile):
    polls = (
        ("111", "party", "12-20"),
        ("121", "party", "12-20"),
        ("112", "party", "12-20"),
        ("122", "party", "12-21"),
    )
    view = district(stories(*polls), {"11": "一组", "12": "一组"})
    assert view.coming() == {("111", "party"), ("121", "party")}, (
        "of several on one day the first in official order"
    )
    found = judge(view, profile.alerts)
    assert not found.failed
    (one,) = found.findings
    assert (one.area, one.track, one.level) == ("121", "party", 1)
    assert one.values == {"poll": "2018-12-20", "group": "一组", "other": "示例一村"}
    apart = district(stories(*polls), {"11": "一组", "12": "二组"})
    assert not judge(apart, profile.alerts).findings
    moved = stories(*polls)
    moved["121", "party"].add("poll_scheduled", "12-11", on="2018-12-19")
    assert not judge(district(moved, {"11": "一组", "12": "一组"}), profile.alerts).findings


def test_where_a_poll_was_held_no_first_one_is_to_come(district, profile):
    told = stories(("111", "party", "12-20"), ("112", "party", "12-21"))
    told["111", "party"].poll("12-20")
    view = district(told, {})
    assert view.coming() == frozenset()


def test_a_planned_day_that_has_passed_makes_no_first_poll(district):
    planned = Story("111")
    planned.add("plan", "11-19", dates={"poll": "2018-12-12"})
    planned.start("preparation", "12-03")
    told = stories(("112", "party", "12-20")) | {("111", "party"): planned}
    assert district(told, {}, today="12-12").coming() == {("111", "party")}
    assert district(told, {}, today="12-13").coming() == {("112", "party")}


def test_rows_and_states_tell_the_same_first_polls(ground, profile):
    """The watch reads the projection's rows; the boards read whole states."""
    told = stories(
        ("111", "party", "12-20"),
        ("112", "party", "12-19"),
        ("121", "committee", "12-20"),
        ("122", "party", "12-21"),
    )
    told["112", "party"].add("exception", "12-11", kind="suspended")
    told["122", "party"].poll("12-14", time=time(10))
    states = {code: fold(ground.tree.areas[code], story.facts, profile) for (code, _), story in told.items()}
    rows = [row for code, state in states.items() for row in track_rows(ground.tree.areas[code], state)]
    whole = first_polls(poll_days(ground.tree, states, day("12-14")), profile.first_polls, "1")
    view = DistrictView.of(rows, {}, ground, day("12-14"))
    assert view.coming() == {(one.area, one.track) for one in whole if not one.held}
    assert view.coming() == {("111", "party"), ("121", "committee")}


# ---------------------------------------------------------------- failures


def test_a_rule_that_throws_is_told_and_does_not_stop_the_others(ground, profile, monkeypatch):
    def broken(_rule, _view):
        raise ZeroDivisionError("no plan")

    monkeypatch.setitem(AREA, "stage_overdue", broken)
    story = Story()
    story.add("incident", "12-10", subject="i1", category="order")
    judged = judge(AreaView(ground.tree.areas["111"], story.facts, ground), profile.alerts)
    assert list(judged.failed) == ["stage_overdue"]
    assert isinstance(judged.failed["stage_overdue"], ZeroDivisionError)
    assert "stage_overdue" not in judged.rules
    assert [one.rule for one in judged.findings] == ["incident_open"]


def test_long_names_still_make_keys_that_fit_a_subject(found):
    story = Story()
    story.add("incident", "12-10", subject="x" * 80, category="order")
    story.add("incident", "12-10", subject="x" * 79 + "y", category="order")
    keys = [one.key for one in found("incident_open", story)]
    assert len(set(keys)) == 2
    assert max(map(len, keys)) <= 80


def test_the_rule_of_a_kind_is_of_its_class(profile):
    assert isinstance(next(rule for rule in profile.alerts if rule.kind == "stage_overdue"), StageOverdue)
