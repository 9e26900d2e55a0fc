from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dashboard.election.facts import FactDraft
from dashboard.election.setbacks import setbacks
from dashboard.store.timelines import Timelines
from dashboard.store.undone import undone_between
from tests.facts import day
from tests.timelines import days_of, without_report


def stage(name, on, **more):
    return FactDraft(
        type="milestone", track="party", payload={"stage": name, "edge": "end"}, effective_on=day(on), **more
    )


@pytest.fixture
def at(clock, monkeypatch):
    """Move the business clock."""

    def move(text, hour=16):
        instant = datetime.combine(day(text), datetime.min.time(), ZoneInfo("Asia/Shanghai")) + timedelta(
            hours=hour
        )
        monkeypatch.setattr(type(clock), "now", lambda _self: instant)
        monkeypatch.setattr(type(clock), "today", lambda _self: instant.date())

    return move


def phases(past, code, queries):
    place = queries.units_below("1").index(code)
    return {f"{found:%m-%d}": rows[place].phase for found, rows in days_of(past.rows).items()}


def test_then_is_what_was_known_at_each_days_end(at, send, queries):
    at("12-03")
    first = send(("111", stage("recommendation", "12-03")))
    at("12-05")
    send(("111", stage("recommendation", "12-01", supersedes=first.fact_ids[0], reason="wrong day")))
    at("12-07")
    timelines = Timelines(queries)
    now, then = (phases(timelines.past("1", "party", then=known), "111", queries) for known in (False, True))
    assert [now[f"12-0{number}"] for number in range(1, 7)] == [3] * 6
    assert [then[f"12-0{number}"] for number in range(1, 7)] == [0, 0, 3, 3, 3, 3]
    past = timelines.past("1", "party", then=True)
    for found, rows in days_of(past.rows).items():
        board = queries.board(found, past.revisions[past.rows.days.index(found)])
        for code, row in zip(queries.units_below("1"), rows, strict=True):
            assert without_report(row) == without_report(board.map_row(code, "party"))


def test_only_what_moves_the_past_makes_it_anew(at, send, queries):
    at("12-03")
    send(("111", stage("recommendation", "12-03")))
    at("12-05")
    timelines = Timelines(queries)
    past = timelines.past("1", "party", then=False)
    send(("112", stage("recommendation", "12-05")))
    assert timelines.past("1", "party", then=False) is past
    send(("112", stage("recommendation", "12-04", supersedes=queries.facts("112")[0].id, reason="wrong day")))
    moved = timelines.past("1", "party", then=False)
    assert moved.key != past.key
    assert phases(moved, "112", queries)["12-04"] == 3
    at("12-06")
    assert timelines.past("1", "party", then=False).rows.days[-1] == day("12-05")


def test_reports_and_matters_stand_in_their_days(at, send, queries):
    at("12-03")
    send(("11", FactDraft(type="report_received", payload={"status": "received"}, effective_on=day("12-03"))))
    send(
        (
            "11",
            FactDraft(
                type="matter",
                subject="m1",
                payload={"department": "civil affairs", "text": "a seal is missing"},
                effective_on=day("12-03"),
            ),
        )
    )
    send(
        (
            "111",
            FactDraft(
                type="matter",
                subject="m2",
                payload={"department": "civil affairs", "text": "a hall is missing"},
                effective_on=day("12-03"),
            ),
        )
    )
    at("12-05")
    past = Timelines(queries).past("1", "party", then=False)
    at_day = past.rows.days.index(day("12-03"))
    assert [report and report.status for report in past.reports["11"]][at_day - 1 :] == [None, "received", None]
    assert past.matters["11"][at_day - 1 :] == (0, 1, 1)
    place = queries.units_below("1").index("111")
    assert [rows[place].matters for rows in days_of(past.rows).values()][at_day - 1 :] == [0, 1, 1]


def test_what_went_backwards_is_told_with_before_and_after(at, send, queries, profile, tree):
    at("12-03")
    first = send(("111", stage("recommendation", "12-03")), ("112", stage("recommendation", "12-03")))
    at("12-05")
    send(
        (
            "111",
            FactDraft(
                type="milestone_revoked",
                track="party",
                payload={"stage": "recommendation", "cause": "list not published"},
            ),
        )
    )
    send(("112", FactDraft(type="retracted", supersedes=first.fact_ids[1], reason="another village")))
    at("12-06")
    send(("112", stage("recommendation", "12-06")))
    revision, found = undone_between(queries, "1", day("12-04"), day("12-06"))
    assert revision == queries.revision()
    told = {code: setbacks(tree.areas[code], *both, day("12-06"), profile) for code, both in found.items()}
    assert {code: [s.kind for s in all_of] for code, all_of in told.items()} == {
        "111": ["revoked"],
        "112": ["withdrawn"],
    }
    assert all(s.backwards for all_of in told.values() for s in all_of)
    assert told["111"][0].before["party"] == 3
    assert told["111"][0].after["party"] == 0
    assert told["112"][0].struck.id == first.fact_ids[1]
    assert undone_between(queries, "1", day("12-06"), day("12-06"))[1] == {}
    assert undone_between(queries, "12", day("12-01"), day("12-06"))[1] == {}
