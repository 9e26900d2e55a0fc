"""Name what can be wrong with a profile or asked of it."""

from dashboard.errors import N_, SituationError


class ProfileError(SituationError):
    """Refuse a profile, or a question that it does not answer."""


class ProfileUnreadable(ProfileError):
    """Say that the file is missing or is not TOML."""

    text = N_("{file}: the profile cannot be read: {reason}")


class ProfileInvalid(ProfileError):
    """Say which table and key of a profile contradict the model, and why."""

    text = N_("{file}: {place}: {reason}")


class CalendarYearMissing(ProfileError):
    """Say that the official holidays of a year are not known."""

    text = N_(
        "The calendar knows no statutory holidays for {year}. Update the package chinesecalendar, "
        "or list the days under [calendar] overrides in the profile."
    )
