"""A folder is in its place whole or not at all, also beside others that put it there."""

import os
import threading

import pytest

from geodata.placing import place


def whole(folder):
    return (folder / "two").exists()


def fill(folder):
    (folder / "one").write_text("1")
    (folder / "two").write_text("2")


def inside(folder):
    return sorted(path.name for path in folder.iterdir())


def test_what_is_whole_is_left_alone_for_a_server_may_be_reading_it(tmp_path):
    place(tmp_path / "x", fill, whole)
    before = (tmp_path / "x").stat().st_ino
    place(tmp_path / "x", lambda _folder: pytest.fail("written again"), whole)
    assert (tmp_path / "x").stat().st_ino == before


def test_what_is_damaged_is_replaced(tmp_path):
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "one").write_text("half")
    place(tmp_path / "x", fill, whole)
    assert (tmp_path / "x" / "one").read_text() == "1"


def test_nothing_is_left_of_what_could_not_be_written(tmp_path):
    def full(folder):
        (folder / "one").write_text("1")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        place(tmp_path / "x", full, whole)
    assert inside(tmp_path) == []


def test_two_at_once_leave_one_whole_folder(tmp_path):
    both = threading.Barrier(2)

    def slowly(folder):
        fill(folder)
        both.wait(10)

    failed = []

    def run():
        try:
            place(tmp_path / "x", slowly, whole)
        except OSError as error:
            failed.append(error)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (failed, inside(tmp_path / "x"), inside(tmp_path)) == ([], ["one", "two"], ["x"])


def test_what_a_killed_process_left_behind_goes_a_day_later(tmp_path):
    old, new = tmp_path / ".building-old", tmp_path / ".building-new"
    for left in (old, new):
        left.mkdir()
    os.utime(old, (0, 0))
    place(tmp_path / "x", fill, whole)
    assert inside(tmp_path) == [".building-new", "x"]
