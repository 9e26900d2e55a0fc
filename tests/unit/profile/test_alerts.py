"""A profile whose rules of early warning contradict themselves is refused, with table and key."""

import pytest

from dashboard.profile.errors import ProfileInvalid
from dashboard.profile.load import load_profile
from tests.unit.profile.test_profile import changed


@pytest.mark.parametrize(
    ("old", "new", "place", "reason"),
    [
        ("“{stage}”按计划应于{due}完成", "“{stage}”按计划应于{day}完成", "alerts[stage_overdue]", "no placeholder {day}; there are: stage, due"),
        ("{stage} was planned to be done by {due}", "{stage} was planned by {due", "alerts[stage_overdue]", "en: a brace stands alone"),
        ('ends = { zh_CN = "该环节完成"', 'ends = { zh_CN = "{post}完成"', "alerts[stage_overdue]", "there is no placeholder {post}"),
        ("rises = [{ days = 5, level = 2 }, { days = 10, level = 3 }]", "rises = [{ days = 10, level = 2 }, { days = 5, level = 3 }]", "alerts[stage_overdue]", "rises: days and levels grow"),
        ("rises = [{ days = 12, level = 3 }]", "rises = [{ days = 12, level = 2 }]", "alerts[reelection_pending]", "rises: days and levels grow"),
        ("escalate = [{ after_hours = 12, level = 3", "escalate = [{ after_hours = 12, level = 2", "alerts[open_checklist]", "escalate: hours and levels grow"),
        ("escalate = [{ after_hours = 12, level = 3", "escalate = [{ after_hours = 12, level = 4", "alerts[open_checklist].escalate", "at most 3"),
        ('checklists = ["preparation", "six_present"]', 'checklists = ["tea"]', "[alerts[open_checklist]] checklists", "there is no checklist 'tea'"),
        ('id = "no_change"', 'id = "stage_overdue"', "alerts[stage_overdue]", "the alert 'stage_overdue' stands twice"),
        ("factor = 2.0\nat_least = 5\n", "factor = 2.0\nat_least = 2\n", "alerts[petitions_rise]", "at least 3"),
        ('kind = "far_ahead"', 'kind = "tea"', "alerts[far_ahead]", "there is no kind tea"),
        ('margin = "1/20"', "margin = 0.05", "alerts[quorum_risk]", "write a share as text"),
        ("quiet_hours = 24", "quiet_hours = -1", "[alerting] quiet_hours", "at least 0"),
    ],
)  # fmt: skip
def test_a_contradiction_names_table_and_key(tmp_path, old, new, place, reason):
    with pytest.raises(ProfileInvalid) as refused:
        load_profile(changed(tmp_path, old, new))
    assert place in str(refused.value)
    assert reason in str(refused.value)


def test_every_rule_says_in_both_languages_who_acts_and_what_ends_it(profile):
    for rule in profile.alerts:
        for text in (rule.label, rule.text, rule.who, rule.ends):
            assert text.zh_CN != text.en
        used = {name for name in rule.values if f"{{{name}}}" in rule.text.zh_CN}
        assert used == {name for name in rule.values if f"{{{name}}}" in rule.text.en}
