"""Who records which facts about which areas."""

import pytest

from dashboard.access.errors import (
    NoReason,
    NoSuchAlert,
    NotPutToYou,
    NotYourArea,
    NotYourFact,
    NotYourPost,
    ReplanUnexplained,
)
from dashboard.access.roles import ALLOWED, Action, Identity, Role
from dashboard.access.writing import RECORDED, drafts_of
from dashboard.election.facts import PAYLOADS, FactDraft
from tests.facts import Story

END = FactDraft(type="milestone", track="party", payload={"stage": "preparation", "edge": "end"})
CLERK = Identity("clerk-11", Role.CLERK, "account", areas=("11",), post="甲镇干事", posts=("甲镇委员",))
OFFICE = Identity("office", Role.OFFICE, "account", post="区选举办")
PEOPLE = Identity("people", Role.DEPARTMENT, "account", post="民政局", department="区民政局")
PUT = {"department": "区民政局", "text": "场地未落实"}


def write(identity, tree, *drafts, area="111", known=()):
    return drafts_of(identity, tree, tree.areas[area], drafts, known)


@pytest.fixture
def matter():
    """A unit of which one matter was put to a department."""
    story = Story()
    story.add("matter", "12-10", subject="m1", **PUT)
    return story


def answer(subject="m1", **payload):
    return FactDraft(type="matter", subject=subject, payload={**PUT, "reply": "已落实", **payload})


def retract(fact):
    return FactDraft(type="retracted", supersedes=fact.id, reason="typing error")


@pytest.mark.parametrize("area", ["11", "111", "113"])
def test_a_clerk_records_about_the_own_township_and_its_units(tree, area):
    (draft,) = write(CLERK, tree, END, area=area)
    assert draft == END.model_copy(update={"on_behalf_of": "甲镇干事"})


@pytest.mark.parametrize("area", ["12", "121", "1"])
def test_a_clerk_records_nothing_about_others(tree, area):
    with pytest.raises(NotYourArea, match=tree.areas[area].name):
        write(CLERK, tree, END, area=area)
    (draft,) = write(OFFICE, tree, END, area=area)
    assert draft.on_behalf_of == "区选举办"


@pytest.mark.parametrize("role", Role)
def test_each_role_records_its_types_and_no_other(tree, role):
    identity = Identity("x", role, "account", areas=("11",) if role in {Role.CLERK, Role.SUPERVISOR} else ())
    taken = set()
    for kind in PAYLOADS:
        try:
            write(identity, tree, FactDraft(type=kind))
            taken.add(kind)
        except NotYourFact:
            continue
        except (NotPutToYou, NotYourPost, NoSuchAlert):
            waits = {(Role.DEPARTMENT, "matter"), (Role.SUPERVISOR, "visit")}
            assert (role, kind) in waits or kind == "alert_action"
            taken.add(kind)
    assert taken == RECORDED.get(role, frozenset())
    assert bool(taken) == (Action.RECORD in ALLOWED[role])


def test_nobody_records_that_a_report_came_in(tree):
    with pytest.raises(NotYourFact, match="report_received"):
        write(OFFICE, tree, FactDraft(type="report_received"))


def test_what_no_type_is_is_left_to_the_log(tree):
    tea = FactDraft(type="tea")
    assert [draft.type for draft in write(OFFICE, tree, tea)] == ["tea"]


def test_one_draft_that_is_refused_refuses_all(tree):
    with pytest.raises(NotYourFact):
        write(CLERK, tree, END, FactDraft(type="assessment"))


@pytest.mark.parametrize("kind", sorted(set(PAYLOADS) - RECORDED[Role.CLERK]))
def test_a_clerk_does_not_withdraw_what_the_district_has_recorded(tree, kind):
    from dataclasses import replace

    theirs = replace(Story().end("preparation", "12-03"), type=kind)
    with pytest.raises(NotYourFact, match=kind):
        write(CLERK, tree, retract(theirs), known=[theirs])


def test_a_clerk_withdraws_what_townships_record(tree):
    own = Story().end("preparation", "12-03")
    (draft,) = write(CLERK, tree, retract(own), known=[own])
    assert draft.supersedes == own.id


def test_a_department_neither_withdraws_nor_corrects(tree, matter):
    with pytest.raises(NotYourFact, match="retracted"):
        write(PEOPLE, tree, retract(matter.facts[0]), known=matter.facts)
    corrected = answer().model_copy(update={"supersedes": matter.facts[0].id, "reason": "x"})
    with pytest.raises(NotPutToYou):
        write(PEOPLE, tree, corrected, known=matter.facts)


def test_a_department_answers_what_was_put_to_it(tree, matter):
    (draft,) = write(PEOPLE, tree, answer(closed=True), known=matter.facts)
    assert (draft.payload["reply"], draft.on_behalf_of) == ("已落实", "民政局")
    matter.add("matter", "12-11", subject="m1", reply="在办", **PUT)
    write(PEOPLE, tree, answer(), known=matter.facts)


@pytest.mark.parametrize(
    "draft",
    [
        answer("m2"),
        answer(None),
        answer(department="区财政局"),
        answer(text="场地已落实"),
        answer(due="2018-12-20"),
        FactDraft(type="matter", subject="m1", payload={"reply": "已落实"}),
    ],
    ids=["other matter", "no matter", "other department", "reworded", "put off", "without its text"],
)
def test_a_department_raises_and_rewords_nothing(tree, matter, draft):
    with pytest.raises(NotPutToYou):
        write(PEOPLE, tree, draft, known=matter.facts)


def test_a_department_keeps_the_day_that_was_set(tree):
    story = Story()
    story.add("matter", "12-10", subject="m1", due="2018-12-20", **PUT)
    write(PEOPLE, tree, answer(due="2018-12-20"), known=story.facts)
    with pytest.raises(NotPutToYou):
        write(PEOPLE, tree, answer(), known=story.facts)


def test_a_matter_that_went_to_another_department_is_not_answered_any_more(tree, matter):
    matter.add("matter", "12-11", subject="m1", department="区财政局", text=PUT["text"])
    with pytest.raises(NotPutToYou):
        write(PEOPLE, tree, answer(), known=matter.facts)


def test_a_matter_that_was_withdrawn_is_not_answered_any_more(tree, matter):
    matter.add("retracted", "12-11", supersedes=matter.facts[0].id)
    with pytest.raises(NotPutToYou):
        write(PEOPLE, tree, answer(), known=matter.facts)


def test_an_account_acts_for_its_own_posts_only(tree):
    acting = END.model_copy(update={"on_behalf_of": "甲镇委员"})
    assert write(CLERK, tree, acting) == [acting]
    with pytest.raises(NotYourPost, match="区选举办"):
        write(CLERK, tree, END.model_copy(update={"on_behalf_of": "区选举办"}))


def test_a_supervisor_logs_the_visits_of_the_own_posts_only(tree):
    guide = Identity("guide", Role.SUPERVISOR, "account", areas=("11",), post="第一督导组", posts=("督导办",))
    for post in ("第一督导组", "督导办"):
        (visit,) = write(guide, tree, FactDraft(type="visit", payload={"post": post, "kind": "guidance"}))
        assert visit.on_behalf_of == "第一督导组"
    with pytest.raises(NotYourPost, match="区委书记"):
        write(guide, tree, FactDraft(type="visit", payload={"post": "区委书记", "kind": "leader"}))


STEP = {"rule": "stage_overdue", "level": 2}


@pytest.fixture
def alert():
    story = Story("111")
    story.add("alert_action", "12-05", subject="stage_overdue.party", action="opened", **STEP)
    return story.facts


def step(action, subject="stage_overdue.party", **more):
    return FactDraft(type="alert_action", subject=subject, payload={**STEP, "action": action, **more})


@pytest.mark.parametrize("action", ["acknowledged", "commented"])
def test_a_township_acknowledges_and_comments_on_its_alerts(tree, alert, action):
    (draft,) = write(CLERK, tree, step(action, text="已在处理"), known=alert)
    assert draft.payload["action"] == action


@pytest.mark.parametrize("action", ["assigned", "resolved", "reopened"])
def test_assigning_and_resolving_an_alert_are_the_offices(tree, alert, action):
    with pytest.raises(NotYourFact, match=action):
        write(CLERK, tree, step(action, text="已处理"), known=alert)
    (draft,) = write(OFFICE, tree, step(action, text="已处理", post="镇党委"), known=alert)
    assert draft.payload["action"] == action


@pytest.mark.parametrize(
    "draft",
    [
        step("opened"),
        step("escalated"),
        step("resolved", subject="another", text="x"),
        step("commented", rule="matter_overdue", text="x"),
        step(["resolved"], text="x"),
        step("commented", rule=["stage_overdue"], text="x"),
    ],
)
def test_nobody_takes_steps_of_the_rules_or_of_alerts_that_are_not_there(tree, alert, draft):
    with pytest.raises(NoSuchAlert):
        write(OFFICE, tree, draft, known=alert)


def test_an_alert_is_resolved_with_a_reason(tree, alert):
    with pytest.raises(NoReason):
        write(OFFICE, tree, step("resolved"), known=alert)


def test_a_township_s_plan_after_the_first_wants_its_reason(tree):
    dates = {"first_poll": "2018-12-20", "last_poll": "2019-01-20", "completed": "2019-02-01"}
    plan = FactDraft(type="township_plan", track="party", payload=dates)
    story = Story("11")
    assert write(OFFICE, tree, plan, area="11", known=story.facts)
    first = story.add("township_plan", "12-01", **dates)
    with pytest.raises(ReplanUnexplained):
        write(OFFICE, tree, plan, area="11", known=story.facts)
    other = plan.model_copy(update={"track": "committee"})
    explained = plan.model_copy(update={"payload": {**dates, "cause": "避开春节"}})
    correction = plan.model_copy(update={"supersedes": first.id, "reason": "typing error"})
    for draft in (other, explained, correction):
        assert write(OFFICE, tree, draft, area="11", known=story.facts)
