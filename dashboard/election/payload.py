"""Name what all payloads of facts have in common."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

Count = Annotated[int, Field(ge=0, le=10_000_000, strict=True)]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2999, 12, 31))]
"""A day with years enough on both sides that days and weeks can be counted from it."""
Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]


class Payload(BaseModel):
    """Refuse unknown keys; a payload never changes.

    `on_track` says whether the fact belongs to one track; `levels` where it may stand
    (`unit`, `township`, `district`).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    on_track: ClassVar[bool] = False
    levels: ClassVar[tuple[str, ...]] = ("unit",)
