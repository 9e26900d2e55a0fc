"""Rows of a boundary file find their official place, or none; a person's decisions come on top."""

import csv

import geopandas as gpd
import pytest

from geodata.list_errors import AcceptedContradicts, AcceptedNoRow, AcceptedUnknownCode, AcceptedUnknownRow
from geodata.reconcile import Accepted, Matched, Place, Row, Suggestion, reconcile
from geodata.suggestions import read_accepted, write_suggestions
from tests.conftest import ROOT
from tests.unit.geodata.test_repair import RAW


def places(name):
    with (ROOT / "geodata" / "haidian" / name).open(encoding="utf-8") as file:
        return [
            Place(
                line["code"],
                line["name"],
                line["parent_code"],
                tuple(filter(None, line.get("aliases", "").split("|"))),
            )
            for line in csv.DictReader(file)
        ]


TOWNS, UNITS = places("towns.csv"), places("units.csv")
TOWN_NAME = {town.code: town.name for town in TOWNS}
TWO = [Place("901", "示例甲街道", ""), Place("902", "示例乙镇", "")]


@pytest.mark.skipif(not RAW.exists(), reason="the third-party file is not part of the project")
def test_the_raw_townships_are_all_matched_without_a_guess():
    raw = gpd.read_file(RAW)
    result = reconcile([Row(row, name) for row, name in enumerate(raw["name"])], TOWNS)
    assert len(result.matched) == 29
    assert result.counts["exact"] == 22
    assert sum(result.counts.values()) - result.counts["exact"] == 7
    assert (result.suggestions, result.unmatched_rows, result.unmatched_codes) == ((), (), ())


def test_every_unit_is_found_by_township_and_full_name():
    rows = [Row(row, unit.name, TOWN_NAME[unit.parent_code]) for row, unit in enumerate(UNITS)]
    result = reconcile(rows, UNITS, TOWNS)
    assert [match.code for match in result.matched] == [unit.code for unit in UNITS]
    assert result.counts == {"exact": len(UNITS)}


def test_a_name_without_its_township_is_suggested_not_taken():
    result = reconcile([Row(0, "航天社区居委会")], UNITS, TOWNS)
    assert not result.matched
    assert [item.score for item in result.suggestions][:2] == [100.0, 100.0]


def test_a_stem_of_a_village_and_a_community_is_not_decided():
    result = reconcile([Row(0, "温泉", "温泉镇")], UNITS, TOWNS)
    assert not result.matched
    assert result.unmatched_rows == (0,)


def test_a_code_goes_before_a_name():
    result = reconcile([Row(0, "示例甲街道", code="902")], TWO)
    assert result.matched == (Matched(0, "902", "code"),)
    assert result.unmatched_codes == ("901",)


def test_rows_that_claim_one_code_are_left_to_a_person():
    rows = [Row(0, "示例甲街道"), Row(1, "示例甲街道办事处")]
    result = reconcile(rows, TWO)
    assert result.unmatched_rows == (0, 1)
    assert {item.code for item in result.suggestions} >= {"901"}
    assert reconcile(rows, TWO, accepted=[Accepted(1, "901")]).matched == (Matched(1, "901", "accepted"),)


@pytest.mark.parametrize(
    ("pairs", "error"),
    [
        ([Accepted(0, "902")], AcceptedContradicts),
        ([Accepted(1, "901")], AcceptedContradicts),
        ([Accepted(1, "902"), Accepted(2, "902")], AcceptedContradicts),
        ([Accepted(9, "902")], AcceptedUnknownRow),
        ([Accepted(1, "999")], AcceptedUnknownCode),
    ],
)
def test_decisions_that_contradict_are_refused(pairs, error):
    rows = [Row(0, "示例甲街道"), Row(1, "某地"), Row(2, "另一处")]
    with pytest.raises(error):
        reconcile(rows, TWO, accepted=pairs)


def test_suggestions_that_nobody_marked_accept_nothing(tmp_path):
    path = tmp_path / "suggestions.csv"
    write_suggestions(path, [Suggestion(3, "=1+1", "901", "示例甲街道", 66.7)])
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert b",'=1+1," in data
    assert read_accepted(path) == []
    path.write_bytes(data.replace(b"\r\n,3", b"\r\nx,3"))
    assert read_accepted(path) == [Accepted(3, "901")]


def test_a_table_of_row_and_code_is_accepted_and_a_wrong_row_named(tmp_path):
    path = tmp_path / "accepted.csv"
    path.write_text("row,code\n1,902\n", encoding="utf-8")
    assert read_accepted(path) == [Accepted(1, "902")]
    path.write_text("row,code\n1,902\nzwei,901\n", encoding="utf-8")
    with pytest.raises(AcceptedNoRow, match="line 3"):
        read_accepted(path)
