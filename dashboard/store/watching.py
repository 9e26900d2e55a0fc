"""Read what the rules of early warning are judged on, from one state of the database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Engine, select

from dashboard.election.alerts.alert import ACTOR
from dashboard.election.facts import Fact
from dashboard.election.reading import reading as read_log
from dashboard.election.rows import TrackRow
from dashboard.store import schema
from dashboard.store.engine import reading
from dashboard.store.projection import stored
from dashboard.store.rows import fact_of, read_facts

_POLLS = frozenset({"plan", "poll_scheduled", "poll_held", "milestone_revoked", "assignment", "retracted"})
"""Types of facts that may move a first poll."""


@dataclass(frozen=True)
class News:
    """Say what was told since a revision, other than by the rules themselves.

    Attributes
    ----------
    polls : bool
        Whether the polls of the district may have moved.
    """

    revision: int
    areas: frozenset[str]
    polls: bool


@dataclass(frozen=True)
class Scene:
    """Hold some areas at a revision.

    Attributes
    ----------
    facts : Mapping[str, Sequence[Fact]]
        Area → its counting facts as of the day, in order.
    last : Mapping[str, int]
        Area → the last revision that touched it; 0 for none.
    tracks : Sequence[TrackRow]
        Of all units; empty when they were not asked for.
    """

    revision: int
    facts: Mapping[str, Sequence[Fact]]
    last: Mapping[str, int]
    tracks: Sequence[TrackRow]


@dataclass(frozen=True)
class DistrictScene:
    """Hold all units together at a revision.

    Attributes
    ----------
    duties : Mapping[str, Sequence[Fact]]
        Township → its counting assignments of duties, in order.
    steps : Sequence[Fact]
        Steps of the alerts of the rules that were asked for.
    last : Mapping[str, int]
        Unit → the last revision that touched it.
    """

    revision: int
    tracks: Sequence[TrackRow]
    duties: Mapping[str, Sequence[Fact]]
    steps: Sequence[Fact]
    last: Mapping[str, int]


def news(engine: Engine, revision: int | None) -> News:
    """Return what was told after `revision` (None: after the latest); the rules' own steps are no news."""
    if revision is None:
        with reading(engine) as connection:
            return News(_revision(connection), frozenset(), polls=False)
    table = schema.fact.c
    told = select(table.area_code, table.type, table.supersedes).where(
        table.revision > revision, (table.type != "alert_action") | (table.actor != ACTOR)
    )
    with reading(engine) as connection:
        rows = connection.execute(told).all()
        latest = _revision(connection)
    polls = any(row.type in _POLLS or row.supersedes is not None for row in rows)
    return News(latest, frozenset(row.area_code for row in rows), polls)


def scene(engine: Engine, codes: Iterable[str], day: date, *, tracks: bool) -> Scene:
    """Return the areas `codes` as of a day, with the rows of all units where they are wanted."""
    wanted = list(codes)
    with reading(engine) as connection:
        heard = read_facts(connection, wanted)
        return Scene(
            revision=_revision(connection),
            facts={code: read_log(heard.get(code, ()), day) for code in wanted},
            last={code: heard[code][-1].revision if code in heard else 0 for code in wanted},
            tracks=stored(connection)[1] if tracks else (),
        )


def district_scene(engine: Engine, townships: Iterable[str], rules: Iterable[str], day: date) -> DistrictScene:
    """Return all units together as of a day, with the alerts of some rules.

    Parameters
    ----------
    rules : Iterable[str]
        Ids of rules, with which the subjects of their alerts begin.
    """
    fact, unit = schema.fact, schema.unit_state.c
    begins = [fact.c.subject.startswith(f"{rule}-", autoescape=True) for rule in rules]
    with reading(engine) as connection:
        told = connection.execute(
            select(fact).where(fact.c.area_code.in_(list(townships)), fact.c.type.in_(("assignment", "retracted")))
        ).mappings()
        duties: dict[str, list[Fact]] = {}
        for one in read_log(map(fact_of, told), day):
            duties.setdefault(one.area_code, []).append(one)
        steps: list[Fact] = []
        for begin in begins:
            found = connection.execute(select(fact).where(fact.c.type == "alert_action", begin)).mappings()
            steps.extend(map(fact_of, found))
        last = connection.execute(select(unit.area_code, unit.revision))
        return DistrictScene(
            revision=_revision(connection),
            tracks=stored(connection)[1],
            duties=duties,
            steps=read_log(steps, day),
            last={code: int(revision) for code, revision in last},
        )


def everything(engine: Engine, day: date) -> Mapping[str, Sequence[Fact]]:
    """Return every area with a fact → its counting facts as of a day, in order."""
    with reading(engine) as connection:
        return {code: read_log(facts, day) for code, facts in read_facts(connection).items()}


def _revision(connection: Connection) -> int:
    return int(connection.execute(select(schema.meta.c.revision)).scalar_one())
