from datetime import time
from zoneinfo import ZoneInfo

import pytest

from dashboard.notify.notice import notice_of
from tests.facts import Story

ZONE = ZoneInfo("Asia/Shanghai")
WRITTEN = "王某某在会场闹事"


@pytest.fixture
def story():
    return Story()


def incident(story, on="12-14", subject="i1", **more):
    return story.add("incident", on, subject=subject, **{"category": "order", "text": WRITTEN, **more})


def told(story, fact):
    notice = notice_of(fact, story.facts, ZONE)
    return notice and (notice.state, notice.corrected)


def test_an_incident_is_told_from_the_first_word_to_the_end(story):
    steps = [incident(story), incident(story, post="维稳组"), incident(story, closed=True), incident(story)]
    assert [told(story, step) for step in steps] == [
        ("opened", False),
        ("step", False),
        ("closed", False),
        ("reopened", False),
    ]


def test_incidents_side_by_side_are_each_their_own(story):
    first, second = incident(story, subject="i1"), incident(story, subject="i2")
    nameless, other = incident(story, subject=None), incident(story, subject=None)
    facts = (first, second, nameless, other)
    assert [told(story, fact) for fact in facts] == [("opened", False)] * 4
    assert len({notice_of(fact, story.facts, ZONE).thread for fact in facts}) == 4


def test_a_step_belongs_to_its_thread_and_later_ones_do_not_change_it(story):
    first, last = incident(story), incident(story, closed=True)
    notices = [notice_of(fact, story.facts, ZONE) for fact in (first, last)]
    assert notices[0].thread == notices[1].thread
    assert notices[0] == notice_of(first, story.facts[:1], ZONE)


def test_nothing_that_somebody_wrote_is_told(story):
    fact = story.add(
        "incident", "12-14", subject="王某某闹事", category="order", text=WRITTEN, post="某镇书记王某"
    )
    assert "王" not in repr(notice_of(fact, story.facts, ZONE))


def test_the_time_is_the_facts_own_else_that_of_its_recording(story):
    own, recorded = incident(story, time=time(9, 30)), incident(story)
    assert notice_of(own, story.facts, ZONE).at.isoformat() == "2018-12-14T09:30:00+08:00"
    assert notice_of(recorded, story.facts, ZONE).at.isoformat() == "2018-12-14T08:00:00+08:00"


def test_a_message_that_is_sent_again_says_the_same_whatever_came_since(story):
    first, second = incident(story), incident(story, post="维稳组")
    before = notice_of(second, story.facts, ZONE)
    story.add("retracted", "12-14", track=None, subject="i1", supersedes=first.id)
    assert before.state == "step"
    assert notice_of(second, story.facts, ZONE) == before


def test_a_correction_is_told_in_place_of_what_it_replaces(story):
    first = incident(story)
    last = incident(story, closed=True)
    corrected = incident(story, category="petition", supersedes=first.id)
    assert told(story, first) is None, "it no longer counts"
    assert told(story, last) == ("closed", False)
    notice = notice_of(corrected, story.facts, ZONE)
    assert (notice.state, notice.corrected, notice.word) == ("opened", True, "petition")


def test_what_is_taken_back_is_told_as_such(story):
    first = incident(story)
    gone = story.add("retracted", "12-14", track=None, subject="i1", supersedes=first.id)
    assert told(story, first) is None
    notice = notice_of(gone, story.facts, ZONE)
    assert (notice.kind, notice.state, notice.word, notice.id) == ("incident", "withdrawn", "order", gone.id)
    assert notice.thread == notice_of(first, [first], ZONE).thread


def test_a_retraction_that_is_retracted_is_not_told(story):
    first = incident(story)
    gone = story.add("retracted", "12-14", track=None, supersedes=first.id)
    back = story.add("retracted", "12-14", track=None, supersedes=gone.id)
    assert told(story, gone) is None
    assert told(story, back) is None, "it takes no message back"
    assert told(story, first) == ("opened", False), "and counts again"


@pytest.mark.parametrize(
    ("action", "level", "state"),
    [
        ("opened", 3, "opened"),
        ("escalated", 3, "escalated"),
        ("reopened", 3, "reopened"),
        ("opened", 2, None),
        ("escalated", 2, None),
        ("reopened", 1, None),
        ("acknowledged", 3, None),
        ("assigned", 3, None),
        ("commented", 3, None),
        ("resolved", 3, None),
    ],
)
def test_alerts_are_told_when_they_are_or_become_red(story, action, level, state):
    fact = story.add(
        "alert_action", "12-14", subject="a1", rule="quorum", action=action, level=level, text=WRITTEN,
        values={"name": "王某"},
    )  # fmt: skip
    notice = notice_of(fact, story.facts, ZONE)
    assert (notice and notice.state) == state
    if notice:
        assert (notice.kind, notice.word) == ("alert", "quorum")
        assert "王" not in repr(notice)


@pytest.mark.parametrize(("level", "state"), [(3, "withdrawn"), (2, None)])
def test_a_red_alert_that_is_taken_back_is_told_and_no_other(story, level, state):
    fact = story.add("alert_action", "12-14", subject="a1", rule="quorum", action="opened", level=level)
    gone = story.add("retracted", "12-14", track=None, supersedes=fact.id)
    notice = notice_of(gone, story.facts, ZONE)
    assert (notice and notice.state) == state


def test_other_facts_are_not_told(story):
    matter = story.add("matter", "12-14", track=None, subject="m", department="民政局", text="请协调")
    gone = story.add("retracted", "12-14", track=None, supersedes=matter.id)
    stage = story.end("preparation", "12-03")
    assert [told(story, fact) for fact in (matter, gone, stage)] == [None] * 3
