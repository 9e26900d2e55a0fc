"""Spell Chinese names in pinyin."""

from pypinyin import lazy_pinyin


def spelled(name: str) -> str:
    """Return the syllables of a name without tones, divided by spaces; other characters stay in lower case.

    A character with several readings is read as in the longest phrase that the dictionary of pypinyin knows
    around it, else in its most frequent way.
    """
    return " ".join(part.strip().lower() for part in lazy_pinyin(name) if part.strip())
