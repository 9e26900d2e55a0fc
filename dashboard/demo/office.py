"""Simulate how the district manages the campaign: who answers for what, visits, bulletins, trainings."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from random import Random
from zoneinfo import ZoneInfo

from dashboard.demo.article import ARTICLE
from dashboard.demo.days import DAY, Days
from dashboard.demo.happening import Happening, happening
from dashboard.demo.pool import PoolUnit
from dashboard.demo.sending import office_submission
from dashboard.election.areas import Area, AreaTree
from dashboard.store.log import Submission

_ASSIGNED_AT = time(8, 30)
_REVIEW_STEPS = ("submitted", "feedback", "revised", "approved")
_REVIEW_BEFORE = (14, 10, 7, 3)  # days before the campaign


def shares(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Distribute `total` by largest remainder, at least one for each weight that is not 0."""
    whole = sum(weights.values())
    exact = {key: total * weight / whole for key, weight in weights.items() if weight}
    given = {key: max(1, int(share)) for key, share in exact.items()}
    by_remainder = sorted(given, key=lambda key: (given[key] - exact[key], key))
    for key in by_remainder[: total - sum(given.values())]:
        given[key] += 1
    return given


@dataclass(frozen=True)
class Office:
    """Hold what the district's election office (区选办) works with."""

    tree: AreaTree
    townships: Sequence[Area]
    due: Mapping[str, Sequence[Area]]
    pool: Sequence[PoolUnit]
    days: Days
    zone: ZoneInfo
    seed: int

    def submissions(self) -> Iterator[tuple[datetime, Submission]]:
        """Yield what the office records by itself, in no order."""
        start, root = self.days.first, self.tree.root.code
        yield self._sent(start, _ASSIGNED_AT, "groups", self._groups())
        yield self._sent(start, _ASSIGNED_AT, "leaders", self._leaders())
        for number in range(ARTICLE.bulletins):
            day = self._spread(start + 2 * DAY, ARTICLE.day - DAY, number, ARTICLE.bulletins)
            yield self._sent(day, time(17, 30), f"bulletin-{number + 1:02}", [_counter(root, day, "bulletin", 1)])
        for name, counts in (("templates", ARTICLE.templates), ("policy_answers", ARTICLE.policy_answers)):
            for number, count in enumerate(counts):
                day = self.days.add(start, 3 + 9 * number)
                yield self._sent(day, time(16, 45), f"{name}-{number + 1}", [_counter(root, day, name, count)])
        for number, visit in enumerate(self._visits()):
            at = time(11, 40) if number % 2 else time(16, 35)
            yield self._sent(visit.on, at, f"visit-{number + 1:02}", [visit])

    def trainings(self) -> Iterator[Happening]:
        """Yield the trainings that the townships report."""
        random = Random(f"{self.seed} trainings")
        given = shares(ARTICLE.trainings, {code: len(units) for code, units in self.due.items()})
        days = self.days.working_between(self.days.first + DAY, date(2019, 2, 1))
        for code, sessions in given.items():
            left, held = sessions, defaultdict[date, tuple[int, int]](lambda: (0, 0))
            while left:
                count = min(left, random.randint(1, 4))
                left -= count
                people = sum(random.randint(19, 27) for _ in range(count))
                day = random.choice(days)
                held[day] = held[day][0] + count, held[day][1] + people
            for day, (count, people) in held.items():
                yield _counter(code, day, "training", count, people)

    def first_morning(self, township: Area) -> Iterator[Happening]:
        """Yield what is known of a township when the campaign begins: its plan's review, and who guides whom."""
        for state, before in zip(_REVIEW_STEPS, _REVIEW_BEFORE, strict=True):
            on = self.days.first - before * DAY
            yield happening(township.code, on, "plan_review", {"state": state})
        units = self.due.get(township.code, ())
        groups = self._guidance.get(township.code, 0)
        for place, unit in enumerate(units):
            post = f"{township.short_name}第{place * groups // len(units) + 1}指导组"
            yield _assignment(unit.code, self.days.first, post, "guidance")

    @cached_property
    def _guidance(self) -> Mapping[str, int]:
        return shares(ARTICLE.guidance_groups, {code: len(units) for code, units in self.due.items()})

    def supervisor(self, township: str) -> str:
        """Return the supervision group of a township."""
        place = [area.code for area in self.townships].index(township)
        return ARTICLE.supervision_groups[place * len(ARTICLE.supervision_groups) // len(self.townships)]

    def _groups(self) -> Iterator[Happening]:
        for number, post in enumerate(ARTICLE.special_groups):
            subject = f"special_group-{number + 1}"
            yield _assignment(self.tree.root.code, self.days.first, post, "special_group", subject)
        for township in self.townships:
            yield _assignment(township.code, self.days.first, self.supervisor(township.code), "supervision")

    @cached_property
    def _responsibilities(self) -> Mapping[str, Sequence[str]]:
        """Return leader → the townships and key villages that the leader answers for."""
        areas = [area.code for area in self.townships] + [unit.code for unit in self.pool if unit.key]
        return {post: areas[place :: len(ARTICLE.leaders)] for place, post in enumerate(ARTICLE.leaders)}

    def _leaders(self) -> Iterator[Happening]:
        for post, areas in self._responsibilities.items():
            for code in areas:
                yield _assignment(code, self.days.first, post, "leader")

    def _visits(self) -> Iterator[Happening]:
        random = Random(f"{self.seed} visits")
        others = list(ARTICLE.leaders[1:])
        posts = others + random.sample(others, ARTICLE.visits - ARTICLE.visits_of_secretary - len(others))
        random.shuffle(posts)
        for number in range(ARTICLE.visits_of_secretary):
            posts.insert(number * ARTICLE.visits // ARTICLE.visits_of_secretary, ARTICLE.secretary)
        keys = [unit.code for unit in self.pool if unit.key]
        for number, post in enumerate(posts):
            day = self._spread(self.days.first + 4 * DAY, ARTICLE.day - DAY, number, ARTICLE.visits)
            own = keys if post == ARTICLE.secretary else self._responsibilities[post]
            place = random.choice(own or [area.code for area in self.townships])
            visit: dict[str, object] = {"post": post, "kind": "leader", "decided": random.randint(0, 2)}
            yield happening(place, day, "visit", visit)

    def _spread(self, first: date, last: date, place: int, total: int) -> date:
        """Return the working day of one of `total` things that are spread evenly from `first` to `last`."""
        days = self.days.working_between(first, last)
        return days[place * (len(days) - 1) // max(1, total - 1)]

    def _sent(self, on: date, at: time, name: str, told: Iterable[Happening]) -> tuple[datetime, Submission]:
        return datetime.combine(on, at, self.zone), office_submission(told, name)


def _assignment(code: str, on: date, post: str, duty: str, subject: str | None = None) -> Happening:
    return happening(code, on, "assignment", {"post": post, "duty": duty}, subject=subject or duty)


def _counter(code: str, on: date, name: str, count: int, people: int | None = None) -> Happening:
    more: dict[str, object] = {} if people is None else {"people": people}
    return happening(code, on, "counter", {"name": name, "count": count, **more})
