"""Name what the store refuses."""

from dashboard.errors import N_, SituationError


class StoreError(SituationError):
    """Refuse to keep or to answer something."""


class UnknownArea(StoreError):
    """Say that no area has the code."""

    text = N_("There is no area with the code {code}.")


class AreaClosed(StoreError):
    """Say that an area takes no facts any more."""

    text = N_("{name} ({code}) has been closed since {day}; the list of places has it no more.")


class DistrictReplaced(StoreError):
    """Say that another district or list was installed since this process opened the database."""

    text = N_("Another district or list has just been installed. Please try again in a few seconds.")


class OtherDistrict(StoreError):
    """Say that the database holds the facts of another district."""

    text = N_(
        "The database {database} holds facts of {found}, not of {expected}. "
        "Use another data folder (SITUATION_DATA_DIR) or another database for {expected}."
    )


class StaleUnit(StoreError):
    """Say that someone else changed the unit since it was read; `changes` lists the facts that came."""

    text = N_("{area} has changed since it was read (revision {expected}, now {actual}).")


class SupersedesRefused(StoreError):
    """Say why a fact cannot be corrected or withdrawn."""

    text = N_("{area}: the fact {fact} cannot be corrected: {reason}")


class RequestIdReused(StoreError):
    """Say that a request id came back with other contents."""

    text = N_("The request id {request_id} was used before for other contents.")


class UnknownRevision(StoreError):
    """Say that the log has not reached a revision."""

    text = N_("The log has no revision {revision}; the latest is {latest}.")


class DatabaseNewer(StoreError):
    """Say that a later release wrote the database."""

    text = N_("The database {database} was written by a newer release (schema {schema}). Install that release.")


class DatabaseUnreachable(StoreError):
    """Say that the database does not answer."""

    text = N_("The database {database} does not answer: {reason}")


class DatabaseOlder(StoreError):
    """Say that the database waits to be brought to this release."""

    text = N_("{database} was written by an earlier release. Start this release once, which brings it up to date.")


class DatabaseOtherProfile(StoreError):
    """Say that the facts belong to another profile."""

    text = N_("The database {database} holds the election {found}, but the profile is {expected}.")


class NoDemo(StoreError):
    """Say that a command for the demo met a database that is none."""

    text = N_("The database {database} holds no demo, so nothing was changed.")


class UnknownReport(StoreError):
    """Say that no report has the receipt number."""

    text = N_("There is no report {report}. Look for it in the list of its day.")


class ReportChanged(StoreError):
    """Say that someone else changed the report since it was read."""

    text = N_(
        "The report {report} has changed since it was read (version {expected}, now {actual}). "
        "Read it again and repeat your change."
    )


class ReportClosed(StoreError):
    """Say that the report's status does not allow what was asked."""

    text = N_("The report {report} is {status}; nobody can {action} now. Read it again to see what can be done.")


class ReasonMissing(StoreError):
    """Say that returning or withdrawing a report wants a reason."""

    text = N_("The report {report}: to {action}, write down the reason.")


class AccountExists(StoreError):
    """Say that an account of this name is there already."""

    text = N_("There is an account {login} already.")


class UnknownAccount(StoreError):
    """Say that there is no such account."""

    text = N_("There is no account {login}.")


class LastOfItsRole(StoreError):
    """Say that after this nobody would be left who keeps accounts."""

    text = N_("{login} is the last administrator who can sign in. Make another one first.")


class UnknownDevice(StoreError):
    """Say that there is no such device."""

    text = N_("There is no device {device}.")


class UnknownScreen(StoreError):
    """Say that a screen is not known (any more)."""

    text = N_("This screen is not known, or was out of touch for too long. Show a new code on it.")
