"""The columns of the daily report reach every stage and every figure of a poll."""

import pytest

from dashboard.election.facts import PollHeld
from dashboard.profile.model import Profile
from dashboard.profile.report import Column, UnitTable, parse_says


def test_every_stage_is_reached_by_some_column(profile):
    for track in profile.tracks:
        says = {c.says for table in profile.report.unit_tables if table.track == track.id for c in table.columns}
        for procedure in track.procedures:
            for stage in procedure.stages:
                reached = f"milestone.{stage.id}.end" in says or stage.id == procedure.poll_stage
                assert reached, (track.id, stage.id)
            first = procedure.stages[0].id
            assert {"stage", "poll_held.at", f"milestone.{first}.start"} <= says


def test_every_figure_of_a_poll_is_told_by_some_column(profile):
    columns = [column for table in profile.report.unit_tables for column in table.columns]
    told = {column.said.part for column in columns if column.said.topic == "poll_held"}
    assert told - {"at"} == set(PollHeld.model_fields)


def test_the_usual_columns_of_the_form_are_known(profile):
    usual = {
        "party": "序号 编码 村(社区)名称 类别 党组织类型 重点难点级别 选情等级 当前阶段 方案批复日期 述职审计完成日期 党员推荐日期"
        " 群众推荐日期 联审报送人数 联审类别(48/24/12) 报送时间 反馈时间 确定预备人选日期 公示起 公示止 预备人选批复日期 光盘观看(是/否)"
        " 计划选举日期 实际选举日期 有选举权党员 经批准不计入 应到 实到 到会率 发票 收票 应选职数 候选人数 当选人数 选举结果"
        " 首次全会日期 报批备案日期 专职副书记(是/否) 纪检委员(是/否) 一肩挑(是/否) 存在问题及措施 需区级协调事项 备注",
        "committee": "序号 编码 名称 类别 当前阶段 离任审计公布日期 选举委员会推选日期 选举委员会人数 选民登记数 选民名单公布日期"
        " 提名完成日期 联审报送人数 联审类别(48/24/12) 报送时间 反馈时间 候选人公布日期 投票方式 计划投票日期 实际投票日期 发票 收票"
        " 参加投票数 参选率 应选职数 候选人数 当选人数 选举结果 结果公布日期 工作移交日期 备案日期 存在问题及措施 需区级协调事项 备注",
    }
    usual["township"] = (
        "街镇 应换届数 已启动 完成推荐 完成联审 公示中 已选举 今日选举 明日计划 已完成 完成率 一次成功数 一次成功率 另行选举 未完成"
        " 逾期数 今日信访(件) 今日12345(件) 突发事件"
    )
    usual["composition"] = (
        "职数 当选数 女性 少数民族 平均年龄 35岁及以下 60岁以上 高中中专 大专 本科及以上 连任 一肩挑数 一肩挑比例 交叉任职数"
        " 交叉任职比例 党员到会率 选民参选率"
    )
    for table in profile.report.tables:
        labels = [column.label.zh_CN for column in table.columns]
        if table.id in {"township", "composition"}:
            labels += [share.label.zh_CN for share in table.shares]
            labels += [figure.label.zh_CN for figure in profile.report.unit_tables[0].summary]
        places = [labels.index(label) for label in usual[table.id].split()]
        assert len(set(places)) == len(places)


@pytest.mark.parametrize(
    "says", ["poll_held.colour", "milestone.notice", "milestone..end", "composition.", "visit.post"]
)
def test_what_no_column_can_say_is_refused(says):
    with pytest.raises(ValueError, match="no column can say"):
        parse_says(says)


def test_a_column_names_what_the_profile_lists(profile):
    column = {"id": "x", "says": "milestone.nowhere.end", "label": {"zh_CN": "某", "en": "x"}}
    table = profile.report.unit_tables[0].model_copy(
        update={"columns": (*profile.report.unit_tables[0].columns, Column.model_validate(column))}
    )
    report = profile.report.model_copy(update={"unit_tables": (table, *profile.report.unit_tables[1:])})
    with pytest.raises(ValueError, match="lists no 'nowhere'"):
        Profile.model_validate(
            {**{name: getattr(profile, name) for name in Profile.model_fields}, "report": report}
        )


def test_two_columns_may_not_say_the_same(profile):
    columns = [column.model_dump() for column in profile.report.unit_tables[0].columns]
    again = {**columns[-1], "id": "again"}
    with pytest.raises(ValueError, match="two columns say"):
        UnitTable.model_validate({**profile.report.unit_tables[0].model_dump(), "columns": [*columns, again]})
