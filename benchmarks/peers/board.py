"""Hold what every peer shows: the polygons, phases, colours and view of our own page."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

_BOARD, _GEOMETRY = "board.json", "units.geojson"


@dataclass(frozen=True)
class Board:
    """Describe one picture.

    Attributes
    ----------
    codes, names : sequence of str
        Of the units, in the order of `phases`.
    phases : list of int
        Ordinal of the phase; -1 where the track is not due.
    fills : sequence of str
        Colour of each phase, `#rrggbb`.
    ground : str
        Colour of the map's ground, of edges, and of units that are not due.
    lon, lat : float
        Centre of the map, degrees, EPSG:4326.
    zoom : float
        As MapLibre counts, tiles of 512 pixels.
    width, height : float
        Of the map, CSS pixels.
    """

    codes: Sequence[str]
    names: Sequence[str]
    phases: Sequence[int]
    fills: Sequence[str]
    ground: str
    lon: float
    lat: float
    zoom: float
    width: float
    height: float

    def write(self, folder: Path, geometry: bytes) -> None:
        """Write the board and the polygons where the peers read them."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _BOARD).write_text(json.dumps(asdict(self)), encoding="utf-8")
        (folder / _GEOMETRY).write_bytes(geometry)


def read_board(folder: Path) -> Board:
    """Read the board of a folder."""
    return Board(**json.loads((folder / _BOARD).read_text(encoding="utf-8")))


def read_geometry(folder: Path) -> bytes:
    """Read the polygons of a folder, GeoJSON with `properties.code`."""
    return (folder / _GEOMETRY).read_bytes()
