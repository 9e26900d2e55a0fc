"""Read a table that is text: comma, semicolon or tab; UTF-8, UTF-16 or GBK."""

import csv
import io
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from itertools import islice

from dashboard.errors import N_, Sentence
from dashboard.intake.cells import Book, RawCell, Row, Sheet, blank_rows_remark, legal_text, row_of
from dashboard.intake.errors import UnknownEncoding
from dashboard.intake.limits import Tally

_DELIMITERS = ",;\t"
_LINES_LOOKED_AT = 50


def read_csv(name: str, content: bytes) -> Book:
    """Return a book of one sheet. All values are text, and nothing is hidden or merged.

    Raises
    ------
    UnknownEncoding
        The characters are neither Unicode nor GB 18030.
    TooManyRows, TooManyColumns, TooManyCells
        A limit is passed.
    """
    text, remarks = _decode(name, content)
    separator, text = _separator(text)
    tally = Tally(name)
    tally.begin("")
    rows: list[Row] = []
    blank = 0
    for number, record in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1):
        cells = (RawCell(column, legal_text(value)) for column, value in enumerate(record, 1) if value)
        row = row_of(number, cells)
        if row is None:
            blank += 1
            continue
        tally.add(row)
        rows.append(row)
    return Book("csv", (Sheet("", tuple(rows)),), (*remarks, *blank_rows_remark("", blank)))


def _decode(name: str, content: bytes) -> tuple[str, tuple[Sentence, ...]]:
    try:
        if content.startswith(BOM_UTF8):
            return content.decode("utf-8-sig"), ()
        if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            return content.decode("utf-16"), ()
        try:
            return content.decode("utf-8"), ()
        except UnicodeDecodeError:
            remark = Sentence(N_("The text was read as GBK (GB 18030)."))
            return content.decode("gb18030"), (remark,)
    except UnicodeDecodeError as error:
        raise UnknownEncoding(file=name) from error


def _separator(text: str) -> tuple[str, str]:
    """Return what parts the columns, and the text without Excel's line `sep=;` that says so."""
    first, _, rest = text.partition("\n")
    declared = first.strip().strip('"')
    if declared[:4].lower() == "sep=" and declared[4:] in set(_DELIMITERS):
        return declared[4:], "\n" + rest
    sample = list(islice(io.StringIO(text), _LINES_LOOKED_AT))
    return max(_DELIMITERS, key=lambda mark: _parted(sample, mark)), text


def _parted(lines: list[str], mark: str) -> tuple[int, int]:
    """Return in how many lines a mark stands outside quotes, and how often."""
    counts = [sum(part.count(mark) for part in line.split('"')[::2]) for line in lines]
    return sum(count > 0 for count in counts), sum(counts)
