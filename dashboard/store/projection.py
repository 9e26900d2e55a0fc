"""Derive the projection from the log, for the units touched or for all, and compare the two."""

import logging
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from sqlalchemy import Connection, Engine, delete, func, insert, select

from dashboard.election.areas import AreaTree
from dashboard.election.reading import reading as read_log
from dashboard.election.rows import TrackRow, UnitRow, track_rows, unit_row
from dashboard.election.state import fold
from dashboard.profile.model import Profile
from dashboard.store import schema
from dashboard.store.engine import reading, writing
from dashboard.store.rows import read_facts

logger = logging.getLogger(__name__)

FORM = 5
"""Number of the form in which this release derives the projection; another makes it be derived anew."""

Rows = tuple[list[UnitRow], list[TrackRow]]


def derive(
    connection: Connection,
    tree: AreaTree,
    profile: Profile,
    codes: Sequence[str] | None = None,
    as_of: date | None = None,
    known: int | None = None,
) -> Rows:
    """Fold the log into the rows of units `codes` (default: all), in official order.

    `as_of` and `known` are the two time axes of `dashboard.election.reading`.
    """
    facts = read_facts(connection, codes, known)
    units: list[UnitRow] = []
    tracks: list[TrackRow] = []
    for area in tree.units:
        if codes is None or area.code in codes:
            heard = facts.get(area.code, [])
            state = fold(area, read_log(heard, as_of), profile)
            units.append(unit_row(state, heard[-1].revision if heard else 0))
            tracks.extend(track_rows(area, state))
    return units, tracks


def project(connection: Connection, tree: AreaTree, profile: Profile, codes: Sequence[str] | None = None) -> None:
    """Write the projection's rows of units `codes` (default: all) anew from the log."""
    units, tracks = derive(connection, tree, profile, codes)
    for table in (schema.track_state, schema.unit_state):
        gone = delete(table)
        connection.execute(gone if codes is None else gone.where(table.c.area_code.in_(codes)))
    if units:
        connection.execute(insert(schema.unit_state), [asdict(row) for row in units])
    if tracks:
        connection.execute(insert(schema.track_state), [asdict(row) for row in tracks])
    if codes is None:
        latest = connection.execute(select(func.max(schema.fact.c.effective_on))).scalar()
        connection.execute(
            schema.meta.update().values(
                latest_effective_on=latest,
                projection=FORM,
                profile_version=profile.version,
                profile_digest=profile.digest,
            )
        )


def derive_outdated(engine: Engine, tree: AreaTree, profile: Profile) -> None:
    """Write the projection anew when an earlier release, or another version of the profile, derived it.

    What has changed under an unchanged version is taken too, with a warning: facts name their version, and
    it then no longer says by which rules they were admitted.
    """
    meta = schema.meta.c
    with reading(engine) as connection:
        found = connection.execute(select(meta.projection, meta.profile_version, meta.profile_digest)).one()
    if found.profile_digest not in {None, profile.digest}:
        if found.profile_version == profile.version:
            logger.warning(
                "the profile %s has other contents than before, but still the version %s:"
                " give it a new version, so that facts tell by which they were recorded",
                profile.id,
                profile.version,
            )
        else:
            logger.info(
                "the profile %s is taken in version %s after %s",
                profile.id,
                profile.version,
                found.profile_version,
            )
    if found.projection != FORM or found.profile_digest != profile.digest:
        with writing(engine) as connection:
            project(connection, tree, profile)


def stored(connection: Connection, codes: Sequence[str] | None = None) -> Rows:
    """Read the projection of units `codes` (default: all) as it is kept, unordered."""
    unit, track = select(schema.unit_state), select(schema.track_state)
    if codes is not None:
        unit = unit.where(schema.unit_state.c.area_code.in_(codes))
        track = track.where(schema.track_state.c.area_code.in_(codes))
    return (
        [UnitRow(*row) for row in connection.execute(unit)],
        [TrackRow(*row) for row in connection.execute(track)],
    )


def differences(connection: Connection, tree: AreaTree, profile: Profile) -> list[str]:
    """List the rows in which the kept projection differs from the fold of the log; empty when they agree."""
    before, after = (
        {_key(row): row for rows in both for row in rows}
        for both in (stored(connection), derive(connection, tree, profile))
    )
    return [
        f"{' '.join(key)}: kept {before.get(key)}, derived {after.get(key)}"
        for key in sorted({*before, *after})
        if before.get(key) != after.get(key)
    ]


def _key(row: UnitRow | TrackRow) -> tuple[str, ...]:
    return (row.area_code, row.track) if isinstance(row, TrackRow) else (row.area_code,)
