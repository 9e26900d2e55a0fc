"""A check tells everything that is wrong, with its line, and what is legal but doubtful."""

from datetime import date

import pytest

from dashboard.profile.doubts import doubts
from dashboard.profile.lines import line_of, told_place
from dashboard.profile.load import built_in, load_profile, profile_path, try_profile
from tests.conftest import ROOT
from tests.unit.profile.test_profile import TEXT

ICONS = {path.stem for path in (ROOT / "assets" / "icons").glob("*.svg")}


def reading(tmp_path, *changes):
    text = TEXT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path = tmp_path / "p.toml"
    path.write_text(text, encoding="utf-8")
    return try_profile(path)


def lines(read):
    return [(read.text.splitlines()[line_of(read.text, flaw.place) - 1], str(flaw.reason)) for flaw in read.flaws]


def test_all_flaws_are_told_at_once_each_with_its_line(tmp_path):
    read = reading(
        tmp_path,
        ("start = 2018-11-19", 'start = "soon"'),
        ('id = "appraisal", phase = "preparing", planned_days = 5', 'id = "appraisal", phase = "preparing", planned_days = -5'),
        ('icon = "phase-3"', 'icon = "phase-3"\ncolor = "red"'),
        ('kind = "far_ahead"', 'kind = "tea"'),
    )  # fmt: skip
    told = lines(read)
    assert read.profile is None
    assert [reason.split(" (")[0] for _, reason in told] == [
        "a date such as 2018-12-14 is wanted, without quotation marks",
        "unknown key; remove it or correct its spelling",
        "the number is too small",
        told[3][1].split(" (")[0],
    ]
    assert [line.strip().split(" = ")[0] for line, _ in told[:2]] == ["start", "color"]
    assert 'id = "appraisal"' in told[2][0]
    assert told[3][1].startswith("there is no kind tea; there are: 'stage_overdue'")


def test_all_contradictions_are_told_at_once(tmp_path):
    read = reading(
        tmp_path,
        ('opening_track = "party"', 'opening_track = "tea"'),
        ('duty = "supervision"', 'duty = "tea"'),
        ('stage = "notice"', 'stage = "tea"'),
        ('gate = "complex"', 'gate = "tea"'),
        ('items = ["disc", "pledges"]', 'items = ["disc", "tea"]'),
        ('checklists = ["preparation", "six_present"]', 'checklists = ["tea", "coffee"]'),
    )
    assert {(told_place(read.data, flaw.place), str(flaw.reason)) for flaw in read.flaws} == {
        ("[profile] opening_track", "there is no track 'tea'"),
        ("[collisions] duty", "there is no duty 'tea'"),
        ("[rules[party_notice]] stage", "there is no stage 'tea'"),
        ("[assessment] gate", "there is no level 'tea'"),
        ("[checklists[preparation]] items", "there is no check item 'tea'"),
        ("[alerts[open_checklist]] checklists", "there is no checklist 'tea'"),
        ("[alerts[open_checklist]] checklists", "there is no checklist 'coffee'"),
    }


def test_a_wrong_value_hides_no_contradiction_elsewhere(tmp_path):
    read = reading(
        tmp_path,
        ('light = { fill = "#b7d0f3"', 'light = { fill = "B7D0F3"'),
        ('icon = "phase-3"', 'icon = "phase-3"\ncolor = "red"'),
        (', en = "Nomination" }', " }"),
        ("start = 2018-11-19", 'start = "soon"'),
        ('duty = "supervision"', 'duty = "tea"'),
        ('id = "review", phase = "reviewing"', 'id = "review", phase = "tea"'),
        ("“{stage}”按计划应于{due}完成", "“{stage}”按计划应于{date}完成"),
    )
    assert [str(flaw.reason).split(" (")[0] for flaw in read.flaws] == [
        "a date such as 2018-12-14 is wanted, without quotation marks",
        "it is not written as it must be",
        "the key is missing",
        "unknown key; remove it or correct its spelling",
        "there is no placeholder {date}; there are: stage, due",
        "there is no phase 'tea'",
        "there is no duty 'tea'",
    ]


def test_all_flaws_of_one_procedure_are_told(tmp_path):
    read = reading(
        tmp_path,
        ('id = "review", phase', 'id = "review", after = ["tea"], phase'),
        ('skip = ["first_plenary"]', 'skip = ["poll", "coffee"]'),
    )
    assert [str(flaw.reason) for flaw in read.flaws] == [
        "there is no stage 'tea'",
        "there is no stage 'coffee'",
        "the poll stage cannot be skipped",
    ]


@pytest.mark.parametrize("name", built_in())
def test_every_table_and_key_of_a_built_in_profile_has_its_line(name):
    read = try_profile(profile_path(name))

    def walk(value, place):
        if (place and isinstance(value, dict)) or (place and not isinstance(value, list)):
            yield place
        for key, one in (
            value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        ):
            yield from walk(one, (*place, key))

    for place in walk(read.data, ()):
        line = read.text.splitlines()[line_of(read.text, place) - 1]
        named = [str(part) for part in place if isinstance(part, str)]
        entry = read.data
        ids = []
        for part in place:
            entry = entry[part]
            if isinstance(entry, dict) and "id" in entry:
                ids.append(entry["id"])
        assert any(word in line for word in (*named, *ids)) or line.strip().startswith("{"), (place, line)  # fmt: skip


@pytest.mark.parametrize("name", built_in())
def test_nothing_is_doubtful_in_the_built_in_profiles(name):
    assert list(doubts(load_profile(profile_path(name)), ICONS)) == []


@pytest.mark.parametrize(
    ("changes", "place", "reason"),
    [
        ([("start = 2018-11-19", "start = 2033-11-19"), ("end = 2019-03-31", "end = 2034-03-31")], "[profile] calendar", "no statutory holidays are known for 2033"),
        ([(', en = "Nomination" }', ', en = "推荐提名" }')], "[phases[nominating].label] en", "not in English: 推荐提名"),
        ([('icon = "phase-3"', 'icon = "tea"')], "[phases[reviewing]] icon", "no icon 'tea'"),
        ([('community = { zh_CN = "社区"', 'herders = { zh_CN = "牧区", en = "Herders" }\ncommunity = { zh_CN = "社区"')], "[kinds] herders", "no procedure is for this kind"),
        ([('effective_from = 2010-10-28\nmore_than = "1/2"\nlabel = { zh_CN = "登记参加', 'effective_from = 2020-10-28\nmore_than = "1/2"\nlabel = { zh_CN = "登记参加')], "rules[village_quorum]", "in force on no day of the campaign"),
        ([('  { id = "handed_over", says = "milestone.handover.end", aliases = ["工作移交时间"], label = { zh_CN = "工作移交日期", en = "Handover" } },\n', "")], "stages[handover]", "no column of the report tells when this stage ended"),
        ([("[name]\n", '[words.en]\n"teapot" = "kettle"\n\n[name]\n')], "[words.en] teapot", "holds the word 'teapot'"),
    ],
)  # fmt: skip
def test_what_is_legal_but_doubtful(tmp_path, changes, place, reason):
    read = reading(tmp_path, *changes)
    assert read.profile is not None, [(str(f.reason), f.place) for f in read.flaws]
    found = [(told_place(read.data, flaw.place), str(flaw.reason)) for flaw in doubts(read.profile, ICONS)]
    assert any(place in at and reason in why for at, why in found), found


def test_a_superseded_rule_outside_the_campaign_is_no_doubt(profile):
    assert any(rule.effective_from > date(2019, 12, 31) for rule in profile.rules), "of the regulations of 2020"
