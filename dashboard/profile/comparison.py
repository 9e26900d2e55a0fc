"""Compare two profiles, and name what differs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from dashboard.errors import N_
from dashboard.profile.base import Model, Text
from dashboard.profile.model import Profile
from dashboard.profile.rules import LegalRule

NOUNS = {
    "phases": N_("phase"),
    "flags": N_("sign"),
    "tracks": N_("track"),
    "procedures": N_("procedure"),
    "stages": N_("stage"),
    "variants": N_("variant"),
    "rules": N_("rule"),
    "alerts": N_("rule of early warning"),
    "checklists": N_("checklist"),
    "factors": N_("factor"),
    "unit_tables": N_("table of the report"),
    "township_tables": N_("table of the report"),
    "columns": N_("column"),
    "summary": N_("figure of the summary"),
    "shares": N_("share"),
    "labels": N_("band"),
}
"""Name of a list in the file → what one of its entries is."""

Kind = Literal["added", "removed", "moved", "changed"]


@dataclass(frozen=True)
class Step:
    """Name one entry on the way to what differs: its list (a key of NOUNS), id and label."""

    list: str
    id: str
    label: Text | None


@dataclass(frozen=True)
class Change:
    """Say one difference.

    Attributes
    ----------
    section : str
        Table of the file in which it stands.
    steps : tuple[Step, ...]
        From the outermost entry of a list to the innermost; empty for a table without entries.
    key : str
        What of it differs, as the file calls it; empty when the entry itself came, went or moved.
    before, after : str
        As written; empty where there is none.
    """

    section: str
    kind: Kind
    steps: tuple[Step, ...]
    key: str
    before: str = ""
    after: str = ""


def changes(old: Profile, new: Profile) -> Iterator[Change]:
    """Yield everything in which `new` differs from `old`, in the order of the file."""
    for section in Profile.model_fields:
        yield from _differ(getattr(old, section), getattr(new, section), section, (), "")


def _differ(old: object, new: object, section: str, steps: tuple[Step, ...], key: str) -> Iterator[Change]:
    if old == new:
        return
    if isinstance(old, Text) and isinstance(new, Text):
        for locale in ("zh_CN", "en"):
            before, after = old.get(locale), new.get(locale)
            if before != after:
                yield Change(section, "changed", steps, f"{key}.{locale}".lstrip("."), before, after)
    elif isinstance(old, Model) and type(old) is type(new):
        for name in type(old).model_fields:
            at = f"{key}.{name}".lstrip(".")
            yield from _differ(getattr(old, name), getattr(new, name), section, steps, at)
    elif isinstance(old, dict) and isinstance(new, dict):
        for name in [*old, *(name for name in new if name not in old)]:
            at = f"{key}.{name}".lstrip(".")
            yield from _differ(old.get(name), new.get(name), section, steps, at)
    elif _named(old) and _named(new):
        yield from _lists(_by_id(old), _by_id(new), section, steps, key)
    else:
        kind: Kind = "added" if old is None else "removed" if new is None else "changed"
        yield Change(section, kind, steps, key, _written(old), _written(new))


def _lists(
    old: dict[str, Model], new: dict[str, Model], section: str, steps: tuple[Step, ...], key: str
) -> Iterator[Change]:
    """Compare two lists of entries with ids: which came, went and moved, and what of the others differs."""
    name = key.rpartition(".")[2] or section

    def at(entry_id: str, entry: Model) -> tuple[Step, ...]:
        label = getattr(entry, "label", None) or getattr(entry, "title", None)
        return (*steps, Step(name, entry_id, label if isinstance(label, Text) else None))

    for one, entry in old.items():
        if one not in new:
            yield Change(section, "removed", at(one, entry), "", before=_described(entry))
    for one, entry in new.items():
        if one not in old:
            yield Change(section, "added", at(one, entry), "", after=_described(entry))
    common = [one for one in old if one in new]
    order = [one for one in new if one in old]
    for one in _moved(common, order):
        before, after = common.index(one) + 1, order.index(one) + 1
        yield Change(section, "moved", at(one, new[one]), "", str(before), str(after))
    for one in common:
        yield from _differ(old[one], new[one], section, at(one, new[one]), "")


def _moved(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """Return the fewest entries that must be moved to come from one order to the other."""
    place = {one: number for number, one in enumerate(before)}
    runs: list[list[str]] = []
    for one in after:
        fitting = [run for run in runs if place[run[-1]] < place[one]]
        runs.append([*_longest(fitting), one])
    kept = set(_longest(runs))
    return [one for one in after if one not in kept]


def _longest(runs: Sequence[list[str]]) -> list[str]:
    found: list[str] = []
    for run in runs:
        found = run if len(run) > len(found) else found
    return found


def _named(value: object) -> bool:
    return isinstance(value, tuple) and all(hasattr(one, "id") for one in value)


def _by_id(value: object) -> dict[str, Model]:
    return {one.id: one for one in value} if isinstance(value, tuple) else {}


def _described(entry: Model) -> str:
    """Tell what matters most of an entry that came or went: when a rule is in force, how long a stage takes."""
    if isinstance(entry, LegalRule):
        return f"{entry.effective_from} – {entry.effective_to or ''}".rstrip()
    days = getattr(entry, "planned_days", None)
    return str(days) if isinstance(days, int) else ""


def _written(value: object) -> str:
    """Write a value as a person reads it."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Text():
            return f"{value.zh_CN} / {value.en}"
        case Model():
            parts = ((name, getattr(value, name)) for name in type(value).model_fields)
            return ", ".join(f"{name} {_written(one)}" for name, one in parts if one not in (None, ()))
        case dict():
            return ", ".join(f"{name} {_written(one)}" for name, one in value.items())
        case tuple():
            return "[" + ", ".join(map(_written, value)) + "]"
    return str(value)
