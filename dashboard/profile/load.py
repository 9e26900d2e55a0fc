"""Read a profile from TOML and say, on one line, what is wrong with it and where."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from dashboard.profile.errors import ProfileInvalid, ProfileUnreadable
from dashboard.profile.model import Profile

BUILT_IN = Path(__file__).parent


def profile_path(name: str) -> Path:
    """Return the file of a profile: a path to a TOML file, or the name of a built-in one."""
    path = Path(name)
    return path if path.suffix == ".toml" else BUILT_IN / f"{name}.toml"


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
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProfileUnreadable(file=path, reason=error) from error
    try:
        return Profile.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise ProfileInvalid(file=path, place=_place(data, first["loc"]), reason=_reason(first)) from error


def _place(data: object, location: Sequence[int | str]) -> str:
    """Name a place in the file: the table by its keys and ids, then the key."""
    names: list[str] = []
    for part in location:
        entry = data[part] if _holds(data, part) else None  # type: ignore[index]
        if isinstance(part, int):
            label = entry.get("id") if isinstance(entry, Mapping) else None
            names[-1] += f"[{label or part + 1}]"
        elif entry is None and isinstance(data, Mapping) and data.get("kind") == part:
            continue  # pydantic names the member of a tagged union; the file does not
        else:
            names.append(part)
        data = entry
    if not names:
        return "[profile]"
    table, key = names[:-1], names[-1]
    return f"[{'.'.join(table)}] {key}" if table else f"[profile] {key}"


def _holds(data: object, part: int | str) -> bool:
    if isinstance(part, int):
        return isinstance(data, list) and part < len(data)
    return isinstance(data, Mapping) and part in data


def _reason(error: Mapping[str, object]) -> str:
    known = {
        "missing": "the key is missing",
        "extra_forbidden": "unknown key; remove it or correct its spelling",
    }
    return known.get(str(error["type"]), str(error["msg"]).removeprefix("Value error, "))
