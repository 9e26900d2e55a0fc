"""Another election, of which not a line of Python knows: parents' councils, five stages on one track."""

from datetime import date, datetime

import pytest

from dashboard.election.admission import admit
from dashboard.election.alerts.conditions import judge
from dashboard.election.alerts.view import AreaView, Ground
from dashboard.election.backward import backward
from dashboard.election.checklists import checks_of, unit_checklists
from dashboard.election.errors import FactRefused
from dashboard.election.facts import FactDraft, PollHeld
from dashboard.election.plan import band
from dashboard.election.progress import Board
from dashboard.election.reading import reading
from dashboard.election.rows import track_rows, unit_row
from dashboard.election.state import fold
from dashboard.election.timeline import moments
from dashboard.election.validity import contradiction
from dashboard.election.validity import judge as judge_poll
from dashboard.profile.calendar import WorkingDays
from dashboard.profile.rules import Quorum
from tests.facts import Story
from tests.parents import TODAY, clock_at, draft, parents, school_tree, vote

PHASES = ["waiting", "forming", "proposing", "voting", "closing", "done"]


@pytest.fixture(scope="module")
def profile():
    return parents()


@pytest.fixture(scope="module")
def tree():
    return school_tree()


def on(text):
    month, day = map(int, text.split("-"))
    return date(2026, month, day)


def story(area="911"):
    return Story(area, "council")


def state_of(profile, tree, told, as_of=TODAY):
    return fold(tree.areas[told.area], reading(told.facts, as_of), profile).tracks["council"]


def walked(until):
    """The whole course of a school, up to a stage."""
    told = story()
    told.start("call", on("09-14"))
    steps = [
        ("forming", lambda: None),
        ("proposing", lambda: told.end("call", on("09-18"))),
        ("voting", lambda: told.end("proposal", on("09-29"))),
        ("closing", lambda: told.add("poll_held", on("10-12"), **vote())),
        ("done", lambda: told.end("filing", on("10-16"))),
    ]
    for phase, step in steps:
        step()
        if phase == until:
            return told
    raise AssertionError(until)


@pytest.mark.parametrize("phase", PHASES[1:])
def test_a_school_walks_through_the_phases_of_its_own_election(profile, tree, phase):
    state = state_of(profile, tree, walked(phase))
    assert profile.phases[state.phase].id == phase
    assert state.elected == (phase in {"closing", "done"})


def test_there_is_one_view_and_it_is_the_track(profile):
    assert profile.views == ("council",)
    assert profile.view_names("council").label.zh_CN == "家长委员会"


def test_a_small_school_has_no_stage_of_proposals(profile, tree):
    told = story("921")
    told.end("call", on("09-18"))
    state = state_of(profile, tree, told)
    assert [one.stage for one in state.stages] == ["call", "notice", "vote", "filing"]
    assert state.stage == "notice"


def board(profile, tree, *stories):
    units, tracks = {}, {}
    for area in tree.units:
        facts = [fact for told in stories if told.area == area.code for fact in told.facts]
        state = fold(area, reading(facts, TODAY), profile)
        units[area.code] = unit_row(state, len(facts))
        tracks |= {(row.area_code, row.track): row for row in track_rows(area, state)}
    towns = {area.code: area.parent_code for area in tree.units}
    return Board(1, TODAY, profile, WorkingDays.of(profile), units, tracks, towns)


def test_counts_rates_and_columns_of_the_map(profile, tree):
    done, voted = walked("done"), story("912")
    voted.add("poll_held", on("10-12"), **vote(elected=7, outcome="another"))
    found = board(profile, tree, done, voted)
    totals = found.totals(list(found.units), "council")
    assert (totals.due, totals.started, totals.polls, totals.elected, totals.completed) == (3, 2, 2, 2, 1)
    assert totals.phases == (1, 0, 0, 0, 1, 1)
    assert totals.one_time_success_rate == 1 / 2
    assert found.map_row("913", "council").phase is None
    assert found.summary("9", list(found.units), "council")["phases"] == [1, 0, 0, 0, 1, 1]
    assert band(-12.0, profile) == "attention"
    assert band(-7.0, profile) == "on_plan", "its own bands are wider"


@pytest.mark.parametrize(
    ("present", "outcome", "contradicts"),
    [(100, "success", False), (99, "success", True), (99, "rerun", False), (150, "success", False)],
)
def test_its_own_quorum_a_third_of_the_families(profile, present, outcome, contradicts):
    poll = PollHeld(**vote(present=present, outcome=outcome, elected=9 if outcome == "success" else 0))
    judgement = judge_poll(poll, "council", TODAY, profile)
    assert judgement.quorum is profile.rule(Quorum, "council", TODAY)
    assert (contradiction(poll, judgement) is not None) == contradicts


def test_it_allows_no_vacancy(profile):
    poll = PollHeld(**vote(elected=8, outcome="vacancy"))
    assert "no such vacancy" in str(contradiction(poll, judge_poll(poll, "council", TODAY, profile)))


@pytest.mark.parametrize(
    ("area", "sent", "reason"),
    [
        ("911", draft("milestone", TODAY, stage="registration", edge="end"), "the stages are call, proposal, notice, vote, filing"),
        ("911", draft("milestone", TODAY, stage="vote", edge="end"), "record poll_held"),
        ("911", FactDraft(type="milestone", track="party", payload={"stage": "call", "edge": "end"}), "there is no track party; there are: council"),
        ("913", draft("milestone", TODAY, stage="call", edge="end"), "not due here"),
        ("911", draft("review_submitted", TODAY, hours=48, candidates=5), "hours: the profile knows"),
        ("911", FactDraft(type="assessment", payload={"level": "fair"}), "level: the profile knows"),
        ("911", FactDraft(type="key_village", payload={"level": "district"}), "level: the profile knows"),
        ("911", FactDraft(type="assessment_sheet", payload={"factors": {"leadership": 3}}), "factors: the profile knows"),
    ],
)  # fmt: skip
def test_facts_of_another_election_are_refused(profile, tree, area, sent, reason):
    with pytest.raises(FactRefused, match=reason):
        admit(sent, tree.areas[area], tree, profile, TODAY)


def findings(profile, tree, told, rule):
    ground = Ground(profile, WorkingDays.of(profile), tree)
    chosen = next(one for one in profile.alerts if one.id == rule)
    judged = judge(AreaView(tree.areas[told.area], reading(told.facts), ground, frozenset()), [chosen])
    assert not judged.failed, judged.failed
    return judged.findings


def level_at(found, moment):
    return max((one.level for one in found if one.holds(moment)), default=0)


def test_its_rules_of_early_warning(profile, tree):
    told = story()
    told.add("plan", on("09-07"), dates={"call": "2026-09-18"})
    told.start("call", on("09-14"))
    zone = clock_at().zone
    overdue = findings(profile, tree, told, "stage_overdue")
    assert level_at(overdue, datetime(2026, 9, 24, 23, tzinfo=zone)) == 0
    assert level_at(overdue, datetime(2026, 9, 25, 1, tzinfo=zone)) == 1, "five school days behind the 18th"
    assert level_at(overdue, datetime(2026, 10, 8, tzinfo=zone)) == 1, "the National Day's week does not count"
    assert level_at(overdue, datetime(2026, 10, 9, 1, tzinfo=zone)) == 2
    told.add("poll_scheduled", on("10-12"), on="2026-10-20")
    missing = findings(profile, tree, told, "checklist")
    assert level_at(missing, datetime(2026, 10, 18, 9, tzinfo=zone)) == 2
    told.add("check", on("10-13"), item="letter", done=True)
    told.add("check", on("10-13"), item="platform", done=True)
    assert not findings(profile, tree, told, "checklist")


def test_its_checklist_is_done_before_the_vote(profile, tree):
    told = story()
    told.add("check", on("10-13"), item="letter", done=True)
    area, counting = tree.areas["911"], reading(told.facts)
    (found,) = unit_checklists(
        area, fold(area, counting, profile), checks_of(area, counting, profile), {}, profile
    )
    assert [(item.item, item.done) for item in found.items] == [("letter", True), ("platform", False)]


def test_the_latest_days_before_its_vote(profile, tree):
    told = story()
    told.start("call", on("09-14"))
    found = backward(state_of(profile, tree, told), on("10-30"), TODAY, profile, WorkingDays.of(profile))
    legal = {one.stage: one.legal.end for one in found.deadlines}
    assert legal["proposal"] == on("10-25"), "the candidates are known five days before it"


def test_the_days_of_its_phases(profile, tree):
    told = walked("done")
    area = tree.areas["911"]
    found = moments(area, told.facts, profile)
    assert [one.day for one in found[1:]] == [on(day) for day in ("09-14", "09-18", "09-29", "10-12", "10-16")]
