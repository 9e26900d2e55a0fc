"""Keep numbers that identify a private person out of free text (DOMAIN §6)."""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from dashboard.errors import N_

_ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dA-Za-z])|(?<!\d)\d{15}(?!\d)")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86)?1[3-9]\d{9}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s\-–—.·]+(?=[\dXx])")


_NO_ID_NUMBERS = N_(
    "the text holds an identity number; data of private persons are not kept here, name the post instead"
)
_NO_TELEPHONES = N_(
    "the text holds a telephone number; data of private persons are not kept here, name the post instead"
)


def problem(text: str, **values: int) -> PydanticCustomError:
    """Return a validation error whose sentence can be translated."""
    return PydanticCustomError("situation", text, {**values, "text": text})


def refuse_personal_numbers(text: str) -> str:
    """Return `text` unchanged, or refuse it.

    Full-width digits and digits written in groups are recognised.

    Raises
    ------
    PydanticCustomError
        The text holds what reads as an identity-card or telephone number.
    """
    plain = unicodedata.normalize("NFKC", text)
    joined = _BETWEEN_DIGITS.sub("", plain)
    for pattern, texts, refusal in (
        (_ID_NUMBER, (plain, joined), _NO_ID_NUMBERS),
        (_MOBILE, (plain, joined), _NO_TELEPHONES),
        (_LANDLINE, (plain,), _NO_TELEPHONES),
    ):
        if any(pattern.search(candidate) for candidate in texts):
            raise problem(refusal)
    return text


Remark = Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(refuse_personal_numbers)]
"""Free text of a report: bounded and screened."""

Post = Annotated[str, Field(min_length=1, max_length=60), AfterValidator(refuse_personal_numbers)]
"""An office such as 镇党委副书记, never a person's name."""
