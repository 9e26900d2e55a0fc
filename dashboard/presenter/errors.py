"""Name what a presenter is refused, and why."""

from dashboard.errors import N_, SituationError


class PresenterError(SituationError):
    """Refuse something to a presenter or to a screen."""


class PairingCodeUnknown(PresenterError):
    """Say that no screen shows the code (any more)."""

    text = N_("No screen shows this code. Is it mistyped, or older than {minutes} minutes? Have a new one shown.")


class NoScreenFollows(PresenterError):
    """Say that a command would reach nobody."""

    text = N_("No screen follows you. Enter the code that the wall shows.")


class TooManyCodes(PresenterError):
    """Say that more codes are shown than can be told from guesses."""

    text = N_("Too many screens show a code at this moment. Please try again in {minutes} minutes.")


class DayNotShown(PresenterError):
    """Say that the walls show days of the campaign only."""

    text = N_("{day} is not a day of the campaign ({first} to {last}).")


class AreaNotShown(PresenterError):
    """Say that screens stay at townships and units only."""

    text = N_("There is no township and no unit with the code {code}.")
