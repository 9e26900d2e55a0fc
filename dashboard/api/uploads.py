"""Read uploaded files, never more than one may have."""

from fastapi import UploadFile

from dashboard.intake.errors import FileTooLarge
from dashboard.intake.limits import MAX_FILE, MEGABYTE


def bounded(file: UploadFile, name: str) -> bytes:
    """Return the bytes of a file; raise FileTooLarge."""
    content = file.file.read(MAX_FILE + 1)
    if len(content) > MAX_FILE:
        size = file.size or len(content)
        raise FileTooLarge(file=name, size=-(-size // MEGABYTE), limit=MAX_FILE // MEGABYTE)
    return content
