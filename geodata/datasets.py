"""Find what can be read in a file, folder or archive."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from geodata.archives import unpack
from geodata.errors import BrokenFile, MissingFile, NothingToRead, TooLarge, TooManyMembers, UnknownFormat
from geodata.formats import FORMATS, GEODATABASE_SUFFIX, SUFFIXES, Format, identify
from geodata.limits import MEGABYTE, Limits

_TEXT = {Format.JSON, Format.KML, Format.CSV}
_COMPANIONS = {".json", ".csv", ".xlsx", ".tsv"}  # beside boundaries of another kind they are something else
_SKIPPED = ("__MACOSX", "._")


@dataclass(frozen=True)
class Dataset:
    """Hold one thing that a reader opens: its path, its name in sentences, its format."""

    path: Path
    label: str
    format: Format


def datasets(path: Path, work: Path, limits: Limits) -> list[Dataset]:
    """List what can be read at `path`; an archive is unpacked into `work`.

    Raises
    ------
    GeodataError
        There is nothing, it is something else, or too large.
    """
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        raise MissingFile(file=path.name) from error
    try:
        return _found(path, mode, work, limits)
    except OSError as error:  # such as a file that may not be read
        raise BrokenFile(file=path.name, reason=error.strerror) from error


def _found(path: Path, mode: int, work: Path, limits: Limits) -> list[Dataset]:
    if stat.S_ISDIR(mode):
        return _inside(path, path.name, limits)
    if not stat.S_ISREG(mode):  # a pipe would be waited for without end
        raise UnknownFormat(file=path.name, formats=FORMATS)
    _check_size(path, limits.file, path.name)
    found = identify(path)
    if found != Format.ZIP:
        return [_dataset(path, path.name, found, limits)]
    unpack(path, work, limits)
    return _inside(work, path.name, limits)


def _inside(folder: Path, label: str, limits: Limits) -> list[Dataset]:
    if folder.suffix.lower() == GEODATABASE_SUFFIX or any(folder.glob("*.gdbtable")):
        _check_folder(folder, label, limits)
        return [Dataset(folder, label, Format.GEODATABASE)]
    found: list[Dataset | Path] = []
    tables: list[Dataset | Path] = []
    count = 0
    for top, folders, files in os.walk(folder):
        parent = Path(top)
        folders.sort()
        count += len(files)
        if count > limits.members:
            raise TooManyMembers(file=label, limit=limits.members)
        for name in tuple(folders):
            if name.lower().endswith(GEODATABASE_SUFFIX):
                folders.remove(name)
                _check_folder(parent / name, label, limits)
                found.append(Dataset(parent / name, f"{label}/{name}", Format.GEODATABASE))
            elif name.startswith(_SKIPPED):
                folders.remove(name)
        for name in sorted(files):
            suffix = Path(name).suffix.lower()
            known = SUFFIXES.get(suffix, Format.ZIP) != Format.ZIP and not name.startswith(_SKIPPED)
            if known and (parent / name).is_file():
                (tables if suffix in _COMPANIONS else found).append(parent / name)
    paths = found or tables
    listed = [
        entry if isinstance(entry, Dataset) else _dataset(entry, f"{label}/{entry.name}", identify(entry), limits)
        for entry in paths
    ]
    if not listed:
        raise NothingToRead(file=label, formats=FORMATS)
    return listed


def _dataset(path: Path, label: str, found: Format, limits: Limits) -> Dataset:
    _check_size(path, limits.text if found in _TEXT else limits.file, label)
    return Dataset(path, label, found)


def _check_folder(folder: Path, label: str, limits: Limits) -> None:
    files = [path for path in folder.iterdir() if path.is_file()]
    if len(files) > limits.members:
        raise TooManyMembers(file=label, limit=limits.members)
    _check_bytes(sum(path.stat().st_size for path in files), limits.file, label)


def _check_size(path: Path, limit: int, label: str) -> None:
    _check_bytes(path.stat().st_size, limit, label)


def _check_bytes(size: int, limit: int, label: str) -> None:
    if size > limit:
        raise TooLarge(file=label, size=-(-size // MEGABYTE), limit=limit // MEGABYTE)
