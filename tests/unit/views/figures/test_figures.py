"""Each chart's data agrees with a plain computation from the rows of the log; its figure is one that Plotly takes."""

import json
import sqlite3
from datetime import date, timedelta

import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard.election.burn_up import burn_up as completions
from dashboard.messages import messages
from dashboard.store.states import States
from dashboard.views.figures import polls, stages, to_come, turnout
from dashboard.views.figures.charts import CHARTS, Subject, draw
from dashboard.views.figures.look import Look, columns, wrapped
from dashboard.views.figures.palette import read_palettes
from dashboard.views.panels.charts import Asked, chart, graph
from tests.conftest import ROOT

DAYS = [date(2018, 11, 25), date(2018, 12, 28), date(2019, 1, 10)]
TRACKS = ("party", "committee")


@pytest.fixture(scope="module")
def services(demo_folder):
    from dashboard.bootstrap import open_services
    from dashboard.settings import Settings

    opened = open_services(Settings(data_dir=demo_folder, demo_speed=0, _env_file=None))
    yield opened
    opened.queries.engine.dispose()


@pytest.fixture(scope="module")
def states(services):
    return States(services.queries)


@pytest.fixture(scope="module")
def palettes(profile):
    return read_palettes(ROOT / "assets" / "css" / "10-tokens.css", profile)


@pytest.fixture(scope="module")
def rows(services):
    """The counting facts of due units on their tracks, in the order in which they happened."""
    path = services.settings.data_dir / "situation.db"
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        facts = pd.read_sql("SELECT * FROM fact", connection)
        areas = pd.read_sql("SELECT code, due FROM area", connection)
    facts = facts[~facts["id"].isin(facts["supersedes"].dropna()) & (facts["type"] != "retracted")]
    facts["payload"] = facts["payload"].map(json.loads)
    facts["on"] = pd.to_datetime(facts["effective_on"]).dt.date
    facts["at"] = facts["effective_time"].fillna("00:00:00")
    due = {(row.code, track) for row in areas.itertuples() for track, yes in json.loads(row.due).items() if yes}
    facts = facts[[(row.area_code, row.track) in due for row in facts.itertuples()]]
    return facts.sort_values(["on", "at", "revision", "seq"])


def own(states, track, day):
    return {code: [unit.tracks[track]] for code, unit in states.of(as_of=day).units.items()}


def of(rows, kind, track, day):
    found = rows[(rows["type"] == kind) & (rows["track"] == track) & (rows["on"] <= day)]
    return found.assign(**{name: found["payload"].map(lambda payload, name=name: payload.get(name)) for name in (
        "stage", "edge", "outcome", "present", "eligible", "dates", "on_day")}, called=found["payload"].map(lambda payload: payload.get("on")))  # fmt: skip


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("track", TRACKS)
def test_completions_and_plans(states, rows, profile, calendar, track, day):
    flat = [one for tracks in own(states, track, day).values() for one in tracks]
    found = completions(flat, flat, day, profile, calendar)
    last = {p.stages[-1].id for p in profile.track(track).procedures}
    marks = of(rows, "milestone", track, day)
    ends = marks[marks["stage"].isin(last) & (marks["edge"] == "end")].groupby("area_code")["on"].last()
    plans = of(rows, "plan", track, day).groupby("area_code")["dates"].first()
    planned = pd.to_datetime(plans.map(lambda dates: next((dates[s] for s in last if s in dates), None))).dt.date
    for at in range(0, len(found.days), 9):
        on = found.days[at]
        assert found.planned[at] == int((planned <= on).sum())
        if on <= day:
            assert found.actual[at] == int((ends <= on).sum())
    assert found.actual[-1] == len(ends)
    assert found.ahead.expected[0] == len(ends)


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("track", TRACKS)
def test_polls_of_each_day(states, rows, track, day):
    found = polls.polls_by_day(own(states, track, day))
    held = of(rows, "poll_held", track, day)
    first = ~held["area_code"].duplicated()
    good = held["outcome"] == "success"
    table = pd.DataFrame({"on": held["on"], "success": first & good, "short": first & ~good, "again": ~first})
    wanted = {row.Index: (row.success, row.short, row.again) for row in table.groupby("on").sum().itertuples()}
    assert {on: (told.success, told.short, told.again) for on, told in found.items()} == wanted
    for on, told in found.items():
        assert set(told.codes) == set(held[held["on"] == on]["area_code"])


@pytest.mark.parametrize("track", TRACKS)
def test_turnout_is_present_of_eligible_held_to_the_rule_of_its_procedure(states, rows, profile, track):
    day = DAYS[-1]
    found = turnout.turnouts(own(states, track, day), profile)
    held = of(rows, "poll_held", track, day)
    wanted = sorted(zip(held["area_code"], held["on"], held["present"], held["eligible"], strict=True))
    assert sorted((poll.code, poll.on, poll.present, poll.eligible) for poll in found) == wanted
    for poll in found:
        share = poll.rule.share
        enough = (
            poll.present > share * poll.eligible if poll.rule.strict else poll.present >= share * poll.eligible
        )
        assert poll.reached == enough
        assert poll.rule.in_force(poll.on)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_funnel_counts_every_due_unit_once(states, rows, profile, calendar, day):
    flat = [one for tracks in own(states, "party", day).values() for one in tracks]
    steps = stages.funnel(flat, "party", profile, calendar, "en")
    due = sum(track.phase is not None for track in flat)
    assert sum(step.waiting for step in steps) == due == steps[0].reached
    for phase in range(len(profile.phases)):
        standing = sum(track.phase == phase for track in flat)
        assert sum(step.waiting for step in steps if step.phase == phase) == standing
    revoked = set(rows[rows["type"] == "milestone_revoked"]["area_code"])
    plain = [tracks[0] for code, tracks in own(states, "party", day).items() if code not in revoked]
    steps = stages.funnel(plain, "party", profile, calendar, "en")
    marks = of(rows[~rows["area_code"].isin(revoked)], "milestone", "party", day)
    ends = marks[marks["edge"] == "end"].groupby(["stage", "area_code"])["on"].last()
    starts = marks[marks["edge"] == "start"].groupby(["stage", "area_code"])["on"].last()
    order = [stage.id for stage in profile.track("party").procedures[0].stages]
    for before, stage, step in zip(order[:5], order[1:6], steps[2:7], strict=True):
        wanted = []
        for code, end in ends[stage].items() if stage in ends.index else ():
            start = starts.get((stage, code), ends.get((before, code)))
            wanted.append(calendar.between(start, end))
        assert sorted(step.days) == sorted(wanted)


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("track", TRACKS)
def test_polls_to_come_are_called_or_planned(states, rows, profile, track, day):
    found = to_come.polls_to_come(own(states, track, day), day)
    called = pd.to_datetime(of(rows, "poll_scheduled", track, day).groupby("area_code")["called"].last()).dt.date
    held = of(rows, "poll_held", track, day)
    decided = set(held[held["outcome"].isin(["success", "vacancy"])]["area_code"])
    plans = of(rows, "plan", track, day)
    wanted = {}
    for code, group in plans.groupby("area_code")["dates"]:
        dates = {stage: on for told in group for stage, on in told.items()}
        on = called.get(code)
        if code not in decided:
            wanted[code] = on if on is not None else date.fromisoformat(dates["poll"])
    told = {code: on for on, entry in found.days.items() for code in entry.codes}
    assert told == {code: on for code, on in wanted.items() if on >= day}
    assert found.overdue == sum(on < day for on in wanted.values())
    assert {code for entry in found.days.values() for code in entry.called} == {
        code for code, on in called.items() if code in told and on >= day
    }


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("kind", CHARTS)
def test_plotly_takes_every_figure_and_its_colours_are_the_themes(
    services, states, palettes, profile, calendar, kind, theme, locale
):
    for width, track, day in ((1200, "party", DAYS[-1]), (360, "overall", DAYS[1]), (900, "committee", DAYS[0])):
        standing = states.of(as_of=day)
        look = Look(messages(locale), palettes[theme], "全区", day, width, demo=True)
        made = draw(kind, Subject(standing.units, standing.units.keys(), track, {}), look, profile, calendar)
        go.Figure(made)
        text = json.dumps(made)
        assert len(text) < 400_000
        assert made["layout"]["paper_bgcolor"] == palettes[theme]["panel"]
        other = palettes["dark" if theme == "light" else "light"]
        assert other["panel"] not in text
        assert "http" not in text, "nothing is fetched from elsewhere"
    go.Figure(graph()["props"]["figure"])


def test_where_there_is_nothing_a_sentence_says_so(services, states, palettes):
    early = {"locale": "en", "track": "committee", "as_of": "2018-11-19", "theme": "dark"}
    for kind in ("polls", "turnout"):
        made = chart(services, states, palettes, Asked.of({**early, "chart": kind}, services))
        assert made["data"] == []
        assert made["layout"]["annotations"][0]["text"] == "No poll has been held yet by this day."
    not_due = [unit.code for unit in services.queries.tree.units if not any(unit.due.values())]
    for kind in ("burn_up", "stages"):
        made = chart(services, states, palettes, Asked.of({**early, "chart": kind, "codes": not_due}, services))
        assert "due this term" in made["layout"]["annotations"][0]["text"]
    made = chart(services, states, palettes, Asked.of({**early, "known": 10**9}, services))
    assert "1000000000" in made["layout"]["annotations"][0]["text"]


def test_what_a_page_asks_for_is_read_with_care(services):
    asked = Asked.of(
        {
            "chart": "no",
            "track": [],
            "as_of": 5,
            "known": "x",
            "codes": "y",
            "name": "<b>" * 99,
            "width": -1,
            "theme": 1,
        },
        services,
    )
    assert (asked.chart, asked.track, asked.as_of, asked.known, asked.codes) == (
        "burn_up",
        "party",
        None,
        None,
        None,
    )
    assert (asked.locale, asked.theme) == ("zh_CN", "light")
    assert asked.width > 0
    assert "<" not in asked.name


def test_names_are_broken_where_they_may_be():
    assert wrapped("两推（党员推荐、群众推荐）", 10, 3) == ["两推（党员", "推荐、群众", "推荐）"]
    assert wrapped("预计 1月29日办结 95%", 14, 3) == ["预计 1月29日办", "结 95%"]
    assert wrapped("Recommendation by members and residents", 14, 2) == ["Recommendation", "by members…"]
    for line in wrapped("区选举工作办公室 joint review of all candidates（资格联审）", 9, 9):
        assert columns(line) <= 9


def test_states_are_those_of_the_dossier_and_folded_once(services, states):
    day = date(2018, 12, 20)
    codes = [unit.code for unit in services.queries.tree.units][::40]
    revision = services.queries.revision()
    for known in (revision, revision // 2):
        found = states.of(codes, day, known)
        assert found.revision == known
        assert list(found.units) == codes
        for code in codes:
            assert found.units[code] == services.queries.dossier(code, day, known).state
    again = states.of(codes, day, revision // 2)
    assert all(again.units[code] is found.units[code] for code in codes)
    for back in range(1, 5):
        states.of(as_of=day - timedelta(back))
    assert states.of(codes, day, revision // 2).units == found.units
