"""Show a track of a unit as a stepper of phases, with its stages below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dash import html

from dashboard.election.plan import days_late, stage_due_on
from dashboard.election.state import TrackState
from dashboard.errors import N_
from dashboard.messages import Messages
from dashboard.profile.calendar import WorkingDays
from dashboard.profile.model import Profile
from dashboard.profile.phases import Phase
from dashboard.services import Services
from dashboard.views.content import Content, icon


def track_view(track_id: str, state: TrackState, services: Services, today: date, say: Messages) -> Content:
    """Return the row of a track: where the unit stands, its phases with dates, all stages on demand."""
    profile = services.profile
    track = profile.track(track_id)
    title = html.H3(track.label.get(say.locale))
    if state.phase is None:
        return html.Div([title, html.P(say(N_("Not due this term")), className="empty")], className="track-row")
    late = days_late(stage_due_on(state), today, services.calendar)
    delays = Delays(state, today, services.calendar)
    now = profile.phase_label(state.phase, track_id).get(say.locale)
    since = say(N_("{phase} since {day}"), phase=now, day=say.day(state.since)) if state.since else now
    summary = [html.Span(since)]
    if late:
        summary.append(html.Span(say(N_("{count} working days behind plan"), count=late), className="late"))
    steps = [
        _step(index, phase, track_id, state, delays, profile, say) for index, phase in enumerate(profile.phases)
    ]
    return html.Div(
        [
            html.Div([title, html.P(summary, className="track-now")], className="track-head"),
            html.Ol(steps, className="stepper"),
            html.Details(
                [html.Summary(say(N_("All stages"))), html.Ul(_stages(state, delays, say), className="stages")]
            ),
        ],
        className="track-row",
        **{"data-track": track_id},
    )


@dataclass(frozen=True)
class Delays:
    """Measure, in working days, how long after the latest plan a day of a track lies.

    `today` stands in for a day that has not come; a plan that lies ahead has no delay yet.
    """

    state: TrackState
    today: date
    calendar: WorkingDays

    def of(self, planned: date | None, actual: date | None) -> int | None:
        """Return the working days late, negative for early; None where there is nothing to compare."""
        if planned is None or (actual is None and planned >= self.today):
            return None
        day = actual or self.today
        return self.calendar.between(planned, day) if day >= planned else -self.calendar.between(day, planned)

    def tell(self, planned: date | None, actual: date | None, say: Messages) -> Sequence[Content]:
        """Return the delay as a mark; nothing where the plan was kept to the day or is still open."""
        days = self.of(planned, actual)
        if not days:
            return []
        if days < 0:
            return [html.Span(say(N_("{count} d early"), count=-days), className="delay")]
        text = N_("{count} d late") if actual else N_("{count} d overdue")
        return [html.Span(say(text, count=days), className="delay", **{"data-late": "true"})]


def _step(
    index: int, phase: Phase, track_id: str, state: TrackState, delays: Delays, profile: Profile, say: Messages
) -> Content:
    current = state.phase or 0
    place = "done" if index < current else "current" if index == current else "todo"
    entered = phase_entered(state, index, len(profile.phases)) if index <= current else None
    planned = phase_planned(state, index, len(profile.phases))
    when = [html.Time(say.day(entered), dateTime=entered.isoformat())] if entered else []
    if planned is not None and planned != entered:
        when.append(
            html.Span(
                html.Time(say(N_("plan {day}"), day=say.day(planned)), dateTime=planned.isoformat()),
                className="planned",
            )
        )
    if place != "todo" or index == current + 1:
        when += delays.tell(planned, entered, say)
    current_step = {"aria-current": "step"} if place == "current" else {}
    return html.Li(
        [
            html.Span(icon(phase.icon), className="node"),
            html.Span(profile.phase_label(index, track_id).get(say.locale), className="label"),
            *when,
        ],
        className="step",
        **{"data-phase": str(index), "data-state": place, **current_step},
    )


def phase_entered(state: TrackState, index: int, phases: int) -> date | None:
    """Return the day on which a phase was entered: its first stage's start, or the last stage's end."""
    if state.procedure is None:
        return None
    if index == phases - 1:
        return state.completed_on
    days = [
        dates.start or dates.end
        for dates, phase in zip(state.stages, state.procedure.phases, strict=True)
        if phase == index and (dates.start or dates.end)
    ]
    return min((day for day in days if day is not None), default=state.since if state.phase == index else None)


def phase_planned(state: TrackState, index: int, phases: int) -> date | None:
    """Return the planned day on which a phase is entered: the last day of the stage before it."""
    if state.procedure is None or not state.plan:
        return None
    if index == phases - 1:
        return state.plan.get(state.procedure.stages[-1].id)
    before = [
        stage.id
        for stage, phase in zip(state.procedure.stages, state.procedure.phases, strict=True)
        if phase < index
    ]
    return state.plan.get(before[-1]) if before else None


def _stages(state: TrackState, delays: Delays, say: Messages) -> Sequence[Content]:
    if state.procedure is None:
        return []
    items = []
    for stage, dates in zip(state.procedure.stages, state.stages, strict=True):
        place = "done" if dates.end else "current" if stage.id == state.stage else "todo"
        planned = state.plan.get(stage.id)
        if planned is None and stage.id == state.procedure.poll_stage:
            planned = state.plan.get("poll")
        items.append(
            html.Li(
                [
                    html.Span(stage.label.get(say.locale), className="label"),
                    html.Span(
                        say(N_("{start} to {end}"), start=say.day(dates.start), end=say.day(dates.end))
                        if dates.start or dates.end
                        else "",
                        className="dates",
                    ),
                    html.Span(
                        [
                            *([say(N_("plan {day}"), day=say.day(planned))] if planned else []),
                            *(delays.tell(planned, dates.end, say) if place != "todo" else []),
                        ],
                        className="planned",
                    ),
                ],
                **{"data-state": place},
            )
        )
    return items
