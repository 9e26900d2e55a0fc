"""Install boundaries under their content hash, switch to them atomically, and open them fast.

This module imports neither geopandas nor shapely nor pandas: a server that only serves installed
boundaries starts without them.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geodata.about import About
from geodata.errors import BrokenCatalog, MissingFile
from geodata.places import Place
from geodata.placing import place

if TYPE_CHECKING:
    from geodata.build import Boundaries

FORMAT = "4"
"""Changes when the same input gives other files."""

_INPUTS = ("units.csv", "towns.csv", "about.toml")
_OPTIONAL = ("outline.geojson", "shapes.geojson")
_CURRENT = "current.json"
_MANIFEST = "manifest.json"
_PLACES = "places.json"


@dataclass(frozen=True)
class CatalogFile:
    """Hold one file: its path (beside it `.br` and `.gz`), media type and size in bytes."""

    path: Path
    media_type: str
    size: int


@dataclass(frozen=True)
class MapArea:
    """Describe one map: of a district's units, or of what lies directly in an area above the districts.

    Attributes
    ----------
    bounds : tuple of float
        West, south, east, north in degrees, EPSG:4326.
    geography : bool
        False where no place is known: then there are tiles, or a list, alone.
    units : int
        Of a district; 0 above.
    drawn : int
        How many of them have a schematic cell, not a surveyed one.
    """

    bounds: tuple[float, float, float, float]
    geography: bool
    units: int
    drawn: int

    @property
    def above(self) -> bool:
        """Say whether it lies above the districts."""
        return self.units == 0


@dataclass(frozen=True)
class Catalog:
    """Describe installed boundaries; the value is replaced whole, never changed.

    Attributes
    ----------
    area : str
        Code of the root of all areas.
    hash : str
        Of the contents; part of their address.
    inputs : str
        Digest of what they were built from.
    format : str
        `FORMAT` of the release that built them.
    maps : Mapping[str, MapArea]
        By the code of their area, from the root down.
    files : Mapping[str, CatalogFile]
        By file name.
    """

    area: str
    hash: str
    inputs: str
    format: str
    folder: Path
    maps: Mapping[str, MapArea]
    about: About
    files: Mapping[str, CatalogFile]

    def places(self) -> tuple[Place, ...]:
        """Read the places: parents first, in official order."""
        listed = _read_json(self.folder / _PLACES)
        return tuple(Place(**{**place, "aliases": tuple(place["aliases"])}) for place in listed)


def ensure(source: Path, renames: Mapping[str, tuple[str, str]], folder: Path) -> Catalog:
    """Return the boundaries of a source folder, building them only when they are not installed yet.

    Parameters
    ----------
    source : Path
        Folder with units.csv, towns.csv, about.toml and, where they are, outline.geojson and shapes.geojson.
    renames : Mapping[str, tuple[str, str]]
        Units that appear under another code and name (`geodata.places.renamed`).
    folder : Path
        Where boundaries are installed.

    Raises
    ------
    GeodataError
        The source cannot be used; what was installed stays as it is.
    """
    inputs = digest_inputs(source, renames)
    current = open_catalog(folder)
    if current is not None and current.inputs == inputs:
        return current
    # Imported here because they take a second, and only building needs them.
    from geodata.build import build
    from geodata.places import renamed
    from geodata.read import read_source

    installed = install(build(renamed(read_source(source), renames)), inputs, folder)
    switch(installed)
    return installed


def install(boundaries: "Boundaries", inputs: str, folder: Path) -> Catalog:
    """Write boundaries into a folder of their own, which their contents name; nothing uses them before `switch`.

    Parameters
    ----------
    inputs : str
        Digest of what they were built from (`digest_inputs`).
    """
    from geodata.encode import encode, write

    files = encode(boundaries)
    digest = hashlib.sha256(f"{FORMAT} {inputs}".encode())
    for name, (_, body) in sorted(files.items()):
        digest.update(name.encode() + hashlib.sha256(body).digest())
    name = digest.hexdigest()[:16]
    manifest = {
        "area": boundaries.about.code,
        "hash": name,
        "inputs": inputs,
        "format": FORMAT,
        "maps": {area: asdict(found) for area, found in _maps(boundaries).items()},
        "about": asdict(boundaries.about),
        "files": {file: {"media_type": kind, "size": len(body)} for file, (kind, body) in files.items()},
    }

    def fill(building: Path) -> None:
        write(building, files)
        _write_json(building / _PLACES, [asdict(place) for place in boundaries.places])
        _write_json(building / _MANIFEST, manifest)

    place(folder / name, fill, lambda there: _is_whole(there, manifest))
    return _open(folder, name)


def _is_whole(folder: Path, manifest: Mapping[str, Any]) -> bool:
    """Say whether a folder holds what the manifest names, built from the same files."""
    try:
        sizes = {file: (folder / file).stat().st_size for file in manifest["files"]}
        same = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))["inputs"] == manifest["inputs"]
    except (OSError, ValueError, KeyError):
        return False
    return same and all(sizes[file] == entry["size"] for file, entry in manifest["files"].items())


def _maps(boundaries: "Boundaries") -> dict[str, MapArea]:
    nowhere = boundaries.sheets[0].bounds
    above = {
        one.area: MapArea(one.bounds or nowhere, one.bounds is not None, 0, 0) for one in boundaries.overviews
    }
    return above | {
        sheet.area: MapArea(sheet.bounds, sheet.geography, len(sheet.units), int(sheet.units["schematic"].sum()))
        for sheet in boundaries.sheets
    }


def open_catalog(folder: Path, name: str | None = None) -> Catalog | None:
    """Return the boundaries installed in `folder`: those of a hash, by default the current ones; None without."""
    current = folder / _CURRENT
    if name is None:
        return _open(folder, str(_read_json(current)["hash"])) if current.exists() else None
    return _open(folder, name) if (folder / name / _MANIFEST).exists() else None


def _open(folder: Path, name: str) -> Catalog:
    manifest = _read_json(folder / name / _MANIFEST)
    files = {
        file: CatalogFile(folder / name / file, entry["media_type"], entry["size"])
        for file, entry in manifest["files"].items()
    }
    return Catalog(
        area=manifest["area"],
        hash=manifest["hash"],
        inputs=manifest["inputs"],
        format=manifest.get("format", ""),
        folder=folder / name,
        maps={area: _map_area(entry) for area, entry in manifest.get("maps", {}).items()},
        about=_about(manifest["about"]),
        files=files,
    )


def _map_area(entry: Mapping[str, Any]) -> MapArea:
    west, south, east, north = entry["bounds"]
    return MapArea(**{**entry, "bounds": (west, south, east, north)})


def _about(entry: Mapping[str, Any]) -> About:
    known = {field.name for field in fields(About)}
    return About(**{name: value for name, value in entry.items() if name in known})  # earlier releases wrote more


def digest_inputs(source: Path, renames: Mapping[str, tuple[str, str]]) -> str:
    """Return the digest of a source folder, with the places that appear under another name."""
    digest = hashlib.sha256(FORMAT.encode())
    for name in _INPUTS:
        try:
            digest.update(hashlib.sha256((source / name).read_bytes()).digest())
        except OSError as error:
            raise MissingFile(file=name) from error
    for name in _OPTIONAL:
        if (source / name).exists():
            digest.update(name.encode() + hashlib.sha256((source / name).read_bytes()).digest())
    digest.update(json.dumps(sorted(renames.items()), ensure_ascii=False).encode())
    return digest.hexdigest()


def switch(catalog: Catalog) -> None:
    """Make installed boundaries the current ones; a crash leaves the old ones or the new ones."""
    folder = catalog.folder.parent
    handle, path = tempfile.mkstemp(prefix=".current-", dir=folder)
    with os.fdopen(handle, "w") as file:
        json.dump({"hash": catalog.hash}, file)
        file.flush()
        os.fsync(file.fileno())
    Path(path).chmod(0o644)  # the server may run under another account than the command
    Path(path).replace(folder / _CURRENT)


def _read_json(path: Path) -> Any:  # noqa: ANN401 - JSON
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BrokenCatalog(file=path, reason=error) from error


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
