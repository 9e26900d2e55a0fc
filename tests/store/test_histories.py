"""Over generated histories: projection = fold, children sum to parent, re-reading the past never changes it."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.election.facts import FactDraft
from dashboard.election.reading import reading as read_log
from dashboard.election.state import fold
from dashboard.store.engine import open_engine, reading
from dashboard.store.log import Entry, Log, Submission
from dashboard.store.projection import derive, differences, stored
from dashboard.store.queries import Queries
from dashboard.store.setup import set_up
from dashboard.store.timelines import Timelines
from tests.timelines import days_of, without_report

UNITS = ("111", "112", "121")
START = date(2018, 11, 19)
STAGES = ("preparation", "appraisal", "recommendation", "review", "notice", "filing")
days = st.integers(0, 25).map(lambda number: START + timedelta(number))
counters = itertools.count()


def on_track(kind, payload):
    return st.builds(
        lambda on, body: FactDraft(type=kind, track="party", payload=body, effective_on=on), days, payload
    )


milestones = on_track(
    "milestone",
    st.fixed_dictionaries({"stage": st.sampled_from(STAGES), "edge": st.sampled_from(("start", "end"))}),
)
revocations = on_track("milestone_revoked", st.fixed_dictionaries({"stage": st.sampled_from(STAGES)}))
exceptions = on_track("exception", st.fixed_dictionaries({"kind": st.sampled_from(("postponed", "suspended"))}))
cleared = on_track(
    "exception_cleared", st.fixed_dictionaries({"kind": st.sampled_from(("postponed", "suspended"))})
)
polls = on_track(
    "poll_held",
    st.sampled_from(
        [
            {"eligible": 50, "present": 49, "seats": 5, "elected": 5, "outcome": "success"},
            {"eligible": 50, "present": 49, "seats": 5, "elected": 4, "outcome": "another"},
            {"eligible": 50, "present": 49, "seats": 5, "elected": 4, "outcome": "vacancy"},
            {"eligible": 50, "present": 30, "seats": 5, "elected": 0, "outcome": "rerun"},
        ]
    ),
)
keys = st.builds(
    lambda on, level: FactDraft(type="key_village", payload={"level": level}, effective_on=on),
    days,
    st.sampled_from(("district", None)),
)
drafts = st.one_of(milestones, milestones, revocations, exceptions, cleared, polls, keys)
steps = st.lists(
    st.tuples(st.sampled_from(UNITS), drafts, st.sampled_from(("add", "add", "add", "correct", "retract")), st.integers(0, 99)),
    min_size=1,
    max_size=25,
)  # fmt: skip


@pytest.fixture
def parts(url, tree, profile, calendar, clock):
    def fresh():
        engine = open_engine(url)
        with engine.begin() as connection:
            for table in ("track_state", "unit_state", "fact", "commit_log", "area", "meta"):
                connection.exec_driver_sql(f"DELETE FROM {table}")
        set_up(engine, list(tree.areas.values()), profile, "places")
        return engine, Log(engine, tree, profile, clock), Queries(engine, tree, profile, calendar, clock)

    return fresh


def send(log, area, draft):
    number = next(counters)
    log.append(Submission(entries=[Entry(area, draft)], actor="t", source="t", request_id=f"h{number}"))


def play(log, queries, step):
    """Take one generated step; a correction or retraction picks one of the unit's living facts."""
    area, draft, action, pick = step
    dossier = queries.dossier(area)
    living = [fact for fact in dossier.history if fact.id not in dossier.struck_by]
    same = [fact for fact in living if (fact.type, fact.track) == (draft.type, draft.track)]
    if action == "correct" and same:
        draft = draft.model_copy(update={"supersedes": same[pick % len(same)].id, "reason": "typing error"})
    elif action == "retract" and living:
        target = living[pick % len(living)]
        draft = FactDraft(type="retracted", supersedes=target.id, reason="wrong village")
    send(log, area, draft)


def canonical(rows):
    units, tracks = rows
    return sorted(units, key=lambda row: row.area_code), sorted(tracks, key=lambda row: (row.area_code, row.track))


def test_generated_histories(parts, tree, profile):
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(steps)
    def check(history):
        engine, log, queries = parts()
        pictures = {}
        for step in history:
            play(log, queries, step)
            pictures[queries.revision()] = queries.board(known=queries.revision())
        with reading(engine) as connection:
            assert differences(connection, tree, profile) == []
            assert canonical(stored(connection)) == canonical(derive(connection, tree, profile))
        for revision, before in pictures.items():
            assert queries.board(known=revision) == before, "what was known then never changes"
        check_sums(queries, tree, profile)
        check_order(queries, tree, profile)
        check_past(queries)
        engine.dispose()

    check()


def check_sums(queries, tree, profile):
    board = queries.board()
    for view in profile.views:
        parent = board.totals(queries.units_below("1"), view)
        children = [board.totals(queries.units_below(township.code), view) for township in tree.townships]
        assert parent == children[0] + children[1]
        units = [board.totals([unit.code], view) for unit in tree.units]
        assert parent == sum(units[1:], start=units[0])
        assert sum(parent.phases) == parent.due
    tracks = [board.totals(queries.units_below("1"), track.id) for track in profile.tracks]
    assert board.totals(queries.units_below("1"), "overall") == tracks[0] + tracks[1]


def check_order(queries, tree, profile):
    """However the log's rows come out of the database, the reading is the same."""
    for code in UNITS:
        history = queries.dossier(code).history
        state = fold(tree.areas[code], read_log(history), profile)
        assert fold(tree.areas[code], read_log(list(reversed(history))), profile) == state


def check_past(queries):
    """Every day of the timeline is the map of that day."""
    codes = queries.units_below("1")
    rows = days_of(Timelines(queries).past("1", "party", then=False).rows)
    assert list(rows) == [START + timedelta(number) for number in range(len(rows))]
    for day, found in rows.items():
        board = queries.board(day)
        for code, row in zip(codes, found, strict=True):
            assert without_report(row) == without_report(board.map_row(code, "party"))
