"""Fill the tables of a report with what is recorded: for the template, the grid online, and one unit's form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.election.areas import Area, AreaTree
from dashboard.election.facts import Fact
from dashboard.election.procedure import UnitProcedure, procedure_of
from dashboard.election.reading import reading
from dashboard.election.state import TrackState, fold
from dashboard.intake.standing import Standing, Value
from dashboard.intake.told import COMPLETED, NOT_STARTED
from dashboard.profile.model import Profile
from dashboard.profile.report import Column, TownshipTable, UnitTable

_ON_A_TRACK = frozenset({"composition", "remark"})


@dataclass(frozen=True)
class Filled:
    """Hold a row with what is recorded: the unit or township, the track, and values by column.

    Attributes
    ----------
    elsewhere : frozenset[str]
        Columns that are filled in another row of the table: what belongs to no track stands in the first alone.
    """

    area: Area
    track: str
    procedure: UnitProcedure | None
    values: Mapping[str, Value]
    elsewhere: frozenset[str] = frozenset()


def filled_tables(
    profile: Profile, tree: AreaTree, township: Area, day: date, facts: Mapping[str, Sequence[Fact]], locale: str
) -> dict[str, list[Filled]]:
    """Return the rows of every table, in official order; only units that elect on the table's track.

    Parameters
    ----------
    facts : Mapping[str, Sequence[Fact]]
        Every fact of the township and its units, by area.
    locale : str
        Language of what is text in them, such as the type of an organisation.
    """
    tables: dict[str, list[Filled]] = {}
    for table in profile.report.unit_tables:
        due = [
            unit
            for unit in map(tree.areas.__getitem__, tree.units_below[township.code])
            if unit.due.get(table.track)
        ]
        tables[table.id] = [
            _unit(profile, table, unit, place, day, facts.get(unit.code, ()), locale)
            for place, unit in enumerate(due, 1)
        ]
    for rollup in profile.report.township_tables:
        tables[rollup.id] = [
            _township(rollup, township, track.id, day, facts.get(township.code, ()), whole=place == 0)
            for place, track in enumerate(profile.tracks)
        ]
    return tables


def _unit(
    profile: Profile, table: UnitTable, unit: Area, place: int, day: date, facts: Sequence[Fact], locale: str
) -> Filled:
    counting = reading(facts, day)
    procedure = procedure_of(profile, unit, table.track)
    standing = Standing(unit, table.track, procedure, day).take(counting)
    state = fold(unit, counting, profile).tracks.get(table.track)
    described: dict[str, Value] = {
        "ordinal": place,
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "organisation": procedure.label.get(locale) if procedure else None,
        "stage": _stage(state),
    }
    return Filled(unit, table.track, procedure, _values(table.columns, standing, described))


def _township(
    table: TownshipTable, township: Area, track: str, day: date, facts: Sequence[Fact], *, whole: bool
) -> Filled:
    """Fill the row of a track; what belongs to no track stands in the first row alone (`whole`)."""
    standing = Standing(township, track, None, day).take(reading(facts, day))
    described: dict[str, Value] = {"township": township.name, "track": track}
    columns = [c for c in table.columns if whole or c.told_only or c.said.topic in _ON_A_TRACK]
    own = any(not c.told_only for c in columns)  # else the row has nothing that a reason could be given for
    elsewhere = frozenset(c.id for c in table.columns if c not in columns and not (own and c.says == "reason"))
    return Filled(township, track, None, _values(columns, standing, described), elsewhere)


def _values(columns: Sequence[Column], standing: Standing, described: Mapping[str, Value]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for column in columns:
        value = described.get(column.says, standing.value(column))
        if value is not None:
            values[column.id] = value
    return values


def _stage(state: TrackState | None) -> str:
    if state is None or state.stage is None:
        return NOT_STARTED
    return COMPLETED if state.completed_on is not None else state.stage
