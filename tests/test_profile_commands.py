"""`python -m dashboard profile`: begin one, check it, compare it, rehearse it."""

import tomllib
from hashlib import sha256

import pytest

from dashboard.profile.load import BUILT_IN, built_in, read_profile
from tests.apps import copy_of, dashboard
from tests.unit.profile.test_profile import TEXT


def run(folder, *arguments, **settings):
    return dashboard(folder, "profile", *arguments, LOCALE="en", **settings)


@pytest.mark.parametrize("name", built_in())
def test_a_new_profile_is_valid_at_once_and_differs_only_in_its_name(tmp_path, name):
    file = tmp_path / "My District.toml"
    made = run(tmp_path, "new", str(file), "--from", name)
    assert (made.returncode, made.stderr) == (0, "")
    profile = read_profile(file)
    assert (profile.id, profile.version) == ("my-district", "1")
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# An election profile")
    assert f"profile diff {name} {file}" in text
    data = tomllib.loads(text)
    assert data | {"id": "", "version": ""} == tomllib.loads((BUILT_IN / f"{name}.toml").read_text()) | {"id": "", "version": ""}  # fmt: skip
    checked = run(tmp_path, "check", str(file))
    assert checked.returncode == 0, checked.stdout
    assert "my-district, version 1, can be used; nothing is doubtful" in checked.stdout
    compared = run(tmp_path, "diff", name, str(file))
    assert [line for line in compared.stdout.splitlines() if not line.startswith(" ")] == ["[id]", "[version]"]


def test_a_file_that_is_there_is_left_alone(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text("precious", encoding="utf-8")
    refused = run(tmp_path, "new", str(file))
    assert refused.returncode == 2
    assert "is there already and is left as it is" in refused.stderr
    assert file.read_text(encoding="utf-8") == "precious"
    nowhere = run(tmp_path, "new", str(tmp_path / "no" / "folder.toml"))
    assert nowhere.returncode == 2
    assert "cannot be written: No such file or directory" in nowhere.stderr
    unknown = run(tmp_path, "new", str(tmp_path / "a.toml"), "--from", "tea")
    assert "There is no built-in profile tea; there are: haidian, parents." in unknown.stderr
    assert not (tmp_path / "a.toml").exists()


def test_a_check_tells_lines_and_fails(tmp_path):
    file = tmp_path / "wrong.toml"
    text = TEXT.replace('duty = "supervision"', 'duty = "tea"').replace('stage = "notice"', 'stage = "tea"')
    file.write_text(text, encoding="utf-8")
    checked = run(tmp_path, "check", str(file))
    assert checked.returncode == 1
    numbers = [text.splitlines().index(line) + 1 for line in ('duty = "tea"', 'stage = "tea"')]
    assert checked.stdout.splitlines() == [
        f"✗ line {numbers[0]}  [collisions] duty: there is no duty 'tea'",
        f"✗ line {numbers[1]}  [rules[party_notice]] stage: there is no stage 'tea'",
        f"{file}: 2 things are wrong. It cannot be used.",
    ]
    chinese = dashboard(tmp_path, "profile", "check", str(file), LOCALE="zh_CN")
    assert "没有环节“tea”" in chinese.stdout


def test_a_file_that_is_no_toml_is_wrong_too(tmp_path):
    file = tmp_path / "broken.toml"
    file.write_text("format = \n", encoding="utf-8")
    checked = run(tmp_path, "check", str(file))
    assert checked.returncode == 1
    assert "at line 1, column 10" in checked.stdout


def test_doubts_do_not_fail(tmp_path):
    file = tmp_path / "pale.toml"
    file.write_text(TEXT.replace('light = { fill = "#b7d0f3"', 'light = { fill = "#dbe3ed"'), encoding="utf-8")
    checked = run(tmp_path, "check", str(file))
    assert checked.returncode == 0
    assert "Not started #dbe3ec and Preparing #dbe3ed are 0.1 apart" in checked.stdout  # fmt: skip
    assert "can be used; 4 things to look at" in checked.stdout


@pytest.fixture
def rehearsed(demo_folder, tmp_path):
    folder = copy_of(demo_folder, tmp_path / "data")
    file = tmp_path / "v2.toml"
    text = TEXT.replace('version = "2018.1"', 'version = "2018.2"')
    for stage in ("review", "inspection"):
        old = f'id = "{stage}", phase = "reviewing"'
        assert old in text
        text = text.replace(old, old.replace("reviewing", "public_notice"), 1)
    line = next(line for line in text.splitlines(keepends=True) if line.startswith("venue ="))
    file.write_text(text.replace(line, ""), encoding="utf-8")
    return folder, file


def test_a_new_version_is_rehearsed_and_then_taken(rehearsed):
    folder, file = rehearsed
    before = sha256((folder / "situation.db").read_bytes()).hexdigest()
    told = run(folder, "check", str(file), "--data")
    assert told.returncode == 0, told.stderr
    lines = told.stdout.splitlines()
    assert "version 2018.1 → 2018.2. Nothing is written." in told.stdout
    assert "  Party · Joint review: 11 → 0" in lines
    assert "  Party · Public notice: 38 → 49" in lines
    assert "Units whose phase changes: 11" in lines
    assert sum("Party: Joint review → Public notice" in line for line in lines) == 8
    assert "  … and 3 more" in lines
    assert "Units whose signs change: 0" in lines
    assert sha256((folder / "situation.db").read_bytes()).hexdigest() == before
    started = dashboard(folder, "rebuild", "--check", PROFILE=str(file), LOCALE="en")
    assert "agrees with the log" in started.stdout
    again = run(folder, "check", "haidian", "--data", PROFILE=str(file))
    assert "  Party · Joint review: 0 → 11" in again.stdout.splitlines(), "the way back"


def test_the_profile_of_another_election_is_not_rehearsed(demo_folder, tmp_path):
    told = run(demo_folder, "check", "parents", "--data")
    assert told.returncode == 2
    assert "haidian-2018" in told.stderr


def test_nothing_is_rehearsed_without_a_database(tmp_path):
    told = run(tmp_path / "empty", "check", "haidian", "--data")
    assert told.returncode == 2
    assert "no such file" in told.stderr
    assert not (tmp_path / "empty" / "situation.db").exists()
