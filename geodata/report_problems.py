"""Number the problems of an import and group them for reading: by file and kind, the largest first."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from geodata.detail_map import DetailMap, Surroundings
from geodata.errors import N_
from geodata.findings import Finding, Kind
from geodata.import_report import Examined
from geodata.map_marks import Spot

_DRAWN = 60
"""Problems of one kind that get a detail, the largest: with more the page would be too heavy to open."""
_NUMBERED = 40
"""Problems of one kind that get a number on the map."""

KINDS = {
    Kind.EMPTY: N_("Without a shape"),
    Kind.NOT_POLYGON: N_("No polygons"),
    Kind.INVALID: N_("Boundaries that cross themselves"),
    Kind.DUPLICATE: N_("Shapes that stand twice"),
    Kind.OUTSIDE: N_("Outside the district"),
    Kind.OVERLAP: N_("Overlaps"),
    Kind.GAP: N_("Gaps"),
    Kind.RIM: N_("Gaps that are open at the rim"),
    Kind.SLIVER: N_("Mere strips"),
    Kind.Z_VALUES: N_("With heights"),
}
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Problem:
    """Hold one problem with its number on the map, who is concerned, and its detail where it has a place."""

    number: int
    finding: Finding
    owners: tuple["Owner", ...]
    detail: DetailMap | None

    @property
    def values(self) -> dict[str, str]:
        """Give the values of the sentence, safe to stand in it."""
        return {key: plain(value) for key, value in self.finding.params.items()}


@dataclass(frozen=True)
class Owner:
    """Name a shape: its place in the file, counted from 1, its name there and its official code, if any."""

    row: int
    name: str
    code: str | None


@dataclass(frozen=True)
class Group:
    """Hold the problems of one kind in one file."""

    file: str
    kind: Kind
    problems: tuple[Problem, ...]

    @property
    def title(self) -> str:
        """Give the English title, a key of the catalogue."""
        return KINDS[self.kind]

    @property
    def area(self) -> float:
        """Give the sum of the areas in m²."""
        return sum(problem.finding.area or 0.0 for problem in self.problems)

    @property
    def kept(self) -> int:
        """Count the problems that were not mended."""
        return sum(not problem.finding.mended for problem in self.problems)


def groups(examined: Sequence[Examined]) -> tuple[Group, ...]:
    """Return all problems, numbered from 1 in the order in which they are read."""
    return tuple(_groups(examined))


def _groups(examined: Sequence[Examined]) -> Iterator[Group]:
    number = 0
    for sheet in examined:
        around = Surroundings(sheet.shapes)
        for kind in Kind:
            problems: list[Problem] = []
            for finding in sheet.findings.of(kind):
                number += 1
                detail = around.draw(finding) if len(problems) < _DRAWN else None
                problems.append(Problem(number, finding, _owners(finding, sheet), detail))
            if problems:
                yield Group(sheet.file, kind, tuple(problems))


def _owners(finding: Finding, sheet: Examined) -> tuple[Owner, ...]:
    return tuple(
        Owner(row + 1, plain(name), sheet.codes.get(row))
        for row, name in zip(finding.rows, finding.names, strict=True)
    )


def spots(found: Sequence[Group]) -> list[Spot]:
    """Return where the problems lie that have a place; the largest of each kind with their number."""
    return [
        Spot(problem.number, *problem.finding.place, problem.finding.mended, rank < _NUMBERED)
        for group in found
        for rank, problem in enumerate(group.problems)
        if problem.finding.place is not None
    ]


def plain(value: object) -> str:
    """Return a text from a file that disturbs no sentence: no control letters, its direction kept to itself."""
    text = _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", str(value))
    if any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text):
        return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"
    return text
