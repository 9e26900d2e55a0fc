"""A list is read as an office keeps it, and whatever is not understood is told with its file and row."""

import openpyxl
import pytest

from geodata import list_errors
from geodata.listing import kind_of, read_listing


def listed(folder, text, encoding="utf-8", name="名单.csv"):
    (folder / name).write_bytes(text.encode(encoding))
    return read_listing(folder / name)


def booked(folder, *sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Sheet{number}")
        for row in rows:
            sheet.append(row)
    book.save(folder / "名单.xlsx")
    return read_listing(folder / "名单.xlsx")


@pytest.mark.parametrize(
    ("heading", "cell", "field", "value"),
    [
        ("编码", "110101001001", "code", "110101001001"),
        ("统计用 区划代码", "110101001001", "code", "110101001001"),
        ("ID", "a-1", "code", "a-1"),
        ("上级代码", "110101001", "parent", "110101001"),
        ("parent_code", "7", "parent", "7"),
        ("街道（乡镇）", "东村街道", "town", "东村街道"),
        ("所属 街镇", "东村街道", "town", "东村街道"),
        ("Township", "Springfield", "town", "Springfield"),
        ("类别", "村", "kind", "村"),
        ("是否换届", "否", "due", False),
        ("due", "FALSE", "due", False),
        ("应换届", "√", "due", True),
        ("本次换届", "", "due", None),
        ("经度(°)", "116.5°", "lon", 116.5),
        ("Latitude", "-39.5", "lat", -39.5),
        ("纬度", "", "lat", None),
        ("曾用名", "甲|乙、丙；丁;", "aliases", ("甲", "乙", "丙", "丁")),
    ],
)
def test_headings_are_known_in_whatever_way_they_are_written(tmp_path, heading, cell, field, value):
    (row,) = listed(tmp_path, f"名称,{heading}\n甲村,{cell}\n").rows
    assert getattr(row, field) == value
    assert (row.row, row.name) == (2, "甲村")


@pytest.mark.parametrize(
    "heading", ["名称", "村（社区）名称", "村/社区", "单位名称", "NAME", "村居", " 社区 (村) 名称"]
)
def test_the_column_of_names_has_many_names(tmp_path, heading):
    assert [row.name for row in listed(tmp_path, f"序号,{heading}\n1,甲村\n").rows] == ["甲村"]


def test_a_title_may_stand_above_and_rows_are_counted_as_a_spreadsheet_does(tmp_path):
    rows = [["某区名单"], [], ["序号", "名称"], [1, "甲村"], [], [2, "乙村"]]
    assert [(row.row, row.name) for row in booked(tmp_path, rows).rows] == [(4, "甲村"), (6, "乙村")]


def test_the_first_sheet_with_names_counts(tmp_path):
    found = booked(tmp_path, [["说明"], ["请填写"]], [["名称"], ["甲村"]], [["名称"], ["乙村"]])
    assert [row.name for row in found.rows] == ["甲村"]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (110101001001, "110101001001"),
        (110101001001.0, "110101001001"),
        ("007", "007"),
        (12.5, "12.5"),
        (True, "True"),
    ],
)
def test_numbers_of_a_workbook_are_written_as_they_are_seen(tmp_path, cell, text):
    assert booked(tmp_path, [["名称", "编码"], ["甲村", cell]]).rows[0].code == text


@pytest.mark.parametrize("cell", [1.10108001001e18, 1101080010010010000, "1.10108E+11", "1E11", "1.1e+11"])
@pytest.mark.parametrize("heading", ["编码", "上级代码", "街镇"])
def test_a_rounded_code_is_refused_with_its_row(tmp_path, cell, heading):
    with pytest.raises(list_errors.CodeRounded, match=r"名单\.xlsx, row 3"):
        booked(tmp_path, [["名称", heading], ["甲村", "1"], ["乙村", cell]])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_the_encoding_of_a_list_is_found(tmp_path, encoding):
    found = listed(tmp_path, "名称,街镇\n温泉村,温泉镇\n翠微路社区,万寿路街道\n", encoding)
    assert [row.name for row in found.rows] == ["温泉村", "翠微路社区"]


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\u2028", "\u0085"])
def test_a_name_stands_on_one_line(tmp_path, end):
    assert booked(tmp_path, [["名称"], [f"甲{end}村"]]).rows[0].name == "甲村"


@pytest.mark.parametrize(
    ("name", "kind"),
    [("温泉村委会", "village"), ("温泉社区居委会", "community"), ("温泉", ""), ("Springfield", ""), ("قرية", "")],
)
def test_a_name_may_say_its_kind(name, kind):
    assert kind_of(name) == kind
