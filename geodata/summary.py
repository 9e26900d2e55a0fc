"""Put together what the report of an import tells."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geodata.changes import Change as Differs
from geodata.changes import Changes as Difference
from geodata.errors import N_
from geodata.import_report import Change, Changes, Examined, ImportReport, Matching, ReadFile, Shown
from geodata.importing import Brought, Order
from geodata.joining import Joined, Taken
from geodata.notes import Note

_USES: Mapping[str, str] = {"units": N_("Boundaries of the units"), "areas": N_("Boundaries of the areas above")}
_OF: Mapping[str, str] = {"units": N_("Villages and communities"), "areas": N_("Townships and areas above")}
_BLOCK = 1 << 20


def report_of(
    brought: Brought, order: Order, when: datetime, todo: Sequence[Note], *, installed: bool
) -> ImportReport:
    """Return the content of the report of an import.

    Parameters
    ----------
    when : datetime
        In local time.
    todo : sequence of Note
        What to do next, most important first.
    """
    joined = {id(one.taken): one for one in brought.joined}
    read = [*([brought.outline] if brought.outline else []), *brought.taken]
    sheets = brought.boundaries.sheets
    return ImportReport(
        title=order.name,
        when=when,
        dry=not installed,
        files=tuple(chain(_lists(order, brought), (_file(one, joined.get(id(one)), brought) for one in read))),
        counts={
            N_("Districts"): len(sheets),
            N_("Townships and areas above"): len(brought.places.areas),
            N_("Villages and communities"): len(brought.places.units),
        },
        shown=_shown(brought),
        examined=tuple(
            Examined(one.read.file, one.findings, one.read.frame.geometry, _codes(joined.get(id(one))))
            for one in read
            if one.findings is not None
        ),
        matchings=tuple(_matching(one, brought) for one in brought.joined),
        shift=next((one.shift for one in brought.taken if one.shift is not None), None),
        filled=brought.notes,
        without=sum(int(sheet.units.geometry.isna().sum()) for sheet in sheets),
        changes=None if brought.changes is None else _changes(brought.changes),
        todo=tuple(todo),
    )


def _lists(order: Order, brought: Brought) -> Iterator[ReadFile]:
    paths = [path for path in (order.units, order.areas) if path is not None]
    uses = [N_("List of villages and communities"), N_("List of townships and areas above")]
    for path, listing, use in zip(paths, brought.listings, uses, strict=False):
        digest, size = _digest(path)
        yield ReadFile(listing.file, use, digest, size, encoding=listing.encoding)


def _file(taken: Taken, joined: Joined | None, brought: Brought) -> ReadFile:
    digest, size = _digest(taken.given.path)
    use = N_("Outline") if taken is brought.outline else _USES[joined.level] if joined else N_("A level of places")
    known = taken.read.crs.to_authority()
    crs = f"{':'.join(known)}, {taken.read.crs.name}" if known else taken.read.crs.name
    return ReadFile(
        taken.read.file, use, digest, size, taken.read.layer, taken.read.encoding, crs, taken.read.notes
    )


def _digest(path: Path) -> tuple[str, int]:
    """Return sha256 and size in bytes of a file, or of all files of a folder by their names."""
    digest, size = hashlib.sha256(), 0
    files = [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.is_file())
    for file in files:
        with file.open("rb") as stream:
            while block := stream.read(_BLOCK):
                digest.update(block)
                size += len(block)
    return digest.hexdigest(), size


def _codes(joined: Joined | None) -> Mapping[int, str]:
    return {} if joined is None else {match.row - 1: match.code for match in joined.done.matched}


def _matching(joined: Joined, brought: Brought) -> Matching:
    table = brought.places.units if joined.level == "units" else brought.places.areas
    codes = tuple(code for code in joined.done.unmatched_codes if code != brought.places.root)
    return Matching(
        _OF[joined.level],
        joined.taken.read.file,
        replace(joined.done, unmatched_codes=codes),
        dict(enumerate(joined.taken.names, start=1)),
        dict(zip(table["code"], table["name"], strict=True)),
    )


def _shown(brought: Brought) -> Shown | None:
    sheets = [sheet for sheet in brought.boundaries.sheets if sheet.geography]
    if not sheets:
        return None
    units = pd.concat([sheet.units[sheet.units.geometry.notna()] for sheet in sheets])
    towns = pd.concat([sheet.towns for sheet in sheets])
    names = {place.code: place.short_name for place in brought.boundaries.places}
    return Shown(
        gpd.GeoSeries(towns.geometry, crs=4326),
        gpd.GeoSeries(units.geometry, crs=4326),
        units["schematic"],
        {code: names[code] for code in towns.index},
    )


def _changes(found: Difference) -> Changes:
    def told(listed: Sequence[Differs]) -> tuple[Change, ...]:
        return tuple(Change(one.code, one.before or None, one.after or None) for one in listed)

    return Changes(
        tuple(Change(one.code, None, one.name) for one in found.added),
        tuple(Change(one.code, one.name, None) for one in found.removed),
        told(found.moved),
        told(found.renamed),
        tuple(Change(one.code, one.name, one.name) for one in found.redrawn),
        told(found.altered),
        told(found.recoded),
    )
