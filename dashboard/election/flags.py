"""Number the signs that stand beside a phase: the bit mask that travels to the browser."""

from enum import IntFlag


class Flag(IntFlag):
    """Give each sign its bit; labels and icons are the profile's `[[flags]]`, by the lower-case name."""

    KEY = 1
    ANOTHER = 2
    RERUN = 4
    VACANCY = 8
    POSTPONED = 16
    SUSPENDED = 32
    NOT_DUE = 64
    NOT_REPORTED = 128


EXCEPTIONS = {
    "another": Flag.ANOTHER,
    "rerun": Flag.RERUN,
    "vacancy": Flag.VACANCY,
    "postponed": Flag.POSTPONED,
    "suspended": Flag.SUSPENDED,
}
"""Kind of exception → its bit."""
