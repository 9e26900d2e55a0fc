"""Lists are read as offices keep them: what they mean is understood, what is left out is told."""

from datetime import date

import openpyxl
import pytest

from geodata.errors import BadValue, GeodataError, NoList, OldWorkbook
from geodata.importing import Order, trial
from geodata.list_errors import DuplicateCode
from geodata.listing import read_listing

HEADER = ["序号", "街道（乡镇）", "村（社区）名称", "代码", "是否换届"]
ROWS = [
    [1, "东村街道", "东一社区居委会", "110101001001", "是"],
    [2, "东村街道", "东二社区居委会", "110101001002", "是"],
    [3, "西村镇", "西一村委会", "110101002201", "否"],
]
CODES = ["110101001001", "110101001002", "110101002201"]
KINDS = {"village": ["村"], "community": ["社区"]}


@pytest.fixture
def book(tmp_path):
    def made(rows, name="名单.xlsx", **sheets):
        workbook = openpyxl.Workbook()
        workbook.active.title = "甲"
        for title, more in {"甲": rows, **sheets}.items():
            sheet = workbook[title] if title in workbook else workbook.create_sheet(title)
            for row in more:
                sheet.append(row)
        workbook.save(tmp_path / name)
        return tmp_path / name

    return made


def brought(path):
    return trial(Order(name="某区", today=date(2026, 11, 26), kinds=KINDS, units=path), None, lambda _step: None)


def told(listing):
    return [str(note) for note in listing.notes]


@pytest.mark.parametrize(
    "written",
    ["'{}", ' ="{}"', "\xa0{} ", "{}0000000"],
    ids=["apostrophe", "formula", "blanks", "land survey"],
)
def test_a_code_is_understood_however_it_was_kept_as_text(book, written):
    rows = [[*row[:3], written.format(row[3]), row[4]] for row in ROWS]
    assert [row.code for row in read_listing(book([HEADER, *rows])).rows] == CODES


def test_full_width_digits_and_blanks_inside_a_code_are_no_other_code(book):
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    rows = [[*row[:3], f"{row[3][:6]} {row[3][6:]}".translate(wide), row[4]] for row in ROWS]
    assert [row.code for row in read_listing(book([HEADER, *rows])).rows] == CODES


@pytest.mark.parametrize(
    "row",
    [
        ["合计", None, "3个", None, 2],
        [None, None, "合计", 3, None],
        ["合计：3", None, None, None, None],
        [None, "西村镇小计", 1, None, None],
        ["注：东二社区为新成立", None, None, None, None],
        ["制表人：张三", None, None, "2026年10月", None],
    ],
)
def test_sums_and_remarks_are_no_places_and_are_told(book, row):
    listing = read_listing(book([HEADER, *ROWS[:2], row, ROWS[2]]))
    assert [one.code for one in listing.rows] == CODES
    assert told(listing) == ["名单.xlsx: sums and remarks are not read as places, rows 4"]


def test_a_place_whose_name_was_forgotten_is_refused_not_left_out(book):
    with pytest.raises(BadValue, match="row 3"):
        read_listing(book([HEADER, ROWS[0], [2, "东村街道", None, "110101001002", "是"], ROWS[2]]))


def test_of_two_rows_of_headings_the_one_that_says_more_counts(book):
    above = [["某区名单"], ["序号", "所属", None, "单位", None], [None, "街道（乡镇）", "备注", "名称", "代码"]]
    rows = [[row[0], row[1], None, row[2], row[3]] for row in ROWS]
    places = brought(book([*above, *rows])).places
    assert list(places.units["code"]) == CODES
    assert list(places.areas["name"]) == ["东村街道", "西村镇"]


def test_merged_townships_count_for_the_rows_below_and_are_told(book):
    rows = [["东村街道", "东一社区"], [None, "东二社区"], ["西村镇", "西一村"], [None, "西二村"]]
    done = brought(book([["街道", "名称"], *rows]))
    assert list(done.places.units.groupby("parent_code").size()) == [2, 2]
    assert any("row above counts, rows 3, 5" in str(note) for note in done.notes)


@pytest.mark.parametrize("coded", [True, False])
def test_a_township_and_its_office_are_one(book, coded):
    rows = [list(row) for row in ROWS]
    rows[1][1] = "东村街道办事处"
    if not coded:
        rows = [[*row[:3], None, row[4]] for row in rows]
    areas = brought(book([HEADER, *rows])).places.areas
    assert list(areas["name"]) == ["东村街道", "西村镇"]
    assert areas["aliases"].iloc[0] == "东村街道办事处"


def test_a_code_that_stands_in_two_townships_is_named_by_its_rows(book):
    rows = [*ROWS, [4, "西村镇", "东二社区居委会", CODES[1], "是"]]
    with pytest.raises(DuplicateCode, match=f"row 5: the code {CODES[1]} stands already in row 3"):
        brought(book([HEADER, *rows]))


def test_one_name_twice_in_a_township_is_told(book):
    rows = [[*row[:3], None, row[4]] for row in (*ROWS, ROWS[1])]
    notes = [str(note) for note in brought(book([HEADER, *rows])).notes]
    assert any("stands twice in one township and counts twice, rows 3, 5" in note for note in notes)


def test_sheets_that_are_not_read_are_told(book):
    listing = read_listing(book([HEADER, *ROWS[:2]], 西村镇=[HEADER, ROWS[2]]))
    assert len(listing.rows) == 2
    assert "西村镇" in told(listing)[0]


def test_columns_that_nobody_reads_are_told(book):
    listing = read_listing(
        book([["序号", "街道", "社区名称", "本届是否选", "负责人"], [1, "东村街道", "东一社区", "否", "甲"]])
    )
    assert told(listing) == ["名单.xlsx: of the columns 街道, 社区名称 are read, not 本届是否选, 负责人."]


def test_where_only_some_are_ticked_the_others_are_not_due(book):
    rows = [["东村街道", "东一社区", "√"], ["东村街道", "东二社区", None]]
    listing = read_listing(book([["街道", "名称", "是否换届"], *rows]))
    assert [row.due for row in listing.rows] == [True, False]
    assert "rows 3" in told(listing)[0]


def test_where_some_are_denied_an_empty_cell_says_nothing(book):
    rows = [["东村街道", "东一社区", "否（延期）"], ["东村街道", "东二社区", None]]
    listing = read_listing(book([["街道", "名称", "是否换届"], *rows]))
    assert [row.due for row in listing.rows] == [False, None]


@pytest.mark.parametrize(
    ("word", "kind"),
    [("行政村", "village"), ("村委会", "village"), ("居委会", "community"), ("家委会", "community")],
)
def test_words_for_a_kind_are_understood(book, word, kind):
    units = brought(book([["街道", "名称", "类别"], ["东村街道", "东一", word]])).places.units
    assert list(units["kind"]) == [kind]


def test_degrees_are_read_as_people_write_them_and_nothing_is_nowhere(book):
    rows = [
        ["东村街道", "东一社区", "116°01′12″", "39°54′30″"],
        ["东村街道", "东二社区", "116.02E", "39.9N"],
        ["东村街道", "东三社区", "/", "/"],
        ["东村街道", "东四社区", 0, 0],
    ]
    units = brought(book([["街道", "名称", "经度", "纬度"], *rows])).places.units
    assert list(units["lon"]) == [repr(116 + 1 / 60 + 12 / 3600), "116.02", "", ""]


def test_an_error_of_a_formula_is_no_township(book):
    with pytest.raises(BadValue, match="#N/A"):
        read_listing(book([HEADER, [1, "#N/A", "东一社区", CODES[0], "是"]]))


def test_a_list_of_names_alone_lies_in_the_whole_and_that_is_told(book):
    done = brought(book([["名称"], ["东一社区"]]))
    assert list(done.places.units["parent_code"]) == [done.places.root]
    assert any("township" in str(note) for note in done.notes)


@pytest.mark.parametrize(
    ("name", "body", "error"),
    [
        ("名单.et", b"\xd0\xcf\x11\xe0" + bytes(99), OldWorkbook),
        ("名单.wps", b"\xd0\xcf\x11\xe0" + bytes(99), OldWorkbook),
        ("名单.pdf", b"%PDF-1.4", NoList),
        ("名单.docx", b"PK\x03\x04", NoList),
        ("名单.xlsx", b"", GeodataError),
    ],
)
def test_what_is_no_list_is_told_what_to_save_it_as(tmp_path, name, body, error):
    (tmp_path / name).write_bytes(body)
    with pytest.raises(error, match=name):
        read_listing(tmp_path / name)
