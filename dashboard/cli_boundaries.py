"""Look at files of boundaries from the shell, and write the installed ones as a file."""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard.arguments import BadArgument
from dashboard.bootstrap import open_services
from dashboard.cli_parser import COLUMN_HELP, H_, Commands
from dashboard.errors import N_, Sentence
from dashboard.founding.file_told import held, matched, wrong
from dashboard.messages import messages
from dashboard.settings import Settings

if TYPE_CHECKING:
    from geopandas import GeoSeries

    from geodata.findings import Findings
    from geodata.reconcile import Reconciliation
    from geodata.sources import Boundaries


def add_commands(commands: Commands) -> None:
    """Add `boundaries check` to the commands."""
    group = commands.add_parser("boundaries", help=H_("look at files of boundaries"))
    listed = group.add_subparsers(required=True)
    check = listed.add_parser("check", help=H_("say what a file holds and what is wrong"))
    check.add_argument("file", type=Path, help=H_("Shapefile, GeoPackage, GeoJSON, CSV, …, a folder or a ZIP"))
    check.add_argument("--layer", help=H_("the one that is meant, where there are several"))
    check.add_argument("--crs", help=H_("of the coordinates, such as EPSG:4527, where the file does not say it"))
    check.add_argument("--encoding", help=H_("of the attributes, such as GB18030, where it is not recognised"))
    check.add_argument("--outline", type=Path, help=H_("where they belong: an outline, or previous boundaries"))
    check.add_argument("--list", type=Path, help=H_("official list (CSV with code, name, parent_code, aliases)"))
    check.add_argument("--towns", type=Path, help=H_("the townships of that list, in the same form"))
    for column in ("name", "township", "code"):
        check.add_argument(f"--{column}", metavar="COLUMN", help=COLUMN_HELP[column])
    check.add_argument("--suggestions", type=Path, metavar="CSV", help=H_("write what a person has to decide"))
    check.add_argument("--accept", type=Path, metavar="CSV", help=H_("take what a person has decided"))
    check.add_argument("--fix", type=Path, metavar="GPKG", help=H_("write the shapes with what is safe mended"))
    check.set_defaults(command=_check)
    keep = listed.add_parser("export", help=H_("write the installed boundaries as a GeoPackage"))
    keep.add_argument("file", type=Path, metavar="GPKG")
    keep.set_defaults(command=_export)


def _check(parsed: argparse.Namespace, settings: Settings) -> int:
    from geodata.joining import NAMES, texts_of
    from geodata.shifts import detect_shift  # only this command needs the readers, and they are slow to load
    from geodata.sources import read_boundaries

    say = messages(settings.locale)
    for option, target in (("--fix", parsed.fix), ("--suggestions", parsed.suggestions)):
        if target is not None and (target.exists() or not target.parent.is_dir()):
            reason = N_("there is such a file already, or no such folder")
            raise BadArgument(argument=f"{option} {target}", reason=Sentence(reason))
    outline = read_boundaries(parsed.outline).frame.geometry if parsed.outline is not None else None
    read = read_boundaries(
        parsed.file, layer=parsed.layer, crs=parsed.crs, encoding=parsed.encoding, outline=outline
    )
    names = texts_of(read, parsed.name, NAMES)
    _print(held(read, say))
    shift = detect_shift(read.frame, outline) if outline is not None else None
    _print(f"· {say(note.text, **note.params)}" for note in (*read.notes, *([shift.note] if shift else [])))
    if read.frame.geom_type.isin(["Polygon", "MultiPolygon"]).any():
        _print(wrong(_findings(read, names, outline, parsed.fix), say))
    if parsed.list is not None:
        _print(matched(_reconciled(read, names, parsed), names, say))
    return 0


def _export(parsed: argparse.Namespace, settings: Settings) -> int:
    from pyogrio.errors import DataSourceError

    from geodata.export import export

    if parsed.file.exists() or parsed.file.suffix.lower() != ".gpkg":
        reason = N_("there is such a file already, or its name does not end in .gpkg")
        raise BadArgument(argument=str(parsed.file), reason=Sentence(reason))
    try:
        export(open_services(settings).catalog, parsed.file)
    except (OSError, DataSourceError) as error:
        raise BadArgument(
            argument=str(parsed.file), reason=Sentence(N_("the file cannot be written there"))
        ) from error
    print(messages(settings.locale)(N_("Written: {path}"), path=parsed.file))
    return 0


def _print(lines: Iterator[str]) -> None:
    for line in lines:
        print(line)


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
        raise BadArgument(argument="--fix", reason=Sentence(N_("the file cannot be written there"))) from error
    return found


def _reconciled(read: "Boundaries", names: Sequence[str], parsed: argparse.Namespace) -> "Reconciliation":
    from geodata.joining import CODES, texts_of
    from geodata.official import read_official
    from geodata.reconcile import Row, reconcile
    from geodata.suggestions import read_accepted, write_suggestions

    towns = texts_of(read, parsed.township, ())
    codes = texts_of(read, parsed.code, CODES)
    rows = [Row(row, *said) for row, said in enumerate(zip(names, towns, codes, strict=True), start=1)]
    of_towns = read_official(parsed.towns) if parsed.towns is not None else ()
    accepted = read_accepted(parsed.accept) if parsed.accept is not None else ()
    done = reconcile(rows, read_official(parsed.list), of_towns, accepted)
    if parsed.suggestions is not None:
        write_suggestions(parsed.suggestions, done.suggestions)
    return done
