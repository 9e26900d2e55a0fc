"""Tell from the shell what an import found and did, and what to do next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from dashboard.errors import N_
from dashboard.founding.file_told import held, matched, wrong
from dashboard.messages import Messages
from dashboard.profile.model import Profile
from dashboard.settings import Settings
from geodata.changes import Change, Changes
from geodata.importing import Brought
from geodata.joining import Joined, Taken
from geodata.notes import Note
from geodata.reconcile import Reconciliation

_MOST = 12  # lines of one kind; the report has them all
_CHANGES: Mapping[str, str] = {
    "added": N_("added"),
    "removed": N_("no longer listed, to be closed"),
    "renamed": N_("renamed"),
    "moved": N_("moved"),
    "redrawn": N_("drawn anew"),
    "altered": N_("of another kind, or due otherwise"),
    "recoded": N_("under another code"),
}
_LEVELS: Mapping[str, str] = {"units": N_("villages and communities"), "areas": N_("townships and areas above")}


@dataclass(frozen=True)
class Chosen:
    """Say how a district is brought in.

    Attributes
    ----------
    profile, name : Profile, str
        The election's profile, and what the setting is called by.
    out : Path
        Folder of the report.
    dry, installed : bool
        Whether it was a trial, and whether it was installed.
    """

    profile: Profile
    name: str
    out: Path
    today: date
    dry: bool
    installed: bool


def told(brought: Brought, say: Messages) -> Iterator[str]:
    """Yield the files with what is wrong with them, what they were matched to, what was drawn, what changes."""
    for listing in brought.listings:
        known = {"file": listing.file, "count": len(listing.rows), "encoding": listing.encoding}
        yield say(N_("{file}: {count} rows; text: {encoding}"), **known)
    joined = {id(one.taken): one for one in brought.joined}
    for taken in (*([brought.outline] if brought.outline else []), *brought.taken):
        yield ""
        yield from _of_file(taken, joined.get(id(taken)), brought, say)
    yield ""
    yield from _shown(brought, say)
    for note in brought.notes:
        yield f"· {say(note.text, **note.params)}"
    if brought.changes is not None:
        yield ""
        yield from _changed(brought.changes, say)


def next_steps(brought: Brought, settings: Settings, chosen: Chosen) -> tuple[Note, ...]:
    """Return what to do next, most important first."""
    steps = []
    campaign = chosen.profile.campaign
    left = sum(len(one.done.suggestions) for one in brought.joined)
    if left:
        text = N_("Mark in {folder} (suggestions-….csv) which rows are which places, and run again with --accept.")
        steps.append(Note(text, {"folder": chosen.out}))
    if any(taken.shift is not None for taken in brought.taken):
        steps.append(Note(N_("Ask for the boundaries in CGCS2000: a shift of a web map is not undone here.")))
    if brought.changes is not None and brought.changes.recoded:
        steps.append(
            Note(N_("Facts stay with the old code: give these places their old codes if they are the same."))
        )
    if not campaign.start <= chosen.today <= campaign.end:
        text = N_(
            "The profile's campaign lasts from {start} to {end}: write your own dates into a profile of your own "
            "(`python -m dashboard profile new`)."
        )
        steps.append(Note(text, {"start": campaign.start, "end": campaign.end}))
    if chosen.installed:
        if chosen.name != settings.profile:
            steps.append(Note(N_("Set SITUATION_PROFILE={profile} for the server."), {"profile": chosen.name}))
        text = N_(
            "Start the server (`make run` or `python app.py`); one that is running opens the new district by "
            "itself."
        )
        steps.append(Note(text))
        steps.append(Note(N_("Make the accounts: `python -m dashboard user add …`.")))
    elif chosen.dry:
        steps.append(Note(N_("Install it: run the same command without --dry-run.")))
    else:
        steps.append(Note(N_("Install it over what is there: run the same command with --yes.")))
    return tuple(steps)


def _of_file(taken: Taken, joined: Joined | None, brought: Brought, say: Messages) -> Iterator[str]:
    yield from held(taken.read, say)
    for note in (*taken.read.notes, *([taken.shift] if taken.shift else [])):
        yield f"· {say(note.text, **note.params)}"
    if taken.findings is not None:
        yield from wrong(taken.findings, say)
    if joined is not None:
        yield say(N_("Taken for: {level}"), level=say(_LEVELS[joined.level]))
        yield from matched(_without_root(joined, brought), taken.names, say)


def _without_root(joined: Joined, brought: Brought) -> Reconciliation:
    """Return how rows were matched; that nobody drew the whole itself is no news."""
    codes = tuple(code for code in joined.done.unmatched_codes if code != brought.places.root)
    return replace(joined.done, unmatched_codes=codes)


def _shown(brought: Brought, say: Messages) -> Iterator[str]:
    sheets = brought.boundaries.sheets
    units = sum(len(sheet.units) for sheet in sheets)
    drawn = sum(int(sheet.units["schematic"].sum()) for sheet in sheets)
    placed = sum(int(sheet.units.geometry.notna().sum()) for sheet in sheets)
    counts = {"areas": len(brought.places.areas), "units": units, "placed": placed, "drawn": drawn}
    yield say(
        N_(
            "{name}: {areas} areas, {units} units; on the map {placed}, of these drawn {drawn}; tiles alone {rest}"
        ),
        name=brought.source.about.name,
        rest=units - placed,
        **counts,
    )


def _changed(changes: Changes, say: Messages) -> Iterator[str]:
    if not len(changes):
        yield say(N_("Nothing changes against what is installed."))
        return
    yield say(N_("Against what is installed:"))
    for kind, text in _CHANGES.items():
        listed: Sequence[Change] = getattr(changes, kind)
        if listed:
            yield f"  {say(text)} {len(listed)}"
        for one in listed[:_MOST]:
            between = " → ".join(filter(None, (one.before, one.after)))
            yield f"    {one.code} {one.name}" + (f" ({between})" if between else "")
        if len(listed) > _MOST:
            yield "    " + say(N_("… and {count} more"), count=len(listed) - _MOST)
