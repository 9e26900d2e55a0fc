"""Give all charts one look: heading, axes, font, and a sentence where there is nothing to draw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from typing import Any
from unicodedata import east_asian_width

from dashboard.errors import N_
from dashboard.messages import Messages
from dashboard.views.figures.palette import Palette

Figure = dict[str, Any]
"""A figure as Plotly's JSON writes it: data and layout. Its template is empty, so nothing is added to it."""

DAY = timedelta(days=1)
TEXT_SIZE, TITLE_SIZE = 12, 14
_STEPS = (1, 2, 7, 14, 28)
_MOST_TICKS = 5
_NARROW, _SHORT = 640, 900  # pixels
_COLUMN = 6.2  # pixels of a half-width column of text
_OPENING, _CLOSING = "（(“", "，。；：、）)％”·"


@dataclass(frozen=True)
class Look:
    """Say for whom a chart is drawn.

    Attributes
    ----------
    name : str
        What is looked at, such as 全区; already fit for markup.
    width : int
        Pixels.
    """

    say: Messages
    palette: Palette
    name: str
    day: date
    width: int
    demo: bool

    @property
    def narrow(self) -> bool:
        """Say whether there is the width of a phone only."""
        return self.width < _NARROW

    @property
    def short(self) -> bool:
        """Say whether the line of the title has no room for a legend."""
        return self.width < _SHORT

    @property
    def foot(self) -> int:
        """Return the pixels below the plot for ticks and, where it stands there, the legend."""
        return 62 if self.short else 28

    def fits(self, pixels: float) -> int:
        """Return how many half-width columns of text fit into a width."""
        return int(pixels / _COLUMN)

    def label(self, **texts: str) -> str:
        """Return the text of this language."""
        return texts.get(self.say.locale, "")

    def number(self, number: float) -> str:
        """Write a whole number with separators."""
        return f"{round(number):,}"

    def share(self, part: float, whole: float) -> str:
        """Write a share in per cent with one decimal; a dash of nothing."""
        return f"{part / whole * 100:.1f}%" if whole else "—"


def figure(
    look: Look,
    title: str,
    told: str,
    data: Sequence[Mapping[str, Any]],
    picks: Mapping[str, Sequence[str]] | None = None,
    clicks: str | None = None,
    **layout: Any,  # noqa: ANN401 - Plotly's own
) -> Figure:
    """Return a figure with the common layout.

    Parameters
    ----------
    told : str
        The sentence below the title that says what the chart shows.
    picks : Mapping[str, Sequence[str]], optional
        What a click may choose: `customdata` of a point → codes of units.
    clicks : str, optional
        What `customdata` holds: `phase`, `units` (a key of `picks`), `day` (such a key that is a day) or `unit`.
    """
    colours = look.palette
    where = [look.name, look.say(N_("as of {day}"), day=look.say.full_day(look.day))]
    if look.demo:
        where.append(look.say(N_("DEMO data")))
    place = " · ".join(where)
    room = look.fits(look.width - 40)
    heading = f"<b>{title}</b>" if look.narrow else f"<b>{title}</b>  {_small(place, colours['text2'])}"
    lines = [*([place] if look.narrow else []), *wrapped(told, room, 4 if look.narrow else 2)]
    head = TITLE_SIZE + 8 + 18 * len(lines) + 14
    common: dict[str, Any] = {
        "template": {},
        "paper_bgcolor": colours["panel"],
        "plot_bgcolor": colours["panel"],
        "font": {"family": colours.font, "size": TEXT_SIZE, "color": colours["text2"]},
        "title": {
            "text": heading,
            "font": {"size": TITLE_SIZE, "color": colours["text"]},
            "subtitle": {"text": "<br>".join(lines), "font": {"size": TEXT_SIZE, "color": colours["text2"]}},
            "x": 0,
            "xref": "container",
            "pad": {"l": 16, "t": 10},
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "automargin": False,
        },
        "margin": {"l": 48, "r": 24, "t": head, "b": 32},
        "showlegend": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": colours["panel2"],
            "bordercolor": colours["line2"],
            "font": {"family": colours.font, "size": TEXT_SIZE, "color": colours["text"]},
            "align": "left",
        },
        "dragmode": False,
        "meta": {"picks": dict(picks or {}), "clicks": clicks, "told": f"{plain(title)}: {plain(told)}"},
    }
    margin = {**common["margin"], **layout.pop("margin", {})}
    return {"data": list(data), "layout": common | layout | {"margin": margin}}


def nothing(look: Look, title: str, sentence: str) -> Figure:
    """Return a figure that says why there is nothing to draw."""
    hidden = {"visible": False, "fixedrange": True}
    note = {
        "text": "<br>".join(wrapped(sentence, min(look.fits(look.width * 0.8), 90), 4)),
        "x": 0.5,
        "y": 0.5,
        "xref": "paper",
        "yref": "paper",
        "showarrow": False,
        "font": {"size": 14, "color": look.palette["text2"]},
    }
    made = figure(look, title, "", [], xaxis=hidden, yaxis=hidden, annotations=[note])
    made["layout"]["meta"]["told"] = f"{plain(title)}: {plain(sentence)}"
    return made


def axis(look: Look, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - Plotly's own
    """Return an axis: faint lines, readable ticks, no zoom."""
    return {
        "gridcolor": look.palette["line"],
        "linecolor": look.palette["line"],
        "tickfont": {"color": look.palette["text2"], "size": TEXT_SIZE},
        "zeroline": False,
        "tickangle": 0,
        "fixedrange": True,
        "automargin": False,
        **more,
    }


def counting(look: Look, most: float, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - Plotly's own
    """Return an axis of whole numbers from 0 to `most`."""
    rounds = (10**power * digit for power in range(9) for digit in (1, 2, 5))
    step = next(step for step in rounds if most <= _MOST_TICKS * step)
    ticks = list(range(0, int(most) + step, step))
    return axis(
        look, tickvals=ticks, ticktext=[look.number(tick) for tick in ticks], range=[0, most * 1.08], **more
    )


def dates(look: Look, first: date, last: date, least: int = 1) -> dict[str, Any]:
    """Return an axis of days from `first` to `last`, at least so many, with ticks in the page's language."""
    first = min(first, last - DAY * (least - 1))
    most = 5 if look.narrow else 12
    span = (last - first).days + 1
    step = next((step for step in _STEPS if span / step <= most), _STEPS[-1])
    begin = first if step < 7 else first + DAY * (-first.weekday() % 7)  # noqa: PLR2004 - weeks begin on Monday
    days = [begin + DAY * number for number in range(0, max((last - begin).days + 1, 1), step)]
    edges = [f"{first - DAY}T12:00", f"{last}T12:00"]
    return axis(
        look,
        type="date",
        tickvals=[day.isoformat() for day in days],
        ticktext=[look.say.day(day) for day in days],
        range=edges,
        showgrid=False,
    )


def legend(look: Look) -> dict[str, Any]:
    """Return a legend in the line of the title, at the right; where that is too short, below the plot."""
    place = (
        {"x": 0, "xanchor": "left", "y": 0.01, "yanchor": "bottom", "yref": "container"}
        if look.short
        else {"x": 1, "xanchor": "right", "y": 0.985, "yanchor": "top", "yref": "container"}
    )
    return {
        "orientation": "h",
        "bgcolor": "rgba(0,0,0,0)",
        "font": {"size": TEXT_SIZE, "color": look.palette["text2"]},
        "itemclick": False,
        "itemdoubleclick": False,
        **place,
    }


def across(height: float, colour: str, width: float, dash: str = "solid") -> dict[str, Any]:
    """Return a line over the whole width of the plot."""
    line = {"color": colour, "width": width, "dash": dash}
    return {
        "type": "line",
        "xref": "paper",
        "yref": "y",
        "x0": 0,
        "x1": 1,
        "y0": height,
        "y1": height,
        "line": line,
    }


def upright(day: date, colour: str, width: float) -> dict[str, Any]:
    """Return a line over the whole height of the plot, at a day."""
    x, line = day.isoformat(), {"color": colour, "width": width}
    return {"type": "line", "xref": "x", "yref": "paper", "x0": x, "x1": x, "y0": 0, "y1": 1, "line": line}


def wrapped(text: str, width: int, most: int) -> list[str]:
    """Break a text into lines of at most `width` half-width columns; what does not fit in `most` lines is cut."""
    lines: list[str] = [""]
    for piece in _pieces(text):
        if columns(lines[-1]) + columns(piece.rstrip()) > width and lines[-1]:
            lines.append("")
        lines[-1] += piece.lstrip() if not lines[-1] else piece
    lines = [line.strip() for line in lines if line.strip()]
    if len(lines) > most:
        lines = [*lines[: most - 1], _cut(lines[most - 1] + "…", width)]
    return [_cut(line, width) for line in lines]


def _pieces(text: str) -> list[str]:
    """Split a text where a line may be broken: behind spaces and separators, and between Chinese characters."""
    pieces: list[str] = []
    for character in text:
        if pieces and not _may_break(pieces[-1][-1], character):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _may_break(before: str, after: str) -> bool:
    """Say whether a line may end between two characters; a number stays with its unit, a day with its month."""
    if after in _CLOSING or before in _OPENING:
        return False
    if (before.isdigit() and _wide(after)) or (before in "年月" and after.isdigit()):
        return False
    return before in " ·／/、-" or _wide(before) or _wide(after)


def _cut(line: str, width: int) -> str:
    """Cut a line that is too long, at a word's end where one is near."""
    if columns(line) <= width:
        return line
    whole = line
    while line and columns(line) > width - 1:
        line = line[:-1]
    within = whole[len(line) : len(line) + 1].isalpha() and line[-1:].isascii()
    if within and line.rfind(" ") > len(line) / 2:
        line = line[: line.rfind(" ")]
    return line.rstrip("… ，,") + "…"


def _wide(character: str) -> bool:
    return east_asian_width(character) in "WF"


def columns(text: str) -> int:
    """Count the half-width columns that a text takes."""
    return sum(2 if _wide(character) else 1 for character in text)


def plain(text: str) -> str:
    """Return a text without markup."""
    return text.replace("<br>", " ").replace("<b>", "").replace("</b>", "")


def safe(text: str) -> str:
    """Return a text in which nothing reads as markup."""
    return escape(text, quote=False)


def _small(text: str, colour: str) -> str:
    return f'<span style="font-size:{TEXT_SIZE}px;color:{colour}">{text}</span>'
