"""Draw the funnel of stages: how far units have come, where they wait now, and how long each stage took."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import median
from typing import Any

from dashboard.election.state import StageDates, TrackState
from dashboard.errors import N_
from dashboard.profile.calendar import WorkingDays
from dashboard.profile.model import Profile
from dashboard.profile.procedure import OVERALL
from dashboard.views.figures.look import Figure, Look, axis, counting, figure, nothing, safe, wrapped

_BESIDE = 136  # pixels for the names at the left of bars
_AROUND = 72  # pixels at both sides of the plot
_ROOMY = 14  # half-width columns in which two lines are enough for a name


@dataclass
class Step:
    """Hold a step of the funnel: a stage of a track, or a phase where tracks are joined.

    Attributes
    ----------
    phase : int
    reached : int
        Units that have begun it, be it ended or not.
    waiting : int
        Units that stand in it now.
    days : list[int]
        Working days from its start to its end, of each unit that has ended it.
    """

    label: str
    phase: int
    reached: int = 0
    waiting: int = 0
    days: list[int] = field(default_factory=list)


def funnel(
    tracks: Sequence[TrackState], view: str, profile: Profile, calendar: WorkingDays, locale: str
) -> list[Step]:
    """Count the due units by step, from those that have not begun to those that are completed.

    A stage that several procedures share is called as most of the units call it.
    """
    due = [track for track in tracks if track.phase is not None and track.procedure is not None]
    if not due:
        return []
    last = len(profile.phases) - 1
    first_step, last_step = (Step(profile.phase_label(phase, view).get(locale), phase) for phase in (0, last))
    steps = _by_phase(profile, view, locale) if view == OVERALL else _by_stage(due, locale)
    for track in due:
        first_step.reached += 1
        first_step.waiting += track.phase == 0
        last_step.reached += track.completed_on is not None
        last_step.waiting += track.completed_on is not None
        present = _present(track, view)
        for key, parts in _parts(track, view).items():
            step = steps[key]
            begun = [part.start or part.end for part in parts if part.start or part.end]
            if not begun:
                continue
            step.reached += 1
            step.waiting += key == present
            start = min(day for day in begun if day is not None)
            end = parts[-1].end
            if end is not None:
                step.days.append(_working(start, end, calendar))
    return [first_step, *steps.values(), last_step]


def _working(start: date, end: date, calendar: WorkingDays) -> int:
    return calendar.between(start, end)


def _by_stage(due: Sequence[TrackState], locale: str) -> dict[Hashable, Step]:
    """Return a step for each stage in the order of the longest procedure, the others' stages where they stand."""
    procedures = Counter((track.procedure.id, len(track.procedure.stages)) for track in due if track.procedure)
    ranked = sorted(procedures, key=lambda key: (-key[1], -procedures[key]))
    found: dict[Hashable, Step] = {}
    for key in sorted(ranked, key=lambda key: -procedures[key]):
        procedure = next(
            t.procedure for t in due if t.procedure and (t.procedure.id, len(t.procedure.stages)) == key
        )
        for stage, phase in zip(procedure.stages, procedure.phases, strict=True):
            found.setdefault(stage.id, Step(stage.label.get(locale), phase))
    order: dict[Hashable, tuple[int, int]] = {}
    for key in ranked:
        procedure = next(
            t.procedure for t in due if t.procedure and (t.procedure.id, len(t.procedure.stages)) == key
        )
        for place, stage in enumerate(procedure.stages):
            order.setdefault(stage.id, (found[stage.id].phase, place))
    return dict(sorted(found.items(), key=lambda item: order[item[0]]))


def _by_phase(profile: Profile, view: str, locale: str) -> dict[Hashable, Step]:
    return {
        phase: Step(profile.phase_label(phase, view).get(locale), phase)
        for phase in range(1, len(profile.phases) - 1)
    }


def _parts(track: TrackState, view: str) -> dict[Hashable, list[StageDates]]:
    """Return the dates of the stages that make up each step."""
    found: dict[Hashable, list[StageDates]] = {}
    if track.procedure is not None:
        for dates, phase in zip(track.stages, track.procedure.phases, strict=True):
            found.setdefault(phase if view == OVERALL else dates.stage, []).append(dates)
    return found


def _present(track: TrackState, view: str) -> Hashable:
    """Return the step that a unit stands in; None where it has not begun or is completed."""
    if track.completed_on is not None or track.procedure is None or track.stage is None:
        return None
    place = track.procedure.index[track.stage]
    return track.procedure.phases[place] if view == OVERALL else track.stage


def draw(steps: Sequence[Step], look: Look) -> Figure:
    """Return the figure: an outline as high as the units that came so far, filled by those that stand there."""
    say = look.say
    title = say(N_("Stages: how far, and where units stand"))
    if not steps:
        return nothing(look, title, say(N_("None of the units looked at is due this term.")))
    most = max(step.reached for step in steps)
    room = look.fits(_BESIDE - 8 if look.narrow else (look.width - _AROUND) / len(steps) - 4)
    names = [_name(step, look, room) for step in steps]
    below = 16 * max(name.count("<br>") + 1 for name in names) + 12
    places = list(range(len(steps)))
    alike = {
        "type": "bar",
        "width": 0.72,
        "customdata": [str(step.phase) for step in steps],
        "hovertext": [_hover(step, look) for step in steps],
        "hoverinfo": "text",
        **({"y": places, "orientation": "h"} if look.narrow else {"x": places}),
    }
    along = "x" if look.narrow else "y"
    bars = [
        {**alike, along: [step.reached for step in steps], **_reached(look)},
        {**alike, along: [step.waiting for step in steps], **_waiting(steps, look)},
    ]
    named = {"tickvals": places, "ticktext": names, "showgrid": False, "ticks": ""}
    layout: dict[str, Any] = (
        {
            "xaxis": counting(look, most),
            "yaxis": axis(look, **named, autorange="reversed"),
            "margin": {"l": _BESIDE, "b": 28},
        }
        if look.narrow
        else {"xaxis": axis(look, **named), "yaxis": counting(look, most * 1.06), "margin": {"b": below}}
    )
    return figure(look, title, sentence(steps, look), bars, clicks="phase", barmode="overlay", **layout)


def _reached(look: Look) -> dict[str, Any]:
    colours = look.palette
    return {
        "name": look.say(N_("came so far")),
        "marker": {"color": colours["panel2"], "line": {"color": colours["line2"], "width": 1}},
    }


def _waiting(steps: Sequence[Step], look: Look) -> dict[str, Any]:
    colours = look.palette
    return {
        "name": look.say(N_("stand there now")),
        "marker": {
            "color": [colours.phases[step.phase] for step in steps],
            "line": {"color": colours["text3"], "width": 1},
        },
        "text": [f"<b>{look.number(step.waiting)}</b>" if step.waiting else "" for step in steps],
        "textposition": "outside",
        "cliponaxis": False,
        "textfont": {"color": colours["text"], "size": 13},
    }


def _name(step: Step, look: Look, room: int) -> str:
    """Return the name beside a bar, with the median days of the stage."""
    most = 1 if look.narrow else 2 if room >= _ROOMY else 3
    lines = wrapped(step.label, room, most)
    if step.days:
        lines.append(look.say(N_("{n} days"), n=_median(step)))
    return "<br>".join(safe(line) for line in lines)


def _hover(step: Step, look: Look) -> str:
    say = look.say
    lines = [
        f"<b>{safe(step.label)}</b>",
        say(N_("{n} came so far"), n=look.number(step.reached)),
        say(N_("{n} stand there now"), n=look.number(step.waiting)),
    ]
    if step.days:
        lines.append(
            say(
                N_("median {n} working days, of {count} units"), n=_median(step), count=look.number(len(step.days))
            )
        )
    return "<br>".join(lines)


def _median(step: Step) -> str:
    return f"{median(step.days):g}"


def sentence(steps: Sequence[Step], look: Look) -> str:
    """Say how the bars are read, and where most of the unfinished units stand."""
    say = look.say
    read = say(
        N_("Outline: units that came so far; filled: units that stand there now; below: median working days.")
    )
    open_steps = [step for step in steps[:-1] if step.waiting]
    if not open_steps:
        return read
    most = max(open_steps, key=lambda step: step.waiting)
    where = say(
        N_("Most of the unfinished stand at {stage}: {n}."), stage=safe(most.label), n=look.number(most.waiting)
    )
    return where + ("" if say.locale == "zh_CN" else " ") + read
