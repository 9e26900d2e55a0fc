"""Model what an election calls the things that the screens speak of."""

from functools import cached_property

from pydantic import Field

from dashboard.profile.base import Model

Replaced = tuple[tuple[str, str], ...]


class WordTerms(Model):
    """Replace words in all texts of the screens, per language, such as 街镇 by 学区; the longest word first.

    The texts themselves speak of villages, communities and townships. Labels of the profile stay as they are.
    """

    zh_CN: dict[str, str] = Field(default_factory=dict)
    en: dict[str, str] = Field(default_factory=dict)

    @cached_property
    def by_locale(self) -> dict[str, Replaced]:
        """Return the replacements of each language, those of longer words first."""
        return {
            locale: tuple(sorted(words.items(), key=lambda pair: -len(pair[0])))
            for locale, words in (("zh_CN", self.zh_CN), ("en", self.en))
        }
