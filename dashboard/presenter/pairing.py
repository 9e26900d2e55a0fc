"""Pair screens with presenters by a code, and carry commands to them."""

import secrets
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pydantic import TypeAdapter, ValidationError

from dashboard.access.audit import Origin
from dashboard.access.doors import Doors
from dashboard.access.roles import Identity
from dashboard.clock import Clock
from dashboard.election.areas import AreaTree
from dashboard.election.errors import UnknownTrack
from dashboard.presenter.commands import Command, Follow, Show, Visit
from dashboard.presenter.errors import (
    AreaNotShown,
    DayNotShown,
    NoScreenFollows,
    PairingCodeUnknown,
    TooManyCodes,
)
from dashboard.presenter.state import State, fold, kept_state, read_state
from dashboard.profile.model import Profile
from dashboard.store.errors import UnknownScreen
from dashboard.store.screens import Screen, Screens, Standing

CODE_LASTS = timedelta(minutes=5)
_DIGITS = 6
_MOST_CODES = 100  # of a million; one guess hits with a chance of at most one in ten thousand
_TOUCH = timedelta(seconds=15)
_DEVICE = "device"
_COMMANDS: TypeAdapter[Command] = TypeAdapter(Command)


@dataclass(frozen=True)
class Offer:
    """Give a screen's id, the code to show on it, and until when it works."""

    screen: str
    code: str
    until: datetime


@dataclass(frozen=True)
class Led:
    """Say which screens follow a presenter, what they show, and how many commands made it."""

    screens: tuple[Screen, ...]
    state: State
    version: int


@dataclass(frozen=True)
class Pairing:
    """Know the screens and presenters of one installation; all instants are real time."""

    screens: Screens
    doors: Doors
    tree: AreaTree
    profile: Profile
    clock: Clock

    # ------------------------------------------------------------ the screen's side

    def offer(self, identity: Identity, screen: str | None) -> Offer:
        """Give a screen a code to show; one that is known keeps its id, and goes on following meanwhile.

        Raises
        ------
        TooManyCodes
            Among so many codes one could be guessed.
        """
        now = datetime.now(UTC)
        if self.screens.open_codes(now) >= _MOST_CODES:
            raise TooManyCodes(minutes=_minutes(CODE_LASTS))
        known = screen is not None and self.screens.knows(screen, now)
        kept = screen if screen is not None and known else secrets.token_hex(16)
        name = identity.actor[:60] if identity.kind == _DEVICE else None
        while True:
            code = "".join(secrets.choice("0123456789") for _ in range(_DIGITS))
            if self.screens.offer(kept, name, self._hash(code), now, now + CODE_LASTS):
                return Offer(kept, f"{code[:3]} {code[3:]}", now + CODE_LASTS)

    def standing(self, screen: str) -> Standing:
        """Return what a screen is to show, and note that it is in touch; raise UnknownScreen."""
        now = datetime.now(UTC)
        found = self.screens.standing([screen], now).get(screen)
        if found is None:
            raise UnknownScreen
        if now - found.seen_at > _TOUCH:
            self.screens.touch(screen, now)
        return found

    def standings(self, screens: Collection[str]) -> dict[str, Standing]:
        """Return how some screens stand that are in touch; those that are not known are left out."""
        return self.screens.standing(screens, datetime.now(UTC))

    def leave(self, screen: str) -> None:
        """Let a screen follow nobody, at its own wish; raise UnknownScreen."""
        self.screens.release(screen, datetime.now(UTC))

    # ------------------------------------------------------------ the presenter's side

    def join(self, identity: Identity, code: str, origin: Origin) -> Screen:
        """Let the screen that shows a code follow somebody.

        Raises
        ------
        PairingCodeUnknown
            No screen shows it (any more).
        TooManyAttempts
            Who has guessed wrong has to wait, right or wrong.
        """
        digits = "".join(sign for sign in unicodedata.normalize("NFKC", code) if sign.isdigit())
        owner = owner_of(identity)

        def take() -> Screen | None:
            opening = datetime.now(UTC)
            return self.screens.join(
                self._hash(digits), owner, identity.session, opening, lambda _: kept_state(State())
            )

        joined = self.doors.try_code(f"presenter:{owner}", origin, take)
        if joined is None:
            raise PairingCodeUnknown(minutes=_minutes(CODE_LASTS))
        return joined

    def release(self, identity: Identity, screen: str) -> None:
        """Let go a screen that follows somebody; raise UnknownScreen."""
        self.screens.release(screen, datetime.now(UTC), owner_of(identity))

    def led(self, identity: Identity) -> Led:
        """Return which screens follow somebody and what they show."""
        screens, state, version = self.screens.led_by(owner_of(identity), datetime.now(UTC))
        return Led(tuple(screens), read_state(state), version)

    def command(self, identity: Identity, command: Command) -> Led:
        """Carry a command to all screens that follow somebody.

        Raises
        ------
        AreaNotShown, DayNotShown, UnknownTrack
            It names what there is not.
        NoScreenFollows
            It would reach nobody.
        """
        self._require_known(command)

        def after(kept: Mapping[str, Any] | None) -> Mapping[str, Any]:
            return kept_state(fold(read_state(kept), command))

        told = command.model_dump(mode="json")
        if not self.screens.command(owner_of(identity), told, datetime.now(UTC), after):
            raise NoScreenFollows
        return self.led(identity)

    @property
    def days(self) -> tuple[date, date]:
        """Return the first and the last day that screens may show: of the campaign, and not later than today."""
        campaign = self.profile.campaign
        return campaign.start, min(campaign.end, max(self.clock.today(), campaign.start))

    def _require_known(self, command: Command) -> None:
        """Refuse what names a place, a day or a track that there is not."""
        match command:
            case Visit(code=code):
                area = self.tree.areas.get(code)
                if area is None or area.parent_code is None:
                    raise AreaNotShown(code=code)
            case Show(as_of=day) if day is not None:
                first, last = self.days
                if not first <= day <= last:
                    raise DayNotShown(day=day, first=first, last=last)
            case Follow(track=track) if track not in self.profile.views:
                raise UnknownTrack(track=track, tracks=", ".join(self.profile.views))
            case _:
                pass

    def _hash(self, code: str) -> str:
        return self.doors.keys.of("pairing", code)


def command_of(kept: Mapping[str, Any] | None) -> Command | None:
    """Return a command as the database keeps it; None where there is none, or none of this release."""
    try:
        return _COMMANDS.validate_python(kept) if kept is not None else None
    except ValidationError:  # another release wrote it
        return None


def owner_of(identity: Identity) -> str:
    """Return under which name the screens of somebody are kept."""
    return f"{identity.kind}:{identity.actor}"


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds()) // 60
