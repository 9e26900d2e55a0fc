"""Turn rows of the database into values, and back."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from dashboard.election.areas import Area, AreaTree
from dashboard.election.facts import PAYLOADS, Fact
from dashboard.election.reading import struck
from dashboard.store import schema


def read_tree(connection: Connection) -> AreaTree:
    """Read all areas."""
    return AreaTree.of(
        Area(**{**row, "aliases": tuple(row["aliases"])})
        for row in connection.execute(select(schema.area)).mappings()
    )


def area_values(area: Area) -> dict[str, Any]:
    """Return an area as a row."""
    return {
        "code": area.code,
        "parent_code": area.parent_code,
        "name": area.name,
        "short_name": area.short_name,
        "aliases": list(area.aliases),
        "level": area.level,
        "kind": area.kind,
        "ordinal": area.ordinal,
        "due": dict(area.due),
        "due_reason": dict(area.due_reason),
        "attributes": dict(area.attributes),
        "closed_on": area.closed_on,
    }


def read_facts(
    connection: Connection, codes: Sequence[str] | None = None, known: int | None = None
) -> dict[str, list[Fact]]:
    """Read the facts of areas (default: all) up to revision `known`, by area code, in log order."""
    query = select(schema.fact).order_by(schema.fact.c.revision, schema.fact.c.seq)
    if codes is not None:
        query = query.where(schema.fact.c.area_code.in_(codes))
    if known is not None:
        query = query.where(schema.fact.c.revision <= known)
    facts: dict[str, list[Fact]] = {}
    for row in connection.execute(query).mappings():
        facts.setdefault(row["area_code"], []).append(fact_of(row))
    return facts


def read_revision(connection: Connection, revision: int) -> list[Fact]:
    """Read the facts that a revision recorded, in log order."""
    query = select(schema.fact).where(schema.fact.c.revision == revision).order_by(schema.fact.c.seq)
    return [fact_of(row) for row in connection.execute(query).mappings()]


def read_counting(connection: Connection, revision: int) -> list[Fact]:
    """Read the facts that a revision recorded and nothing has struck out since, in log order."""
    own = read_revision(connection, revision)
    heard = read_facts(connection, sorted({fact.area_code for fact in own}))
    gone = struck(fact for facts in heard.values() for fact in facts)
    return [fact for fact in own if fact.id not in gone]


def fact_of(row: RowMapping | Mapping[str, Any]) -> Fact:
    """Return a row of the log as a fact."""
    return Fact(**{**row, "payload": PAYLOADS[row["type"]].model_validate(row["payload"])})


def fact_values(fact: Fact) -> dict[str, Any]:
    """Return a fact as a row."""
    values = {name: getattr(fact, name) for name in Fact.__slots__}
    return values | {"payload": fact.payload.model_dump(mode="json", exclude_unset=True)}
