"""Serve as `app.py` does, and note the instant of every commit: `python -m benchmarks.stamped FILE`.

The note is taken in the server's own process right after the transaction has been committed, on the
monotonic clock that all processes of the machine share.
"""

import sys
import time
from pathlib import Path
from typing import TextIO

from dashboard.cli import guarded
from dashboard.serve import serve
from dashboard.store.log import Also, Log, Receipt, Submission


def stamp_commits(file: TextIO) -> None:
    """Write `revision instant` into `file` after every commit."""
    append = Log.append

    def stamped(log: Log, submission: Submission, also: Also | None = None) -> Receipt:
        receipt = append(log, submission, also)
        file.write(f"{receipt.revision} {time.monotonic()}\n")
        file.flush()
        return receipt

    Log.append = stamped  # type: ignore[method-assign]


def read_stamps(path: Path) -> dict[int, float]:
    """Return revision → monotonic instant of its commit, in seconds."""
    pairs = (line.split() for line in path.read_text().splitlines())
    return {int(revision): float(instant) for revision, instant in pairs}


if __name__ == "__main__":
    with Path(sys.argv[1]).open("a") as notes:
        stamp_commits(notes)
        status = guarded(serve)
    sys.exit(status)
