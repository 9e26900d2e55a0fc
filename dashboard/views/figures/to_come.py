"""Draw the calendar of polls to come: called ones, and those that are only planned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dashboard.election.plan import expected_poll_on
from dashboard.election.state import TrackState
from dashboard.errors import N_
from dashboard.profile.calendar import WorkingDays
from dashboard.views.figures.look import DAY, Figure, Look, axis, figure, nothing

_WEEK = 7
_MOST_WEEKS = {False: 10, True: 8}
"""Weeks that are drawn, in a wide and in a narrow panel; what lies behind is told in words."""
WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


@dataclass
class DayToCome:
    """List the units whose poll is called for a day, and those for which it is only planned."""

    called: list[str] = field(default_factory=list)
    planned: list[str] = field(default_factory=list)

    @property
    def codes(self) -> list[str]:
        """Return all units of the day, each once."""
        return list(dict.fromkeys([*self.called, *self.planned]))


@dataclass(frozen=True)
class ToCome:
    """Hold the days from the one looked at on; `overdue` units have a day behind it, `dayless` units have none."""

    days: Mapping[date, DayToCome]
    overdue: int
    dayless: int


def polls_to_come(tracks: Mapping[str, Sequence[TrackState]], day: date) -> ToCome:
    """Gather the polls that are not decided yet, of units (code → tracks looked at)."""
    found: dict[date, DayToCome] = {}
    overdue = dayless = 0
    for code, states in tracks.items():
        for track in states:
            if track.phase is None or track.procedure is None:
                continue
            if track.stages[track.procedure.poll_index].end is not None:
                continue
            on = expected_poll_on(track)
            if on is None:
                dayless += 1
            elif on < day:
                overdue += 1
            else:
                entry = found.setdefault(on, DayToCome())
                (entry.called if track.called_on == on else entry.planned).append(code)
    return ToCome(dict(sorted(found.items())), overdue, dayless)


def draw(found: ToCome, calendar: WorkingDays, look: Look) -> Figure:
    """Return the figure: a field for each day, weeks side by side, on a phone one below the other."""
    say, colours = look.say, look.palette
    title = say(N_("Polls to come"))
    if not found.days:
        waiting = found.overdue + found.dayless
        decided = N_("No poll is to come: all are decided.")
        dayless = N_("No poll is called or planned for a day to come; {n} units wait for a new day.")
        return nothing(look, title, say(dayless, n=look.number(waiting)) if waiting else say(decided))
    monday = look.day - DAY * look.day.weekday()
    weeks = min((max(found.days) - monday).days // _WEEK + 1, _MOST_WEEKS[look.narrow])
    days = [monday + DAY * number for number in range(weeks * _WEEK)]
    at = [((day - monday).days // _WEEK, day.weekday()) for day in days]
    if look.narrow:
        at = [(weekday, week) for week, weekday in at]
    counts = [len(entry.codes) if (entry := found.days.get(day)) else None for day in days]
    keys = [day.isoformat() if day in found.days else "" for day in days]
    field_of_day: dict[str, Any] = {
        "type": "heatmap",
        "x": [x for x, _ in at],
        "y": [y for _, y in at],
        "z": counts,
        "zmin": 0,
        "colorscale": [[0, colours["panel2"]], [1, colours.phases[2]]],
        "showscale": False,
        "xgap": 3,
        "ygap": 3,
        "customdata": keys,
        "hovertext": [_hover(day, found, look) for day in days],
        "hoverinfo": "text",
        "hoverongaps": False,
    }
    numbers = [_number(day, look, calendar) for day in days]
    totals = [_total(day, found) for day in days]
    if look.narrow:  # one above the other
        texts = [
            _texts([(x - 0.46, y - 0.3) for x, y in at], numbers, "middle right", colours["text2"], 12),
            _texts([(x, y + 0.12) for x, y in at], totals, "middle center", colours["text"], 12),
        ]
    else:
        texts = [
            _texts([(x - 0.46, float(y)) for x, y in at], numbers, "middle right", colours["text2"], 12),
            _texts([(x + 0.46, float(y)) for x, y in at], totals, "middle left", colours["text"], 13),
        ]
    names = [say(name) for name in WEEKDAYS]
    starts = [say.day(monday + DAY * _WEEK * week) for week in range(weeks)]
    weekday_axis = axis(
        look, tickvals=list(range(_WEEK)), ticktext=names, showgrid=False, showline=False, ticks=""
    )
    week_axis = axis(
        look, tickvals=list(range(weeks)), ticktext=starts, showgrid=False, showline=False, ticks="", side="top"
    )
    across, down = [-0.5, weeks - 0.5], [_WEEK - 0.5, -0.5]
    layout = (
        {
            "xaxis": {**weekday_axis, "side": "top", "range": down[::-1]},
            "yaxis": {**week_axis, "side": "left", "range": across[::-1]},
        }
        if look.narrow
        else {"xaxis": {**week_axis, "range": across}, "yaxis": {**weekday_axis, "range": down}}
    )
    made = figure(
        look,
        title,
        sentence(found, days[-1], look),
        [field_of_day, *texts],
        picks={day.isoformat(): entry.codes for day, entry in found.days.items()},
        clicks="day",
        **layout,
    )
    top = made["layout"]["margin"]["t"] + 20
    made["layout"]["margin"] |= {"t": top, "b": 10, "l": 64 if look.narrow else 48, "r": 12}
    return made


def _texts(
    at: Sequence[tuple[float, float]], texts: Sequence[str], side: str, colour: str, size: int
) -> dict[str, Any]:
    """Return texts in the fields; `side` says where a text stands from its point."""
    return {
        "type": "scatter",
        "mode": "text",
        "x": [x for x, _ in at],
        "y": [y for _, y in at],
        "text": list(texts),
        "textposition": side,
        "textfont": {"color": colour, "size": size},
        "hoverinfo": "skip",
    }


def _number(day: date, look: Look, calendar: WorkingDays) -> str:
    if day < look.day:
        return ""
    if calendar.is_working(day):
        return str(day.day)
    off = look.say(N_("off"))
    return f"{day.day}*" if look.narrow else f"{day.day} {off}"


def _total(day: date, found: ToCome) -> str:
    entry = found.days.get(day)
    if entry is None:
        return ""
    called = f"<b>{len(entry.called)}</b>" if entry.called else ""
    return called + (f" +{len(entry.planned)}" if entry.planned else "")


def _hover(day: date, found: ToCome, look: Look) -> str:
    entry, say = found.days.get(day), look.say
    if entry is None:
        return ""
    lines = [f"<b>{say.day(day)} {say(WEEKDAYS[day.weekday()])}</b>"]
    if entry.called:
        lines.append(say(N_("{n} called"), n=look.number(len(entry.called))))
    if entry.planned:
        lines.append(say(N_("{n} planned, not called yet"), n=look.number(len(entry.planned))))
    return "<br>".join(lines)


def sentence(found: ToCome, last: date, look: Look) -> str:
    """Say how many polls are called, how many only planned, and what has no field."""
    say = look.say
    called = sum(len(entry.called) for entry in found.days.values())
    planned = sum(len(entry.planned) for entry in found.days.values())
    told = N_("{called} called (bold), {planned} planned only (+).")
    parts = [say(told, called=look.number(called), planned=look.number(planned))]
    later = sum(len(entry.codes) for day, entry in found.days.items() if day > last)
    if later:
        parts.append(say(N_("{n} of them after {day}."), n=look.number(later), day=say.day(last)))
    if found.overdue:
        parts.append(say(N_("{n} are past their day without a new one."), n=look.number(found.overdue)))
    if found.dayless:
        parts.append(say(N_("{n} have no day at all."), n=look.number(found.dayless)))
    if look.narrow:
        parts.append(say(N_("*: no working day.")))
    return ("" if say.locale == "zh_CN" else " ").join(parts)
