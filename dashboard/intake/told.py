"""Read the cells of a row as their columns want them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any

from dashboard.election.procedure import UnitProcedure
from dashboard.errors import N_, Listed, Sentence
from dashboard.intake.cells import CellValue
from dashboard.intake.content import Cell, Content, Row
from dashboard.intake.findings import Finding, Level, at_row
from dashboard.intake.proposals import WITHDRAWN, Told, Withdrawn
from dashboard.intake.standing import Standing
from dashboard.intake.values import (
    Unreadable,
    is_empty,
    plain,
    read_choice,
    read_count,
    read_day,
    read_moment,
    read_number,
    read_percent,
    read_text,
    read_yes_no,
)
from dashboard.profile.model import Profile
from dashboard.profile.report import Column, ValueKind

NOT_STARTED, COMPLETED, PHASE = "not_started", "completed", "phase:"
"""What the current stage may say beside a stage: these, or a phase by its ordinal."""

WITHDRAWING = frozenset({"撤销", "撤消", "作废", "withdraw"})
"""Words in a cell that withdraw what was reported there."""

_ZERO_IS_BLANK = frozenset({"text", "day", "moment", "choice", "stage"})


@dataclass(frozen=True)
class Reading:
    """Hold what the cells of a row tell, by what their columns say, and what could not be read."""

    told: Mapping[str, Told]
    findings: tuple[Finding, ...]


def read_row(
    row: Row, columns: Mapping[str, Column], procedure: UnitProcedure | None, profile: Profile
) -> Reading:
    """Read the cells of a row; `columns` are its table's, by id."""
    told: dict[str, Told] = {}
    findings: list[Finding] = []
    for column in columns.values():
        cell = row.cells.get(column.id)
        if cell is None:
            continue
        findings += _damage(row, column, cell)
        if cell.error or cell.unsaved or blank(cell, column.said.kind):
            continue
        if isinstance(cell.value, str) and plain(cell.value) in WITHDRAWING and column.said.kind != "text":
            told[column.says] = WITHDRAWN
            continue
        try:
            told[column.says] = read_cell(cell, column, procedure, profile)
        except Unreadable as unreadable:
            text = Sentence(N_("“{read}” is not understood; wanted: {expected}"), read=unreadable.read,
                            expected=unreadable.expected)  # fmt: skip
            level = Level.WARNING if column.told_only else Level.ERROR
            findings.append(at_row(level, text, row, column.id))
    return Reading(told, tuple(findings))


def _damage(row: Row, column: Column, cell: Cell) -> Iterator[Finding]:
    if cell.error:
        text = Sentence(N_("the cell holds the error {error}; write the value itself"), error=cell.value)
    elif cell.unsaved and not column.told_only:
        text = Sentence(N_("the formula's result was never saved; open the file, save it and send it again"))
    else:
        return
    yield at_row(Level.WARNING if column.told_only else Level.ERROR, text, row, column.id)


def blank(cell: Cell, kind: ValueKind) -> bool:
    """Say whether a cell holds one of the ways to write nothing; 0 is one where no count is wanted."""
    if cell.value is None or (cell.value is False and kind != "yes_no"):
        return True
    if kind in _ZERO_IS_BLANK and plain(cell.value) in {"0", "0.0"}:
        return True
    if kind == "yes_no":
        return isinstance(cell.value, str) and plain(cell.value) in {"", "-", "—", "/", "\\", "N/A"}
    return is_empty(cell.value)


def read_cell(cell: Cell, column: Column, procedure: UnitProcedure | None, profile: Profile) -> Any:  # noqa: ANN401
    """Return the value of a cell that is not blank; raise Unreadable."""
    value, kind = cell.value, column.said.kind
    window = (profile.campaign.start, profile.campaign.end)
    if kind == "moment":
        day, hour = read_moment(value, window)
        return _moment(_within(day, value, profile), hour)
    if kind == "day":
        return _within(read_day(value, window), value, profile)
    if kind == "choice":
        return read_choice(value, _choices(column, profile))
    if kind == "stage":
        return read_stage(value, procedure, profile)
    readers: Mapping[str, Callable[[CellValue], Any]] = {
        "count": read_count,
        "number": read_number,
        "percent": read_percent,
        "yes_no": read_yes_no,
        "text": read_text,
    }
    return readers[kind](value)


def _choices(column: Column, profile: Profile) -> Mapping[str, Sequence[str]]:
    """Return what may stand for each value: the clerks' words, and the labels that the page offers in English."""
    labels = profile.labels_of(column)
    return {
        value: (*words, labels[value].en) if value in labels else words for value, words in column.words.items()
    }


def _moment(day: date, hour: time | None) -> date:
    return day if hour is None else datetime.combine(day, hour)


def _within(day: date, value: CellValue, profile: Profile) -> date:
    start, end = profile.campaign.start, profile.campaign.end
    if start <= day <= end:
        return day
    raise Unreadable(Sentence(N_("a day of the campaign, {start} to {end}"), start=start, end=end), plain(value))


def useful(told: Mapping[str, Told], standing: Standing) -> Iterator[tuple[str, Told]]:
    """Leave out the zeros and noes that clerks write where nothing has happened yet."""
    held = standing.poll is not None or "poll_held.at" in told
    sent = bool(standing.reviews) or "review_submitted.at" in told
    back = bool(standing.returns) or "review_returned.at" in told
    for says, value in told.items():
        topic = says.partition(".")[0]
        idle = (
            (topic in {"poll_held", "turnout", "posts"} and not held)
            or (topic == "review_submitted" and not sent)
            or (topic == "review_returned" and not back)
        )
        if not (idle and (value is False or (value == 0 and not isinstance(value, Withdrawn)))):
            yield says, value


def cut_off(content: Content, profile: Profile) -> date | None:
    """Return the day of a report as its cut-off says; None when it does not, or cannot be read."""
    if content.day is None or content.day.value is None:
        return None
    try:
        return read_moment(content.day.value, (profile.campaign.start, profile.campaign.end))[0]
    except Unreadable:
        return None


def read_stage(value: CellValue, procedure: UnitProcedure | None, profile: Profile) -> str:
    """Return the stage that a cell names, or NOT_STARTED, COMPLETED, or a phase; raise Unreadable."""
    if procedure is None:
        return NOT_STARTED
    names, wanted = _stage_names(procedure, profile), _key(plain(value))
    if wanted in names:
        return names[wanted]
    labels = Listed(stage.label for stage in procedure.stages)
    raise Unreadable(Sentence(N_("one of the stages {stages}"), stages=labels), plain(value))


def _stage_names(procedure: UnitProcedure, profile: Profile) -> Mapping[str, str]:
    """Return what may stand for a stage; other procedures' words for the same stage are understood as well."""
    own = [(stage.id, stage.label) for stage in procedure.stages]
    others = [
        (stage.id, stage.label)
        for track in profile.tracks
        if any(other.id == procedure.id for other in track.procedures)
        for other in track.procedures
        for stage in other.stages
        if stage.id in procedure.index
    ]
    stages = tuple((name, label.zh_CN, label.en) for name, label in (*others, *own))
    return _names_of(stages, _phases(profile))


def _phases(profile: Profile) -> tuple[tuple[str, int], ...]:
    labels = [
        (text, index) for index, phase in enumerate(profile.phases) for text in (phase.label.zh_CN, phase.label.en)
    ]
    for track in profile.tracks:
        for phase, text in track.phase_labels.items():
            index = profile.phase_index(phase)
            labels += [(text.zh_CN, index), (text.en, index)]
    return tuple(labels)


@cache
def _names_of(stages: tuple[tuple[str, str, str], ...], phases: tuple[tuple[str, int], ...]) -> Mapping[str, str]:
    """Map what a clerk may write to a stage: its label, its label without what stands in brackets, a phase."""
    last = max(index for _, index in phases)
    names: dict[str, str] = {}
    for text, index in phases:
        names[_key(text)] = NOT_STARTED if index == 0 else COMPLETED if index == last else f"{PHASE}{index}"
    for stage, *labels in stages:
        for label in labels:
            short = label.split("（")[0].split("(")[0]
            names[_key(short)] = names[_key(label)] = stage
    return names


def _key(text: str) -> str:
    return plain(text).replace(" ", "").replace("·", "").replace("、", "").casefold()
