"""Unpack a ZIP into a folder, with every name and size checked before anything is written."""

import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from geodata.errors import BrokenArchive, LockedArchive, TooLarge, TooManyMembers, UnsafeArchive
from geodata.limits import MEGABYTE, Limits

_ENCRYPTED = 0x1
_UTF8_NAME = 0x800
_CENTRAL_ENTRY = b"PK\x01\x02"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, LookupError, ValueError, OSError)


def unpack(path: Path, folder: Path, limits: Limits) -> None:
    """Write the files of the ZIP at `path` below `folder`.

    Raises
    ------
    LockedArchive, UnsafeArchive, TooManyMembers, TooLarge
        The directory of the archive says so; nothing has been written.
    BrokenArchive
        It cannot be read to its end.
    """
    if path.read_bytes().count(_CENTRAL_ENTRY) > limits.members:  # before zipfile builds an object for each
        raise TooManyMembers(file=path.name, limit=limits.members)
    try:
        with zipfile.ZipFile(path) as archive:
            for member, target in _checked(archive, path.name, folder, limits):
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(member) as stream, target.open("wb") as file:
                    while chunk := stream.read(MEGABYTE):  # never more than the directory declared
                        file.write(chunk)
    except _BROKEN as error:
        raise BrokenArchive(file=path.name) from error


def check_archive(path: Path, limits: Limits) -> None:
    """Check the directory of a ZIP that another reader will open, such as a workbook.

    Raises
    ------
    GeodataError
        As `unpack`.
    """
    if path.read_bytes().count(_CENTRAL_ENTRY) > limits.members:
        raise TooManyMembers(file=path.name, limit=limits.members)
    try:
        with zipfile.ZipFile(path) as archive:
            _checked(archive, path.name, path.parent, limits)
    except _BROKEN as error:
        raise BrokenArchive(file=path.name) from error


def _checked(
    archive: zipfile.ZipFile, name: str, folder: Path, limits: Limits
) -> list[tuple[zipfile.ZipInfo, Path]]:
    """Return the files of an archive and where each belongs."""
    members = [member for member in archive.infolist() if not member.filename.endswith("/")]
    size = sum(member.file_size for member in members)
    if size > limits.unpacked:
        raise TooLarge(file=name, size=-(-size // MEGABYTE), limit=limits.unpacked // MEGABYTE)
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise LockedArchive(file=name)
    files = []
    for member in members:
        inside = PurePosixPath(_name(member).replace("\\", "/"))
        outside = inside.is_absolute() or ".." in inside.parts or ":" in inside.parts[0]
        if outside or stat.S_ISLNK(member.external_attr >> 16):
            raise UnsafeArchive(file=name, member=member.filename)
        files.append((member, folder / inside))
    return files


def _name(member: zipfile.ZipInfo) -> str:
    """Return the name of a member; Chinese Windows writes GBK without saying so."""
    if member.flag_bits & _UTF8_NAME:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return member.filename
