"""Count planned, actual and expected completions by the end of each day of the campaign."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from dashboard.election.forecast import Forecast, forecast
from dashboard.election.state import TrackState
from dashboard.profile.calendar import WorkingDays
from dashboard.profile.model import Profile

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class BurnUp:
    """Hold units completed by the end of each day.

    Attributes
    ----------
    days : tuple[date, ...]
        The campaign's days, up to the day looked at at least.
    planned : tuple[int, ...]
        By the first approved plans, for each of `days`.
    actual : tuple[int, ...]
        For the days up to the one looked at.
    nearly : float
        Share of the due units whose completion the chart gives a day for.
    band : float
        Share of cases that the forecast's band is meant to hold.
    """

    due: int
    days: tuple[date, ...]
    planned: tuple[int, ...]
    actual: tuple[int, ...]
    ahead: Forecast
    nearly: float
    band: float


def burn_up(
    tracks: Sequence[TrackState], seen: Iterable[TrackState], day: date, profile: Profile, calendar: WorkingDays
) -> BurnUp:
    """Count the completions of the units in `tracks`; the forecast learns from all in `seen`."""
    due = [track for track in tracks if track.phase is not None and track.procedure is not None]
    first, last = min(profile.campaign.start, day), max(profile.campaign.end, day)
    days = tuple(first + _DAY * number for number in range((last - first).days + 1))
    planned = [track.baseline.get(track.procedure.stages[-1].id) for track in due if track.procedure]
    return BurnUp(
        due=len(due),
        days=days,
        planned=_cumulated(planned, days),
        actual=_cumulated([track.completed_on for track in due], days)[: (day - first).days + 1],
        ahead=forecast(due, seen, day, last, calendar, profile.forecast),
        nearly=profile.forecast.nearly,
        band=profile.forecast.band,
    )


def _cumulated(events: Iterable[date | None], days: Sequence[date]) -> tuple[int, ...]:
    """Count, for each day, the events on it or before it."""
    counts = [0] * len(days)
    for on in events:
        if on is not None and on <= days[-1]:
            counts[max((on - days[0]).days, 0)] += 1
    return tuple(accumulate(counts))
