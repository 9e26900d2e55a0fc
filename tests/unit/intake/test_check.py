"""What a report says is held to the record and the rules, cell by cell."""

from datetime import date, datetime

import pytest

from dashboard.intake.content import Amendments
from dashboard.intake.findings import Level
from tests.facts import Story
from tests.unit.intake.reports import DAY, Reporting, drafts, texts

POLL = (
    "实际选举日期",
    "选举轮次",
    "有选举权党员",
    "经批准不计入",
    "应到",
    "实到",
    "发票",
    "收票",
    "应选职数",
    "候选人数",
    "当选人数",
    "选举结果",
)


@pytest.fixture
def reporting(profile, calendar, tree):
    def make(*facts):
        return Reporting(profile, calendar, tree, facts)

    return make


def prepared():
    """A unit whose first stages have ended."""
    story = Story("111")
    story.add("milestone", "11-26", stage="preparation", edge="start")
    story.end("preparation", "12-01")
    story.end("appraisal", "12-05")
    return story


def row(name="示例一村", stage=None, code=None, *cells):
    return (name, stage, code, *cells)


def test_a_new_date_becomes_a_milestone(reporting):
    checked = reporting(*prepared().facts).party(("群众推荐日期",), row("示例一村", "资格联审", "111", "12月10日"))
    assert texts(checked) == []
    (entry,) = checked.entries
    assert drafts(checked) == [("111", "milestone", {"stage": "recommendation", "edge": "end"})]
    assert (entry.draft.effective_on, entry.draft.track) == (date(2018, 12, 10), "party")
    assert entry.draft.supersedes is None


def test_what_is_recorded_already_changes_nothing(reporting):
    checked = reporting(*prepared().facts).party(("方案批复日期",), row("示例一村", "两推", None, "2018.12.1"))
    assert (checked.entries, texts(checked)) == ((), [])


def test_a_changed_date_is_a_correction_and_wants_a_reason(reporting):
    story = prepared()
    wrong = story.facts[1]
    asked = reporting(*story.facts).party(("方案批复日期",), row("示例一村", None, None, "12月2日"))
    assert texts(asked, Level.CORRECTION) == ["this changes what was reported before; give the reason"]
    assert not asked.acceptable
    (finding,) = [f for f in asked.findings if f.level is Level.CORRECTION]
    assert (finding.sheet, finding.cell, finding.read) == ("表一甲", "E3", "12月2日")
    told = reporting(*story.facts).party(
        ("方案批复日期", "更正原因"), row("示例一村", None, None, "12月2日", "原日期录入有误")
    )
    (entry,) = told.entries
    assert told.acceptable
    assert (entry.draft.supersedes, entry.draft.reason) == (wrong.id, "原日期录入有误")


def test_a_reason_may_be_given_by_hand(reporting):
    here = reporting(*prepared().facts)
    asked = here.party(("方案批复日期",), row("示例一村", None, None, "12月2日"))
    given = Amendments(reasons={asked.rows[0].row.id: "笔误"})
    told = here.party(("方案批复日期",), row("示例一村", None, None, "12月2日"), amendments=given)
    assert told.acceptable
    assert told.entries[0].draft.reason == "笔误"


def test_a_word_withdraws_what_was_reported(reporting):
    story = prepared()
    here = reporting(*story.facts)
    checked = here.party(("述职审计完成日期", "更正原因"), row("示例一村", None, None, "撤销", "尚未完成"))
    (entry,) = checked.entries
    assert (entry.draft.type, entry.draft.supersedes) == ("retracted", story.facts[2].id)


def test_a_stage_that_goes_back_is_a_correction(reporting):
    story = prepared()
    checked = reporting(*story.facts).party(("述职审计完成日期",), row("示例一村", "述职评议·审计"))
    assert texts(checked, Level.CORRECTION)
    assert [entry.draft.supersedes for entry in checked.entries] == [story.facts[2].id]


def test_a_revoked_stage_is_an_event_of_its_own(reporting):
    checked = reporting(*prepared().facts).party(
        ("特殊情形", "特殊情形日期"), row("示例一村", "述职评议·审计", None, "环节撤回", "12月13日")
    )
    assert texts(checked) == []
    assert drafts(checked) == [("111", "milestone_revoked", {"stage": "appraisal"})]
    assert checked.entries[0].draft.effective_on == date(2018, 12, 13)


def test_a_revoked_stage_that_still_stands_in_the_form_is_told_once(reporting):
    story = Story("111")
    story.start("preparation", "11-26")
    story.end("preparation", "12-01")
    story.add("milestone_revoked", "12-12", stage="preparation")
    checked = reporting(*story.facts).party(
        ("特殊情形", "特殊情形日期"), row("示例一村", "筹备·方案审核", None, "环节撤回", "12月12日")
    )
    assert (checked.entries, texts(checked)) == ((), [])


def test_a_stage_without_its_date_is_taken_as_begun_today(reporting):
    checked = reporting(*prepared().facts).party((), row("示例一村", "公示", "111"))
    assert drafts(checked) == [("111", "milestone", {"stage": "notice", "edge": "start"})]
    assert checked.entries[0].draft.effective_on == DAY


def test_a_stage_cell_left_behind_by_its_dates_is_only_told(reporting):
    checked = reporting(*prepared().facts).party(
        ("群众推荐日期",), row("示例一村", "述职评议·审计", None, "12月10日")
    )
    assert checked.acceptable
    assert any("the days are taken" in text for text in texts(checked, Level.WARNING))


def test_dates_out_of_order_are_an_error(reporting):
    checked = reporting(*prepared().facts).party(("群众推荐日期",), row("示例一村", None, None, "12月3日"))
    assert any("before" in text and "2018-12-05" in text for text in texts(checked, Level.ERROR))


def test_a_public_notice_that_is_too_short_is_told(reporting):
    checked = reporting(*prepared().facts).party(
        ("公示起", "公示止"), row("示例一村", None, None, "12月10日", "12月13日")
    )
    assert any(
        "from 2018-12-10 to 2018-12-13 are 3 days; at least 5" in text for text in texts(checked, Level.WARNING)
    )


def committee():
    story = Story("111", "committee")
    story.add("milestone", "11-20", stage="audit", edge="start")
    for stage, day in (("audit", "11-22"), ("election_committee", "11-24"), ("registration", "12-01")):
        story.end(stage, day)
    return story


def test_a_poll_may_not_be_called_before_the_notice_has_run(reporting):
    here = reporting(*committee().facts)
    early = here.check(("表一乙", ("名称", "编码", "类别", "计划投票日期"), ("示例一村", 111, "村", "12月18日")))
    assert any("17 days lie between" in text for text in texts(early, Level.ERROR))
    late = here.check(("表一乙", ("名称", "编码", "类别", "计划投票日期"), ("示例一村", 111, "村", "12月21日")))
    assert texts(late) == []
    assert drafts(late) == [("111", "poll_scheduled", {"on": "2018-12-21"})]


def poll(**changed):
    told = {
        "实际选举日期": datetime(2018, 12, 13, 10, 30), "选举轮次": 1, "有选举权党员": 52, "经批准不计入": 2, "应到": 50,
        "实到": 48, "发票": 48, "收票": 48, "应选职数": 5, "候选人数": 6, "当选人数": 5, "选举结果": "一次成功",
    } | changed  # fmt: skip
    return [told[name] for name in POLL]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"实到": 51}, "exceeds eligible"),
        ({"应到": 51}, "exceed the voting rights"),
        ({"当选人数": 6}, "exceeds seats"),
        ({"实到": 40}, "quorum was not reached"),
        ({"收票": 49}, "more ballots were returned"),
        ({"当选人数": 4}, "seats are empty"),
        ({"当选人数": 5, "选举结果": "另行选举"}, "all seats are filled"),
        ({"实到": 47.5}, "without decimals"),
        ({"实到": -3}, "not below zero"),
        ({"实到": "#REF!"}, "holds the error #REF!"),
        ({"应到": None}, "these are missing"),
        ({"实际选举日期": None}, "these are missing"),
        ({"实际选举日期": datetime(1900, 1, 5)}, "not understood"),
        ({"实际选举日期": datetime(9999, 1, 5)}, "not understood"),
        ({"实际选举日期": datetime(2018, 12, 20)}, "lies after business today"),
    ],
)
def test_a_poll_that_does_not_add_up_is_an_error(reporting, changed, words):
    checked = reporting(*prepared().facts).party(POLL, row("示例一村", None, None, *poll(**changed)))
    assert any(words in text for text in texts(checked, Level.ERROR)), texts(checked, Level.ERROR)
    assert not checked.acceptable


def test_a_poll_is_recorded_with_all_its_figures(reporting):
    checked = reporting(*prepared().facts).party(POLL, row("示例一村", None, None, *poll()))
    assert texts(checked) == []
    (entry,) = checked.entries
    assert entry.draft.payload == {
        "round": 1, "voting_rights": 52, "excluded": {"away": 2}, "eligible": 50, "present": 48, "issued": 48,
        "returned": 48, "seats": 5, "candidates": 6, "elected": 5, "outcome": "success",
    }  # fmt: skip
    assert (entry.draft.effective_on, str(entry.draft.effective_time)) == (date(2018, 12, 13), "10:30:00")


def test_too_few_candidates_are_told(reporting):
    checked = reporting(*prepared().facts).party(POLL, row("示例一村", None, None, *poll(候选人数=5)))
    assert checked.acceptable
    assert any("margin of candidates" in text for text in texts(checked, Level.WARNING))


def test_a_later_round_does_not_overwrite_the_first(reporting):
    story = prepared()
    story.add("poll_held", "12-08", eligible=50, present=30, seats=5, elected=0, outcome="rerun", round=1)
    checked = reporting(*story.facts).party(POLL, row("示例一村", None, None, *poll(选举轮次=None)))
    (entry,) = [e for e in checked.entries if e.draft.type == "poll_held"]
    assert texts(checked) == []
    assert (entry.draft.payload["round"], entry.draft.supersedes) == (2, None)


def test_zeros_and_words_for_nothing_are_nothing(reporting):
    nothing = row("示例一村", "两推", None, "无", "0", "—", "/", 0, 0, "0", 0, 0, "", 0, "无")
    checked = reporting(*prepared().facts).party(POLL, nothing)
    assert (checked.entries, texts(checked)) == ((), [])


def test_counts_known_before_the_poll_are_kept_beside_it(reporting):
    checked = reporting(*prepared().facts).party(
        ("有选举权党员", "应选职数"), row("示例一村", "两推", None, 52, 5)
    )
    assert drafts(checked) == [("111", "composition", {"counts": {"members": 52, "planned_seats": 5}})]


def test_a_later_count_of_the_day_replaces_the_earlier(reporting):
    story = Story("111", None)
    earlier = story.add("petitions", "12-14", track=None, visits=1, hotline=0)
    checked = reporting(earlier).party(("今日信访(件)", "今日12345(件)"), row("示例一村", None, None, 3, 2))
    (entry,) = checked.entries
    assert checked.acceptable
    assert (entry.draft.supersedes, entry.draft.reason) == (earlier.id, "later report")
    assert entry.draft.payload == {"visits": 3, "hotline": 2}


# ---------------------------------------------------------------- whose row it is


@pytest.mark.parametrize("name", ["示例一村", "示例一村村委会", "示例一", " 示 例一村 ", "甲镇示例一村"])
def test_a_unit_is_found_by_its_name(reporting, name):
    checked = reporting().party(("启动日期",), row(name, None, None, "12月3日"))
    assert drafts(checked) == [("111", "milestone", {"stage": "preparation", "edge": "start"})]


@pytest.mark.parametrize("code", ["111", 111, 111.0, "１１１"])
def test_a_unit_is_found_by_its_code(reporting, profile, calendar, tree, code):
    # codes of the small tree are short; the real ones have twelve digits
    from dashboard.intake.content import Cell
    from dashboard.intake.units import code_of

    assert code_of(Cell(value="110108026001")) == "110108026001"
    assert code_of(Cell(value=110108026001.0)) == "110108026001"
    assert code_of(Cell(value="1.10108E+11")) == ""
    assert code_of(Cell(value="１１０１０８０２６００１")) == "110108026001"


def test_a_similar_name_is_only_suggested(reporting):
    checked = reporting().party(("启动日期",), row("示列一村", None, None, "12月3日"))
    (one,) = checked.rows
    assert (one.area, checked.entries) == (None, ())
    assert "111" in [area.code for area in one.suggestions]
    chosen = Amendments(units={one.row.id: "111"})
    assert drafts(reporting().party(("启动日期",), row("示列一村", None, None, "12月3日"), amendments=chosen))


def test_a_unit_of_another_township_is_refused(reporting):
    checked = reporting().party(("启动日期",), row("示例四社区", None, None, "12月3日"))
    assert any("示例四社区 belongs to 乙镇" in text for text in texts(checked, Level.ERROR))
    assert checked.entries == ()


def test_a_unit_that_stands_twice_is_refused_until_one_row_is_left_out(reporting):
    rows = (row("示例一村", None, None, "12月3日"), row("示例一村", None, None, "12月4日"))
    checked = reporting().party(("启动日期",), *rows)
    assert any("stands already in row 3" in text for text in texts(checked, Level.ERROR))
    left_out = Amendments(left_out=[checked.rows[1].row.id])
    again = reporting().party(("启动日期",), *rows, amendments=left_out)
    assert again.acceptable
    assert [entry.draft.effective_on for entry in again.entries] == [date(2018, 12, 3)]


def test_a_unit_that_does_not_elect_is_refused_only_when_something_is_told(reporting):
    silent = reporting().party(("启动日期",), row("示例三社区", "未启动"))
    assert texts(silent) == []
    telling = reporting().party(("启动日期",), row("示例三社区", None, None, "12月3日"))
    assert any("does not elect this term" in text for text in texts(telling, Level.ERROR))


def test_units_that_are_missing_are_named(reporting):
    checked = reporting().party(("启动日期",), row("示例一村", None, None, "12月3日"))
    assert any(
        "1 units are not in the report" in text and "示例二村" in text for text in texts(checked, Level.WARNING)
    )


# ---------------------------------------------------------------- guardrails and the report as a whole


@pytest.mark.parametrize(
    "remark", ["联系人身份证110108198001011234", "请拨 13800138000", "１３８ ００１３ ８０００"]
)
def test_numbers_of_persons_are_refused_with_an_explanation(reporting, remark):
    checked = reporting().party(("备注",), row("示例一村", None, None, remark))
    assert any("name the post instead" in text for text in texts(checked, Level.ERROR))


def test_a_text_that_looks_like_a_formula_is_a_text(reporting):
    checked = reporting().party(("备注",), row("示例一村", None, None, "'=cmd|' /C calc'!A0 😀"))
    assert checked.acceptable
    assert checked.entries[0].draft.payload["text"].startswith("'=cmd")


def test_a_very_long_text_is_refused(reporting):
    checked = reporting().party(("备注",), row("示例一村", None, None, "长" * 2001))
    assert any("at most 2000 characters" in text for text in texts(checked, Level.ERROR))


def test_the_wrong_township_in_the_head_is_an_error(reporting):
    checked = reporting().party(("启动日期",), row("示例一村", None, None, "12月3日"), head=("填报单位：乙镇",))
    assert texts(checked, Level.ERROR) == ["the file is a report of 乙镇, not of 甲镇"]


def test_a_report_of_an_earlier_day_is_told(reporting):
    checked = reporting().party((), row("示例一村", "未启动"), day=date(2018, 12, 13))
    assert any("an earlier day than today" in text for text in texts(checked, Level.WARNING))


def test_the_summary_is_held_to_the_rows(reporting):
    headings = ("村(社区)名称", "当前阶段", "启动日期", "方案批复日期")
    table = ("表一甲", headings, ("示例一村", None, "12月3日", "12月6日"), ("示例二村", None, "12月4日", None))
    right = ("表二", ("街镇", "换届类别", "应换届数", "已启动", "完成率"), ("甲镇", "党组织", 2, 2, "0%"))
    assert texts(reporting().check(table, right), Level.WARNING) == []
    wrong = ("表二", ("街镇", "换届类别", "应换届数", "已启动", "完成率"), ("甲镇", "党组织", 2, 1, "50%"))
    found = texts(reporting().check(table, wrong), Level.WARNING)
    assert [text.split(":")[0] for text in found] == ["Started", "Completion"]


def test_the_township_tells_incidents_trainings_and_composition(reporting):
    told = (
        "表二", ("街镇", "换届类别", "突发事件类别", "突发事件", "今日培训(场)", "今日培训(人次)"),
        ("甲镇", "党组织", "选举中断", "会场停电半小时", 2, 61), ("甲镇", "村（居）委会", None, None, None, None),
    )  # fmt: skip
    bodies = ("表三", ("街镇", "换届类别", "职数", "女性", "平均年龄"), ("甲镇", "党组织", 10, 4, "45.2"))
    checked = reporting().check(told, bodies)
    assert texts(checked) == []
    assert drafts(checked) == [
        ("11", "incident", {"category": "interruption", "text": "会场停电半小时"}),
        ("11", "counter", {"name": "training", "count": 2, "people": 61}),
        ("11", "composition", {"counts": {"seats": 10, "women": 4}, "average_age": 45.2}),
    ]


def test_a_matter_that_stands_in_both_tables_is_taken_once(reporting):
    sheets = [
        (name, ("村(社区)名称", "编码", "类别", "需区级协调事项"), ("示例一村", None, "村", "场地消防条件需核验"))
        for name in ("表一甲", "表一乙")
    ]
    sheets[1] = (
        "表一乙",
        ("名称", "投票方式", "备案日期", "需区级协调事项"),
        ("示例一村", None, None, "场地消防条件需核验"),
    )
    checked = reporting().check(*sheets)
    assert [kind for _, kind, _ in drafts(checked)] == ["matter"]
    assert checked.entries[0].draft.payload["department"] == "区选举工作办公室"
