"""Begin a profile of one's own from a built-in one."""

import re
from pathlib import Path

from dashboard.errors import N_
from dashboard.profile.errors import ProfileError
from dashboard.profile.load import BUILT_IN, built_in

_HEAD = re.compile(r"\A(?:#.*\n)+\n?")
_ID = re.compile(r'^id = ".*"', re.MULTILINE)
_VERSION = re.compile(r'^version = ".*"', re.MULTILINE)
_NO_ID = re.compile(r"[^a-z0-9]+")
_FIRST = """\
# An election profile: everything that an election's procedure knows, as data. Made from the profile {source}.
#
#   python -m dashboard profile check {file}          says what is wrong or doubtful, with the line
#   python -m dashboard profile diff {source} {file}  says what you have changed
#   SITUATION_PROFILE={file} python app.py            uses it
#
# Arrays keep their order: phases from the first to the last, stages as the procedure walks them.
# Every label stands in both languages. [P] marks estimates and common practice: check each for your place.
# What your election does not know may be left out: docs/profiles.md lists the tables.

"""


class NoSuchProfile(ProfileError):
    """Say which profiles are built in."""

    text = N_("There is no built-in profile {name}; there are: {names}.")


class ProfileThere(ProfileError):
    """Say that a file is left as it is."""

    text = N_("{file} is there already and is left as it is. Choose another name.")


class NoPlaceForProfile(ProfileError):
    """Say that a file cannot be written."""

    text = N_("{file} cannot be written: {reason}")


def starter(source: str, file: Path) -> str:
    """Return the text of a profile to begin with: that of a built-in one, with an id and version of its own.

    Raises
    ------
    NoSuchProfile
        There is no such profile.
    """
    if source not in built_in():
        raise NoSuchProfile(name=source, names=", ".join(built_in()))
    text = (BUILT_IN / f"{source}.toml").read_text(encoding="utf-8")
    name = _NO_ID.sub("-", file.stem.lower()).strip("-") or "profile"
    text = _VERSION.sub('version = "1"', _ID.sub(f'id = "{name}"', text, count=1), count=1)
    return _FIRST.format(source=source, file=file) + _HEAD.sub("", text)


def write_new(file: Path, text: str) -> None:
    """Write a text to a file that is not there yet.

    Raises
    ------
    ProfileThere, NoPlaceForProfile
        It is there, or cannot be written.
    """
    try:
        with file.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
    except FileExistsError as error:
        raise ProfileThere(file=file) from error
    except OSError as error:
        raise NoPlaceForProfile(file=file, reason=error.strerror or error) from error
