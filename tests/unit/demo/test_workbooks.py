"""The workbooks of the simulated townships yield the facts that the bulk load records."""

from collections import defaultdict
from datetime import UTC, date, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dashboard.demo.scenario import SEED
from dashboard.demo.workbooks import Clerk
from dashboard.election.admission import admit
from dashboard.election.facts import Fact
from dashboard.intake.book import read_book
from dashboard.intake.check import Checker
from dashboard.intake.content import Amendments
from dashboard.intake.findings import Level
from dashboard.intake.rows import read_content
from dashboard.intake.told import cut_off
from dashboard.messages import messages

DAYS = Random(4).sample([date(2018, 11, 20) + timedelta(days=step) for step in range(130)], 7)


@pytest.fixture(scope="module")
def checker(profile, calendar, sample_tree):
    return Checker(profile, calendar, sample_tree, later_reason="later")


@pytest.fixture(scope="module")
def recorded(scenario, sample_tree, profile):
    """Every fact of the campaign with the day on which it was recorded, by township."""
    home = {unit.code: unit.parent_code for unit in sample_tree.units}
    found = defaultdict(list)
    for revision, (instant, submission) in enumerate(scenario.campaign, 1):
        for seq, entry in enumerate(submission.entries):
            area = sample_tree.areas[entry.area_code]
            payload = admit(entry.draft, area, sample_tree, profile, instant.date())
            fact = Fact(
                revision=revision,
                seq=seq,
                id=f"{revision}.{seq}",
                area_code=area.code,
                track=entry.draft.track,
                type=entry.draft.type,
                subject=entry.draft.subject,
                payload=payload,
                effective_on=entry.draft.effective_on,
                effective_time=entry.draft.effective_time,
                recorded_at=instant.astimezone(UTC),
                actor="demo",
                on_behalf_of=None,
                source="",
                request_id=submission.request_id,
                supersedes=entry.draft.supersedes,
                reason=entry.draft.reason,
                profile_version="",
            )
            found[home.get(area.code, area.code)].append((instant.date(), entry, fact))
    return found


def told_on(recorded, township, day):
    """What is known of a township before a day, and what its reports of the day tell."""
    known, told = defaultdict(list), []
    for on, entry, fact in recorded[township]:
        if on < day:
            known[fact.area_code].append(fact)
        elif on == day and fact.request_id.startswith(f"demo-{township}-{day}") and is_told(fact):
            told.append(entry)
    return known, told


def is_told(fact):
    direct = fact.request_id.endswith("-direct")
    return not direct and fact.type != "report_received"


def signs(entries, tree, profile, day):
    """What distinguishes facts from each other, in an order of its own."""
    found = []
    for entry in entries:
        payload = admit(entry.draft, tree.areas[entry.area_code], tree, profile, day)
        draft = entry.draft
        sign = (entry.area_code, draft.track, draft.type, draft.subject, payload.model_dump_json())
        hour = None if draft.type == "check" else draft.effective_time  # a report says of a check no hour
        found.append((*map(str, sign), str(draft.effective_on), str(hour)))
    return sorted(found)


def read(checker, township, day, known, told, seed):
    clerk = Clerk(checker.profile, checker.tree, township, messages("zh_CN"), seed)
    name, content = clerk.workbook(day, known, told)
    read_as = read_content(read_book(name, content), checker.profile)
    assert cut_off(read_as, checker.profile) == day
    return checker.check(read_as, Amendments(), township, day, day, known)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_workbooks_of_a_day_yield_the_facts_of_the_bulk_load(day, checker, recorded, sample_tree, profile):
    for code in sample_tree.expected_reporters(profile):
        known, told = told_on(recorded, code, day)
        checked = read(checker, sample_tree.areas[code], day, known, told, SEED)
        assert checked.acceptable, (code, [f for f in checked.findings if f.level is not Level.WARNING])
        assert signs(checked.entries, sample_tree, profile, day) == signs(told, sample_tree, profile, day), code


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 25), after=st.integers(0, 130), seed=st.integers(0, 10_000))
@example(place=2, after=61, seed=0)  # pledges of the day of the poll have an hour
def test_whatever_hand_writes_it_a_report_reads_back_to_the_same_facts(
    place, after, seed, checker, recorded, sample_tree, profile
):
    reporters = sample_tree.expected_reporters(profile)
    code = reporters[place % len(reporters)]
    day = date(2018, 11, 20) + timedelta(days=after)
    known, told = told_on(recorded, code, day)
    checked = read(checker, sample_tree.areas[code], day, known, told, seed)
    assert signs(checked.entries, sample_tree, profile, day) == signs(told, sample_tree, profile, day)


def test_reported_and_direct_facts_are_told_apart(scenario):
    kinds = defaultdict(set)
    for _, submission in scenario.campaign:
        for entry in submission.entries:
            kinds[submission.request_id.endswith("-direct")].add(entry.draft.type)
    assert "plan" in kinds[True]
    assert not kinds[True] & {"milestone", "poll_held", "report_received"}
