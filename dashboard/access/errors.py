"""Name what is refused at the door, and why."""

from dashboard.errors import N_, SituationError


class AccessError(SituationError):
    """Refuse somebody."""


class SignInNeeded(AccessError):
    """Say that nobody is signed in."""

    text = N_("Please sign in first.")


class SignInRefused(AccessError):
    """Say that account and password do not belong together; never which of them is wrong."""

    text = N_("Account or password is not right.")


class TooManyAttempts(AccessError):
    """Say when signing in may be tried again."""

    text = N_("Too many attempts. Please try again in {seconds} s.")


class PasswordMustChange(AccessError):
    """Say that the password that was given has to be replaced first."""

    text = N_("Please choose a password of your own first.")


class PasswordRefused(AccessError):
    """Say why a password is not taken."""

    text = N_("This password is not taken: {reason}")


class NotYours(AccessError):
    """Say that the role does not include this."""

    text = N_("Your role ({role}) does not include this.")


class NotYourArea(AccessError):
    """Say that the account does not reach the area."""

    text = N_("You can look at {area}, but only change what belongs to {own}.")


class NotYourReport(NotYourArea):
    """Say that a report is read by those who wrote it and by the office."""

    text = N_("The report of {area} is read by its township and the election office only; yours is {own}.")


class NotYourFact(AccessError):
    """Say that the role does not record facts of this type."""

    text = N_("Your role ({role}) does not record this ({type}).")


class NotPutToYou(AccessError):
    """Say that a department answers only what was put to it, and changes nothing else of it."""

    text = N_("Your department answers matters that were put to it; it does not raise or reword them.")


class NotYourPost(AccessError):
    """Say that the account may not act for a post."""

    text = N_("Your account does not act for the post {post}.")


class CrossSite(AccessError):
    """Say that a change was asked for by another site, or without the page's token."""

    text = N_("This request did not come from a page of this site. Load the page again and repeat it.")


class LoopbackOnly(AccessError):
    """Say that without accounts only this machine is served."""

    text = N_("There are no accounts yet, so only the machine itself is served.")


class HostUnknown(AccessError):
    """Say that the address in the browser is none of this site's."""

    text = N_("{host} is not an address of this site. The installer adds it to SITUATION_ORIGINS.")


class AccountInvalid(AccessError):
    """Say what an account lacks."""

    text = N_("The account {login} was not made: {reason}")


class NoSuchAlert(AccessError):
    """Say that people take steps of alerts that there are, and only these."""

    text = N_("There is no such alert to acknowledge, assign, comment on or resolve.")


class ReplanUnexplained(AccessError):
    """Say that a plan after the first one wants its reason."""

    text = N_("There is a plan already: say why it is changed.")


class NoReason(AccessError):
    """Say that resolving an alert by hand wants a reason."""

    text = N_("Say why the alert is resolved.")


class CodeUnknown(AccessError):
    """Say that a device's code links nothing (any more)."""

    text = N_("This code is used up, too old or mistyped. Ask for a new one.")


class SecretTooShort(AccessError):
    """Say that the file of the secret was cut off."""

    text = N_("The secret in {file} is too short. Put back the one that was there, or delete the file.")


class DeviceInvalid(AccessError):
    """Say why a screen was not prepared."""

    text = N_("The screen was not prepared: {reason}")
