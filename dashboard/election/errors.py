"""Name what the election's rules refuse."""

from dashboard.errors import N_, SituationError


class ElectionError(SituationError):
    """Refuse something that contradicts the profile or the facts."""


class FactRefused(ElectionError):
    """Say why a fact cannot be recorded."""

    text = N_("{area}, {type}: {reason}")


class UnknownTrack(ElectionError):
    """Say that the profile has no such track."""

    text = N_("There is no track {track}. There are: {tracks}.")


class UnknownFigure(ElectionError):
    """Say that there is no such figure."""

    text = N_("There is no figure {figure}. There are: {figures}.")
