"""What differs between two profiles is named: what came, went, moved and changed."""

import pytest

from dashboard.profile.comparison import changes
from dashboard.profile.load import load_profile, profile_path, read_profile
from tests.unit.profile.test_profile import TEXT


def told(tmp_path, *pairs):
    text = TEXT
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    path = tmp_path / "new.toml"
    path.write_text(text, encoding="utf-8")
    return [
        (one.section, one.kind, ".".join(step.id for step in one.steps), one.key, one.before, one.after)
        for one in changes(load_profile(profile_path("haidian")), read_profile(path))
    ]


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ('id = "review", phase = "reviewing", planned_days = 2', 'id = "review", phase = "reviewing", planned_days = 4', ("tracks", "changed", "party.party.review", "planned_days", "2", "4")),
        ("effective_from = 2013-05-02", "effective_from = 2014-05-02", ("rules", "changed", "village_vacancy", "effective_from", "2013-05-02", "2014-05-02")),
        ("days_before_poll = 20", "days_before_poll = 15", ("rules", "changed", "village_notice", "days_before_poll", "20", "15")),
        ('more_than = "4/5"', 'more_than = "3/4"', ("rules", "changed", "party_quorum_1990", "more_than", "4/5", "3/4")),
        ('en = "Nomination" }', 'en = "Proposal" }', ("phases", "changed", "nominating", "label.en", "Nomination", "Proposal")),
        ("overrides = []", 'overrides = [{ date = 2019-02-11, working = false, reason = { zh_CN = "放假", en = "Holiday" } }]', ("calendar", "changed", "", "overrides", "[]", "[date 2019-02-11, working false, reason 放假 / Holiday]")),
        ("quiet_hours = 24", "quiet_hours = 12", ("alerting", "changed", "", "quiet_hours", "24", "12")),
        ('skip = ["first_plenary"]', 'skip = ["inspection"]', ("tracks", "changed", "party.party.branch", "skip", "[first_plenary]", "[inspection]")),
        ('abroad = { zh_CN = "出国出境半年以上", en = "Abroad for over half a year" }\n', "", ("exclusions", "removed", "", "abroad", "出国出境半年以上 / Abroad for over half a year", "")),
        ('{ id = "ordinal", says = "ordinal", width = 6', '{ id = "ordinal", says = "ordinal", width = 8', ("report", "changed", "party.ordinal", "width", "6", "8")),
    ],
)  # fmt: skip
def test_one_change_is_named_alone(tmp_path, old, new, change):
    assert told(tmp_path, (old, new)) == [change]


def test_an_entry_comes_goes_and_moves(tmp_path):
    rule = """[[rules]]
id = "village_margin"
kind = "candidate_margin"
procedures = ["village_committee"]
effective_from = 2018-12-01
at_least = "1/5"
label = { zh_CN = "差额", en = "More candidates" }
source = { zh_CN = "《办法》", en = "Measures" }

[[rules]]
id = "village_quorum"
"""
    assert told(tmp_path, ('[[rules]]\nid = "village_quorum"\n', rule)) == [
        ("rules", "added", "village_margin", "", "", "2018-12-01 –")
    ]
    first, second = (next(line for line in TEXT.splitlines() if f'id = "{name}", phase' in line) for name in ("audit", "election_committee"))  # fmt: skip
    moved = told(tmp_path, (f"{first}\n{second}\n", f"{second}\n{first}\n"))
    assert moved in (
        [("tracks", "moved", "committee.village_committee.audit", "", "1", "2")],
        [("tracks", "moved", "committee.village_committee.election_committee", "", "2", "1")],
    )


def test_the_same_profile_differs_in_nothing(profile):
    assert list(changes(profile, profile)) == []
    other = load_profile(profile_path("parents"))
    assert {"added", "removed", "changed"} <= {one.kind for one in changes(profile, other)}


def test_the_digest_is_of_what_is_said_not_of_how_it_is_written(tmp_path, profile):
    path = tmp_path / "same.toml"
    path.write_text("# a comment more\n" + TEXT, encoding="utf-8")
    assert read_profile(path).digest == profile.digest
    path.write_text(TEXT.replace("quiet_hours = 24", "quiet_hours = 12"), encoding="utf-8")
    assert read_profile(path).digest != profile.digest
