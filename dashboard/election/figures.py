"""Define the figures of the screens once: what each counts, of what, and which facts show it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from dashboard.election.command_facts import Matter
from dashboard.election.facts import Fact, Milestone, PollHeld, PollScheduled
from dashboard.election.procedure import UnitProcedure
from dashboard.election.rows import TrackRow
from dashboard.errors import N_


@dataclass(frozen=True)
class Terms:
    """Hold what a count depends on beside a row: the business day, and the ordinal of the last phase."""

    day: date
    last: int


COUNTS: Mapping[str, Callable[[TrackRow, Terms], bool]] = {
    "due": lambda row, _: row.phase is not None,
    "started": lambda row, _: (row.phase or 0) > 0,
    "polls": lambda row, _: row.first_outcome is not None,
    "elected": lambda row, _: row.elected,
    "completed": lambda row, terms: row.phase == terms.last,
    "first_success": lambda row, _: row.first_outcome == "success",
    "planned": lambda row, terms: row.planned_poll_on is not None and row.planned_poll_on <= terms.day,
    "polls_today": lambda row, terms: terms.day in {row.poll_on, row.last_poll_on},
    "polls_closed": lambda row, terms: row.last_poll_on == terms.day,
}
"""Name of a count → whether a due row belongs to it; totals and lists of units both come from here."""

MATTERS = "matters"
"""Id of the figure that counts matters, not units."""


@dataclass(frozen=True)
class Figure:
    """Describe a figure of the strip above the map.

    Attributes
    ----------
    label, definition : str
        Message ids.
    counts : str
        Name of the count whose units it lists; `matters` for the matters waiting for the district.
    of : str or None
        Name of the count it is a share of; None for a plain number.
    """

    id: str
    label: str
    definition: str
    counts: str
    of: str | None = None


FIGURES: Mapping[str, Figure] = {
    figure.id: figure
    for figure in (
        Figure("due", N_("Due"), N_("Units whose election is due this term, by the list of units."), "due"),
        Figure("started", N_("Started"), N_("Due units whose first stage has started."), "started"),
        Figure(
            "polls",
            N_("Polls held"),
            N_("Due units whose first poll has been concluded, whatever its outcome."),
            "polls",
        ),
        Figure(
            "elected",
            N_("Elected units"),
            N_("Due units that have held a valid poll, be it short of seats."),
            "elected",
        ),
        Figure("completed", N_("Completed"), N_("Due units whose last stage has ended."), "completed"),
        Figure("completion_rate", N_("Completion rate"), N_("Completed / due."), "completed", "due"),
        Figure(
            "one_time_success_rate",
            N_("One-time success"),
            N_("Units whose first poll was valid and filled all seats / units whose first poll is concluded."),
            "first_success",
            "polls",
        ),
        Figure(
            "polls_today",
            N_("Today's polls"),
            N_("Due units for which a poll is called for this day or was held on it."),
            "polls_today",
        ),
        Figure(
            MATTERS,
            N_("For the district"),
            N_("Matters that units or townships have put to the district and that are not closed."),
            MATTERS,
        ),
    )
}
"""The figures in the order in which screens show them."""


def evidence(
    count: str, facts: Iterable[Fact], procedure: UnitProcedure | None, day: date, subject: str | None = None
) -> list[Fact]:
    """List the facts by which a unit belongs to a count, in the order in which they happened.

    Parameters
    ----------
    facts : Iterable[Fact]
        The counting facts of the unit (`dashboard.election.reading`), of one track, or of its matters.
    day : date
        The business day that the figure is for.
    subject : str, optional
        The matter.
    """
    facts = list(facts)
    stages = [fact for fact in facts if isinstance(fact.payload, Milestone | PollHeld)]
    polls = [fact for fact in facts if isinstance(fact.payload, PollHeld)]
    if count == MATTERS:
        return [f for f in facts if isinstance(f.payload, Matter) and (f.subject or f.id) == subject]
    if count == "started":
        return stages[:1]
    if count in {"polls", "first_success"}:
        return polls[:1]
    if count == "elected":
        return polls
    if count == "polls_today":
        return [fact for fact in facts if _concerns_poll_of(fact, day)]
    last = procedure.stages[-1].id if procedure else ""
    ended = [
        fact
        for fact in stages
        if isinstance(fact.payload, Milestone) and (fact.payload.stage, fact.payload.edge) == (last, "end")
    ]
    return ended[-1:] if count == "completed" and ended else stages[-1:] if count != "due" else []


def _concerns_poll_of(fact: Fact, day: date) -> bool:
    if isinstance(fact.payload, PollScheduled):
        return fact.payload.on == day
    return isinstance(fact.payload, PollHeld) and fact.effective_on == day
