"""Find the facts that undid or replaced something, by the days on which they were recorded."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from dashboard.election.facts import Fact
from dashboard.election.setbacks import undoes
from dashboard.store import schema
from dashboard.store.engine import reading
from dashboard.store.queries import Queries
from dashboard.store.rows import fact_of, read_facts


def undone_between(
    queries: Queries, area: str, first: date, last: date
) -> tuple[int, dict[str, tuple[list[Fact], list[Fact]]]]:
    """Return the latest revision and, by unit code, all facts of a unit and those that undid something.

    Parameters
    ----------
    first, last : date
        Business days between which the chosen facts were recorded, both included.

    Raises
    ------
    UnknownArea
    """
    inside = set(queries.units_below(area))
    zone = queries.clock.zone
    begin = datetime.combine(first, time.min, zone)
    end = datetime.combine(last + timedelta(days=1), time.min, zone)
    table = schema.fact.c
    undoing = (table.type == "milestone_revoked") | table.supersedes.is_not(None)
    recorded = (table.recorded_at >= begin) & (table.recorded_at < end)
    with reading(queries.engine) as connection:
        revision = int(connection.execute(select(schema.meta.c.revision)).scalar_one())
        rows = connection.execute(select(schema.fact).where(undoing & recorded)).mappings()
        chosen: dict[str, list[Fact]] = {}
        for fact in map(fact_of, rows):
            if fact.area_code in inside and undoes(fact) is not None:
                chosen.setdefault(fact.area_code, []).append(fact)
        heard = read_facts(connection, sorted(chosen)) if chosen else {}
    return revision, {code: (heard[code], chosen[code]) for code in sorted(chosen)}
