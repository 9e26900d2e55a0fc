"""Keep the folded states of units at hand, for what is computed from stages and polls of many of them."""

import threading
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, func, select

from dashboard.election.reading import reading as read_log
from dashboard.election.state import UnitState, fold
from dashboard.store import schema
from dashboard.store.engine import reading
from dashboard.store.errors import UnknownRevision
from dashboard.store.queries import Queries
from dashboard.store.rows import read_facts

_DAYS = 3  # kept at a time: today's and what is compared with it
_Kept = dict[str, tuple[int, UnitState]]


@dataclass(frozen=True)
class Standing:
    """Hold the states of those units asked for that exist, in official order, as of a day and a revision."""

    day: date
    revision: int
    units: Mapping[str, UnitState]


@dataclass
class States:
    """Fold units, and those again only that have a fact which was not known at the time.

    What a unit's state is on a day depends on its last fact known, so it is kept by that fact's revision. A log
    that has lost revisions (the demo was set back) is read anew. What is kept is changed under a lock.
    """

    queries: Queries
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _kept: OrderedDict[date, _Kept] = field(default_factory=OrderedDict)
    _latest: int = 0

    def of(
        self, codes: Collection[str] | None = None, as_of: date | None = None, known: int | None = None
    ) -> Standing:
        """Return the states of units (default: all) as of a day (default: business today).

        Raises
        ------
        UnknownRevision
            `known` lies after the latest.
        """
        day = as_of or self.queries.clock.today()
        with self._lock, reading(self.queries.engine) as connection:
            latest = int(connection.execute(select(schema.meta.c.revision)).scalar_one())
            if known is not None and not 0 <= known <= latest:
                raise UnknownRevision(revision=known, latest=latest)
            if latest < self._latest:
                self._kept.clear()
            self._latest = latest
            revision = latest if known is None else known
            kept = self._kept.setdefault(day, {})
            self._kept.move_to_end(day)
            if len(self._kept) > _DAYS:
                self._kept.popitem(last=False)
            self._renew(connection, kept, day, revision)
            asked = None if codes is None else set(codes)
            units = {
                unit.code: kept[unit.code][1]
                for unit in self.queries.tree.units
                if asked is None or unit.code in asked
            }
        return Standing(day, revision, units)

    def _renew(self, connection: Connection, kept: _Kept, day: date, revision: int) -> None:
        """Fold the units whose last fact known at `revision` is another than that of the state kept."""
        fact = schema.fact.c
        newest = (
            select(fact.area_code, func.max(fact.revision))
            .where(fact.revision <= revision)
            .group_by(fact.area_code)
        )
        last = {code: int(number) for code, number in connection.execute(newest)}
        units = self.queries.tree.units
        stale = [unit for unit in units if unit.code not in kept or kept[unit.code][0] != last.get(unit.code, 0)]
        if not stale:
            return
        codes = None if len(stale) == len(units) else [unit.code for unit in stale]
        facts = read_facts(connection, codes, revision)
        for unit in stale:
            heard = read_log(facts.get(unit.code, []), day)
            kept[unit.code] = last.get(unit.code, 0), fold(unit, heard, self.queries.profile)
