"""Let people and screens in, know them again, and show them out."""

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Lock
from time import monotonic
from typing import TypeVar

from dashboard.access.audit import Audit, Origin
from dashboard.access.errors import NotYourPost, PasswordRefused, SignInRefused, TooManyAttempts
from dashboard.access.keys import Keys
from dashboard.access.passwords import hashed, matches, outdated, require_good
from dashboard.access.roles import Identity, Role, local
from dashboard.errors import N_, Sentence
from dashboard.settings import Settings
from dashboard.store.accounts import Accounts, Attempts
from dashboard.store.engine import Engine
from dashboard.store.errors import DatabaseUnreachable
from dashboard.store.sessions import Device, Session, Sessions, Standing

logger = logging.getLogger(__name__)

Found = TypeVar("Found")
_FREE_TRIES_OF = {"account": 3, "presenter": 5, "address": 20}  # a whole township may sit behind one address
_LONGEST_WAIT = timedelta(minutes=15)
_FORGOTTEN = timedelta(hours=12)
_TOUCH = timedelta(minutes=1)
_KNOWN_SECONDS = 2.0
_KNOWN_WITHOUT_DATABASE_SECONDS = 600.0
_MOST_KNOWN = 10_000
_LOOK_AGAIN_SECONDS = 2.0
_NEVER = float("-inf")
UNKNOWN = "—"
"""Stands in the audit log for a name that is none: it may be a password in the wrong field."""


@dataclass(frozen=True)
class SignedIn:
    """Give the cookie of a new session, and who holds it."""

    token: str
    identity: Identity


class Doors:
    """Keep the doors of one installation.

    A session is read from the database at most every two seconds: so long may one that was ended
    elsewhere still be let in. While the database does not answer, who was in already stays in.
    """

    def __init__(
        self, engine: Engine, keys: Keys, audit: Audit, settings: Settings, personas: Mapping[str, Identity]
    ) -> None:
        self.accounts, self.sessions = Accounts(engine), Sessions(engine)
        self.keys, self.audit, self.settings, self.personas = keys, audit, settings, personas
        self._known: dict[str, tuple[float, Session | None]] = {}
        self._guarded = False
        self._looked = _NEVER
        self._lock, self._trying = Lock(), Lock()

    # ------------------------------------------------------------ who is it

    def guarded(self) -> bool:
        """Say whether there are accounts, so that one has to sign in. Accounts are never deleted."""
        if not self._guarded and monotonic() - self._looked > _LOOK_AGAIN_SECONDS:
            try:
                self._guarded = self.accounts.any()
            except DatabaseUnreachable:
                if self._looked == _NEVER:
                    raise
            self._looked = monotonic()
        return self._guarded

    def key_of(self, token: str) -> str:
        """Return the key under which the session of a cookie is kept."""
        return self.keys.of("session", token)

    def page_token(self, token: str | None) -> str:
        """Return what a page of this session sends with every change; without one, that of this machine."""
        return self.keys.of("page", token or "")

    def identify(self, token: str | None, persona: str | None, address: str) -> Identity | None:
        """Return who holds a cookie; without accounts the chosen persona, or whoever sits at this machine.

        Raises
        ------
        DatabaseUnreachable
            It does not answer, and whose the cookie is was not known before.
        """
        found = self._session(self.key_of(token), address) if token else None
        if found is not None:
            return identity_of(found)
        if self.guarded():
            return None
        return self.personas.get(persona or "", self.personas[Role.OFFICE]) if self.personas else local()

    def at_hand(self, token: str | None) -> bool:
        """Say whether `identify` answers from what was read a moment ago, without the database."""
        now = monotonic()
        settled = self._guarded or now - self._looked <= _LOOK_AGAIN_SECONDS
        if token is None:
            return settled
        read, known = self._known.get(self.key_of(token), (_NEVER, None))
        return now - read <= _KNOWN_SECONDS and (known is not None or settled)

    def _session(self, key: str, address: str) -> Session | None:
        at, known = self._known.get(key, (_NEVER, None))
        age = monotonic() - at
        if age > _KNOWN_SECONDS:
            try:
                known = self._read(key, address)
            except DatabaseUnreachable:
                if known is None or age > _KNOWN_WITHOUT_DATABASE_SECONDS:
                    raise
            else:
                self._remember(key, known)
        return known if known is not None and self._holds(known, datetime.now(UTC)) else None

    def _read(self, key: str, address: str) -> Session | None:
        session, now = self.sessions.find(key), datetime.now(UTC)
        if session is not None and self._holds(session, now) and now - session.seen_at > _TOUCH:
            self.sessions.touch(key, now, address)
            session = self.sessions.find(key)
        return session

    def _remember(self, key: str, session: Session | None) -> None:
        with self._lock:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[key] = (monotonic(), session)

    def forget(self) -> None:
        """Read every session anew at its next request: one of them has just changed."""
        with self._lock:
            self._known.clear()

    def _holds(self, session: Session, now: datetime) -> bool:
        return self._lasts(Standing(session.device is not None, session.seen_at, session.ends_at), now)

    def gone(self, keys: Collection[str]) -> set[str]:
        """Return those of some sessions that have ended, for the live streams that they keep open.

        A stream is a device's last contact; a person who only looks is idle.
        """
        now, found = datetime.now(UTC), self.sessions.standing(keys)
        screens = [key for key, one in found.items() if one.of_device and now - one.seen_at > _TOUCH]
        if screens:
            self.sessions.seen(screens, now)
        gone = {key for key in keys if key not in found or not self._lasts(found[key], now)}
        if gone:
            self.forget()
        return gone

    def _lasts(self, session: Standing, now: datetime) -> bool:
        """Say whether a session is neither idle for too long nor past its end; a device's lasts until revoked."""
        idle = timedelta(minutes=self.settings.session_idle_minutes)
        in_time = session.ends_at is None or now < session.ends_at
        return session.of_device or (now - session.seen_at <= idle + _TOUCH and in_time)

    # ------------------------------------------------------------ in and out

    def sign_in(self, login: str, password: str, origin: Origin, instead_of: str | None = None) -> SignedIn:
        """Begin a session of an account.

        Parameters
        ----------
        instead_of : str, optional
            Key of the session that the browser held before; it ends.

        Raises
        ------
        TooManyAttempts
            The account or the address has to wait, right or wrong.
        SignInRefused
            Account and password do not belong together, or the account is disabled.
        """
        name, now = login.strip().lower()[:60], datetime.now(UTC)
        keys = [f"account:{name}", f"address:{origin.address}"]
        with (
            self._trying
        ):  # one after the other: no burst gets more tries, or takes all the memory that argon2 wants
            self._require_no_wait(keys, now)
            account = self.accounts.find(name)
            right = matches(password, account.password if account else None)
            if account is None or account.disabled or not right:
                self._count(keys, now)
        if account is None or account.disabled or not right:
            self.audit.note("sign-in.refused", name if account else UNKNOWN, origin)
            raise SignInRefused
        self.accounts.clear_attempts(keys[0])
        if outdated(account.password):
            self.accounts.change(name, now, password=hashed(password))
        token = self.keys.token()
        self.sessions.begin(
            self.key_of(token),
            now,
            origin.address or "",
            login=name,
            ends_at=now + timedelta(hours=self.settings.session_hours),
            instead_of=instead_of,
        )
        self.forget()
        identity = self.identify(token, None, origin.address or "")
        if identity is None:
            raise SignInRefused
        self.audit.note("sign-in", identity, origin)
        return SignedIn(token, identity)

    def _count(self, keys: list[str], now: datetime) -> None:
        """Count a failure under each key; each past the free ones doubles the wait."""
        self.accounts.forget_attempts(now - _FORGOTTEN)
        self.accounts.count_attempts(
            {key: partial(failed_once_more, free=_FREE_TRIES_OF[key.partition(":")[0]], now=now) for key in keys}
        )

    def _require_no_wait(self, keys: list[str], now: datetime) -> None:
        """Raise TooManyAttempts while one of some keys has to wait."""
        waits = [
            one.blocked_until - now
            for one in self.accounts.attempts(keys).values()
            if one.blocked_until and one.blocked_until > now
        ]
        if waits:
            raise TooManyAttempts(seconds=int(max(waits).total_seconds()) + 1)

    def sign_out(self, identity: Identity, origin: Origin) -> None:
        """End the session."""
        if identity.session is not None:
            self.sessions.end(identity.session, datetime.now(UTC))
            self.forget()
            self.audit.note("sign-out", identity, origin)

    def change_password(self, identity: Identity, old: str, new: str, origin: Origin) -> SignedIn:
        """Replace the password, end all sessions of the account and begin a new one.

        Raises
        ------
        SignInRefused, TooManyAttempts
            The old password is not right.
        PasswordRefused
            The new one is not taken; the reason says why.
        """
        account = self.accounts.find(identity.actor) if identity.kind == "account" else None
        if account is None:
            raise SignInRefused
        key, now = f"account:{account.login}", datetime.now(UTC)
        with self._trying:
            self._require_no_wait([key], now)
            right = matches(old, account.password)
            if not right:
                self._count([key], now)
        if not right:
            self.audit.note("password.refused", identity, origin)
            raise SignInRefused
        require_good(new, self.settings.password_length, login=account.login, common=self.settings.password_common)
        if matches(new, account.password):
            raise PasswordRefused(reason=Sentence(N_("it is the one you have now.")))
        self.accounts.change(account.login, now, password=hashed(new), must_change=False, password_at=now)
        self.forget()
        self.audit.note("password.changed", identity, origin)
        return self.sign_in(account.login, new, origin)

    def act_for(self, identity: Identity, post: str | None, origin: Origin) -> None:
        """Act for another post of the account's, or for one's own again; raise NotYourPost."""
        if post is not None and post not in identity.posts:
            raise NotYourPost(post=post)
        if identity.session is not None:
            self.sessions.act_for(identity.session, post)
            self.forget()
            self.audit.note("acting", identity, origin, subject=post or identity.post)

    def link(self, code: str, origin: Origin) -> tuple[str, Device] | None:
        """Use up a device's one-time code; return its cookie. The address that guesses has to wait.

        Raises
        ------
        TooManyAttempts
            The address has to wait.
        """
        key, now = f"address:{origin.address}", datetime.now(UTC)
        self._require_no_wait([key], now)
        token = self.keys.token()
        plain = code.strip().lower().replace("-", "").replace(" ", "")
        device = self.sessions.link(self.keys.of("code", plain), self.key_of(token), now, origin.address or "")
        if device is None:
            self._count([key], now)
            self.audit.note("device.refused", UNKNOWN, origin)
            return None
        self.audit.note("device.linked", device.name, origin, subject=device.id)
        return token, device

    def try_code(self, key: str, origin: Origin, take: Callable[[], Found | None]) -> Found | None:
        """Try a code that is short enough to be guessed; who fails has to wait, as at sign-in.

        Parameters
        ----------
        key : str
            Whose failures are counted, besides those of the address: `presenter:` and who.
        take : callable
            Uses the code up; returns None when it is not right.

        Raises
        ------
        TooManyAttempts
            Somebody or the address has to wait, right or wrong.
        """
        keys, now = [key, f"address:{origin.address}"], datetime.now(UTC)
        with self._trying:  # one after the other: no burst gets more tries
            self._require_no_wait(keys, now)
            found = take()
            if found is None:
                self._count(keys, now)
            else:
                self.accounts.clear_attempts(key)
        return found


def failed_once_more(before: Attempts, free: int, now: datetime) -> Attempts:
    """Count a failure; each past the `free` ones doubles the wait, up to a quarter of an hour."""
    fresh = before.last_at is None or now - before.last_at > _FORGOTTEN
    failures = 1 if fresh else before.failures + 1
    wait = min(timedelta(seconds=2 ** min(failures - free, 20)), _LONGEST_WAIT) if failures >= free else None
    return Attempts(failures, now, now + wait if wait else None)


def identity_of(session: Session) -> Identity:
    """Return who holds a session."""
    if session.device is not None:
        device = session.device
        return Identity(actor=device.name, role=Role.DEVICE, kind="device", session=session.id, view=device.view)
    account = session.account
    if account is None:
        msg = "a session belongs to an account or a device"
        raise ValueError(msg)
    return Identity(
        actor=account.login,
        role=Role(account.role),
        kind="account",
        areas=account.areas,
        post=account.post,
        posts=account.posts,
        acting_for=session.acting_for if session.acting_for in account.posts else None,
        department=account.department,
        session=session.id,
        must_change=account.must_change,
    )
