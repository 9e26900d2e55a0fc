"""Simulate slips of the pen: what a township told wrongly of a fictional unit, and the office's correction."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cached_property
from zoneinfo import ZoneInfo

from dashboard.demo.days import DAY, Days
from dashboard.demo.happening import Happening
from dashboard.demo.pool import PoolUnit
from dashboard.demo.sending import office_submission
from dashboard.election.facts import FactDraft
from dashboard.store.log import Submission

_POLLS = (date(2018, 12, 26), date(2019, 1, 9))  # days of polls whose figures may be told wrongly
_NOTICES = (date(2018, 12, 19), date(2019, 1, 8))  # days on which notices ended that may be dated wrongly
_EACH = 4
_UNTIL = (1, 2, 3, 5)  # working days until a slip is noticed
_AT = time(11, 5)
_WRONG_COUNT = "实到人数录入有误，经核对签到册更正"
_NO_CAUSE = "补报撤回原因"
_WRONG_DAY = "公示截止日期录入有误，经核对公示材料更正"
_MARK = "slip"

_Key = tuple[str, str | None, str, str, date | None]


@dataclass(frozen=True)
class Slip:
    """Hold what happened, what was told of it, and when and why that is put right."""

    true: Happening
    told: Happening
    on: date
    reason: str


@dataclass(frozen=True)
class Corrections:
    """Choose the slips among what happened in the fictional units."""

    pool: Sequence[PoolUnit]
    days: Days
    zone: ZoneInfo
    elections: Sequence[Happening]
    """Everything that happened in the elections, in any order."""

    @cached_property
    def slips(self) -> Sequence[Slip]:
        """Return the slips, those of polls first; one a unit."""
        codes = {unit.code for unit in self.pool}
        ours = sorted(
            (one for one in self.elections if one.area_code in codes),
            key=lambda one: (one.on, one.area_code, one.draft.track or ""),
        )
        polls = [one for one in ours if _is_poll(one)]
        notices = [one for one in ours if _is_notice(one) and self._steady(one)]
        revoked = [one for one in ours if one.draft.type == "milestone_revoked" and one.on <= _NOTICES[1]]
        slips: dict[str, Slip] = {}
        for chosen, wrong, reason, count in (
            (polls, _miscounted, _WRONG_COUNT, _EACH),
            (notices, self._misdated, _WRONG_DAY, _EACH),
            (revoked, _unexplained, _NO_CAUSE, 1),
        ):
            free = [one for one in chosen if one.area_code not in slips]
            for number, one in enumerate(_spread(free, count)):
                slips[one.area_code] = Slip(one, wrong(one), self.days.add(one.on, _UNTIL[number % _EACH]), reason)
        return tuple(slips.values())

    def told(self, happened: Iterable[Happening]) -> Iterator[Happening]:
        """Yield what is told of what happened: the slips in place of the truth."""
        wrong = {id(slip.true): slip.told for slip in self.slips}
        for one in happened:
            yield wrong.get(id(one), one)

    def submissions(self) -> Iterator[tuple[datetime, Submission]]:
        """Yield the corrections; what they replace is named by a mark until `resolved`."""
        for number, slip in enumerate(self.slips, 1):
            update = {"supersedes": f"{_MARK}-{number}", "reason": slip.reason}
            right = replace(slip.true, draft=slip.true.draft.model_copy(update=update))
            yield datetime.combine(slip.on, _AT, self.zone), office_submission([right], f"correction-{number:02}")

    def resolved(
        self, ordered: Sequence[tuple[datetime, Submission]], opening: datetime
    ) -> Iterator[tuple[datetime, Submission]]:
        """Yield a campaign with the marks replaced by ids of facts.

        What is recorded up to the opening has one revision a submission, so its ids are known; no slip is
        told later.
        """
        wanted = {
            _key(slip.told.area_code, slip.told.draft): f"{_MARK}-{n}" for n, slip in enumerate(self.slips, 1)
        }
        ids: dict[str, str] = {}
        for revision, (instant, submission) in enumerate(ordered, 1):
            if instant <= opening:
                for seq, entry in enumerate(submission.entries):
                    mark = wanted.get(_key(entry.area_code, entry.draft))
                    if mark is not None and entry.draft.supersedes is None:
                        ids[mark] = f"{revision}.{seq}"
            yield instant, _with_ids(submission, ids)

    def _steady(self, notice: Happening) -> bool:
        """Say whether the unit's notice ended once, and nothing else was told of it on the days around."""
        same = [
            one
            for one in self.elections
            if one.area_code == notice.area_code and one.draft.track == notice.draft.track
        ]
        ends = [one for one in same if _is_notice_end(one)]
        before = max((one.on for one in same if one.on < notice.on), default=notice.on)
        return len(ends) == 1 and before <= self.days.work_before(notice.on) - DAY

    def _misdated(self, notice: Happening) -> Happening:
        draft = notice.draft.model_copy(update={"effective_on": self.days.work_before(notice.on)})
        return replace(notice, draft=draft)


def _is_poll(one: Happening) -> bool:
    return one.draft.type == "poll_held" and one.draft.payload["outcome"] == "success" and _within(one.on, _POLLS)


def _is_notice_end(one: Happening) -> bool:
    payload = one.draft.payload
    return one.draft.type == "milestone" and payload == {"stage": "notice", "edge": "end"}


def _is_notice(one: Happening) -> bool:
    return _is_notice_end(one) and _within(one.on, _NOTICES)


def _within(day: date, span: tuple[date, date]) -> bool:
    return span[0] <= day <= span[1]


def _miscounted(poll: Happening) -> Happening:
    """Return a poll with one voter more, unless all were there already: then one fewer."""
    payload = poll.draft.payload
    step = 1 if payload["present"] < payload["eligible"] else -1
    counts = {name: payload[name] + step for name in ("present", "issued", "returned", "valid") if name in payload}
    return replace(poll, draft=poll.draft.model_copy(update={"payload": {**payload, **counts}}))


def _unexplained(revoked: Happening) -> Happening:
    """Return a revocation without its cause."""
    payload = {name: value for name, value in revoked.draft.payload.items() if name != "cause"}
    return replace(revoked, draft=revoked.draft.model_copy(update={"payload": payload}))


def _spread(chosen: Sequence[Happening], count: int) -> Iterator[Happening]:
    """Yield `count` of the happenings, evenly from the first to the last, of different units."""
    ours = list({one.area_code: one for one in reversed(chosen)}.values())[::-1]
    for place in range(min(count, len(ours))):
        yield ours[place * (len(ours) - 1) // max(1, count - 1)]


def _key(code: str, draft: FactDraft) -> _Key:
    return code, draft.track, draft.type, repr(sorted(draft.payload.items(), key=str)), draft.effective_on


def _with_ids(submission: Submission, ids: Mapping[str, str]) -> Submission:
    if not any((entry.draft.supersedes or "").startswith(_MARK) for entry in submission.entries):
        return submission
    entries = [
        replace(entry, draft=entry.draft.model_copy(update={"supersedes": ids[entry.draft.supersedes or ""]}))
        for entry in submission.entries
    ]
    return replace(submission, entries=entries)
