"""Simulate what is commanded beside the reports: help, score sheets, first polls, plans, policy answers."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from dashboard.demo.article import ARTICLE
from dashboard.demo.course import Course
from dashboard.demo.days import DAY, Days
from dashboard.demo.happening import Happening, happening
from dashboard.demo.pool import PoolUnit
from dashboard.demo.sending import office_submission, submission_of_post
from dashboard.election.areas import AreaTree
from dashboard.profile.model import Profile
from dashboard.store.log import Submission

_PLANNED_AT, _HELPED_AT, _JUDGED_AT, _EXAMINED_AT = time(9, 40), time(10, 5), time(10, 30), time(18, 5)
_BEGUN_AFTER = timedelta(minutes=90)  # from the sending of a review batch to its examination
_CONFIRMED = 2 * DAY  # before a first poll it is settled who will be there
_CONFIRMED_AT, _MADE_UP_AT = time(16, 10), time(8, 0)
_HELPED_FROM = date(2018, 11, 21)
_SPARED = 7  # of so many key villages one lacks a slot of help
_WAITING_ON = date(2019, 1, 9)  # sheets that wait for the office when the demo opens
_WAITING = (3, 8)  # places of their villages
_SHARES = {"steady": 86, "fair": 71, "complex": 54}  # points of a hundred for a level
_ANSWERED_ON = (date(2018, 11, 28), date(2018, 12, 12), date(2019, 1, 4))


@dataclass(frozen=True)
class Commanded:
    """Hold what the command of the campaign works with; trouble only in fictional units."""

    profile: Profile
    tree: AreaTree
    pool: Sequence[PoolUnit]
    days: Days
    zone: ZoneInfo
    courses: Sequence[tuple[Course, Sequence[Happening]]]

    def submissions(self) -> Iterator[tuple[datetime, Submission]]:
        """Yield what is recorded, in no order."""
        start = self.days.first
        yield self._sent(start, _PLANNED_AT, "township-plans", self._plans())
        for number, day in enumerate(_ANSWERED_ON):
            answers = list(self._answers(number, day))
            if answers:
                yield self._sent(day, _JUDGED_AT, f"answers-{number + 1}", answers)
        yield from self._help()
        yield from self._sheets()
        yield from self._examined()
        yield from self.first_polls()

    def _sent(self, on: date, at: time, name: str, told: Sequence[Happening]) -> tuple[datetime, Submission]:
        return datetime.combine(on, at, self.zone), office_submission(told, name)

    def _of_post(
        self, on: date, at: time, post: str, name: str, told: Sequence[Happening]
    ) -> tuple[datetime, Submission]:
        return datetime.combine(on, at, self.zone), submission_of_post(told, post, f"command-{name}")

    # ------------------------------------------------------------ plans and answers

    def _plans(self) -> list[Happening]:
        """Return each township's plan of a track: from its first to its last planned poll."""
        spans: defaultdict[tuple[str, str], list[Mapping[str, date]]] = defaultdict(list)
        for course, _ in self.courses:
            spans[course.unit.parent_code or "", course.track].append(course.plan)
        found = []
        for (town, track), plans in spans.items():
            polls = [plan[self._poll_stage(plan)] for plan in plans]
            ends = [max(plan.values()) for plan in plans]
            told: dict[str, object] = {
                "first_poll": str(min(polls)),
                "last_poll": str(max(polls)),
                "completed": str(max(ends)),
            }
            found.append(happening(town, self.days.first, "township_plan", told, track=track))
        return found

    def _poll_stage(self, plan: Mapping[str, date]) -> str:
        """Return the stage of a plan in which the poll is held."""
        stages = {one.poll_stage for track in self.profile.tracks for one in track.procedures}
        return next(stage for stage in plan if stage in stages)

    def _answers(self, number: int, day: date) -> Iterator[Happening]:
        for place, (question, answer) in enumerate(ARTICLE.answers):
            if place % len(_ANSWERED_ON) == number:
                told: dict[str, object] = {"question": question, "answer": answer}
                yield happening(self.tree.root.code, day, "policy_answer", told, subject=f"answer-{place + 1}")

    # ------------------------------------------------------------ key villages

    @property
    def _keys(self) -> list[PoolUnit]:
        return [unit for unit in self.pool if unit.key]

    def _help(self) -> Iterator[tuple[datetime, Submission]]:
        """Fill the slots of help, village after village; some lack one."""
        slots = list(self.profile.assistance)
        for place, unit in enumerate(self._keys):
            day = self.days.add(_HELPED_FROM, place % 5)
            spared = slots[place % len(slots)] if place % _SPARED == 0 else None
            told = [
                happening(unit.code, day, "assistance", {"slot": slot}, subject=slot)
                for slot in slots
                if slot != spared
            ]
            yield self._sent(day, _HELPED_AT, f"help-{unit.code}", told)

    def _sheets(self) -> Iterator[tuple[datetime, Submission]]:
        """Yield the townships' score sheets: before the first assessment, and two that wait at the opening."""
        first = self.days.first
        for place, unit in enumerate(self._keys):
            town = self.tree.areas[self.tree.areas[unit.code].parent_code or ""]
            post = f"{town.name}换届办"
            level = ("fair", "complex")[place % 2]
            told = [happening(unit.code, first, "assessment_sheet", {"factors": self._points(level)})]
            yield self._of_post(first, time(8, 45), post, f"sheet-{unit.code}-1", told)
            if place in _WAITING:
                told = [happening(unit.code, _WAITING_ON, "assessment_sheet", {"factors": self._points("steady")})]
                yield self._of_post(_WAITING_ON, _JUDGED_AT, post, f"sheet-{unit.code}-2", told)

    def _points(self, level: str) -> dict[str, int]:
        return {one.id: one.points * _SHARES[level] // 100 for one in self.profile.assessment.factors}

    # ------------------------------------------------------------ reviews and first polls

    @cached_property
    def _happened(self) -> list[Happening]:
        return [told for _, happenings in self.courses for told in happenings]

    def _examined(self) -> Iterator[tuple[datetime, Submission]]:
        """Yield, at the end of each day, when the examination of its review batches began."""
        begun: defaultdict[date, list[Happening]] = defaultdict(list)
        for told in self._happened:
            draft = told.draft
            if draft.type == "review_submitted" and draft.effective_time is not None:
                at = (datetime.combine(told.on, draft.effective_time) + _BEGUN_AFTER).time()
                begun[told.on].append(
                    happening(
                        told.area_code,
                        told.on,
                        "review_started",
                        {},
                        track=draft.track,
                        at=at,
                        subject=draft.subject,
                    )
                )
        for day, batches in sorted(begun.items()):
            yield self._of_post(day, _EXAMINED_AT, "资格联审组", f"examined-{day}", batches)

    def first_polls(self) -> Iterator[tuple[datetime, Submission]]:
        """Yield who confirmed to be at first polls (六必到); of fictional units one item only on the day."""
        fictional = {unit.code for unit in self.pool}
        items = [item for one in self.profile.checklists if one.applies == "first_poll" for item in one.items]
        for code, track, day in sorted(self._firsts()):
            town = self.tree.areas[self.tree.areas[code].parent_code or ""]
            post, early = f"{town.name}换届办", items[:-1] if code in fictional else items
            before = day - _CONFIRMED
            checks = [
                happening(code, before, "check", {"item": item, "done": True}, track=track) for item in early
            ]
            yield self._of_post(before, _CONFIRMED_AT, post, f"first-{code}-{track}-1", checks)
            if len(early) < len(items):
                last = [happening(code, day, "check", {"item": items[-1], "done": True}, track=track)]
                yield self._of_post(day, _MADE_UP_AT, post, f"first-{code}-{track}-2", last)

    def _firsts(self) -> set[tuple[str, str, date]]:
        """Return (unit, track, day held) of the first polls of place, kind and track, as planned or as held."""
        held = {
            (told.area_code, told.draft.track or ""): told.on
            for told in reversed(self._happened)
            if told.draft.type == "poll_held"
        }
        planned = {
            (course.unit.code, course.track): course.plan[self._poll_stage(course.plan)]
            for course, _ in self.courses
        }
        firsts: set[tuple[str, str]] = set()
        for days in (planned, held):
            best: dict[tuple[str, str | None, str], tuple[date, int, str]] = {}
            for (code, track), day in days.items():
                area = self.tree.areas[code]
                for place in (self.tree.root.code, area.parent_code or ""):
                    key, rank = (place, area.kind, track), (day, area.ordinal, code)
                    best[key] = min(best.get(key, rank), rank)
            firsts |= {(code, key[2]) for key, (_, _, code) in best.items()}
        return {(code, track, held[code, track]) for code, track in firsts if (code, track) in held}
