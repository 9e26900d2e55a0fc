"""Let the live stream go first: who works through many rows gives way while a change is being told.

All threads share one interpreter, so a report that is being checked would hold up every client of a change.
"""

import threading
from dataclasses import dataclass, field

_LONGEST = 0.25  # seconds that work waits at most, whatever happens to the stream


@dataclass
class Precedence:
    """Hold who goes first.

    `begin` and `end` are called by the event loop's thread, `give_way` by any.
    """

    _telling: int = 0
    _free: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._free.set()

    def begin(self) -> None:
        """Have others give way until `end`, which is called as often."""
        self._telling += 1
        self._free.clear()

    def end(self) -> None:
        """Let others go on once nothing is being told."""
        self._telling -= 1
        if self._telling == 0:
            self._free.set()

    def give_way(self) -> None:
        """Wait while a change is being told, a quarter of a second at most."""
        self._free.wait(_LONGEST)
