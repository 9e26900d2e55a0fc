"""Check a report against the record and the rules, and say which facts it would record."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from dashboard.election.admission import admit
from dashboard.election.areas import Area, AreaTree
from dashboard.election.errors import FactRefused
from dashboard.election.facts import Fact, FactDraft
from dashboard.election.procedure import UnitProcedure, procedure_of
from dashboard.election.reading import reading
from dashboard.election.state import TrackState, fold
from dashboard.errors import N_, Listed, Sentence
from dashboard.intake.checked import Change, Checked, CheckedRow
from dashboard.intake.consistency import contradictions
from dashboard.intake.content import Amendments, Content, Row
from dashboard.intake.findings import Finding, Level, at_row
from dashboard.intake.proposals import WITHDRAWN, Proposal, Told, Trouble, Withdrawn
from dashboard.intake.proposed import proposed_fact
from dashboard.intake.rows import no_pause
from dashboard.intake.rules import broken_rules
from dashboard.intake.stages import backwards, stage_reached
from dashboard.intake.standing import Standing, Value
from dashboard.intake.summary import summary_problems
from dashboard.intake.telling_row import TellingRow
from dashboard.intake.told import Reading, cut_off, read_row, useful
from dashboard.intake.units import UnitNames
from dashboard.profile.calendar import WorkingDays
from dashboard.profile.model import Profile
from dashboard.profile.report import Column, TownshipTable, UnitTable
from dashboard.store.log import Entry

_OF_THE_PROCEDURE = ("milestone", "milestone_revoked", "poll_held", "poll_scheduled", "retracted")


@dataclass(frozen=True)
class Checker:
    """Check reports by one profile in one tree of areas.

    Parameters
    ----------
    later_reason : str
        Written into a count of the day that a later report of the same day changes.
    pause : Callable[[], None]
        Called before every row, so that long work can give way.
    """

    profile: Profile
    calendar: WorkingDays
    tree: AreaTree
    later_reason: str
    pause: Callable[[], None] = no_pause

    @cached_property
    def names(self) -> UnitNames:
        """Return the names by which townships and their units are found."""
        return UnitNames(self.tree, self.profile.endings)

    def check(
        self,
        content: Content,
        amendments: Amendments,
        township: Area,
        day: date,
        today: date,
        facts: Mapping[str, Sequence[Fact]],
        *,
        whole: bool = True,
    ) -> Checked:
        """Check what a report of `township` for `day` says.

        Parameters
        ----------
        facts : Mapping[str, Sequence[Fact]]
            Every fact of the township and its units, by area, as recorded.
        whole : bool
            A file, which should name every unit that is due; in a form what is left out stays as it is shown.
        """
        return _Check(self, content, amendments, township, day, today, facts, whole).run()


@dataclass(frozen=True)
class _Check:
    checker: Checker
    content: Content
    amendments: Amendments
    township: Area
    day: date
    today: date
    facts: Mapping[str, Sequence[Fact]]
    whole: bool
    told: dict[tuple[str, str, str], list[FactDraft]] = field(default_factory=dict)

    def run(self) -> Checked:
        findings = list(self._head())
        rows: list[CheckedRow] = []
        entries: list[Entry] = []
        values: dict[str, list[dict[str, Value]]] = {}
        for table in self.checker.profile.report.tables:
            columns = {column.id: column for column in table.columns}
            mentioned: dict[str, Row] = {}
            for row in (self.amendments.applied(row) for row in self.content.rows if row.table == table.id):
                self.checker.pause()
                checked, proposed, told = self._row(row, table, columns, mentioned)
                rows.append(checked)
                if not checked.left_out:
                    findings += checked.findings
                    entries += proposed
                    values.setdefault(table.id, []).append(told)
            if self.whole and isinstance(table, UnitTable) and table.id in self.content.columns:
                findings += self._absent(table, mentioned)
        if self.whole:
            findings += summary_problems(rows, values, self.checker.profile, self.day)
        return Checked(self.day, tuple(rows), tuple(findings), tuple(entries))

    # ------------------------------------------------------------ the report as a whole

    def _head(self) -> Iterator[Finding]:
        for note in self.content.notes:
            yield Finding(Level.WARNING, note.sentence)
        written = self.content.township
        if written is not None and isinstance(written.value, str):
            match = self.checker.names.township(written.value)
            if match.area is not None and match.area.code != self.township.code:
                text = N_("the file is a report of {written}, not of {township}")
                told = Sentence(text, written=match.area.name, township=self.township.name)
                yield Finding(Level.ERROR, told, cell=written.at, read=written.value)
        if self.day > self.today:
            text = N_("the report is of {day}, which lies after business today, {today}")
            yield Finding(Level.ERROR, Sentence(text, day=self.day, today=self.today))
        elif self.day < self.today:
            text = N_("the report is of {day}, an earlier day than today, {today}")
            yield Finding(Level.WARNING, Sentence(text, day=self.day, today=self.today))
        if self.content.day is not None and cut_off(self.content, self.checker.profile) != self.day:
            text = N_("the cut-off reads “{read}”; the report is taken as that of {day}")
            told = Sentence(text, read=self.content.day.value, day=self.day)
            yield Finding(Level.WARNING, told, cell=self.content.day.at, read=str(self.content.day.value))
        version = self.content.version
        if version is not None and version != self.checker.profile.report.version:
            text = N_("the form is of version {found}; the current one is {current}")
            yield Finding(
                Level.WARNING, Sentence(text, found=version, current=self.checker.profile.report.version)
            )

    def _absent(self, table: UnitTable, mentioned: Mapping[str, Row]) -> Iterator[Finding]:
        units = [self.checker.tree.areas[code] for code in self.checker.tree.units_below[self.township.code]]
        absent = [unit.name for unit in units if unit.due.get(table.track) and unit.code not in mentioned]
        if absent:
            text = N_("{table}: {count} units are not in the report and stay as they are: {names}")
            shown = Listed([*absent[:5], "…"] if len(absent) > 5 else absent)  # noqa: PLR2004 - enough to recognise
            yield Finding(Level.WARNING, Sentence(text, table=table.sheet, count=len(absent), names=shown))

    # ------------------------------------------------------------ one row

    def _row(
        self, row: Row, table: UnitTable | TownshipTable, columns: Mapping[str, Column], mentioned: dict[str, Row]
    ) -> tuple[CheckedRow, list[Entry], dict[str, Value]]:
        left_out = row.id in self.amendments.left_out
        area, suggestions, found = self._area(row, table, columns)
        if area is not None and not left_out and isinstance(table, UnitTable):
            twice = mentioned.setdefault(area.code, row)
            if twice is not row:
                text = N_("{unit} stands already in row {number}; leave one of them out")
                again = Sentence(text, unit=area.name, number=twice.number or twice.id)
                found = [*found, at_row(Level.ERROR, again, row)]
        if area is None or any(finding.level is Level.ERROR for finding in found):
            checked = CheckedRow(row, area, None, suggestions, left_out, None, (), tuple(found))
            return checked, [], {}
        track = self._track(row, table, columns)
        procedure = procedure_of(self.checker.profile, area, track) if track and area.kind else None
        due = area.kind is None or bool(track and area.due.get(track))
        read = read_row(row, columns, procedure, self.checker.profile)
        standing = self._standing(area, track, procedure)
        told = dict(useful(read.told, standing))
        reason = self.amendments.reasons.get(row.id) or _text(told.get("reason"))
        if not due:
            return self._not_due(row, area, columns, read, found, left_out)
        telling = TellingRow(
            standing=standing,
            columns={column.says: column for column in columns.values()},
            told=told,
            reason=reason,
            shown=not self.whole,
            later_reason=self.checker.later_reason,
            matters_to=self.checker.profile.report.matters_to,
        )
        before = {column.says: standing.value(column) for column in columns.values()}
        outcomes = [*telling.outcomes(), *backwards(telling)]
        ids = {column.says: column.id for column in columns.values()}
        troubles = [
            at_row(Level.ERROR if one.error else Level.WARNING, one.text, row, ids.get(one.says))
            for one in outcomes
            if isinstance(one, Trouble)
        ]
        proposals = [one for one in outcomes if isinstance(one, Proposal)]
        proposals += stage_reached(telling, proposals)
        if not left_out:
            proposals, twice_told = self._once(area, proposals)
            troubles += [at_row(Level.ERROR, text, row, ids.get(says)) for says, text in twice_told]
        facts, refused = self._admitted(row, area, proposals, ids, reason)
        state = self._after(area, track, facts) if facts and track and area.kind else None
        findings = [
            *found,
            *read.findings,
            *troubles,
            *refused,
            *self._reasons(row, proposals, ids, reason),
            *self._rules(row, state, facts, told, ids),
            *contradictions(row, telling, state or self._now(area, track), self.checker.profile),
        ]
        changes = tuple(_changes(proposals, before, told, ids))
        entries = [Entry(area.code, one.draft) for one in proposals]
        checked = CheckedRow(row, area, procedure, suggestions, left_out, reason, changes, tuple(findings))
        merged = {
            column.id: _plain_value(told.get(column.says), before[column.says]) for column in columns.values()
        }
        return checked, entries, merged

    def _area(
        self, row: Row, table: UnitTable | TownshipTable, columns: Mapping[str, Column]
    ) -> tuple[Area | None, tuple[Area, ...], list[Finding]]:
        if isinstance(table, TownshipTable):
            return self.township, (), self._own_township(row, columns)
        chosen = self.amendments.units.get(row.id)
        if chosen is not None and chosen in self.checker.tree.units_below[self.township.code]:
            return self.checker.tree.areas[chosen], (), []
        return self.checker.names.unit(row, columns, self.township)

    def _own_township(self, row: Row, columns: Mapping[str, Column]) -> list[Finding]:
        column = next(column for column in columns.values() if column.says == "township")
        cell = row.cells.get(column.id)
        if cell is None or not isinstance(cell.value, str):
            return []
        match = self.checker.names.township(cell.value)
        if match.area is None or match.area.code == self.township.code:
            return []
        text = N_("{unit} belongs to {township}; a report tells of its own township only")
        told = Sentence(text, unit=cell.value, township=match.area.name)
        return [at_row(Level.ERROR, told, row, column.id)]

    def _track(self, row: Row, table: UnitTable | TownshipTable, columns: Mapping[str, Column]) -> str | None:
        if isinstance(table, UnitTable):
            return table.track
        column = next(column for column in columns.values() if column.says == "track")
        read = read_row(row, {column.id: column}, None, self.checker.profile)
        track = read.told.get("track")
        return track if isinstance(track, str) else self.checker.profile.tracks[0].id

    def _standing(self, area: Area, track: str | None, procedure: UnitProcedure | None) -> Standing:
        counting = reading(self.facts.get(area.code, ()), self.day)
        return Standing(area, track, procedure, self.day).take(counting)

    def _not_due(
        self,
        row: Row,
        area: Area,
        columns: Mapping[str, Column],
        read: Reading,
        found: Sequence[Finding],
        left_out: bool,
    ) -> tuple[CheckedRow, list[Entry], dict[str, Value]]:
        """Pass over a row about a unit that does not elect this term, unless it tells something."""
        telling = [
            column
            for column in columns.values()
            if not column.told_only
            and column.says not in {"stage", "reason"}
            and read.told.get(column.says) not in {None, 0}
        ]
        findings = list(found)
        if telling:
            text = N_("{unit} does not elect this term; what is told of it is not taken: {columns}")
            told = Sentence(text, unit=area.name, columns=Listed(column.label for column in telling))
            findings.append(at_row(Level.ERROR, told, row, telling[0].id))
        return CheckedRow(row, area, None, (), left_out, None, (), tuple(findings)), [], {}

    # ------------------------------------------------------------ facts

    def _once(
        self, area: Area, proposals: Sequence[Proposal]
    ) -> tuple[list[Proposal], list[tuple[str, Sentence]]]:
        """Take once what several rows tell of an area, such as a matter that stands in both tables."""
        kept: list[Proposal] = []
        contradictions: list[tuple[str, Sentence]] = []
        for proposal in proposals:
            draft = proposal.draft
            if draft.track is not None or draft.type == "retracted":
                kept.append(proposal)
                continue
            told = self.told.setdefault((area.code, draft.type, str(draft.payload.get("name"))), [])
            if any(other.payload == draft.payload for other in told):
                continue
            if told and draft.type == "matter":
                draft = draft.model_copy(update={"subject": f"{draft.subject}-{len(told) + 1}"})
            elif told:
                text = Sentence(N_("another row tells this otherwise; keep one of them"))
                contradictions.append((proposal.says[0], text))
                continue
            told.append(draft)
            kept.append(replace(proposal, draft=draft))
        return kept, contradictions

    def _admitted(
        self,
        row: Row,
        area: Area,
        proposals: Sequence[Proposal],
        ids: Mapping[str, str],
        reason: str | None,
    ) -> tuple[list[Fact], list[Finding]]:
        """Admit the proposals as the log will; return those admitted as facts, and what was refused."""
        facts: list[Fact] = []
        findings: list[Finding] = []
        for number, proposal in enumerate(proposals):
            draft = proposal.draft
            if draft.supersedes is not None and draft.reason is None:
                draft = draft.model_copy(update={"reason": reason or "…"})  # asked for in a finding of its own
            try:
                payload = admit(draft, area, self.checker.tree, self.checker.profile, self.today)
            except FactRefused as refused:
                findings.append(at_row(Level.ERROR, _why(refused), row, ids.get(proposal.says[0])))
                continue
            facts.append(proposed_fact(draft, payload, area, number, self.day))
        return facts, findings

    def _after(self, area: Area, track: str, facts: Sequence[Fact]) -> TrackState:
        every = [*self.facts.get(area.code, ()), *facts]
        return fold(area, reading(every, self.today), self.checker.profile).tracks[track]

    def _now(self, area: Area, track: str | None) -> TrackState | None:
        if area.kind is None or track is None:
            return None
        return fold(area, reading(self.facts.get(area.code, ()), self.day), self.checker.profile).tracks[track]

    # ------------------------------------------------------------ findings

    def _reasons(
        self, row: Row, proposals: Sequence[Proposal], ids: Mapping[str, str], reason: str | None
    ) -> Iterator[Finding]:
        if reason is not None:
            return
        for proposal in proposals:
            if proposal.wants_reason:
                text = N_("this changes what was reported before; give the reason")
                yield at_row(Level.CORRECTION, Sentence(text), row, ids.get(proposal.says[0]))

    def _rules(
        self,
        row: Row,
        state: TrackState | None,
        facts: Sequence[Fact],
        told: Mapping[str, Told],
        ids: Mapping[str, str],
    ) -> Iterator[Finding]:
        if state is None or not any(fact.type in _OF_THE_PROCEDURE for fact in facts):
            return
        called = [fact for fact in facts if fact.type == "poll_scheduled"]
        planned = told.get("poll_scheduled.on") if called else None
        day = planned if isinstance(planned, date) else None
        for level, says, text in broken_rules(state, day, self.checker.profile, self.checker.calendar):
            yield at_row(level, text, row, ids.get(says))


def _changes(
    proposals: Sequence[Proposal], before: Mapping[str, Value], told: Mapping[str, Told], ids: Mapping[str, str]
) -> Iterator[Change]:
    for proposal in proposals:
        gone = proposal.draft.type == "retracted"
        for says in proposal.says:
            if says in ids:
                after = WITHDRAWN if gone and says != "stage" else told.get(says)
                yield Change(ids[says], before[says], after, proposal.wants_reason)


def _plain_value(told: Told, recorded: Value) -> Value:
    if isinstance(told, Withdrawn):
        return None
    return recorded if told is None else told


def _text(value: Told) -> str | None:
    return value if isinstance(value, str) and value else None


def _why(refused: FactRefused) -> Sentence:
    """Return why a fact is refused, without the field of its payload: the finding stands at its column."""
    told = refused.params["reason"]
    if isinstance(told, Sentence):
        told = told.params.get("reason", told) if "place" in told.params else told
    return told if isinstance(told, Sentence) else Sentence(str(told))
