"""Say what was done to give units a cell: sentences for the report."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from geodata.errors import N_
from geodata.notes import Note

_NAMED = 8  # codes in a sentence


@dataclass
class Told:
    """Collect what happens while cells are drawn.

    Attributes
    ----------
    moved, placed : list of str
        Codes of units that got a place because theirs was of no use, or because they had none.
    nowhere : list of str
        Codes of units that have no place at all.
    narrow : dict[str, tuple[float, list[str]]]
        By township: m² that are free, and the units that they are too little for.
    lost : dict[str, float]
        By unit: m² of its surveyed shape that went to another.
    left_open : float
        m² that belong to no cell.
    """

    moved: list[str] = field(default_factory=list)
    placed: list[str] = field(default_factory=list)
    nowhere: list[str] = field(default_factory=list)
    narrow: dict[str, tuple[float, list[str]]] = field(default_factory=dict)
    lost: dict[str, float] = field(default_factory=dict)
    left_open: float = 0.0

    def notes(self, drawn: int, townships: int) -> Iterator[Note]:
        """Yield the sentences, given how many units were drawn in how many townships."""
        if drawn:
            text = N_("{count} units in {townships} townships have drawn boundaries, no surveyed ones.")
            yield Note(text, {"count": drawn, "townships": townships})
        if self.moved:
            text = N_(
                "{count} positions lie outside the free ground of their township, or on another unit’s; those "
                "units were placed evenly in it: {codes}."
            )
            yield Note(text, _counted(self.moved))
        if self.placed:
            yield Note(
                N_("{count} units have no position and were placed evenly in their township: {codes}."),
                _counted(self.placed),
            )
        for town, (area, codes) in sorted(self.narrow.items()):
            text = N_(
                "Township {town}: {area} m² are left for {count} units, too little for a map; they have a tile "
                "only: {codes}."
            )
            yield Note(text, {"town": town, "area": _number(area), **_counted(codes)})
        if self.nowhere:
            text = N_(
                "{count} units have neither a position nor a township with a boundary; they have a tile only: "
                "{codes}."
            )
            yield Note(text, _counted(self.nowhere))
        if self.left_open:
            text = N_("{area} m² between surveyed shapes are too narrow for a unit and stay empty.")
            yield Note(text, {"area": _number(self.left_open)})
        if self.lost:
            text = N_(
                "{count} surveyed shapes overlap others; {area} m² are shown with the lower code only. Gave up "
                "ground: {codes}."
            )
            yield Note(text, {"area": _number(sum(self.lost.values())), **_counted(sorted(self.lost))})


def _counted(codes: Sequence[str]) -> dict[str, object]:
    ordered = sorted(codes)
    more = " …" if len(ordered) > _NAMED else ""
    return {"count": len(ordered), "codes": ", ".join(ordered[:_NAMED]) + more}


def _number(area: float) -> str:
    return f"{area:,.0f}"
