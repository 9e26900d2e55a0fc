"""Model the time of a campaign: its days, the calendar of working days, and how late or silent is too much."""

from datetime import date, time
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from dashboard.errors import N_
from dashboard.profile.base import Model, Text
from dashboard.profile.flaws import flawed


class CalendarOverride(Model):
    """Make one day a working day or a day off, with the reason."""

    date: date
    working: bool
    reason: Text


class Calendar(Model):
    """Name the source of statutory holidays, and the days that differ from it."""

    holidays: Literal["chinesecalendar", "weekends"]
    overrides: tuple[CalendarOverride, ...] = ()


class Campaign(Model):
    """Bound the campaign; `reports_due` is the daily cut-off in business time."""

    start: date
    end: date
    reports_due: time

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.end < self.start:
            raise flawed(N_("the campaign ends before it starts"))
        return self


class Freshness(Model):
    """Give the ages, in seconds without contact, at which a screen says so."""

    live_seconds: Annotated[int, Field(ge=1)]
    delayed_seconds: Annotated[int, Field(ge=1)]


class Band(Model):
    """Name one band of deviation from plan."""

    id: Literal["attention", "on_plan", "ahead"]
    label: Text


class Deviation(Model):
    """Bound the bands of deviation from plan, in percentage points of planned share elected."""

    attention_below: float
    check_above: float
    labels: tuple[Band, Band, Band]
