"""What is commanded beside the procedure: matters, key villages, assessments, incidents, duty, tallies."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.election.assessments import assessments_of
from dashboard.election.duty import duties_of
from dashboard.election.incidents import incidents_of
from dashboard.election.key_plans import key_plans
from dashboard.election.matters import matters_of
from dashboard.election.tallies import CHANNELS, classes_of, counters_of, petitions_of, row_of_days
from dashboard.profile.load import load_profile, profile_path
from tests.facts import Story, day

PROFILE = load_profile(profile_path("haidian"))
ASKED = {"department": "区民政局", "text": "协调场地"}


def test_a_matter_is_raised_replied_to_closed_and_opened_again():
    story = Story()
    story.add("matter", "01-03", subject="m", **ASKED, due=day("01-10"))

    def one():
        (matter,) = matters_of(story.facts)
        return matter

    assert (one().state(day("01-10")), one().state(day("01-11"))) == ("open", "overdue")
    story.add("matter", "01-05", subject="m", **ASKED, due=day("01-10"), reply="已研究")
    assert (one().state(day("01-10")), one().state(day("01-11"))) == ("replied", "overdue")
    story.add("matter", "01-08", subject="m", **ASKED, due=day("01-10"), reply="已解决", closed=True)
    assert (one().state(day("01-20")), one().replied_on, one().closed_on) == ("closed", day("01-05"), day("01-08"))
    assert one().days_open(day("01-20")) == 5
    story.add("matter", "01-09", subject="m", **ASKED, due=day("01-10"))
    assert (one().state(day("01-10")), one().replied_on, one().closed_on) == ("open", None, None)
    assert (one().raised_on, one().days_open(day("01-20"))) == (day("01-03"), 17)


def measure(story, on, progress, **more):
    told = {"text": "清理合同", "post": "镇经管站", "due": day("01-10"), "progress": progress}
    story.add("measure", on, track=None, subject="a", **(told | more))


def test_the_plan_of_a_key_village_runs_is_overdue_and_done():
    story = Story()
    story.add("assignment", "12-01", subject="leader", post="区委副书记", duty="leader")
    story.add("key_village", "12-03", level="district", categories=("land_requisition",))

    def plan():
        return key_plans(story.facts)["111"]

    assert (plan().state(day("12-04")), plan().progress) == ("none", None)
    assert plan().duties == {"leader": "区委副书记"}, "also what was assigned before it became one"
    measure(story, "12-05", 20, gate=True)
    assert [plan().state(day(on)) for on in ("01-10", "01-11")] == ["running", "overdue"]
    assert (plan().progress, [one.subject for one in plan().gates]) == (20, ["a"])
    measure(story, "01-12", 100, gate=True)
    assert (plan().state(day("01-20")), plan().gates) == ("done", [])
    assert plan().measures[0].done_on == day("01-12")
    measure(story, "01-14", 100, gate=True, result="已签订")
    assert plan().measures[0].done_on == day("01-12"), "done on the day on which it was"
    measure(story, "01-15", 60, gate=True)
    assert (plan().measures[0].done_on, plan().state(day("01-20"))) == (None, "overdue")


def test_help_and_visits_of_a_key_village():
    story = Story()
    story.add("key_village", "12-03", level="district")
    story.add("assistance", "12-05", subject="cadre", slot="cadre", by="镇组织办")
    story.add("assistance", "12-05", subject="plan", slot="plan")
    story.add("assistance", "12-07", subject="cadre", slot="cadre", ended=True)
    plan = key_plans(story.facts)["111"]
    assert plan.assistance == {"plan": None}
    assert plan.days_unvisited(day("12-13")) == 10
    story.add("visit", "12-09", post="区长", kind="leader", decided=2)
    plan = key_plans(story.facts)["111"]
    assert (plan.last_visit.post, plan.last_visit.decided, plan.days_unvisited(day("12-13"))) == ("区长", 2, 4)
    story.add("key_village", "12-20", level=None)
    assert key_plans(story.facts)["111"].level is None
    story.add("key_village", "01-05", level="township")
    again = key_plans(story.facts)["111"]
    assert (again.since, again.days_unvisited(day("01-08"))) == (day("01-05"), 3)


FULL = {factor.id: factor.points for factor in PROFILE.assessment.factors}


@pytest.mark.parametrize(("score", "level"), [(100, "steady"), (80, "steady"), (79, "fair"), (60, "fair"), (59, "complex"), (0, "complex")])  # fmt: skip
def test_a_score_has_its_level(score, level):
    assert PROFILE.assessment.level_of(score) == level


def test_a_sheet_waits_until_the_office_confirms_a_level():
    story = Story()
    story.add("assessment_sheet", "12-05", factors=FULL | {"leadership": 0})
    course = assessments_of(story.facts, PROFILE.assessment)["111"]
    assert (course.waits, course.level, course.sheets[-1].score, course.sheets[-1].proposed) == (
        True,
        None,
        75,
        "fair",
    )
    story.add("assessment", "12-06", level="complex", score=75)
    course = assessments_of(story.facts, PROFILE.assessment)["111"]
    assert (course.waits, course.level) == (False, "complex"), "the office may judge otherwise"
    story.add("assessment_sheet", "12-20", factors=FULL)
    story.add("assessment", "12-21", level="steady", score=100)
    course = assessments_of(story.facts, PROFILE.assessment)["111"]
    assert course.better_or_worse(list(PROFILE.assessment_levels)) == -2


def test_an_incident_is_handed_over_and_closed():
    zone = ZoneInfo("Asia/Shanghai")
    story = Story()
    told = {"category": "order"}
    story.add("incident", "01-08", subject="i", time=time(9, 10), text="会场秩序混乱", **told)
    story.add("incident", "01-08", subject="i", time=time(9, 40), text="已到场", post="维稳保障组", **told)
    (course,) = incidents_of(story.facts, zone)
    assert (course.closed, course.post, [step.text for step in course.steps]) == (
        False,
        "维稳保障组",
        ["会场秩序混乱", "已到场"],
    )
    assert f"{course.began_at:%m-%d %H:%M}" == "01-08 09:10"
    story.add("incident", "01-08", subject="i", time=time(11), closed=True, **told)
    (course,) = incidents_of(story.facts, zone)
    assert (course.closed, course.post) == (True, "维稳保障组")


def test_who_has_been_where(tree):
    unit = tree.units[0]
    town, other = unit.parent_code, tree.townships[1].code
    of_town, of_other, there = Story(town), Story(other), Story(unit.code)
    for story in (of_town, of_other):
        story.add("assignment", "12-01", subject="supervision", post="第一督导组", duty="supervision")
    of_other.add("assignment", "12-02", subject="supervision", post="第二督导组", duty="supervision")
    there.add("visit", "12-05", post="第一督导组", kind="sit_in", decided=1)
    there.add("visit", "12-06", post="区长", kind="leader")
    duties = duties_of([*of_town.facts, *of_other.facts, *there.facts])
    first, second = duties.posts["第一督导组"], duties.posts["第二督导组"]
    assert first.areas == (("supervision", town),), "the latest assignment counts"
    assert (first.visited(tree), first.unvisited(tree)) == ({town}, ()), "a visit to a unit is one to its township"
    assert (second.visited(tree), second.unvisited(tree)) == (frozenset(), (other,))
    assert [post for post, _ in duties.trips] == ["第一督导组", "区长"]
    of_town.add("assignment", "12-07", subject="supervision", post="第一督导组", duty="supervision", ended=True)
    assert duties_of([*of_town.facts, *there.facts]).posts["第一督导组"].areas == ()


COUNTED = st.lists(
    st.tuples(
        st.sampled_from(("11", "12")),
        st.sampled_from(("training", "templates")),
        st.integers(0, 50),
        st.none() | st.integers(0, 500),
    ),
    max_size=40,
)


@given(COUNTED)
def test_counters_are_the_sums_that_pandas_computes(rows):
    stories = {code: Story(code) for code in ("11", "12")}
    for code, name, count, people in rows:
        stories[code].add("counter", "12-05", name=name, count=count, people=people)
    told = counters_of([fact for story in stories.values() for fact in story.facts])
    table = pd.DataFrame(rows, columns=["area", "name", "count", "people"]).fillna({"people": 0})
    sums = table.groupby(["area", "name"])[["count", "people"]].sum()
    assert {key: (one.count, one.people) for key, one in told.items()} == {
        key: (int(row["count"]), int(row["people"])) for key, row in sums.iterrows()
    }


@given(st.lists(st.tuples(st.integers(1, 31), st.integers(0, 4), st.integers(0, 4)), max_size=30))
def test_petitions_are_told_for_each_of_the_last_days(rows):
    story = Story("11")
    for number, visits, hotline in rows:
        story.add("petitions", date(2018, 12, number), visits=visits, hotline=hotline)
    sums = petitions_of(story.facts)
    table = pd.DataFrame(rows, columns=["day", *CHANNELS]).groupby("day")[list(CHANNELS)].sum()
    by_day = table.reindex(range(1, 32), fill_value=0)
    for channel in CHANNELS:
        told = row_of_days(sums, ["11"], channel, date(2018, 12, 20), 10)
        assert list(told) == by_day[channel].loc[11:20].tolist()
    assert row_of_days(sums, ["12"], "visits", date(2018, 12, 20), 10) == (0,) * 10


def test_petitions_colour_the_map_in_classes_that_point_at_nobody():
    stories = {code: Story(code) for code in ("one", "two", "three", "ten", "none")}
    for code, count in (("one", 1), ("two", 2), ("three", 3), ("ten", 10)):
        stories[code].add("petitions", "12-10", hotline=count)
    stories["none"].add("petitions", "12-03", hotline=9)
    sums = petitions_of([fact for story in stories.values() for fact in story.facts])
    told = classes_of(sums, stories, day("12-10"), 7, (1, 3, 10))
    assert told == {"one": 1, "two": 1, "three": 2, "ten": 3}, "the week before is past"
