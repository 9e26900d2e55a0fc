"""Set up an empty database with its areas, and open one that has been set up."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, insert, select, update

from dashboard.clock import Anchor
from dashboard.election.areas import Area, AreaTree
from dashboard.profile.model import Profile
from dashboard.store import schema
from dashboard.store.engine import reading, shown, writing
from dashboard.store.errors import DatabaseOtherProfile
from dashboard.store.log import Submission, Writer
from dashboard.store.projection import project
from dashboard.store.rows import area_values, fact_values, read_tree

LEASE = timedelta(seconds=15)
"""How long a server vouches for the simulated clock ahead of renewing it."""


def is_empty(engine: Engine) -> bool:
    """Say whether the database has never been set up."""
    with reading(engine) as connection:
        return connection.execute(select(schema.meta.c.id)).first() is None


History = Callable[[AreaTree], Iterable[tuple[datetime, Submission]]]
"""Gives, for the installed areas, submissions with the business instants at which they were recorded."""


def set_up(
    engine: Engine,
    areas: Sequence[Area],
    profile: Profile,
    places: str,
    anchor: Anchor | None = None,
    history: History | None = None,
) -> None:
    """Install areas, settle what the database is for, and record a history, all in one transaction.

    Nothing happens when another process has set it up first.

    Parameters
    ----------
    places : str
        Hash of the installed boundaries.
    anchor : Anchor, optional
        The simulated clock's; it makes the database a demo.
    """
    tree = AreaTree.of(areas)
    with writing(engine) as connection:
        if connection.execute(select(schema.meta.c.id)).first() is not None:
            return
        connection.execute(
            insert(schema.meta).values(
                id=1, revision=0, profile=profile.id, demo=anchor is not None, places=places
            )
        )
        connection.execute(insert(schema.area), [area_values(area) for area in tree.areas.values()])
        if anchor is not None:
            connection.execute(insert(schema.clock).values(id=1, **anchor_values(anchor)))
        record_history(connection, tree, profile, history(tree) if history else ())


def record_history(
    connection: Connection, tree: AreaTree, profile: Profile, history: Iterable[tuple[datetime, Submission]]
) -> int:
    """Write a whole history into an empty log, one revision per submission; return the last revision.

    Every fact is admitted as if it had been sent; only the rows travel in bulk.
    """
    writer = Writer(tree, profile, ZoneInfo(profile.time_zone))
    commits: list[dict[str, object]] = []
    facts: list[dict[str, object]] = []
    for revision, (instant, submission) in enumerate(history, 1):
        commits.append(writer.commit_values(submission, revision, instant))
        facts.extend(fact_values(fact) for fact in writer.facts(submission, revision, instant))
    if commits:
        connection.execute(insert(schema.commit), commits)
        connection.execute(insert(schema.fact), facts)
    connection.execute(update(schema.meta).values(revision=len(commits)))
    project(connection, tree, profile)
    return len(commits)


@dataclass(frozen=True)
class Founded:
    """Say what a database was set up for.

    Attributes
    ----------
    places : str
        Hash of the installed boundaries.
    source : str or None
        Digest of the own district's files; None: the sample.
    profile_version, profile_digest : str or None
        Of the profile by which its projection was derived; None where an earlier release did.
    """

    tree: AreaTree
    demo: bool
    places: str
    source: str | None = None
    profile_version: str | None = None
    profile_digest: str | None = None


def open_founded(engine: Engine, profile: Profile) -> Founded:
    """Return what the database was set up for; raise DatabaseOtherProfile."""
    with reading(engine) as connection:
        meta = schema.meta.c
        columns = (meta.demo, meta.places, meta.source, meta.profile_version, meta.profile_digest)
        row = connection.execute(select(meta.profile, *columns)).one()
        if row.profile != profile.id:
            raise DatabaseOtherProfile(database=shown(engine), found=row.profile, expected=profile.id)
        return Founded(read_tree(connection), *row[1:])


def read_anchor(engine: Engine) -> Anchor:
    """Return the simulated clock's anchor."""
    with reading(engine) as connection:
        return _anchor(connection)


def renew_anchor(engine: Engine, speed: float, lease: timedelta = LEASE, rests_at: datetime | None = None) -> None:
    """Let the simulated clock go on from where it stands, for the length of `lease`, never past `rests_at`.

    A server renews it while it runs. When none does, the clock stops at the end of the lease, and
    goes on from there at the next start.
    """
    with writing(engine) as connection:
        renewed = _anchor(connection).renewed(datetime.now(UTC), speed, lease, rests_at)
        connection.execute(update(schema.clock).values(**anchor_values(renewed)))


def _anchor(connection: Connection) -> Anchor:
    """Read the anchor; a writer holds it until its commit, so that nobody writes an old one back."""
    table = schema.clock
    columns = select(table.c.simulated_at, table.c.real_at, table.c.speed, table.c.valid_until)
    writes = connection.get_execution_options().get("writes", False)
    row = connection.execute(columns.with_for_update() if writes else columns).one()
    return Anchor(row.simulated_at, row.real_at, row.speed, row.valid_until)


def anchor_values(anchor: Anchor) -> dict[str, object]:
    """Return an anchor as a row."""
    return {
        "simulated_at": anchor.simulated_at,
        "real_at": anchor.real_at,
        "speed": anchor.speed,
        "valid_until": anchor.valid_until,
    }


def installed_codes(engine: Engine) -> frozenset[str]:
    """Return the codes of all areas that a database in earnest ever had; none for the demo."""
    with reading(engine) as connection:
        if connection.execute(select(schema.meta.c.demo)).scalar() is not False:
            return frozenset()
        return frozenset(connection.execute(select(schema.area.c.code)).scalars())


def installed_source(engine: Engine) -> str | None:
    """Return the digest of the own district's files; None for the sample, the demo and an empty database."""
    with reading(engine) as connection:
        return connection.execute(select(schema.meta.c.source)).scalar()


def installed_district(engine: Engine) -> tuple[str | None, str | None]:
    """Return the hash of the installed boundaries and the digest of the own district's files.

    Another pair means that `init` has installed another list: trees that were read before are of no use.
    """
    with reading(engine) as connection:
        row = connection.execute(select(schema.meta.c.places, schema.meta.c.source)).first()
        return (row.places, row.source) if row is not None else (None, None)
