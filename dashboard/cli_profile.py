"""Make, check and compare election profiles from the shell, and rehearse a new version on the database."""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from dashboard.cli_parser import H_, Commands
from dashboard.cli_rehearsal import SAME_VERSION, rehearsed
from dashboard.errors import N_
from dashboard.messages import Messages, messages
from dashboard.profile.comparison import NOUNS, Change, changes
from dashboard.profile.doubts import doubts
from dashboard.profile.errors import ProfileUnreadable
from dashboard.profile.flaws import Flaw
from dashboard.profile.lines import line_of, told_place
from dashboard.profile.load import Reading, built_in, profile_path, read_profile, try_profile
from dashboard.profile.model import Profile
from dashboard.profile.starter import starter, write_new
from dashboard.settings import Settings
from dashboard.views.figures.contrast import clashes
from dashboard.views.figures.palette import read_palettes

_ASSETS = Path(__file__).parent.parent / "assets"
_SECTIONS = {
    "phases": N_("Phases"),
    "flags": N_("Signs"),
    "tracks": N_("Tracks, procedures, stages"),
    "rules": N_("Rules of law"),
    "alerts": N_("Early warning"),
    "alerting": N_("Early warning"),
    "report": N_("Daily report"),
    "calendar": N_("Calendar"),
    "campaign": N_("Campaign"),
    "words": N_("Words of the screens"),
}
_CHANGES = {
    "added": N_("{what}: new {after}"),
    "removed": N_("{what}: gone {before}"),
    "moved": N_("{what}: now in place {after}, was in place {before}"),
}


def add_commands(commands: Commands) -> None:
    """Add `profile new`, `profile check` and `profile diff` to the commands."""
    group = commands.add_parser("profile", help=H_("make, check and compare election profiles"))
    kinds = group.add_subparsers(required=True)
    new = kinds.add_parser("new", help=H_("write a commented profile to begin with"))
    new.add_argument("file", type=Path, help=H_("TOML file to write; it must not be there yet"))
    new.add_argument("--from", dest="source", default="haidian", metavar="NAME", help=f"{', '.join(built_in())}")
    new.set_defaults(command=_new)
    check = kinds.add_parser("check", help=H_("say everything that is wrong or doubtful; 1: something is wrong"))
    check.add_argument("file", help=H_("TOML file, or name of a built-in profile"))
    check.add_argument(
        "--data", action="store_true", help=H_("also rehearse it on the database; nothing is written")
    )
    check.set_defaults(command=_check)
    diff = kinds.add_parser("diff", help=H_("name what differs between two profiles"))
    diff.add_argument("old", help=H_("TOML file, or name of a built-in profile"))
    diff.add_argument("new", help=H_("TOML file, or name of a built-in profile"))
    diff.set_defaults(command=_diff)


def _new(parsed: argparse.Namespace, settings: Settings) -> int:
    write_new(parsed.file, starter(parsed.source, parsed.file))
    say = messages(settings.locale)
    print(say(N_("{file} is written, from {source}."), file=parsed.file, source=parsed.source))
    return 0


def _check(parsed: argparse.Namespace, settings: Settings) -> int:
    say, path = messages(settings.locale), profile_path(parsed.file)
    try:
        read = try_profile(path)
    except ProfileUnreadable as error:
        print(f"✗ {say.error(error)}")
        return 1
    _print(_flaws(read, read.flaws, "✗", say))
    if read.profile is None:
        print(say(N_("{file}: {count} things are wrong. It cannot be used."), file=path, count=len(read.flaws)))
        return 1
    found = [*_looks(read.profile), *doubts(read.profile, _icons())]
    _print(_flaws(read, found, "?", say))
    told = {"file": path, "id": read.profile.id, "version": read.profile.version, "count": len(found)}
    text = (
        N_("{file}: {id}, version {version}, can be used; {count} things to look at.")
        if found
        else N_("{file}: {id}, version {version}, can be used; nothing is doubtful.")
    )
    print(say(text, **told))
    if parsed.data:
        _print(rehearsed(read.profile, settings, say))
    return 0


def _looks(profile: Profile) -> Iterator[Flaw]:
    """Yield which colours are not told apart well enough."""
    for clash in clashes(read_palettes(_ASSETS / "css" / "10-tokens.css", profile), profile):
        yield Flaw(("phases",), clash)


def _icons() -> set[str]:
    return {path.stem for path in (_ASSETS / "icons").glob("*.svg")}


def _flaws(read: Reading, flaws: Iterable[Flaw], mark: str, say: Messages) -> Iterator[str]:
    placed = [(line_of(read.text, flaw.place), flaw) for flaw in flaws]
    for line, flaw in sorted(placed, key=lambda one: one[0] or 0):
        at = say(N_("line {line}"), line=line) + "  " if line else ""
        yield f"{mark} {at}{told_place(read.data, flaw.place)}: {say.value(flaw.reason)}"


def _diff(parsed: argparse.Namespace, settings: Settings) -> int:
    say = messages(settings.locale)
    old, new = (read_profile(profile_path(name)) for name in (parsed.old, parsed.new))
    found = list(changes(old, new))
    _print(_told(found, say))
    if not found:
        print(say(N_("The two say the same.")))
    elif (old.id, old.version) == (new.id, new.version):
        print(say(SAME_VERSION, version=new.version))
    return 0


def _told(found: Sequence[Change], say: Messages) -> Iterator[str]:
    """Yield the changes, under the name of what they belong to."""
    heading = ""
    for one in found:
        title = say(_SECTIONS[one.section]) if one.section in _SECTIONS else f"[{one.section}]"
        if title != heading:
            heading = title
            yield title
        before, after = one.before or "—", one.after or "—"
        if one.kind == "changed":
            what = _what(one, say)
            yield f"  {what}: {before} → {after}" if what else f"  {before} → {after}"
        else:
            yield "  " + say(_CHANGES[one.kind], what=_what(one, say), before=before, after=after)


def _what(one: Change, say: Messages) -> str:
    """Name what a change is about: the entries from the outermost inwards, then the key."""
    named = [f"{say(NOUNS[step.list]) if step.list in NOUNS else step.list} {step.id}" for step in one.steps]
    label = one.steps[-1].label if one.steps else None
    if label is not None:
        named[-1] += f" ({label.get(say.locale)})"
    return " · ".join(filter(None, (*named, one.key)))


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)
