"""Show a unit's last poll, held to the rule in force on its day."""

from collections.abc import Sequence

from dash import html

from dashboard.election.facts import PollHeld
from dashboard.election.procedure import UnitProcedure
from dashboard.election.state import PollOnDay
from dashboard.election.validity import Judgement, judge
from dashboard.errors import N_
from dashboard.messages import Messages
from dashboard.profile.model import Profile
from dashboard.views.content import Content


def poll_view(poll: PollOnDay, procedure: UnitProcedure, profile: Profile, say: Messages) -> Content:
    """Return the section of a poll: turnout against the rule with its source, and the counts."""
    judgement = judge(poll.figures, procedure.id, poll.on, profile)
    outcome = profile.outcomes[poll.figures.outcome].get(say.locale)
    title = say(N_("{assembly}, {day}"), assembly=procedure.assembly.get(say.locale), day=say.full_day(poll.on))
    rounds = say(N_("round {round}"), round=poll.figures.round)
    notes = [html.Span(rounds), html.Span(outcome, className="outcome", **{"data-outcome": poll.figures.outcome})]
    if poll.annulled:
        notes.append(html.Span(say(N_("annulled"))))
    return html.Section(
        [
            html.Div([html.H3(title), html.P(notes, className="notes")], className="section-head"),
            _turnout(judgement, say),
            html.Dl(_figures(poll.figures, procedure, say), className="poll-figures"),
        ],
        className="poll",
    )


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


def _figures(figures: PollHeld, procedure: UnitProcedure, say: Messages) -> Sequence[Content]:
    pairs: list[tuple[str, int | None]] = [
        (say(N_("Voting rights")), figures.voting_rights),
        (say(N_("Excluded with approval")), sum(figures.excluded.values()) if figures.excluded else None),
        (procedure.eligible_label.get(say.locale), figures.eligible),
        (procedure.present_label.get(say.locale), figures.present),
        (say(N_("Ballots issued")), figures.issued),
        (say(N_("Ballots returned")), figures.returned),
        (say(N_("Seats")), figures.seats),
        (say(N_("Candidates")), figures.candidates),
        (say(N_("Elected")), figures.elected),
    ]
    return [html.Div([html.Dt(name), html.Dd(f"{value:,}")]) for name, value in pairs if value is not None]
