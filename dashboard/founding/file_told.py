"""Tell from the shell what a file of boundaries holds, what is wrong with it, and what it was matched to."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dashboard.errors import N_
from dashboard.messages import Messages

if TYPE_CHECKING:
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


def held(read: "Boundaries", say: Messages) -> Iterator[str]:
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


def wrong(found: "Findings", say: Messages) -> Iterator[str]:
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


def matched(done: "Reconciliation", names: Sequence[str], say: Messages) -> Iterator[str]:
    """Yield how many rows were matched by what, and everything that was not, on both sides."""
    counts = ", ".join(f"{say(_HOW[how])} {count}" for how, count in done.counts.items())
    yield say(N_("Matched to the list: {count} ({counts})"), count=len(done.matched), counts=counts or "—")
    similar = {one.row for one in done.suggestions}
    for row in done.unmatched_rows[:_MOST]:
        text = (
            N_("row {row} of the file, {name}: to be decided by a person")
            if row in similar
            else N_("row {row} of the file, {name}: not on the list")
        )
        yield "  ! " + say(text, row=row, name=names[row - 1] or "—")
    if done.unmatched_codes:
        codes = ", ".join(done.unmatched_codes[:_MOST])
        yield "  ! " + say(
            N_("on the list, without a shape ({count}): {codes}"), count=len(done.unmatched_codes), codes=codes
        )
    if done.suggestions:
        yield say(N_("To be decided by a person, with --accept: {count}"), count=len(done.suggestions))
