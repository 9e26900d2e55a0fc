"""Find what is wrong with boundaries and mend what is safe; everything else is kept and told."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.closing import closed
from geodata.crs import WGS84
from geodata.findings import Finding, Findings, Kind, in_order
from geodata.raw_shapes import RawShapes

SAFE_AREA = 1.0
"""m². Smaller gaps and overlaps come from rounding where boundaries were drawn; larger ones may be meant."""

_OPEN = frozenset({Kind.GAP, Kind.RIM})


def examine(shapes: gpd.GeoSeries, names: Sequence[str], outline: gpd.GeoSeries | None = None) -> Findings:
    """Return everything that is wrong with shapes, and change nothing.

    Parameters
    ----------
    shapes : GeoSeries
        EPSG:4326, lon/lat; the index is the place in the file.
    names : sequence of str
        One name a shape, in the same order.
    outline : GeoSeries, optional
        The area that the shapes should lie in, EPSG:4326.
    """
    raw = RawShapes.of(shapes, names)
    area = raw.area()
    return Findings(in_order(list(raw.findings(outline))), area, area)


def mend(
    shapes: gpd.GeoSeries,
    names: Sequence[str],
    safe_area: float = SAFE_AREA,
    outline: gpd.GeoSeries | None = None,
) -> tuple[gpd.GeoSeries, Findings]:
    """Return shapes with what is safe mended, and all findings, each with whether it was mended.

    Heights are dropped, lines and points beside polygons as well, invalid rings are made valid, and gaps and
    overlaps up to `safe_area` m² are closed. No row is dropped; larger gaps and overlaps stay as they are, and
    so does whatever lies outside an outline or is left open along it.

    Parameters
    ----------
    shapes, names, outline
        As for `examine`.
    safe_area : float
        Geodesic m².
    """
    before = RawShapes.of(shapes, names)
    found = list(before.findings(outline))
    values = list(shapes.to_numpy())
    for place, shape in zip(before.places, before.usable, strict=True):
        values[place] = shape
    after = RawShapes.of(gpd.GeoSeries(values, index=shapes.index, crs=WGS84), names)
    for place, shape in zip(after.places, closed(after, found, safe_area), strict=True):
        values[place] = shape
    mended = gpd.GeoSeries(values, index=shapes.index, crs=WGS84)
    after = RawShapes.of(mended, names)
    left = list(after.findings(outline))
    still, known = _Told(left), _Told(found)
    told = [replace(item, mended=not still.has(item)) for item in found]
    new = [item for item in left if not known.has(item)]
    return mended, Findings(in_order([*told, *new]), before.area(), after.area())


class _Told:
    """Keep findings, to tell whether another one is about the same trouble."""

    def __init__(self, items: Sequence[Finding]) -> None:
        self._by_rows: dict[tuple[Kind, tuple[int, ...]], list[Finding]] = defaultdict(list)
        gaps: dict[Kind, list[BaseGeometry]] = defaultdict(list)
        for item in items:
            self._by_rows[item.kind, item.rows].append(item)
            if item.kind in _OPEN and item.shape is not None:
                gaps[item.kind].append(item.shape)
        self._gaps = {kind: shapely.STRtree(shapes) for kind, shapes in gaps.items()}

    def has(self, item: Finding) -> bool:
        """Say whether the trouble is there: the same rows at the same place; for a gap the place alone."""
        if item.kind in _OPEN:
            return item.kind in self._gaps and len(self._gaps[item.kind].query(item.shape, "intersects")) > 0
        return any(
            item.shape is None or bool(item.shape.intersects(other.shape))
            for other in self._by_rows.get((item.kind, item.rows), ())
        )
