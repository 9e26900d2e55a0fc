"""Every number of the source article that facts can carry comes out of the facts as a count."""

from datetime import time

import pandas as pd
import pytest

from dashboard.demo.article import ARTICLE as TOLD

ARTICLE = pd.Timestamp(2019, 2, 15)
OPENING = pd.Timestamp(2019, 1, 10)


@pytest.fixture(scope="module")
def told(facts):
    """The facts of the day of the article."""
    return facts[facts["on"] <= ARTICLE]


def of(facts, kind, /, **fields):
    chosen = facts[facts["type"] == kind]
    for name, value in fields.items():
        chosen = chosen[chosen[f"p_{name}"] == value]
    return chosen


def test_townships_units_and_plans(told, sample_tree):
    home = {unit.code: unit.parent_code for unit in sample_tree.units}
    planned = of(told, "plan").query("track == 'party'")["area"].unique()
    assert len(planned) == 619
    assert len({home[code] for code in planned}) == 26
    states = of(told, "plan_review").groupby("p_state")["area"].nunique()
    assert states.to_dict() == {"submitted": 29, "feedback": 29, "revised": 29, "approved": 29}
    assert (of(told, "plan_review")["on"] < pd.Timestamp(2018, 11, 19)).all()


def test_the_partys_elections(told, whole):
    board = whole.board(ARTICLE.date())
    totals = board.totals(whole.units_below("110108"), "party")
    assert (totals.completion_rate, totals.one_time_success_rate) == (1.0, 1.0)
    assert of(told, "milestone", stage="filing").query("track == 'party'")["on"].max() <= pd.Timestamp(2019, 2, 14)
    posts = of(told, "posts", deputy_secretary=True, discipline_commissioner=True)
    assert posts["area"].nunique() == len(posts) == 619


def test_groups_and_leaders(told, sample_tree):
    duties = of(told, "assignment")
    assert duties.groupby("p_duty")["p_post"].nunique().to_dict() == {
        "special_group": 6,
        "supervision": 3,
        "guidance": 227,
        "leader": 27,
    }
    assert duties[duties["p_duty"] == "guidance"]["area"].nunique() == 619
    assert duties[duties["p_duty"] == "supervision"]["area"].nunique() == 26
    assert len(set(TOLD.leaders)) == 27
    assert duties[duties["p_duty"] == "leader"]["area"].nunique() == 26 + 15
    guided = duties[duties["p_duty"] == "guidance"]
    homes = guided["area"].map(lambda code: sample_tree.areas[code].parent_code)
    assert guided["p_post"].groupby(homes).nunique().min() >= 1
    assert (
        guided.groupby("p_post")["area"]
        .agg(lambda codes: len({sample_tree.areas[c].parent_code for c in codes}))
        .max()
        == 1
    )


def test_visits(told, sample_tree):
    visits = of(told, "visit", kind="leader")
    assert len(visits) == 52
    assert visits["p_post"].nunique() == 27
    assert (visits["p_post"] == TOLD.secretary).sum() == 12
    seats = of(told, "visit", kind="sit_in")
    assert seats["p_post"].nunique() == 3
    assert seats["area"].map(lambda code: sample_tree.areas[code].parent_code).nunique() == 26


def test_matters(told, facts):
    closed = of(told, "matter", closed=True)
    assert closed["p_department"].nunique() == len(set(TOLD.departments)) == 18
    raised = of(facts, "matter").drop_duplicates("subject")
    assert raised["p_reply"].isna().all()
    assert raised["p_closed"].isna().all()
    open_at_opening = set(raised[raised["on"] <= OPENING]["subject"]) - set(
        closed[closed["on"] <= OPENING]["subject"]
    )
    assert 3 <= len(open_at_opening) <= 8
    assert set(of(facts, "matter", closed=True)["subject"]) == set(raised["subject"])


def test_work_done(told):
    done = of(told, "counter").groupby("p_name")[["p_count", "p_people"]].sum()
    assert done.loc["training", "p_count"] >= 630
    assert done.loc["training", "p_people"] >= 14_000
    assert done["p_count"].drop("training").to_dict() == {
        "templates": 10,
        "policy_answers": 20,
        "bulletin": 25,
        "cadres_sent": 44,
    }
    assert of(told, "counter", name="cadres_sent")["area"].nunique() == 15
    assert of(told, "counter", name="training")["area"].nunique() == 26
    assert of(told, "counter", name="bulletin")["on"].is_unique


def test_checks_before_the_vote(told, fictional):
    polls = of(told, "poll_held").query("track == 'party'").set_index("area")["on"]
    for item in ("disc", "pledges"):
        checks = of(told, "check", item=item, done=True)
        assert checks["area"].nunique() == len(checks) == 619
        days = polls.reindex(checks["area"]).to_numpy()
        assert (checks["on"].to_numpy() <= days).all()
        on_the_day = checks[checks["on"].to_numpy() == days]
        assert (on_the_day["at"] < time(9)).all(), "polls open at nine"
        assert set(on_the_day["area"]) <= fictional


def test_key_villages(told, fictional):
    keys = of(told, "key_village", level="district")
    assert len(keys) == 15
    assert set(keys["area"]) <= fictional
    assert len({word for words in keys["p_categories"] for word in words}) >= 11


def test_daily_reports(facts):
    reports = of(facts, "report_received")
    assert reports["area"].nunique() == 26
    assert not reports.duplicated(["area", "on"]).any()
    missing = 26 * 133 - len(reports)
    late = (reports["p_status"] == "late").sum()
    assert 2 <= missing / 19 <= 6, "a handful a week"
    assert 2 <= late / 19 <= 6, "a handful a week"
    due = reports["at"].map(lambda at: at.hour) >= 17
    assert (due == (reports["p_status"] == "late")).all()
    festival = reports[reports["on"] == pd.Timestamp(2019, 2, 5)]
    assert len(festival) >= 22, "somebody is on duty on New Year's Day"
    assert (festival["p_status"] == "zero").sum() >= 20
