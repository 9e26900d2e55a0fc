"""Turn what a row says, against what is recorded, into the facts that it would record."""

from collections.abc import Iterator

from dashboard.election.facts import FactDraft
from dashboard.errors import N_, Sentence
from dashboard.intake.proposals import Outcome, Proposal, Trouble, Withdrawn
from dashboard.intake.telling_beside import BesideTelling
from dashboard.intake.telling_course import CourseTelling
from dashboard.intake.telling_polls import PollTelling

_WITHDRAWABLE = frozenset(
    {
        "milestone",
        "check",
        "poll_held",
        "poll_scheduled",
        "review_submitted",
        "review_returned",
        "remark",
        "matter",
        "assessment",
        "exception",
        "petitions",
        "incident",
        "counter",
    }
)


class TellingRow(CourseTelling, PollTelling, BesideTelling):
    """Tell everything that a row says."""

    def outcomes(self) -> Iterator[Outcome]:  # noqa: C901, PLR0912 - one case per topic
        """Yield the proposals and troubles of a row, in the order of its columns."""
        yield from self._withdrawals()
        yield from self._exceptions()
        for says, value in self.told.items():
            if isinstance(value, Withdrawn) or says in self._done:
                continue
            said = self.columns[says].said
            match said.topic:
                case "milestone":
                    yield from self._milestone(says, said.name, said.part, value)
                case "check":
                    yield from self._check(says, said.name, said.part, value)
                case "assessment":
                    yield from self._assessment(says, value)
                case "poll_scheduled":
                    yield from self._scheduled(says, value)
                case "remark":
                    yield from self._remark(says, said.name, value)
                case "counter":
                    yield from self._counter(said.name)
                case "review_submitted":
                    yield from self._review_sent()
                case "review_returned":
                    yield from self._review_back()
                case "poll_held":
                    yield from self._poll()
                case "posts":
                    yield from self._posts()
                case "petitions":
                    yield from self._petitions()
                case "matter":
                    yield from self._matter()
                case "incident":
                    yield from self._incident()
                case "composition":
                    yield from self._composition(self._of("composition"))

    def _withdrawals(self) -> Iterator[Outcome]:
        gone: set[str] = set()
        for says, value in self.told.items():
            if isinstance(value, Withdrawn):
                fact = self.standing.fact(self.columns[says])
                if self.columns[says].said.topic not in _WITHDRAWABLE:
                    yield Trouble(says, Sentence(N_("what this column tells cannot be withdrawn")))
                elif fact is not None and fact.id not in gone:
                    gone.add(fact.id)
                    draft = FactDraft(
                        type="retracted",
                        track=fact.track,
                        subject=fact.subject,
                        supersedes=fact.id,
                        reason=self.reason,
                    )
                    yield Proposal(draft, (says,), wants_reason=True)
