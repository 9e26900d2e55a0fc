"""Read a profile from TOML and say what is wrong with it and where."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from dashboard.errors import N_, Sentence
from dashboard.profile.errors import ProfileInvalid, ProfileUnreadable
from dashboard.profile.flaws import Flaw, Flawed, Place
from dashboard.profile.lines import place_in, told_place
from dashboard.profile.mending import mended
from dashboard.profile.model import Profile

BUILT_IN = Path(__file__).parent
_WHOLE = "whole"  # kind of error of what the profile as a whole is held to
_KNOWN = {
    "missing": N_("the key is missing"),
    "extra_forbidden": N_("unknown key; remove it or correct its spelling"),
    "string_too_short": N_("the text is empty"),
    "string_too_long": N_("the text is too long (at most {max_length} characters)"),
    "string_type": N_("a text is wanted"),
    "string_pattern_mismatch": N_("it is not written as it must be ({pattern})"),
    "int_type": N_("a whole number is wanted"),
    "int_parsing": N_("a whole number is wanted"),
    "int_from_float": N_("a whole number is wanted"),
    "float_type": N_("a number is wanted"),
    "float_parsing": N_("a number is wanted"),
    "bool_type": N_("true or false is wanted"),
    "bool_parsing": N_("true or false is wanted"),
    "greater_than_equal": N_("the number is too small (at least {ge})"),
    "greater_than": N_("the number is too small (more than {gt})"),
    "less_than_equal": N_("the number is too large (at most {le})"),
    "less_than": N_("the number is too large (less than {lt})"),
    "literal_error": N_("one of these is wanted: {expected}"),
    "union_tag_invalid": N_("there is no kind {tag}; there are: {expected_tags}"),
    "union_tag_not_found": N_("the key {discriminator} is missing"),
    "too_short": N_("the list is too short (at least {min_length})"),
    "too_long": N_("the list is too long (at most {max_length})"),
    "dict_type": N_("a table is wanted"),
    "model_type": N_("a table is wanted"),
    "tuple_type": N_("a list is wanted"),
    "date_type": N_("a date such as 2018-12-14 is wanted, without quotation marks"),
    "date_parsing": N_("a date such as 2018-12-14 is wanted, without quotation marks"),
    "date_from_datetime_parsing": N_("a date such as 2018-12-14 is wanted, without quotation marks"),
    "time_type": N_("a time such as 17:00:00 is wanted, without quotation marks"),
    "time_parsing": N_("a time such as 17:00:00 is wanted, without quotation marks"),
}


def profile_path(name: str) -> Path:
    """Return the file of a profile: a path to a TOML file, or the name of a built-in one."""
    path = Path(name)
    return path if path.suffix == ".toml" else BUILT_IN / f"{name}.toml"


def built_in() -> tuple[str, ...]:
    """List the names of the built-in profiles."""
    return tuple(sorted(path.stem for path in BUILT_IN.glob("*.toml")))


@dataclass(frozen=True)
class Reading:
    """Hold what a file says: the profile, or everything for which it is none.

    Attributes
    ----------
    data : object
        The tables of the file.
    """

    text: str
    data: object
    profile: Profile | None
    flaws: tuple[Flaw, ...]


@cache
def load_profile(path: Path) -> Profile:
    """Read and validate the profile at `path` once; raise as `read_profile`."""
    return read_profile(path)


def read_profile(path: Path) -> Profile:
    """Read and validate the profile at `path`.

    Raises
    ------
    ProfileUnreadable
        The file is missing, not UTF-8 or not TOML.
    ProfileInvalid
        A key is unknown, missing or contradicts another; the message names file, table and key.
    """
    read = try_profile(path)
    if read.profile is None:
        first = read.flaws[0]
        raise ProfileInvalid(file=path, place=told_place(read.data, first.place), reason=first.reason)
    return read.profile


def try_profile(path: Path) -> Reading:
    """Read the profile at `path`, with everything that is wrong with it; raise ProfileUnreadable."""
    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProfileUnreadable(file=path, reason=error) from error
    profile, wrong = _tried(data)
    if profile is not None:
        return Reading(text, data, profile, ())
    if not any(kind == _WHOLE for _, kind in wrong):  # nothing is held to the rest before each table is sound
        models = [tomllib.loads((BUILT_IN / f"{name}.toml").read_text(encoding="utf-8")) for name in built_in()]
        whole = mended(data, [(flaw.place, kind) for flaw, kind in wrong], models)
        more = _tried(whole)[1] if whole is not None else []
        put = [flaw.place for flaw, _ in wrong]
        wrong += [(flaw, kind) for flaw, kind in more if not any(_begins(flaw.place, place) for place in put)]
    return Reading(text, data, None, tuple(dict.fromkeys(flaw for flaw, _ in wrong)))


def _tried(data: object) -> tuple[Profile | None, list[tuple[Flaw, str]]]:
    """Validate the tables of a file; without a profile return every flaw with the kind of its error."""
    try:
        return Profile.model_validate(data), []
    except ValidationError as error:
        told = error.errors(include_url=False)
        places = [tuple(one["loc"]) for one in told]
        return None, [
            (Flaw(place_in(data, flaw.place), flaw.reason), one["type"] if place else _WHOLE)
            for one, place in zip(told, places, strict=True)
            if one["type"] != "too_short" or not _lies_within(places, place)
            for flaw in _flaws(one)
        ]


def _begins(place: Place, with_place: Place) -> bool:
    return place[: len(with_place)] == with_place


def _lies_within(places: Sequence[Place], place: Place) -> bool:
    """Say whether something else is wrong inside a list, which pydantic then counts as too short as well."""
    return any(len(other) > len(place) and other[: len(place)] == place for other in places)


def _flaws(error: ErrorDetails) -> list[Flaw]:
    """Return what one error of pydantic tells; our own validators may tell several things."""
    place: Place = tuple(error["loc"])
    context = error.get("ctx", {})
    cause = context.get("error")
    if isinstance(cause, Flawed):
        return [Flaw((*place, *flaw.place), flaw.reason) for flaw in cause.flaws]
    text = _KNOWN.get(error["type"])
    if text is not None:
        return [Flaw(place, Sentence(text, **context))]
    return [Flaw(place, Sentence(N_("not understood ({detail})"), detail=error["msg"]))]
