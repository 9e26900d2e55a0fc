"""The commands a person types: each error is one sentence, with exit status 2 and no traceback."""

import argparse
import json
import shutil
import socket
import subprocess
import sys

import pytest

from dashboard.cli import _parser, main
from dashboard.messages import LOCALES, messages
from dashboard.profile.load import built_in
from tests.apps import Server, copy_of, dashboard, environment
from tests.conftest import ROOT

END = '{"stage": "preparation", "edge": "end"}'


def refused(run):
    assert run.returncode == 2, run.stdout + run.stderr
    assert "Traceback" not in run.stderr
    assert len(run.stderr.strip().splitlines()) == 1
    return run.stderr.strip()


@pytest.fixture
def folder(demo_folder, tmp_path):
    return copy_of(demo_folder, tmp_path / "data")


def app(folder, **settings):
    return subprocess.run(
        [sys.executable, "app.py"],
        cwd=ROOT, env=environment(folder, **settings), capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def test_append_and_rebuild(folder):
    run = dashboard(
        folder, "append", "110108024901", "milestone", '{"stage": "audit", "edge": "start"}',
        "--track", "committee", "--on", "2018-12-28", "--request-id", "a",
    )  # fmt: skip
    receipt = json.loads(run.stdout)
    assert receipt["facts"] == [f"{receipt['revision']}.0"]
    corrected = dashboard(
        folder, "append", "110108024901", "milestone", '{"stage": "audit", "edge": "start"}',
        "--track", "committee", "--on", "2018-12-27", "--supersedes", receipt["facts"][0], "--reason", "typing error",
    )  # fmt: skip
    assert corrected.returncode == 0, corrected.stderr
    check = dashboard(folder, "rebuild", "--check")
    assert (check.returncode, check.stdout.strip()) == (0, "678 个单元的汇总与记录一致。")


def test_rebuild_finds_and_mends_a_damaged_projection(folder):
    import sqlite3

    with sqlite3.connect(folder / "situation.db") as connection:
        connection.execute("UPDATE track_state SET phase = 0 WHERE area_code = '110108024901' AND track = 'party'")
    connection.close()
    check = dashboard(folder, "rebuild", "--check")
    assert check.returncode == 1
    assert "110108024901 party" in check.stdout
    assert dashboard(folder, "rebuild").returncode == 0
    assert dashboard(folder, "rebuild", "--check").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("append", "999", "milestone", END, "--track", "party"), "999"),
        (("append", "110108024901", "milestone", END), "party, committee"),
        (("append", "110108024901", "milestone", "{"), "无法识别"),
        (("append", "110108024901", "milestone", "[]", "--track", "party"), "payload"),
        (("append", "110108024901", "milestone", END, "--track", "party", "--on", "tomorrow"), "tomorrow"),
        (
            ("append", "110108024901", "milestone", END, "--track", "party", "--on", "2019-02-01"),
            "晚于今日 2019-01-10",
        ),
        (("append", "110108024901", "milestone", '{"stage": "tea", "edge": "end"}', "--track", "party"), "tea"),
    ],
)
def test_a_wrong_append_says_why(folder, arguments, told):
    assert told in refused(dashboard(folder, *arguments))


def test_settings_are_printed_without_secrets(tmp_path):
    run = dashboard(tmp_path, "settings", DATABASE_URL="postgresql://office:secret@db/situation", DEMO_SPEED="0.5")
    assert run.returncode == 0
    assert "SITUATION_DEMO_SPEED=0.5" in run.stdout
    assert "postgresql://office:***@db/situation" in run.stdout
    assert "secret" not in run.stdout


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"HOST": "0.0.0.0"}, "SITUATION_HOST=0.0.0.0"),
        ({"PORT": "tea"}, "SITUATION_PORT=tea"),
        ({"DEMO_SPEED": "-1"}, "SITUATION_DEMO_SPEED=-1"),
        ({"DATABASE_URL": "mysql://x"}, "SITUATION_DATABASE_URL"),
        ({"PROFILE": "nowhere.toml"}, "nowhere.toml"),
        ({"DATA_DIR": "/proc/nowhere"}, "/proc/nowhere"),
        ({"LOCALE": "en", "DATA_DIR": "/proc/nowhere"}, "The data folder /proc/nowhere cannot be written"),
    ],
)
def test_a_wrong_setting_ends_with_one_sentence(tmp_path, settings, told):
    assert told in refused(app(tmp_path, **settings))


def test_a_profile_with_an_unknown_key_names_it(tmp_path):
    text = (ROOT / "dashboard" / "profile" / "haidian.toml").read_text(encoding="utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(text.replace('id = "poll", phase', 'colour = 1, id = "poll", phase', 1), encoding="utf-8")
    told = refused(app(tmp_path / "data", PROFILE=path))
    assert "mine.toml" in told
    assert "stages[poll]] colour" in told


def test_a_port_in_use_is_named(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert str(port) in refused(app(tmp_path, PORT=port))


def test_a_database_of_a_newer_release_is_named(folder):
    import sqlite3

    with sqlite3.connect(folder / "situation.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    assert "9999" in refused(app(folder))


def test_without_the_demo_the_sample_has_its_real_names_and_no_facts(tmp_path):
    import httpx2 as httpx

    server = Server(tmp_path / "data", DEMO="false")
    try:
        server.start()
        answer = httpx.get(f"{server.url}/api/v1/map/110108").json()
        assert (answer["totals"]["due"], answer["totals"]["started"], answer["revision"]) == (619, 0, 0)
        page = httpx.get(server.url).text
        assert "演示数据" not in re_without_boot(page)
        assert httpx.get(f"{server.url}/unit/110108024901").status_code == 404
    finally:
        server.stop()


def re_without_boot(page):
    """Leave out the catalogue that travels to the map's modules."""
    import re

    return re.sub(r'<script type="application/json".*?</script>', "", page, flags=re.DOTALL)


def test_a_start_that_was_killed_begins_anew(tmp_path):
    """kill -9 during the first start leaves no half-filled database."""
    import signal
    import time

    folder = tmp_path / "data"
    process = subprocess.Popen(
        [sys.executable, "app.py"], cwd=ROOT, env=environment(folder), stderr=subprocess.DEVNULL
    )
    for _ in range(300):
        if (folder / "situation.db-wal").exists():
            break
        time.sleep(0.02)
    time.sleep(0.5)
    process.send_signal(signal.SIGKILL)
    process.wait()
    server = Server(folder)
    try:
        server.start()
    finally:
        server.stop()
    assert "678" in dashboard(folder, "rebuild", "--check").stdout


@pytest.fixture
def books(opening_books, tmp_path):
    """A folder with four workbooks of the demo's opening day, one of them with hidden rows."""
    chosen = tmp_path / "books"
    chosen.mkdir()
    for path in opening_books[:4]:
        shutil.copy(path, chosen)
    (chosen / "~$日报.xlsx").write_bytes(b"open in Excel")
    (chosen / "readme.md").write_bytes(b"no table")
    return chosen


def test_the_demo_writes_its_workbooks(demo_folder, opening_books, tmp_path):
    out = tmp_path / "made" / "for it"
    arguments = ("demo-workbooks", "--day", "2019-01-10", "--out", out, "--township", "110108001")
    run = dashboard(demo_folder, *arguments, LOCALE="en")
    assert (run.returncode, run.stdout) == (0, f"1 workbooks of January 10, 2019 are in {out}.\n"), run.stderr
    assert [path.name for path in out.iterdir()] == ["万寿路街道换届日报1月10日.xlsx"]
    assert len(opening_books) == 26


def test_a_folder_of_reports_is_taken_in(folder, books):
    run = dashboard(folder, "import-report", books, "--confirm", LOCALE="en")
    assert (run.returncode, run.stderr) == (0, "")
    verdicts = [line for line in run.stdout.splitlines() if not line.startswith("  ")]
    assert len(verdicts) == 4
    assert all(line.endswith("; recorded") and ": clean" in line for line in verdicts)
    assert "  Note: 表一甲 党组织: hidden rows were read as well: 30" in run.stdout.splitlines()
    again = dashboard(folder, "import-report", books, LOCALE="en")
    heads = [line.partition(": clean")[0] for line in again.stdout.splitlines() if line[0] != " "]
    assert heads == [line.partition(": clean")[0] for line in verdicts]


def test_a_report_with_errors_and_one_that_is_none(folder, books, tmp_path):
    from openpyxl import load_workbook

    good = next(path for path in sorted(books.iterdir()) if "万寿路" in path.name)
    bad, none = tmp_path / "错.xlsx", tmp_path / "无.csv"
    workbook = load_workbook(good)
    named = next(
        cell
        for row in workbook.worksheets[0].iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.endswith("社区")
    )
    for cell in workbook.worksheets[0][named.row]:
        cell.value = "月球社区" if cell is named else None
    workbook.save(bad)
    none.write_text("今天,下雨", encoding="utf-8")
    run = dashboard(folder, "import-report", bad, none, good, "--township", "110108001", "--on", "2019-01-10")
    assert (run.returncode, run.stderr) == (1, "")
    lines = run.stdout.splitlines()
    assert lines[0].startswith("错.xlsx")
    assert any(line.startswith("  ") and named.coordinate in line and "月球社区" in line for line in lines)
    assert [line[:5] for line in lines if line[0] != " "][1] == "无.csv"
    assert "20190110-002" in lines[-1]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("import-report", "nowhere.xlsx"), "nowhere.xlsx"),
        (("import-report", "docs"), "docs"),
        (("import-report", "README.md", "--on", "tomorrow"), "--on tomorrow"),
        (("import-report", "README.md", "--township", "110108"), "110108"),
        (("demo-workbooks", "--day", "2018-01-11", "--out", "/tmp/x"), "--day 2018-01-11"),
        (("demo-workbooks", "--day", "2019-01-11", "--out", "/proc/nowhere"), "/proc/nowhere"),
    ],
)
def test_wrong_use_says_why(demo_folder, arguments, told):
    run = dashboard(demo_folder, *arguments)
    assert told in refused(run)
    assert run.stdout == ""


def test_without_the_demo_there_are_no_demo_workbooks(tmp_path):
    run = dashboard(
        tmp_path / "data", "demo-workbooks", "--day", "2019-01-11", "--out", tmp_path / "out", DEMO=False
    )
    assert "situation.db" in refused(run)
    assert not (tmp_path / "out").exists()


def test_rules_tests_what_the_rules_find_on_a_day_and_records_nothing(folder):
    run = dashboard(folder, "rules", "test", "--as-of", "2018-12-22", "--rule", "review_due", LOCALE="en")
    assert run.returncode == 0, run.stderr
    head, *lines = run.stdout.splitlines()
    assert head == f"review_due (Review due or overdue): {len(lines)} found"
    assert lines
    for line in lines:
        assert "level 3" in line
        assert "hours=48, due=2018-12-" in line
        assert line.endswith("ends: The batch has come back")
    check = dashboard(folder, "rules", "test", LOCALE="en")
    assert check.stdout.count("\n  ") > 10
    assert "incident_open (Incident open): 1" in check.stdout, "now is the demo's opening"
    assert refused(dashboard(folder, "rules", "test", "--rule", "tea", LOCALE="en")).startswith(
        "--rule tea: not understood"
    )
    assert dashboard(folder, "rebuild", "--check").returncode == 0


def test_rules_test_tells_a_rule_that_throws(folder, monkeypatch, capsys):
    from dashboard.election.alerts.conditions import AREA

    def broken(_rule, _view):
        raise ZeroDivisionError("no plan")

    for name, value in environment(folder, LOCALE="en").items():
        monkeypatch.setenv(name, value)
    monkeypatch.setitem(AREA, "stage_overdue", broken)
    assert main(["rules", "test"]) == 1
    told = capsys.readouterr().out
    assert "The rule throws: ZeroDivisionError: no plan" in told
    assert "incident_open (Incident open): 1" in told


def parsers(parser, name="dashboard"):
    """Yield a command and all that lie in it, by name."""
    yield name, parser
    for action in parser._actions:
        for below, one in getattr(action, "choices", None).items() if action.nargs == argparse.PARSER else ():
            yield from parsers(one, f"{name} {below}")


def test_every_command_tells_its_help_in_both_languages(tmp_path):
    for name, parser in parsers(_parser()):
        texts = [parser.description, *(action.help for action in parser._actions)]
        texts += [shown.help for action in parser._actions for shown in getattr(action, "_choices_actions", ())]
        own = {text for text in texts if text not in {None, argparse.SUPPRESS}} - {", ".join(built_in())}
        for locale in LOCALES:
            assert own <= messages(locale, domain="commands").texts.keys(), name
    for locale, words in (
        ("zh_CN", ("用法：", "街镇及其上级区域", "选项", "显示本帮助并退出")),
        ("en", ("usage: ", "options")),
    ):
        told = dashboard(tmp_path, "init", "--help", LOCALE=locale)
        assert told.returncode == 0
        for word in words:
            assert word in told.stdout


def test_an_option_about_no_file_is_refused_in_the_language_of_the_settings(tmp_path):
    run = dashboard(tmp_path, "init", "--name", "某区", "--crs", "EPSG:4490")
    assert run.returncode == 2
    assert "--crs 应写在它所说明的 --boundaries 或 --outline 之后" in run.stderr
