"""Say what boundaries are: for captions, reports and the joins of areas."""

from dataclasses import dataclass


@dataclass(frozen=True)
class About:
    """Describe the boundaries of a district, or of what lies above several.

    Attributes
    ----------
    code, name : str
        The root of all areas.
    source, date : str
        Where the boundaries come from, and their day.
    crs : str
        Coordinate reference system they were given in.
    review_no : str or None
        审图号, when the map has been reviewed.
    """

    code: str
    name: str
    source: str
    date: str
    crs: str
    review_no: str | None = None
