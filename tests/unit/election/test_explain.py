"""Values of an alert get into its text only where they are what the rule says they are."""

import pytest

from dashboard.election.alerts.explain import explained, writable


def rule_of(profile, kind):
    return next(rule for rule in profile.alerts if rule.kind == kind)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("stage_overdue", {"stage": "party.review", "due": "2018-12-17"}),
        ("incident_open", {"category": "order", "since": "2019-01-10T11:05"}),
        ("open_checklist", {"poll": "2019-01-11", "items": "disc,pledges"}),
        ("petitions_rise", {"count": 7, "days": 7}),
        ("first_polls_collide", {"poll": "2019-01-11", "group": "区第一督导组", "other": "示例一村"}),
    ],
)
def test_what_the_rules_give_is_kept(profile, kind, values):
    assert writable(rule_of(profile, kind), values, profile, {"区第一督导组", "示例一村"}) == values


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("stage_overdue", {"stage": "某人说的话", "due": "明天", "text": "某人说的话"}),
        ("incident_open", {"category": "某人说的话", "since": "2019-01-10 某人"}),
        ("open_checklist", {"poll": "", "items": "disc,某人说的话"}),
        ("petitions_rise", {"count": "七", "days": "7"}),
        ("first_polls_collide", {"group": "某人说的话", "other": "某人"}),
    ],
)
def test_words_that_somebody_made_up_are_dropped_and_read_as_a_dash(profile, kind, values):
    rule = rule_of(profile, kind)
    kept = writable(rule, values, profile, {"区第一督导组"})
    assert kept == {}
    text = explained(rule, kept, profile, "zh_CN").text
    assert "某人" not in text
    assert "—" in text
