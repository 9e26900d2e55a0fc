"""Hold what the queries answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dashboard.election.areas import Area
from dashboard.election.facts import Fact
from dashboard.election.state import UnitState


@dataclass(frozen=True)
class Freshness:
    """Say how fresh the picture is.

    Attributes
    ----------
    last_report_at : datetime or None
        Business instant of the last confirmed township report.
    reported, expected : int
        Townships that have reported the day, and those that owe a report.
    """

    last_report_at: datetime | None
    reported: int
    expected: int


@dataclass(frozen=True)
class Touched:
    """Say what facts have touched since a revision.

    Attributes
    ----------
    units : tuple[str, ...]
        Units whose row may have changed, or that have a fact of their own.
    areas : frozenset[str]
        Areas with a fact.
    past : frozenset[str]
        Areas with a fact of an earlier day than today, or with a correction.
    """

    units: tuple[str, ...]
    areas: frozenset[str]
    past: frozenset[str]


@dataclass(frozen=True)
class Dossier:
    """Hold all that is known of one unit at a revision, folded as of a day.

    `history` lists every fact in the order in which it was recorded, also those that no longer count;
    `struck_by` maps the id of such a fact to the fact that replaced or withdrew it.
    """

    area: Area
    township: Area
    state: UnitState
    revision: int
    history: Sequence[Fact]
    struck_by: dict[str, Fact]
