"""Look at a file of boundaries from the shell, before anything is installed from it."""

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard.errors import N_
from dashboard.messages import Messages, messages
from dashboard.settings import Settings

if TYPE_CHECKING:
    from geodata.sources import Boundaries

_SQUARE_KM = 1e6


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `boundaries check` to the commands."""
    boundaries = commands.add_parser("boundaries", help="look at files of boundaries").add_subparsers(
        required=True
    )
    check = boundaries.add_parser("check", help="say what a file of boundaries holds; nothing is changed")
    check.add_argument(
        "file", type=Path, help="Shapefile, GeoPackage, GeoJSON, KML, CSV, XLSX, …, a folder or a ZIP"
    )
    check.add_argument("--layer", help="the one that is meant, where there are several")
    check.add_argument("--crs", help="of the coordinates, such as EPSG:4527, where the file does not say it")
    check.add_argument("--encoding", help="of the attributes, such as GB18030, where it is not recognised")
    check.add_argument(
        "--outline", type=Path, help="where the boundaries belong: an outline, or previous boundaries"
    )
    check.set_defaults(command=_check)


def _check(parsed: argparse.Namespace, settings: Settings) -> int:
    from geodata.shifts import detect_shift  # only this command needs the readers, and they are slow to load
    from geodata.sources import read_boundaries

    say = messages(settings.locale)
    reference = read_boundaries(parsed.outline).frame.geometry if parsed.outline is not None else None
    read = read_boundaries(
        parsed.file, layer=parsed.layer, crs=parsed.crs, encoding=parsed.encoding, outline=reference
    )
    for line in _told(read, say):
        print(line)
    shift = detect_shift(read.frame, reference) if reference is not None else None
    for note in (*read.notes, *([shift.note] if shift is not None else [])):
        print(f"· {say(note.text, **note.params)}")
    return 0


def _told(read: "Boundaries", say: Messages) -> Iterator[str]:
    """Yield what the file holds: features, attributes, coordinates, extent, area, what is broken."""
    from geodata.crs import geodesic_area

    shapes = read.frame.geometry
    there = shapes[~(shapes.isna() | shapes.is_empty)]
    kinds = ", ".join(f"{kind} {count}" for kind, count in Counter(there.geom_type).most_common())
    yield say(N_("{file}: features {count} ({kinds})"), file=read.file, count=len(shapes), kinds=kinds)
    if read.layer is not None:
        yield say(N_("Layer: {layer}, of {layers}"), layer=read.layer, layers=", ".join(read.layers))
    columns = ", ".join(str(name) for name in read.frame.columns if name != shapes.name)
    yield say(N_("Attributes: {columns}; text: {encoding}"), columns=columns or "—", encoding=read.encoding)
    authority = read.crs.to_string() if read.crs.to_authority() is None else ":".join(read.crs.to_authority())
    yield say(N_("Coordinates: {crs}, {name}"), crs=authority, name=read.crs.name)
    west, south, east, north = (f"{degrees:.4f}" for degrees in there.total_bounds)
    yield say(
        N_("Extent: longitude {west} to {east}, latitude {south} to {north}"),
        west=west,
        south=south,
        east=east,
        north=north,
    )
    areas = there[there.geom_type.isin(["Polygon", "MultiPolygon"])]
    if len(areas):
        size = sum(geodesic_area(shape) for shape in areas) / _SQUARE_KM
        yield say(N_("Area of all, on the ellipsoid: {size} km²"), size=f"{size:.2f}")
    missing, broken = len(shapes) - len(there), int((~there.is_valid).sum())
    if missing or broken:
        yield say(
            N_("Without geometry: {missing}; rings that cross or touch themselves: {broken}"),
            missing=missing,
            broken=broken,
        )
