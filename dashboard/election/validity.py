"""Hold a poll to the rules in force on its day."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from dashboard.election.facts import PollHeld
from dashboard.errors import N_, Sentence
from dashboard.profile.model import Profile
from dashboard.profile.rules import Ballots, CandidateMargin, Quorum, Vacancy


@dataclass(frozen=True)
class Judgement:
    """Say what the arithmetic of a poll gives.

    Attributes
    ----------
    turnout : Fraction
        present / eligible; 0 when nobody was eligible.
    quorum : Quorum or None
        The rule the poll is held to, None when the profile has none for that day.
    quorum_reached, ballots_match, margin_kept, vacancy_allowed : bool
        True also where no rule asks, except `vacancy_allowed`, which wants a rule.
    """

    turnout: Fraction
    quorum: Quorum | None
    quorum_reached: bool
    ballots_match: bool
    margin_kept: bool
    vacancy_allowed: bool

    @property
    def valid(self) -> bool:
        """Say whether the poll counts; otherwise it is held again as a whole (重新选举)."""
        return self.quorum_reached and self.ballots_match


def judge(poll: PollHeld, procedure_id: str, on: date, profile: Profile) -> Judgement:
    """Judge `poll`, held on day `on`, by the profile's rules for its procedure."""
    quorum = profile.rule(Quorum, procedure_id, on)
    margin = profile.rule(CandidateMargin, procedure_id, on)
    vacancy = profile.rule(Vacancy, procedure_id, on)
    counted = poll.issued is not None and poll.returned is not None
    ballots_rule = profile.rule(Ballots, procedure_id, on)
    return Judgement(
        turnout=Fraction(poll.present, poll.eligible) if poll.eligible else Fraction(0),
        quorum=quorum,
        quorum_reached=quorum is None or quorum.reached(poll.present, poll.eligible),
        ballots_match=ballots_rule is None or not counted or (poll.returned or 0) <= (poll.issued or 0),
        margin_kept=margin is None or poll.candidates is None or margin.reached(poll.candidates, poll.seats),
        vacancy_allowed=vacancy is not None and poll.seats - poll.elected <= vacancy.at_most,
    )


def contradiction(poll: PollHeld, judgement: Judgement) -> Sentence | None:
    """Say why the stated outcome cannot follow from the figures, or None when it can.

    A poll may be void for reasons that no count shows, so `rerun` contradicts nothing.
    """
    if poll.outcome == "rerun":
        return None
    if not judgement.quorum_reached:
        return Sentence(N_("the quorum was not reached, so the poll is void: the outcome is rerun"))
    if not judgement.ballots_match:
        return Sentence(N_("more ballots were returned than issued, so the poll is void: the outcome is rerun"))
    missing = poll.seats - poll.elected
    if poll.outcome == "success" and missing:
        return Sentence(
            N_("{missing} of {seats} seats are empty: the outcome is another or vacancy"),
            missing=missing,
            seats=poll.seats,
        )
    if poll.outcome != "success" and not missing:
        return Sentence(N_("all seats are filled: the outcome is success"))
    if poll.outcome == "vacancy" and not judgement.vacancy_allowed:
        return Sentence(N_("the profile allows no such vacancy: the outcome is another"))
    return None
