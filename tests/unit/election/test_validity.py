from datetime import date

import pytest
from pydantic import ValidationError

from dashboard.election.facts import PollHeld
from dashboard.election.validity import contradiction, judge
from dashboard.profile.rules import Quorum

BEFORE, AFTER = date(2018, 12, 14), date(2021, 3, 1)


def poll(**figures):
    base = {"eligible": 100, "present": 90, "seats": 5, "elected": 5, "outcome": "success"}
    return PollHeld(**(base | figures))


@pytest.mark.parametrize(
    ("procedure", "on", "present", "eligible", "reached"),
    [
        ("party", BEFORE, 80, 100, False),  # 1990: more than 4/5
        ("party", BEFORE, 81, 100, True),
        ("party", AFTER, 80, 100, True),  # 2020: not fewer than 4/5
        ("party", AFTER, 79, 100, False),
        ("party", BEFORE, 4, 5, False),
        ("village_committee", BEFORE, 500, 1000, False),  # more than half
        ("village_committee", BEFORE, 501, 1000, True),
        ("residents_committee", BEFORE, 0, 0, False),
    ],
)
def test_quorum_by_the_rule_in_force(profile, procedure, on, present, eligible, reached):
    judgement = judge(poll(present=present, eligible=eligible), procedure, on, profile)
    assert judgement.quorum_reached is reached


def test_the_rules_change_on_their_day(profile):
    assert profile.rule(Quorum, "party", date(2020, 7, 12)).id == "party_quorum_1990"
    assert profile.rule(Quorum, "party", date(2020, 7, 13)).id == "party_quorum_2020"


@pytest.mark.parametrize(
    ("figures", "contradicted"),
    [
        ({}, False),
        ({"present": 80}, True),
        ({"present": 80, "outcome": "rerun", "elected": 0}, False),
        ({"elected": 4}, True),
        ({"elected": 4, "outcome": "another"}, False),
        ({"elected": 4, "outcome": "vacancy"}, False),
        ({"elected": 3, "outcome": "vacancy"}, True),
        ({"outcome": "another"}, True),
        ({"issued": 90, "returned": 91}, True),
        ({"issued": 90, "returned": 90}, False),
    ],
)
def test_an_outcome_must_follow_from_the_figures(profile, figures, contradicted):
    held = poll(**figures)
    assert bool(contradiction(held, judge(held, "party", BEFORE, profile))) is contradicted


@pytest.mark.parametrize(
    ("candidates", "seats", "kept"), [(6, 5, True), (5, 5, False), (8, 7, False), (9, 7, True), (None, 5, True)]
)
def test_candidates_exceed_seats_by_a_fifth(profile, candidates, seats, kept):
    held = poll(candidates=candidates, seats=seats, elected=seats)
    assert judge(held, "party", BEFORE, profile).margin_kept is kept


@pytest.mark.parametrize(
    "figures",
    [
        {"present": 101},
        {"elected": 6},
        {"voting_rights": 100, "excluded": {"away": 1}},
        {"returned": 80, "valid": 81},
        {"eligible": -1},
        {"eligible": 99.5},
        {"seats": 0, "elected": 0},
        {"names": "x"},
    ],
)
def test_impossible_figures_are_refused(figures):
    with pytest.raises(ValidationError):
        poll(**figures)
