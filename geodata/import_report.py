"""Hold what an import did, and everything that a person has to know of it: the content of the report."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import geopandas as gpd
import pandas as pd

from geodata.findings import Findings
from geodata.notes import Note
from geodata.reconcile import Reconciliation


@dataclass(frozen=True)
class ReadFile:
    """Describe a file that was read.

    Attributes
    ----------
    use : str
        What it was taken for, a text of the catalogue such as “boundaries of the townships”.
    sha256 : str
        In hexadecimal.
    size : int
        Bytes.
    layer, encoding, crs : str or None
        Layer that was taken, encoding of the text, coordinate reference system with its datum; None where there is
        none.
    notes : tuple of Note
        What the reader found.
    """

    name: str
    use: str
    sha256: str
    size: int
    layer: str | None = None
    encoding: str | None = None
    crs: str | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Examined:
    """Hold what is wrong with the shapes of one file.

    Attributes
    ----------
    file : str
        Its name.
    shapes : GeoSeries
        As they were found, EPSG:4326, by the same places in the file as `findings`.
    codes : Mapping[int, str]
        Official code by place in the file, where it was matched.
    """

    file: str
    findings: Findings
    shapes: gpd.GeoSeries
    codes: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Matching:
    """Hold how the rows of a file were matched to the official list.

    Attributes
    ----------
    of : str
        What was matched, a text of the catalogue such as “Townships”.
    rows : Mapping[int, str]
        Name by row of the file.
    official : Mapping[str, str]
        Name by code of the official list.
    """

    of: str
    file: str
    result: Reconciliation
    rows: Mapping[int, str]
    official: Mapping[str, str]

    @property
    def missing_rows(self) -> list[tuple[int, str]]:
        """List rows that are not on the official list, with their names."""
        return [(row, self.rows.get(row, "")) for row in self.result.unmatched_rows]

    @property
    def missing_codes(self) -> list[tuple[str, str]]:
        """List codes of the official list that no row is, with their names."""
        return [(code, self.official.get(code, "")) for code in self.result.unmatched_codes]


@dataclass(frozen=True)
class Change:
    """Say what became of one place since the previous boundaries; None: was not there, or is no more."""

    code: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Changes:
    """Hold all changes against the previous district.

    Attributes
    ----------
    redrawn, altered, recoded : tuple of Change
        Another shape; another kind or due otherwise; under another code, which is one removed and one added.
    """

    added: tuple[Change, ...] = ()
    removed: tuple[Change, ...] = ()
    moved: tuple[Change, ...] = ()
    renamed: tuple[Change, ...] = ()
    redrawn: tuple[Change, ...] = ()
    altered: tuple[Change, ...] = ()
    recoded: tuple[Change, ...] = ()

    @property
    def total(self) -> int:
        """Count the changes."""
        listed = (self.added, self.removed, self.moved, self.renamed, self.redrawn, self.altered)
        return sum(map(len, listed))


@dataclass(frozen=True)
class Shown:
    """Hold what the map will show, EPSG:4326, lon/lat.

    Attributes
    ----------
    towns, cells : GeoSeries
        By code; may be empty.
    schematic : Series of bool
        By the codes of `cells`: drawn, not surveyed.
    names : Mapping[str, str]
        Short names of the townships by code.
    """

    towns: gpd.GeoSeries
    cells: gpd.GeoSeries
    schematic: pd.Series
    names: Mapping[str, str]


@dataclass(frozen=True)
class ImportReport:
    """Hold an import.

    Attributes
    ----------
    title : str
        Name of the district.
    when : datetime
        Moment of the import, in local time.
    dry : bool
        Nothing was installed.
    counts : Mapping[str, int]
        Places by level, from the top; the keys are texts of the catalogue.
    shown : Shown or None
        None where nothing has a place: tiles alone.
    shift : Note or None
        A shift against the reference, when there is one.
    filled : tuple of Note
        What was drawn where boundaries were missing.
    without : int
        Units that have a tile only.
    changes : Changes or None
        None when there were no boundaries before.
    todo : tuple of Note
        What to do next, most important first.
    """

    title: str
    when: datetime
    dry: bool
    files: tuple[ReadFile, ...]
    counts: Mapping[str, int]
    shown: Shown | None
    examined: tuple[Examined, ...] = ()
    matchings: tuple[Matching, ...] = ()
    shift: Note | None = None
    filled: tuple[Note, ...] = ()
    without: int = 0
    changes: Changes | None = None
    todo: tuple[Note, ...] = ()
