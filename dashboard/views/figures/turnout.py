"""Draw the turnout of every poll against the quorum of the rule in force on its day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from statistics import median
from typing import Any

from dashboard.election.state import TrackState
from dashboard.election.validity import judge
from dashboard.errors import N_
from dashboard.profile.model import Profile
from dashboard.profile.rules import Quorum
from dashboard.views.figures.look import (
    DAY,
    Figure,
    Look,
    across,
    axis,
    dates,
    figure,
    legend,
    nothing,
    safe,
    wrapped,
)

_GOLDEN = (5**0.5 - 1) / 2
"""By steps of this part of a day's width, dots never fall into rows."""
_WIDTH = 0.7  # of a day
_FORTNIGHT = 14  # days that are shown at least
_STEP = 10  # per cent between ticks


@dataclass(frozen=True)
class Turnout:
    """Hold one closed poll: present of eligible, and whether that reached the quorum of `rule`."""

    code: str
    on: date
    present: int
    eligible: int
    reached: bool
    rule: Quorum | None

    @property
    def percent(self) -> float:
        """Return present / eligible in per cent."""
        return self.present / self.eligible * 100 if self.eligible else 0.0


def turnouts(tracks: Mapping[str, Sequence[TrackState]], profile: Profile) -> list[Turnout]:
    """List the closed polls of units (code → tracks looked at), by day."""
    found = []
    for code, states in tracks.items():
        for track in states:
            if track.phase is None or track.procedure is None:
                continue
            for poll in track.polls:
                told = judge(poll.figures, track.procedure.id, poll.on, profile)
                numbers = poll.figures.present, poll.figures.eligible
                found.append(Turnout(code, poll.on, *numbers, told.quorum_reached, told.quorum))
    return sorted(found, key=lambda poll: (poll.on, poll.percent, poll.code))


def draw(found: Sequence[Turnout], names: Mapping[str, str], look: Look) -> Figure:
    """Return the figure: a dot for each poll, a line for each rule."""
    say, colours = look.say, look.palette
    title = say(N_("Turnout against the quorum"))
    if not found:
        return nothing(look, title, say(N_("No poll has been held yet by this day.")))
    dot = {"color": colours.faint("accent", 0.75), "size": 7, "line": {"color": colours["panel"], "width": 0.5}}
    cross = {"size": 9, "symbol": "x-thin", "line": {"color": colours["text"], "width": 2}}
    kinds = ((N_("quorum reached"), True, dot), (N_("quorum not reached"), False, cross))
    places = _spread(found)
    data: list[dict[str, Any]] = []
    for name, reached, marker in kinds:
        groups: dict[str, list[tuple[Turnout, str]]] = {}
        for poll, place in zip(found, places, strict=True):
            if poll.reached == reached:
                groups.setdefault(poll.rule.id if poll.rule else "", []).append((poll, place))
        for number, chosen in enumerate(groups.values()):
            data.append(
                {
                    "type": "scatter",
                    "mode": "markers",
                    "x": [place for _, place in chosen],
                    "y": [round(poll.percent, 2) for poll, _ in chosen],
                    "marker": marker,
                    "name": say(name),
                    "showlegend": number == 0,
                    "meta": _source(chosen[0][0].rule, look),
                    "hovertext": [_hover(poll, names, look) for poll, _ in chosen],
                    "hovertemplate": "%{hovertext}%{meta}<extra></extra>",
                    "customdata": [poll.code for poll, _ in chosen],
                }
            )
    rules = {poll.rule.id: poll.rule for poll in found if poll.rule is not None}
    lowest = min([poll.percent for poll in found] + [float(rule.share) * 100 for rule in rules.values()])
    bottom = max(int((lowest - 4) // _STEP) * _STEP, 0)
    ticks = list(range(bottom, 101, _STEP))
    shapes, notes = _lines(list(rules.values()), look)
    return figure(
        look,
        title,
        sentence(found, look),
        data,
        clicks="unit",
        shapes=shapes,
        annotations=notes,
        showlegend=len({trace["name"] for trace in data}) > 1,
        legend=legend(look),
        xaxis=dates(look, found[0].on, max(found[-1].on, look.day), least=_FORTNIGHT),
        yaxis=axis(look, tickvals=ticks, ticktext=[f"{tick}%" for tick in ticks], range=[bottom, 102]),
        margin={"b": look.foot if len({trace["name"] for trace in data}) > 1 else 28},
    )


def _spread(found: Sequence[Turnout]) -> list[str]:
    """Return moments about the beginning of each poll's day, at which polls do not hide each other."""
    places: list[str] = []
    at: dict[date, int] = {}
    for poll in found:
        number = at.get(poll.on, 0)
        at[poll.on] = number + 1
        aside = (number * _GOLDEN + 0.5) % 1 - 0.5
        moment = datetime.combine(poll.on, time.min) + DAY * aside * _WIDTH
        places.append(moment.isoformat(timespec="minutes"))
    return places


def _lines(rules: Sequence[Quorum], look: Look) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return a line for each threshold, with its words at the left end."""
    colours = look.palette
    shapes, notes = [], []
    thresholds = {(rule.share, rule.strict): rule for rule in reversed(rules)}
    for (share, strict), rule in sorted(thresholds.items(), key=lambda item: item[0]):
        percent = float(share) * 100
        whose = wrapped(rule.label.get(look.say.locale), look.fits(look.width * 0.5), 1)
        beside = f"  {safe(whose[0])}" if len(thresholds) > 1 else ""
        asks = N_("quorum: more than {share}") if strict else N_("quorum: at least {share}")
        shapes.append(across(percent, colours["text"], 1.5, "dash"))
        notes.append(
            {
                "text": f"<b>{look.say(asks, share=str(share))}</b>{beside}",
                "xref": "paper", "x": 0.004, "xanchor": "left",
                "yref": "y", "y": percent, "yanchor": "bottom",
                "showarrow": False,
                "font": {"color": colours["text"], "size": 12},
                "bgcolor": colours.faint("panel", 0.8),
                "borderpad": 1,
            }
        )  # fmt: skip
    return shapes, notes


def _hover(poll: Turnout, names: Mapping[str, str], look: Look) -> str:
    say = look.say
    lines = [
        f"<b>{safe(names.get(poll.code, poll.code))}</b>",
        say(
            N_("{day}: {share} ({present} of {eligible})"),
            day=say.day(poll.on),
            share=f"{poll.percent:.1f}%",
            present=look.number(poll.present),
            eligible=look.number(poll.eligible),
        ),
    ]
    return "<br>".join(lines)


def _source(rule: Quorum | None, look: Look) -> str:
    """Return what a rule says and where, as it follows a poll's own figures."""
    if rule is None:
        return ""
    locale = look.say.locale
    return f"<br>{safe(rule.label.get(locale))}<br>{safe(rule.source.get(locale))}"


def sentence(found: Sequence[Turnout], look: Look) -> str:
    """Say what the middle turnout is, and how many polls missed the quorum."""
    missed = sum(not poll.reached for poll in found)
    numbers = N_("{n} polls, median turnout {median}, lowest {lowest}.")
    verdict = N_("{missed} missed the quorum.") if missed else N_("All reached the quorum.")
    click = N_("A click on a dot opens the unit.")
    told = ("" if look.say.locale == "zh_CN" else " ").join(map(look.say, (numbers, verdict, click)))
    return told.format(
        n=look.number(len(found)),
        median=f"{median(poll.percent for poll in found):.1f}%",
        lowest=f"{min(poll.percent for poll in found):.1f}%",
        missed=look.number(missed),
    )
