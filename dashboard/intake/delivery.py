"""Take one file in without a person before a screen, as far as asked, and tell what came of it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from pathlib import Path

from dashboard.errors import N_, SituationError
from dashboard.intake.desk import Desk, Preview
from dashboard.intake.errors import FileTooLarge, IntakeError, ReportFaulty
from dashboard.intake.findings import Finding, Level
from dashboard.intake.limits import MAX_FILE, MEGABYTE
from dashboard.intake.words import LEVELS, letter, told
from dashboard.messages import Messages
from dashboard.profile.model import Profile
from dashboard.store.errors import UnknownArea
from dashboard.store.report import Status, StoredReport

_WAITING: frozenset[Status] = frozenset({"submitted", "checked"})


class Until(IntEnum):
    """Say how far a clean file is taken: kept as a draft, handed in, or given every approval as well."""

    DRAFT = 0
    SUBMITTED = 1
    CONFIRMED = 2


@dataclass(frozen=True)
class Delivery:
    """Say what came of a file.

    Attributes
    ----------
    preview : Preview or None
        The report that is kept, as it stands now; None for a refused file.
    refused : SituationError or None
        Why no report was made of it.
    """

    name: str
    preview: Preview | None = None
    refused: SituationError | None = None

    @property
    def status(self) -> Status | None:
        """Return where the report stands."""
        return self.preview.report.status if self.preview else None

    @property
    def clean(self) -> bool:
        """Say whether nothing is left to mend: it is taken already, or it could be."""
        return self.preview is not None and (
            self.preview.report.status != "draft" or self.preview.checked.acceptable
        )


def deliver(
    desk: Desk,
    path: Path,
    actor: str,
    until: Until,
    township: str | None = None,
    day: date | None = None,
) -> Delivery:
    """Keep a file as a draft, check it, and take it further when nothing is to be mended.

    The same file again goes on from where its report stands.

    Raises
    ------
    OSError
        The file cannot be read.
    StoreError, ReportMoved
        The database is away, or someone else works on the same report; trying again helps.
    """
    name = os.fsencode(path.name).decode(errors="replace")
    try:
        preview, _ = desk.receive(name, _contents(path, name), actor, township, day)
    except (IntakeError, UnknownArea) as error:
        return Delivery(name, refused=error)
    delivery = Delivery(name, preview)
    if not delivery.clean or until is Until.DRAFT:
        return delivery
    try:
        report = _taken(desk, preview.report, actor, until)
    except ReportFaulty:  # the record has moved since the check
        return replace(delivery, preview=desk.get(preview.report.id))
    return replace(delivery, preview=replace(preview, report=report))


def _contents(path: Path, name: str) -> bytes:
    """Read a file, but none that is too large for a report."""
    size = path.stat().st_size
    if size > MAX_FILE:
        raise FileTooLarge(file=name, size=-(-size // MEGABYTE), limit=MAX_FILE // MEGABYTE)
    return path.read_bytes()


def _taken(desk: Desk, report: StoredReport, actor: str, until: Until) -> StoredReport:
    if report.status == "draft":
        report, _ = desk.submit(report.id, actor)
    while until is Until.CONFIRMED and report.status in _WAITING:
        report, _ = desk.confirm(report.id, actor)
    return report


# ---------------------------------------------------------------- words


def verdict(delivery: Delivery, say: Messages) -> str:
    """Tell on one line what came of a file."""
    preview = delivery.preview
    if preview is None:
        return refusal(delivery, say)
    checked = preview.checked
    notes = checked.count(Level.WARNING)
    if not delivery.clean:
        found = say(
            N_("errors {errors}, corrections {corrections}, notes {notes}"),
            errors=checked.count(Level.ERROR),
            corrections=checked.count(Level.CORRECTION),
            notes=notes,
        )
    else:
        found = say(N_("clean, notes {notes}"), notes=notes) if notes else say(N_("clean"))
    return say(
        N_("{file}: {township}, report of {day} ({receipt}): {found}; {state}"),
        file=delivery.name,
        township=preview.township.name,
        day=say.full_day(preview.report.day),
        receipt=preview.report.id,
        found=found,
        state=_state(delivery, say),
    )


def refusal(delivery: Delivery, say: Messages) -> str:
    """Tell why a file was refused; it names the file."""
    error = delivery.refused
    if error is None:
        return ""
    sentence = say.error(error)
    return sentence if "file" in error.params else say(N_("{place}: {text}"), place=delivery.name, text=sentence)


def _state(delivery: Delivery, say: Messages) -> str:
    if delivery.status == "confirmed":
        return say(N_("recorded"))
    if delivery.status in _WAITING:
        return say(N_("waits for approval"))
    return say(N_("kept as a draft"))


def findings(delivery: Delivery, profile: Profile, say: Messages) -> Iterator[str]:
    """Tell each finding on a line of its own: how grave, where, what. A report that is taken has only notes."""
    for finding, line in _told(delivery, profile, say):
        yield say(N_("{place}: {text}"), place=say(LEVELS[finding.level]), text=line)


def account(delivery: Delivery, profile: Profile, say: Messages) -> str:
    """Write the letter about a file to be mended: what to mend, with its receipt number, then the notes."""
    if delivery.preview is None:
        return "\n".join(
            (refusal(delivery, say), say(N_("No report was made of it, so it has no receipt number.")))
        )
    lines = [letter(delivery.preview, profile, say)]
    notes = [line for finding, line in _told(delivery, profile, say) if finding.level is Level.WARNING]
    if notes:
        lines += ["", say(N_("Notes, for which nothing need be done:")), *(f"- {line}" for line in notes)]
    return "\n".join(lines)


def _told(delivery: Delivery, profile: Profile, say: Messages) -> Iterator[tuple[Finding, str]]:
    """Yield the findings that still matter, each with its line."""
    if delivery.preview is None:
        return
    checked = delivery.preview.checked
    rows = {one.row.id: one for one in checked.rows}
    for finding in checked.findings:
        if finding.level is Level.WARNING or not delivery.clean:
            yield finding, told(finding, rows.get(finding.row or ""), profile, say)
