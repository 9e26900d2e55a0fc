"""Whatever stands in the cells, the check says something about it and never fails or records a wrong fact."""

from datetime import date, datetime, time

from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from dashboard.election.admission import admit
from dashboard.intake.book import read_book
from dashboard.intake.content import Amendments, Content
from dashboard.intake.errors import IntakeError
from dashboard.intake.rows import read_content
from tests.unit.intake.reports import DAY, Reporting, workbook
from tests.unit.intake.test_check import committee, prepared

NASTY = [
    "#REF!", "#DIV/0!", "=1+1", "'=cmd|' /C calc'!A0", "\u200b\ufeff", "😀", "１２", "-3", "3.7", "十二", "撤销", "无", "—", "0",
    "1900-01-01", "9999-12-31", "2018-02-30", "13月45日", "12月1日", "12月13日", "1.5", "TRUE", "是", "否", "延期", "环节撤回",
    "恢复", "公示", "已完成", "未启动", "党员大会选举", "一次成功", "另行", "重新", "缺额", "48", "长" * 3000, "13800138000",
]  # fmt: skip
VALUES = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=20).map(lambda text: ILLEGAL_CHARACTERS_RE.sub("", text)),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.booleans(),
    st.datetimes(datetime(1900, 3, 1), datetime(2100, 1, 1)).map(lambda at: at.replace(microsecond=0)),
    st.dates(date(2018, 11, 1), date(2019, 4, 30)),
    st.just(time(14, 30)),
    st.none(),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_cells_are_checked_without_a_fault(data, profile, calendar, tree):
    table = data.draw(st.sampled_from(profile.report.tables))
    columns = [column for column in table.columns if column.says not in {"code", "name", "township", "track"}]
    chosen = data.draw(
        st.lists(st.sampled_from(columns), min_size=4, max_size=14, unique_by=lambda column: column.id)
    )
    unit = table in profile.report.unit_tables
    headings = ["村(社区)名称" if table.id == "party" else "名称", "编码"] if unit else ["街镇", "换届类别"]
    headings += [column.label.zh_CN for column in chosen]
    named = [("示例一村", None), ("示例二村", 112)] if unit else [("甲镇", "党组织"), ("甲镇", "村（居）委会")]
    rows = [(*name, *data.draw(st.lists(VALUES, min_size=len(chosen), max_size=len(chosen)))) for name in named]
    reporting = Reporting(profile, calendar, tree, (*prepared().facts, *committee().facts))
    try:
        content = read_content(read_book("日报.xlsx", workbook((table.sheet.zh_CN, headings, *rows))), profile)
    except IntakeError:
        return
    assert Content.model_validate_json(content.model_dump_json(exclude_defaults=True)) == content
    checked = reporting.checker.check(content, Amendments(), tree.areas["11"], DAY, DAY, reporting.facts)
    refused = {finding.row for finding in checked.findings if finding.level == "error"}
    for one in checked.rows:
        assert one.changes or one.findings or one.row.id not in refused
    event(f"acceptable {checked.acceptable}, facts {len(checked.entries) > 0}")
    if checked.acceptable:
        for entry in checked.entries:
            admit(entry.draft, tree.areas[entry.area_code], tree, profile, DAY)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
@example(data=None)
def test_any_amendments_are_checked_without_a_fault(data, profile, calendar, tree):
    reporting = Reporting(profile, calendar, tree, prepared().facts)
    content = read_content(
        read_book(
            "日报.xlsx",
            workbook(
                (
                    "表一甲",
                    ("村(社区)名称", "当前阶段", "方案批复日期", "启动日期"),
                    ("示例一村", "两推", "12月2日", None),
                )
            ),
        ),
        profile,
    )
    row = content.rows[0].id
    columns = [column.id for column in profile.report.unit_tables[0].columns]
    raw = st.one_of(st.sampled_from(NASTY), st.text(max_size=9), st.integers(), st.booleans(), st.none())
    made = Amendments()
    if data is not None:
        made = Amendments(
            cells={row: data.draw(st.dictionaries(st.sampled_from([*columns, "no_column"]), raw, max_size=8))},
            units=data.draw(
                st.dictionaries(st.just(row), st.sampled_from(["111", "112", "121", "nowhere"]), max_size=1)
            ),
            reasons=data.draw(
                st.dictionaries(st.sampled_from([row, "gone"]), st.text(min_size=1, max_size=9), max_size=2)
            ),
            left_out=data.draw(st.lists(st.sampled_from([row, "gone"]), max_size=2)),
        )
    checked = reporting.checker.check(content, made, tree.areas["11"], DAY, DAY, reporting.facts)
    assert len(checked.rows) == 1
