"""Walk through an XML part with constant memory, and stop at any document type.

A tree of a hostile sheet would take gigabytes, so none is built: the handler sees one element after another.
"""

from typing import IO, Protocol
from xml.parsers.expat import ParserCreate

_CHUNK = 1 << 20


class DoctypeFound(Exception):
    """Stop at a document type; entities can only be declared in one."""


class Handler(Protocol):
    """Take in elements. Tags come as `namespace name`, see `local`."""

    def start(self, tag: str, attributes: dict[str, str], /) -> None:
        """Take in the start of an element."""

    def end(self, tag: str, /) -> None:
        """Take in the end of an element."""

    def data(self, text: str, /) -> None:
        """Take in a piece of text."""


def local(tag: str) -> str:
    """Return a name without its namespace, which is all that differs between transitional and strict files."""
    return tag[tag.rfind(" ") + 1 :]


def walk(stream: IO[bytes], handler: Handler) -> None:
    """Feed the elements of `stream` to `handler`.

    Raises
    ------
    DoctypeFound
        The part declares a document type.
    xml.parsers.expat.ExpatError
        The part is not well-formed.
    """
    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _stop
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.data
    while chunk := stream.read(_CHUNK):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _stop(*_: object) -> None:
    raise DoctypeFound


class Collector:
    """Collect the attributes of some elements, by their local names, in their order."""

    def __init__(self, *wanted: str, limit: int = 10_000) -> None:
        self._wanted = frozenset(wanted)
        self._limit = limit
        self.found: list[tuple[str, dict[str, str]]] = []

    def start(self, tag: str, attributes: dict[str, str], /) -> None:
        """Keep the attributes of a wanted element."""
        name = local(tag)
        if name not in self._wanted:
            return
        if len(self.found) >= self._limit:
            raise ValueError(name)
        self.found.append((name, {local(key): value for key, value in attributes.items()}))

    def end(self, _: str, /) -> None:
        """Pass over the end of an element."""

    def data(self, _: str, /) -> None:
        """Pass over text."""
