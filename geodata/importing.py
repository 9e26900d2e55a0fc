"""Bring in a district from whatever an office was given: lists, boundaries, points; nothing is installed here."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import pandas as pd
import shapely

from geodata.about import About
from geodata.build import Boundaries, build
from geodata.changes import Changes, changes
from geodata.codes import check_towns, check_units
from geodata.errors import N_, NothingGiven
from geodata.joining import Given, Joined, Taken, join, take, valid, without_overlap
from geodata.levels import tree_of
from geodata.list_errors import NothingMatched
from geodata.listing import Listing, read_listing
from geodata.name_forms import squash
from geodata.notes import Note
from geodata.positions import with_positions
from geodata.read import Source, read_source
from geodata.reconcile import Place
from geodata.roster import Known, Roster, roster
from geodata.source_folder import WRITTEN, write_source

_TOLD = 5  # names in a sentence

STEPS = (
    N_("Reading the lists"),
    N_("Reading the boundaries"),
    N_("Matching shapes and places"),
    N_("Settling positions"),
    N_("Drawing the maps"),
    N_("Comparing with what is installed"),
)


@dataclass(frozen=True)
class Order:
    """Say what is to be brought in.

    Attributes
    ----------
    name, code : str
        Of the area that all lie in; without a code it is taken from official codes.
    units, areas : Path or None
        Lists of the units, and of the areas above them. Without a list of units the layers of `boundaries` are
        the levels, from the top down.
    boundaries : tuple of Given
        Files of shapes or points.
    outline : Given or None
        The shape of the whole.
    kinds : Mapping[str, Sequence[str]]
        Kinds of units, and what they are called.
    source : str
        Where the boundaries come from, for the caption; by default the names of the files.
    review_no : str or None
        审图号.
    name_en : str or None
        Name of the whole in English; by default what it was called before.
    codes : frozenset of str
        Codes of all places that ever were, also of those that are closed.
    """

    name: str
    today: date
    kinds: Mapping[str, Sequence[str]]
    code: str | None = None
    units: Path | None = None
    areas: Path | None = None
    boundaries: tuple[Given, ...] = ()
    outline: Given | None = None
    encoding: str | None = None
    source: str | None = None
    dated: str | None = None
    review_no: str | None = None
    name_en: str | None = None
    codes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Brought:
    """Hold a district on its way in.

    Attributes
    ----------
    boundaries : Boundaries
        Everything that will be shown.
    joined : tuple of Joined
        What each file gave, in the order given; empty where the layers were the list.
    taken : tuple of Taken
        The files of shapes as they were read.
    changes : Changes or None
        Against what is installed; None when nothing of one's own is.
    """

    source: Source
    boundaries: Boundaries
    places: Roster
    joined: tuple[Joined, ...]
    taken: tuple[Taken, ...]
    outline: Taken | None
    listings: tuple[Listing, ...]
    changes: Changes | None
    notes: tuple[Note, ...] = field(default=())


def bring(order: Order, folder: Path, before: Source | None, tell: Callable[[int], None]) -> Brought:
    """Read and match everything, write it as one source into an empty `folder`, and draw the maps from that.

    Parameters
    ----------
    before : Source, optional
        The own district that is installed.
    tell : callable
        Is told the number of each step of `STEPS` when it begins.

    Raises
    ------
    GeodataError
        A file cannot be used; the sentence names it and says what to do. Nothing was installed.
    """
    if order.units is None and not order.boundaries:
        raise NothingGiven
    tell(0)
    units = read_listing(order.units, order.encoding) if order.units is not None else None
    areas = read_listing(order.areas, order.encoding) if order.areas is not None else None
    places = None
    if units is not None:
        places = roster(units, areas, order.code, order.kinds, _known(before, order.codes))
        _check(places, units, areas)
    tell(1)
    outline = take(order.outline, None) if order.outline is not None else None
    whole = _whole(outline)
    reference = whole if whole is not None else _drawn_before(before)
    taken = tuple(take(given, reference, whole) for given in order.boundaries)
    tell(2)
    joined: tuple[Joined, ...] = ()
    if places is None:
        places, shapes = tree_of(taken, order.code or "0", tuple(order.kinds))
        drawn: frozenset[str] = frozenset()
    else:
        joined = tuple(_joined(places, order.name, taken))
        _check_joined(joined)
        shapes, drawn = _shapes(joined)
    tell(3)
    if whole is None and places.root in shapes.index:
        whole = shapes.loc[[places.root]]
    places = with_positions(places, [one.spots for one in joined], whole)
    about = _about(order, places.root, taken, outline, before)
    write_source(folder, places, whole, shapes, drawn, about)
    tell(4)
    source = read_source(folder)
    boundaries = build(source)
    tell(5)
    same = before is not None and before.about.code == source.about.code
    differ = changes(before, source) if before is not None and same else None
    listings = tuple(listing for listing in (units, areas) if listing is not None)
    notes = (*(note for one in listings for note in one.notes), *places.notes, *boundaries.notes)
    return Brought(source, boundaries, places, joined, taken, outline, listings, differ, notes)


def trial(order: Order, before: Source | None, tell: Callable[[int], None]) -> Brought:
    """Bring everything in without keeping it."""
    with TemporaryDirectory(prefix="district-") as folder:
        return bring(order, Path(folder), before, tell)


def _known(before: Source | None, codes: frozenset[str]) -> Known:
    if before is None:
        return Known(codes=codes)
    towns = before.towns[["code", "name"]].itertuples(index=False)
    units = before.units[["code", "name", "parent_code"]].itertuples(index=False)
    return Known(
        {squash(name): code for code, name in towns},
        {(parent, squash(name)): code for code, name, parent in units},
        codes,
    )


def _check(places: Roster, units: Listing, areas: Listing | None) -> None:
    """Name what is wrong by the file and row that a person knows."""
    check_towns(places.areas, places.root, areas.file if areas is not None else units.file)
    blank = places.units.assign(lon="", lat="")  # positions of no use are told, not refused
    check_units(blank, places.areas, places.root, None, units.file)


def _joined(places: Roster, name: str, taken: Sequence[Taken]) -> Iterator[Joined]:
    """Yield what each file gives; files of areas come before files of units that lie in them."""
    areas = [Place(places.root, name, ""), *_official(places.areas)]
    units = _official(places.units)
    surveyed = gpd.GeoSeries([], index=pd.Index([], dtype=str), crs=4326)
    first = [join(one, units, areas, surveyed) for one in taken]
    for one in first:
        if one.level == "areas":
            surveyed = gpd.GeoSeries(pd.concat([surveyed, valid(one.shapes)]), crs=4326)
    surveyed = surveyed[~surveyed.index.duplicated()]
    for one in first:
        again = one.level == "units" or not one.done.matched  # now that townships have shapes
        yield join(one.taken, units, areas, surveyed) if again else one


def _check_joined(joined: Sequence[Joined]) -> None:
    """Refuse a file of another place, or one whose names were not found; what a person may decide goes on."""
    for one in joined:
        if not one.done.matched and not one.done.suggestions:
            read = one.taken.read
            columns = ", ".join(str(name) for name in read.frame.columns if name != read.frame.geometry.name)
            names = ", ".join(dict.fromkeys(filter(None, one.taken.names[:_TOLD])))
            raise NothingMatched(file=read.file, names=names or "—", columns=columns or "—")


def _official(table: pd.DataFrame) -> list[Place]:
    rows = table[["code", "name", "parent_code", "aliases"]].itertuples(index=False)
    return [
        Place(code, name, parent, tuple(filter(None, aliases.split("|")))) for code, name, parent, aliases in rows
    ]


def _shapes(joined: Sequence[Joined]) -> tuple[gpd.GeoSeries, frozenset[str]]:
    """Return the shapes of all files; of several for one place the first counts."""
    shapes = gpd.GeoSeries([], index=pd.Index([], dtype=str), crs=4326)
    drawn: frozenset[str] = frozenset()
    for one in joined:
        own = without_overlap(one, frozenset(shapes.index))
        shapes = gpd.GeoSeries(pd.concat([shapes, valid(own.shapes)]), crs=4326)
        drawn |= own.drawn
    return shapes, drawn


def _whole(outline: Taken | None) -> gpd.GeoSeries | None:
    if outline is None:
        return None
    polygons = outline.shapes[outline.shapes.geom_type.isin(["Polygon", "MultiPolygon"])]
    whole = shapely.union_all(valid(polygons).to_numpy())
    return gpd.GeoSeries([shapely.set_precision(whole, WRITTEN)], crs=4326)  # valid as it is written, too


def _drawn_before(before: Source | None) -> gpd.GeoSeries | None:
    """Return the boundaries that are installed, to tell whether others are shifted."""
    if before is None:
        return None
    return before.outline if before.outline is not None else (before.shapes if not before.shapes.empty else None)


def _about(order: Order, root: str, taken: Sequence[Taken], outline: Taken | None, before: Source | None) -> About:
    given = [*taken, *([outline] if outline is not None else [])]
    systems = sorted({_system(one) for one in given})
    files = ", ".join(dict.fromkeys(one.read.file for one in given))
    known = before.about.name_en if before is not None and before.about.code == root else None
    return About(
        code=root,
        name=order.name,
        source=order.source or files or (order.units.name if order.units is not None else ""),
        date=order.dated or order.today.isoformat(),
        crs=", ".join(systems),
        review_no=order.review_no,
        name_en=order.name_en or known,
    )


def _system(taken: Taken) -> str:
    """Return the coordinate reference system with its datum, as a caption names it."""
    known = taken.read.crs.to_authority()
    return f"{':'.join(known)} {taken.read.crs.name}" if known else taken.read.crs.name
