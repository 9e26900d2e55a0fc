"""Model the daily report's tables: every column, the heading it is known by, and the fact's field that it says."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from dashboard.errors import N_, Sentence
from dashboard.profile.base import Identifier, Model, Text
from dashboard.profile.flaws import Flaw, Flawed, flawed, refuse, twice

ValueKind = Literal["text", "count", "number", "percent", "day", "moment", "yes_no", "choice", "stage"]
"""How a cell is read."""

_POLL_COUNTS = ("round", "voting_rights", "eligible", "present", "issued", "returned", "valid")
_POLL_COUNTS_OF_SEATS = ("seats", "candidates", "elected")
_FIXED: dict[str, ValueKind] = {
    "ordinal": "count",
    "code": "text",
    "name": "text",
    "kind": "choice",
    "organisation": "text",
    "township": "text",
    "track": "choice",
    "stage": "stage",
    "reason": "text",
    "turnout": "percent",
    "key_village.level": "choice",
    "assessment.level": "choice",
    "review_submitted.batch": "count",
    "review_submitted.hours": "choice",
    "review_submitted.candidates": "count",
    "review_submitted.at": "moment",
    "review_returned.returned": "count",
    "review_returned.at": "moment",
    "poll_scheduled.on": "day",
    "poll_held.at": "moment",
    "poll_held.outcome": "choice",
    **{f"poll_held.{name}": "count" for name in (*_POLL_COUNTS, *_POLL_COUNTS_OF_SEATS)},
    "posts.deputy_secretary": "yes_no",
    "posts.discipline_commissioner": "yes_no",
    "posts.one_shoulder": "yes_no",
    "exception.kind": "choice",
    "exception.on": "day",
    "exception.until": "day",
    "petitions.visits": "count",
    "petitions.hotline": "count",
    "matter.text": "text",
    "matter.department": "text",
    "matter.due": "day",
    "incident.category": "choice",
    "incident.text": "text",
    "composition.average_age": "number",
}
_NAMED: dict[tuple[str, str], ValueKind] = {
    ("milestone", "start"): "day",
    ("milestone", "end"): "day",
    ("check", "done"): "yes_no",
    ("check", "on"): "day",
    ("counter", "count"): "count",
    ("counter", "people"): "count",
}
_OF_A_NAME: dict[str, ValueKind] = {"remark": "text", "composition": "count", "poll_held.excluded": "count"}
_NO_COLUMN = N_("there is no column '{name}'")
_TOLD_ONLY = frozenset({"ordinal", "code", "name", "kind", "organisation", "township", "track", "turnout"})


@dataclass(frozen=True)
class Said:
    """Say what a column tells: a `topic` (mostly a fact's type), of what `name`, and which `part` of it."""

    topic: str
    name: str
    part: str
    kind: ValueKind


def parse_says(text: str) -> Said:
    """Read the `says` of a column, such as `milestone.notice.end`; raise ValueError."""
    fixed = _FIXED.get(text)
    if fixed is not None:
        topic, _, part = text.partition(".")
        return Said(topic, "", part, fixed)
    topic, _, rest = text.partition(".")
    name, _, part = rest.rpartition(".")
    named = _NAMED.get((topic, part))
    if named is not None and name:
        return Said(topic, name, part, named)
    head, _, name = text.rpartition(".")
    kind = _OF_A_NAME.get(head)
    if kind is None or not name:
        raise Flawed((Flaw(("says",), Sentence(N_("no column can say '{says}'"), says=text)),))
    topic, _, part = head.partition(".")
    return Said(topic, name, part, kind)


class Column(Model):
    """Describe one column.

    Attributes
    ----------
    says : str
        Field of a fact (`poll_held.present`), or what describes the row (`code`, `stage`, `turnout`).
    label, aliases
        The heading, and other headings by which townships know it.
    group : Text or None
        Heading above it that it shares with its neighbours.
    words : dict[str, tuple[str, ...]]
        Value → words for it; the first is written, all are read.
    ahead : str or None
        Name under which the count is kept while the poll has not been held.
    """

    id: Identifier
    says: str
    label: Text
    aliases: tuple[str, ...] = ()
    group: Text | None = None
    words: dict[str, Annotated[tuple[str, ...], Field(min_length=1)]] = Field(default_factory=dict)
    ahead: Identifier | None = None
    width: Annotated[int, Field(ge=4, le=60)] = 11
    note: Text | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        said = parse_says(self.says)
        if (said.kind == "choice") != bool(self.words):
            raise flawed(N_("words go with a choice, and only with one"))
        return self

    @cached_property
    def said(self) -> Said:
        """Return what the column tells."""
        return parse_says(self.says)

    @property
    def told_only(self) -> bool:
        """Say whether the column only describes its row; no fact comes from it."""
        return self.says in _TOLD_ONLY or self.said.topic == "key_village"


class SummaryColumn(Model):
    """Describe a figure that the summary counts from a table of units.

    `count` says how: all `units`; units whose `column` is `filled`, `equals` the word of `value`, or
    falls `on_day` / on the `day_after` of the report; units with `column` but without `other` filled
    (`open`); units whose day in `column` has passed without `other` (`overdue`); the `sum` of `column`;
    the `share` of the figure `column` in the figure `other`; the units without the figure (`rest`).
    """

    id: Identifier
    label: Text
    count: Literal["units", "filled", "equals", "on_day", "day_after", "open", "overdue", "sum", "share", "rest"]
    column: Identifier | None = None
    other: Identifier | None = None
    value: str | None = None


class Share(Model):
    """Describe a share that a table of the township counts: `part` of `whole`, columns of its own row.

    With `track` it is the sum of `part` in that of `whole` over the track's table of units, in the
    track's row.
    """

    id: Identifier
    label: Text
    part: Identifier
    whole: Identifier
    track: Identifier | None = None


class UnitTable(Model):
    """Describe a table with one row per unit, on one track, and what the summary counts from it."""

    id: Identifier
    track: Identifier
    sheet: Text
    title: Text
    columns: Annotated[tuple[Column, ...], Field(min_length=2)]
    summary: tuple[SummaryColumn, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        refuse((*_flaws_of_columns(self.columns, ("code", "name")), *self._flaws_of_summary()))
        return self

    def _flaws_of_summary(self) -> Iterator[Flaw]:
        known = {column.id for column in self.columns}
        figures: set[str] = set()
        for number, figure in enumerate(self.summary):
            names = figures if figure.count in {"share", "rest"} else known
            for key, name in (("column", figure.column), ("other", figure.other)):
                if name is not None and name not in names:
                    yield Flaw(("summary", number, key), Sentence(_NO_COLUMN, name=name))
            figures.add(figure.id)


class TownshipTable(Model):
    """Describe a table with one row per track about the township as a whole.

    With `summary` the figures that the tables of units define stand in it as formulas; `shares` are
    formulas as well. Neither becomes a fact.
    """

    id: Identifier
    sheet: Text
    title: Text
    columns: Annotated[tuple[Column, ...], Field(min_length=2)]
    summary: bool = False
    shares: tuple[Share, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        refuse(_flaws_of_columns(self.columns, ("township", "track")))
        return self


class ReportForm(Model):
    """Describe the daily report.

    Attributes
    ----------
    version : str
        Kept in a hidden cell of the template, so that an older one is recognised.
    reporter : str
        Post that a report speaks for; `{township}` stands for its name.
    matters_to : str
        Department of a matter for the district that names none.
    approvals : tuple[str, ...]
        Steps between a township's submission and the record: `check` by its reviewer, `confirm` by the
        district's office; none: a submission is recorded at once.
    """

    version: Annotated[str, Field(min_length=1, max_length=20)]
    reporter: Annotated[str, Field(min_length=1, max_length=40)]
    matters_to: Annotated[str, Field(min_length=1, max_length=60)]
    approvals: tuple[Literal["check", "confirm"], ...] = ()
    unit_tables: Annotated[tuple[UnitTable, ...], Field(min_length=1)]
    township_tables: tuple[TownshipTable, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        refuse(self._flaws())
        return self

    def _flaws(self) -> Iterator[Flaw]:
        ids = [table.id for table in self.tables]
        for name in sorted({name for name in ids if ids.count(name) > 1}):
            yield Flaw((), Sentence(N_("two tables of the report have the id '{name}'"), name=name))
        known = {table.track: {column.id for column in table.columns} for table in self.unit_tables}
        for number, rollup in enumerate(self.township_tables):
            own = {column.id for column in rollup.columns}
            for place, share in enumerate(rollup.shares):
                columns = own if share.track is None else known.get(share.track, set())
                for name in sorted({share.part, share.whole} - columns):
                    yield Flaw(("township_tables", number, "shares", place), Sentence(_NO_COLUMN, name=name))
        if list(self.approvals) != sorted(set(self.approvals)):
            yield Flaw(("approvals",), Sentence(N_("check comes before confirm, each at most once")))

    @property
    def tables(self) -> tuple[UnitTable | TownshipTable, ...]:
        """List all tables in order."""
        return (*self.unit_tables, *self.township_tables)

    def table(self, table_id: str) -> UnitTable | TownshipTable:
        """Return a table; raise KeyError."""
        return {table.id: table for table in self.tables}[table_id]


def _flaws_of_columns(columns: tuple[Column, ...], wanted: tuple[str, ...]) -> Iterator[Flaw]:
    says = [column.says for column in columns]
    yield from twice([column.id for column in columns], Sentence(N_("column")), ("columns",))
    for number, name in enumerate(says):
        if name in says[:number]:
            yield Flaw(("columns", number, "says"), Sentence(N_("two columns say '{says}'"), says=name))
    for name in wanted:
        if name not in says:
            yield Flaw(("columns",), Sentence(N_("a column must say '{says}'"), says=name))
