"""Understand the arguments of commands, or say in one sentence which is not understood."""

from datetime import date

from dashboard.errors import N_, SituationError


class BadArgument(SituationError):
    """Say which argument of a command is not understood."""

    text = N_("{argument}: not understood ({reason})")


def day_of(option: str, written: str | None) -> date | None:
    """Return the day that an option gives as 2019-01-11; raise BadArgument."""
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as error:
        raise BadArgument(argument=f"{option} {written}", reason=error) from error
