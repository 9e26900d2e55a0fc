"""Read the text of one cell: on one line, of letters that every file can hold."""

import re

_UNPRINTED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
"""Control letters, ends of lines, and halves of letters, which no UTF-8 file can hold."""


def one_line(text: str) -> str:
    """Return a text of a file without ends of lines and letters that cannot be written, each run one blank."""
    return _UNPRINTED.sub(" ", text).strip()
