"""The fold of one unit: DESIGN §4, sentence by sentence."""

from datetime import time

import pytest

from dashboard.election.plan import days_late, stage_due_on
from dashboard.election.reading import reading
from dashboard.election.state import fold
from tests.facts import Story, day

PARTY_STAGES = [
    "preparation", "appraisal", "recommendation", "review", "inspection", "notice", "approval", "poll",
    "first_plenary", "filing",
]  # fmt: skip


@pytest.fixture
def unit(tree, profile):
    def state(story, as_of=None, known=None, track="party"):
        area = tree.areas[story.area]
        return fold(area, reading(story.facts, day(as_of) if as_of else None, known), profile).tracks[track]

    return state


def test_without_facts_nothing_has_started(unit):
    state = unit(Story())
    assert (state.phase, state.since, state.stage, state.elected) == (0, None, None, False)


def test_a_track_that_is_not_due_has_no_phase(unit):
    story = Story("113")
    story.start("preparation", "12-01")
    assert unit(story).phase is None


def test_the_end_of_a_stage_starts_the_next_and_the_phase_follows_the_furthest_stage(unit):
    story = Story()
    expected = {"preparation": 1, "appraisal": 2, "recommendation": 3, "review": 3, "inspection": 4, "notice": 5}
    story.start("preparation", "11-19")
    for number, (stage, phase) in enumerate(expected.items()):
        story.end(stage, f"12-{number + 1:02}")
        assert unit(story).phase == phase, stage
    assert unit(story).stage == "approval"
    assert unit(story).since == day("12-06")


def test_the_phase_is_entered_by_its_first_stage(unit):
    story = Story()
    story.end("recommendation", "12-03")
    story.end("review", "12-05")
    state = unit(story)
    assert (state.phase, state.since, state.stage, state.stage_since) == (
        3,
        day("12-03"),
        "inspection",
        day("12-05"),
    )


def test_a_later_start_that_is_given_moves_the_start(unit):
    story = Story()
    story.end("preparation", "12-01")
    story.start("appraisal", "12-04")
    dates = {stage.stage: stage for stage in unit(story).stages}
    assert dates["appraisal"].start == day("12-04")


def test_a_valid_poll_with_all_seats_ends_the_poll_stage(unit):
    story = Story()
    story.end("approval", "12-09")
    assert unit(story).phase == 5
    story.poll("12-10")
    state = unit(story)
    assert (state.phase, state.stage, state.elected, state.first_outcome) == (6, "first_plenary", True, "success")
    assert state.poll_on == day("12-10")


def test_a_void_first_poll_stays_awaiting_with_a_rerun(unit):
    story = Story()
    story.end("approval", "12-09")
    story.poll("12-10", "rerun")
    state = unit(story)
    assert (state.phase, set(state.exceptions), state.elected) == (5, {"rerun"}, False)
    story.poll("12-20", round=2)
    state = unit(story)
    assert (state.phase, set(state.exceptions), state.elected) == (6, set(), True)
    assert state.first_outcome == "rerun"


def test_a_poll_short_of_seats_is_elected_with_another_election(unit):
    story = Story()
    story.end("approval", "12-09")
    story.poll("12-10", "another")
    state = unit(story)
    assert (state.phase, state.since, set(state.exceptions)) == (6, day("12-10"), {"another"})
    assert state.stage == "poll"
    story.poll("12-18", round=2, seats=1, elected=1)
    state = unit(story)
    assert (state.phase, set(state.exceptions), state.stage) == (6, set(), "first_plenary")


def test_an_accepted_vacancy_ends_the_poll_stage_and_stays_a_sign(unit):
    story = Story()
    story.poll("12-10", "vacancy")
    state = unit(story)
    assert (state.phase, set(state.exceptions)) == (6, {"vacancy"})


def test_completed_when_the_last_stage_ended(unit):
    story = Story()
    story.poll("12-10")
    story.end("filing", "12-13")
    state = unit(story)
    assert (state.phase, state.completed_on, state.since) == (7, day("12-13"), day("12-13"))


def test_revoking_undoes_the_stage_and_everything_after_it(unit):
    story = Story()
    for number, stage in enumerate(PARTY_STAGES[:7]):
        story.end(stage, f"12-{number + 1:02}")
    story.poll("12-10")
    assert unit(story).phase == 6
    story.add("milestone_revoked", "12-12", stage="notice")
    state = unit(story)
    assert (state.phase, state.stage, state.elected) == (4, "notice", False)
    assert state.polls[0].annulled
    assert unit(story, as_of="12-11").phase == 6, "the day before, it stood as it stood"


def test_revoking_a_start_takes_the_stage_back_to_the_one_before(unit):
    story = Story()
    story.end("preparation", "12-01")
    story.end("appraisal", "12-03")
    story.add("milestone_revoked", "12-05", stage="recommendation", edge="start")
    assert unit(story).stage == "appraisal"


def test_exceptions_open_and_clear_on_their_days(unit):
    story = Story()
    story.end("preparation", "12-01")
    story.add("exception", "12-03", kind="postponed")
    story.add("exception_cleared", "12-07", kind="postponed")
    assert set(unit(story, as_of="12-02").exceptions) == set()
    assert unit(story, as_of="12-05").exceptions == {"postponed": day("12-03")}
    assert set(unit(story).exceptions) == set()


def test_a_correction_counts_instead_of_what_it_supersedes(unit):
    story = Story()
    wrong = story.end("preparation", "12-01")
    story.end("preparation", "12-05", supersedes=wrong.id)
    assert unit(story, as_of="12-03").phase == 0, "as corrected since"
    assert unit(story, as_of="12-03", known=1).phase == 1, "as reported then"
    assert unit(story).stages[0].end == day("12-05")


def test_superseded_facts_are_dropped_before_the_day_is_cut(unit):
    story = Story()
    wrong = story.end("preparation", "12-01")
    story.end("preparation", "12-20", supersedes=wrong.id)
    assert unit(story, as_of="12-10").phase == 0


def test_retracting_a_correction_restores_what_it_corrected(unit):
    story = Story()
    first = story.end("preparation", "12-01")
    second = story.end("preparation", "12-05", supersedes=first.id)
    story.add("retracted", "12-06", supersedes=second.id)
    assert unit(story).stages[0].end == day("12-01")


def test_a_correction_that_is_corrected_restores_nothing(unit):
    story = Story()
    first = story.end("preparation", "12-10")
    second = story.end("preparation", "12-08", supersedes=first.id)
    third = story.end("preparation", "12-07", supersedes=second.id)
    assert unit(story).stages[0].end == day("12-07")
    story.add("retracted", "12-11", supersedes=third.id)
    assert unit(story).stages[0].end == day("12-08")


def test_retracting_a_retraction_restores_the_fact(unit):
    story = Story()
    first = story.end("preparation", "12-01")
    gone = story.add("retracted", "12-02", supersedes=first.id)
    assert unit(story).phase == 0
    story.add("retracted", "12-03", supersedes=gone.id)
    assert unit(story).phase == 1


def test_within_a_day_time_orders_before_revision(unit):
    story = Story()
    story.add("exception_cleared", "12-05", time=time(16), kind="suspended")
    story.add("exception", "12-05", time=time(9), kind="suspended")
    assert set(unit(story).exceptions) == set()
    story.add("exception", "12-06", kind="suspended")
    story.add("exception_cleared", "12-06", kind="suspended")
    assert set(unit(story).exceptions) == set(), "without times, the revision orders"


def test_backdated_facts_take_their_place_in_time(unit):
    story = Story()
    story.poll("12-10")
    story.end("appraisal", "12-03")
    assert unit(story, as_of="12-05").stage == "recommendation"
    assert unit(story).phase == 6


def test_the_first_plan_is_the_baseline_and_later_ones_count_as_replans(unit, calendar):
    story = Story()
    story.add("plan", "11-19", dates={"preparation": "2018-11-23", "poll": "2018-12-20"})
    story.add("plan", "12-01", dates={"poll": "2018-12-27"}, cause="x")
    state = unit(story)
    assert state.baseline["poll"] == day("12-20")
    assert state.plan == {"preparation": day("11-23"), "poll": day("12-27")}
    assert state.replans == 1
    assert stage_due_on(state) == day("11-23"), "a unit that has not started owes its first stage"
    assert days_late(stage_due_on(state), day("11-23"), calendar) == 0
    assert days_late(stage_due_on(state), day("11-26"), calendar) == 1, "Friday to Monday is one working day"


def test_the_committee_track_follows_the_procedure_of_the_kind(unit):
    village, community = Story("111", "committee"), Story("121", "committee")
    assert unit(village, track="committee").procedure.id == "village_committee"
    assert unit(community, track="committee").procedure.id == "residents_committee"


def test_a_variant_skips_stages(tree, profile):
    from dataclasses import replace

    area = replace(tree.areas["111"], attributes={"organisation": "branch_without_committee"})
    story = Story()
    story.poll("12-10")
    state = fold(area, reading(story.facts), profile).tracks["party"]
    assert [dates.stage for dates in state.stages] == [s for s in PARTY_STAGES if s != "first_plenary"]
    assert state.stage == "filing"


def test_alerts_stand_until_they_are_resolved(tree, profile):
    story = Story()
    story.add("alert_action", "12-01", subject="a", rule="late", action="opened", level=1)
    story.add("alert_action", "12-02", subject="b", rule="late", action="opened", level=2)
    story.add("alert_action", "12-03", subject="a", rule="late", action="escalated", level=3)
    story.add("key_village", "12-03", level="district")
    story.add("assessment", "12-03", level="complex")

    def on(text):
        return fold(tree.areas["111"], reading(story.facts, day(text)), profile)

    assert (on("12-01").alert, on("12-02").alert, on("12-03").alert) == (1, 2, 3)
    assert (on("12-03").key_level, on("12-03").assessment, on("12-02").key_level) == ("district", "complex", None)
    story.add("alert_action", "12-05", subject="a", rule="late", action="resolved", level=3)
    assert on("12-05").alert == 2
