"""What is done and open before a poll, at first polls too, and how a check is read when the poll is moved."""

import pytest

from dashboard.election.checklists import checks_of, open_before_poll, unit_checklists
from dashboard.election.poll_days import poll_days
from dashboard.election.reading import reading
from dashboard.election.state import fold
from tests.facts import Story, day

SIX = [
    "present_office", "present_supervision", "present_secretary", "present_guidance", "present_police",
    "present_observers",
]  # fmt: skip
FIRST = {("111", "party")}


@pytest.fixture
def lists(tree, profile):
    def found(story, firsts=FIRST, as_of=None):
        area, facts = tree.areas[story.area], reading(story.facts, day(as_of) if as_of else None)
        checks = checks_of(area, facts, profile)
        return {
            (one.track, one.id): one
            for one in unit_checklists(area, fold(area, facts, profile), checks, firsts, profile)
        }

    return found


def names(items):
    return [item.item for item in items]


def test_six_present_are_asked_of_first_polls_only(lists):
    assert set(lists(Story())) == {("party", "preparation"), ("party", "six_present")}
    assert set(lists(Story(), firsts=())) == {("party", "preparation")}
    assert set(lists(Story("121", "committee"), firsts={("121", "committee")})) == {
        ("party", "preparation"),
        ("committee", "six_present"),
    }


def test_a_unit_whose_election_is_not_due_has_no_checklist(lists):
    assert lists(Story("113"), firsts={("113", "party")}) == {}


def test_items_are_open_until_they_are_recorded_as_done_and_after_they_are_taken_back(lists):
    story = Story()
    assert names(lists(story)["party", "preparation"].open) == ["disc", "pledges"]
    story.add("check", "12-03", item="disc", done=True, version="2018-2")
    found = lists(story)["party", "preparation"]
    assert names(found.open) == ["pledges"]
    assert (found.items[0].on, found.items[0].version, found.items[0].label.en) == (
        day("12-03"),
        "2018-2",
        "Disc seen",
    )
    story.add("check", "12-04", item="disc", done=False)
    assert names(lists(story)["party", "preparation"].open) == ["disc", "pledges"]
    assert names(lists(story, as_of="12-03")["party", "preparation"].open) == ["pledges"]


def test_a_check_belongs_to_its_track(lists):
    story = Story()
    story.add("check", "12-03", track="committee", item="disc", done=True)
    assert names(lists(story)["party", "preparation"].open) == ["disc", "pledges"]


def test_a_poll_that_is_moved_outdates_who_was_to_come_but_not_what_was_seen(lists):
    story = Story()
    story.add("poll_scheduled", "12-01", on="2018-12-10")
    story.add("check", "12-03", item="disc", done=True)
    story.add("check", "12-03", item="present_police", done=True)
    assert names(lists(story)["party", "six_present"].open) == [name for name in SIX if name != "present_police"]
    story.add("poll_scheduled", "12-04", on="2018-12-10", at="09:00")
    assert len(lists(story)["party", "six_present"].open) == 5
    story.add("poll_scheduled", "12-05", on="2018-12-12")
    found = lists(story)
    assert names(found["party", "six_present"].open) == SIX
    assert [item.item for item in found["party", "six_present"].items if item.outdated] == ["present_police"]
    assert names(found["party", "preparation"].open) == ["pledges"]
    story.add("check", "12-06", item="present_police", done=True)
    assert len(lists(story)["party", "six_present"].open) == 5


def test_a_second_round_does_not_outdate_the_first_but_a_poll_after_an_annulled_one_does(lists):
    void = Story()
    void.add("poll_scheduled", "12-01", on="2018-12-10")
    void.add("check", "12-09", item="present_police", done=True)
    void.poll("12-10", outcome="rerun")
    void.add("poll_scheduled", "12-11", on="2018-12-20", round=2)
    assert "present_police" not in names(lists(void)["party", "six_present"].open)
    annulled = Story()
    annulled.add("poll_scheduled", "12-01", on="2018-12-10")
    annulled.add("check", "12-09", item="present_police", done=True)
    annulled.poll("12-10")
    annulled.add("milestone_revoked", "12-11", stage="filing", edge="end")
    annulled.add("poll_scheduled", "12-12", on="2018-12-20")
    assert "present_police" not in names(lists(annulled)["party", "six_present"].open)
    annulled.add("milestone_revoked", "12-13", stage="notice", edge="end")
    annulled.add("poll_scheduled", "12-14", on="2018-12-21")
    assert "present_police" in names(lists(annulled)["party", "six_present"].open)


def test_a_checklist_closes_with_the_stage_before_whose_end_it_must_be_done(lists):
    story = Story()
    story.end("approval", "12-09")
    assert not lists(story)["party", "preparation"].closed
    story.poll("12-10", outcome="rerun")
    assert not lists(story)["party", "preparation"].closed
    story.poll("12-20")
    found = lists(story)["party", "preparation"]
    assert (found.closed, names(found.open)) == (True, ["disc", "pledges"])


def test_a_list_that_has_closed_is_no_longer_waited_for(tree, profile):
    early = profile.model_copy(
        update={"checklists": tuple(one.model_copy(update={"before": "notice"}) for one in profile.checklists)}
    )
    story = Story()
    story.add("poll_scheduled", "12-01", on="2018-12-15")
    area = tree.areas["111"]

    def waiting():
        state = fold(area, story.facts, early)
        lists = {"111": unit_checklists(area, state, {}, (), early)}
        return open_before_poll(poll_days(tree, {"111": state}, day("12-14")), lists, day("12-15"))

    assert len(waiting()) == 1
    story.end("notice", "12-10")
    assert waiting() == ()


def test_polls_of_a_day_with_items_open_are_listed_and_those_that_are_ready_or_held_are_not(tree, profile, lists):
    ready, lacking, other, held = Story("111"), Story("112"), Story("121"), Story("122")
    for story in (ready, lacking, held):
        story.add("poll_scheduled", "12-01", on="2018-12-15")
    other.add("poll_scheduled", "12-01", on="2018-12-16")
    for item in ("disc", "pledges"):
        ready.add("check", "12-03", item=item, done=True)
    lacking.add("check", "12-03", item="disc", done=True)
    held.poll("12-15", outcome="rerun")
    stories = (ready, lacking, other, held)
    states = {s.area: fold(tree.areas[s.area], reading(s.facts, None), profile) for s in stories}
    known = {s.area: tuple(lists(s, firsts=()).values()) for s in stories}
    found = open_before_poll(poll_days(tree, states, day("12-14")), known, day("12-15"))
    assert [(one.poll.area, [names(each.open) for each in one.checklists]) for one in found] == [
        ("112", [["pledges"]])
    ]
