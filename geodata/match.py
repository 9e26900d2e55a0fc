"""Match a written name to a place. A name is matched or not: what is merely similar is a suggestion.

温泉社区居委会 is the community 温泉, 温泉村委会 the village 温泉: names of the same core and the same kind mean
the same place. A name that says no kind (温泉) is matched when one place alone has that core or short name.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, Self

from geodata.name_forms import TOWNS, UNITS, Grammar, squash

How = Literal["exact", "alias", "normalised"]

_CUTOFF = 0.6
_SUGGESTIONS = 3
_SHORTEST_CORE = 2


@dataclass(frozen=True)
class Match:
    """Say which place a written name means.

    Attributes
    ----------
    code : str | None
        The one place it means, or None.
    suggestions : tuple[tuple[str, str], ...]
        Codes and official names of those it may mean, likeliest first; empty when `code` is given.
    how : "exact" | "alias" | "normalised" | None
        By the official name, by another name, or by a form of the official name.
    """

    code: str | None
    suggestions: tuple[tuple[str, str], ...] = ()
    how: How | None = None


class Names:
    """Find places by their names. Built once for a set: the units of one township, or the townships."""

    def __init__(
        self, grammar: Grammar, places: Iterable[tuple[str, Sequence[str]]], prefixes: Sequence[str] = ()
    ) -> None:
        self._grammar = grammar
        self._prefixes = tuple(filter(None, map(squash, prefixes)))
        self._names: dict[str, str] = {}
        self._alike: dict[str, set[str]] = defaultdict(set)
        self._written: dict[str, set[str]] = defaultdict(set)
        self._steps: dict[tuple[How, object], set[str]] = defaultdict(set)
        self._cores: dict[str, set[str]] = defaultdict(set)
        for code, (official, *others) in places:
            self._names[code] = official
            self._alike[official.strip()].add(code)
            self._add("exact", code, official)
            self._steps["normalised", squash(grammar.short(official))].add(code)
            for other in filter(None, others):
                self._add("alias", code, other)

    @classmethod
    def of(
        cls,
        units: Iterable[tuple[str, Sequence[str]]],
        prefixes: Sequence[str] = (),
        grammar: Grammar = UNITS,
    ) -> Self:
        """Return the units of one township, to be found by name.

        Parameters
        ----------
        units : iterable of (code, names)
            The official name first, then former and other names.
        prefixes : sequence of str
            What may stand before a name, such as the district's and the township's.
        grammar : Grammar
            How names are taken apart; default: those of villages and communities.
        """
        return cls(grammar, units, prefixes)

    @classmethod
    def of_towns(cls, towns: Iterable[tuple[str, Sequence[str]]]) -> Self:
        """Return townships, to be found by name; city and district may stand before it."""
        return cls(TOWNS, towns)

    def _add(self, how: How, code: str, name: str) -> None:
        key = squash(name)
        form = self._grammar.form(key)
        self._written[code].update({key, form.core})
        self._steps[how, key].add(code)
        if form.kind:
            self._steps[how, form].add(code)
        self._cores[form.core].add(code)

    def find(self, text: str) -> Match:
        """Return the place that a written name means, or those that it may mean.

        Names that differ only in what `squash` takes away, such as the signs of Indian vowels, are told apart
        when they are written to the letter.
        """
        written = self._alike.get(text.strip(), set())
        if len(written) == 1:
            return Match(next(iter(written)), how="exact")
        for key in self._readings(squash(text)):
            for how, codes in self._found(key):
                if len(codes) > 1:
                    return Match(None, tuple((code, self._names[code]) for code in sorted(codes)))
                for code in codes:
                    spelt = how != "exact" or text.strip() == self._names[code]
                    return Match(code, how=how if spelt else "normalised")
        return Match(None, self._similar(squash(text)))

    def _readings(self, key: str) -> Iterator[str]:
        """Yield a name as it stands, then without what stands before it, bit by bit."""
        while key:
            yield key
            bare = next((key[len(p) :] for p in self._prefixes if key.startswith(p)), self._grammar.bare(key))
            if bare == key:
                return
            key = bare

    def _found(self, key: str) -> Iterator[tuple[How, set[str]]]:
        """Yield the places with a name, from the strictest way of comparing to the loosest."""
        form = self._grammar.form(key)
        steps: tuple[tuple[How, object], ...] = (
            ("exact", key),
            ("alias", key),
            ("normalised", key),
            ("exact", form),
            ("alias", form),
        )
        for step in steps:
            codes = self._steps.get(step, set())
            if step == ("normalised", key) and codes and not form.kind:
                codes = codes | self._cores.get(key, set())  # short for one place, the core of another: unclear
            yield step[0], codes
        for core in (key, *(() if form.kind else (form.core,))):
            if len(core) >= _SHORTEST_CORE:
                yield "normalised", self._cores.get(core, set())

    def _similar(self, key: str) -> tuple[tuple[str, str], ...]:
        if not key:
            return ()
        asked = {key, self._grammar.form(key).core}
        scores = {
            code: max(SequenceMatcher(None, one, other).ratio() for one in asked for other in written)
            for code, written in self._written.items()
        }
        likely = sorted((-score, code) for code, score in scores.items() if score >= _CUTOFF)
        return tuple((code, self._names[code]) for _, code in likely[:_SUGGESTIONS])
