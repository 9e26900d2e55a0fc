import pytest

from dashboard.election.admission import admit
from dashboard.election.errors import FactRefused
from dashboard.election.facts import PAYLOADS, FactDraft
from tests.conftest import TODAY
from tests.facts import draft


@pytest.mark.parametrize(
    ("area", "sent", "reason"),
    [
        ("111", draft("milestone", stage="nowhere", edge="end"), "there is no stage nowhere"),
        ("111", draft("milestone", stage="poll", edge="end"), "record poll_held"),
        ("111", draft("milestone", stage="review"), "edge: the field is missing"),
        ("111", draft("milestone", stage="review", edge="middle"), "one of these is wanted"),
        ("111", draft("milestone", "12-15", stage="review", edge="end"), "lies after business today"),
        ("111", draft("milestone", track=None, stage="review", edge="end"), "name the track: party, committee"),
        ("111", draft("milestone", track="council", stage="review", edge="end"), "there is no track council"),
        ("11", draft("milestone", stage="review", edge="end"), "belongs to another level"),
        ("111", draft("report_received", status="zero"), "belongs to another level"),
        ("113", draft("milestone", stage="review", edge="end"), "not due here"),
        ("111", draft("key_village", level="galaxy"), "the profile knows district, township"),
        (
            "111",
            draft("key_village", level="district", categories=["other", "tea"]),
            "categories: the profile knows weak_l",
        ),
        ("111", draft("assessment", level="tea"), "level: the profile knows steady, fair, complex"),
        ("111", draft("assignment", post="镇党委副书记", duty="tea"), "duty: the profile knows special_group"),
        ("111", draft("visit", post="镇党委副书记", kind="tea"), "kind: the profile knows leader, sit_in"),
        ("111", draft("check", item="tea", done=True), "item: the profile knows disc, pledges"),
        ("1", draft("counter", name="tea", count=1), "name: the profile knows training"),
        ("111", draft("plan", dates={"tea": "2018-12-20"}), "there is no stage tea"),
        ("111", draft("poll_held", eligible=10, present=8, seats=1, elected=1, outcome="success"), "rerun"),
        ("111", draft("poll_held", eligible=-1, present=8, seats=1, elected=1, outcome="success"), "too small"),
        ("111", FactDraft(type="tea", payload={}), "there is no such type"),
        ("111", FactDraft(type="retracted"), "name the fact to withdraw"),
        ("111", FactDraft(type="assessment", payload={"level": "fair"}, supersedes="1.0"), "wants a reason"),
        ("111", FactDraft(type="assessment", payload={"level": "fair"}, track="party"), "belongs to no track"),
    ],
)
def test_what_is_refused_and_why(area, sent, reason, tree, profile):
    with pytest.raises(FactRefused, match=reason):
        admit(sent, tree.areas[area], tree, profile, TODAY)


def test_a_plan_may_name_days_to_come(tree, profile):
    sent = draft("plan", dates={"poll": "2019-01-20"})
    assert admit(sent, tree.areas["111"], tree, profile, TODAY) == PAYLOADS["plan"](**sent.payload)


def test_words_of_the_profile_are_taken(tree, profile):
    for area, sent in (
        ("111", draft("key_village", level=None)),
        ("111", draft("key_village", level="township", categories=list(profile.key_categories))),
        ("11", draft("assignment", post="区第一督导组", duty="supervision")),
        ("11", draft("visit", post="区委书记", kind="leader")),
        ("111", draft("check", item="disc", done=True)),
        ("1", draft("counter", name="bulletin", count=1)),
    ):
        assert admit(sent, tree.areas[area], tree, profile, TODAY)
    assert len(profile.key_categories) == 12


def test_every_reason_can_be_told_in_chinese(tree, profile):
    from dashboard.messages import messages

    with pytest.raises(FactRefused) as refused:
        admit(draft("milestone", stage="nowhere", edge="end"), tree.areas["111"], tree, profile, TODAY)
    told = messages("zh_CN").error(refused.value)
    assert told.startswith("示例一村 (111)，milestone：没有环节 nowhere")
