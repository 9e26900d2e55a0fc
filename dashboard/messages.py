"""Speak the user's language: gettext catalogues, with numbers and dates by locale."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import ClassVar, Protocol, runtime_checkable

from babel.dates import format_date, format_skeleton
from babel.messages.pofile import read_po

from dashboard.errors import Listed, Sentence

LOCALES = ("zh_CN", "en")
"""The languages, first the product's own."""

_FOLDER = Path(__file__).parent / "locale"


@runtime_checkable
class Labelled(Protocol):
    """Give a label in each language, as the texts of a profile do."""

    zh_CN: str
    en: str

    def get(self, locale: str) -> str:
        """Return the label in `locale`."""


class ToldError(Protocol):
    """Carry a translatable text and its values, as the errors of all packages do."""

    text: ClassVar[str]
    params: dict[str, object]


@dataclass(frozen=True)
class Messages:
    """Translate into one language.

    A text that the catalogue lacks appears in English; a test keeps the catalogues complete.
    """

    locale: str
    texts: Mapping[str, str]

    def __call__(self, text: str, /, **params: object) -> str:
        """Translate `text` and fill in `params`, which may be sentences themselves."""
        template = self.texts.get(text) or text
        return (
            template.format_map({key: self.value(value) for key, value in params.items()}) if params else template
        )

    def value(self, value: object) -> str:
        """Write a value into a sentence: sentences and labels in this language, lists as enumerations."""
        if isinstance(value, Sentence):
            return self(value.text, **value.params)
        if isinstance(value, Labelled):
            return value.get(self.locale)
        if isinstance(value, Listed):
            return ("、" if self.locale == "zh_CN" else ", ").join(map(self.value, value))
        return str(value)

    def error(self, error: ToldError) -> str:
        """Tell an error of this package or of `geodata`."""
        return self(error.text, **error.params)

    @property
    def tag(self) -> str:
        """Return the BCP 47 tag, such as `zh-CN`."""
        return self.locale.replace("_", "-")

    def day(self, day: date | None) -> str:
        """Write month and day, such as 12月14日 or Dec 14; a dash for none."""
        return "—" if day is None else _month_and_day(day, self.locale)

    def full_day(self, day: date) -> str:
        """Write a whole date."""
        return str(format_date(day, "long", locale=self.locale))

    def moment(self, moment: datetime) -> str:
        """Write month, day, hour and minute."""
        return f"{self.day(moment.date())} {moment:%H:%M}"


@lru_cache(maxsize=2000)
def _month_and_day(day: date, locale: str) -> str:
    """Write a day; Babel takes half a millisecond for each, and a screen has many."""
    return str(format_skeleton("MMMd", day, locale=locale))


@cache
def messages(locale: str, words: tuple[tuple[str, str], ...] = (), domain: str = "messages") -> Messages:
    """Return the catalogue of `locale` (one of LOCALES), with an election's own `words` in all of its texts.

    `words` are pairs of a word and what stands instead, those of longer words first. `domain` names the
    catalogue: `messages` holds what screens and sentences say, `commands` the help of the shell's commands.
    """
    path = _FOLDER / locale / "LC_MESSAGES" / f"{domain}.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=locale)
    texts = {str(m.id): str(m.string) for m in catalogue if m.id and m.string}
    return Messages(locale, {key: reworded(text, words) for key, text in texts.items()} if words else texts)


def reworded(text: str, words: tuple[tuple[str, str], ...]) -> str:
    """Put other words into a text, each once; fields in braces stay, and so do words that are part of others."""
    instead = dict(words)
    found = "|".join(map(re.escape, instead))
    pattern = re.compile(rf"\{{[^{{}}]*\}}|(?<![A-Za-z])(?:{found})(?![A-Za-z])")
    return pattern.sub(lambda match: instead.get(match.group(), match.group()), text)


def choose_locale(asked: str | None, accepted: str | None, default: str) -> str:
    """Choose a language: the one asked for (`zh`, `zh-CN`, `en` …), else an accepted one, else the default."""
    for tags in (asked, accepted):
        for tag in (tags or "").split(","):
            language = tag.split(";")[0].strip().replace("_", "-").split("-")[0].lower()
            if language in {"zh", "en"}:
                return "zh_CN" if language == "zh" else "en"
    return default
