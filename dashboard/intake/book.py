"""Read a table file, whatever it is called: .xlsx, .xls or text; or say why not."""

from pathlib import PurePath

from dashboard.intake.book_csv import read_csv
from dashboard.intake.book_xls import read_xls
from dashboard.intake.book_xlsx import read_xlsx
from dashboard.intake.cells import Book, Kind, Merged, RawCell, Row, Sheet, address
from dashboard.intake.errors import (
    DamagedFile,
    EmptyFile,
    FileRefused,
    FileTooLarge,
    NothingInside,
    OtherKind,
    UnknownKind,
    UnsafeXml,
    WpsFile,
)
from dashboard.intake.kinds import container, named_kind
from dashboard.intake.limits import MAX_FILE, MEGABYTE
from dashboard.intake.xml_walk import DoctypeFound

__all__ = ["Book", "Kind", "Merged", "RawCell", "Row", "Sheet", "address", "read_book"]

_WPS_SUFFIXES = {".et", ".ett"}


def read_book(name: str, content: bytes) -> Book:
    """Return what a table file says.

    Parameters
    ----------
    name : str
        Name of the file, for the messages. Only .et is taken from it: WPS's own format looks like an .xls.
    content : bytes
        The file. Its kind is recognised from these bytes.

    Raises
    ------
    FileRefused
        The file cannot be taken; each subclass is one reason. Nothing else is raised, whatever the bytes are.
    """
    try:
        book = _read(name, content)
    except FileRefused:
        raise
    except DoctypeFound as error:
        raise UnsafeXml(file=name) from error
    except Exception as error:  # the libraries fail on corrupted bytes in countless ways, out of memory included
        raise DamagedFile(file=name) from error
    if not any(sheet.rows for sheet in book.sheets):
        raise NothingInside(file=name)
    return book


def _read(name: str, content: bytes) -> Book:
    if not content:
        raise EmptyFile(file=name)
    if len(content) > MAX_FILE:
        raise FileTooLarge(file=name, size=-(-len(content) // MEGABYTE), limit=MAX_FILE // MEGABYTE)
    holder = container(content)
    if holder == "zip":
        return read_xlsx(name, content)
    if PurePath(name).suffix.lower() in _WPS_SUFFIXES:
        raise WpsFile(file=name)
    if holder == "ole":
        return read_xls(name, content)
    what = named_kind(content)
    if what is not None:
        raise OtherKind(file=name, what=what)
    if holder == "other":
        raise UnknownKind(file=name)
    return read_csv(name, content)
