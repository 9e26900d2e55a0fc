"""Collect what contradicts itself in a profile, each with its place, so that a check can tell all at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dashboard.errors import N_, Sentence

Place = tuple[str | int, ...]
"""Keys and positions that lead to a value of the file."""


@dataclass(frozen=True)
class Flaw:
    """Say what is wrong at a place of the file."""

    place: Place
    reason: Sentence


class Flawed(ValueError):
    """Carry every flaw that a validator has found; it reads as the first."""

    def __init__(self, flaws: Sequence[Flaw]) -> None:
        super().__init__(str(flaws[0].reason))
        self.flaws = flaws


def refuse(flaws: Iterable[Flaw]) -> None:
    """Raise Flawed when there is any flaw."""
    found = tuple(flaws)
    if found:
        raise Flawed(found)


def flawed(text: str, /, **params: object) -> Flawed:
    """Return the error for one flaw of the whole table."""
    return Flawed((Flaw((), Sentence(text, **params)),))


def twice(ids: Iterable[str], what: Sentence, list_at: Place = ()) -> Iterable[Flaw]:
    """Yield a flaw for each id that stands again in a list."""
    seen: set[str] = set()
    for number, name in enumerate(ids):
        if name in seen:
            yield Flaw((*list_at, number), Sentence(N_("the {what} '{name}' stands twice"), what=what, name=name))
        seen.add(name)
