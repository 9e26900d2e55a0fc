"""A database gets the areas of another list: facts stay attached by code, what is listed no more is closed."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select, update

from dashboard.election.areas import AreaTree
from dashboard.store import schema
from dashboard.store.engine import reading, writing
from dashboard.store.errors import AreaClosed, DistrictReplaced, OtherDistrict
from dashboard.store.log import Entry, Log, Submission
from dashboard.store.queries import Queries
from dashboard.store.refound import holds_facts, refound
from dashboard.store.setup import installed_district, installed_source, open_founded
from tests.facts import draft

TODAY = date(2018, 12, 14)


@pytest.fixture
def known(send):
    send(("111", draft("milestone", "12-03", stage="preparation", edge="end")))
    send(("121", draft("milestone", "12-04", stage="preparation", edge="end")))


def again(engine, profile, areas, source="s2"):
    return refound(engine, areas, profile, "places-2", source, TODAY)


def without(tree, *gone, **changes):
    """A list without some places: parents first as always, the units the other way round."""
    kept = [area for area in tree.areas.values() if area.code not in gone]
    kept.sort(key=lambda area: (area.level, -area.ordinal))
    return [replace(area, ordinal=place, **changes.get(f"_{area.code}", {})) for place, area in enumerate(kept)]


def test_facts_stay_attached_and_what_is_gone_is_closed(engine, tree, profile, calendar, clock, known):
    assert holds_facts(engine)
    listed = without(tree, "121", _111={"name": "新名村", "parent_code": "12"})
    again(engine, profile, listed)
    founded = open_founded(engine, profile)
    assert (founded.places, founded.source, founded.demo) == ("places-2", "s2", False)
    assert installed_source(engine) == "s2"
    assert founded.tree.areas["121"].closed_on == TODAY
    assert "121" not in {unit.code for unit in founded.tree.units}
    assert [unit.code for unit in founded.tree.units] == ["122", "113", "112", "111"], (
        "in the order of the new list"
    )
    assert founded.tree.areas["111"].name == "新名村"
    queries = Queries(engine, founded.tree, profile, calendar, clock)
    assert queries.revision() == 2, "a list is no fact"
    board = queries.board()
    assert board.units["111"].revision == 1
    assert "121" not in board.units
    assert board.summary("1", founded.tree.units_below["1"], "party")["started"] == 1
    dossier = queries.dossier("121")
    assert [fact.id for fact in dossier.history] == ["2.0"], "what happened can still be read"


def test_a_closed_unit_takes_no_facts_until_it_comes_back(engine, tree, profile, clock, known):
    changed = again(engine, profile, without(tree, "121"))
    log = Log(engine, changed, profile, clock)
    late = Submission([Entry("121", draft("milestone", "12-05", stage="appraisal", edge="end"))], "t", "t", "late")
    with pytest.raises(AreaClosed, match="121"):
        log.append(late)
    back = again(engine, profile, list(tree.areas.values()), "s3")
    assert back.areas["121"].closed_on is None
    assert Log(engine, back, profile, clock).append(late).revision == 3


def test_a_process_that_still_has_the_old_list_writes_nothing(engine, tree, profile, clock, known):
    district = installed_district(engine)
    again(engine, profile, list(tree.areas.values()))
    late = Submission([Entry("111", draft("milestone", "12-05", stage="appraisal", edge="end"))], "t", "t", "late")
    with pytest.raises(DistrictReplaced):
        Log(engine, tree, profile, clock, district).append(late)
    assert Log(engine, tree, profile, clock, installed_district(engine)).append(late).revision == 3


def test_closed_once_it_stays_closed_since_then(engine, tree, profile, known):
    again(engine, profile, without(tree, "121"))
    later = refound(engine, without(tree, "121", "122"), profile, "places-3", "s3", date(2018, 12, 20))
    assert later.areas["121"].closed_on == TODAY
    assert later.areas["122"].closed_on == date(2018, 12, 20)


def test_facts_of_another_district_are_not_taken_over(engine, tree, profile, known):
    other = [
        replace(area, code=f"9{area.code}", parent_code=area.parent_code and f"9{area.parent_code}")
        for area in tree.areas.values()
    ]
    with pytest.raises(OtherDistrict, match="试区"):
        again(engine, profile, other)
    assert open_founded(engine, profile).places == "places", "nothing has changed"


def test_a_sample_without_facts_and_a_demo_are_gone(engine, tree, profile, send):
    other = [
        replace(area, code=f"9{area.code}", parent_code=area.parent_code and f"9{area.parent_code}")
        for area in tree.areas.values()
    ]
    assert not holds_facts(engine)
    assert set(again(engine, profile, other).areas) == {area.code for area in other}
    with writing(engine) as connection:
        connection.execute(update(schema.meta).values(demo=True))
    assert not holds_facts(engine)
    assert set(again(engine, profile, list(tree.areas.values())).areas) == set(tree.areas)
    with reading(engine) as connection:
        assert connection.execute(select(func.count()).select_from(schema.fact)).scalar_one() == 0


def test_a_demo_with_facts_is_replaced_whole(engine, tree, profile, known):
    with writing(engine) as connection:
        connection.execute(update(schema.meta).values(demo=True))
    changed = again(engine, profile, without(tree, "121"))
    assert changed.closed == frozenset()
    with reading(engine) as connection:
        assert connection.execute(select(schema.meta.c.revision)).scalar_one() == 0
        for table in (schema.fact, schema.commit, schema.report):
            assert connection.execute(select(func.count()).select_from(table)).scalar_one() == 0


def test_an_empty_database_is_set_up(url, tree, profile):
    from dashboard.store.engine import open_engine

    fresh = open_engine(url)
    assert installed_source(fresh) is None
    assert not holds_facts(fresh)
    made = again(fresh, profile, list(tree.areas.values()))
    assert isinstance(made, AreaTree)
    assert set(open_founded(fresh, profile).tree.areas) == set(tree.areas)
    fresh.dispose()
