"""A folder is watched: clean files are handed in, the others come back with a letter, and none is lost."""

import logging
import os
import signal
import time
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from dashboard.bootstrap import open_services
from dashboard.intake.inbox import Inbox
from dashboard.messages import messages
from dashboard.settings import Settings
from dashboard.store.engine import reading
from dashboard.store.errors import DatabaseUnreachable
from dashboard.store.projection import differences
from tests.apps import Server, copy_of


@pytest.fixture
def books(opening_books):
    return opening_books


@pytest.fixture
def services(demo_folder, tmp_path):
    folder = copy_of(demo_folder, tmp_path / "data")
    opened = open_services(Settings(data_dir=folder, demo_speed=0, _env_file=None))
    yield opened
    opened.queries.engine.dispose()


@pytest.fixture
def inbox(services, tmp_path):
    return Inbox(tmp_path / "inbox", services.desk, messages("zh_CN"), now=lambda: 0.0)


def lay(inbox, book, name=None):
    inbox.folder.mkdir(exist_ok=True)
    path = inbox.folder / (name or book.name)
    path.write_bytes(book.read_bytes())
    return path


def faulty(inbox, book, name=None):
    """Lay a workbook whose first unit is none of the township's."""
    path = lay(inbox, book, name)
    workbook = load_workbook(path)
    changed = False
    for sheet in workbook:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.endswith(("社区", "村")) and not changed:
                    number = cell.row
                    for other in sheet[number]:
                        other.value = "月球一村" if other is cell else None
                    changed = True
    assert changed
    workbook.save(path)
    return path


def look(inbox, times=2):
    for _ in range(times):
        inbox.look()


def inside(inbox, folder=""):
    return sorted(path.name for path in (inbox.folder / folder).iterdir() if path.is_file())


def lines(inbox):
    return [(line.id, line.status, line.sender) for line in inbox.desk.reports.listing()]


def test_a_clean_file_is_recorded_and_goes_to_done(inbox, books):
    path = lay(inbox, books[0])
    inbox.look()
    assert path.exists(), "it is looked at twice before it is read"
    inbox.look()
    assert (inside(inbox), inside(inbox, "done"), inside(inbox, "problems")) == ([], [path.name], [])
    assert lines(inbox) == [("20190110-001", "confirmed", "inbox")]


def test_with_approvals_it_waits_for_them(inbox, books):
    report = inbox.desk.profile.report.model_copy(update={"approvals": ("confirm",)})
    profile = inbox.desk.profile.model_copy(update={"report": report})
    inbox.desk = replace(inbox.desk, profile=profile)
    lay(inbox, books[0])
    look(inbox)
    assert inside(inbox, "done") == [books[0].name]
    assert lines(inbox) == [("20190110-001", "submitted", "inbox")]


def test_a_file_with_errors_comes_back_with_a_letter(inbox, books):
    path = faulty(inbox, books[0])
    look(inbox)
    assert inside(inbox, "problems") == [path.name, f"{path.name}.txt"]
    letter = (inbox.folder / "problems" / f"{path.name}.txt").read_bytes()
    assert letter.startswith(b"\xef\xbb\xbf")
    text = letter.decode("utf-8-sig")
    assert "20190110-001" in text.splitlines()[0]
    assert "月球一村" in text
    assert "表一甲" in text or "日报" in text
    assert lines(inbox) == [("20190110-001", "draft", "inbox")]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("空.xlsx", b"", "0 字节"),
        ("照片.xlsx", b"\xff\xd8\xff\xe0" + b"x" * 100, "照片.xlsx"),
        ("随笔.txt", "今天下雨".encode(), "随笔.txt"),
    ],
)
def test_a_refused_file_comes_back_with_the_reason(inbox, name, content, told):
    inbox.folder.mkdir()
    (inbox.folder / name).write_bytes(content)
    look(inbox)
    assert inside(inbox, "problems") == [name, f"{name}.txt"]
    assert told in (inbox.folder / "problems" / f"{name}.txt").read_text(encoding="utf-8-sig")
    assert lines(inbox) == []


def test_a_file_that_is_too_large_is_not_read(inbox, monkeypatch):
    from pathlib import Path

    inbox.folder.mkdir()
    with (inbox.folder / "大.xlsx").open("wb") as file:
        file.truncate(3_000_000_000)
    monkeypatch.setattr(Path, "read_bytes", None)
    look(inbox)
    assert inside(inbox, "problems") == ["大.xlsx", "大.xlsx.txt"]


def test_a_file_that_grows_or_is_open_elsewhere_waits(inbox, books):
    content = books[0].read_bytes()
    path = lay(inbox, books[0])
    for name in ("~$报表.xlsx", ".报表.xlsx", ".~lock"):
        (inbox.folder / name).write_bytes(b"x")
    for size in (100, 2000, len(content)):
        path.write_bytes(content[:size])
        inbox.look()
        assert path.exists()
    inbox.look()
    assert inside(inbox) == sorted([".报表.xlsx", ".~lock", "~$报表.xlsx"])
    assert inside(inbox, "done") == [path.name]


def test_names_never_overwrite_each_other(inbox, books):
    name = "日报.xlsx"
    for book in books[:2]:
        lay(inbox, book, name)
        look(inbox)
    lay(inbox, books[1], name)
    look(inbox)
    assert inside(inbox, "done") == ["日报 20190110-002 (2).xlsx", "日报 20190110-002.xlsx", name]
    for content in (b"", b"\xff\xd8\xff\xe0", b""):
        (inbox.folder / name).write_bytes(content)
        look(inbox)
    kept = ["日报 (2).xlsx", "日报 (3).xlsx", name]
    assert inside(inbox, "problems") == sorted([*kept, *(f"{each}.txt" for each in kept)])
    assert [line[0] for line in lines(inbox)] == ["20190110-002", "20190110-001"]


def test_a_name_as_long_as_a_name_can_be(inbox, books):
    lay(inbox, books[0], "报" * 83 + ".xlsx")
    (inbox.folder / ("a" * 251 + ".xls")).write_bytes(b"")
    (inbox.folder / os.fsdecode("日报.xls".encode("gbk"))).write_bytes(b"")
    look(inbox)
    assert inside(inbox) == []
    assert len(inside(inbox, "problems")) == 4


class Killed(BaseException):
    """Stand for kill -9: nothing after it runs."""


@pytest.mark.parametrize("clean", [True, False], ids=["clean", "faulty"])
@pytest.mark.parametrize("at", ["receive", "submit", "replace", "rename"])
def test_whatever_it_does_when_it_dies_the_next_one_goes_on(inbox, books, at, clean, monkeypatch):
    """Let the process die right before and right after each step."""
    from pathlib import Path

    from dashboard.intake.desk import Desk

    owner = Desk if at in {"receive", "submit"} else Path
    step = getattr(owner, at)
    path = lay(inbox, books[0]) if clean else faulty(inbox, books[0])
    inbox.look()
    for after in (False, True):

        def dying(*arguments, after=after, **named):
            if after:
                step(*arguments, **named)
            raise Killed

        monkeypatch.setattr(owner, at, dying)
        try:
            inbox.look()
        except Killed:
            inbox = Inbox(inbox.folder, inbox.desk, inbox.say)
            inbox.look()
        monkeypatch.setattr(owner, at, step)
    look(inbox)
    assert inside(inbox) == []
    if clean:
        assert (inside(inbox, "done"), inside(inbox, "problems")) == ([path.name], [])
    else:
        assert (inside(inbox, "done"), inside(inbox, "problems")) == ([], [path.name, f"{path.name}.txt"])
    assert lines(inbox) == [("20190110-001", "confirmed" if clean else "draft", "inbox")]
    assert not list((inbox.folder / "problems").glob(".*"))


def test_a_file_written_anew_while_it_is_taken_in_is_another_file(inbox, books, monkeypatch):
    from dashboard.intake.desk import Desk

    path, receive = lay(inbox, books[0]), Desk.receive

    def meanwhile(*arguments):
        found = receive(*arguments)
        path.write_bytes(books[1].read_bytes())
        return found

    inbox.look()
    monkeypatch.setattr(Desk, "receive", meanwhile)
    inbox.look()
    assert path.exists()
    monkeypatch.setattr(Desk, "receive", receive)
    look(inbox)
    assert not path.exists()
    reports = inbox.desk.reports.listing()
    assert len({report.township for report in reports}) == 2
    assert {report.status for report in reports} == {"confirmed"}


def test_trouble_is_logged_once_a_minute_and_the_file_stays(inbox, books, monkeypatch, caplog):
    from dashboard.intake.desk import Desk

    now = [0.0]
    inbox.now = lambda: now[0]
    path, receive = lay(inbox, books[0]), Desk.receive

    def away(*_arguments):
        raise DatabaseUnreachable(database="db", reason="gone")

    monkeypatch.setattr(Desk, "receive", away)
    with caplog.at_level(logging.WARNING):
        look(inbox, 5)
        assert len(caplog.records) == 1
        now[0] = 61
        look(inbox)
        assert len(caplog.records) == 2
    assert path.exists()
    monkeypatch.setattr(Desk, "receive", receive)
    look(inbox)
    assert inside(inbox, "done") == [path.name]


def test_a_file_on_which_it_fails_keeps_no_other_waiting(inbox, books, monkeypatch, caplog):
    from dashboard.intake.desk import Desk

    now = [0.0]
    inbox.now = lambda: now[0]
    first, second, receive = lay(inbox, books[0], "a.xlsx"), lay(inbox, books[1], "b.xlsx"), Desk.receive
    calls = []

    def odd(desk, name, *arguments):
        calls.append(name)
        if name == "a.xlsx":
            raise ZeroDivisionError
        return receive(desk, name, *arguments)

    monkeypatch.setattr(Desk, "receive", odd)
    look(inbox, 4)
    assert first.exists()
    assert not second.exists()
    assert calls == ["a.xlsx", "b.xlsx"]
    assert [record.exc_info[0] for record in caplog.records] == [ZeroDivisionError]
    monkeypatch.setattr(Desk, "receive", receive)
    now[0] = 61
    inbox.look()
    assert not first.exists()


def test_a_folder_that_cannot_be_used_is_told_and_is_not_fatal(inbox, tmp_path, caplog):
    inbox.folder = tmp_path / "file" / "inbox"
    (tmp_path / "file").write_bytes(b"")
    look(inbox, 3)
    assert len(caplog.records) == 1
    (tmp_path / "file").unlink()
    inbox.look()
    assert (tmp_path / "file" / "inbox" / "problems").is_dir()


def test_a_file_that_cannot_be_moved_is_taken_in_once(inbox, books, monkeypatch, caplog):
    from pathlib import Path

    path, rename = lay(inbox, books[0]), Path.rename

    def refuse(*_arguments):
        raise PermissionError(13, "no")

    monkeypatch.setattr(Path, "rename", refuse)
    look(inbox, 4)
    assert path.exists()
    assert len(caplog.records) == 1
    assert lines(inbox) == [("20190110-001", "confirmed", "inbox")]
    monkeypatch.setattr(Path, "rename", rename)
    inbox.look()
    assert inside(inbox, "done") == [path.name]


def test_a_server_that_is_killed_among_many_files_loses_none(demo_folder, tmp_path, books):
    """kill -9 a real server as soon as the first file is moved; the next one takes the rest, each once."""
    folder, laid = copy_of(demo_folder, tmp_path / "data"), tmp_path / "inbox"
    done = laid / "done"
    laid.mkdir()
    sent = books[:8]
    for book in sent:
        (laid / book.name).write_bytes(book.read_bytes())
    server = Server(folder, INBOX=laid)
    try:
        server.start()
        wait_for(lambda: done.exists() and any(done.iterdir()))
        server.stop(signal.SIGKILL)
        left = sum(path.is_file() for path in laid.iterdir())
        assert left > 0
        server.start()
        wait_for(lambda: not any(path.is_file() for path in laid.iterdir()))
    finally:
        server.stop()
    assert sorted(path.name for path in done.iterdir()) == [book.name for book in sent]
    opened = open_services(Settings(data_dir=folder, demo_speed=0, _env_file=None))
    reports = opened.desk.reports.listing()
    with reading(opened.queries.engine) as connection:
        assert differences(connection, opened.queries.tree, opened.profile) == []
    opened.queries.engine.dispose()
    assert sorted(report.id for report in reports) == [f"20190110-{number:03}" for number in range(1, 9)]
    assert {(report.status, report.sender) for report in reports} == {("confirmed", "inbox")}
    assert len({report.township for report in reports}) == 8


def wait_for(happened, seconds=60):
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.02)
