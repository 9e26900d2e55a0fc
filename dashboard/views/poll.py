"""Show a unit's polls on a track: the last held to the rule of its day, the earlier ones in a line each."""

from collections.abc import Sequence

from dash import html

from dashboard.election.facts import PollHeld
from dashboard.election.procedure import UnitProcedure
from dashboard.election.state import PollOnDay, TrackState
from dashboard.election.validity import Judgement, judge
from dashboard.errors import N_
from dashboard.messages import Messages
from dashboard.profile.model import Profile
from dashboard.views.content import Content


def polls_view(state: TrackState, profile: Profile, say: Messages) -> Sequence[Content]:
    """Return the section of a track's polls; nothing when none was held."""
    if not state.polls or state.procedure is None:
        return []
    *earlier, last = state.polls
    judgement = judge(last.figures, state.procedure.id, last.on, profile)
    title = say(
        N_("{assembly}, {day}"),
        assembly=state.procedure.assembly.get(say.locale),
        day=say.full_day(last.on),
    )
    return [
        html.Section(
            [
                html.Div(
                    [html.H3(title), html.P(_notes(last, profile, say), className="notes")],
                    className="section-head",
                ),
                _turnout(judgement, say),
                html.Dl(_figures(last.figures, state.procedure, profile, say), className="poll-figures"),
                *_earlier(earlier, profile, say),
            ],
            className="poll",
        )
    ]


def _notes(poll: PollOnDay, profile: Profile, say: Messages) -> Sequence[Content]:
    outcome = profile.outcomes[poll.figures.outcome].get(say.locale)
    return [
        html.Span(say(N_("round {round}"), round=poll.figures.round)),
        html.Span(outcome, className="outcome", **{"data-outcome": poll.figures.outcome}),
        *([html.Span(say(N_("annulled")))] if poll.annulled else []),
    ]


def _earlier(polls: Sequence[PollOnDay], profile: Profile, say: Messages) -> Sequence[Content]:
    """Return a line for each earlier round, the latest first."""
    if not polls:
        return []
    lines = [
        html.Li(
            [
                html.Time(say.day(poll.on), dateTime=poll.on.isoformat()),
                html.Span(
                    say(
                        N_("{present} of {eligible} took part, {elected} of {seats} elected"),
                        present=f"{poll.figures.present:,}",
                        eligible=f"{poll.figures.eligible:,}",
                        elected=poll.figures.elected,
                        seats=poll.figures.seats,
                    )
                ),
                html.Span(_notes(poll, profile, say), className="notes"),
            ]
        )
        for poll in reversed(polls)
    ]
    return [html.Div([html.H4(say(N_("Earlier polls"))), html.Ol(lines, className="rounds")])]


def _turnout(judgement: Judgement, say: Messages) -> Content:
    share = float(judgement.turnout) * 100
    bar = [html.Span(className="value", style={"width": f"{share:.1f}%"})]
    verdict: list[Content] = [html.Strong(f"{share:.1f}%")]
    source: list[Content] = []
    rule = judgement.quorum
    if rule is not None:
        need = float(rule.share) * 100
        bar.append(html.I(className="rule", style={"left": f"{need:.1f}%"}))
        asks = N_("more than {share} wanted") if rule.strict else N_("at least {share} wanted")
        reached = say(N_("reached")) if judgement.quorum_reached else say(N_("not reached"))
        verdict += [
            html.Span(say(asks, share=str(rule.share))),
            html.Span(reached, className="reached" if judgement.quorum_reached else "missed"),
        ]
        source = [
            html.P(
                [html.Span(rule.label.get(say.locale)), html.Cite(rule.source.get(say.locale))],
                className="rule-source",
            )
        ]
    return html.Div(
        [html.P(verdict, className="verdict"), html.Div(bar, className="bar", **{"aria-hidden": "true"}), *source],
        className="turnout",
    )


def _figures(figures: PollHeld, procedure: UnitProcedure, profile: Profile, say: Messages) -> Sequence[Content]:
    """List the counts; members who do not count stand by the reason for which they do not."""
    excluded = [
        (
            say(N_("Not counted: {reason}"), reason=profile.exclusions[word])
            if word in profile.exclusions
            else word,
            count,
        )
        for word, count in figures.excluded.items()
    ]
    pairs: list[tuple[str, int | None]] = [
        (say(N_("Voting rights")), figures.voting_rights),
        *excluded,
        (procedure.eligible_label.get(say.locale), figures.eligible),
        (procedure.present_label.get(say.locale), figures.present),
        (say(N_("Ballots issued")), figures.issued),
        (say(N_("Ballots returned")), figures.returned),
        (say(N_("Valid ballots")), figures.valid),
        (say(N_("Seats")), figures.seats),
        (say(N_("Candidates")), figures.candidates),
        (say(N_("Elected")), figures.elected),
    ]
    return [html.Div([html.Dt(name), html.Dd(f"{value:,}")]) for name, value in pairs if value is not None]
