"""Give every due unit its plan and its course on both tracks; real units keep their plan."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property
from random import Random

from dashboard.demo.course import Course, Pace, plan_dates
from dashboard.demo.days import DAY, Days
from dashboard.demo.happening import Happening
from dashboard.demo.polls import Electorate, Trouble
from dashboard.demo.pool import PoolUnit
from dashboard.demo.roles import Cast, Role
from dashboard.election.areas import Area, AreaTree
from dashboard.election.procedure import UnitProcedure, procedure_of
from dashboard.profile.model import Profile
from dashboard.profile.rules import Notice

_SPREAD = 14  # days over which the units of a township begin, most of them early
_TROUBLED_SPREAD = 7  # units whose committee's election will take longer begin early
_BETWEEN_TRACKS = 2 * DAY  # from the party's poll to the beginning of the committee's election
_HELD_BACK_POLLS = (date(2019, 1, 4), date(2019, 1, 8))  # planned just before the demo's opening
_LAST_PARTY_POLL = date(2019, 2, 2)  # planned; the party's track is complete when the article is written
_LATE_COMMITTEE = date(2019, 1, 28)  # committees that begin then have a shorter plan, to be done in March
_POLL_SPREAD = {"party": 10, "committee": 6}  # days over which the poll's day is chosen
_FESTIVAL_SPREAD = {"party": 4, "committee": 10}  # days over which polls are set that would fall into a festival
_PILOT_POLLS_CLOSE = time(10, 30)
_PILOT_PACE: Mapping[str, Mapping[str, int]] = {
    "party": {
        "preparation": 2, "appraisal": 2, "recommendation": 3, "review": 1, "inspection": 2, "approval": 1,
        "filing": 4,
    },
    "committee": {
        "audit": 2, "election_committee": 2, "registration": 3, "nomination": 4, "review": 2, "candidates": 5,
    },
}  # fmt: skip
_PILOT_POLLS = (date(2019, 1, 7), date(2019, 1, 8), date(2019, 1, 9), date(2019, 1, 7), date(2019, 1, 10))
"""The first village and the first community poll on one day under one supervision group: a collision."""


@dataclass(frozen=True)
class Casting:
    """Hold what the courses are made from."""

    profile: Profile
    tree: AreaTree
    pool: Sequence[PoolUnit]
    days: Days
    seed: int

    @cached_property
    def _cast(self) -> Cast:
        return Cast(self.profile, self.tree, self.pool, self.seed)

    def courses(self) -> Iterator[tuple[Course, list[Happening]]]:
        """Yield the course of every due unit on every track, and what happened in it.

        The committee's election begins after the party's poll: after the planned one in the plan,
        after the one that was held in what happened.
        """
        for unit in self.tree.units:
            planned = started = self._begin(unit)
            for track in self.profile.tracks:
                procedure = procedure_of(self.profile, unit, track.id)
                if procedure is None or not unit.due.get(track.id, False):
                    continue
                course = self._course(unit, track.id, procedure, planned, max(planned, started))
                happenings = list(course.happenings(self._random(track.id, unit.code)))
                yield course, happenings
                held = max(happening.on for happening in happenings if happening.draft.type == "poll_held")
                planned = self.days.work_on_or_after(course.plan[procedure.poll_stage] + _BETWEEN_TRACKS)
                started = self.days.work_on_or_after(held + _BETWEEN_TRACKS)

    def _begin(self, unit: Area) -> date:
        role = self._cast.roles.get(unit.code, Role())
        random = self._random("start", unit.code)
        offset = self._cast.waves.get(unit.parent_code or "", 0) + min(
            random.randrange(_SPREAD), random.randrange(_SPREAD)
        )
        if role.pilot is not None:
            offset = 0
        elif role.early:
            offset = random.randrange(_TROUBLED_SPREAD)
        elif role.held_back:
            return self._begin_for(unit, *_HELD_BACK_POLLS)
        return self.days.work_on_or_after(self.days.first + offset * DAY)

    def _begin_for(self, unit: Area, first: date, last: date) -> date:
        """Return the first day whose plan has the party's poll between two days, or the last one before them."""
        track = self.profile.opening_track
        procedure = procedure_of(self.profile, unit, track)
        start = self.days.work_on_or_after(self.days.first)
        while procedure is not None:
            later = self.days.work_on_or_after(start + DAY)
            poll = self._plan(unit, track, procedure, later)[procedure.poll_stage]
            if poll > last:
                break
            start = later
            if poll >= first:
                break
        return start

    def _plan(self, unit: Area, track: str, procedure: UnitProcedure, start: date) -> dict[str, date]:
        """Return the unit's approved plan: the profile's estimates, give or take a day, or a pilot's fast one."""
        role = self._cast.roles.get(unit.code, Role())
        random = self._random(f"{track} plan", unit.code)
        spread = random.randrange(_POLL_SPREAD[track])
        party = track == self.profile.opening_track
        hurried = not party and (role.party is not Trouble.NONE or start >= _LATE_COMMITTEE)
        if role.pilot is not None:
            pace: Mapping[str, int] = _PILOT_PACE[track]
        else:
            moods = (-1,) if hurried else (-1, 0, 0, 0, 1)
            pace = {
                stage.id: max(1, procedure.planned_days[stage.id] + random.choice(moods))
                for stage in procedure.stages[: procedure.poll_index]
                if stage.day_kind == "calendar"
            }
            pace[procedure.poll_stage] = procedure.planned_days[procedure.poll_stage] + (0 if hurried else spread)
        rule = self.profile.rule(Notice, procedure.id, start)
        if party:
            between = (self.days.first, _LAST_PARTY_POLL)
        elif role.pilot is not None:
            between = (_PILOT_POLLS[role.pilot], _PILOT_POLLS[role.pilot])
        else:
            between = (self.days.first, self.profile.campaign.end)
        apart = random.randrange(_FESTIVAL_SPREAD[track])
        return plan_dates(procedure, start, self.days, Pace(pace, apart, between, rule))

    def _course(self, unit: Area, track: str, procedure: UnitProcedure, planned: date, start: date) -> Course:
        role = self._cast.roles.get(unit.code)
        cast = role or Role()
        party = track == self.profile.opening_track
        random = self._random(f"{track} electorate", unit.code)
        electorate = (
            Electorate.of_party(random, near_miss=cast.near_miss)
            if party
            else Electorate.of_committee(random, unit.kind)
        )
        return Course(
            unit=unit,
            track=track,
            procedure=procedure,
            planned_start=planned,
            start=start,
            plan=self._plan(unit, track, procedure, planned),
            trouble=cast.party if party else cast.committee,
            electorate=electorate,
            fictional=role is not None,
            days=self.days,
            poll_at=None if party or cast.pilot is None else _PILOT_POLLS_CLOSE,
        )

    def _random(self, purpose: str, code: str) -> Random:
        """Return dice that depend on the area alone, so that one unit's course never moves another's."""
        return Random(f"{self.seed} {purpose} {code}")


def first_polls(happenings: Sequence[Happening], home: Mapping[str, str]) -> AbstractSet[tuple[str, date]]:
    """Return (unit, day) of the first party poll of every township."""
    first: dict[str, tuple[date, str]] = {}
    for happening in happenings:
        if happening.draft.type == "poll_held" and happening.draft.track == "party":
            found = (happening.on, happening.area_code)
            township = home[happening.area_code]
            first[township] = min(first.get(township, found), found)
    return frozenset((code, day) for day, code in first.values())
