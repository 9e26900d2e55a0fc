"""Say that a condition holds: where, since when and until when, with the figures that explain it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from hashlib import blake2s
from zoneinfo import ZoneInfo

from dashboard.profile.alerts import Rising, RuleOfAlert

Value = int | str
_LONGEST_KEY = 80  # of a fact's subject


@dataclass(frozen=True, slots=True)
class Finding:
    """Hold one condition of one rule.

    It depends on the facts alone: `since` and `until` bound the business time in which it holds if nothing
    more is told, so that whoever keeps the alerts knows when to look again.

    Attributes
    ----------
    key : str
        Names what the condition is about; an alert has it as its subject.
    level : int
        1 yellow to 3 red. A condition that grows worse has several findings of one key.
    values : Mapping[str, int or str]
        What the rule's text names; days and instants in ISO form.
    until : datetime or None
        First instant at which it holds no more; None without end.
    """

    rule: str
    area: str
    track: str | None
    key: str
    level: int
    values: Mapping[str, Value]
    since: datetime
    until: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Say whether it holds at an instant."""
        return self.since <= now and (self.until is None or now < self.until)


def key_of(rule: RuleOfAlert, area: str, track: str | None = None, detail: str | None = None) -> str:
    """Name what a condition is about: the same thing has the same key for ever."""
    parts = [rule.id, area, *filter(None, (track, detail))]
    key = "-".join(parts)
    if len(key) <= _LONGEST_KEY:
        return key
    return f"{rule.id}-{blake2s(key.encode(), digest_size=12).hexdigest()}"


def found(
    rule: RuleOfAlert,
    area: str,
    since: datetime,
    values: Mapping[str, Value],
    *,
    track: str | None = None,
    detail: str | None = None,
    level: int | None = None,
    until: datetime | None = None,
) -> Finding:
    """Return a finding of a rule, by default at the level with which it opens."""
    key = key_of(rule, area, track, detail)
    return Finding(rule.id, area, track, key, level or rule.level, values, since, until)


def rising(rule: Rising, first: Finding, begins: Mapping[int, datetime]) -> Iterator[Finding]:
    """Yield a finding at each level of the rule; `begins` maps its days to the instant at which they are over."""
    for step in rule.steps:
        yield Finding(
            first.rule,
            first.area,
            first.track,
            first.key,
            step.level,
            first.values,
            begins[step.days],
            first.until,
        )


def begin_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant at which a business day begins."""
    return datetime.combine(day, time.min, zone)
