"""The demo is deterministic, obeys the rules, and trouble lives only in fictional places."""

from datetime import date, timedelta
from itertools import pairwise

import pandas as pd
import pytest

from dashboard.demo.days import Days
from dashboard.demo.sample import DemoOutdated, open_demo
from dashboard.election.areas import AreaTree
from dashboard.election.flags import Flag
from dashboard.election.plan import days_late
from dashboard.election.progress import Board
from dashboard.election.reading import reading as read_log
from dashboard.election.rows import track_rows
from dashboard.election.state import fold
from dashboard.profile.rules import Notice
from dashboard.store.engine import reading
from dashboard.store.projection import differences
from dashboard.store.rows import read_facts
from geodata.places import places
from geodata.read import read_source
from tests.unit.demo.conftest import HAIDIAN

TROUBLE = Flag.KEY | Flag.ANOTHER | Flag.RERUN | Flag.VACANCY | Flag.POSTPONED | Flag.SUSPENDED
ADVERSE = {
    "key_village",
    "assessment",
    "exception",
    "exception_cleared",
    "milestone_revoked",
    "incident",
    "petitions",
    "alert_action",
    "matter",
    "measure",
    "retracted",
}


def test_the_pool_is_fictional_by_name_and_code(demo):
    official = {place.code: place for place in places(read_source(HAIDIAN))}
    assert len({unit.code for unit in demo.pool}) == len(demo.pool) == 68
    for unit in demo.pool:
        assert unit.code not in official
        assert unit.name.startswith("示例")
        assert unit.name not in {place.name for place in official.values()}
        assert unit.code.startswith(official[unit.replaces].parent_code)
        assert official[unit.replaces].due
    assert len({unit.name for unit in demo.pool}) == len(demo.pool)
    keys = [unit for unit in demo.pool if unit.key]
    assert [unit.name for unit in keys][:3] == ["示例一村", "示例二村", "示例三村"]
    assert len(keys) == 15


def test_the_same_seed_gives_the_same_facts(demo, scenario, sample_tree, profile):
    again = open_demo(HAIDIAN, profile)
    assert again == demo
    assert [(instant, sent.request_id, sent.digest) for instant, sent in again.scenario(sample_tree).campaign] == [
        (instant, sent.request_id, sent.digest) for instant, sent in scenario.campaign
    ]


def test_the_sequence_is_ordered_and_can_be_cut_anywhere(scenario):
    instants = [instant for instant, _ in scenario.campaign]
    assert instants == sorted(instants)
    requests = [sent.request_id for _, sent in scenario.campaign]
    assert len(set(requests)) == len(requests)
    assert max(map(len, requests)) <= 80
    middle = scenario.opening()
    before, rest = list(scenario.history(middle)), scenario.between(middle, scenario.ending())
    assert [*before, *rest] == list(scenario.campaign)
    assert before[-1][0] <= middle < rest[0][0]
    assert scenario.between(scenario.ending(), scenario.ending() + timedelta(days=9)) == ()


def test_the_counts_of_the_sample_stay(filled):
    assert len(filled.tree.units) == 678
    assert len(filled.tree.expected_reporters(filled.profile)) == 26
    assert filled.board().totals(filled.units_below("110108"), "party").due == 619


def test_no_fact_lies_after_the_instant_at_which_it_is_told(facts):
    day = facts["instant"].map(lambda instant: pd.Timestamp(instant.date()))
    assert (facts["on"] <= day).all()
    timed = facts[facts["at"].notna() & (facts["on"] == day)]
    assert len(timed) > 4000
    assert all(
        at <= instant.timetz().replace(tzinfo=None)
        for at, instant in zip(timed["at"], timed["instant"], strict=True)
    )
    later = facts[(facts["on"] < day) & facts["supersedes"].isna()]
    assert set(later["type"]) == {"plan_review"}, "the rest is told on its day"


def test_slips_are_put_right_in_fictional_units_and_say_why(recorded, fictional, scenario):
    corrections = recorded[recorded["supersedes"].notna()]
    wrong = recorded.set_index("id").loc[corrections["supersedes"]].reset_index()
    assert corrections["type"].value_counts().to_dict() == {"poll_held": 4, "milestone": 4, "milestone_revoked": 1}
    assert set(corrections["area"]) <= fictional
    assert corrections["reason"].notna().all()
    for name in ("area", "track", "type"):
        assert (corrections[name].to_numpy() == wrong[name].to_numpy()).all()
    assert (wrong["instant"].to_numpy() < corrections["instant"].to_numpy()).all()
    assert (wrong["instant"] <= scenario.opening()).all(), "so that their ids are known"
    changed = (wrong["on"].to_numpy() != corrections["on"].to_numpy()) | (
        wrong["p_present"].to_numpy() != corrections["p_present"].to_numpy()
    )
    uncaused = wrong["p_cause"].isna().to_numpy() & corrections["p_cause"].notna().to_numpy()
    assert uncaused.sum() == 1, "one stage was revoked without a cause"
    changed = changed | uncaused
    assert changed.all()
    recent = corrections["instant"].map(lambda instant: instant.date()) >= date(2019, 1, 7)
    assert 0 < recent.sum() < len(corrections), "some are of the week in which the demo opens"


def test_what_is_revoked_says_why(facts):
    assert facts[facts["type"] == "milestone_revoked"]["p_cause"].notna().all()


def test_adverse_facts_stand_only_in_fictional_units(facts, fictional, sample_tree):
    real = facts[~facts["area"].isin(fictional)]
    alerts = real[real["type"] == "alert_action"]
    assert set(alerts["p_rule"]) == {"report_missing"}
    assert set(alerts["area"]) <= {town.code for town in sample_tree.townships}
    real = real[real["type"] != "alert_action"]
    assert not set(real["type"]) & ADVERSE
    assert set(real[real["type"] == "poll_held"]["p_outcome"]) == {"success"}
    assert real[real["type"] == "plan"].groupby(["area", "track"]).size().max() == 1, "no re-plans"
    assert real["p_cause"].isna().all()
    assert not real["p_returned"][real["type"] == "review_returned"].any()
    assert set(facts[facts["type"] == "poll_scheduled"]["p_round"].dropna()) == {2}
    assert real["p_round"][real["type"] == "poll_scheduled"].isna().all(), "no poll is called again"


def test_real_reviews_return_within_their_hours(facts, fictional):
    sent = facts[facts["type"] == "review_submitted"].set_index("subject")
    back = facts[facts["type"] == "review_returned"].set_index("subject")
    assert len(sent) == len(back) == 2 * 619
    assert (back["p_passed"] + back["p_returned"] == sent["p_candidates"].reindex(back.index)).all()
    hours = {}
    for name, row in back.iterrows():
        first = sent.loc[name]
        passed = pd.Timestamp.combine(row["on"].date(), row["at"]) - pd.Timestamp.combine(
            first["on"].date(), first["at"]
        )
        hours[name] = passed / pd.Timedelta(hours=1) - first["p_hours"]
        assert passed > pd.Timedelta(0)
    overdue = {name for name, over in hours.items() if over > 0}
    assert overdue
    assert {name.split("-")[0] for name in overdue} <= fictional
    assert set(sent["p_hours"]) == {48, 24, 12}
    assert sent["p_hours"].value_counts().index.tolist()[0] == 48


def test_real_units_are_never_late_on_any_day(whole, fictional, profile, calendar):
    with reading(whole.engine) as connection:
        facts = read_facts(connection)
    changed, rows = {}, {}
    for unit in whole.tree.units:
        if unit.code not in fictional:
            for day in sorted({fact.effective_on for fact in facts.get(unit.code, [])}):
                changed.setdefault(day, []).append(unit)
    day = profile.campaign.start - timedelta(days=30)
    while day <= profile.campaign.end:
        for unit in changed.get(day, ()):
            rows[unit.code] = track_rows(unit, fold(unit, read_log(facts[unit.code], day), profile))
        for code, tracks in rows.items():
            for row in tracks:
                assert days_late(row.stage_due_on, day, calendar) == 0, (code, row.track, day)
                assert row.exceptions == 0
        day += timedelta(days=1)
    assert len(rows) == 619 - len(fictional)


def test_plans_are_changed_only_with_a_reason(facts):
    plans = facts[facts["type"] == "plan"]
    later = plans[plans.duplicated(["area", "track"])]
    assert len(later) >= 40
    assert later["p_cause"].str.fullmatch(r"[一-鿿（），]+").all()
    assert plans.drop_duplicates(["area", "track"])["p_cause"].isna().all(), "the first one is the baseline"


def test_no_poll_is_held_in_a_festival(facts, calendar, profile):
    days = Days(calendar, profile.campaign.start, profile.campaign.end)
    assert {date(2018, 12, 30), date(2019, 1, 1), date(2019, 2, 4), date(2019, 2, 10)} <= days.festivals
    assert date(2019, 1, 5) not in days.festivals, "an ordinary Saturday"
    polls = {day.date() for day in facts[facts["type"] == "poll_held"]["on"]}
    assert not polls & days.festivals
    assert any(day.weekday() >= 5 for day in polls), "weekends may hold polls"
    ends = {day.date() for day in facts[facts["type"] == "milestone"]["on"]}
    assert not ends & days.festivals


def test_voters_lists_are_published_in_time(facts, profile, sample_tree):
    ends = facts[(facts["type"] == "milestone") & (facts["p_stage"] == "registration")].set_index("area")["on"]
    polls = facts[(facts["type"] == "poll_held") & (facts["track"] == "committee")]
    for _, poll in polls.iterrows():
        kind = "village_committee" if sample_tree.areas[poll["area"]].kind == "village" else "residents_committee"
        rule = profile.rule(Notice, kind, poll["on"].date())
        assert (poll["on"] - ends[poll["area"]]).days >= rule.days_before_poll


def test_every_poll_was_called_for_its_day(facts):
    told = facts[facts["type"].isin(["poll_scheduled", "poll_held"])]
    for _, unit in told.groupby(["area", "track"]):
        kinds = unit["type"].tolist()
        assert kinds == ["poll_scheduled", "poll_held"] * (len(kinds) // 2)
        for first, second in pairwise(unit.itertuples()):
            if second.type == "poll_held":
                assert pd.Timestamp(first.p_on) == second.on


def test_the_committee_follows_the_party(facts):
    polls = facts[(facts["type"] == "poll_held") & (facts["track"] == "party")].groupby("area")["on"].max()
    begins = facts[(facts["type"] == "milestone") & (facts["track"] == "committee") & (facts["p_edge"] == "start")]
    assert len(begins) == 619
    assert (begins.set_index("area")["on"] > polls.reindex(begins["area"])).all()


def test_at_the_opening_there_is_something_to_see(filled, fictional):
    board = filled.board()
    units = filled.units_below("110108")
    party, committee = board.totals(units, "party"), board.totals(units, "committee")
    assert sum(count > 0 for count in party.phases) >= 6, "the map shows most phases"
    assert 0.55 <= party.elected / party.due <= 0.75
    assert min(party.postponed, party.suspended, committee.rerun, committee.another) >= 1
    today = [code for code in units if board.tracks[code, "party"].poll_on == board.day]
    held = [code for code in today if board.tracks[code, "party"].elected]
    assert 8 <= len(today) <= 25
    assert 0 < len(held) < len(today)
    bands = [
        board.summary(town.code, filled.units_below(town.code), "party")["band"] for town in filled.tree.townships
    ]
    assert min(bands.count("attention"), bands.count("on_plan")) >= 5
    assert sum(bool(board.map_row(code, "party").flags & Flag.KEY) for code in units) == 15
    assert filled.freshness().reported == 14
    for unit in filled.tree.units:
        rows = [board.map_row(unit.code, view) for view in filled.profile.views]
        troubled = any(row.flags & TROUBLE or row.late or row.alert or row.assessment for row in rows)
        assert not troubled or unit.code in fictional, unit.name


def test_the_first_elections_of_committees_are_held_before_the_opening(facts, scenario, fictional, sample_tree):
    polls = facts[(facts["type"] == "poll_held") & (facts["track"] == "committee")]
    early = polls[polls["instant"] <= scenario.opening()]
    assert set(early["area"]) <= fictional
    assert {sample_tree.areas[code].kind for code in early["area"]} == {"village", "community"}
    assert sorted(early["p_outcome"]) == ["another", "rerun", "success", "success", "success"]
    assert early["on"].min() >= pd.Timestamp(2019, 1, 7)


def test_the_projection_agrees_with_the_log(filled, whole):
    for queries in (filled, whole):
        with reading(queries.engine) as connection:
            assert differences(connection, queries.tree, queries.profile) == []


def test_everything_is_completed_at_the_end(whole, scenario):
    board: Board = whole.board()
    assert board.revision == len(scenario.campaign)
    assert board.day == date(2019, 3, 31)
    for track in ("party", "committee"):
        totals = board.totals(whole.units_below("110108"), track)
        assert (totals.due, totals.completed, totals.postponed, totals.suspended) == (619, 619, 0, 0)
    assert board.totals(whole.units_below("110108"), "committee").vacancy == 3


@pytest.mark.parametrize("outcome", ["rerun", "another", "vacancy"])
def test_polls_fail_only_in_committees(facts, fictional, outcome):
    polls = facts[(facts["type"] == "poll_held") & (facts["p_outcome"] == outcome)]
    assert set(polls["track"]) == {"committee"}
    assert set(polls["area"]) <= fictional


def test_quorums_are_nearly_missed(facts, fictional):
    polls = facts[(facts["type"] == "poll_held") & (facts["track"] == "party")]
    near = polls[polls["p_present"] - 1 <= polls["p_eligible"] * 4 / 5]
    assert len(near) >= 5
    assert set(near["area"]) <= fictional
    assert (near["p_present"] * 5 > near["p_eligible"] * 4).all()


def test_a_demo_of_another_release_is_refused(demo, sample_tree):
    kept = {code: area for code, area in sample_tree.areas.items() if code != demo.pool[0].code}
    with pytest.raises(DemoOutdated, match="Remove the folder"):
        demo.scenario(AreaTree(kept))
