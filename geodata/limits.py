"""Bound what one file may ask of the machine that reads it."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Hold the largest file that is read; a district's villages need a hundredth of it.

    Attributes
    ----------
    file : int
        Bytes of a file or of a folder.
    text : int
        Bytes of a JSON, KML or CSV file: in memory it takes several times as much.
    unpacked : int
        Bytes that an archive may unpack to.
    members : int
        Files in an archive or a folder.
    features : int
        Rows of a layer.
    vertices : int
        Of all shapes of a layer.
    """

    file: int = 512 * MEGABYTE
    text: int = 192 * MEGABYTE
    unpacked: int = 768 * MEGABYTE
    members: int = 2000
    features: int = 200_000
    vertices: int = 5_000_000


LIMITS = Limits()
