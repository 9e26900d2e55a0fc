"""Turn what a row says of the procedure into proposals: stages, checks, posts, exceptional states."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from dashboard.election.facts import Fact, PollHeld
from dashboard.errors import N_, Sentence
from dashboard.intake.proposals import Outcome, Proposal, Trouble
from dashboard.intake.standing import LASTING
from dashboard.intake.telling import Telling, day_of


class CourseTelling(Telling):
    """Tell how a unit walks through its procedure."""

    def _milestone(self, says: str, stage: str, edge: str, on: Any) -> Iterator[Outcome]:  # noqa: ANN401
        procedure = self.standing.procedure
        if procedure is not None and stage not in procedure.index:
            yield Trouble(says, Sentence(N_("this unit's procedure skips the stage")))
            return
        fact = self.standing.milestones.get((stage, edge))
        if fact is None or fact.effective_on != on:
            draft = self._draft("milestone", {"stage": stage, "edge": edge}, on, replaces=fact)
            yield Proposal(draft, (says,), wants_reason=fact is not None)

    def _check(self, says: str, item: str, part: str, value: Any) -> Iterator[Outcome]:  # noqa: ANN401
        fact = self.standing.checks.get(item)
        if part == "on":
            if fact is None or fact.effective_on != value:
                draft = self._draft("check", {"item": item, "done": True}, value, replaces=fact)
                yield Proposal(draft, (says,), wants_reason=fact is not None)
        elif fact is None:
            if value:
                yield Proposal(self._draft("check", {"item": item, "done": True}, self.standing.day), (says,))
        elif fact.payload.model_dump()["done"] != value:
            draft = self._draft("check", {"item": item, "done": value}, fact.effective_on, replaces=fact)
            yield Proposal(draft, (says,), wants_reason=True)

    def _scheduled(self, says: str, on: Any) -> Iterator[Outcome]:  # noqa: ANN401
        fact, poll = self.standing.scheduled, self.standing.poll
        if fact is not None and fact.payload.model_dump()["on"] == on:
            return
        before = fact.payload.model_dump()["round"] if fact else 1
        held = poll.payload if poll and isinstance(poll.payload, PollHeld) else None
        number = held.round + 1 if held and held.outcome in {"another", "rerun"} else before
        payload = {"on": str(on), **({"round": number} if number > 1 else {})}
        moved = fact is not None and number == before
        draft = self._draft("poll_scheduled", payload, self.standing.day, reason=self.reason if moved else None)
        yield Proposal(draft, (says,), wants_reason=moved)

    def _posts(self) -> Iterator[Outcome]:
        told = self._of("posts")
        known = {name: getattr(fact.payload, name) for name, fact in self.standing.posts.items()}
        changed = {name: value for name, value in told.items() if known.get(name) != value}
        if changed:
            yield Proposal(self._draft("posts", changed, self.standing.day), self._says("posts", *changed))

    def _exceptions(self) -> Iterator[Outcome]:
        told = self._of("exception")
        kind, day = told.get("kind"), self.standing.day
        on = told.get("on")
        says = self._says("exception")
        open_states = {name: fact for name, fact in self.standing.exceptions.items() if name in LASTING}
        if kind in LASTING:
            yield from self._lasting(str(kind), on, told.get("until"), open_states.get(str(kind)), says)
        elif kind == "resumed":
            for name, fact in open_states.items():
                since = on if on is not None and on != fact.effective_on else day
                yield Proposal(self._draft("exception_cleared", {"kind": name}, since), says)
        elif kind == "revoked":
            yield from self._revoked(on or day, says)
        elif says and not kind and not open_states:
            yield Trouble(says[0], Sentence(N_("say which exceptional state the day belongs to")))

    def _lasting(
        self, kind: str, on: date | None, until: date | None, fact: Fact | None, says: tuple[str, ...]
    ) -> Iterator[Outcome]:
        payload = {"kind": kind, **({"until": str(until)} if until else {})}
        if fact is None:
            yield Proposal(self._draft("exception", payload, on or self.standing.day), says)
            return
        known_until = fact.payload.model_dump()["until"]
        moved = on is not None and on != fact.effective_on
        if moved or (until is not None and until != known_until):
            if until is None and known_until is not None:
                payload["until"] = str(known_until)
            draft = self._draft("exception", payload, on or fact.effective_on, replaces=fact)
            yield Proposal(draft, says, wants_reason=True)

    def _revoked(self, on: date, says: tuple[str, ...]) -> Iterator[Outcome]:
        stage, procedure = self.told.get("stage"), self.standing.procedure
        if procedure is None or not isinstance(stage, str) or stage not in procedure.index:
            yield Trouble(
                says[0], Sentence(N_("a stage is revoked: say in the current stage which one begins again"))
            )
            return
        later = procedure.stages[procedure.index[stage] :]
        beyond = [(other.id, edge) for other in later[1:] for edge in ("start", "end")]
        if any(known in self.standing.milestones for known in [(stage, "end"), *beyond]):
            payload = {"stage": stage, **({"cause": self.reason} if self.reason else {})}
            yield Proposal(self._draft("milestone_revoked", payload, on), (*says, "stage"))
            self._begin_again({other.id for other in later}, stage, on)

    def _begin_again(self, stages: set[str], stage: str, on: date) -> None:
        """Forget the revoked days: those that the row still shows are passed over, later ones are new."""
        for name in stages:
            says = f"milestone.{name}.end"
            day = self.told.get(says)
            if isinstance(day, date) and day_of(day) < on:
                self._done.add(says)
            self.standing.milestones.pop((name, "end"), None)
            if name != stage:
                self.standing.milestones.pop((name, "start"), None)
