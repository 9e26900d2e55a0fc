"""Draw the polls of each day, with one-time success."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dashboard.election.state import TrackState
from dashboard.errors import N_
from dashboard.views.figures.look import DAY, Figure, Look, counting, dates, figure, legend, nothing

_FORTNIGHT = 14  # days that are shown at least, so that few polls do not look like many


@dataclass
class PollDay:
    """Count the polls that closed on a day.

    Attributes
    ----------
    success : int
        First polls that were valid and filled all seats (一次成功).
    short : int
        Other first polls.
    again : int
        Polls of later rounds.
    codes : list[str]
        The units that held them.
    """

    success: int = 0
    short: int = 0
    again: int = 0
    codes: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Return all polls of the day."""
        return self.success + self.short + self.again


def polls_by_day(tracks: Mapping[str, Sequence[TrackState]]) -> dict[date, PollDay]:
    """Count the closed polls of units (code → tracks looked at) by day, in the order of the days."""
    found: dict[date, PollDay] = {}
    for code, states in tracks.items():
        for track in states:
            if track.phase is None:
                continue
            for place, poll in enumerate(track.polls):
                day = found.setdefault(poll.on, PollDay())
                if place:
                    day.again += 1
                elif poll.figures.outcome == "success":
                    day.success += 1
                else:
                    day.short += 1
                if code not in day.codes:
                    day.codes.append(code)
    return dict(sorted(found.items()))


def draw(found: Mapping[date, PollDay], look: Look) -> Figure:
    """Return the figure."""
    say, colours = look.say, look.palette
    title = say(N_("Polls per day"))
    if not found:
        return nothing(look, title, say(N_("No poll has been held yet by this day.")))
    days = list(found)
    kinds = (
        (N_("first poll, all seats filled"), [day.success for day in found.values()], colours.phases[-2]),
        (N_("first poll, not all seats filled"), [day.short for day in found.values()], colours["text3"]),
        (N_("later round"), [day.again for day in found.values()], colours["text"]),
    )
    hover = [_hover(day, polls, look) for day, polls in found.items()]
    data: list[dict[str, Any]] = [
        {
            "type": "bar",
            "x": [day.isoformat() for day in days],
            "y": counts,
            "width": 0.78 * DAY.total_seconds() * 1000,
            "name": say(name),
            "marker": {"color": colour, "line": {"color": colours["panel"], "width": 0.5}},
            "hovertext": hover,
            "hoverinfo": "text",
            "customdata": [day.isoformat() for day in days],
        }
        for name, counts, colour in kinds
        if any(counts)
    ]
    return figure(
        look,
        title,
        sentence(found, look),
        data,
        picks={day.isoformat(): polls.codes for day, polls in found.items()},
        clicks="day",
        barmode="stack",
        showlegend=True,
        legend=legend(look),
        xaxis=dates(look, days[0], max(days[-1], look.day), least=_FORTNIGHT),
        yaxis=counting(look, max(polls.total for polls in found.values())),
        margin={"b": look.foot + (16 if look.narrow else 0)},
    )


def _hover(day: date, polls: PollDay, look: Look) -> str:
    say = look.say
    first = polls.success + polls.short
    lines = [f"<b>{say.day(day)}</b>", say(N_("{n} polls"), n=look.number(polls.total))]
    if first:
        lines.append(
            say(
                N_("one-time success {n} of {first} ({share})"),
                n=look.number(polls.success),
                first=look.number(first),
                share=look.share(polls.success, first),
            )
        )
    if polls.again:
        lines.append(say(N_("{n} of a later round"), n=look.number(polls.again)))
    return "<br>".join(lines)


def sentence(found: Mapping[date, PollDay], look: Look) -> str:
    """Say how many polls there were, and how many succeeded at once."""
    success = sum(day.success for day in found.values())
    first = success + sum(day.short for day in found.values())
    busiest = max(found, key=lambda day: found[day].total)
    told = N_(
        "{total} polls; {first} first polls, {n} of these filled all seats at once ({share}). "
        "Most on {day}: {most}."
    )
    return look.say(
        told,
        total=look.number(sum(day.total for day in found.values())),
        first=look.number(first),
        n=look.number(success),
        share=look.share(success, first),
        day=look.say.day(busiest),
        most=look.number(found[busiest].total),
    )
