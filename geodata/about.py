"""Say what boundaries are: for captions, reports and the joins of areas."""

from dataclasses import dataclass


@dataclass(frozen=True)
class About:
    """Describe the boundaries of a district.

    Attributes
    ----------
    code, name : str
        The district itself.
    source, date : str
        Where the boundaries come from, and their day.
    crs : str
        Coordinate reference system they were given in.
    schematic : bool
        They are drawn, not surveyed.
    review_no : str or None
        审图号, when the map has been reviewed.
    """

    code: str
    name: str
    source: str
    date: str
    crs: str
    schematic: bool
    review_no: str | None = None
