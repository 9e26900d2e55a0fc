"""Turn what a row says beside the procedure into proposals: counts of the day, matters, incidents, remarks."""

from collections.abc import Iterator
from typing import Any

from dashboard.errors import N_, Sentence
from dashboard.intake.proposals import Outcome, Proposal, Trouble, Withdrawn
from dashboard.intake.telling import Telling
from dashboard.intake.values import plain


class BesideTelling(Telling):
    """Tell what stands beside the procedure."""

    def _assessment(self, says: str, level: Any) -> Iterator[Outcome]:  # noqa: ANN401
        fact = self.standing.assessment
        if fact is None or fact.payload.model_dump()["level"] != level:
            yield Proposal(self._draft("assessment", {"level": level}, self.standing.day, track=False), (says,))

    def _remark(self, says: str, topic: str, text: Any) -> Iterator[Outcome]:  # noqa: ANN401
        fact = self.standing.remarks.get(topic)
        if fact is None or fact.payload.model_dump()["text"] != text:
            draft = self._draft("remark", {"topic": topic, "text": text}, self.standing.day, subject=topic)
            yield Proposal(draft, (says,))

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
