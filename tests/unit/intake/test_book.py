"""A table file comes in as it stands, whatever wrote it."""

import time as clock
import tracemalloc
from datetime import time

import openpyxl
import pytest
import xlwt
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from dashboard.intake.book import RawCell, Row, address, read_book
from tests.unit.intake.builders import (
    member_of,
    moment,
    report_xls,
    report_xlsx,
    saved,
    with_members,
    with_sheet,
    xlsx,
)


def cells_of(content, name="a.xlsx"):
    return [[cell.value for cell in row.cells] for row in read_book(name, content).sheets[0].rows]


def test_an_xlsx_of_a_township():
    book = read_book("日报.xls", report_xlsx())  # the name does not decide
    assert book.kind == "xlsx"
    assert book.remarks == ()
    first, old, empty = book.sheets
    assert [(sheet.name, sheet.hidden) for sheet in book.sheets] == [
        ("表一甲", False),
        ("旧表", True),
        ("空表", True),
    ]
    assert first.merged == ((1, 1, 1, 5),)
    assert [row.number for row in first.rows] == [1, 2, 3, 4, 6]
    assert [row.hidden for row in first.rows] == [False, False, False, True, False]
    assert [cell.value for cell in first.rows[2].cells] == [
        1,
        "温泉村",
        moment("2019-01-05"),
        0.953,
        "😀 全角ＡＢ",
    ]
    assert first.rows[3].cells == (RawCell(1, 2), RawCell(2, "白家疃村"), RawCell(3, "1月6日"))
    assert old.rows == (Row(2, (RawCell(2, True),)),)
    assert empty.rows == ()


def test_a_formula_gives_its_value_or_says_that_it_has_none():
    data = '<row r="1"><c r="A1"><f>1+1</f></c><c r="B1"><f>1+1</f><v>2</v></c><c r="C1" t="str"><f>A9&amp;""</f><v></v></c><c r="D1" t="str"><f>"a"</f><v>a</v></c><c r="E1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="F1" t="e"><v>#N/A</v></c></row>'
    assert read_book("a", with_sheet(data)).sheets[0].rows[0].cells == (
        RawCell(1, None, formula=True),
        RawCell(2, 2, formula=True),
        RawCell(4, "a", formula=True),
        RawCell(5, "#DIV/0!", formula=True, error=True),
        RawCell(6, "#N/A", error=True),
    )
    assert read_book("a", xlsx(["x", "=SUM(A2:A3)"])).sheets[0].rows[0].cells[1] == RawCell(2, None, formula=True)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (
            't="inlineStr"><is><r><t>温</t></r><r><t xml:space="preserve">泉 </t></r><rPh sb="0" eb="1"><t>wen</t></rPh></is>',
            "温泉 ",
        ),
        ('t="str"><v>a_x000D_b_x0007_c_x005F_x000D_</v>', "a\rbc_x000D_"),
        ('t="b"><v>0</v>', False),
        ('t="d"><v>2019-01-05T14:30:00Z</v>', moment("2019-01-05 14:30")),
        ('t="d"><v>sometime</v>', "sometime"),
        ("><v>12.0</v>", 12),
        ("><v>1E3</v>", 1000),
        ("><v>1.25E-1</v>", 0.125),
        ("><v>twelve</v>", "twelve"),
        ("><v>1e999</v>", "1e999"),
    ],
)
def test_kinds_of_cells(cell, value):
    kept = read_book("a", with_sheet(f'<row><c r="B1" {cell}</c><c><v>7</v></c></row>')).sheets[0].rows[0]
    assert kept.number == 1
    assert kept.cells == (RawCell(2, value, error=value == "1e999"), RawCell(3, 7))


def test_readings_of_shared_texts_are_left_out():
    strings = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><r><t>温</t></r><r><t>泉</t></r><rPh sb="0" eb="1"><t>wen</t></rPh></si></sst>'
    content = with_sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', **{"xl/sharedStrings.xml": strings})
    assert cells_of(content) == [["温泉"]]


def styled(number, code=""):
    declared = f'<numFmts count="1"><numFmt numFmtId="{number}" formatCode="{code}"/></numFmts>' if code else ""
    styles = f'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{declared}<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf/><xf numFmtId="{number}"/></cellXfs></styleSheet>'
    return with_sheet(
        '<row r="1"><c r="A1" s="1"><v>43470.5</v></c><c r="B1"><v>43470.5</v></c></row>',
        **{"xl/styles.xml": styles},
    )


@pytest.mark.parametrize("number", [14, 22, 27, 31, 57, 58])
def test_days_of_built_in_formats_also_the_chinese(number):
    assert cells_of(styled(number)) == [[moment("2019-01-05 12:00"), 43470.5]]


@pytest.mark.parametrize(
    "code",
    [
        "yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@",
        "[$-804]aaaa",
        "m月d日",
        "[DBNum1][$-804]yyyy年m月",
        "[h]:mm",
    ],
)
def test_days_of_declared_formats(code):
    assert cells_of(styled(176, code)) == [[moment("2019-01-05 12:00"), 43470.5]]


@pytest.mark.parametrize("code", ["General", "0.00%", "#,##0&quot;days&quot;", "[Red]0.0", "0_d"])
def test_numbers_of_declared_formats(code):
    assert cells_of(styled(176, code)) == [[43470.5, 43470.5]]


def test_days_that_there_are_not_stay_numbers():
    content = with_members(
        styled(14),
        {
            "xl/worksheets/sheet1.xml": member_of(styled(14), "xl/worksheets/sheet1.xml").replace(
                "43470.5", "99999999"
            )
        },
    )
    assert cells_of(content) == [[99999999, 99999999]]


def test_the_epoch_of_1904():
    workbook = openpyxl.Workbook()
    workbook.epoch = CALENDAR_MAC_1904
    workbook.active["A1"] = moment("2019-01-05")
    assert cells_of(saved(workbook)) == [[moment("2019-01-05")]]
    old = xlwt.Workbook()
    old.dates_1904 = True
    old.add_sheet("a").write(0, 0, 42008, xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    assert cells_of(saved(old)) == [[moment("2019-01-05")]]


def test_strict_files_and_prefixes_of_other_programs():
    sheet = '<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData><x:row r="3"><x:c r="B3"><x:v>5</x:v></x:c></x:row></x:sheetData><x:controls><x:from><x:row>9</x:row></x:from></x:controls></x:worksheet>'
    assert read_book("a", with_members(xlsx([1]), {"xl/worksheets/sheet1.xml": sheet})).sheets[0].rows == (
        Row(3, (RawCell(2, 5),)),
    )


def test_parts_spelt_otherwise_and_missing_parts():
    content = xlsx(["x"])
    moved = with_members(
        content,
        {
            "xl/worksheets/sheet1.xml": None,
            "XL\\Worksheets\\Sheet1.xml": "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>",
            "xl/styles.xml": None,
            "xl/theme/theme1.xml": None,
            "docProps/core.xml": None,
            "_rels/.rels": None,
        },
    )
    assert cells_of(moved) == [[1]]


def test_macros_links_and_pictures_are_ignored_and_told():
    content = with_members(
        xlsx(["x"]),
        {
            "xl/vbaProject.bin": b"macro",
            "xl/externalLinks/externalLink1.xml": b"<broken",
            "xl/media/image1.png": b"png",
        },
    )
    told = read_book("a.xlsm", content).remarks
    assert [remark.split(" ")[0] for remark in told] == ["The", "Links", "Pictures"]
    assert "macros" in told[0]


def test_only_an_untouched_sheet_tells_nothing():
    data = '<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="1"/><c r="C1" t="str"><v> </v></c></row><row r="2" hidden="1"><c r="A2" s="1"/></row>'
    book = read_book("a", with_sheet(data))
    assert book.remarks == ()
    assert book.sheets[0].rows == (Row(1, (RawCell(1, 1),)),)


def test_a_cell_in_the_last_corner_costs_nothing():
    content = with_sheet(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>',
        tail='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
    )
    tracemalloc.start()
    sheet = read_book("a", content).sheets[0]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sheet.rows[1] == Row(1048576, (RawCell(16384, 2),))
    assert address(1048576, 16384) == "XFD1048576"
    assert sheet.merged == ((1, 1, 1048576, 16384),)
    assert peak < 10_000_000


def test_a_hundred_thousand_blank_rows_take_bounded_time_and_memory():
    blank = "".join(
        f'<row r="{number}"><c r="A{number}" s="1"/><c r="XFD{number}" s="1"/></row>'
        for number in range(2, 100_002)
    )
    content = with_sheet('<row r="1"><c r="A1"><v>1</v></c></row>' + blank)
    start = clock.perf_counter()
    book = read_book("a", content)
    assert clock.perf_counter() - start < 10
    tracemalloc.start()
    assert read_book("a", content) == book
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 12_000_000
    assert book.sheets[0].rows == (Row(1, (RawCell(1, 1),)),)
    assert book.remarks == ("Sheet “Sheet”: 100000 blank rows were passed over.",)


def test_an_xls_of_a_township():
    book = read_book("日报.xlsx", report_xls())
    assert book.kind == "xls"
    first, old = book.sheets
    assert (first.name, first.hidden, old.hidden) == ("表一甲", False, True)
    assert first.merged == ((1, 1, 1, 5),)
    assert [(row.number, row.hidden) for row in first.rows] == [
        (1, False),
        (2, False),
        (3, False),
        (4, True),
        (7, False),
    ]
    assert first.rows[2].cells == (
        RawCell(1, 1),
        RawCell(2, "温泉村"),
        RawCell(3, moment("2019-01-05 14:30")),
        RawCell(4, moment("2019-01-06")),
    )
    assert first.rows[3].cells[0] == RawCell(1, 2.5)
    assert first.rows[4].cells == (RawCell(1, True),)


def test_an_xls_whose_formats_cannot_be_read_still_gives_its_values(monkeypatch):
    whole = read_book("a", report_xls())
    monkeypatch.setattr("dashboard.intake.book_xls._MAX_FORMATTED", 0)
    book = read_book("a", report_xls())
    assert [[row.cells for row in sheet.rows] for sheet in book.sheets] == [
        [row.cells for row in sheet.rows] for sheet in whole.sheets
    ]
    assert [sheet.hidden for sheet in book.sheets] == [False, True]
    assert not any(row.hidden for row in book.sheets[0].rows)
    assert "hidden" in book.remarks[0]


def test_times_of_an_xls():
    workbook = xlwt.Workbook()
    workbook.add_sheet("a").write(0, 0, 0.5, xlwt.easyxf(num_format_str="hh:mm"))
    assert cells_of(saved(workbook)) == [[time(12)]]


TEXT = '序号{0}名称{0}备注\r\n1{0}"温泉{0}村"{0}"一行\r\n两行"\r\n\r\n{0}{0}\r\n2{0}白家疃村{0}\r\n'
ROWS = (
    Row(1, (RawCell(1, "序号"), RawCell(2, "名称"), RawCell(3, "备注"))),
    Row(2, (RawCell(1, "1"), RawCell(2, "温泉,村"), RawCell(3, "一行\r\n两行"))),
    Row(5, (RawCell(1, "2"), RawCell(2, "白家疃村"))),
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_texts_of_every_encoding_and_separator(encoding, mark):
    book = read_book("日报.xlsx", TEXT.format(mark).encode(encoding))
    assert book.kind == "csv"
    rows = tuple(
        Row(row.number, tuple(RawCell(cell.column, cell.value.replace(f"泉{mark}", "泉,")) for cell in row.cells))
        for row in book.sheets[0].rows
    )
    assert rows == ROWS
    assert [remark.count("GBK") for remark in book.remarks] == ([1] if encoding.startswith("gb") else [])


def test_a_text_that_names_its_separator():
    assert cells_of(b"sep=;\r\n1,5;2,5\r\n") == [["1,5", "2,5"]]
    assert cells_of("只有一列\n温泉村\n".encode()) == [["只有一列"], ["温泉村"]]
    assert cells_of(b"BM,MZ\nRIFF,1\n") == [["BM", "MZ"], ["RIFF", "1"]]


@pytest.mark.parametrize(("row", "column", "told"), [(12, 6, "F12"), (1, 1, "A1"), (3, 27, "AA3")])
def test_addresses(row, column, told):
    assert address(row, column) == told
