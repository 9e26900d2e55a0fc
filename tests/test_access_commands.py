"""Accounts, screens and the audit log from the shell, and what the server wants before it serves other machines."""

import json
import re
import sqlite3
import subprocess
import sys
from functools import partial

import pytest

from tests.apps import copy_of, dashboard, environment, process
from tests.conftest import ROOT

FIRST = re.compile(r"[2-9a-z]{4}(-[2-9a-z]{4}){3}")
SECRET = "x" * 40


@pytest.fixture
def folder(demo_folder, tmp_path):
    return copy_of(demo_folder, tmp_path / "data")


@pytest.fixture
def here(folder):
    return partial(dashboard, folder, LOCALE="en")


def done(run):
    assert (run.returncode, run.stderr) == (0, ""), run.stdout + run.stderr
    return run.stdout


def refused(run):
    assert run.returncode == 2, run.stdout + run.stderr
    assert run.stdout == ""
    assert "Traceback" not in run.stderr
    (line,) = run.stderr.strip().splitlines()
    return line


def add(run, login="admin", role="admin", *more):
    return run("user", "add", login, "--role", role, "--post", f"{login}的岗位", *more)


def stored(folder, query):
    with sqlite3.connect(folder / "situation.db") as connection:
        rows = connection.execute(query).fetchall()
    connection.close()
    return rows


def test_accounts_screens_and_the_log_are_kept_in_processes_of_their_own(folder):
    def run(*arguments):
        return process(folder, *arguments, LOCALE="en")

    added = done(
        add(run, "Clerk-WQ", "clerk", "--area", "110108026", "--area", "110108001", "--act-for", "党委组织委员")
    )
    assert added.startswith("Account clerk-wq is made.")
    password = FIRST.search(added).group()
    assert done(run("user", "list")).split("\t")[:3] == ["clerk-wq", "Township clerk", "Clerk-WQ的岗位"]
    prepared = done(run("device", "add", "大厅", "--view", "/?theme=dark"))
    device, code = re.search(r"Screen (\w+) is prepared\. Open /device#((?:\d{4}-){2}\d{4}) ", prepared).groups()
    listed = done(run("device", "list"))
    assert listed.rstrip("\n").split("\t") == [device, "大厅", "/?theme=dark", "waits for its code", "—", "—"]
    verified = done(run("audit", "verify"))
    assert verified.startswith("The log is whole: 2 entries. Note 2:")
    shown = [json.loads(line) for line in done(run("audit", "show")).splitlines()]
    assert [(one["seq"], one["action"], one["subject"]) for one in shown] == [
        (1, "account.added", "clerk-wq"),
        (2, "device.added", device),
    ]
    assert all(one["actor"].startswith("shell:") and one["address"] == "shell" for one in shown)
    ((kept, must_change),) = stored(folder, "SELECT password, must_change FROM account")
    assert (kept.startswith("$argon2id$"), must_change) == (True, 1)
    everything = b"".join(path.read_bytes() for path in folder.glob("situation.db*"))
    assert password.encode() not in everything
    assert code.encode() not in everything
    assert code.replace("-", "").encode() not in everything
    assert (folder / "secret.key").stat().st_mode & 0o777 == 0o600


def test_an_account_is_shut_opened_and_given_a_new_password(here, folder):
    first = FIRST.search(done(add(here))).group()
    state = "SELECT disabled, must_change FROM account"
    assert done(here("user", "disable", "admin")) == "Account admin is shut; its sessions have ended.\n"
    assert stored(folder, state) == [(1, 1)], "from the shell also the last administrator"
    assert done(here("user", "list")).rstrip().endswith("shut")
    assert done(here("user", "enable", "admin")) == "Account admin is open again.\n"
    assert stored(folder, state) == [(0, 1)]
    second = FIRST.search(done(here("user", "reset", "admin"))).group()
    assert second != first
    shown = [json.loads(line) for line in done(here("audit", "show", "--action", "account.")).splitlines()]
    assert [one["action"] for one in shown] == [
        "account.added",
        "account.disabled",
        "account.enabled",
        "account.reset",
    ]
    assert done(here("audit", "show", "--last", "1")).count("\n") == 1
    assert done(here("audit", "show", "--actor", "nobody")) == ""
    assert first not in json.dumps(shown)


def test_an_account_is_changed(here, folder):
    done(add(here, "clerk", "clerk", "--area", "110108026"))
    changed = here("user", "change", "clerk", "--role", "viewer", "--post", "区领导")
    assert done(changed) == "Account clerk is changed; its sessions have ended.\n"
    assert stored(folder, "SELECT role, post, areas FROM account") == [("viewer", "区领导", "[]")]
    assert "nobody" in refused(here("user", "change", "nobody", "--role", "viewer", "--post", "x"))


def test_a_screen_is_shut_out(here):
    device = re.search(r"Screen (\w+)", done(here("device", "add", "大厅"))).group(1)
    assert done(here("device", "revoke", device)) == f"Screen {device} is shut out.\n"
    assert "\tshut out\t" in done(here("device", "list"))
    assert "0000" in refused(here("device", "revoke", "0000"))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("user", "add", "A", "--role", "admin", "--post", "x"), "2 to 60 small letters"),
        (("user", "add", "a b", "--role", "admin", "--post", "x"), "2 to 60 small letters"),
        (("user", "add", "clerk", "--role", "clerk", "--post", "x"), "needs the township"),
        (("user", "add", "clerk", "--role", "clerk", "--post", "x", "--area", "999"), "999"),
        (("user", "add", "office", "--role", "office", "--post", "x", "--area", "110108026"), "whole district"),
        (("user", "add", "people", "--role", "department", "--post", "x"), "names its department"),
        (
            ("user", "add", "office", "--role", "office", "--post", "x", "--department", "民政局"),
            "names its department",
        ),
        (("user", "add", "office", "--role", "office", "--post", " "), "1 to 60 characters"),
        (("user", "add", "office", "--role", "office", "--post", "13800138000"), "office"),
        (("user", "disable", "nobody"), "There is no account nobody."),
        (("user", "enable", "nobody"), "There is no account nobody."),
        (("user", "reset", "nobody"), "There is no account nobody."),
        (("device", "add", " "), "1 to 60 characters"),
        (("device", "add", "大厅", "--view", "https://elsewhere.example/"), "shows the map"),
        (("device", "add", "大厅", "--view", "//["), "shows the map"),
        (("device", "add", "大厅", "--view", "/admin"), "shows the map"),
        (("audit", "verify", "--seen", "tea"), "--seen=tea"),
        (("audit", "verify", "--seen", "3"), "--seen=3"),
        (("audit", "verify", "--seen", "9" * 5000 + ":x"), "--seen="),
        (("audit", "show", "--last", "-1"), "--last"),
        (("audit", "show", "--last", str(2**70)), "--last"),
    ],
)
def test_wrong_use_says_why(here, folder, arguments, told):
    assert told in refused(here(*arguments))
    assert stored(folder, "SELECT count(*) FROM account") == [(0,)]
    assert stored(folder, "SELECT count(*) FROM audit") == [(0,)], "nothing was done"


def test_a_name_is_given_once(here):
    done(add(here))
    assert "admin" in refused(add(here))


@pytest.mark.parametrize(
    "arguments",
    [
        ("user", "add", "wall", "--role", "device", "--post", "x"),
        ("user", "add", "x"),
        ("user",),
        ("audit", "tea"),
    ],
)
def test_what_is_no_command_is_told_by_its_usage(here, arguments):
    run = here(*arguments)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("usage: ")


def tampered(folder, *statements):
    with sqlite3.connect(folder / "situation.db") as connection:
        for what in ("update", "delete"):
            connection.execute(f"DROP TRIGGER IF EXISTS audit_no_{what}")
        for statement in statements:
            connection.execute(statement)
    connection.close()


def test_a_log_that_was_tampered_with_is_told(here, folder):
    for login in ("admin", "second", "third"):
        done(add(here, login))
    seen = re.search(r"Note (3:\w{64}) ", done(here("audit", "verify"))).group(1)
    done(add(here, "fourth"))
    assert done(here("audit", "verify", "--seen", seen)).startswith("The log is whole: 4 entries.")
    tampered(folder, "UPDATE audit SET subject = 'nobody' WHERE seq = 2")
    run = here("audit", "verify")
    assert (run.returncode, run.stderr) == (1, "")
    assert run.stdout.startswith("The chain is broken at entry 2:")
    tampered(folder, "UPDATE audit SET subject = 'second' WHERE seq = 2")
    done(here("audit", "verify"))
    tampered(folder, "DELETE FROM audit WHERE seq >= 3")
    assert done(here("audit", "verify")).startswith("The log is whole: 2 entries."), "an end that was cut off"
    run = here("audit", "verify", "--seen", seen)
    assert run.returncode == 1
    assert "not there any more" in run.stdout
    (folder / "secret.key").write_text(SECRET)
    run = here("audit", "verify")
    assert run.returncode == 1
    assert run.stdout.startswith("2 entries were sealed with another secret")


def serve(folder, **settings):
    return subprocess.run(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env=environment(folder, HOST="0.0.0.0", LOCALE="en", **settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_other_machines_are_not_served_before_all_is_there(here, folder):
    assert "python -m dashboard user add" in refused(
        serve(folder, SECRET_KEY=SECRET, ORIGINS="https://map.example")
    )
    done(add(here))
    told = refused(serve(folder, ORIGINS="https://map.example"))
    assert "SITUATION_SECRET_KEY" in told
    told = refused(serve(folder, SECRET_KEY=SECRET))
    assert "SITUATION_ORIGINS" in told
    assert SECRET not in told


def test_another_server_that_asks_for_the_application_is_refused_as_well(folder, monkeypatch):
    """`uvicorn app:server` starts without app.py's own server."""
    import app
    from dashboard.settings import HostNotLoopback

    for name, value in {"DATA_DIR": folder, "DEMO_SPEED": 0, "HOST": "0.0.0.0"}.items():
        monkeypatch.setenv(f"SITUATION_{name}", str(value))
    with pytest.raises(HostNotLoopback):
        app.server  # noqa: B018 - composed when it is asked for
    monkeypatch.setenv("SITUATION_HOST", "127.0.0.1")
    assert app.server.title
