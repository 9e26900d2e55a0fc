"""Find first polls (首家选举) that would need one supervision group on one day."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from dashboard.election.alerts.finding import Finding, found
from dashboard.election.alerts.view import Ground
from dashboard.election.areas import AreaTree
from dashboard.election.first_polls import first_polls
from dashboard.election.flags import Flag
from dashboard.election.poll_days import PollDay
from dashboard.election.rows import TrackRow
from dashboard.profile.alerts import FirstPollsCollide

_SUSPENDED = int(Flag.SUSPENDED)
_PLACES = ("district", "township")


@dataclass(frozen=True)
class DistrictView:
    """Hold the first poll of every unit and track, held or to come, and who supervises which township.

    Attributes
    ----------
    groups : Mapping[str, AbstractSet[str]]
        Township → posts of its supervision groups (`dashboard.election.collisions.supervision`).
    begun : Mapping[tuple[str, str], date]
        (unit, track) → the day on which its present stage began: of a called poll the one on which it could be.
    """

    polls: Sequence[PollDay]
    groups: Mapping[str, AbstractSet[str]]
    begun: Mapping[tuple[str, str], date]
    ground: Ground

    @classmethod
    def of(
        cls, rows: Sequence[TrackRow], groups: Mapping[str, AbstractSet[str]], ground: Ground, today: date
    ) -> "DistrictView":
        """Return the view from the projection's rows as of a day."""
        begun = {(row.area_code, row.track): row.stage_since for row in rows if row.stage_since is not None}
        return cls(polls_of_rows(rows, ground.tree, today), groups, begun, ground)

    def coming(self, places: Iterable[str] = _PLACES) -> frozenset[tuple[str, str]]:
        """Return (unit, track) of the first polls of some places that are still to come."""
        root, terms = self.ground.tree.root.code, self.ground.profile.first_polls
        firsts = first_polls(self.polls, terms, root)
        return frozenset((one.area, one.track) for one in firsts if not one.held and one.level in places)


def polls_of_rows(rows: Iterable[TrackRow], tree: AreaTree, today: date) -> tuple[PollDay, ...]:
    """Return the first poll of every unit and track from the projection's rows.

    They are those of `dashboard.election.poll_days`, without hours and later rounds: of a held one the day
    is the last round's.
    """
    return still(filter(None, (poll_of_row(row, tree) for row in rows)), today)


def still(polls: Iterable[PollDay], today: date) -> tuple[PollDay, ...]:
    """Return polls without those that were planned for a day that has passed."""
    return tuple(poll for poll in polls if poll.on >= today or poll.basis != "planned")


def poll_of_row(row: TrackRow, tree: AreaTree) -> PollDay | None:
    """Return the first poll of a unit on a track; planned ones for any day."""
    unit = tree.areas[row.area_code]
    on = row.last_poll_on or row.poll_on or row.expected_poll_on
    if row.phase is None or on is None:
        return None
    planned = row.last_poll_on is None and row.poll_on is None
    if row.last_poll_on is None and row.exceptions & _SUSPENDED:
        return None
    return PollDay(
        area=unit.code,
        township=unit.parent_code or "",
        kind=unit.kind or "",
        track=row.track,
        on=on,
        at=None,
        basis="held" if row.last_poll_on else "planned" if planned else "called",
        round=1,
        ordinal=unit.ordinal,
    )


def first_polls_collide(rule: FirstPollsCollide, view: DistrictView) -> Iterator[Finding]:
    """Find first polls that are called for the day of another one under the same group.

    Of those that meet, all but the first in official order carry the alert.
    """
    coming = view.coming(rule.places)
    meeting: dict[tuple[date, str], list[PollDay]] = {}
    for poll in view.polls:
        if (poll.area, poll.track) in coming and poll.basis == "called":
            for group in sorted(view.groups.get(poll.township, ())):
                meeting.setdefault((poll.on, group), []).append(poll)
    areas = view.ground.tree.areas
    for (day, group), polls in meeting.items():
        first, *others = sorted(polls, key=lambda poll: (poll.ordinal, poll.track))
        for poll in others:
            values = {"poll": day.isoformat(), "group": group, "other": areas[first.area].name}
            since = view.ground.begin_of(view.begun.get((poll.area, poll.track), day))
            yield found(rule, poll.area, since, values, track=poll.track, detail=day.isoformat())
