"""Set a demo's database back to its opening, and tell which of its submissions are recorded."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Engine, delete, select, update

from dashboard.clock import Anchor
from dashboard.election.areas import AreaTree
from dashboard.profile.model import Profile
from dashboard.store import schema
from dashboard.store.engine import reading, shown, writing
from dashboard.store.errors import NoDemo
from dashboard.store.log import Submission, notify
from dashboard.store.setup import anchor_values, record_history


def recorded_requests(engine: Engine, actor: str) -> dict[str, int]:
    """Map the request ids that an actor has recorded to their revisions."""
    table = schema.commit
    with reading(engine) as connection:
        found = select(table.c.request_id, table.c.revision).where(table.c.actor == actor)
        return {request: int(revision) for request, revision in connection.execute(found)}


def reset(
    engine: Engine,
    tree: AreaTree,
    profile: Profile,
    anchor: Anchor,
    history: Iterable[tuple[datetime, Submission]],
) -> int:
    """Replace the whole log of a demo by `history` and its clock by `anchor`; return the last revision.

    One transaction: a server that runs on the database sees the old log or the new one. Its streams
    tell their pages to start over, because the revision has fallen. The townships' reports are gone.

    Raises
    ------
    NoDemo
        The database holds an election in earnest; nothing was changed.
    """
    with writing(engine) as connection:
        meta = schema.meta.c
        # the update makes other writers queue before anything is read or deleted
        demo = connection.execute(update(schema.meta).values(revision=0).returning(meta.demo)).scalar_one()
        if not demo:
            raise NoDemo(database=shown(engine))
        reports = (schema.report_step, schema.report, schema.report_file)
        told = (schema.webhook_delivery, schema.webhook_mark)  # what is recorded anew is told anew
        for table in (*told, *reports, schema.track_state, schema.unit_state, schema.fact, schema.commit):
            connection.execute(delete(table))
        revision = record_history(connection, tree, profile, history)
        connection.execute(update(schema.clock).values(**anchor_values(anchor)))
        notify(connection, revision)
    return revision
