"""Look at a file of boundaries from the shell, before anything is installed from it."""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard.arguments import BadArgument
from dashboard.errors import N_, Sentence
from dashboard.messages import Messages, messages
from dashboard.settings import Settings

if TYPE_CHECKING:
    from geopandas import GeoSeries

    from geodata.findings import Findings
    from geodata.reconcile import Reconciliation
    from geodata.sources import Boundaries

_SQUARE_KM = 1e6
_MOST = 40  # lines of one kind; a file that is wrong throughout would fill the screen
_KINDS = {
    "empty": N_("without shape"),
    "not a polygon": N_("no polygon"),
    "invalid ring": N_("crossing itself"),
    "duplicate": N_("standing twice"),
    "outside the outline": N_("outside"),
    "overlap": N_("overlaps"),
    "gap": N_("gaps"),
    "open gap": N_("open gaps"),
    "sliver": N_("strips"),
    "z values": N_("with heights"),
}
_HOW = {
    "code": N_("by code"),
    "exact": N_("by name"),
    "alias": N_("by alias"),
    "normalised": N_("by normalised name"),
    "accepted": N_("as decided"),
}


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `boundaries check` to the commands."""
    group = commands.add_parser("boundaries", help="look at files of boundaries")
    check = group.add_subparsers(required=True).add_parser("check", help="say what a file holds and what is wrong")
    check.add_argument("file", type=Path, help="Shapefile, GeoPackage, GeoJSON, CSV, …, a folder or a ZIP")
    check.add_argument("--layer", help="the one that is meant, where there are several")
    check.add_argument("--crs", help="of the coordinates, such as EPSG:4527, where the file does not say it")
    check.add_argument("--encoding", help="of the attributes, such as GB18030, where it is not recognised")
    check.add_argument("--outline", type=Path, help="where they belong: an outline, or previous boundaries")
    check.add_argument("--list", type=Path, help="official list (CSV with code, name, parent_code, aliases)")
    check.add_argument("--towns", type=Path, help="the townships of that list, in the same form")
    for column in ("name", "township", "code"):
        check.add_argument(f"--{column}", metavar="COLUMN", help=f"attribute that holds the {column}")
    check.add_argument("--suggestions", type=Path, metavar="CSV", help="write what a person has to decide")
    check.add_argument("--accept", type=Path, metavar="CSV", help="take what a person has decided")
    check.add_argument("--mended", type=Path, metavar="GPKG", help="write the shapes with what is safe mended")
    check.set_defaults(command=_check)


def _check(parsed: argparse.Namespace, settings: Settings) -> int:
    from geodata.shifts import detect_shift  # only this command needs the readers, and they are slow to load
    from geodata.sources import read_boundaries

    say = messages(settings.locale)
    for option, target in (("--mended", parsed.mended), ("--suggestions", parsed.suggestions)):
        if target is not None and (target.exists() or not target.parent.is_dir()):
            reason = N_("there is such a file already, or no such folder")
            raise BadArgument(argument=f"{option} {target}", reason=Sentence(reason))
    outline = read_boundaries(parsed.outline).frame.geometry if parsed.outline is not None else None
    read = read_boundaries(
        parsed.file, layer=parsed.layer, crs=parsed.crs, encoding=parsed.encoding, outline=outline
    )
    names = _texts(read, parsed.name, ("name", "NAME", "名称"))
    _print(_held(read, say))
    shift = detect_shift(read.frame, outline) if outline is not None else None
    _print(f"· {say(note.text, **note.params)}" for note in (*read.notes, *([shift.note] if shift else [])))
    if read.frame.geom_type.isin(["Polygon", "MultiPolygon"]).any():
        _print(_wrong(_findings(read, names, outline, parsed.mended), say))
    if parsed.list is not None:
        _print(_matched(_reconciled(read, names, parsed), names, say))
    return 0


def _print(lines: Iterator[str]) -> None:
    for line in lines:
        print(line)


def _held(read: "Boundaries", say: Messages) -> Iterator[str]:
    """Yield what the file holds: features, attributes, coordinates, extent."""
    shapes = read.frame.geometry
    there = shapes[~(shapes.isna() | shapes.is_empty)]
    kinds = ", ".join(f"{kind} {count}" for kind, count in Counter(there.geom_type).most_common())
    yield say(N_("{file}: features {count} ({kinds})"), file=read.file, count=len(shapes), kinds=kinds)
    if read.layer is not None:
        yield say(N_("Layer: {layer}, of {layers}"), layer=read.layer, layers=", ".join(read.layers))
    columns = ", ".join(str(name) for name in read.frame.columns if name != shapes.name)
    yield say(N_("Attributes: {columns}; text: {encoding}"), columns=columns or "—", encoding=read.encoding)
    known = read.crs.to_authority()
    yield say(N_("Coordinates: {crs}, {name}"), crs=":".join(known) if known else "—", name=read.crs.name)
    west, south, east, north = (f"{degrees:.4f}" for degrees in there.total_bounds)
    extent = {"west": west, "south": south, "east": east, "north": north}
    yield say(N_("Extent: longitude {west} to {east}, latitude {south} to {north}"), **extent)


def _findings(
    read: "Boundaries", names: Sequence[str], outline: "GeoSeries | None", target: Path | None
) -> "Findings":
    """Look for what is wrong; mend what is safe where a file for it was named."""
    from pyogrio.errors import DataSourceError

    from geodata.repair import examine, mend

    if target is None:
        return examine(read.frame.geometry, names, outline)
    mended, found = mend(read.frame.geometry, names, outline=outline)
    try:
        read.frame.set_geometry(mended).to_file(target, driver="GPKG", engine="pyogrio")
    except (OSError, DataSourceError) as error:
        raise BadArgument(argument="--mended", reason=Sentence(N_("the file cannot be written there"))) from error
    return found


def _wrong(found: "Findings", say: Messages) -> Iterator[str]:
    """Yield the area and the findings, gravest first."""
    before, after = (f"{area / _SQUARE_KM:.2f}" for area in (found.area_before, found.area_after))
    yield say(N_("Area of all, on the ellipsoid: {size} km²"), size=after)
    if before != after:
        yield say(N_("Before mending: {size} km²"), size=before)
    if not len(found):
        yield say(N_("Rings, gaps, overlaps: nothing is wrong."))
        return
    counts = ", ".join(f"{say(_KINDS[kind])} {count}" for kind, count in found.counts.items())
    yield say(N_("Wrong: {counts}"), counts=counts)
    for finding in list(found)[:_MOST]:
        mark = say(N_("mended")) if finding.mended else "!"
        yield f"  {mark} {say(finding.text, **finding.params)}"
    if len(found) > _MOST:
        yield say(N_("… and {count} more"), count=len(found) - _MOST)


def _reconciled(read: "Boundaries", names: Sequence[str], parsed: argparse.Namespace) -> "Reconciliation":
    from geodata.official import read_official
    from geodata.reconcile import Row, reconcile
    from geodata.suggestions import read_accepted, write_suggestions

    towns = _texts(read, parsed.township, ()) if parsed.township else [""] * len(names)
    codes = _texts(read, parsed.code, ("code", "CODE", "编码", "代码"))
    rows = [Row(row, *said) for row, said in enumerate(zip(names, towns, codes, strict=True), start=1)]
    of_towns = read_official(parsed.towns) if parsed.towns is not None else ()
    accepted = read_accepted(parsed.accept) if parsed.accept is not None else ()
    done = reconcile(rows, read_official(parsed.list), of_towns, accepted)
    if parsed.suggestions is not None:
        write_suggestions(parsed.suggestions, done.suggestions)
    return done


def _matched(done: "Reconciliation", names: Sequence[str], say: Messages) -> Iterator[str]:
    """Yield how many rows were matched by what, and everything that was not, on both sides."""
    counts = ", ".join(f"{say(_HOW[how])} {count}" for how, count in done.counts.items())
    yield say(N_("Matched to the list: {count} ({counts})"), count=len(done.matched), counts=counts)
    for row in done.unmatched_rows[:_MOST]:
        yield "  ! " + say(N_("row {row} of the file, {name}: not on the list"), row=row, name=names[row - 1])
    if done.unmatched_codes:
        codes = ", ".join(done.unmatched_codes[:_MOST])
        yield "  ! " + say(
            N_("on the list, without a shape ({count}): {codes}"), count=len(done.unmatched_codes), codes=codes
        )
    if done.suggestions:
        yield say(
            N_("To be decided by a person, with --suggestions and --accept: {count}"), count=len(done.suggestions)
        )


def _texts(read: "Boundaries", column: str | None, usual: Sequence[str]) -> list[str]:
    """Return an attribute as text; without one that is known, empty texts."""
    from geodata.errors import MissingColumn

    columns = [str(name) for name in read.frame.columns]
    if column is not None and column not in columns:
        raise MissingColumn(file=read.file, column=column, found=", ".join(columns))
    chosen = column or next((name for name in usual if name in columns), None)
    if chosen is None:
        return [""] * len(read.frame)
    return ["" if value is None or value != value else str(value) for value in read.frame[chosen]]  # noqa: PLR0124 - not a number
