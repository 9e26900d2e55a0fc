"""The secret of an installation: made once, kept for its owner only, never told."""

import subprocess
import sys

import pytest

from dashboard.access.errors import SecretTooShort
from dashboard.access.keys import Keys, open_keys
from tests.conftest import ROOT

OPEN = """
import sys
from pathlib import Path
from dashboard.access.keys import open_keys
sys.stdin.readline()
for folder in sys.argv[1:]:
    print(open_keys(None, Path(folder)).name)
"""


def test_the_secret_is_made_once_and_for_its_owner_only(tmp_path):
    first = open_keys(None, tmp_path)
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]
    assert open_keys(None, tmp_path) == first
    assert len(first.secret) >= 32


def test_every_folder_has_a_secret_of_its_own(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert open_keys(None, tmp_path / "a") != open_keys(None, tmp_path / "b")


def test_the_secret_of_the_settings_wins(tmp_path):
    kept = open_keys(None, tmp_path)
    chosen = open_keys("s" * 40, tmp_path)
    assert chosen.secret == b"s" * 40
    assert open_keys(None, tmp_path) == kept, "and leaves that of the folder"
    empty = tmp_path / "empty"
    empty.mkdir()
    open_keys("s" * 40, empty)
    assert list(empty.iterdir()) == []


def test_processes_that_start_at_once_get_the_same_secret(tmp_path):
    folders = [tmp_path / str(number) for number in range(40)]
    for folder in folders:
        folder.mkdir()
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, *map(str, folders)],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for _ in range(3)
    ]  # fmt: skip
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    told = [process.communicate(timeout=60) for process in processes]
    assert [errors for _, errors in told] == [""] * 3
    assert told[0][0] == told[1][0] == told[2][0]
    assert len(set(told[0][0].split())) == 40
    assert all([path.name for path in folder.iterdir()] == ["secret.key"] for folder in folders)


def test_a_start_that_was_killed_leaves_nothing_in_the_way(tmp_path):
    """In a container every start has the same process number."""
    import os

    (tmp_path / f".secret.key.{os.getpid()}").write_text("half")
    assert len(open_keys(None, tmp_path).secret) >= 32


@pytest.mark.parametrize("content", ["", "\n", "short"])
def test_a_secret_that_was_cut_off_is_refused(tmp_path, content):
    (tmp_path / "secret.key").write_text(content)
    with pytest.raises(SecretTooShort, match="secret.key"):
        open_keys(None, tmp_path)


def test_what_is_derived_tells_neither_the_secret_nor_each_other():
    keys, other = Keys(b"k" * 32), Keys(b"o" * 32)
    derived = [keys.of("session", "x"), keys.of("code", "x"), keys.of("session", "y"), other.of("session", "x")]
    assert len({*derived}) == 4
    assert all(len(one) == 64 and int(one, 16) for one in derived)
    assert keys.name != other.name
    assert keys.page_cookie == f"page_{keys.short_name}"
    assert len({keys.token() for _ in range(100)}) == 100
