"""Say what a person should know about a file that was read: sentences for a report."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Note:
    """Hold one sentence.

    Attributes
    ----------
    text : str
        English sentence with named fields, marked with N_ where it is written.
    params : Mapping[str, object]
        Values of the fields.
    """

    text: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text.format_map(self.params)
