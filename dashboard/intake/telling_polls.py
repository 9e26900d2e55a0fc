"""Turn what a row says of review batches and of polls into proposals."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from dashboard.election.facts import Fact, PollHeld
from dashboard.errors import N_, Sentence
from dashboard.intake.proposals import Outcome, Proposal, Trouble
from dashboard.intake.standing import batch_number
from dashboard.intake.telling import Telling, day_of, moment_told


class PollTelling(Telling):
    """Tell review batches, and polls with all their figures."""

    def _review_sent(self) -> Iterator[Outcome]:
        told, says = self._of("review_submitted"), self._says("review_submitted")
        last = self.standing.reviews.get(self.standing.batch or "")
        number = int(told.get("batch") or (batch_number(last.subject or "") if last else 1))
        subject = self._batch(number)
        fact = self.standing.reviews.get(subject)
        if fact is None:
            if set(told) <= {"batch"}:
                return
            missing = [part for part in ("candidates", "hours", "at") if part not in told]
            if missing:
                yield Trouble(says[0], self._missing("review_submitted", missing))
                return
            payload = {"hours": int(told["hours"]), "candidates": told["candidates"]}
            yield Proposal(self._draft("review_submitted", payload, told["at"], subject=subject), says)
            return
        known = fact.payload.model_dump()
        after = known | {part: int(told[part]) for part in ("hours", "candidates") if part in told}
        at, moved = moment_told(fact, told.get("at"))
        if after != known or moved:
            draft = self._draft("review_submitted", after, at, subject=subject, replaces=fact)
            yield Proposal(draft, says, wants_reason=True)

    def _review_back(self) -> Iterator[Outcome]:
        told, says = self._of("review_returned"), self._says("review_returned")
        batch = self.told.get("review_submitted.batch")
        subject = self._batch(batch) if isinstance(batch, int) else self.standing.batch or self._batch(1)
        fact, sent = self.standing.returns.get(subject), self.standing.reviews.get(subject)
        candidates = self.told.get("review_submitted.candidates")
        total = (
            candidates
            if isinstance(candidates, int)
            else sent.payload.model_dump()["candidates"]
            if sent
            else None
        )
        if "at" not in told and fact is None:
            if told.get("returned"):
                yield Trouble(says[0], self._missing("review_returned", ["at"]))
            return
        if total is None:
            yield Trouble(
                says[0], Sentence(N_("a batch comes back that was never sent: give the number sent, and when"))
            )
            return
        back = told.get("returned", fact.payload.model_dump()["returned"] if fact else 0)
        if back > total:
            yield Trouble(says[0], Sentence(N_("{back} came back of {total} sent"), back=back, total=total))
            return
        payload = {"passed": total - back, "returned": back}
        if fact is None:
            yield Proposal(self._draft("review_returned", payload, told["at"], subject=subject), says)
            return
        at, moved = moment_told(fact, told.get("at"))
        if fact.payload.model_dump() != payload or moved:
            draft = self._draft("review_returned", payload, at, subject=subject, replaces=fact)
            yield Proposal(draft, says, wants_reason=True)

    def _batch(self, number: int) -> str:
        return f"{self.standing.area.code}-{self.standing.track}-{number}"

    def _poll(self) -> Iterator[Outcome]:
        told, says = self._of("poll_held"), self._says("poll_held")
        for column in self.columns.values():
            if column.said.part == "excluded" and "excluded" in told:
                told["excluded"] = {column.said.name: told["excluded"]}
        fact = self.standing.poll
        known = fact.payload if fact and isinstance(fact.payload, PollHeld) else None
        if fact is None or known is None:
            yield from self._first_poll(told, says)
            return
        at = told.pop("at", None)
        number = told.get("round") or self._round(at, fact, known)
        if number < known.round:
            yield Trouble(says[0], Sentence(N_("round {round} is recorded already"), round=known.round))
            return
        if number > known.round:
            if at is None:
                yield Trouble(says[0], self._missing("poll_held", ["at"]))
                return
            before = known.model_dump(exclude_unset=True) if self.shown else {}
            yield from self._new_poll({**before, **told, "round": number}, at, says)
            return
        before = known.model_dump(exclude_unset=True)
        after = before | told
        when, moved = moment_told(fact, at)
        if known.model_copy(update=told) != known or moved:
            changed = tuple(
                s for s in says if self.columns[s].said.part == "at" or before.get(self.columns[s].said.part)
                != after.get(self.columns[s].said.part)
            )  # fmt: skip
            yield Proposal(self._draft("poll_held", after, when, replaces=fact), changed, wants_reason=True)

    def _round(self, at: date | None, fact: Fact, known: PollHeld) -> int:
        """Return the round that a row means which does not say: a later day after a poll that did not decide."""
        later = at is not None and day_of(at) > fact.effective_on
        return known.round + 1 if later and known.outcome in {"another", "rerun"} else known.round

    def _first_poll(self, told: dict[str, Any], says: tuple[str, ...]) -> Iterator[Outcome]:
        at = told.pop("at", None)
        if at is not None:
            yield from self._new_poll({"round": 1, **told}, at, says)
            return
        ahead = {
            column.ahead: told[column.said.part]
            for column in self.columns.values()
            if column.ahead and column.said.topic == "poll_held" and column.said.part in told
        }
        early = tuple(s for s in says if self.columns[s].ahead)
        yield from self._composition(ahead, early)
        if any(part in told for part in ("present", "elected", "outcome", "returned")):
            yield Trouble(says[0], self._missing("poll_held", ["at"]))
        else:
            for lost in (s for s in says if not self.columns[s].ahead and self.columns[s].said.part != "round"):
                yield Trouble(lost, Sentence(N_("kept only once the poll has been held")), error=False)

    def _new_poll(self, told: Mapping[str, Any], at: date, says: tuple[str, ...]) -> Iterator[Outcome]:
        missing = [part for part in ("eligible", "present", "seats", "elected", "outcome") if part not in told]
        if missing:
            yield Trouble(says[0], self._missing("poll_held", missing))
            return
        yield Proposal(self._draft("poll_held", told, at), says)

    def _composition(self, told: Mapping[str, Any], says: tuple[str, ...] = ()) -> Iterator[Outcome]:
        known = {name: fact.payload.model_dump()["counts"][name] for name, fact in self.standing.counts.items()}
        age = self.standing.average_age
        known_age = age.payload.model_dump()["average_age"] if age else None
        counts = {
            name: value for name, value in told.items() if name != "average_age" and known.get(name) != value
        }
        payload: dict[str, object] = {"counts": counts}
        if told.get("average_age") not in {None, known_age}:
            payload["average_age"] = float(told["average_age"])
        if counts or "average_age" in payload:
            changed = says or tuple(
                s
                for s in self._says("composition")
                if self.columns[s].said.name in counts or self.columns[s].said.part in payload
            )
            yield Proposal(self._draft("composition", payload, self.standing.day), changed)
