"""Alerts open once, grow worse, end, come back, and are told: never two of one key, never flapping."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.election.alerts.alert import ACTOR, alerts_of, open_alerts
from dashboard.election.alerts.explain import explain
from dashboard.election.alerts.finding import Finding
from dashboard.election.alerts.life import Life, by_id
from dashboard.election.facts import PAYLOADS, Fact
from dashboard.election.state import fold
from dashboard.messages import messages
from dashboard.profile.alerts import AlertTerms
from dashboard.wording import describe

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2018, 12, 3, 8, tzinfo=ZONE)
HOUR = timedelta(hours=1)
KEY = "open_checklist-111-party"


class Book:
    """A log of alerts of unit 111 that rules and people write into."""

    def __init__(self, profile, rule="open_checklist", quiet=24):
        self.life = Life(by_id(profile.alerts), AlertTerms(quiet_hours=quiet))
        self.rule, self.facts = rule, []

    def write(self, now, actor, action, **payload):
        number = len(self.facts) + 1
        body = {"rule": self.rule, "action": action, **payload}
        self.facts.append(
            Fact(
                revision=number,
                seq=0,
                id=f"{number}.0",
                area_code="111",
                track=None,
                type="alert_action",
                subject=KEY,
                payload=PAYLOADS["alert_action"].model_validate(body),
                effective_on=now.date(),
                effective_time=now.time(),
                recorded_at=now.astimezone(UTC),
                actor=actor,
                on_behalf_of=None,
                source="t",
                request_id=f"r{number}",
                supersedes=None,
                reason=None,
                profile_version="t",
            )
        )

    def look(self, now, *levels, since=START):
        """Let the rules look at an instant at which the condition holds with some levels; tell what they do."""
        found = [Finding(self.rule, "111", "party", KEY, level, {"poll": "2018-12-10"}, since) for level in levels]
        steps = self.life.transitions(found, alerts_of(self.facts), frozenset({self.rule}), now)
        for step in steps:
            draft = step.draft(now)
            assert (draft.effective_on, draft.subject) == (now.date(), KEY)
            self.write(now, ACTOR, **{name: value for name, value in draft.payload.items() if name != "rule"})
        return [(step.action, step.level) for step in steps]

    @property
    def alert(self):
        (alert,) = alerts_of(self.facts)
        return alert


@pytest.fixture
def book(profile):
    return Book(profile)


def test_an_alert_opens_once_and_ends_with_its_condition(book, profile):
    assert book.look(START, 2) == [("opened", 2)]
    assert book.look(START + HOUR, 2) == []
    assert book.alert.values == {"poll": "2018-12-10"}
    assert book.look(START + 2 * HOUR) == [("resolved", 2)]
    assert book.alert.reason == book.life.rules["open_checklist"].ends.zh_CN
    assert not book.alert.by_hand
    assert book.look(START + 3 * HOUR) == []
    assert open_alerts(book.facts) == []


def test_what_comes_back_within_the_quiet_hours_is_the_old_alert(book):
    book.look(START, 2)
    book.look(START + HOUR)
    assert book.look(START + 24 * HOUR, 2) == [("reopened", 2)]
    assert book.alert.opened_at == START
    assert book.alert.raised_at == START + 24 * HOUR
    book.look(START + 25 * HOUR)
    assert book.look(START + 49 * HOUR, 2) == [("opened", 2)]
    assert len(alerts_of(book.facts)) == 1


def test_a_condition_that_grows_worse_escalates_and_does_not_fall(profile):
    book = Book(profile, rule="stage_overdue")
    assert book.look(START, 1) == [("opened", 1)]
    assert book.look(START + HOUR, 1, 2) == [("escalated", 2)]
    assert book.look(START + 2 * HOUR, 1) == []
    assert book.alert.level == 2


def test_who_acknowledges_stops_the_escalation_that_asks_for_it(profile):
    forgotten, seen = Book(profile, rule="stage_overdue"), Book(profile, rule="stage_overdue")
    forgotten.look(START, 1)
    seen.look(START, 1)
    seen.write(START + HOUR, "clerk", "acknowledged", level=1)
    assert seen.alert.state == "acknowledged"
    assert forgotten.look(START + 71 * HOUR, 1) == []
    assert forgotten.look(START + 72 * HOUR, 1) == [("escalated", 2)]
    assert forgotten.look(START + 73 * HOUR, 1) == []
    assert seen.look(START + 73 * HOUR, 1) == []


def test_an_escalation_may_ask_for_more_than_acknowledgement(book):
    book.look(START, 2)
    book.write(START + HOUR, "clerk", "assigned", level=2, post="街镇换届办")
    assert (book.alert.state, book.alert.post) == ("acknowledged", "街镇换届办")
    assert book.look(START + 12 * HOUR, 2) == [("escalated", 3)]
    assert book.alert.state == "open", "it wants to be seen again"


def test_what_a_person_resolved_stays_resolved_while_the_same_condition_goes_on(book):
    book.look(START, 2)
    book.write(START + HOUR, "clerk", "resolved", level=2, text="已电话确认")
    assert book.alert.by_hand
    assert book.alert.reason == "已电话确认"
    assert book.look(START + 2 * HOUR, 2) == []
    assert book.look(START + 100 * HOUR, 2) == []
    assert book.look(START + 101 * HOUR, 2, 3) == [("reopened", 3)], "its level rises"


def test_a_condition_that_ended_and_began_anew_is_not_covered_by_hand(book):
    book.look(START, 2)
    book.write(START + HOUR, "clerk", "resolved", level=2, text="已电话确认")
    assert book.look(START + 2 * HOUR) == []
    assert book.look(START + 30 * HOUR, 2, since=START + 29 * HOUR) == [("opened", 2)]


def test_comments_and_acknowledgements_leave_level_and_end_as_they_are(book, profile, tree):
    book.look(START, 2)
    book.write(START + HOUR, "clerk", "commented", level=1, text="正在核实")
    assert book.alert.level == 2
    assert [one.text for one in book.alert.comments] == ["正在核实"]
    assert fold(tree.areas["111"], book.facts, profile).alert == 2
    book.look(START + 2 * HOUR)
    book.write(START + 3 * HOUR, "clerk", "commented", level=3, text="事后说明")
    assert book.alert.state == "resolved"
    assert fold(tree.areas["111"], book.facts, profile).alert == 0, "the map agrees"


def test_alerts_of_a_rule_that_threw_are_left_alone(book):
    book.look(START, 2)
    assert book.life.transitions([], alerts_of(book.facts), frozenset(), START + HOUR) == []


def test_the_next_look_is_when_something_may_fall_due(book):
    book.look(START, 2)
    ahead = Finding(book.rule, "111", "party", KEY, 3, {}, START + 5 * HOUR, START + 50 * HOUR)
    alerts = alerts_of(book.facts)
    assert book.life.wake([ahead], alerts, START) == START + 5 * HOUR
    assert book.life.wake([ahead], alerts, START + 5 * HOUR) == START + 12 * HOUR, "the hours of escalation"
    assert book.life.wake([ahead], alerts, START + 12 * HOUR) == START + 50 * HOUR
    assert book.life.wake([ahead], alerts, START + 50 * HOUR) is None


def test_an_alert_explains_itself_in_both_languages(book, profile):
    book.look(START, 2)
    told = explain(replace(book.alert, values={"poll": "2018-12-10", "items": "disc,pledges"}), profile, "en")
    assert told.text == "Poll on Dec 10; still open: Disc seen, Three pledges"
    assert told.who == "Township election office"
    told = explain(replace(book.alert, values={"poll": "2018-12-10", "items": "disc"}), profile, "zh_CN")
    assert told.text == "12月10日选举，尚未完成：观看警示教育光盘"
    assert told.ends == "清单全部完成，或选举结束、改期"


def test_stages_of_one_id_are_called_as_their_procedure_calls_them(book, profile):
    values = {"stage": "village_committee.election_committee", "due": "2018-12-10"}
    book.look(START, 2)
    told = explain(replace(book.alert, values=values, rule="stage_overdue"), profile, "en")
    assert told.text == "Villagers' election committee chosen was planned to be done by Dec 10 and is not"


def test_an_alert_of_an_earlier_profile_is_told_by_its_id(book, profile):
    book.look(START, 2)
    assert explain(replace(book.alert, rule="tea"), profile, "en").label == "tea"
    assert "—" in explain(replace(book.alert, values={}), profile, "en").text


# ---------------------------------------------------------------- whatever happens

STEPS = st.lists(
    st.tuples(
        st.integers(1, 40),
        st.one_of(
            st.lists(st.integers(1, 3), max_size=2),
            st.sampled_from(["acknowledged", "assigned", "commented", "resolved"]),
        ),
    ),
    max_size=30,
)


@settings(max_examples=300, deadline=None)
@given(STEPS, st.integers(0, 60), st.sampled_from(["stage_overdue", "open_checklist", "incident_open"]))
def test_whatever_happens_there_is_one_alert_a_key_and_steps_alternate(profile, tree, steps, quiet, rule):
    book = Book(profile, rule, quiet)
    now, since, held = START, START, False
    for hours, what in steps:
        now += hours * HOUR
        if isinstance(what, str):
            if book.facts:
                text = {"text": "说明"} if what in {"commented", "resolved"} else {}
                book.write(now, "clerk", what, level=1, **text)
            continue
        since = since if held and what else now
        held = bool(what)
        did = book.look(now, *what, since=since)
        assert len(did) <= 1
        assert book.look(now, *what, since=since) == [], "a second look at the same instant does nothing"
        live = open_alerts(book.facts)
        assert len(live) <= 1
        if held and not (book.facts and book.alert.by_hand):
            assert len(live) == 1
            assert live[0].level >= max(what)
        if not held:
            assert not live
    shown = [
        fact.payload.action for fact in book.facts if fact.actor == ACTOR or fact.payload.action == "resolved"
    ]
    raised = [action for action in shown if action in {"opened", "reopened", "resolved"}]
    for before, after in pairwise(raised):
        if after in {"opened", "reopened"}:
            assert before == "resolved"
        elif before == "resolved":
            assert after == "resolved"  # a person may resolve what is resolved; the rules never do
    ours = [fact.payload.action for fact in book.facts if fact.actor == ACTOR]
    assert ours[:1] in ([], ["opened"])
    again = alerts_of(list(reversed(book.facts)))
    assert again == alerts_of(book.facts), "the log gives the same alerts, in whatever order it is read"
    level = max((alert.level for alert in open_alerts(book.facts)), default=0)
    assert fold(tree.areas["111"], book.facts, profile).alert == level


def test_the_history_tells_the_steps_in_words(profile):
    book = Book(profile, rule="incident_open")
    book.look(START, 3)
    book.write(START + HOUR, "clerk", "assigned", level=3, post="维稳保障组")
    book.write(START + HOUR, "clerk", "commented", level=3, text="已到现场")
    book.look(START + 2 * HOUR)
    told = [describe(fact, None, profile, messages("en")) for fact in book.facts]
    assert told == [
        "Incident open, alert at level 3: —, told on —, is not closed",
        "Incident open: assigned to 维稳保障组",
        "Incident open, commented: 已到现场",
        "Incident open, resolved: The incident is closed",
    ]
