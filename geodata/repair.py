"""Find what is wrong with boundaries and mend what is safe; everything else is kept and told."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.crs import WGS84, geodesic_area, local_metric
from geodata.findings import Finding, Findings, Kind, in_order
from geodata.rings import is_finite, mend_rings, polygons_of

SAFE_AREA = 1.0
"""m². Smaller gaps and overlaps come from rounding where boundaries were drawn; larger ones may be meant."""

_NOISE = 0.01
"""m². Below this the coordinates of a shared edge differ in their last digits only."""
_STRIP = 0.5
"""Metres. A part whose mean width (twice its area by its perimeter) is smaller is a strip, not a place."""
_SAME = 0.999
"""Share of both shapes that the two have in common when one repeats the other."""
_MOST = 0.5
_PLACE = re.compile(r"\[(-?[\d.e+-]+) (-?[\d.e+-]+)[^\]]*\]")


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
    sheet = _Sheet.of(shapes, names)
    area = sheet.area()
    return Findings(in_order(list(sheet.findings(outline))), area, area)


def mend(
    shapes: gpd.GeoSeries, names: Sequence[str], safe_area: float = SAFE_AREA
) -> tuple[gpd.GeoSeries, Findings]:
    """Return shapes with what is safe mended, and all findings, each with whether it was mended.

    Heights are dropped, lines and points beside polygons as well, invalid rings are made valid, and gaps and
    overlaps up to `safe_area` m² are closed. No row is dropped; larger gaps and overlaps stay as they are.

    Parameters
    ----------
    shapes, names
        As for `examine`.
    safe_area : float
        Geodesic m².
    """
    before = _Sheet.of(shapes, names)
    found = list(before.findings(None))
    values = list(shapes.to_numpy())
    for place, shape in zip(before.places, before.usable, strict=True):
        values[place] = shape
    after = _Sheet.of(gpd.GeoSeries(values, index=shapes.index, crs=WGS84), names)
    for place, shape in zip(after.places, _closed(after, found, safe_area), strict=True):
        values[place] = shape
    mended = gpd.GeoSeries(values, index=shapes.index, crs=WGS84)
    after = _Sheet.of(mended, names)
    left = list(after.findings(None))
    told = [replace(item, mended=not any(_same(item, other) for other in left)) for item in found]
    new = [other for other in left if not any(_same(item, other) for item in found)]
    return mended, Findings(in_order([*told, *new]), before.area(), after.area())


@dataclass(frozen=True)
class _Sheet:
    """Hold shapes as found, and of those that are polygons the valid form (`usable`, at `places`)."""

    found: list[BaseGeometry | None]
    rows: list[int]
    names: list[str]
    places: list[int]
    usable: list[BaseGeometry]

    @classmethod
    def of(cls, shapes: gpd.GeoSeries, names: Sequence[str]) -> "_Sheet":
        found = list(shapes.to_numpy())
        flat = {
            place: polygons_of(shapely.force_2d(shape))
            for place, shape in enumerate(found)
            if shape is not None and not shape.is_empty and is_finite(shape)
        }
        places = [place for place, shape in flat.items() if not shape.is_empty]
        usable = mend_rings([flat[place] for place in places])
        kept = [(place, shape) for place, shape in zip(places, usable, strict=True) if not shape.is_empty]
        return cls(
            found,
            [int(row) for row in shapes.index],
            [str(name) for name in names],
            [place for place, _ in kept],
            [shape for _, shape in kept],
        )

    def area(self) -> float:
        return sum(map(geodesic_area, self.usable))

    def finding(
        self, kind: Kind, places: Sequence[int], shape: BaseGeometry | None = None, **params: str
    ) -> Finding:
        names = tuple(self.names[place] for place in places)
        area = geodesic_area(shape) if shape is not None and shape.area else None
        point = shape.representative_point() if shape is not None and area else None
        told = {"names": " / ".join(names), "area": f"{area or 0:,.2f}", **params}
        position = None if point is None else (point.x, point.y)
        return Finding(kind, tuple(self.rows[place] for place in places), names, area, position, shape, told)

    def findings(self, outline: gpd.GeoSeries | None) -> Iterator[Finding]:
        yield from self._single()
        yield from self._pairs()
        yield from self._gaps()
        yield from self._strips()
        if outline is not None:
            yield from self._outside(shapely.union_all(mend_rings(list(outline.to_crs(WGS84)))))

    def _single(self) -> Iterator[Finding]:
        for place, shape in enumerate(self.found):
            if shape is None or shape.is_empty:
                yield self.finding(Kind.EMPTY, [place])
                continue
            if shape.has_z:
                yield self.finding(Kind.Z_VALUES, [place])
            if shape.geom_type not in {"Polygon", "MultiPolygon"}:
                yield self.finding(Kind.NOT_POLYGON, [place], found=shape.geom_type)
            elif not shape.is_valid:
                yield self._invalid(place, shape)

    def _invalid(self, place: int, shape: BaseGeometry) -> Finding:
        reason = shapely.is_valid_reason(shape)
        spot = _PLACE.search(reason)
        finding = self.finding(Kind.INVALID, [place], reason=reason)
        if spot is None:
            return finding
        lon, lat = float(spot[1]), float(spot[2])
        return replace(finding, place=(lon, lat), shape=shapely.Point(lon, lat))

    def _pairs(self) -> Iterator[Finding]:
        shapes = np.array(self.usable, dtype=object)
        one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
        for first, second in sorted((int(a), int(b)) for a, b in zip(one, other, strict=True) if a < b):
            piece = polygons_of(self.usable[first].intersection(self.usable[second]))
            if geodesic_area(piece) < _NOISE:
                continue
            whole = max(self.usable[first].area, self.usable[second].area)
            kind = Kind.DUPLICATE if piece.area >= _SAME * whole else Kind.OVERLAP
            yield self.finding(kind, [self.places[first], self.places[second]], piece)

    def _gaps(self) -> Iterator[Finding]:
        tree = shapely.STRtree(self.usable)
        for hole in holes(self.usable):
            if geodesic_area(hole) >= _NOISE:
                yield self.finding(Kind.GAP, self._around(hole, tree), hole)

    def _around(self, hole: BaseGeometry, tree: shapely.STRtree) -> list[int]:
        near = [int(number) for number in tree.query(hole, predicate="intersects")]
        borders = [(self.usable[number].intersection(hole.boundary).length, number) for number in near]
        longest = sorted(borders, key=lambda border: (-border[0], border[1]))[:2]
        return sorted(self.places[number] for _, number in longest)

    def _strips(self) -> Iterator[Finding]:
        if not self.usable:
            return
        parts, owners = shapely.get_parts(np.array(self.usable, dtype=object), return_index=True)
        lonlat = gpd.GeoSeries(parts, crs=WGS84)
        metric = lonlat.to_crs(local_metric(lonlat))  # a rough width is asked for: one projection will do
        thin = 2 * metric.area.to_numpy() < _STRIP * metric.length.to_numpy()
        for number in np.flatnonzero(thin):
            yield self.finding(Kind.SLIVER, [self.places[int(owners[number])]], parts[number])

    def _outside(self, outline: BaseGeometry) -> Iterator[Finding]:
        for place, shape in zip(self.places, self.usable, strict=True):
            piece = polygons_of(shape.difference(outline))
            if piece.area > _MOST * shape.area:
                yield self.finding(Kind.OUTSIDE, [place], piece)


def holes(shapes: Sequence[BaseGeometry]) -> list[shapely.Polygon]:
    """Return what lies inside the union of shapes and belongs to none."""
    parts = shapely.get_parts(shapely.union_all(shapes))
    rings = [shapely.Polygon(ring) for part in parts for ring in part.interiors]
    covered = shapely.union_all(shapes)
    left = [polygons_of(ring.difference(covered)) for ring in rings]
    return [hole for ring in left for hole in shapely.get_parts(ring)]


def _closed(sheet: _Sheet, found: list[Finding], safe_area: float) -> list[BaseGeometry]:
    """Return the shapes with gaps and overlaps up to a limit closed, or as they were when that fails.

    `coverage_clean` knows no limit in m²: larger gaps and overlaps take part as shapes of their own, and are
    taken out, or given back to both owners, afterwards.
    """
    shapes = sheet.usable
    pieces = [item for item in found if item.kind in {Kind.GAP, Kind.OVERLAP, Kind.DUPLICATE}]
    if not shapes or (not pieces and shapely.coverage_is_valid(shapes)):
        return shapes
    large = [item for item in pieces if (item.area or 0.0) > safe_area]
    plugs = shapely.union_all([item.shape for item in large if item.kind is not Kind.GAP])
    bare = [polygons_of(shape.difference(plugs)) for shape in shapes]
    fillers = [*shapely.get_parts(plugs), *(item.shape for item in large if item.kind is Kind.GAP)]
    work = gpd.GeoSeries([*bare, *fillers], crs=WGS84)
    filled = [place for place, shape in enumerate(work) if not shape.is_empty]
    if len(large) == len(pieces) and shapely.coverage_is_valid(work.iloc[filled].to_numpy()):
        return shapes  # nothing small is left to close: what was mended once stays as it is
    metric = work.iloc[filled].to_crs(local_metric(gpd.GeoSeries(shapes, crs=WGS84)))
    # A gap of this area is nowhere wider than a circle of it.
    width = 2 * float(np.sqrt(safe_area / np.pi))
    clean = shapely.coverage_clean(  # type: ignore[attr-defined] # the stubs are of shapely 2.1
        metric.to_numpy(), gap_width=width
    )
    back = dict(zip(filled, gpd.GeoSeries(clean, crs=metric.crs).to_crs(WGS84), strict=True))
    joined = [
        shape if place not in back else _with(back[place], polygons_of(shape.intersection(plugs)))
        for place, shape in enumerate(shapes)
    ]
    return joined if _is_safe(shapes, joined, safe_area * (1 + len(pieces))) else shapes


def _with(shape: BaseGeometry, piece: BaseGeometry) -> BaseGeometry:
    return shape if piece.is_empty else polygons_of(shapely.union(shape, piece))


def _is_safe(before: list[BaseGeometry], after: list[BaseGeometry], limit: float) -> bool:
    """Say whether each shape is still one, and none gained or lost more than the small pieces together."""
    return all(
        new.is_valid and not new.is_empty and abs(geodesic_area(new) - geodesic_area(old)) <= limit
        for old, new in zip(before, after, strict=True)
    )


def _same(one: Finding, other: Finding) -> bool:
    if one.kind is not other.kind:
        return False
    if one.kind is Kind.GAP and one.shape is not None and other.shape is not None:
        return bool(one.shape.intersects(other.shape))
    return one.rows == other.rows and (one.shape is None or bool(one.shape.intersects(other.shape)))
