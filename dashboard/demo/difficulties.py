"""Simulate what is difficult beside the procedure, in fictional units only: key villages, matters, petitions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from random import Random
from zoneinfo import ZoneInfo

from dashboard.demo.article import ARTICLE
from dashboard.demo.days import DAY, Days
from dashboard.demo.happening import Happening, happening
from dashboard.demo.pool import PoolUnit
from dashboard.demo.sending import office_submission
from dashboard.store.log import Submission

_EARLIER, _LATER = 22, 4  # matters raised during the party's elections, and during the committees'
_EARLIER_DAYS = (date(2018, 11, 28), date(2019, 1, 25))
_LATER_DAYS = (date(2019, 2, 18), date(2019, 3, 8))
_DURATION = (6, 10)  # working days from raising a matter to closing it; the reply comes half-way
_WANTED = 9  # working days within which a matter is to be closed; some take longer
_SENT_ON = date(2018, 11, 26)  # cadres go to the key villages
_CHECKED_ON = (date(2018, 11, 28), date(2018, 12, 20), date(2019, 1, 16))  # of the measures in key villages
_PUNCTUAL, _DUE_EARLY = 5, date(2019, 1, 8)  # of so many measures one is due before its last check
_GATED = 4  # of so many measures one must be settled before the poll
_CALMED_ON = (date(2018, 12, 24), date(2019, 2, 13))  # days on which key villages are assessed anew
_INCIDENTS = (  # told and closed, in business time
    (datetime(2018, 12, 18, 9, 40), datetime(2018, 12, 18, 16, 10)),  # noqa: DTZ001
    (datetime(2019, 1, 10, 11, 5), datetime(2019, 1, 11, 10, 30)),  # noqa: DTZ001
)
_LEVELS = ("steady", "fair", "complex")
_PETITIONS = 0.035  # share of a unit's days with a petition or a call


@dataclass(frozen=True)
class Difficulties:
    """Hold the fictional units, the only ones in which something is difficult."""

    pool: Sequence[PoolUnit]
    categories: Sequence[str]
    days: Days
    zone: ZoneInfo
    seed: int

    @property
    def _keys(self) -> list[PoolUnit]:
        return [unit for unit in self.pool if unit.key]

    def first_morning(self) -> Iterator[Happening]:
        """Yield the key villages and their first assessment."""
        for place, unit in enumerate(self._keys):
            chosen = sorted(
                {self.categories[place % len(self.categories)], self.categories[place * 5 % len(self.categories)]}
            )
            yield happening(unit.code, self.days.first, "key_village", {"level": "district", "categories": chosen})
            yield happening(unit.code, self.days.first, "assessment", {"level": _LEVELS[1 + place % 2]})

    def happenings(self) -> Iterator[Happening]:
        """Yield what the townships tell of key villages, and their petitions; and the matters they raise."""
        for place, unit in enumerate(self._keys):
            cadres, keys = ARTICLE.cadres_sent, len(self._keys)
            sent = cadres * (place + 1) // keys - cadres * place // keys
            yield happening(unit.code, _SENT_ON, "counter", {"name": "cadres_sent", "count": sent})
            text = ARTICLE.measures[place % len(ARTICLE.measures)]
            due = _CHECKED_ON[-1] if place % _PUNCTUAL else _DUE_EARLY
            measure: dict[str, object] = {
                "problem": ARTICLE.problems[place % len(ARTICLE.problems)],
                "text": text,
                "post": "驻村工作组",
                "due": str(due),
                "gate": place % _GATED == 0,
            }
            for step, day in enumerate(_CHECKED_ON):
                yield happening(unit.code, day, "measure", {**measure, "progress": 50 * step}, subject="measure-1")
            level = 1 + place % 2
            for day in _CALMED_ON[:level]:
                level -= 1
                yield happening(unit.code, day, "assessment", {"level": _LEVELS[level]})
        yield from self._petitions()
        for matter in self._matters():
            yield matter[0]

    def _petitions(self) -> Iterator[Happening]:
        span = (self.days.last - self.days.first).days
        for unit in self.pool:
            random = Random(f"{self.seed} petitions {unit.code}")
            for step in range(1, span):
                if random.random() < _PETITIONS:
                    visits = random.choice((0, 0, 1))
                    counts: dict[str, object] = {"visits": visits, "hotline": random.randint(1 - visits, 3)}
                    yield happening(unit.code, self.days.first + step * DAY, "petitions", counts)

    def submissions(self) -> Iterator[tuple[datetime, Submission]]:
        """Yield the district's replies to matters and their closing, in no order."""
        for number, (_, reply, closing) in enumerate(self._matters(), 1):
            for name, told, at in (("reply", reply, time(10, 50)), ("closed", closing, time(16, 20))):
                instant = datetime.combine(told.on, at, self.zone)
                yield instant, office_submission([told], f"matter-{number:02}-{name}")
        for number, (begins, ends) in enumerate(_INCIDENTS if self._keys else (), 1):
            for name, instant, closed in (("told", begins, False), ("closed", ends, True)):
                told = self._incident(number, instant, closed=closed)
                yield instant.replace(tzinfo=self.zone), office_submission([told], f"incident-{number}-{name}")

    def _incident(self, number: int, instant: datetime, *, closed: bool) -> Happening:
        """Return a step of an incident (重大问题), told by telephone to the office on duty."""
        unit = self._keys[number]
        text = "已劝返，秩序恢复" if closed else "部分居民聚集反映诉求，现场秩序已控制"
        body: dict[str, object] = {"category": "petition", "text": text, "post": "区维稳保障组", "closed": closed}
        subject = f"incident-{unit.code}-{number}"
        return happening(unit.code, instant.date(), "incident", body, at=instant.time(), subject=subject)

    def _matters(self) -> Iterator[tuple[Happening, Happening, Happening]]:
        """Yield every matter as it is raised, replied to and closed; the first are of different departments."""
        if not self._keys:
            return
        random = Random(f"{self.seed} matters")
        raised = [
            *self._spread(_EARLIER, *_EARLIER_DAYS),
            *self._spread(_LATER, *_LATER_DAYS),
        ]
        told_before: set[tuple[str, str]] = set()
        for number, day in enumerate(raised):
            unit = random.choice(self._keys if number % 3 else self.pool)
            length = random.randint(*_DURATION)
            turn = ARTICLE.matters[number % len(ARTICLE.matters) :] + ARTICLE.matters
            text = next(text for text in turn if (unit.code, text) not in told_before)
            told_before.add((unit.code, text))
            body: dict[str, object] = {
                "department": ARTICLE.departments[number % len(ARTICLE.departments)],
                "text": text,
                "due": str(self.days.add(day, _WANTED)),
            }
            told = partial(happening, unit.code, subject=f"matter-{unit.code}-{day:%Y%m%d}")
            yield (
                told(day, "matter", body),
                told(self.days.add(day, length // 2), "matter", {**body, "reply": "已研究，部门到场协调"}),
                told(self.days.add(day, length), "matter", {**body, "reply": "已现场解决", "closed": True}),
            )

    def _spread(self, count: int, first: date, last: date) -> list[date]:
        days = self.days.working_between(first, last)
        return [days[place * (len(days) - 1) // (count - 1)] for place in range(count)]
