"""What the documents say is what the code does."""

import re

from dashboard.facts_doc import facts_table
from dashboard.settings import Settings
from tests.conftest import ROOT


def test_every_setting_is_documented_with_its_default():
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `SITUATION_(\w+)` \| *`?([^|`]*)`? *\|", text, re.MULTILINE))
    assert {name.upper() for name in Settings.model_fields} == set(rows)
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else str(field.default)
        assert rows[name.upper()].strip() == default, name


def test_the_table_of_facts_is_generated():
    assert (ROOT / "docs" / "facts.md").read_text(encoding="utf-8") == facts_table()


def test_every_dependency_has_its_reason():
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    for name in ("requirements.in", "requirements-dev.in", "requirements-bench.in"):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            package = re.match(r"[a-z][a-z0-9-]*", line)
            if package:
                assert f"| {package.group()} |" in text, package.group()


def test_vendored_files_are_what_their_record_says():
    import hashlib

    folder = ROOT / "assets" / "vendor"
    recorded = dict(
        re.findall(r"^\| `([^`]+)` \| `([0-9a-f]{64})` \|", (folder / "README.md").read_text(), re.MULTILINE)
    )
    files = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "README.md" and path.suffix != ".mts"
    }
    assert recorded == files


def test_the_readmes_name_the_two_commands():
    for name in ("README.md", "README.zh-CN.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "make run" in text
        assert "make test" in text
        for link in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (ROOT / link).exists(), link


def test_every_rule_of_early_warning_is_documented_with_parameters_and_values(profile):
    from dashboard.profile.alerts import RuleOfAlert

    text = (ROOT / "docs" / "alerts.md").read_text(encoding="utf-8")
    rows = {row.split("`")[1]: row for row in text.splitlines() if row.startswith("| `")}
    assert set(rows) == {rule.kind for rule in profile.alerts}
    for rule in profile.alerts:
        names = set(type(rule).model_fields) - set(RuleOfAlert.model_fields) | set(rule.values)
        for name in names:
            assert f"`{name}`" in rows[rule.kind], (rule.kind, name)
