"""Turn what a row says, against what is recorded, into the facts that it would record."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final

from dashboard.election.facts import Fact, FactDraft, PollHeld
from dashboard.errors import N_, Listed, Sentence
from dashboard.intake.standing import LASTING, Standing, Value, batch_number, moment
from dashboard.intake.values import plain
from dashboard.profile.report import Column


class Withdrawn:
    """Stand in a cell for "what was reported here is withdrawn"."""


WITHDRAWN: Final = Withdrawn()
Told = Value | Withdrawn


@dataclass(frozen=True)
class Proposal:
    """Propose a fact.

    Attributes
    ----------
    says : tuple[str, ...]
        What the columns say that led to it.
    wants_reason : bool
        It changes what was reported before, so a person says why.
    """

    draft: FactDraft
    says: tuple[str, ...]
    wants_reason: bool = False


@dataclass(frozen=True)
class Trouble:
    """Say what is wrong with what a column says; an error unless it is only worth knowing."""

    says: str
    text: Sentence
    error: bool = True


Outcome = Proposal | Trouble

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


@dataclass(frozen=True)
class Row:
    """Hold a row whose cells have been read.

    Attributes
    ----------
    told : Mapping[str, Told]
        Says of a column → value; blank cells are left out.
    reason : str or None
        Why the row changes what was reported before.
    shown : bool
        The row was filled in before the recorded values, so what it leaves out stays as they are.
    later_reason, matters_to : str
        Written into a count that a later report of the same day changes; department of a matter without one.
    """

    standing: Standing
    columns: Mapping[str, Column]
    told: Mapping[str, Told]
    reason: str | None
    shown: bool
    later_reason: str
    matters_to: str
    _done: set[str] = field(default_factory=set)

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

    # ------------------------------------------------------------ helpers

    def _of(self, topic: str) -> dict[str, Any]:
        """Return what the row says of a topic by part (or name), and mark it as dealt with."""
        found = {}
        for says, value in self.told.items():
            said = self.columns[says].said
            if said.topic == topic and not isinstance(value, Withdrawn):
                self._done.add(says)
                found[said.part or said.name] = value
        return found

    def _says(self, topic: str, *parts: str) -> tuple[str, ...]:
        """Return the says of a topic's columns that the row fills."""
        return tuple(
            says
            for says in self.told
            if self.columns[says].said.topic == topic and (not parts or self.columns[says].said.part in parts)
        )

    def _draft(
        self,
        kind: str,
        payload: Mapping[str, object],
        on: date,
        *,
        subject: str | None = None,
        track: bool = True,
        replaces: Fact | None = None,
        reason: str | None = None,
    ) -> FactDraft:
        return FactDraft(
            type=kind,
            payload=dict(payload),
            track=self.standing.track if track else None,
            subject=subject,
            effective_on=on.date() if isinstance(on, datetime) else on,
            effective_time=on.time() if isinstance(on, datetime) else None,
            supersedes=replaces.id if replaces else None,
            reason=reason or (self.reason if replaces else None),
        )

    # ------------------------------------------------------------ one case per topic

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

    def _assessment(self, says: str, level: Any) -> Iterator[Outcome]:  # noqa: ANN401
        fact = self.standing.assessment
        if fact is None or fact.payload.model_dump()["level"] != level:
            yield Proposal(self._draft("assessment", {"level": level}, self.standing.day, track=False), (says,))

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

    def _remark(self, says: str, topic: str, text: Any) -> Iterator[Outcome]:  # noqa: ANN401
        fact = self.standing.remarks.get(topic)
        if fact is None or fact.payload.model_dump()["text"] != text:
            draft = self._draft("remark", {"topic": topic, "text": text}, self.standing.day, subject=topic)
            yield Proposal(draft, (says,))

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
        if any((other.id, edge) in self.standing.milestones for other in later for edge in ("start", "end")) and (
            (stage, "end") in self.standing.milestones or len(later) > 1
        ):
            payload = {"stage": stage, **({"cause": self.reason} if self.reason else {})}
            yield Proposal(self._draft("milestone_revoked", payload, on), (*says, "stage"))
            self._begin_again({other.id for other in later}, stage, on)

    def _begin_again(self, stages: set[str], stage: str, on: date) -> None:
        """Forget the revoked days: those that the row still shows are passed over, later ones are new."""
        for name in stages:
            says = f"milestone.{name}.end"
            day = self.told.get(says)
            if isinstance(day, date) and _day(day) < on:
                self._done.add(says)
            self.standing.milestones.pop((name, "end"), None)
            if name != stage:
                self.standing.milestones.pop((name, "start"), None)

    def _petitions(self) -> Iterator[Outcome]:
        told, fact = self._of("petitions"), self.standing.petitions
        known = fact.payload.model_dump() if fact else {"visits": 0, "hotline": 0}
        after = known | told
        if after != known:
            draft = self._draft(
                "petitions",
                after,
                self.standing.day,
                track=False,
                replaces=fact,
                reason=self._later(fact),
            )
            yield Proposal(draft, self._says("petitions"))

    def _counter(self, name: str) -> Iterator[Outcome]:
        parts = {}
        for says in self.told:
            said = self.columns[says].said
            if (said.topic, said.name) == ("counter", name):
                self._done.add(says)
                parts[said.part] = self.told[says]
        fact = self.standing.counters.get(name)
        known = fact.payload.model_dump(exclude_none=True) if fact else {"name": name, "count": 0}
        after = known | {part: value for part, value in parts.items() if not isinstance(value, Withdrawn)}
        if after != known and (after["count"] or fact):
            draft = self._draft(
                "counter", after, self.standing.day, track=False, replaces=fact, reason=self._later(fact)
            )
            yield Proposal(draft, tuple(s for s in self._says("counter") if self.columns[s].said.name == name))

    def _later(self, fact: Fact | None) -> str | None:
        """Return why a count of the day changes: a later report of the same day is reason enough."""
        return (self.reason or self.later_reason) if fact else None

    def _matter(self) -> Iterator[Outcome]:
        told = self._of("matter")
        text, says = told.get("text"), self._says("matter")
        if text is None:
            if told:
                yield Trouble(says[0], Sentence(N_("say the matter itself")))
            return
        same = [f for f in self.standing.matters.values() if plain(f.payload.model_dump()["text"]) == plain(text)]
        subject = f"matter-{self.standing.area.code}-{self.standing.day:%Y%m%d}"
        due = told.get("due")
        payload = {
            "department": told.get("department") or self.matters_to,
            "text": text,
            **({"due": str(due)} if due else {}),
        }
        if not same:
            draft = self._draft("matter", payload, self.standing.day, subject=subject, track=False)
            yield Proposal(draft, says)
            return
        known = same[-1].payload.model_dump()
        changed = {
            part for part in ("department", "due") if told.get(part) is not None and told[part] != known[part]
        }
        if changed and not known["closed"]:
            after = {"department": known["department"], "text": known["text"], "reply": known["reply"], **payload}
            if due is None and known["due"] is not None:
                after["due"] = str(known["due"])
            kept = {key: value for key, value in after.items() if value is not None}
            draft = self._draft("matter", kept, self.standing.day, subject=same[-1].subject, track=False)
            yield Proposal(draft, tuple(s for s in says if self.columns[s].said.part in changed))

    def _incident(self) -> Iterator[Outcome]:
        told, says = self._of("incident"), self._says("incident")
        text = told.get("text")
        known = [f for f in self.standing.incidents.values() if f.payload.model_dump()["text"] == text]
        if known:
            return
        if text is None:
            yield Trouble(says[0], Sentence(N_("say what happened")))
            return
        subject = (
            f"incident-{self.standing.area.code}-{self.standing.day:%Y%m%d}-{len(self.standing.incidents) + 1}"
        )
        payload = {"category": told.get("category") or "other", "text": text}
        yield Proposal(self._draft("incident", payload, self.standing.day, subject=subject, track=False), says)

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

    # ------------------------------------------------------------ review batches

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
        at, moved = _moved(fact, told.get("at"))
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
        at, moved = _moved(fact, told.get("at"))
        if fact.payload.model_dump() != payload or moved:
            draft = self._draft("review_returned", payload, at, subject=subject, replaces=fact)
            yield Proposal(draft, says, wants_reason=True)

    def _batch(self, number: int) -> str:
        return f"{self.standing.area.code}-{self.standing.track}-{number}"

    def _missing(self, topic: str, parts: Sequence[str]) -> Sentence:
        labels = Listed(
            column.label
            for column in self.columns.values()
            if column.said.topic == topic and column.said.part in parts
        )
        return Sentence(N_("these are missing: {columns}"), columns=labels)

    # ------------------------------------------------------------ polls

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
        when, moved = _moved(fact, at)
        if known.model_copy(update=told) != known or moved:
            changed = tuple(
                s for s in says if self.columns[s].said.part == "at" or before.get(self.columns[s].said.part)
                != after.get(self.columns[s].said.part)
            )  # fmt: skip
            yield Proposal(self._draft("poll_held", after, when, replaces=fact), changed, wants_reason=True)

    def _round(self, at: date | None, fact: Fact, known: PollHeld) -> int:
        """Return the round that a row means which does not say: a later day after a poll that did not decide."""
        later = at is not None and _day(at) > fact.effective_on
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


def _day(at: date) -> date:
    return at.date() if isinstance(at, datetime) else at


def _moved(fact: Fact, at: date | None) -> tuple[date, bool]:
    """Return when something took effect as a row says it, and whether that differs from the record.

    A day without an hour does not differ from the same day with one.
    """
    if at is None:
        return moment(fact), False
    if _day(at) != fact.effective_on:
        return at, True
    hour = at.time() if isinstance(at, datetime) else None
    known: time | None = fact.effective_time
    if hour is None or known is None or hour == known:
        return moment(fact), False
    return at, True
