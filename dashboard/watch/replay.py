"""Replay a history and put into it what the rules would have done, had they watched it as it was told."""

from bisect import insort
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from heapq import heappop, heappush
from itertools import groupby
from operator import itemgetter

from dashboard.election.alerts.first_polls import DistrictView, poll_of_row, still
from dashboard.election.alerts.life import Transition
from dashboard.election.alerts.ruling import Judge
from dashboard.election.alerts.view import AreaView, called_poll
from dashboard.election.collisions import supervision
from dashboard.election.facts import PAYLOADS, AlertAction, Fact
from dashboard.election.poll_days import PollDay
from dashboard.election.reading import reading
from dashboard.election.rows import TrackRow, track_rows
from dashboard.election.state import Folding, UnitState
from dashboard.store.log import Submission
from dashboard.watch.telling import submission_of

_HOUR = timedelta(hours=1)
_BEHIND = 100_000  # place of the rules' own facts behind those of the revision that they follow

Told = tuple[datetime, Submission]


@dataclass
class Replay:
    """Hold the log as it has been replayed so far.

    The rules look at an area when something is told of it and when time makes a step due, as the watch of a
    running server does; at the district as a whole at the next full hour.
    """

    judge: Judge
    _heard: dict[str, list[Fact]] = field(default_factory=dict)
    _counting: dict[str, list[Fact]] = field(default_factory=dict)
    _foldings: dict[str, Folding] = field(default_factory=dict)
    _duties: dict[str, list[Fact]] = field(default_factory=dict)
    _rows: dict[tuple[str, str], TrackRow] = field(default_factory=dict)
    _steps: list[Fact] = field(default_factory=list)
    _agenda: list[tuple[datetime, str]] = field(default_factory=list)
    _wakes: dict[str, datetime] = field(default_factory=dict)
    _polls: dict[tuple[str, str], PollDay] = field(default_factory=dict)
    _coming: tuple[date, AbstractSet[tuple[str, str]]] | None = None
    _revision: int = 0
    _taken: int = 0

    def through(self, history: Iterable[Told], until: datetime) -> Iterator[Told]:
        """Yield the history with the rules' own submissions among it, up to the instant `until`.

        What the history holds after `until` is passed through unwatched.
        """
        for instant, at_once in groupby(history, key=itemgetter(0)):
            yield from self._pass_time(min(instant, until))
            touched: dict[str, None] = {}
            for told in at_once:
                yield told
                if instant <= until:
                    touched |= self._take(told[1], instant)
            yield from self._tell(instant, touched)
        yield from self._pass_time(until)

    def _take(self, submission: Submission, instant: datetime) -> dict[str, None]:
        """Take a submission into the log; return the areas to look at, in order."""
        self._revision += 1
        for seq in range(len(submission.entries)):
            self._add(_fact(submission, self._revision, seq, instant))
        root = self.judge.ground.tree.root.code
        return dict.fromkeys(entry.area_code for entry in submission.entries if entry.area_code != root)

    def _add(self, fact: Fact) -> None:
        heard = self._heard.setdefault(fact.area_code, [])
        heard.append(fact)
        counting = self._counting.setdefault(fact.area_code, [])
        if fact.supersedes is not None:
            self._counting[fact.area_code] = reading(heard)
            self._foldings.pop(fact.area_code, None)
        elif not counting or _order(counting[-1]) < _order(fact):
            counting.append(fact)
            if fact.area_code in self._foldings:
                self._foldings[fact.area_code].take(fact)
        else:
            insort(counting, fact, key=_order)
            self._foldings.pop(fact.area_code, None)
        if fact.type == "assignment" and self.judge.ground.tree.areas[fact.area_code].kind is None:
            self._duties.setdefault(fact.area_code, []).append(fact)
        elif isinstance(fact.payload, AlertAction) and fact.payload.rule in self.judge.district_rules:
            self._steps.append(fact)

    def _pass_time(self, until: datetime) -> Iterator[Told]:
        """Yield what falls due up to an instant."""
        while self._agenda and self._agenda[0][0] <= until:
            moment = self._agenda[0][0]
            due: list[str] = []
            while self._agenda and self._agenda[0][0] == moment:
                _, code = heappop(self._agenda)
                if self._wakes.get(code) == moment:
                    del self._wakes[code]
                    due.append(code)
            yield from self._tell(moment, due)

    def _tell(self, now: datetime, codes: Iterable[str]) -> Iterator[Told]:
        """Yield what the rules do about some areas at an instant, as one submission."""
        steps = [step for code in codes for step in self._look(code, now)]
        if steps:
            self._taken += 1
            submission = submission_of(steps, now, self._taken)
            for seq in range(len(steps)):
                self._taken += 1
                fact = _fact(submission, self._revision, seq, now)
                self._add(replace(fact, seq=_BEHIND + self._taken))
            for code in dict.fromkeys(step.area for step in steps):
                self._look(code, now)  # what escalates later is known only now
            yield now, submission

    def _look(self, code: str, now: datetime) -> list[Transition]:
        """Judge an area and note when to look at it again."""
        ground = self.judge.ground
        if code == ground.tree.root.code:
            ruling = self.judge.district(self._district(now), self._steps, now)
        else:
            facts, state = self._counting.get(code, []), self._state(code)
            first = self._first_polls(now.date()) if _called(state) else frozenset[tuple[str, str]]()
            seen = AreaView(ground.tree.areas[code], facts, ground, first, state)
            ruling = self.judge.area(seen, now)
            if seen.state is not None:
                self._keep(track_rows(seen.area, seen.state), now)
        for error in ruling.failed.values():
            raise error
        self._note(code, ruling.wake)
        return list(ruling.transitions)

    def _state(self, code: str) -> UnitState | None:
        """Return where a unit stands; its folding goes on from fact to fact."""
        area = self.judge.ground.tree.areas[code]
        if area.kind is None:
            return None
        folding = self._foldings.get(code)
        if folding is None:
            folding = self._foldings[code] = Folding(area, self.judge.ground.profile)
            for fact in self._counting.get(code, ()):
                folding.take(fact)
        return folding.state()

    def _district(self, now: datetime) -> DistrictView:
        """Return all units together."""
        ground = self.judge.ground
        groups = supervision(self._duties, ground.profile.collisions)
        return DistrictView.of(list(self._rows.values()), groups, ground, now.date())

    def _first_polls(self, today: date) -> AbstractSet[tuple[str, str]]:
        """Return the first polls to come; they are the same all day until a unit's poll moves."""
        if not self.judge.ground.asks_for_first_polls:
            return frozenset()
        if self._coming is None or self._coming[0] != today:
            view = DistrictView(still(self._polls.values(), today), {}, {}, self.judge.ground)
            self._coming = today, view.coming()
        return self._coming[1]

    def _keep(self, rows: Iterable[TrackRow], now: datetime) -> None:
        """Keep a unit's rows, and look at the district soon when its polls have changed."""
        for row in rows:
            before = self._rows.get((row.area_code, row.track))
            self._rows[row.area_code, row.track] = row
            if before is None or _standing(before) != _standing(row):
                self._coming = None
                self._polls.pop((row.area_code, row.track), None)
                if poll := poll_of_row(row, self.judge.ground.tree):
                    self._polls[row.area_code, row.track] = poll
            if before is None or _polls(before) != _polls(row):
                hour = now.replace(minute=0, second=0, microsecond=0) + _HOUR
                root = self.judge.ground.tree.root.code
                self._note(root, min(hour, self._wakes.get(root, hour)))

    def _note(self, code: str, wake: datetime | None) -> None:
        if wake is None:
            self._wakes.pop(code, None)
        elif self._wakes.get(code) != wake:
            self._wakes[code] = wake
            heappush(self._agenda, (wake, code))


def _fact(submission: Submission, revision: int, seq: int, now: datetime) -> Fact:
    """Return an entry as a fact; whoever records the history admits it."""
    entry = submission.entries[seq]
    draft = entry.draft
    return Fact(
        revision=revision,
        seq=seq,
        id=f"{revision}.{seq}",
        area_code=entry.area_code,
        track=draft.track,
        type=draft.type,
        subject=draft.subject,
        payload=PAYLOADS[draft.type].model_validate(draft.payload),
        effective_on=draft.effective_on or now.date(),
        effective_time=draft.effective_time,
        recorded_at=now,
        actor=submission.actor,
        on_behalf_of=draft.on_behalf_of,
        source=submission.source,
        request_id=f"{submission.request_id}#{seq}",
        supersedes=draft.supersedes,
        reason=draft.reason,
        profile_version="",
    )


def _order(fact: Fact) -> tuple[date, time, int, int]:
    return fact.effective_on, fact.effective_time or time.min, fact.revision, fact.seq


def _called(state: UnitState | None) -> bool:
    """Say whether a poll is called and to come; without one no rule asks for first polls."""
    return state is not None and any(called_poll(track) is not None for track in state.tracks.values())


def _standing(row: TrackRow) -> tuple[object, ...]:
    """Return what the place of a unit's poll among the first ones depends on."""
    return row.phase is None, row.exceptions, row.expected_poll_on, *_polls(row)


def _polls(row: TrackRow) -> tuple[object, ...]:
    return row.poll_on, row.last_poll_on
