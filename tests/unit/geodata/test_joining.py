"""A file of boundaries finds its places by itself: which level it is, which attribute is what, which code is meant."""

import csv

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geodata import errors, list_errors
from geodata.joining import Given, join, take, valid, without_overlap
from geodata.reconcile import Place
from geodata.suggestions import write_suggestions

AREAS = [Place("110101001", "东村街道", "110101"), Place("110101002", "西村镇", "110101", ("西村地区",))]
UNITS = [
    Place("110101001001", "甲社区", "110101001"),
    Place("110101001002", "乙社区", "110101001"),
    Place("110101002201", "甲社区", "110101002"),
]
NONE = gpd.GeoSeries([], index=pd.Index([], dtype=str), crs=4326)
SURVEYED = gpd.GeoSeries(
    [shapely.box(0, 0, 2, 1), shapely.box(2, 0, 3, 1)], index=["110101001", "110101002"], crs=4326
)


def boxes(count):
    return [shapely.box(number, 0, number + 1, 1) for number in range(count)]


def taken(folder, columns, shapes=None, **given):
    count = len(next(iter(columns.values())))
    frame = gpd.GeoDataFrame(columns, geometry=shapes or boxes(count), crs=4326)
    frame.to_file(folder / "边界.geojson", driver="GeoJSON")
    return take(Given(folder / "边界.geojson", **given), None)


def joined(folder, columns, surveyed=NONE, shapes=None, **given):
    return join(taken(folder, columns, shapes, **given), UNITS, AREAS, surveyed)


def matched(done):
    return {match.row: (match.code, match.how) for match in done.done.matched}


@pytest.mark.parametrize(
    ("columns", "level", "found"),
    [
        ({"name": ["东村街道办事处", "西村地区"]}, "areas", {1: "110101001", 2: "110101002"}),
        ({"XZQMC": ["西村镇", "东村街道"]}, "areas", {1: "110101002", 2: "110101001"}),
        ({"code": ["110101001002", "110101002201"]}, "units", {1: "110101001002", 2: "110101002201"}),
        ({"ADCODE": ["110101002", "110101001"]}, "areas", {1: "110101002", 2: "110101001"}),
        ({"名称": ["甲社区", "甲社区"], "乡镇": ["东村街道", "西村镇"]}, "units", {1: "110101001001", 2: "110101002201"}),
        ({"name": ["甲社区", "乙社区", "甲社区"], "town": ["110101001", "东村", "西村"]}, "units",
         {1: "110101001001", 2: "110101001002", 3: "110101002201"}),
    ],
)  # fmt: skip
def test_the_level_with_more_matches_is_the_level_of_the_file(tmp_path, columns, level, found):
    done = joined(tmp_path, columns)
    assert done.level == level
    assert {row: code for row, (code, _) in matched(done).items()} == found
    assert set(done.shapes.index) == set(found.values())


@pytest.mark.parametrize(
    "written",
    ["110101001002", "1101010010020000000", "110101001002000", "110101001002 ", "1101010010021234567"],
    ids=["official", "19 digits", "15 digits", "a blank", "a survey's parcel"],
)
def test_a_code_is_known_in_the_forms_in_which_it_is_kept(tmp_path, written):
    assert matched(joined(tmp_path, {"ZLDWDM": [written]})) == {1: ("110101001002", "code")}


@pytest.mark.parametrize("written", ["110101001", "110101001000", "1101010010000000000"])
def test_the_padded_code_of_a_township_is_the_townships(tmp_path, written):
    done = joined(tmp_path, {"QSDWDM": [written]})
    assert (done.level, matched(done)) == ("areas", {1: ("110101001", "code")})


def test_a_code_with_other_digits_is_nobody(tmp_path):
    done = joined(tmp_path, {"code": ["110101001003", "1101010010"], "name": ["", ""]})
    assert matched(done) == {}
    assert done.done.unmatched_rows == (1, 2)


def test_a_number_in_a_column_of_fractions_is_a_code(tmp_path):
    done = joined(tmp_path, {"code": [110101001002.0, None], "name": ["x", "y"]})
    assert matched(done) == {1: ("110101001002", "code")}


def test_rows_that_name_no_township_lie_in_the_one_that_was_surveyed(tmp_path):
    done = joined(tmp_path, {"name": ["甲社区", "乙社区", "甲社区"]}, SURVEYED)
    assert {row: code for row, (code, _) in matched(done).items()} == {
        1: "110101001001", 2: "110101001002", 3: "110101002201",
    }  # fmt: skip
    assert matched(joined(tmp_path, {"name": ["甲社区", "乙社区", "甲社区"]})) == {}, "without, names recur"


def test_what_the_file_says_goes_before_where_it_lies(tmp_path):
    done = joined(tmp_path, {"name": ["甲社区"], "town": ["西村镇"]}, SURVEYED)
    assert matched(done)[1][0] == "110101002201"


def test_two_rows_that_claim_a_code_are_left_to_a_person(tmp_path):
    done = joined(tmp_path, {"code": ["110101001001", "110101001001", "110101001002"]})
    assert set(matched(done)) == {3}
    assert done.done.unmatched_rows == (1, 2)


def test_what_a_person_marked_is_that_place(tmp_path):
    columns = {"name": ["东村街道", "西材镇"]}
    first = joined(tmp_path, columns)
    assert matched(first) == {1: ("110101001", "exact")}
    write_suggestions(tmp_path / "s.csv", first.done.suggestions)
    lines = list(csv.reader((tmp_path / "s.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [line[1:4] for line in lines[1:]] == [["2", "西材镇", "110101002"]]
    lines[1][0] = "x"
    with (tmp_path / "decided.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)
    again = joined(tmp_path, columns, accept=tmp_path / "decided.csv")
    assert matched(again)[2] == ("110101002", "accepted")


@pytest.mark.parametrize(
    ("decided", "error", "told"),
    [
        ("2,999", list_errors.AcceptedUnknownCode, "999"),
        ("9,110101002", list_errors.AcceptedUnknownRow, "Row 9"),
        ("2,110101001", list_errors.AcceptedContradicts, "row 1 is matched"),
        ("two,110101002", list_errors.AcceptedNoRow, "two"),
    ],
)
def test_a_decision_that_cannot_be_is_told(tmp_path, decided, error, told):
    (tmp_path / "d.csv").write_text(f"accepted,row,code\nx,{decided}\n", encoding="utf-8")
    with pytest.raises(error, match=told):
        joined(tmp_path, {"name": ["东村街道", "西材镇"]}, accept=tmp_path / "d.csv")


@pytest.mark.parametrize("mark", [[True, False], [1, 0], ["true", ""], ["True", "False"], [1.0, None]])
def test_a_shape_may_say_itself_that_it_is_drawn(tmp_path, mark):
    done = joined(tmp_path, {"code": ["110101001001", "110101001002"], "schematic": mark})
    assert done.drawn == {"110101001001"}


def test_a_surveyed_shape_is_not_called_drawn_because_another_file_has_drawn_it(tmp_path):
    done = joined(tmp_path, {"code": ["110101001001", "110101001002"], "schematic": [True, True]})
    rest = without_overlap(done, frozenset({"110101001001"}))
    assert list(rest.shapes.index) == ["110101001002"]
    assert rest.drawn == {"110101001002"}


def test_points_are_positions_and_no_shapes(tmp_path):
    spots = [shapely.Point(0.5, 0.5), shapely.box(1, 0, 2, 1)]
    done = joined(tmp_path, {"code": ["110101001001", "110101001002"]}, shapes=spots)
    assert list(done.spots.index) == ["110101001001"]
    assert list(done.shapes.index) == ["110101001002"]


@pytest.mark.parametrize("argument", ["code", "name", "township"])
def test_an_attribute_that_is_not_there_is_told_with_those_that_are(tmp_path, argument):
    with pytest.raises(
        errors.MissingColumn, match=r"边界\.geojson: the column 地名 is missing\. The columns are b, a"
    ):
        taken(tmp_path, {"b": ["x"], "a": ["y"]}, **{argument: "地名"})


def test_an_attribute_is_asked_for_in_any_case(tmp_path):
    assert taken(tmp_path, {"NOM": ["x"], "Nummer": [7]}, code="NUMMER").codes == ("7",)


def test_what_cannot_be_mended_is_made_drawable_and_what_is_left_of_nothing_goes():
    bow = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    line = shapely.Polygon([(0, 0), (1, 1), (0, 0), (0, 0)])
    shapes = valid(gpd.GeoSeries([bow, line, shapely.box(0, 0, 1, 1)], index=["a", "b", "c"], crs=4326))
    assert list(shapes.index) == ["a", "c"]
    assert shapes.is_valid.all()
    assert shapes["a"].area == pytest.approx(0.5)
