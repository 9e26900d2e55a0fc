"""Install boundaries under their content hash, switch to them atomically, and open them fast.

This module imports neither geopandas nor shapely nor pandas: a server that only serves installed
boundaries starts without them.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from geodata.about import About
from geodata.errors import BrokenCatalog, MissingFile
from geodata.places import Place

FORMAT = "3"
"""Changes when the same input gives other files."""

_INPUTS = ("units.csv", "towns.csv", "outline.geojson", "about.toml")
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
class Catalog:
    """Describe installed boundaries; the value is replaced whole, never changed.

    Attributes
    ----------
    area : str
        Code of the district.
    hash : str
        Of the contents; part of their address.
    inputs : str
        Digest of what they were built from.
    format : str
        `FORMAT` of the release that built them.
    bounds : tuple of float
        West, south, east, north in degrees, EPSG:4326.
    files : Mapping[str, CatalogFile]
        By file name.
    """

    area: str
    hash: str
    inputs: str
    format: str
    folder: Path
    bounds: tuple[float, float, float, float]
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
        Folder with units.csv, towns.csv, outline.geojson and about.toml.
    renames : Mapping[str, tuple[str, str]]
        Units that appear under another code and name (`geodata.places.renamed`).
    folder : Path
        Where boundaries are installed.

    Raises
    ------
    GeodataError
        The source cannot be used; what was installed stays as it is.
    """
    inputs = _digest_inputs(source, renames)
    current = open_catalog(folder)
    if current is not None and current.inputs == inputs:
        return current
    # Imported here because they take a second, and only building needs them.
    from geodata.build import build
    from geodata.encode import encode
    from geodata.places import renamed
    from geodata.read import read_source

    boundaries = build(renamed(read_source(source), renames))
    bounds = tuple(round(float(edge), 6) for edge in boundaries.units.total_bounds)
    places = [asdict(place) for place in boundaries.places]
    return install(encode(boundaries), places, inputs, bounds, boundaries.about, folder)


def install(
    files: dict[str, tuple[str, bytes]],
    places: list[dict[str, object]],
    inputs: str,
    bounds: tuple[float, ...],
    about: About,
    folder: Path,
) -> Catalog:
    """Write files into a folder of their own and switch to it in one step."""
    from geodata.encode import write

    digest = hashlib.sha256(FORMAT.encode())
    for name, (_, body) in sorted(files.items()):
        digest.update(name.encode() + hashlib.sha256(body).digest())
    name = digest.hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=".building-", dir=folder))
    try:
        write(building, files)
        manifest = {
            "area": about.code,
            "hash": name,
            "inputs": inputs,
            "format": FORMAT,
            "bounds": bounds,
            "about": asdict(about),
            "files": {file: {"media_type": kind, "size": len(body)} for file, (kind, body) in files.items()},
        }
        _write_json(building / _PLACES, places)
        _write_json(building / _MANIFEST, manifest)
        building.chmod(0o755)
        target = folder / name
        if target.exists():  # the same contents, perhaps half written by a run that was killed
            shutil.rmtree(target)
        building.rename(target)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    _switch(folder, name)
    return _open(folder, name)


def open_catalog(folder: Path) -> Catalog | None:
    """Return the boundaries installed in `folder`, or None when there are none."""
    current = folder / _CURRENT
    if not current.exists():
        return None
    return _open(folder, str(_read_json(current)["hash"]))


def _open(folder: Path, name: str) -> Catalog:
    manifest = _read_json(folder / name / _MANIFEST)
    files = {
        file: CatalogFile(folder / name / file, entry["media_type"], entry["size"])
        for file, entry in manifest["files"].items()
    }
    west, south, east, north = manifest["bounds"]
    return Catalog(
        area=manifest["area"],
        hash=manifest["hash"],
        inputs=manifest["inputs"],
        format=manifest.get("format", ""),
        folder=folder / name,
        bounds=(west, south, east, north),
        about=About(**manifest["about"]),
        files=files,
    )


def _digest_inputs(source: Path, renames: Mapping[str, tuple[str, str]]) -> str:
    digest = hashlib.sha256(FORMAT.encode())
    for name in _INPUTS:
        try:
            digest.update(hashlib.sha256((source / name).read_bytes()).digest())
        except OSError as error:
            raise MissingFile(file=name) from error
    digest.update(json.dumps(sorted(renames.items()), ensure_ascii=False).encode())
    return digest.hexdigest()


def _switch(folder: Path, name: str) -> None:
    """Make `name` the current boundaries; a crash leaves the old ones or the new ones."""
    handle, path = tempfile.mkstemp(prefix=".current-", dir=folder)
    with os.fdopen(handle, "w") as file:
        json.dump({"hash": name}, file)
        file.flush()
        os.fsync(file.fileno())
    Path(path).replace(folder / _CURRENT)


def _read_json(path: Path) -> Any:  # noqa: ANN401 - JSON
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BrokenCatalog(file=path, reason=error) from error


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
