"""Find the first polls to come (首家选举), and those that would need one supervision group on one day."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.election.alerts.finding import Finding, found
from dashboard.election.alerts.view import Ground
from dashboard.election.areas import AreaTree
from dashboard.election.facts import Assignment, Fact
from dashboard.election.rows import TrackRow
from dashboard.profile.alerts import FirstPollsCollide
from dashboard.profile.command import FirstPolls

_SUPERVISION = "supervision"  # of the profile's `[duties]`


@dataclass(frozen=True)
class DistrictView:
    """Hold where all units stand with their polls, and which group supervises which township.

    Attributes
    ----------
    tracks : Sequence[TrackRow]
        Of all units, in any order.
    groups : Mapping[str, str]
        Township → supervision group.
    """

    tracks: Sequence[TrackRow]
    groups: Mapping[str, str]
    ground: Ground


def supervision_groups(facts: Iterable[Fact]) -> dict[str, str]:
    """Return township → supervision group, from counting facts in order; other types are passed over."""
    groups: dict[str, str] = {}
    for fact in facts:
        if isinstance(fact.payload, Assignment) and fact.payload.duty == _SUPERVISION:
            if fact.payload.ended:
                groups.pop(fact.area_code, None)
            else:
                groups[fact.area_code] = fact.payload.post
    return groups


def first_polls(
    rows: Iterable[TrackRow], tree: AreaTree, terms: FirstPolls, places: Iterable[str] = ("district", "township")
) -> frozenset[tuple[str, str]]:
    """Return (unit, track) of the first polls to come, the earliest expected of each combination.

    A combination of place, kind and track in which a poll has been held has none to come; of several on
    one day the first in official order counts.
    """
    earliest: dict[tuple[str | None, ...], tuple[date, int, str, str]] = {}
    over: set[tuple[str | None, ...]] = set()
    chosen = [place for place in terms.per if place in set(places)]
    for row in rows:
        if row.phase is None:
            continue
        unit = tree.areas[row.area_code]
        for place in chosen:
            key = (
                unit.parent_code if place == "township" else None,
                unit.kind if terms.each_kind else None,
                row.track if terms.each_track else None,
            )
            if row.first_outcome is not None:
                over.add(key)
            elif row.expected_poll_on is not None:
                mine = (row.expected_poll_on, unit.ordinal, unit.code, row.track)
                earliest[key] = min(earliest.get(key, mine), mine)
    return frozenset((code, track) for key, (_, _, code, track) in earliest.items() if key not in over)


def first_polls_collide(rule: FirstPollsCollide, view: DistrictView) -> Iterator[Finding]:
    """Find first polls that are called for the day of another one under the same group.

    Of those that meet, all but the first in official order carry the alert.
    """
    tree, ground = view.ground.tree, view.ground
    first = first_polls(view.tracks, tree, ground.profile.first_polls, rule.places)
    meeting: dict[tuple[date, str], list[TrackRow]] = {}
    for row in view.tracks:
        group = view.groups.get(tree.areas[row.area_code].parent_code or "")
        if (row.area_code, row.track) in first and row.poll_on is not None and group is not None:
            meeting.setdefault((row.poll_on, group), []).append(row)
    for (day, group), rows in meeting.items():
        rows.sort(key=lambda row: (tree.areas[row.area_code].ordinal, row.track))
        for row in rows[1:]:
            other = tree.areas[rows[0].area_code]
            values = {"poll": day.isoformat(), "group": group, "other": other.name}
            begun = ground.begin_of(row.stage_since or day)
            yield found(rule, row.area_code, begun, values, track=row.track, detail=day.isoformat())
