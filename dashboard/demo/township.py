"""Simulate how a township enters its facts over the day and closes the day with its report."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from dashboard.demo.happening import Happening, happening
from dashboard.demo.sending import township_submission
from dashboard.election.areas import Area
from dashboard.store.log import Submission

Minute = int
"""Minute of the business day."""

_MORNING, _AFTERNOON = (9 * 60 + 30, 11 * 60 + 30), (13 * 60 + 30, 14 * 60 + 35)
_EARLY_REPORT, _REPORT = (14 * 60 + 40, 15 * 60 + 19), (15 * 60 + 21, 16 * 60 + 55)
_LATE_REPORT = (17 * 60 + 5, 19 * 60 + 30)  # after the profile's cut-off
_POLL_TOLD = (8, 25)  # minutes from the close of a poll to its result
_REPORTED = frozenset(
    {
        "milestone",
        "milestone_revoked",
        "poll_scheduled",
        "poll_held",
        "exception",
        "exception_cleared",
        "review_submitted",
        "review_returned",
        "check",
        "posts",
        "petitions",
        "matter",
        "assessment",
        "report_received",
    }
)
_EARLY, _LATE, _MISSING = 0.68, 0.025, 0.015  # shares of a township's days


def reported(fact: Happening) -> bool:
    """Say whether the daily report has columns for a fact; plans, visits and measures are recorded apart."""
    told = fact.draft.type in _REPORTED
    return told or (fact.draft.type == "counter" and fact.draft.payload["name"] == "training")


@dataclass(frozen=True)
class TownshipDay:
    """Turn what happened in a township on one day into the submissions of that day."""

    township: Area
    day: date
    zone: ZoneInfo
    punctual: bool
    """Whether the report must come in time: on the campaign's last day it does."""

    def submissions(
        self, happenings: Sequence[Happening], random: Random
    ) -> Iterator[tuple[datetime, Submission]]:
        """Yield the polls one by one, up to three batches, and the report, none before what it tells."""
        fate = random.random()
        late = not self.punctual and fate < _LATE
        missing = not self.punctual and _LATE <= fate < _LATE + _MISSING
        slots = [
            random.randint(*_MORNING),
            random.randint(*_AFTERNOON),
            random.randint(*(_EARLY_REPORT if random.random() < _EARLY else _REPORT)),
        ]
        polls: list[tuple[Minute, Happening]] = []
        batches: tuple[list[Happening], ...] = ([], [], [])
        ready: dict[str, Minute] = {}  # area → minute from which its next fact can be told
        for fact in happenings:
            earliest = max(ready.get(fact.area_code, 0), _minute(fact.draft.effective_time))
            if fact.draft.type == "poll_held":
                told = earliest + random.randint(*_POLL_TOLD)
                polls.append((told, fact))
            else:
                slots[2] = max(slots[2], earliest)
                place = random.choice([place for place in range(3) if slots[place] >= earliest])
                batches[place].append(fact)
                told = slots[place]
            ready[fact.area_code] = told
        last = max([slots[2], *(told + 1 for told, _ in polls)])
        for told, poll in polls:
            name = f"{poll.area_code}-{poll.draft.track}-poll-{poll.draft.payload['round']}"
            yield self._at(told), self._submission([poll], name)
        for place, batch in enumerate(batches[:2]):
            yield from self._told(batch, slots[place], f"{place + 1}")
        yield from self._close(batches[2], last, bool(happenings), late, missing, random)

    def _close(
        self,
        batch: Sequence[Happening],
        minute: Minute,
        changed: bool,
        late: bool,
        missing: bool,
        random: Random,
    ) -> Iterator[tuple[datetime, Submission]]:
        """Yield the day's last facts with the report, or the report late, or without any."""
        if late or missing:
            yield from self._told(batch, minute, "3")
            if missing:
                return
            batch, minute = (), random.randint(*_LATE_REPORT)
        yield from self._told([fact for fact in batch if not reported(fact)], minute, "3")
        status = "late" if late else "received" if changed else "zero"
        instant = self._at(minute)
        report = happening(self.township.code, self.day, "report_received", {"status": status}, at=instant.time())
        yield instant, self._submission([*filter(reported, batch), report], "report")

    def _told(
        self, batch: Sequence[Happening], minute: Minute, name: str
    ) -> Iterator[tuple[datetime, Submission]]:
        """Yield what the daily report's columns tell, and apart from it what others of the township record."""
        for kind, told in (("", True), ("-direct", False)):
            chosen = [fact for fact in batch if reported(fact) is told]
            if chosen:
                yield self._at(minute), self._submission(chosen, f"{name}{kind}")

    def _at(self, minute: Minute) -> datetime:
        return datetime.combine(self.day, time.min, self.zone) + timedelta(minutes=minute)

    def _submission(self, happenings: Sequence[Happening], name: str) -> Submission:
        source = f"演示日报 {self.township.name} {self.day}"
        return township_submission(self.township, happenings, f"{self.day}-{name}", source)


def _minute(at: time | None) -> Minute:
    return 0 if at is None else at.hour * 60 + at.minute
