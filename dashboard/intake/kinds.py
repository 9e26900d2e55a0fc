"""Recognise what a file is by its contents; its name decides nothing."""

from collections.abc import Collection
from typing import Literal

from dashboard.errors import N_, Sentence

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_BARE_BIFF = (b"\x09\x08\x10\x00\x00\x06", b"\x09\x08\x08\x00\x00\x05")

_PICTURE = N_("a picture")
_ARCHIVE = N_("an archive")
_WORD = N_("a Word document")
_SLIDES = N_("a presentation")
_WEB_PAGE = N_("a web page")

_BINARY_SIGNATURES = (
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"BM", _PICTURE),
    (b"II*\x00", _PICTURE),
    (b"MM\x00*", _PICTURE),
    (b"RIFF", _PICTURE),
    (b"Rar!", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"\x1f\x8b", _ARCHIVE),
    (b"MZ", N_("a program")),
)
_TEXT_SIGNATURES = (
    (b"%pdf", N_("a PDF document")),
    (b"{\\rtf", _WORD),
    (b"<!doctype html", _WEB_PAGE),
    (b"<html", _WEB_PAGE),
    (b"<head", _WEB_PAGE),
    (b"<meta", _WEB_PAGE),
    (b"<table", _WEB_PAGE),
    (b"mime-version:", _WEB_PAGE),
    (b"<?xml", N_("an XML file")),
)
_MEMBERS = (
    ("word/document.xml", _WORD),
    ("ppt/presentation.xml", _SLIDES),
    ("ofd.xml", N_("an OFD document")),
    ("content.xml", N_("an OpenDocument file")),
)
_OLE_MARKS = (("WordDocument", _WORD), ("PowerPoint Document", _SLIDES))
_CONTROLS = bytes(range(9)) + bytes(range(14, 27)) + bytes(range(28, 32))
_HEAD = 4096
_MAX_CONTROLS = 0.01
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")


def container(content: bytes) -> Literal["zip", "ole", "text", "other"]:
    """Return what holds the contents: a zip, an OLE container (or bare BIFF), text, or something else."""
    if content.startswith(_ZIP):
        return "zip"
    if content.startswith((OLE, *_BARE_BIFF)):
        return "ole"
    if content.startswith(_WIDE_MARKS):
        return "text"
    head = content[:_HEAD]
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return "other" if b"\0" in content or controls > len(head) * _MAX_CONTROLS else "text"


def named_kind(content: bytes) -> Sentence | None:
    """Return the name of a well-known kind of file that is no table, or None."""
    start = content[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if container(content) == "other":
        for signature, name in _BINARY_SIGNATURES:
            if content.startswith(signature):
                return Sentence(name)
    return next((Sentence(name) for signature, name in _TEXT_SIGNATURES if start.startswith(signature)), None)


def named_package(members: Collection[str]) -> Sentence:
    """Return the name of a zip that is no workbook, by the lower-case names of its members."""
    return Sentence(next((name for member, name in _MEMBERS if member in members), _ARCHIVE))


def named_ole(content: bytes) -> Sentence | None:
    """Return the name of an OLE container that holds no workbook, or None."""
    return next((Sentence(name) for mark, name in _OLE_MARKS if has_stream(content, mark)), None)


def has_stream(content: bytes, name: str) -> bool:
    """Return whether an OLE container's directory names a stream."""
    return name.encode("utf-16-le") in content
