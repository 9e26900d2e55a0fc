"""The chain of parents says what is a township, a district, or above; nobody counts digits."""

import pytest

from geodata.tree import Tree

DEEP = {
    "R": None, "P": "R", "D": "P", "T": "D", "u1": "T", "u2": "T",
    "S": "R", "u3": "S",
}  # fmt: skip
"""A province P with a district D, and beside it a township S that lies in the whole directly."""


def test_a_district_and_a_township_beside_it_have_a_map_each():
    tree = Tree(DEEP, ["u1", "u2", "u3"])
    assert tree.heights == {"R": 4, "P": 3, "D": 2, "T": 1, "S": 1, "u1": 0, "u2": 0, "u3": 0}
    assert tree.above == ("R", "P")
    assert set(tree.districts) == {"D", "S"}
    assert sorted(unit for district in tree.districts for unit in tree.units_in(district)) == ["u1", "u2", "u3"]


@pytest.mark.parametrize(
    ("parents", "units", "height"),
    [
        ({"R": None, "u": "R"}, ["u"], 1),
        ({"R": None, "T": "R", "u": "T"}, ["u"], 2),
    ],
    ids=["units in the whole", "one township"],
)
def test_a_whole_that_is_no_higher_than_a_district_is_the_only_map(parents, units, height):
    tree = Tree(parents, units)
    assert tree.heights["R"] == height
    assert tree.districts == ("R",)
    assert tree.above == ()


def test_areas_without_units_lift_nothing_and_are_not_shown():
    parents = {"R": None, "T": "R", "u": "T", "A": "R", "B": "A", "C": "B"}
    tree = Tree(parents, ["u"])
    assert tree.children["C"] == ()
    assert tree.settled("R") == ("T",)
    assert tree.districts == ("R",), "an empty chain of areas makes no level"
    assert {tree.heights[code] for code in "ABC"} == {1}


@pytest.mark.parametrize(("area", "below"), [("R", "R P S D u3 T u1 u2"), ("D", "D T u1 u2"), ("u1", "u1")])
def test_what_lies_below_comes_parents_first(area, below):
    assert Tree(DEEP, ["u1", "u2", "u3"]).below(area) == tuple(below.split())
