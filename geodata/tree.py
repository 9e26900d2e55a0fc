"""Answer questions on the chain of parents: which areas are townships, districts, or above them."""

from collections.abc import Iterable, Mapping
from functools import cached_property

TOWNSHIP, DISTRICT = 1, 2
"""Heights: a township's children are units, a district's children are townships."""


class Tree:
    """Hold which place lies in which; units are given apart, since an area may still be without any.

    Parameters
    ----------
    parents : Mapping[str, str | None]
        Code → parent's code, in official order; None for the one root.
    units : iterable of str
        Codes of the villages and communities.
    """

    def __init__(self, parents: Mapping[str, str | None], units: Iterable[str]) -> None:
        self.parents = parents
        self.units = frozenset(units)

    @cached_property
    def root(self) -> str:
        """Return the code of the area that lies in none."""
        return next(code for code, parent in self.parents.items() if parent is None)

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """Map every area to what lies directly in it."""
        inside: dict[str, list[str]] = {code: [] for code in self.parents if code not in self.units}
        for code, parent in self.parents.items():
            if parent is not None:
                inside[parent].append(code)
        return {code: tuple(codes) for code, codes in inside.items()}

    @cached_property
    def heights(self) -> Mapping[str, int]:
        """Map every place to how many levels lead from it down to units; an area without any is as a township."""
        found: dict[str, int] = {}
        for code in reversed(self.below(self.root)):
            below = [found[child] for child in self.children.get(code, ()) if self.units_in(child)]
            found[code] = 0 if code in self.units else max(below, default=0) + 1
        return found

    @cached_property
    def districts(self) -> tuple[str, ...]:
        """List the areas that have a map of units: districts, and townships directly in what lies above them.

        A root that is itself no higher than a district is the only one.
        """
        if self.heights[self.root] <= DISTRICT:
            return (self.root,)
        return tuple(child for area in self.above for child in self.settled(area) if self._is_lower(child))

    @cached_property
    def above(self) -> tuple[str, ...]:
        """List the areas above the districts, from the root down."""
        return tuple(code for code in self.below(self.root) if self.heights[code] > DISTRICT)

    def settled(self, area: str) -> tuple[str, ...]:
        """Return what lies directly in an area and has units."""
        return tuple(child for child in self.children[area] if self.units_in(child))

    def below(self, area: str) -> tuple[str, ...]:
        """Return an area and everything in it, parents first."""
        found = [area]
        for code in found:
            found.extend(self.children.get(code, ()))
        return tuple(found)

    def units_in(self, area: str) -> tuple[str, ...]:
        """Return the units in an area."""
        return tuple(code for code in self.below(area) if code in self.units)

    def _is_lower(self, code: str) -> bool:
        return 0 < self.heights[code] <= DISTRICT
