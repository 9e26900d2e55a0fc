"""The demo is deterministic, and trouble lives only in fictional places."""

import pytest

from dashboard.areas import areas_of
from dashboard.demo.sample import open_demo
from dashboard.election.areas import AreaTree
from dashboard.election.facts import PollHeld
from dashboard.election.flags import Flag
from dashboard.store.engine import open_engine, reading
from dashboard.store.projection import differences
from dashboard.store.queries import Queries
from geodata.places import places
from geodata.read import read_source
from tests.conftest import ROOT

HAIDIAN = ROOT / "geodata" / "haidian"
TROUBLE = Flag.KEY | Flag.ANOTHER | Flag.RERUN | Flag.VACANCY | Flag.POSTPONED | Flag.SUSPENDED
ADVERSE = {
    "key_village",
    "assessment",
    "exception",
    "milestone_revoked",
    "incident",
    "petitions",
    "alert_action",
    "matter",
    "measure",
}


@pytest.fixture(scope="module")
def demo(profile):
    return open_demo(HAIDIAN, profile)


@pytest.fixture(scope="module")
def filled(demo_folder, profile, calendar):
    from dashboard.clock import FixedClock
    from dashboard.demo.scenario import opening_of
    from dashboard.store.setup import open_founded

    engine = open_engine(f"sqlite:///{demo_folder / 'situation.db'}")
    opening = opening_of(profile)
    yield Queries(
        engine, open_founded(engine, profile).tree, profile, calendar, FixedClock(opening, opening.tzinfo)
    )
    engine.dispose()


def test_the_pool_is_fictional_by_name_and_code(demo):
    official = {place.code: place for place in places(read_source(HAIDIAN))}
    assert len({unit.code for unit in demo.pool}) == len(demo.pool) >= 60
    for unit in demo.pool:
        assert unit.code not in official
        assert unit.name.startswith("示例")
        assert unit.name not in {place.name for place in official.values()}
        assert unit.code.startswith(official[unit.replaces].parent_code)
        assert official[unit.replaces].due
    keys = [unit for unit in demo.pool if unit.key]
    assert [unit.name for unit in keys][:3] == ["示例一村", "示例二村", "示例三村"]
    assert len(keys) == 15


def test_the_counts_of_the_sample_stay(filled):
    assert len(filled.tree.units) == 678
    assert len(filled.tree.expected_reporters(filled.profile)) == 26
    assert filled.board().totals(filled.units_below("110108"), "party").due == 619


def test_no_real_unit_carries_trouble(filled, demo):
    fictional = {unit.code for unit in demo.pool}
    board = filled.board()
    for unit in filled.tree.units:
        rows = [board.map_row(unit.code, view) for view in filled.profile.views]
        troubled = any(row.flags & TROUBLE or row.late or row.alert or row.assessment for row in rows)
        assert not troubled or unit.code in fictional, unit.name
    for unit in filled.tree.units:
        if unit.code in fictional:
            continue
        for fact in filled.dossier(unit.code).history:
            assert fact.type not in ADVERSE, unit.name
            assert fact.supersedes is None
            if isinstance(fact.payload, PollHeld):
                assert fact.payload.outcome == "success"


def test_there_is_something_to_see(filled):
    board = filled.board()
    totals = board.totals(filled.units_below("110108"), "party")
    assert sum(count > 0 for count in totals.phases) >= 6, "the map shows most phases"
    assert min(totals.rerun + totals.another, totals.vacancy, totals.postponed + totals.suspended) >= 1
    assert sum(bool(board.map_row(unit.code, "party").flags & Flag.KEY) for unit in filled.tree.units) == 15
    assert filled.freshness().reported == 18


def test_the_projection_agrees_with_the_log(filled):
    with reading(filled.engine) as connection:
        assert differences(connection, filled.tree, filled.profile) == []


def test_the_same_seed_gives_the_same_facts(demo, profile):
    tree = AreaTree.of(areas_of(places(read_source(HAIDIAN)), profile))
    pooled = open_demo(HAIDIAN, profile)
    assert pooled == demo

    def digests():
        renames = demo.renames
        from dataclasses import replace

        areas = [
            replace(area, code=renames[area.code][0], name=renames[area.code][1]) if area.code in renames else area
            for area in tree.areas.values()
        ]
        scenario = demo.scenario(AreaTree.of(areas))
        return [(instant, sent.digest) for instant, sent in scenario.history(scenario.opening())]

    assert digests() == digests()


def test_no_fact_lies_after_the_opening(filled):
    opening = filled.clock.now()
    for unit in filled.tree.units:
        for fact in filled.dossier(unit.code).history:
            assert fact.recorded_at <= opening
            assert fact.effective_on <= opening.date()
