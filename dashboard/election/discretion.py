"""Keep counts that could point at one person away from those who need not know them (DOMAIN §6)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from dashboard.election.facts import Fact
from dashboard.errors import N_, Sentence

_FEW = 3
"""Smallest count that is told to everybody; below it one hears only that there are some."""
_POINTING: Mapping[str, tuple[str, ...]] = {
    "petitions": ("visits", "hotline"),
    "review_submitted": ("candidates",),
    "review_returned": ("passed", "returned"),
}
"""Type → counts of its payload that could point at one person."""
SOME = Sentence(N_("some"))
"""Stands for a count that is not told."""


def veiled(fact: Fact) -> Fact:
    """Return a fact in whose payload SOME stands for each count of 1 or 2 that could point at one person."""
    names = _POINTING.get(fact.type, ())
    hidden = {name: SOME for name in names if 0 < getattr(fact.payload, name) < _FEW}
    return replace(fact, payload=fact.payload.model_copy(update=hidden)) if hidden else fact


def told_to(facts: Iterable[Fact], *, small_counts: bool) -> list[Fact]:
    """Return facts as somebody is told them: exactly, or with small counts veiled."""
    return list(facts) if small_counts else [veiled(fact) for fact in facts]
