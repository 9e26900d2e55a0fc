"""Hold what is wrong with boundaries: each finding with its place, its size and whether it was mended."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from shapely.geometry.base import BaseGeometry

from geodata.errors import N_


class Kind(StrEnum):
    """Name what can be wrong, gravest first."""

    EMPTY = "empty"
    NOT_POLYGON = "not a polygon"
    INVALID = "invalid ring"
    DUPLICATE = "duplicate"
    OUTSIDE = "outside the outline"
    OVERLAP = "overlap"
    GAP = "gap"
    RIM = "open gap"
    SLIVER = "sliver"
    Z_VALUES = "z values"


SENTENCES: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.EMPTY: N_("{names}: there is no shape."),
        Kind.NOT_POLYGON: N_("{names}: expected a polygon, found {found}."),
        Kind.INVALID: N_("{names}: the boundary crosses or touches itself: {reason}."),
        Kind.DUPLICATE: N_("{names}: the same shape stands twice ({area} m²)."),
        Kind.OUTSIDE: N_("{names}: {area} m², most of the shape, lie outside the outline."),
        Kind.OVERLAP: N_("{names}: the shapes overlap on {area} m²."),
        Kind.GAP: N_("{names}: a gap of {area} m² lies between the shapes."),
        Kind.RIM: N_("{names}: a gap of {area} m² is open at the rim."),
        Kind.SLIVER: N_("{names}: a part of {area} m² is a mere strip."),
        Kind.Z_VALUES: N_("{names}: the points carry heights, which no map here uses."),
    }
)


@dataclass(frozen=True)
class Finding:
    """Say what is wrong at one place.

    Attributes
    ----------
    rows : tuple[int, ...]
        Places in the file: one, or those that overlap; a gap names the two shapes with the longest border on it.
    area : float | None
        Geodesic m² of `shape`, None where nothing has an area.
    place : tuple[float, float] | None
        Lon, lat in degrees; None where there is no position.
    mended : bool
        False: the shape was kept as it is.
    shape : BaseGeometry | None
        The offending piece, EPSG:4326.
    params : Mapping[str, str]
        Values of the fields of `text`.
    """

    kind: Kind
    rows: tuple[int, ...]
    names: tuple[str, ...]
    area: float | None
    place: tuple[float, float] | None
    shape: BaseGeometry | None
    params: Mapping[str, str]
    mended: bool = False

    @property
    def text(self) -> str:
        """Give the sentence in English, with fields; it is a key of the message catalogue."""
        return SENTENCES[self.kind]

    def __str__(self) -> str:
        """Give the sentence in English."""
        return self.text.format_map(self.params)


@dataclass(frozen=True)
class Findings:
    """Hold all findings, gravest kind first and in each kind the largest first.

    Attributes
    ----------
    area_before, area_after : float
        Sum of the geodesic areas in m² of the shapes as they were found and as they are now. A shape that
        is invalid is measured as it would be mended.
    """

    items: tuple[Finding, ...]
    area_before: float
    area_after: float

    def __iter__(self) -> Iterator[Finding]:
        """Go through the findings."""
        return iter(self.items)

    def __len__(self) -> int:
        """Count the findings."""
        return len(self.items)

    def of(self, kind: Kind) -> tuple[Finding, ...]:
        """Return the findings of one kind."""
        return tuple(item for item in self.items if item.kind is kind)

    @property
    def counts(self) -> dict[Kind, int]:
        """Count the findings by kind, gravest first; kinds without findings are left out."""
        found = Counter(item.kind for item in self.items)
        return {kind: found[kind] for kind in Kind if found[kind]}


def in_order(items: list[Finding]) -> tuple[Finding, ...]:
    """Return findings, gravest kind first and in each kind the largest first."""
    gravity = {kind: place for place, kind in enumerate(Kind)}
    return tuple(sorted(items, key=lambda item: (gravity[item.kind], -(item.area or 0.0), item.rows)))
