"""Compose the whole sample campaign: every submission at the business instant at which it is made."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from random import Random
from zoneinfo import ZoneInfo

from dashboard.demo.casting import Casting, first_polls
from dashboard.demo.commanded import Commanded
from dashboard.demo.corrections import Corrections
from dashboard.demo.course import Course
from dashboard.demo.days import DAY, Days
from dashboard.demo.difficulties import Difficulties
from dashboard.demo.happening import Happening, happening
from dashboard.demo.office import Office
from dashboard.demo.pool import PoolUnit
from dashboard.demo.sending import township_submission
from dashboard.demo.township import TownshipDay
from dashboard.demo.watched import renumbered, watched
from dashboard.election.alerts.view import Ground
from dashboard.election.areas import Area, AreaTree
from dashboard.profile.calendar import WorkingDays
from dashboard.profile.model import Profile
from dashboard.store.log import Submission

SEED = 20181119
PLAIN_VILLAGES = 2
COMMUNITIES_PER_TOWNSHIP = 2

_OPENING = datetime(2019, 1, 10, 15, 20)  # noqa: DTZ001 - business time, the profile gives the zone
_ENDING_HOUR = time(18, 0)
_PLANS_AT = time(9, 0)  # of the first morning, township after township


def opening_of(profile: Profile) -> datetime:
    """Return the business instant at which the demo opens, in the profile's zone."""
    return _OPENING.replace(tzinfo=ZoneInfo(profile.time_zone))


def ending_of(profile: Profile) -> datetime:
    """Return the business instant at which the demo's clock rests."""
    return datetime.combine(profile.campaign.end, _ENDING_HOUR, ZoneInfo(profile.time_zone))


@dataclass(frozen=True)
class Scenario:
    """Hold what the simulation is made from; the same values give the same submissions.

    Attributes
    ----------
    calm : bool
        Whether every report comes in time; with an empty pool nothing at all goes wrong then.
    watched_until : datetime or None
        Instant up to which the campaign tells what the rules of early warning did; None: the opening.
    revisions : Mapping[str, int] or None
        Request id → revision, in a database that holds the beginning of the campaign already. Then the
        campaign is told without the rules' own submissions, and its corrections name those revisions.
    """

    profile: Profile
    calendar: WorkingDays
    tree: AreaTree
    pool: Sequence[PoolUnit]
    seed: int = SEED
    calm: bool = False
    watched_until: datetime | None = None
    revisions: Mapping[str, int] | None = None

    def opening(self) -> datetime:
        """Return the business instant at which the demo opens."""
        return opening_of(self.profile)

    def ending(self) -> datetime:
        """Return the business instant at which everything has happened and the clock rests."""
        return ending_of(self.profile)

    def history(self, until: datetime) -> Iterator[tuple[datetime, Submission]]:
        """Yield what has been recorded up to and including `until`, in order."""
        yield from self.campaign[: self._place(until)]

    def between(self, after: datetime, until: datetime) -> Sequence[tuple[datetime, Submission]]:
        """Return what is recorded after `after`, up to and including `until`, in order."""
        return self.campaign[self._place(after) : self._place(until)]

    def _place(self, instant: datetime) -> int:
        return bisect_right(self.campaign, instant, key=lambda item: item[0])

    @cached_property
    def campaign(self) -> Sequence[tuple[datetime, Submission]]:
        """Return the whole campaign in order; simulated once."""
        if self.revisions is not None:
            numbered = enumerate(self._unwatched, 1)
            places = {place: self.revisions.get(sent.request_id, place) for place, (_, sent) in numbered}
            return tuple(renumbered(self._unwatched, places))
        ground = Ground(self.profile, self.calendar, self.tree)
        return tuple(watched(self._unwatched, ground, self.watched_until or self.opening()))

    @cached_property
    def _unwatched(self) -> Sequence[tuple[datetime, Submission]]:
        """Return what is simulated, before the rules look at it."""
        sent = [
            *self._first_morning(),
            *self._office.submissions(),
            *self._difficulties.submissions(),
            *(self._commanded.first_polls() if self.calm else self._commanded.submissions()),
            *self._corrections.submissions(),
            *self._township_days(),
        ]
        ordered = sorted(sent, key=lambda item: (item[0], item[1].request_id))
        return tuple(self._corrections.resolved(ordered, self.opening()))

    @cached_property
    def courses(self) -> Sequence[tuple[Course, Sequence[Happening]]]:
        """Return the course of every due unit on every track, and what happened in it."""
        return tuple(Casting(self.profile, self.tree, self.pool, self._days, self.seed).courses())

    @cached_property
    def _days(self) -> Days:
        return Days(self.calendar, self.profile.campaign.start, self.profile.campaign.end)

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.profile.time_zone)

    @cached_property
    def _reporting(self) -> Sequence[Area]:
        return [self.tree.areas[code] for code in self.tree.expected_reporters(self.profile)]

    @cached_property
    def _office(self) -> Office:
        due: defaultdict[str, list[Area]] = defaultdict(list)
        for unit in self.tree.units:
            if any(unit.due.values()):
                due[unit.parent_code or ""].append(unit)
        return Office(self.tree, self._reporting, due, self.pool, self._days, self._zone, self.seed)

    @cached_property
    def _corrections(self) -> Corrections:
        elections = [told for _, happenings in self.courses for told in happenings]
        return Corrections(self.pool, self._days, self._zone, elections)

    @cached_property
    def _difficulties(self) -> Difficulties:
        categories = tuple(self.profile.key_categories)
        return Difficulties(self.pool, categories, self._days, self._zone, self.seed)

    @cached_property
    def _commanded(self) -> Commanded:
        return Commanded(self.profile, self.tree, self.pool, self._days, self._zone, self.courses)

    def _first_morning(self) -> Iterator[tuple[datetime, Submission]]:
        """Yield, township by township, what is settled before: plans, reviews, guidance, key villages."""
        plans: defaultdict[str, list[Happening]] = defaultdict(list)
        start = self.profile.campaign.start
        for course, _ in self.courses:
            dates = {stage: str(day) for stage, day in course.plan.items()}
            plan = happening(course.unit.code, start, "plan", {"dates": dates}, track=course.track)
            plans[self._home[course.unit.code]].append(plan)
        for difficulty in self._difficulties.first_morning():
            plans[self._home[difficulty.area_code]].append(difficulty)
        for place, township in enumerate(self.tree.townships):
            told = [*self._office.first_morning(township), *plans[township.code]]
            instant = datetime.combine(start, _PLANS_AT, self._zone) + timedelta(minutes=place)
            yield instant, township_submission(township, told, "plan", f"演示方案 {township.name}")

    @cached_property
    def _home(self) -> Mapping[str, str]:
        """Return area → the township that reports it."""
        homes = {unit.code: unit.parent_code or "" for unit in self.tree.units}
        return homes | {township.code: township.code for township in self.tree.townships}

    def _township_days(self) -> Iterator[tuple[datetime, Submission]]:
        happened: defaultdict[tuple[str, date], list[Happening]] = defaultdict(list)
        for told in self._happenings():
            happened[self._home[told.area_code], told.on].append(told)
        day = self.profile.campaign.start
        while day <= self.profile.campaign.end:
            punctual = self.calm or day == self.profile.campaign.end
            for township in self._reporting:
                random = Random(f"{self.seed} report {day} {township.code}")
                today = TownshipDay(township, day, self._zone, punctual)
                yield from today.submissions(happened[township.code, day], random)
            day += DAY

    def _happenings(self) -> Iterator[Happening]:
        elections = self._corrections.elections
        seated = first_polls(elections, self._home)
        for told in self._corrections.told(elections):
            yield told
            if told.draft.type == "poll_held" and (told.area_code, told.on) in seated:
                post = self._office.supervisor(self._home[told.area_code])
                yield happening(told.area_code, told.on, "visit", {"post": post, "kind": "sit_in"})
        yield from self._office.trainings()
        yield from self._difficulties.happenings()
