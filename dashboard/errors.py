"""Define the errors that a person may see: each one sentence, translatable, with its facts as fields."""

from typing import ClassVar, Self


def N_(text: str) -> str:  # noqa: N802 - the gettext convention for "extract, translate later"
    """Mark a text for the message catalogue without translating it."""
    return text


class Sentence(str):
    """Hold an English sentence together with its text and values, so that an edge can translate it.

    It reads as the formatted sentence; values may be sentences themselves.
    """

    __slots__ = ("params", "text")
    text: str
    params: dict[str, object]

    def __new__(cls, text: str, /, **params: object) -> Self:
        """Format `text` with `params`, and keep both."""
        sentence = super().__new__(cls, text.format_map(params))
        sentence.text, sentence.params = text, params
        return sentence


class Listed(tuple[object, ...]):
    """List values in a sentence; it reads as an enumeration, and an edge can translate its members."""

    __slots__ = ()

    def __str__(self) -> str:
        """Return the members, separated by commas."""
        return ", ".join(map(str, self))


class SituationError(Exception):
    """Carry one sentence for a person: a translatable text and the values it names.

    Attributes
    ----------
    text : str
        English message id with named fields, extracted into the catalogues.
    params : dict[str, object]
        Values of the fields.
    """

    text: ClassVar[str] = N_("Something went wrong.")

    def __init__(self, **params: object) -> None:
        self.params = params
        super().__init__(self.text.format_map(params))
