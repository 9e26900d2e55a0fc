"""Tell who answers for what (包联、督导、指导), who has been where, and who has not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from dashboard.election.areas import AreaTree
from dashboard.election.command_facts import Assignment, Visit
from dashboard.election.facts import Fact


@dataclass(frozen=True)
class Trip:
    """Hold one visit of a post."""

    area: str
    on: date
    kind: str
    decided: int


@dataclass(frozen=True)
class PostDuty:
    """Hold one post: the areas it answers for by duty, and its visits, the earliest first."""

    post: str
    areas: Sequence[tuple[str, str]]
    trips: Sequence[Trip] = ()

    @property
    def duties(self) -> tuple[str, ...]:
        """List the duties of the post, each once."""
        return tuple(dict.fromkeys(duty for duty, _ in self.areas))

    def visited(self, tree: AreaTree) -> frozenset[str]:
        """Return its own areas in which it has been; a visit to a unit is also one to its township."""
        been = {trip.area for trip in self.trips}
        been |= {tree.areas[code].parent_code or code for code in been if tree.areas[code].kind}
        return frozenset(code for _, code in self.areas if code in been)

    def unvisited(self, tree: AreaTree) -> tuple[str, ...]:
        """List its own areas in which it has not been."""
        visited = self.visited(tree)
        return tuple(dict.fromkeys(code for _, code in self.areas if code not in visited))


@dataclass(frozen=True)
class Duties:
    """Hold all posts, by name, and every visit in the order of days."""

    posts: Mapping[str, PostDuty]
    trips: Sequence[tuple[str, Trip]] = field(default=())


def duties_of(facts: Iterable[Fact]) -> Duties:
    """Return who answers for what, and the log of visits.

    Parameters
    ----------
    facts : iterable of Fact
        Counting facts of any areas in the order in which they happened; other types are passed over. The
        latest assignment of an area and subject counts.
    """
    held: dict[tuple[str, str], Assignment] = {}
    trips: list[tuple[str, Trip]] = []
    for fact in facts:
        match fact.payload:
            case Assignment(duty=duty) as assignment:
                held[fact.area_code, fact.subject or duty] = assignment
            case Visit(post=post, kind=kind, decided=decided):
                trips.append((post, Trip(fact.area_code, fact.effective_on, kind, decided)))
    areas: dict[str, list[tuple[str, str]]] = {}
    for (code, _), assignment in held.items():
        if not assignment.ended:
            areas.setdefault(assignment.post, []).append((assignment.duty, code))
    made: dict[str, list[Trip]] = {}
    for post, trip in trips:
        made.setdefault(post, []).append(trip)
    names = dict.fromkeys([*areas, *made])
    return Duties(
        {post: PostDuty(post, tuple(areas.get(post, ())), tuple(made.get(post, ()))) for post in names},
        tuple(trips),
    )
