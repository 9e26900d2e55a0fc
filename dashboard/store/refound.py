"""Give a database the areas of another list: a demo becomes a district in earnest, a district gets a new list."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from dashboard.election.areas import Area, AreaTree
from dashboard.profile.model import Profile
from dashboard.store import schema
from dashboard.store.engine import shown, writing
from dashboard.store.errors import DatabaseOtherProfile, OtherDistrict
from dashboard.store.log import notify
from dashboard.store.projection import project
from dashboard.store.rows import area_values, read_tree

_REPORTS = (schema.report_step, schema.report, schema.report_file)
_FACTS = (schema.webhook_delivery, schema.webhook_mark, schema.track_state, schema.unit_state, schema.fact)
_RECORDED = (*_REPORTS, *_FACTS, schema.commit)


def refound(
    engine: Engine, areas: Sequence[Area], profile: Profile, places: str, source: str, today: date
) -> AreaTree:
    """Install areas in one transaction: a server sees the old ones or the new ones.

    A demo, and the sample without a single fact, is replaced whole: its facts and reports are gone; accounts,
    screens and the audit log stay, and the demo's clock, which a server may still be reading. In earnest facts
    stay attached by code; areas that are listed no more are closed as of `today`, and open again when they come
    back.

    Parameters
    ----------
    places, source : str
        Hash of the installed boundaries, digest of what they were built from.

    Returns
    -------
    AreaTree
        As it is kept now.

    Raises
    ------
    DatabaseOtherProfile
        The facts belong to another profile.
    OtherDistrict
        The facts belong to another district.
    """
    with writing(engine) as connection:
        meta = schema.meta.c
        # the update makes other writers queue before anything is read or deleted
        taken = update(schema.meta).values(revision=meta.revision)
        row = connection.execute(taken.returning(meta.demo, meta.profile, meta.revision)).first()
        revision = 0
        if row is None:
            values = {"id": 1, "revision": 0, "profile": profile.id, "demo": False, "places": places}
            connection.execute(insert(schema.meta).values(**values, source=source))
        if row is None or row.demo or not _recorded(connection):
            for table in (*_RECORDED, schema.area):
                connection.execute(delete(table))
            listed = AreaTree.of(areas).areas.values()
            connection.execute(insert(schema.area), [area_values(area) for area in listed])
        else:
            if row.profile != profile.id:
                raise DatabaseOtherProfile(database=shown(engine), found=row.profile, expected=profile.id)
            _join(connection, engine, areas, today)
            revision = row.revision
        connection.execute(
            update(schema.meta).values(
                demo=False, profile=profile.id, places=places, source=source, revision=revision
            )
        )
        tree = read_tree(connection)
        project(connection, tree, profile)
        notify(connection, revision)
    return tree


def holds_facts(engine: Engine) -> bool:
    """Say whether a database that is no demo holds facts, which a new list of places has to respect."""
    with writing(engine) as connection:
        demo = connection.execute(select(schema.meta.c.demo)).scalar()
        return demo is False and _recorded(connection)


def _recorded(connection: Connection) -> bool:
    kept = (schema.fact, schema.report)
    return any(connection.execute(select(func.count()).select_from(table)).scalar_one() for table in kept)


def _join(connection: Connection, engine: Engine, areas: Sequence[Area], today: date) -> None:
    """Write the areas over those that are there; what is not among them is closed."""
    before = read_tree(connection)
    root = next(area for area in areas if area.parent_code is None)
    if root.code != before.root.code:
        raise OtherDistrict(database=shown(engine), found=before.root.name, expected=root.name)
    listed = {area.code for area in areas}
    gone = [area for area in before.areas.values() if area.code not in listed]
    closed = [
        replace(area, ordinal=len(areas) + place, closed_on=area.closed_on or today)
        for place, area in enumerate(gone)
    ]
    table = schema.area
    connection.execute(update(table).values(ordinal=-1 - table.c.ordinal))  # an ordinal stands once
    for area in AreaTree.of([*areas, *closed]).areas.values():
        if area.code in before.areas:
            connection.execute(update(table).where(table.c.code == area.code).values(**area_values(area)))
        else:
            connection.execute(insert(table).values(**area_values(area)))
