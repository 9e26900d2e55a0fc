"""Recognise the columns of the profile's tables by their headings, on one line or several."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from dashboard.intake.summary import FIGURE
from dashboard.intake.values import plain
from dashboard.profile.base import Text
from dashboard.profile.model import Profile
from dashboard.profile.report import TownshipTable, UnitTable

_BRACKETS = re.compile(r"\([^()]*\)")
_LEAST = {True: 4, False: 3}  # headings by which a table of units, or of the township, is recognised


@dataclass(frozen=True)
class Known:
    """Hold one column as headings know it."""

    column: str
    group: str
    keys: frozenset[str]


@dataclass(frozen=True)
class TableHeadings:
    """Hold the headings of one table."""

    table: UnitTable | TownshipTable
    columns: Sequence[Known]
    wanted: frozenset[str]

    @cached_property
    def keys(self) -> frozenset[str]:
        """Return every key by which a column is known."""
        return frozenset(key for column in self.columns for key in column.keys)

    @cached_property
    def _by_key(self) -> Mapping[str, Sequence[Known]]:
        found: dict[str, list[Known]] = {}
        for column in self.columns:
            for key in column.keys:
                found.setdefault(key, []).append(column)
        return found

    def matches(self, headings: Mapping[int, Sequence[str]]) -> dict[int, str]:
        """Return column number → column of the profile.

        Parameters
        ----------
        headings : Mapping[int, Sequence[str]]
            Column number → texts above it, the lowest first.
        """
        chosen: dict[int, str] = {}
        taken: set[str] = set()
        for strict in (True, False):
            for number, texts in headings.items():
                if number in chosen or not texts:
                    continue
                found = [known for known in self._candidates(texts, strict=strict) if known.column not in taken]
                if found:
                    chosen[number] = found[0].column
                    taken.add(found[0].column)
        return chosen

    def _candidates(self, texts: Sequence[str], *, strict: bool) -> list[Known]:
        """List the columns that a heading may mean; strictly: its group agrees, or it has none."""
        own, above = heading_key(texts[0]), [heading_key(text) for text in texts[1:]]
        joined = [heading_key(group + texts[0]) for group in texts[1:]]
        found = [known for key in (own, *joined) for known in self._by_key.get(key, ())]
        if not strict:
            return found
        return [known for known in found if not known.group or known.group in above]

    def score(self, matched: Mapping[int, str]) -> int:
        """Say how well a row of headings fits; 0 when the columns that name the row are missing."""
        least = _LEAST[isinstance(self.table, UnitTable)]
        named = self.wanted & set(matched.values())
        return len(matched) if named and len(matched) >= least else 0


def table_headings(profile: Profile) -> tuple[TableHeadings, ...]:
    """Return the headings of all tables of a profile's report."""
    figures = {figure.id: figure.label for table in profile.report.unit_tables for figure in table.summary}
    found = []
    for table in profile.report.tables:
        columns = [
            Known(column.id, _group(column.group), _keys((*_both(column.label), *column.aliases), column.group))
            for column in table.columns
        ]
        if isinstance(table, TownshipTable) and table.summary:
            known = {key for column in columns for key in column.keys}
            columns += [
                Known(FIGURE + name, "", keys)
                for name, label in figures.items()
                if not (keys := _keys(_both(label), None)) & known
            ]
        if isinstance(table, TownshipTable):
            columns += [Known(FIGURE + share.id, "", _keys(_both(share.label), None)) for share in table.shares]
        wanted = ("code", "name") if isinstance(table, UnitTable) else ("township", "track")
        ids = frozenset(column.id for column in table.columns if column.says in wanted)
        found.append(TableHeadings(table, columns, ids))
    return tuple(found)


@lru_cache(maxsize=8192)  # every cell above the headings is asked for its key
def heading_key(text: str) -> str:
    """Return a heading as it is compared: without spaces, line breaks and marks."""
    return re.sub(r"[\s:：*、·.“”\"']", "", plain(text)).casefold()


def _both(label: Text) -> tuple[str, str]:
    return label.zh_CN, label.en


def _group(label: Text | None) -> str:
    return heading_key(label.zh_CN) if label else ""


def _keys(labels: Iterable[str], group: Text | None) -> frozenset[str]:
    keys = set()
    for label in labels:
        for text in (label, _BRACKETS.sub("", plain(label))):
            keys.add(heading_key(text))
            if group is not None:
                keys.add(heading_key(group.zh_CN + text))
    return frozenset(keys - {""})
