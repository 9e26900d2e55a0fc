"""Lists become a tree: parents by code, name, alias or the digits of codes; codes and kinds where none are told."""

import pytest

from geodata import errors, list_errors
from geodata.codes import check_towns, check_units
from geodata.listing import Listed, Listing
from geodata.name_forms import squash
from geodata.roster import Known, roster

KINDS = {"village": ("村", "行政村"), "community": ("社区", "居委会")}
TWO = (
    {"code": "110101001", "name": "东村街道"},
    {"code": "110101002", "name": "西村镇", "aliases": ("西村地区", "老西村")},
)


def listing(*rows, file="名单.xlsx"):
    return Listing(
        tuple(Listed(**{"code": "", "row": row, **said}) for row, said in enumerate(rows, 2)), file, "UTF-8"
    )


def parents(places):
    return dict(zip(places.units["name"], places.units["parent_code"], strict=True))


def codes(table):
    return dict(zip(table["name"], table["code"], strict=True))


@pytest.mark.parametrize(
    ("said", "parent"),
    [
        ({"parent": "110101001"}, "110101001"),
        ({"parent": "110101001", "town": "西村镇"}, "110101001"),
        ({"town": "110101002"}, "110101002"),
        ({"town": "西村镇"}, "110101002"),
        ({"town": "西村镇人民政府"}, "110101002"),
        ({"town": "北京市某某区西村镇"}, "110101002"),
        ({"town": "老西村"}, "110101002"),
        ({"parent": "东村街道"}, "110101001"),
        ({"code": "110101002007"}, "110101002"),
        ({"code": "110101009007"}, "110101"),
        ({}, "110101"),
    ],
)  # fmt: skip
def test_a_unit_finds_its_parent(said, parent):
    places = roster(listing({"name": "甲村", **said}), listing(*TWO), "110101", KINDS)
    assert parents(places) == {"甲村": parent}


@pytest.mark.parametrize(("said", "similar"), [({"town": "西材镇"}, "西村镇"), ({"parent": "999"}, "—")])
def test_a_township_that_is_not_listed_is_told_with_what_is_similar(said, similar):
    with pytest.raises(list_errors.UnknownTownship) as refused:
        roster(listing({"name": "甲村", **said}), listing(*TWO), "110101", KINDS)
    assert "名单.xlsx, row 2" in str(refused.value)
    assert f"Similar: {similar}" in str(refused.value)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"kind": "行政村"}, "village"),
        ({"kind": "社区"}, "community"),
        ({"kind": "community"}, "community"),
        ({"kind": "社区", "name": "甲村委会"}, "community"),
        ({"kind": "XX居委会"}, "community"),
        ({"name": "甲社区居委会"}, "community"),
        ({"name": "甲村委会"}, "village"),
        ({"name": "Springfield"}, "village"),
    ],
)
def test_a_kind_is_what_the_profile_calls_so_else_what_the_name_says_else_the_first(said, kind):
    assert list(roster(listing({"name": "甲", **said}), None, None, KINDS).units["kind"]) == [kind]


def test_a_kind_of_another_election_counts_only_where_the_profile_has_it():
    kinds = {"school": ("学校", "School")}
    assert list(roster(listing({"name": "甲村委会"}), None, None, kinds).units["kind"]) == ["school"]
    with pytest.raises(errors.BadValue, match=r"名单\.xlsx, row 2, column kind.*学校"):
        roster(listing({"name": "甲村委会", "kind": "村"}), None, None, kinds)


def test_without_a_list_of_areas_the_named_townships_are_the_areas_in_their_order():
    places = roster(
        listing(
            {"name": "甲村", "town": "西村镇", "code": "110101002201"},
            {"name": "乙社区", "town": "东村街道", "code": "110101001001"},
        ),
        None, None, KINDS,
    )  # fmt: skip
    assert places.root == "110101", "the digits that official codes have in common"
    assert codes(places.areas) == {"西村镇": "110101002", "东村街道": "110101001"}
    assert places.notes == (), "nothing had to be given a code"


@pytest.mark.parametrize(
    "spelling", ["东村 街道", "东村街道办事处", "东村街道党工委", "東村街道".replace("東", "东"), "东村街道　"]
)
def test_a_township_that_is_written_in_two_ways_is_one(spelling):
    places = roster(
        listing({"name": "甲社区", "town": "东村街道"}, {"name": "乙社区", "town": spelling.strip()}),
        None,
        None,
        KINDS,
    )
    assert list(places.areas["name"]) == ["东村街道"]
    assert set(parents(places).values()) == set(places.areas["code"])


def test_a_town_and_a_street_of_the_same_name_stay_two():
    places = roster(
        listing({"name": "甲社区", "town": "温泉镇"}, {"name": "乙社区", "town": "温泉街道"}), None, None, KINDS
    )
    assert len(set(parents(places).values())) == 2


def test_a_unit_that_was_moved_keeps_its_code_and_takes_no_township_its_own():
    moved = [("110101001001", "A镇"), ("110101002001", "A镇"), ("110101002003", "A镇"), ("110101001005", "B镇"),
             ("110101001006", "B镇")]  # fmt: skip
    rows = [{"name": f"村{code}", "code": code, "town": town} for code, town in moved]
    places = roster(listing(*rows), None, None, KINDS)
    assert codes(places.areas) == {"A镇": "110101002", "B镇": "110101001"}
    assert places.notes == ()


def test_a_code_that_is_given_is_no_other_townships():
    rows = [
        {"name": "甲村", "town": "A镇", "code": "110101001001"},
        {"name": "乙村", "town": "A镇", "code": "110101002001"},
        {"name": "丙村", "town": "B镇", "code": "110101001002"},
        {"name": "丁村", "town": "B镇", "code": "110101001003"},
    ]
    places = roster(listing(*rows), None, None, KINDS)
    found = codes(places.areas)
    assert found["B镇"] == "110101001"
    assert found["A镇"] not in {"110101001", "110101"}
    checked(places)


def test_names_alone_lie_in_the_whole():
    places = roster(listing({"name": "甲村"}, {"name": "乙村"}), None, "7", KINDS)
    assert list(places.areas["code"]) == []
    assert parents(places) == {"甲村": "7", "乙村": "7"}
    assert places.units["code"].is_unique


def test_places_without_a_code_keep_the_one_they_had_and_take_nobody_elses():
    known = Known(
        {squash("东村街道"): "1001"},
        {("1001", squash("甲社区")): "1001004"},
        frozenset({"1", "1001", "1001004", "1001001", "1001002"}),
    )
    rows = ({"name": "乙社区", "town": "东村街道"}, {"name": "甲 社区", "town": "东村街道"})
    places = roster(listing(*rows), None, "1", KINDS, known)
    assert codes(places.areas) == {"东村街道": "1001"}
    assert codes(places.units) == {"甲 社区": "1001004", "乙社区": "1001003"}, "001 and 002 were others'"
    (note,) = places.notes
    assert note.params == {"file": "名单.xlsx", "count": 3}


def test_areas_may_lie_in_one_another_by_code_or_name_and_the_whole_is_none_of_them():
    areas = listing(
        {"code": "R", "name": "某市"},
        {"code": "D1", "name": "东区", "parent": "R"},
        {"code": "T1", "name": "东村街道", "parent": "东区"},
        {"code": "T2", "name": "西村镇", "town": "D1"},
        {"code": "T3", "name": "南村镇"},
        file="地区.csv",
    )
    places = roster(listing({"name": "甲村", "town": "东村街道"}), areas, "R", KINDS)
    found = dict(zip(places.areas["code"], places.areas["parent_code"], strict=True))
    assert found == {"D1": "R", "T1": "D1", "T2": "D1", "T3": "R"}


def test_names_that_differ_only_in_the_signs_of_vowels_are_told_apart():
    areas = listing({"code": "a", "name": "कि"}, {"code": "b", "name": "की"})
    places = roster(listing({"name": "x", "town": "की"}, {"name": "y", "town": "कि"}), areas, "R", KINDS)
    assert parents(places) == {"x": "b", "y": "a"}


@pytest.mark.parametrize(
    ("areas", "units", "error", "told"),
    [
        ([("a", "b"), ("b", "a")], [("u", "R")], list_errors.CircularParents, "areas.csv, row 2"),
        ([("a", "R"), ("a", "R")], [("u", "a")], list_errors.DuplicateCode, "areas.csv, row 3.*row 2"),
        ([("a", "x")], [("u", "a")], list_errors.UnknownParent, "areas.csv, row 2.*x"),
        ([("a", "R")], [("a", "a")], list_errors.CodeTaken, "units.csv, row 2"),
        ([("a", "R")], [("R", "a")], list_errors.CodeTaken, "units.csv, row 2"),
        ([("a", "R"), ("b", "a")], [("u", "a")], list_errors.MixedChildren, "units.csv, row 2"),
        ([("a", "R")], [("u", "a"), ("v", "R")], list_errors.MixedChildren, "units.csv, row 3"),
        ([("a", "R")], [("u", "a"), ("u", "a")], list_errors.DuplicateCode, "units.csv, row 3.*row 2"),
        ([("a", "R")], [("u v", "a")], list_errors.BadCode, "units.csv, row 2"),
        ([("a", "R")], [("ü", "a")], list_errors.BadCode, "units.csv, row 2"),
        ([("a", "R")], [("../u", "a")], list_errors.BadCode, "units.csv, row 2"),
        ([("a", "R")], [("9" * 41, "a")], list_errors.BadCode, "units.csv, row 2"),
    ],
)  # fmt: skip
def test_a_tree_that_is_none_is_refused_with_file_and_row(areas, units, error, told):
    places = roster(
        listing(*({"code": code, "name": code, "parent": parent} for code, parent in units)),
        listing(*({"code": code, "name": f"area {code}", "parent": parent} for code, parent in areas)),
        "R",
        KINDS,
    )
    with pytest.raises(error, match=told):
        checked(places)


def checked(places):
    check_towns(places.areas, places.root, "areas.csv")
    return check_units(places.units, places.areas, places.root, None, "units.csv")


def test_a_serial_number_for_a_code_is_not_the_wholes():
    places = roster(listing({"name": "甲村", "code": "1"}, {"name": "乙村", "code": "2"}), None, None, KINDS)
    assert places.root == "01"
    assert list(checked(places)["code"]) == ["1", "2"]
