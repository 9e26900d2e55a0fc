"""Open the zip of a workbook with every size checked before anything is unpacked."""

import posixpath
from io import BytesIO
from typing import IO
from zipfile import ZipFile, ZipInfo

from dashboard.errors import N_, Sentence
from dashboard.intake.errors import BinaryWorkbook, OtherKind, PasswordProtected, TooManyParts, UnpacksTooLarge
from dashboard.intake.kinds import named_package
from dashboard.intake.limits import MAX_MEMBERS, MAX_UNPACKED, MEGABYTE
from dashboard.intake.xml_walk import Collector, Handler, walk

_CENTRAL_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 1


class Package:
    """Give access to the parts of a workbook by their paths, in any spelling.

    zipfile stops at a part's declared size and then checks its sum, so a part that lies about its size is damage.
    """

    def __init__(self, name: str, content: bytes) -> None:
        """Open the zip.

        Raises
        ------
        TooManyParts, UnpacksTooLarge, PasswordProtected
            The directory of the zip says so; nothing has been unpacked.
        zipfile.BadZipFile
            There is no directory.
        """
        if content.count(_CENTRAL_ENTRY) > MAX_MEMBERS:  # before zipfile builds an object for each
            raise TooManyParts(file=name, limit=MAX_MEMBERS)
        self._zip = ZipFile(BytesIO(content))
        size = sum(member.file_size for member in self._zip.infolist())
        if size > MAX_UNPACKED:
            raise UnpacksTooLarge(file=name, size=-(-size // MEGABYTE), limit=MAX_UNPACKED // MEGABYTE)
        if any(member.flag_bits & _ENCRYPTED for member in self._zip.infolist()):
            raise PasswordProtected(file=name)
        self._members: dict[str, ZipInfo] = {_key(member.filename): member for member in self._zip.infolist()}
        self.name = name

    def __contains__(self, path: str) -> bool:
        return _key(path) in self._members

    def open(self, path: str) -> IO[bytes]:
        """Open a part. An unknown one is a KeyError."""
        return self._zip.open(self._members[_key(path)])

    def walk(self, path: str, handler: Handler) -> None:
        """Feed a part to a handler."""
        with self.open(path) as stream:
            walk(stream, handler)

    def relations(self, path: str) -> dict[str, tuple[str, str]]:
        """Return the parts that a part refers to: id → kind, path. External ones are left out."""
        folder, file = posixpath.split(path)
        rels = posixpath.join(folder, "_rels", f"{file}.rels")
        if rels not in self:
            return {}
        links = Collector("Relationship")
        self.walk(rels, links)
        return {
            link["Id"]: (posixpath.basename(link["Type"]), posixpath.join("/", folder, link["Target"]))
            for _, link in links.found
            if link.get("TargetMode") != "External"
        }

    def workbook(self) -> str:
        """Return the path of the workbook part.

        Raises
        ------
        BinaryWorkbook, OtherKind
            The zip is something else.
        """
        paths = [path for kind, path in self.relations("").values() if kind == "officeDocument"]
        path = paths[0] if paths else "/xl/workbook.xml"
        if _key(path).endswith(".bin") or "xl/workbook.bin" in self:
            raise BinaryWorkbook(file=self.name)
        if path not in self or not _key(path).startswith("xl/"):
            raise OtherKind(file=self.name, what=named_package(self._members))
        return path

    def remarks(self) -> tuple[Sentence, ...]:
        """Return what the sender should know about parts that are not read."""
        found = []
        if any(key.endswith("vbaproject.bin") for key in self._members):
            found.append(Sentence(N_("The macros in the file were ignored.")))
        if any(key.startswith("xl/externallinks/") for key in self._members):
            found.append(Sentence(N_("Links to other files were ignored; the values saved last were read.")))
        if any(key.startswith("xl/media/") for key in self._members):
            found.append(Sentence(N_("Pictures in the file were not read.")))
        return tuple(found)


def _key(path: str) -> str:
    return posixpath.normpath(path.replace("\\", "/")).lstrip("/").lower()
