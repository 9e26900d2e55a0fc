import re
import tomllib
from datetime import date
from fractions import Fraction

import pytest

from dashboard.election.flags import EXCEPTIONS, Flag
from dashboard.profile.calendar import WorkingDays
from dashboard.profile.errors import CalendarYearMissing, ProfileInvalid, ProfileUnreadable
from dashboard.profile.load import load_profile, profile_path
from dashboard.profile.rules import Quorum
from tests.conftest import ROOT

TEXT = profile_path("haidian").read_text(encoding="utf-8")


def changed(tmp_path, old, new, count=1):
    assert old in TEXT
    path = tmp_path / "changed.toml"
    path.write_text(TEXT.replace(old, new, count), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "place", "reason"),
    [
        ('icon = "phase-3"', 'icon = "phase-3"\ncolor = "red"', "[phases[reviewing]] color", "unknown key"),
        (', en = "Nomination" }', " }", "[phases[nominating].label] en", "missing"),
        ('en = "Nomination" }', 'en = "" }', "[phases[nominating].label] en", "the text is empty"),
        (', phase = "public_notice", planned_days = 5, day', ", planned_days = 5, day", "stages[notice]] phase", "missing"),
        ('id = "filing", phase = "elected"', 'id = "filing", phase = "tea"', "stages[filing]] phase", "there is no phase 'tea'"),
        ('id = "review", phase = "reviewing"', 'id = "review", phase = "preparing"', "stages[review]] phase", "goes backwards"),
        (
            'id = "review", phase = "reviewing", planned_days = 2',
            'id = "review", after = ["notice"], phase = "reviewing", planned_days = 2',
            "procedures[party]",
            "in a circle",
        ),
        ('id = "review", phase', 'id = "review", after = ["tea"], phase', "procedures[party]", "there is no stage 'tea'"),
        ('poll_stage = "poll"', 'poll_stage = "tea"', "procedures[party]", "there is no stage 'tea'"),
        ('opening_track = "party"', 'opening_track = "tea"', "[profile] opening_track", "there is no track 'tea'"),
        ('time_zone = "Asia/Shanghai"', 'time_zone = "Mars"', "[profile] time_zone", "not a known time zone"),
        ('more_than = "4/5"', "more_than = 0.8", "more_than", "write a share as text"),
        ('more_than = "4/5"', 'more_than = "4/5"\nat_least = "4/5"', "rules[party_quorum_1990]", "exactly one of"),
        ("effective_to = 2020-07-12", "effective_to = 2021-07-12", "rules[party_quorum_2020]", "on the same days"),
        ('skip = ["first_plenary"]', 'skip = ["poll"]', "procedures[party]", "cannot be skipped"),
        ('duty = "supervision"', 'duty = "tea"', "[collisions] duty", "there is no duty 'tea'"),
        ("holiday = 3", "holiday = 2", "[collisions] holiday", "at least 3"),
        ("start = 2018-11-19", "start = 2020-11-19", "[profile] campaign", "ends before it starts"),
    ],
)  # fmt: skip
def test_a_contradiction_names_file_table_and_key(tmp_path, old, new, place, reason):
    path = changed(tmp_path, old, new)
    with pytest.raises(ProfileInvalid) as refused:
        load_profile(path)
    told = str(refused.value)
    assert "\n" not in told
    assert told.startswith(str(path))
    assert place in told
    assert reason in told


def test_a_broken_file_is_refused(tmp_path):
    (tmp_path / "broken.toml").write_text("format = ", encoding="utf-8")
    with pytest.raises(ProfileUnreadable, match="broken.toml"):
        load_profile(tmp_path / "broken.toml")
    with pytest.raises(ProfileUnreadable, match="nowhere.toml"):
        load_profile(tmp_path / "nowhere.toml")


def test_the_shipped_profile_is_what_the_design_says(profile):
    assert [track.id for track in profile.tracks] == ["party", "committee"]
    assert [len(procedure.stages) for track in profile.tracks for procedure in track.procedures] == [10, 10, 10]
    assert [phase.label.zh_CN for phase in profile.phases] == [
        "未启动", "筹备", "推荐提名", "资格联审", "公示", "待选举", "已选举待办结", "已完成",
    ]  # fmt: skip
    assert profile.phase_label(6, "party").zh_CN == "已选举待批复"
    assert profile.phase_label(6, "committee").zh_CN == "已选举待备案"
    assert profile.rule(Quorum, "party", date(2018, 12, 1)).share == Fraction(4, 5)


def test_every_sign_has_a_bit_and_every_icon_a_file(profile):
    assert {flag.id.upper() for flag in profile.flags} == set(Flag.__members__)
    assert set(EXCEPTIONS) < {flag.id for flag in profile.flags}
    icons = {path.stem for path in (ROOT / "assets" / "icons").glob("*.svg")}
    assert {entry.icon for entry in (*profile.flags, *profile.phases)} <= icons


def test_no_number_of_the_election_is_missing_its_source():
    rules = tomllib.loads(TEXT)["rules"]
    assert all(re.search(r"《|法|规", rule["source"]["zh_CN"]) for rule in rules)


def test_working_days_follow_the_state_council(profile):
    days = WorkingDays.of(profile)
    assert not days.is_working(date(2018, 12, 31))
    assert days.is_working(date(2018, 12, 29)), "a Saturday worked for it (调休)"
    assert not days.is_working(date(2019, 2, 6)), "Spring Festival"
    assert days.between(date(2018, 12, 28), date(2019, 1, 2)) == 2
    assert days.add(date(2018, 12, 28), 2) == date(2019, 1, 2)
    assert days.between(date(2019, 1, 2), date(2018, 12, 28)) == 0


def test_a_year_that_the_calendar_lacks_is_an_error_that_says_so(profile):
    with pytest.raises(CalendarYearMissing, match="1995"):
        WorkingDays.of(profile).is_working(date(1995, 5, 5))


def test_an_override_beats_the_calendar():
    days = WorkingDays(statutory=True, overrides={date(2019, 2, 6): True})
    assert days.is_working(date(2019, 2, 6))
    assert not WorkingDays(statutory=False, overrides={}).is_working(date(2018, 12, 29))
