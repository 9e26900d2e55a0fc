"""Let one process of several do what must be done once; another takes over when it dies."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from dashboard.store import schema
from dashboard.store.engine import reading, writing


def take(engine: Engine, name: str, holder: str, term: timedelta) -> bool:
    """Take a lease that is free or has run out, or extend one's own; say whether `holder` has it.

    Parameters
    ----------
    term : timedelta
        Real time for which it is taken; whoever goes on beyond must take it again before.

    Raises
    ------
    DatabaseUnreachable
        The database is gone; whoever had the lease does not know whether it still has it.
    """
    table = schema.lease
    now = datetime.now(UTC)
    free = (table.c.holder == holder) | (table.c.until <= now)
    with reading(engine) as connection:
        held = connection.execute(select(table.c.holder, table.c.until).where(table.c.name == name)).first()
    if held is not None and held.holder != holder and held.until > now:
        return False  # nothing is written while another holds it, so that no watch of the database wakes
    try:
        with writing(engine) as connection:
            mine = {"holder": holder, "until": now + term}
            taken = connection.execute(update(table).where(table.c.name == name, free).values(**mine)).rowcount
            if not taken and held is None:
                connection.execute(insert(table).values(name=name, **mine))
                taken = 1
    except IntegrityError:  # another took it at this moment
        return False
    return bool(taken)


def give_back(engine: Engine, name: str, holder: str) -> None:
    """Let others have the lease at once; nothing happens when it is not held."""
    table = schema.lease
    with writing(engine) as connection:
        connection.execute(delete(table).where(table.c.name == name, table.c.holder == holder))
