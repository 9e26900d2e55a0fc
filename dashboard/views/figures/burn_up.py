"""Draw planned, actual and expected completions over the campaign."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from dashboard.election.burn_up import BurnUp
from dashboard.errors import N_
from dashboard.views.figures.look import (
    Figure,
    Look,
    across,
    counting,
    dates,
    figure,
    legend,
    nothing,
    upright,
)


def draw(found: BurnUp, look: Look) -> Figure:
    """Return the figure."""
    say, colours = look.say, look.palette
    title = say(N_("Completion: planned, actual, expected"))
    if not found.due:
        return nothing(look, title, say(N_("None of the units looked at is due this term.")))
    ahead = [day.isoformat() for day in found.ahead.days]
    curves = (
        ("lower", found.ahead.lower, {"width": 0}, None),
        ("upper", found.ahead.upper, {"width": 0}, "tonexty"),
    )
    percent = f"{found.band:.0%}"
    data: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": ahead,
            "y": [round(value, 2) for value in curve],
            "line": line,
            "hoverinfo": "skip",
            "name": say(N_("{share} band"), share=percent),
            "showlegend": name == "upper",
            **({"fill": fill, "fillcolor": colours.faint("accent", 0.22)} if fill else {}),
        }
        for name, curve, line, fill in curves
    ]
    told = [
        say(
            N_("{day}: expected {n} ({low} to {high})"),
            day=say.day(day),
            n=look.number(middle),
            low=look.number(low),
            high=look.number(high),
        )
        for day, middle, low, high in zip(
            found.ahead.days, found.ahead.expected, found.ahead.lower, found.ahead.upper, strict=True
        )
    ]
    data += [
        _line(
            look, N_("Planned"), found.days, found.planned, {"color": colours["text3"], "width": 2, "dash": "dash"}
        ),
        {
            "type": "scatter",
            "mode": "lines",
            "x": ahead,
            "y": [round(value, 2) for value in found.ahead.expected],
            "line": {"color": colours["accent"], "width": 2, "dash": "dot"},
            "name": say(N_("Expected")),
            "hovertext": told,
            "hoverinfo": "text",
        },
        _line(look, N_("Actual"), found.days, found.actual, {"color": colours["text"], "width": 3}),
    ]
    shapes = [
        upright(look.day, colours["line2"], 1),
        across(found.due, colours["line2"], 1, "dot"),
    ]
    return figure(
        look,
        title,
        sentence(found, look),
        data,
        shapes=shapes,
        showlegend=True,
        legend={**legend(look), "traceorder": "reversed"},
        xaxis=dates(look, found.days[0], found.days[-1]),
        yaxis=counting(look, found.due),
        hovermode="closest",
        margin={"b": look.foot},
    )


def _line(
    look: Look, name: str, days: Sequence[date], counts: Sequence[int], line: dict[str, Any]
) -> dict[str, Any]:
    days = days[: len(counts)]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [day.isoformat() for day in days],
        "y": list(counts),
        "line": line,
        "name": look.say(name),
        "hovertext": [
            f"{look.say.day(day)} {look.say(name)} {look.number(n)}" for day, n in zip(days, counts, strict=True)
        ],
        "hoverinfo": "text",
    }


def sentence(found: BurnUp, look: Look) -> str:
    """Say where completion stands, and when nearly all will be completed."""
    say = look.say
    done = found.actual[-1]
    planned = found.planned[len(found.actual) - 1]
    stands = say(
        N_("{n} of {due} completed, {planned} planned by now."),
        n=look.number(done),
        due=look.number(found.due),
        planned=look.number(planned),
    )
    if done == found.due:
        return stands
    ahead, wanted, band = found.ahead, found.nearly * found.due, f"{found.band:.0%}"
    share = f"{found.nearly:.0%}"
    if done >= wanted:
        share, wanted = "100%", found.due - 0.5
    expected, soon, late = (ahead.reached(curve, wanted) for curve in (ahead.expected, ahead.upper, ahead.lower))
    last = ahead.days[-1]
    if expected is None:
        foretold = say(
            N_("By {day}, the campaign's end, {n} are expected to be completed ({band} band: {low} to {high})."),
            day=say.day(last),
            n=look.number(ahead.expected[-1]),
            band=band,
            low=look.number(ahead.lower[-1]),
            high=look.number(ahead.upper[-1]),
        )
    elif soon is not None and late is not None:
        foretold = say(
            N_("{share} are expected to be completed by {day} ({band} band: {soon} to {late})."),
            share=share,
            day=say.day(expected),
            band=band,
            soon=say.day(soon),
            late=say.day(late),
        )
    else:
        foretold = say(
            N_("{share} are expected to be completed by {day} ({band} band: {soon} to after {last})."),
            share=share,
            day=say.day(expected),
            band=band,
            soon=say.day(soon or expected),
            last=say.day(last),
        )
    joint = "" if say.locale == "zh_CN" else " "
    return stands + joint + foretold
