"""Put a folder in its place whole or not at all, beside other processes that do the same."""

import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

_PREFIX = ".building-"
_ABANDONED = 24 * 3600
"""Seconds after which what is still being built was left behind by a process that died."""


def place(target: Path, write: Callable[[Path], None], whole: Callable[[Path], bool]) -> None:
    """Write a folder under another name beside `target`, then rename it.

    A folder that is there and whole stays as it is, for a server may be reading it; so does one that another
    process has put there meanwhile.

    Parameters
    ----------
    write : callable
        Fills the empty folder that it is given.
    whole : callable
        Says whether a folder is what `write` would make.

    Raises
    ------
    OSError
        It cannot be written, such as on a full disk; nothing is left behind.
    """
    parent = target.parent
    parent.mkdir(parents=True, exist_ok=True)
    _tidy(parent)
    if target.is_dir() and whole(target):
        return
    building = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
    try:
        write(building)
        building.chmod(0o755)
        if target.is_dir() and not whole(target):  # damaged, such as by a loss of power
            shutil.rmtree(target)
        building.rename(target)
    except OSError:
        if not (target.is_dir() and whole(target)):
            raise
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _tidy(folder: Path) -> None:
    """Remove what processes left behind that died while they were writing."""
    for left in folder.glob(f"{_PREFIX}*"):
        try:
            abandoned = time.time() - left.stat().st_mtime > _ABANDONED
        except FileNotFoundError:  # another process has just finished it
            continue
        if abandoned:
            shutil.rmtree(left, ignore_errors=True)
