"""Simulate the whole sample campaign as the daily reports in which it would have arrived."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import cycle
from random import Random
from zoneinfo import ZoneInfo

from dashboard.demo.course import Course, Happening, Trouble
from dashboard.demo.pool import PoolUnit
from dashboard.election.areas import Area, AreaTree
from dashboard.election.facts import FactDraft
from dashboard.election.procedure import procedure_of
from dashboard.profile.calendar import WorkingDays
from dashboard.profile.model import Profile
from dashboard.store.log import Entry, Submission

SEED = 20181119
KEY_VILLAGES = 15
COMMUNITIES_PER_TOWNSHIP = 2
OPENING = datetime(2019, 1, 4, 15, 20)  # noqa: DTZ001 - business time, the profile gives the zone
"""Business instant at which the demo opens."""

_WAVES = (0, 2, 4, 7, 10, 14, 18, 26, 34)  # days after the campaign's start on which townships begin
_SPREAD = 9  # days over which the units of a township begin
_BETWEEN_TRACKS = timedelta(2)  # from the planned party poll to the start of the committee's election
_OPENING_HOUR = time(9, 0)
_FIRST_REPORT, _LAST_REPORT = 13 * 60 + 10, 16 * 60 + 25  # minutes of the day between which reports come in


def opening_of(profile: Profile) -> datetime:
    """Return the business instant at which the demo opens, in the profile's zone."""
    return OPENING.replace(tzinfo=ZoneInfo(profile.time_zone))


@dataclass(frozen=True)
class Scenario:
    """Hold what the simulation is made from; the same values give the same facts."""

    profile: Profile
    calendar: WorkingDays
    tree: AreaTree
    pool: Sequence[PoolUnit]
    seed: int = SEED
    troubles: Sequence[Trouble] = field(default_factory=lambda: tuple(Trouble))

    @cached_property
    def zone(self) -> ZoneInfo:
        """Return the business time zone."""
        return ZoneInfo(self.profile.time_zone)

    def opening(self) -> datetime:
        """Return the business instant at which the demo opens."""
        return opening_of(self.profile)

    def history(self, until: datetime) -> Iterator[tuple[datetime, Submission]]:
        """Yield what had been recorded by `until`: the plans first, then each day's township reports."""
        start = datetime.combine(self.profile.campaign.start, _OPENING_HOUR, self.zone)
        happened = self._simulate()
        for township in self.tree.townships:
            entries = self._plans(township)
            if entries:
                yield start, self._submission(entries, township, "plan")
        day = self.profile.campaign.start
        while day <= until.date():
            for instant, township in self._reports(day):
                if instant <= until:
                    entries = [Entry(area, found.draft) for area, found in happened.get((township.code, day), ())]
                    yield (
                        instant,
                        self._submission(
                            [*entries, self._report_fact(township, instant, bool(entries))], township, str(day)
                        ),
                    )
            day += timedelta(1)

    def courses(self) -> Iterator[tuple[Area, Course]]:
        """Yield the course of every due unit on every track."""
        fictional = {unit.code: unit for unit in self.pool}
        troubles = cycle(trouble for trouble in self.troubles if trouble is not Trouble.NONE)
        begins = {
            township.code: self.profile.campaign.start + timedelta(self._random(township, "wave").choice(_WAVES))
            for township in self.tree.townships
        }
        for unit in self.tree.units:
            random = self._random(unit, "start")
            start = begins[unit.parent_code or ""] + timedelta(random.randrange(_SPREAD))
            trouble = next(troubles) if unit.code in fictional else Trouble.NONE
            if trouble in {Trouble.VOID_POLL, Trouble.SHORT_POLL, Trouble.VACANCY}:
                start = self.profile.campaign.start  # early enough for its poll to be seen when the demo opens
            for track in self.profile.tracks:
                procedure = procedure_of(self.profile, unit, track.id)
                if procedure is None or not unit.due.get(track.id, False):
                    continue
                start = start if self.calendar.is_working(start) else self.calendar.add(start, 1)
                course = Course(track.id, procedure, start, trouble, self.calendar)
                yield unit, course
                start = course.plan()[procedure.poll_stage] + _BETWEEN_TRACKS

    def _simulate(self) -> Mapping[tuple[str, date], list[tuple[str, Happening]]]:
        happened: defaultdict[tuple[str, date], list[tuple[str, Happening]]] = defaultdict(list)
        for unit, course in self.courses():
            for happening in course.happenings(self._random(unit, course.track)):
                happened[unit.parent_code or "", happening.on].append((unit.code, happening))
        return happened

    def _plans(self, township: Area) -> list[Entry]:
        """Return what is known of a township on the campaign's first day: plans, and the key villages."""
        opening = self.profile.campaign.start
        entries = [
            Entry(
                unit.code,
                FactDraft(
                    type="plan",
                    track=course.track,
                    payload={"dates": {stage: str(day) for stage, day in course.plan().items()}},
                    effective_on=opening,
                ),
            )
            for unit, course in self._courses_by_township.get(township.code, ())
        ]
        for unit in self.pool:
            if unit.key and self.tree.areas[unit.code].parent_code == township.code:
                level = self._random(self.tree.areas[unit.code], "level").choice(("complex", "fair"))
                key = {"level": "district", "categories": ["weak_leadership"]}
                entries.append(Entry(unit.code, FactDraft(type="key_village", payload=key, effective_on=opening)))
                assessed = {"level": level}
                entries.append(
                    Entry(unit.code, FactDraft(type="assessment", payload=assessed, effective_on=opening))
                )
        return entries

    @cached_property
    def _courses_by_township(self) -> Mapping[str, list[tuple[Area, Course]]]:
        courses: defaultdict[str, list[tuple[Area, Course]]] = defaultdict(list)
        for unit, course in self.courses():
            courses[unit.parent_code or ""].append((unit, course))
        return courses

    def _reports(self, day: date) -> list[tuple[datetime, Area]]:
        """Return when each township's report of a day comes in."""
        midnight = datetime.combine(day, time.min, self.zone)
        times = []
        for code in self.tree.expected_reporters(self.profile):
            minute = Random(f"{self.seed} report {day} {code}").randint(_FIRST_REPORT, _LAST_REPORT)  # noqa: S311
            times.append((midnight + timedelta(minutes=minute), self.tree.areas[code]))
        return sorted(times, key=lambda item: (item[0], item[1].code))

    def _report_fact(self, township: Area, instant: datetime, changed: bool) -> Entry:
        status = "received" if changed else "zero"
        draft = FactDraft(
            type="report_received",
            payload={"status": status},
            effective_on=instant.date(),
            effective_time=instant.timetz().replace(tzinfo=None),
        )
        return Entry(township.code, draft)

    def _submission(self, entries: Sequence[Entry], township: Area, name: str) -> Submission:
        post = f"{township.name}换届办"
        signed = [Entry(e.area_code, e.draft.model_copy(update={"on_behalf_of": post})) for e in entries]
        return Submission(
            entries=signed,
            actor="demo",
            source=f"demo report {township.code} {name}",
            request_id=f"demo-{township.code}-{name}",
        )

    def _random(self, area: Area, purpose: str) -> Random:
        """Return dice that depend on the area alone, so that one unit's course never moves another's."""
        return Random(f"{self.seed} {purpose} {area.code}")  # noqa: S311
