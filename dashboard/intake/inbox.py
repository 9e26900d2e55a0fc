"""Watch a folder, and take in every file that is laid into it."""

import asyncio
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from dashboard.errors import SituationError
from dashboard.intake.delivery import Delivery, Until, account, deliver
from dashboard.intake.desk import Desk
from dashboard.messages import Messages
from dashboard.store.errors import DatabaseUnreachable

ACTOR = "inbox"
DONE, PROBLEMS = "done", "problems"
"""Folders within the inbox for what is taken in: handed in, and to be mended."""

_LOOK_SECONDS = 2.0
_AGAIN_SECONDS = 60.0  # until the same trouble is logged again, or a file that failed is tried again
_PASSED_OVER = ("~$", ".")  # how names of files begin that Excel, WPS or a copying program has open
_LONGEST_STEM, _LONGEST_SUFFIX = 180, 20  # bytes and characters; with what is added a name has at most 255 bytes
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Mark:
    """Tell one state of a file from another: bytes, and nanoseconds of its last change."""

    size: int
    changed: int

    @classmethod
    def of(cls, path: Path) -> "Mark":
        """Return the mark of a file; raise OSError."""
        found = path.stat()
        return cls(found.st_size, found.st_mtime_ns)


@dataclass
class Inbox:
    """Watch one folder.

    A file is moved only after its report is kept, or its refusal written down; so whenever the process
    dies, the file is still there and is taken in again, which ends at the same report. It looks at the
    folder itself instead of being told of changes, because network shares tell none.

    Parameters
    ----------
    now : Callable[[], float]
        Seconds of a clock that never goes back.
    """

    folder: Path
    desk: Desk
    say: Messages
    now: Callable[[], float] = time.monotonic
    _seen: dict[str, Mark] = field(default_factory=dict)
    _taken: dict[str, tuple[Mark, Delivery]] = field(default_factory=dict)
    _failed: dict[str, float] = field(default_factory=dict)
    _told: dict[str, float] = field(default_factory=dict)
    _stopping: threading.Event = field(default_factory=threading.Event)

    async def run(self) -> None:
        """Look into the folder every two seconds, in a worker thread, until `stop`."""
        while not self._stopping.is_set():
            try:
                await asyncio.to_thread(self.look)
            except Exception:  # an inbox that died would leave the files lying without a word
                logger.exception("the inbox failed; it looks again")
            await asyncio.sleep(_LOOK_SECONDS)

    def stop(self) -> None:
        """End after the file that is being taken in."""
        self._stopping.set()

    def look(self) -> None:
        """Take in every file that has kept its size since the last look; log what fails, to try it again."""
        try:
            for name, mark in self._complete():
                if self._stopping.is_set():
                    return
                self._take(name, mark)
        except DatabaseUnreachable as error:
            self._warn("database", "the inbox waits for its database: %s", error)
        except OSError as error:
            self._warn("folder", "the inbox %s cannot be used: %s", self.folder, error)

    def _complete(self) -> list[tuple[str, Mark]]:
        """List the files that are as they were at the last look; raise OSError when the folder cannot be used."""
        for folder in (self.folder, self.folder / DONE, self.folder / PROBLEMS):
            folder.mkdir(parents=True, exist_ok=True)
        before, self._seen = self._seen, {}
        for path in sorted(self.folder.iterdir()):
            if path.name.startswith(_PASSED_OVER) or not path.is_file():
                continue
            try:
                self._seen[path.name] = Mark.of(path)
            except FileNotFoundError:  # taken away between the two
                continue
        self._taken = {name: taken for name, taken in self._taken.items() if name in self._seen}
        self._failed = {name: at for name, at in self._failed.items() if name in self._seen}
        return [(name, mark) for name, mark in self._seen.items() if before.get(name) == mark]

    # ------------------------------------------------------------ one file

    def _take(self, name: str, mark: Mark) -> None:
        """Take one file in and move it; raise DatabaseUnreachable."""
        if self.now() - self._failed.get(name, -_AGAIN_SECONDS) < _AGAIN_SECONDS:
            return
        path = self.folder / name
        try:
            seen, delivery = self._taken.get(name, (None, None))
            if delivery is None or seen != mark:
                delivery = deliver(self.desk, path, ACTOR, Until.SUBMITTED)
                self._taken[name] = mark, delivery
            if Mark.of(path) == mark:  # else it was written anew meanwhile, and is another file
                self._move(path, delivery)
                del self._taken[name]
        except DatabaseUnreachable:
            raise
        except OSError as error:  # open in another program, or the folder is full or not ours to write
            self._warn(name, "the inbox cannot read or move %s yet: %s", name, error)
        except SituationError as error:  # someone works on the same report
            self._warn(name, "the inbox tries %s again: %s", name, error)
        except Exception:  # one odd file must not keep the others waiting
            self._failed[name] = self.now()
            logger.exception("the inbox failed on %s; it tries again in a minute", name)

    def _move(self, path: Path, delivery: Delivery) -> None:
        """Move a file where it belongs, never over another; its letter is beside it before it comes."""
        receipt = delivery.preview.report.id if delivery.preview else None
        if delivery.clean:
            path.rename(next(at for at in _places(self.folder / DONE, path, receipt) if not at.exists()))
            return
        text = _windows_text(account(delivery, self.desk.profile, self.say))
        target = next(at for at in _places(self.folder / PROBLEMS, path, receipt) if _is_free(at, text))
        draft = target.with_name(f".{receipt or 'refused'}")
        draft.write_bytes(text)
        draft.replace(_letter_of(target))
        path.rename(target)

    def _warn(self, trouble: str, text: str, *values: object) -> None:
        """Log a trouble, at most once a minute."""
        now = self.now()
        if now - self._told.get(trouble, -_AGAIN_SECONDS) >= _AGAIN_SECONDS:
            self._told[trouble] = now
            logger.warning(text, *values)


def _places(folder: Path, path: Path, receipt: str | None) -> Iterator[Path]:
    """Yield the names that a file may get in a folder: its own, with its receipt number, with a counter."""
    stem, suffix = path.stem, path.suffix[:_LONGEST_SUFFIX]
    while len(os.fsencode(stem)) > _LONGEST_STEM:
        stem = stem[:-1]
    yield folder / f"{stem}{suffix}"
    if receipt is not None:
        stem = f"{stem} {receipt}"
        yield folder / f"{stem}{suffix}"
    for number in count(2):
        yield folder / f"{stem} ({number}){suffix}"


def _letter_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.txt")


def _is_free(target: Path, text: bytes) -> bool:
    """Say whether a file and its letter overwrite nothing but the same letter, left by a process that died."""
    letter = _letter_of(target)
    return not target.exists() and (not letter.exists() or letter.read_bytes() == text)


def _windows_text(text: str) -> bytes:
    """Write a text as the editors of the townships' offices show it right."""
    return text.replace("\n", "\r\n").encode("utf-8-sig")
