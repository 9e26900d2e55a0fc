from datetime import UTC, date, datetime

import pytest

from dashboard.election.discretion import SOME, told_to, veiled
from dashboard.election.facts import PAYLOADS, Fact


def fact(kind, **payload):
    return Fact(
        revision=1,
        seq=0,
        id="1.0",
        area_code="111",
        track=None,
        type=kind,
        subject=None,
        payload=PAYLOADS[kind](**payload),
        effective_on=date(2019, 1, 5),
        effective_time=None,
        recorded_at=datetime(2019, 1, 5, tzinfo=UTC),
        actor="t",
        on_behalf_of=None,
        source="t",
        request_id="t#0",
        supersedes=None,
        reason=None,
        profile_version="1",
    )


@pytest.mark.parametrize(("count", "told"), [(0, 0), (1, SOME), (2, SOME), (3, 3), (40, 40)])
def test_counts_below_three_are_told_as_some(count, told):
    assert veiled(fact("petitions", visits=count, hotline=0)).payload.visits == told
    assert veiled(fact("petitions", visits=0, hotline=count)).payload.hotline == told
    assert veiled(fact("review_submitted", hours=48, candidates=count)).payload.candidates == told
    returned = veiled(fact("review_returned", passed=count, returned=0)).payload
    assert (returned.passed, returned.returned) == (told, 0)


def test_other_counts_are_nobodys_secret():
    poll = fact("poll_held", eligible=20, present=19, seats=1, elected=1, outcome="success")
    assert veiled(poll) is poll


def test_the_office_is_told_exactly():
    small = fact("petitions", visits=1, hotline=2)
    assert told_to([small], small_counts=True) == [small]
    assert told_to([small], small_counts=False) != [small]
