"""Tell in which encoding Chinese text was written, and when it was once read in a wrong one."""

import codecs
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from geodata.errors import UnknownEncoding, WrongEncoding

UTF8, GB = "UTF-8", "GB18030"

_GB_NAMES = {"gb18030", "gbk", "gb2312", "hz"}
_THREE_BYTES = re.compile(r"[\u0800-\uffef]")  # hanzi, and whatever else takes three bytes in UTF-8
_COMMON_PAIRS = re.compile(rb"(?:[\xb0-\xf7][\xa1-\xfe])+")  # hanzi of GB 2312, no others
_HIGH = re.compile(rb"[\x80-\xff]+")
_LOST = "\ufffd"
_LATIN = 256  # code points of Latin-1
_MOSTLY = 0.5
_NEARLY_ALL = 0.9


@dataclass(frozen=True)
class Mojibake:
    """Describe text that was read in a wrong encoding before it was written here.

    Attributes
    ----------
    written, taken : str
        The encoding it was in, and the one it was taken for.
    found, meant : str
        An example as it stands, and as it should be; `meant` is empty when letters are lost.
    count : int
        Texts concerned.
    """

    written: str
    taken: str
    found: str
    meant: str
    count: int


def known(encoding: str, file: str) -> str:
    """Return an encoding's own name, or raise UnknownEncoding."""
    try:
        return codecs.lookup(encoding.strip()).name
    except (LookupError, ValueError) as error:
        raise UnknownEncoding(file=file, encoding=encoding) from error


def decode(data: bytes, file: str, encoding: str | None = None) -> tuple[str, str]:
    """Return a text and its encoding: the one given, else by its byte order mark, UTF-8 or GB18030.

    Raises
    ------
    UnknownEncoding, WrongEncoding
        There is none such, or the text is in none of them.
    """
    tried = [encoding] if encoding else [UTF8, GB]
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and not encoding:
        tried = ["UTF-16"]
    for name in tried:
        try:
            return data.decode(known(name, file)).removeprefix("\ufeff"), name
        except UnicodeError:
            continue
    raise WrongEncoding(file=file, encoding=" / ".join(tried))


def choose(values: Sequence[bytes], declared: str | None) -> tuple[str | None, bool]:
    """Return the encoding of attribute values, and whether it contradicts what the file declares.

    What decodes as UTF-8 with three-byte letters is UTF-8 whatever is declared: no other text looks like it.
    None when the values are in no encoding that is tried.
    """
    foreign = [value for value in values if not value.isascii()]
    if not foreign:
        return declared or UTF8, False
    utf8 = [decode_field(value, UTF8) for value in foreign]
    is_utf8 = None not in utf8
    if declared and _is_utf8(declared) and is_utf8:
        return declared, False
    if is_utf8 and (not declared or any(_THREE_BYTES.search(text or "") for text in utf8)):
        return UTF8, declared is not None
    if declared and all(decode_field(value, declared) is not None for value in foreign):
        chinese = _is_gb(declared) or not _looks_gb(b" ".join(foreign))
        return (declared, False) if chinese else (GB, True)
    if all(decode_field(value, GB) is not None for value in foreign):
        return GB, declared is not None
    return None, False


def decode_field(value: bytes, encoding: str) -> str | None:
    """Return a value, less a last letter that the width of its field has cut; None when it is not so encoded."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(value, final=False)
    except UnicodeError:
        return None


def mojibake(texts: Iterable[str]) -> Mojibake | None:
    """Return how texts were spoilt, when most of those that are not plain ASCII were."""
    foreign = [text for text in texts if not text.isascii()]
    lost = [text for text in foreign if _LOST in text]
    if lost:
        return Mojibake(GB, UTF8, lost[0], "", len(lost))
    for written, taken, mend in (
        (UTF8, "Latin-1", _utf8_from_latin),
        (GB, "Latin-1", _gb_from_latin),
        (UTF8, GB, _utf8_from_gb),
    ):
        mended = [(text, meant) for text in foreign if (meant := mend(text))]
        if mended and len(mended) > _MOSTLY * len(foreign):
            return Mojibake(written, taken, *mended[0], len(mended))
    return None


def _is_utf8(encoding: str) -> bool:
    return codecs.lookup(encoding).name.startswith("utf-8")


def _is_gb(encoding: str) -> bool:
    return codecs.lookup(encoding).name in _GB_NAMES


def _looks_gb(data: bytes) -> bool:
    """Say whether nearly all high bytes stand in pairs of common hanzi."""
    high = b"".join(_HIGH.findall(data))
    paired = sum(len(run) for run in _COMMON_PAIRS.findall(data))
    return bool(high) and paired >= _NEARLY_ALL * len(high)


def _latin_bytes(text: str) -> bytes | None:
    """Return the bytes that a text was before it was taken for Latin-1 or Windows-1252."""
    try:
        return b"".join(bytes([ord(c)]) if ord(c) < _LATIN else c.encode("cp1252") for c in text)
    except UnicodeError:
        return None


def _utf8_from_latin(text: str) -> str | None:
    data = _latin_bytes(text)
    meant = decode_field(data, UTF8) if data else None
    return meant if meant and _THREE_BYTES.search(meant) else None


def _gb_from_latin(text: str) -> str | None:
    data = _latin_bytes(text)
    return decode_field(data, GB) if data and _looks_gb(data) else None


def _utf8_from_gb(text: str) -> str | None:
    """Return what UTF-8 bytes meant that were taken for GBK; an odd last byte has become a question mark."""
    try:
        meant = decode_field(text.rstrip("?").encode(GB), UTF8)
    except UnicodeError:
        return None
    return meant if meant and _THREE_BYTES.search(meant) else None
