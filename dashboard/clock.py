"""Tell business time: the real one in the profile's zone, or a simulated one from a stored anchor."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

_MINUTES_A_DAY = 1440


class Clock(Protocol):
    """Tell the business instant; everything that needs a time is given one of these."""

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone of business days."""
        ...

    def now(self) -> datetime:
        """Return the business instant, aware, in `zone`."""
        ...

    def today(self) -> date:
        """Return the business day."""
        ...


@dataclass(frozen=True)
class SystemClock:
    """Tell the machine's time in the profile's zone."""

    zone: ZoneInfo

    def now(self) -> datetime:
        """Return the instant."""
        return datetime.now(self.zone)

    def today(self) -> date:
        """Return the day."""
        return self.now().date()


@dataclass(frozen=True)
class FixedClock:
    """Stand at one instant: for tests, and for loading a history at the instants it happened."""

    instant: datetime
    zone: ZoneInfo

    def now(self) -> datetime:
        """Return the instant."""
        return self.instant.astimezone(self.zone)

    def today(self) -> date:
        """Return the day."""
        return self.now().date()


@dataclass(frozen=True)
class Anchor:
    """Tie a simulated instant to a real one.

    Attributes
    ----------
    speed : float
        Simulated days per real minute; 0 stands still.
    valid_until : datetime
        Real instant up to which a running server vouches for the anchor; after it the clock stands,
        so that simulated time does not pass while the server is down.
    """

    simulated_at: datetime
    real_at: datetime
    speed: float
    valid_until: datetime

    def at(self, real: datetime) -> datetime:
        """Return the simulated instant (UTC) at the real instant `real`."""
        elapsed = max(timedelta(0), min(real, self.valid_until) - self.real_at)
        return self.simulated_at + elapsed * self.speed * _MINUTES_A_DAY

    def renewed(
        self, real: datetime, speed: float, lease: timedelta, rests_at: datetime | None = None
    ) -> "Anchor":
        """Return an anchor that goes on from where this one stands at `real`, vouched for during `lease`.

        It does not go on past the simulated instant `rests_at`.
        """
        return Anchor(_capped(self.at(real), rests_at), real, speed, real + lease)


@dataclass(frozen=True)
class SimulatedClock:
    """Tell simulated time from the anchor that `read` fetches (the database holds it for all processes).

    At `rests_at`, where there is one, it stops.
    """

    read: Callable[[], Anchor]
    zone: ZoneInfo
    rests_at: datetime | None = None

    def now(self) -> datetime:
        """Return the simulated instant."""
        return _capped(self.read().at(datetime.now(UTC)), self.rests_at).astimezone(self.zone)

    def today(self) -> date:
        """Return the simulated day."""
        return self.now().date()


def _capped(instant: datetime, rests_at: datetime | None) -> datetime:
    return instant if rests_at is None else min(instant, rests_at)
