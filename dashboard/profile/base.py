"""Share the smallest parts of a profile: ids, colours, labels in both languages."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]


class Model(BaseModel):
    """Refuse unknown keys and any change after validation."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Text(Model):
    """Hold one label in both languages; neither may be missing or empty."""

    zh_CN: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]

    def __str__(self) -> str:
        """Return the English label; an edge that speaks to a person uses `get`."""
        return self.en

    def get(self, locale: str) -> str:
        """Return the label in `locale` (`zh_CN` or `en`)."""
        return self.en if locale == "en" else self.zh_CN
