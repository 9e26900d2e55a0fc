"""Hold where a unit would stand after a report to the procedure and the rules in force."""

from collections.abc import Iterator
from datetime import date

from dashboard.election.procedure import UnitProcedure
from dashboard.election.state import StageDates, TrackState
from dashboard.election.validity import judge
from dashboard.errors import N_, Sentence
from dashboard.intake.findings import Level
from dashboard.profile.calendar import WorkingDays
from dashboard.profile.model import Profile
from dashboard.profile.rules import Duration, Notice, Size

Broken = tuple[Level, str, Sentence]
"""Level, what the column says at which it shows, and the sentence."""


def broken_rules(
    state: TrackState, planned_poll: date | None, profile: Profile, calendar: WorkingDays
) -> Iterator[Broken]:
    """Yield what is out of order or against a rule; `planned_poll` is a day that the report calls a poll for."""
    procedure = state.procedure
    if procedure is None:
        return
    yield from _order(state, procedure)
    yield from _notice(state, procedure, planned_poll, profile)
    yield from _duration(state, procedure, profile, calendar)
    yield from _poll(state, procedure, profile)


def _order(state: TrackState, procedure: UnitProcedure) -> Iterator[Broken]:
    """Yield stages that end before those they wait for (profile `after`)."""
    ends = {dates.stage: dates.end for dates in state.stages}
    labels = {stage.id: stage.label for stage in procedure.stages}
    for stage in procedure.stages:
        end = ends[stage.id]
        said = "poll_held.at" if stage.id == procedure.poll_stage else f"milestone.{stage.id}.end"
        for other in procedure.waits_for[stage.id]:
            earlier = ends.get(other)
            if end is not None and earlier is not None and end < earlier:
                text = N_("{stage} ended on {day}, before {other} on {other_day}; correct the day that is wrong")
                yield (
                    Level.ERROR,
                    said,
                    Sentence(text, stage=labels[stage.id], day=end, other=labels[other], other_day=earlier),
                )
            elif end is not None and earlier is None:
                text = N_("{other} has no day yet, though {stage} has ended")
                yield Level.WARNING, said, Sentence(text, stage=labels[stage.id], other=labels[other])
    for dates in state.stages:
        if dates.start is not None and dates.end is not None and dates.end < dates.start:
            text = N_("{stage} would end on {day}, before it begins on {start}")
            said = f"milestone.{dates.stage}.end"
            yield Level.ERROR, said, Sentence(text, stage=labels[dates.stage], day=dates.end, start=dates.start)


def _notice(
    state: TrackState, procedure: UnitProcedure, planned_poll: date | None, profile: Profile
) -> Iterator[Broken]:
    held = state.polls[0].on if state.polls and not state.polls[0].annulled else None
    for day, said, level in (
        (held, "poll_held.at", Level.WARNING),
        (None if held else planned_poll, "poll_scheduled.on", Level.ERROR),
    ):
        rule = profile.rule(Notice, procedure.id, day) if day else None
        published = _end(state, rule.stage) if rule else None
        if day is None or rule is None or published is None:
            continue
        days = (day - published).days
        if days < rule.days_before_poll:
            text = N_("{days} days lie between {published} and the poll on {day}; at least {wanted}: {rule}")
            yield (
                level,
                said,
                Sentence(
                    text, days=days, published=published, day=day, wanted=rule.days_before_poll, rule=rule.label
                ),
            )


def _duration(
    state: TrackState, procedure: UnitProcedure, profile: Profile, calendar: WorkingDays
) -> Iterator[Broken]:
    for dates in state.stages:
        rule = profile.rule(Duration, procedure.id, dates.end) if dates.end else None
        if rule is None or rule.stage != dates.stage or dates.start is None or dates.end is None:
            continue
        days = _length(dates, rule, calendar)
        if days < rule.at_least:
            text = N_("from {start} to {end} are {days} days; at least {wanted}: {rule}")
            yield (
                Level.WARNING,
                f"milestone.{dates.stage}.end",
                Sentence(text, start=dates.start, end=dates.end, days=days, wanted=rule.at_least, rule=rule.label),
            )


def _length(dates: StageDates, rule: Duration, calendar: WorkingDays) -> int:
    """Count the days of a stage that lies between two days, its last included."""
    if dates.start is None or dates.end is None:
        return 0
    if rule.day_kind == "working":
        return calendar.between(dates.start, dates.end)
    return (dates.end - dates.start).days


def _poll(state: TrackState, procedure: UnitProcedure, profile: Profile) -> Iterator[Broken]:
    poll = state.polls[-1] if state.polls else None
    if poll is None or poll.annulled:
        return
    figures = poll.figures
    if not judge(figures, procedure.id, poll.on, profile).margin_kept:
        text = N_("{candidates} candidates for {seats} seats: the margin of candidates is too small")
        yield (
            Level.WARNING,
            "poll_held.candidates",
            Sentence(text, candidates=figures.candidates, seats=figures.seats),
        )
    size = profile.rule(Size, procedure.id, poll.on)
    if size is not None and figures.round == 1 and not size.at_least <= figures.seats <= size.at_most:
        text = N_("{seats} seats: {rule}")
        yield Level.WARNING, "poll_held.seats", Sentence(text, seats=figures.seats, rule=size.label)


def _end(state: TrackState, stage: str) -> date | None:
    return next((dates.end for dates in state.stages if dates.stage == stage), None)
