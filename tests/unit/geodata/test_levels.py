"""Layers alone become a tree: by the beginning of codes where that is meant, else by where shapes lie."""

import geopandas as gpd
import pytest
import shapely

from geodata import errors, list_errors
from geodata.joining import Given, take
from geodata.levels import tree_of

KINDS = ["village", "community"]


def layer(folder, name, rows):
    """Rows are code, name, shape; a code of None for all means that there is none."""
    columns = {"name": [row[1] for row in rows]}
    if any(row[0] is not None for row in rows):
        columns["code"] = [row[0] for row in rows]
    gpd.GeoDataFrame(columns, geometry=[row[2] for row in rows], crs=4326).to_file(
        folder / f"{name}.geojson", driver="GeoJSON"
    )
    return take(Given(folder / f"{name}.geojson"), None)


def box(west, east):
    return shapely.box(west, 10, east, 11)


def parents(places):
    return dict(zip(places.units["name"], places.units["parent_code"], strict=True))


def test_codes_that_begin_with_that_of_their_parent_say_it(tmp_path):
    places, shapes = tree_of(
        [
            layer(tmp_path, "a", [("01", "West", box(0, 2)), ("02", "East", box(2, 4))]),
            layer(tmp_path, "b", [("011", "A", box(0, 2)), ("021", "B", box(2, 4)), ("022", "no shape", None)]),
        ],
        "R", KINDS,
    )  # fmt: skip
    assert parents(places) == {"A": "01", "B": "02", "no shape": "02"}
    assert sorted(shapes.index) == ["01", "011", "02", "021"]
    assert list(places.areas["parent_code"]) == ["R", "R"]
    assert places.notes == ()


def test_codes_that_begin_alike_by_chance_are_refuted_by_the_shapes(tmp_path):
    places, _ = tree_of(
        [
            layer(tmp_path, "a", [("1", "West", box(0, 2)), ("2", "East", box(2, 4))]),
            layer(tmp_path, "b", [("21", "A", box(0, 1)), ("11", "B", box(2, 3)), ("12", "C", box(3, 4))]),
        ],
        "R", KINDS,
    )  # fmt: skip
    assert parents(places) == {"A": "1", "B": "2", "C": "2"}


def test_codes_that_levels_share_get_the_number_of_their_level_and_keep_their_order(tmp_path):
    places, shapes = tree_of(
        [
            layer(tmp_path, "a", [("1", "West", box(0, 2)), ("2", "East", box(2, 4))]),
            layer(tmp_path, "b", [("2", "A", box(0, 1)), ("10", "B", box(1, 2)), ("1", "C", box(2, 4))]),
        ],
        "R", KINDS,
    )  # fmt: skip
    assert list(places.areas["code"]) == ["1-1", "1-2"]
    assert list(places.units["code"]) == ["2-02", "2-10", "2-01"], "as numbers, 2 stands before 10"
    assert parents(places) == {"A": "1-1", "B": "1-1", "C": "1-2"}
    assert len(shapes) == 5
    assert len(places.notes) == 1


def test_a_code_of_the_whole_is_no_code_of_a_place(tmp_path):
    places, _ = tree_of([layer(tmp_path, "a", [("R", "West", box(0, 2)), ("S", "East", box(2, 4))])], "R", KINDS)
    assert "R" not in set(places.units["code"])


def test_one_layer_lies_in_the_whole(tmp_path):
    places, _ = tree_of(
        [layer(tmp_path, "a", [("1", "甲村委会", box(0, 2)), ("2", "乙社区", box(2, 4))])], "R", KINDS
    )
    assert len(places.areas) == 0
    assert list(places.units["kind"]) == ["village", "community"]
    assert set(places.units["parent_code"]) == {"R"}


def test_rows_of_one_code_are_one_place_and_rows_that_say_nothing_are_told(tmp_path):
    places, shapes = tree_of(
        [layer(tmp_path, "a", [("1", "", box(0, 1)), ("1", "Isles", box(3, 4)), ("2", "Main", box(1, 2)),
                               ("", "", box(5, 6))])],
        "R", KINDS,
    )  # fmt: skip
    assert list(places.units["name"]) == ["Isles", "Main"]
    assert shapes["1"].area == pytest.approx(2)
    (note,) = places.notes
    assert note.params == {"file": "a.geojson", "count": 1}


def test_rows_without_codes_get_the_numbers_of_their_rows(tmp_path):
    places, _ = tree_of([layer(tmp_path, "a", [(None, "A", box(0, 1)), (None, "B", box(1, 2))])], "R", KINDS)
    assert list(places.units["code"]) == ["1", "2"]


def test_a_place_beside_all_areas_lies_in_the_nearest(tmp_path):
    places, _ = tree_of(
        [
            layer(tmp_path, "a", [("x", "West", box(0, 2)), ("y", "East", box(2, 4))]),
            layer(tmp_path, "b", [("i", "Isle", box(5, 5.5)), ("m", "Main", box(0, 3))]),
        ],
        "R", KINDS,
    )  # fmt: skip
    assert parents(places) == {"Isle": "y", "Main": "x"}


def test_a_place_of_which_nothing_says_where_it_lies_is_told(tmp_path):
    places, _ = tree_of(
        [
            layer(tmp_path, "a", [("x", "West", box(0, 2)), ("y", "East", box(2, 4))]),
            layer(tmp_path, "b", [("i", "Lost", None), ("m", "Main", box(2, 3))]),
        ],
        "R", KINDS,
    )  # fmt: skip
    assert parents(places)["Main"] == "y"
    (note,) = places.notes
    assert note.params["codes"] == "i"


def test_a_layer_that_says_nothing_is_refused(tmp_path):
    with pytest.raises(errors.NoFeatures, match=r"a\.geojson"):
        tree_of([layer(tmp_path, "a", [("", "", box(0, 1))])], "R", KINDS)


@pytest.mark.parametrize("code", ["x/1", "Zürich", "a b", "../a", "9" * 41])
def test_a_code_that_cannot_stand_in_an_address_is_refused_with_file_and_row(tmp_path, code):
    with pytest.raises(list_errors.BadCode, match=r"a\.geojson, row 2"):
        tree_of([layer(tmp_path, "a", [("1", "A", box(0, 1)), (code, "B", box(1, 2))])], "R", KINDS)
