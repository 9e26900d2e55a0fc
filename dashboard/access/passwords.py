"""Keep passwords as argon2id hashes, and refuse those that are guessed first."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from dashboard.access.errors import PasswordRefused
from dashboard.errors import N_, Sentence

LONGEST = 200
_HASHER = PasswordHasher()  # argon2id with the library's parameters (RFC 9106, low memory)
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is mistaken for something else on paper
_GROUPS = 4
_LETTERS = 4
_SMALLEST_VARIETY = 5


@cache
def _nobody() -> str:
    """Return a hash to compare with where there is no account."""
    return _HASHER.hash(secrets.token_urlsafe())


@cache
def _common() -> frozenset[str]:
    """Return the list of common passwords; most processes never ask for it, so it is loaded here."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(FREQUENCY_LISTS["passwords"])


def hashed(password: str) -> str:
    """Return the argon2id hash of a password."""
    return _HASHER.hash(password)


def matches(password: str, known: str | None) -> bool:
    """Say whether a password is the one of a hash; it takes as long without a hash to compare with."""
    try:
        return _HASHER.verify(known or _nobody(), password) and known is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(known: str) -> bool:
    """Say whether a hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(known)


def first_password() -> str:
    """Return a password to be handed over on paper and replaced at the first sign-in."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS)) for _ in range(_GROUPS))
    return "-".join(groups)


def require_good(password: str, shortest: int, *, login: str, common: bool) -> None:
    """Refuse a password that is short or well known; raise PasswordRefused.

    Parameters
    ----------
    shortest : int
        Fewest characters.
    common : bool
        Whether the list of common passwords is consulted (that of zxcvbn, 30,000 from breaches).
    """
    if len(password) < shortest:
        raise PasswordRefused(reason=Sentence(N_("it has fewer than {shortest} characters."), shortest=shortest))
    if len(password) > LONGEST:
        raise PasswordRefused(reason=Sentence(N_("it has more than {longest} characters."), longest=LONGEST))
    plain = password.casefold()
    if login.casefold() in plain:
        raise PasswordRefused(reason=Sentence(N_("it contains the name of the account.")))
    if len(set(plain)) < _SMALLEST_VARIETY:
        raise PasswordRefused(reason=Sentence(N_("it repeats a few characters.")))
    if common and _is_common(plain):
        raise PasswordRefused(reason=Sentence(N_("it is one of those that are guessed first.")))


def _is_common(plain: str) -> bool:
    """Say whether a password is on the list, also doubled or with digits around it."""
    bare = plain.strip("0123456789!@#$%^&*.-_ ")
    half = plain[: len(plain) // 2]
    known = _common()
    return plain in known or bare in known or (half * 2 == plain and half in known) or plain.isdigit()
