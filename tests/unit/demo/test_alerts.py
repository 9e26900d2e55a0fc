"""In the simulated campaign every rule warns, of fictional places only; a calm campaign is silent.

What the rules did is computed a second time with pandas from the rows of the log, by other means.
"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pandas as pd
import pytest

from dashboard.clock import FixedClock
from dashboard.demo.sample import Demo
from dashboard.election.alerts.alert import alerts_of
from dashboard.election.alerts.view import Ground
from dashboard.store.engine import open_engine
from dashboard.store.log import Log
from dashboard.store.setup import set_up
from dashboard.store.watching import everything
from dashboard.watch.evaluate import Evaluator
from dashboard.watch.trial import trial
from tests.unit.demo.conftest import rows_of

DAYS = [
    date(2018, 12, 7),
    date(2018, 12, 22),
    date(2019, 1, 8),
    date(2019, 1, 10),
    date(2019, 1, 23),
    date(2019, 2, 1),
    date(2019, 3, 2),
]


@pytest.fixture(scope="module")
def watched(scenario):
    """The whole campaign with all that the rules do."""
    return replace(scenario, watched_until=scenario.ending())


@pytest.fixture(scope="module")
def rows(watched):
    return rows_of(watched.campaign)


@pytest.fixture(scope="module")
def steps(rows):
    """What the rules did."""
    return rows[rows["type"] == "alert_action"]


@pytest.fixture(scope="module")
def evaluator(tmp_path_factory, watched, sample_tree, profile, calendar):
    """Judges rules on a database that holds the whole campaign."""
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('watched') / 'situation.db'}")
    set_up(engine, list(sample_tree.areas.values()), profile, "places", history=lambda _tree: watched.campaign)
    ending = watched.ending()
    log = Log(engine, sample_tree, profile, FixedClock(ending, ending.tzinfo))
    yield Evaluator(log, Ground(profile, calendar, sample_tree), "zh_CN")
    engine.dispose()


def test_every_rule_of_the_profile_fires_and_everything_ends(steps, profile):
    opened = steps[steps["p_action"] == "opened"]
    assert set(opened["p_rule"]) == {rule.id for rule in profile.alerts}
    assert set(steps["p_action"]) == {"opened", "escalated", "reopened", "resolved"}
    last = steps.drop_duplicates(["area", "subject"], keep="last")
    assert set(last["p_action"]) == {"resolved"}


def test_only_fictional_units_are_warned_of_and_townships_only_of_reports(steps, fictional, sample_tree):
    townships = {town.code for town in sample_tree.townships}
    assert set(steps["area"]) <= fictional | townships
    assert set(steps[steps["area"].isin(townships)]["p_rule"]) == {"report_missing"}


def test_the_rules_are_told_after_what_they_answer(watched):
    instants = [instant for instant, _ in watched.campaign]
    assert instants == sorted(instants)
    requests = [sent.request_id for _, sent in watched.campaign]
    assert len(requests) == len(set(requests))


def test_a_calm_campaign_is_silent(demo, profile, calendar, sample_tree):
    calm = replace(Demo(profile, ()).scenario(sample_tree), calm=True)
    calm = replace(calm, watched_until=calm.ending())
    assert len(calm.campaign) > 5000
    assert [sent for _, sent in calm.campaign if sent.actor == "rules"] == []


def test_corrections_name_what_they_correct_although_the_rules_spoke_between(rows):
    by_id = rows.set_index("id")
    corrections = rows[rows["supersedes"].notna()]
    assert len(corrections) == 9
    for _, correction in corrections.iterrows():
        wrong = by_id.loc[correction["supersedes"]]
        same = ["area", "track", "type"]
        assert list(wrong[same]) == list(correction[same])


def test_a_campaign_that_goes_on_from_a_database_names_the_same_facts(scenario):
    revisions = {sent.request_id: place for place, (_, sent) in enumerate(scenario.campaign, 1)}
    again = replace(scenario, revisions=revisions)
    ours = [(at, sent.request_id, sent.digest) for at, sent in scenario.campaign if sent.actor != "rules"]
    assert [(at, sent.request_id, sent.digest) for at, sent in again.campaign] == ours


def test_at_the_opening_a_watch_finds_nothing_left_to_do(filled, sample_tree, profile, calendar):
    """What was seeded is what a running server would have recorded."""
    log = Log(filled.engine, sample_tree, profile, filled.clock)
    judge = Evaluator(log, Ground(profile, calendar, sample_tree), "zh_CN")
    now = filled.clock.now()
    found = judge.areas(sample_tree.areas, now)
    assert (found.transitions, found.failed) == ([], {})
    assert list(judge.district(now).transitions) == []
    codes = [unit.code for unit in sample_tree.units]
    board = filled.board()
    assert sum(board.map_row(code, "party").alert > 0 for code in codes) >= 20
    alerts = filled.alerts()
    levels = {}
    for alert in alerts:
        if alert.live:
            levels[alert.area] = max(levels.get(alert.area, 0), alert.level)
    assert {code: board.units[code].alert for code in codes if board.units[code].alert} == levels
    assert len(filled.alerts(date(2018, 12, 7))) < len(alerts), "a past day shows the alerts of that day"


# ---------------------------------------------------------------- computed a second time


def instant_of(row):
    return datetime.combine(row["on"].date(), row["at"] or time.min)


def last_of(rows, kind, by=("area", "subject")):
    return rows[rows["type"] == kind].drop_duplicates(list(by), keep="last")


def overdue(rows, kind, end, rises, done):
    """(area, subject, level) of things past their due day."""
    found = set()
    for _, row in last_of(rows, kind).iterrows():
        late = (end.date() - date.fromisoformat(row["p_due"])).days
        if late >= 1 and not done(row):
            found.add((row["area"], row["subject"], 2 if late >= rises else 1))
    return found


def measures(rows, end):
    return overdue(rows, "measure", end, 7, lambda row: row["p_progress"] == 100)


def matters(rows, end):
    return overdue(rows, "matter", end, 5, lambda row: row["p_closed"] is True)


def incidents(rows, end):
    last = last_of(rows, "incident")
    return {(row["area"], row["subject"], 3) for _, row in last.iterrows() if not row["p_closed"]}


def reports(rows, end):
    """Townships whose last report is older than the day, and by how much."""
    told = rows[rows["type"] == "report_received"].groupby("area")["on"].max()
    late = (pd.Timestamp(end.date()) - told).dt.days
    return {
        (code, str(told[code].date() + timedelta(days=1)), min(days, 2)) for code, days in late.items() if days > 0
    }


def reviews(rows, end):
    back = set(rows[rows["type"] == "review_returned"]["subject"])
    found = set()
    for _, row in rows[rows["type"] == "review_submitted"].iterrows():
        due = instant_of(row) + timedelta(hours=int(row["p_hours"]))
        if row["subject"] not in back and due - timedelta(hours=4) <= end:
            found.add((row["area"], row["subject"], 3 if due <= end else 1))
    return found


def reelections(rows, end):
    held = rows[rows["type"] == "poll_held"].drop_duplicates(["area", "track"], keep="last")
    found = set()
    for _, row in held[held["p_outcome"].isin(["another", "rerun"])].iterrows():
        days = (end.date() - row["on"].date()).days
        if days >= 5:
            found.add((row["area"], row["p_outcome"], 3 if days >= 12 else 2))
    return found


def unvisited(rows, end):
    keys = rows[rows["type"] == "key_village"].drop_duplicates("area", keep="last").set_index("area")["on"]
    visits = rows[rows["type"] == "visit"].groupby("area")["on"].max().reindex(keys.index)
    filed = rows[(rows["type"] == "milestone") & (rows["p_stage"] == "filing") & (rows["p_edge"] == "end")]
    done = filed.groupby("area")["track"].nunique().reindex(keys.index).fillna(0) == 2
    days = (pd.Timestamp(end.date()) - visits.fillna(keys).clip(lower=keys)).dt.days
    return {(code, "", 2 if days[code] >= 28 else 1) for code in keys.index if days[code] >= 14 and not done[code]}


def petitions(rows, end):
    told = rows[rows["type"] == "petitions"].drop_duplicates(["area", "on"], keep="last")
    told = told.assign(count=told["p_visits"] + told["p_hotline"])
    daily = told.pivot_table(index="on", columns="area", values="count", aggfunc="sum")
    daily = daily.reindex(pd.date_range("2018-11-19", end.date()), fill_value=0).fillna(0)
    week = daily.rolling(7).sum().iloc[-1]
    before = daily.iloc[:-7].tail(28)
    return {
        (code, "")
        for code in daily.columns
        if len(before) >= 7 and week[code] >= 5 and week[code] > 2 * before[code].sum() / len(before) * 7
    }


SECOND = {
    "measure_overdue": measures,
    "matter_overdue": matters,
    "incident_open": incidents,
    "report_missing": reports,
    "review_due": reviews,
    "reelection_pending": reelections,
    "key_unvisited": unvisited,
    "petitions_rise": petitions,
}


def standing(steps, rule, end):
    """Area, what the alert is about, and level of a rule's alerts that stand at an instant."""
    own = steps[(steps["p_rule"] == rule) & (steps["instant"] <= end)]
    last = own.drop_duplicates(["area", "subject"], keep="last")
    return {
        (row["area"], row["subject"].removeprefix(f"{rule}-{row['area']}"), row["p_level"])
        for _, row in last[last["p_action"] != "resolved"].iterrows()
    }


@pytest.fixture(scope="module")
def tried(evaluator, profile, watched):
    """What all rules find at the end of each day."""
    zone = watched.opening().tzinfo
    ends = {day: datetime.combine(day, time(23, 59, 59), zone) for day in DAYS}
    return {day: trial(evaluator, profile.alerts, end) for day, end in ends.items()}


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("rule", SECOND)
def test_pandas_finds_the_same_alerts(rule, day, rows, steps, tried, watched):
    end = datetime.combine(day, time(23, 59, 59), watched.opening().tzinfo)
    known = rows[(rows["instant"] <= end) & ~rows["id"].isin(rows[rows["instant"] <= end]["supersedes"].dropna())]
    expected = SECOND[rule](known.sort_values(["on"], kind="stable"), end.replace(tzinfo=None))
    assert not tried[day].failed
    own = [one for one in tried[day].found if one.rule == rule]
    found = {(one.area, one.key.removeprefix(f"{rule}-{one.area}"), one.level) for one in own}

    def about(items):
        """The same thing, named alike: the engine's keys begin with the track where there is one."""
        return (
            {(item[0], *item[2:]) for item in items} if rule != "petitions_rise" else {item[0] for item in items}
        )

    assert about(found) == about(expected)
    assert len(found) == len(expected)
    assert about(standing(steps, rule, end)) == about(expected)
    assert len(standing(steps, rule, end)) == len(expected)


def test_the_days_of_the_comparison_have_something_to_compare(tried):
    assert set(SECOND) <= {one.rule for day in tried.values() for one in day.found}


def test_the_alerts_fold_from_the_log_alone(evaluator, steps):
    facts = everything(evaluator.log.engine, date(2019, 3, 31))
    alerts = alerts_of(fact for told in facts.values() for fact in told)
    assert len(alerts) == steps.drop_duplicates(["area", "subject"]).shape[0]
    assert sum(len(alert.history) for alert in alerts) == len(steps)
