"""A report is found in a workbook by its headings, wherever they stand and however they are written."""

from io import BytesIO

import pytest
from openpyxl import Workbook

from dashboard.intake.book import read_book
from dashboard.intake.errors import NoTable
from dashboard.intake.rows import read_content
from tests.unit.intake.reports import workbook


def saved(book):
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def read(content, profile, name="日报.xlsx"):
    return read_content(read_book(name, content), profile)


def values(content, table="party"):
    return [{name: cell.value for name, cell in row.cells.items()} for row in content.rows if row.table == table]


def test_headings_on_two_rows_with_merged_groups(profile):
    book = Workbook()
    sheet = book.active
    sheet.append(["村和社区党组织换届日报表"])
    sheet.merge_cells("A1:G1")
    sheet.append([])
    sheet.append(["填报单位：", "苏家坨镇", None, "统计截止时间：1月10日17时"])
    sheet.append(["序号", "村（社区）\n名称", "当前阶段", "公示", None, "资格联审", None])
    sheet.append([None, None, None, "起", "止", "报送人数", "报送时间"])
    for merged in ("A4:A5", "B4:B5", "C4:C5", "D4:E4", "F4:G4"):
        sheet.merge_cells(merged)
    sheet.append([1, "示例一村", "公示", "1月2日", "1月8日", 6, "2018.12.20 10:00"])
    sheet.append(["合计", 1])
    sheet.append(["注：截至当日17时"])
    content = read(saved(book), profile)
    assert values(content) == [
        {
            "ordinal": 1, "name": "示例一村", "stage": "公示", "notice_from": "1月2日", "notice_to": "1月8日",
            "review_candidates": 6, "review_sent": "2018.12.20 10:00",
        }
    ]  # fmt: skip
    assert content.rows[0].cells["notice_to"].at == "E6"
    assert (content.township.value, content.township.at) == ("苏家坨镇", "B3")
    assert content.day.value == "1月10日17时"


def test_groups_that_are_not_merged_and_headings_with_breaks(profile):
    content = read(
        workbook(
            (
                "Sheet1",
                ("序号", "单位名称", "党员大会选举", None, None, "公 示", None),
                (None, None, "应到\n人数", "实到\n人数", "选举结果(一次成功/另行/重新/缺额)", "起", "止"),
                (1, "示例一村", 50, 48, "一次成功", "1月2日", "1月8日"),
            )
        ),
        profile,
    )
    (row,) = values(content)
    assert (row["eligible"], row["present"], row["outcome"]) == (50, 48, "一次成功")
    assert (row["notice_from"], row["notice_to"]) == ("1月2日", "1月8日")


def test_both_tables_on_one_sheet(profile):
    book = Workbook()
    sheet = book.active
    sheet.append(["村(社区)名称", "当前阶段", "方案批复日期", "党员推荐日期", "群众推荐日期"])
    sheet.append(["示例一村", "两推", "12月1日", None, None])
    sheet.append([])
    sheet.append(["村（居）委会换届进展"])
    sheet.append(["名称", "当前阶段", "离任审计公布日期", "选民登记数", "选民名单公布日期"])
    sheet.append(["示例一村", "选民登记", "12月1日", 800, "12月9日"])
    content = read(saved(book), profile)
    assert [row["name"] for row in values(content)] == ["示例一村"]
    assert values(content, "committee") == [
        {
            "name": "示例一村",
            "stage": "选民登记",
            "audited": "12月1日",
            "eligible": 800,
            "registered_on": "12月9日",
        }
    ]


def test_hidden_sheets_are_passed_over_and_hidden_rows_read(profile):
    book = Workbook()
    sheet = book.active
    for name in ("日报", "旧表"):
        sheet = book.create_sheet(name)
        sheet.append(["村(社区)名称", "当前阶段", "方案批复日期", "启动日期"])
        sheet.append([name, "两推", "12月1日", None])
    book["旧表"].sheet_state = "hidden"
    book["日报"].row_dimensions[2].hidden = True
    book.remove(book["Sheet"])
    content = read(saved(book), profile)
    assert [row["name"] for row in values(content)] == ["日报"]
    told = " ".join(note.text for note in content.notes)
    assert "hidden and was not read" in told
    assert "hidden rows were read as well" in told


def test_columns_that_are_not_known_are_named(profile):
    content = read(
        workbook(
            (
                "表一甲",
                ("名称", "当前阶段", "方案批复日期", "启动日期", "天气"),
                ("示例一村", None, "12月1日", None, "晴"),
            )
        ),
        profile,
    )
    assert "天气" in str([note.params for note in content.notes])
    assert not any("天气" in row for row in values(content))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_text_file_in_either_encoding(profile, encoding):
    text = "填报单位：甲镇\n序号,村(社区)名称,当前阶段,方案批复日期\n1,示例一村,两推,2018.12.1\n合计,1,,\n"
    content = read(text.encode(encoding), profile, "日报.csv")
    (row,) = values(content)
    assert str(row.pop("ordinal")) == "1"
    assert row == {"name": "示例一村", "stage": "两推", "plan_approved": "2018.12.1"}
    assert content.township.value == "甲镇"


def test_a_workbook_without_the_tables_is_refused(profile):
    with pytest.raises(NoTable, match="found: 工资表"):
        read(workbook(("工资表", ("姓名", "工资"), ("某", 1)), head=None), profile)


def test_the_numbers_of_columns_below_the_headings_are_no_unit(profile):
    headings = ("序号", "村(社区)名称", "当前阶段", "方案批复日期", "启动日期")
    content = read(
        workbook(("表一甲", headings, (1, 2, 3, 4, 5), (1, "示例一村", None, "12月1日", None))), profile
    )
    assert [row["name"] for row in values(content)] == ["示例一村"]
