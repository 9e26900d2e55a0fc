"""Put what a report says and what was found in it into words."""

from collections.abc import Iterable
from datetime import date, datetime

from dashboard.election.procedure import UnitProcedure
from dashboard.errors import N_
from dashboard.intake.checked import CheckedRow
from dashboard.intake.desk import Preview
from dashboard.intake.findings import Finding, Level
from dashboard.intake.proposals import Told, Withdrawn
from dashboard.intake.standing import Value
from dashboard.intake.told import COMPLETED, NOT_STARTED, PHASE
from dashboard.messages import Messages
from dashboard.profile.model import Profile
from dashboard.profile.report import Column, TownshipTable, UnitTable

LEVELS = {
    Level.ERROR: N_("Error"),
    Level.CORRECTION: N_("Correction, reason wanted"),
    Level.WARNING: N_("Note"),
}
"""What each level of a finding is called."""


def written(
    value: Told, column: Column, say: Messages, profile: Profile, procedure: UnitProcedure | None = None
) -> str:
    """Write a value as a clerk would; empty for nothing. Stages are called as the unit's procedure calls them."""
    if isinstance(value, Withdrawn):
        return say(N_("withdrawn"))
    if value is None:
        return ""
    kind = column.said.kind
    if kind == "yes_no":
        return say(N_("yes")) if value else say(N_("no"))
    if kind == "choice":
        words = column.words.get(str(value))
        return words[0] if words else str(value)
    if kind == "stage":
        return _stage(str(value), procedure, profile, say)
    if isinstance(value, float) and kind == "percent":
        return f"{value:.1f}%"
    return as_text(value)


def shown(
    value: Told, column: Column, say: Messages, profile: Profile, procedure: UnitProcedure | None = None
) -> str:
    """Write a value as the page shows it: in Chinese as a clerk would, else by the profile's labels."""
    if column.said.kind == "choice" and isinstance(value, str):
        return _choice(value, column, say, profile)
    return written(value, column, say, profile, procedure)


def _choice(value: str, column: Column, say: Messages, profile: Profile) -> str:
    label = profile.track(value).label if column.says == "track" else profile.labels_of(column).get(value)
    if label is None or say.locale == "zh_CN":
        return column.words[value][0] if value in column.words else value
    return label.get(say.locale)


def as_text(value: Value) -> str:
    """Write a value so that a cell could hold it: days as 2019-01-10, moments as 2019-01-10 14:30."""
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def _stage(value: str, procedure: UnitProcedure | None, profile: Profile, say: Messages) -> str:
    for stage in procedure.stages if procedure else ():
        if stage.id == value:
            return stage.label.get(say.locale)
    index = {NOT_STARTED: 0, COMPLETED: len(profile.phases) - 1}.get(value)
    if index is None:
        index = int(value.removeprefix(PHASE))
    return profile.phases[index].label.get(say.locale)


def words_of(column: Column, say: Messages, profile: Profile, procedure: UnitProcedure | None = None) -> list[str]:
    """List the words among which a cell's value is chosen; none where it is written freely."""
    kind = column.said.kind
    if kind == "yes_no":
        return [say("yes"), say("no")]
    if kind == "stage" and procedure is not None:
        labels = [profile.phases[0].label, *(stage.label for stage in procedure.stages), profile.phases[-1].label]
        return [label.get(say.locale) for label in labels]
    return [_choice(value, column, say, profile) for value in column.words]


def column_of(profile: Profile, table_id: str, column_id: str) -> Column | None:
    """Return a column of a table; None for a figure of the summary."""
    table: UnitTable | TownshipTable = profile.report.table(table_id)
    return next((column for column in table.columns if column.id == column_id), None)


def place(finding: Finding, say: Messages) -> str:
    """Say where a finding stands in the file: sheet and cell, or sheet and row."""
    if finding.sheet is None:
        return ""
    if finding.cell is not None:
        return f"{finding.sheet} {finding.cell}".strip()  # the table of a text file has no name
    return say(N_("{sheet} row {row}"), sheet=finding.sheet, row=finding.number)


def told(finding: Finding, row: CheckedRow | None, profile: Profile, say: Messages) -> str:
    """Tell a finding on one line: place, unit, column, sentence."""
    parts = [place(finding, say)]
    if row is not None:
        parts.append(row.area.name if row.area else "")
        column = column_of(profile, row.row.table, finding.column) if finding.column else None
        parts.append(column.label.get(say.locale) if column else "")
    head = " ".join(part for part in parts if part)
    sentence = say.value(finding.text)
    return say(N_("{place}: {text}"), place=head, text=sentence) if head else sentence


def letter(preview: Preview, profile: Profile, say: Messages) -> str:
    """Write what tells the clerk what to mend, to be copied into a message."""
    checked = preview.checked
    rows = {one.row.id: one for one in checked.rows}
    lines = [
        say(
            N_("{township}, report of {day} ({receipt}): please mend the following and send it again."),
            township=preview.township.name,
            day=say.full_day(preview.report.day),
            receipt=preview.report.id,
        )
    ]
    wanted = [f for f in checked.findings if f.level in {Level.ERROR, Level.CORRECTION}]
    if not wanted:
        return say(
            N_("{township}, report of {day} ({receipt}): nothing to mend."),
            township=preview.township.name,
            day=say.full_day(preview.report.day),
            receipt=preview.report.id,
        )
    for number, finding in enumerate(wanted, 1):
        row = rows.get(finding.row or "")
        lines.append(f"{number}. {told(finding, row, profile, say)}")
    return "\n".join(lines)


def reminder(missing: Iterable[str], day: date, due: str, say: Messages) -> str:
    """Write what reminds the townships that have not reported a day (催报)."""
    names = list(missing)
    if not names:
        return say(N_("All townships have reported {day}."), day=say.full_day(day))
    text = N_(
        "The daily report of {day} was due at {due}. Not yet received from {count}: {names}. "
        "Please send it; where nothing has changed, a zero report will do."
    )
    joined = ("、" if say.locale == "zh_CN" else ", ").join(names)
    return say(text, day=say.full_day(day), due=due, count=len(names), names=joined)
