"""Describe what stands on a board, before it is rendered; no part of it knows HTML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Literal

Tone = Literal["", "dim", "good", "note", "warn", "bad"]
"""How a thing is marked, always beside its text: as nothing, as settled, to be known, to be watched, or late."""


@dataclass(frozen=True)
class Plain:
    """Write a text."""

    kind: ClassVar = "plain"
    text: str
    tone: Tone = ""


@dataclass(frozen=True)
class Note:
    """Write a text below the others, smaller."""

    kind: ClassVar = "note"
    text: str


@dataclass(frozen=True)
class Badge:
    """Mark a state by a word."""

    kind: ClassVar = "badge"
    text: str
    tone: Tone = ""
    icon: str | None = None


@dataclass(frozen=True)
class Link:
    """Lead to an address of this site."""

    kind: ClassVar = "link"
    text: str
    href: str


@dataclass(frozen=True)
class Bar:
    """Show a share of 100 as a bar with its number."""

    kind: ClassVar = "bar"
    percent: int
    tone: Tone = ""


@dataclass(frozen=True)
class Spark:
    """Show a row of counts as small columns; `told` says the same in words."""

    kind: ClassVar = "spark"
    counts: tuple[int, ...]
    told: str

    @property
    def highest(self) -> int:
        """Return the count that fills the height."""
        return max((*self.counts, 1))


@dataclass(frozen=True)
class Field:
    """Ask for one value in a form.

    Attributes
    ----------
    kind : str
        `choice`, `count`, `line`, `text`, `day`, `time`, `yes` or `unit`.
    into : str
        `payload` (a dot leads into a member of the payload), `fact` or `area`.
    """

    name: str
    label: str
    kind: Literal["choice", "count", "line", "text", "day", "time", "yes", "unit"]
    value: object = None
    options: Sequence[tuple[str, str]] = ()
    into: Literal["payload", "fact", "area"] = "payload"
    required: bool = True
    most: int | None = None
    hint: str = ""


@dataclass(frozen=True)
class Form:
    """Ask for one fact; `fact` holds what is known of it before, `area` of which area it is."""

    title: str
    fields: Sequence[Field]
    fact: Mapping[str, object]
    area: str | None = None


@dataclass(frozen=True)
class Do:
    """Open a form."""

    kind: ClassVar = "do"
    text: str
    form: Form


Part = Plain | Note | Badge | Link | Bar | Spark | Do


@dataclass(frozen=True)
class Column:
    """Head one column; one that holds numbers is set to the right."""

    label: str
    number: bool = False


@dataclass(frozen=True)
class Row:
    """Hold one line: for each column its parts. `keys` are what the columns are sorted by."""

    cells: Sequence[Sequence[Part]]
    keys: Sequence[str | int | float | None] = ()
    tone: Tone = ""
    id: str | None = None


@dataclass(frozen=True)
class Table:
    """Hold one table; without rows it says `none`."""

    kind: ClassVar = "table"
    id: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    none: str
    tools: Sequence[Do] = ()
    hint: str = ""


@dataclass(frozen=True)
class Card:
    """Hold one thing on a lane: its title, marks, lines of name and text, and what can be done."""

    title: Link
    badges: Sequence[Badge] = ()
    bar: Bar | None = None
    lines: Sequence[tuple[str, str]] = ()
    tone: Tone = ""


@dataclass(frozen=True)
class Lane:
    """Gather the cards of one state."""

    title: str
    cards: Sequence[Card]


@dataclass(frozen=True)
class Lanes:
    """Stand lanes side by side."""

    kind: ClassVar = "lanes"
    id: str
    title: str
    lanes: Sequence[Lane]
    none: str


@dataclass(frozen=True)
class Place:
    """Mark one unit on a small map; `told` is what the mark says in words."""

    code: str
    tone: Tone
    told: str
    href: str


@dataclass(frozen=True)
class Places:
    """Hold a small map of the district with marks."""

    kind: ClassVar = "places"
    id: str
    title: str
    places: Sequence[Place]
    caption: str


@dataclass(frozen=True)
class Figure:
    """Tell one number of the board."""

    label: str
    value: str
    tone: Tone = ""


@dataclass(frozen=True)
class Filter:
    """Offer values of one member of the address, besides the empty one for all; without options, days."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    chosen: str


@dataclass(frozen=True)
class Board:
    """Hold a whole board."""

    title: str
    lead: str
    figures: Sequence[Figure] = ()
    filters: Sequence[Filter] = ()
    sections: Sequence[Table | Lanes | Places] = field(default=())
