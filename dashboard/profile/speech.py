"""Speak of an election in its own words."""

from dashboard.messages import Messages, messages
from dashboard.profile.model import Profile
from dashboard.profile.words import WordTerms


def speak(locale: str, terms: Profile | WordTerms) -> Messages:
    """Return the messages of `locale` with the words of a profile."""
    words = terms if isinstance(terms, WordTerms) else terms.words
    own = words.by_locale[locale]
    return messages(locale, own) if own else messages(locale)
