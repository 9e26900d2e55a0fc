"""Find what is wrong with boundaries and mend what is safe; everything else is kept and told."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.crs import WGS84, geodesic_area, local_metric
from geodata.findings import Finding, Findings, Kind, in_order
from geodata.gaps import cracks, holes, uncovered
from geodata.overlaps import overlaps
from geodata.overlay import difference, intersection, union
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
_OPEN = frozenset({Kind.GAP, Kind.RIM})
_TOUCH = 1e-8  # degrees, a millimetre
_SNAP = 1e-3  # metres; nearer corners become one where something is mended
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
    before = _Sheet.of(shapes, names)
    found = list(before.findings(outline))
    values = list(shapes.to_numpy())
    for place, shape in zip(before.places, before.usable, strict=True):
        values[place] = shape
    after = _Sheet.of(gpd.GeoSeries(values, index=shapes.index, crs=WGS84), names)
    for place, shape in zip(after.places, _closed(after, found, safe_area), strict=True):
        values[place] = shape
    mended = gpd.GeoSeries(values, index=shapes.index, crs=WGS84)
    after = _Sheet.of(mended, names)
    left = list(after.findings(outline))
    still, known = _Told(left), _Told(found)
    told = [replace(item, mended=not still.has(item)) for item in found]
    new = [item for item in left if not known.has(item)]
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
        told = {"names": " / ".join(names) or "—", "area": f"{area or 0:,.2f}", **params}
        position = None if point is None else (point.x, point.y)
        return Finding(kind, tuple(self.rows[place] for place in places), names, area, position, shape, told)

    def findings(self, outline: gpd.GeoSeries | None) -> Iterator[Finding]:
        yield from self._single()
        yield from self._overlaps()
        area = None if outline is None else union(mend_rings(list(outline.to_crs(WGS84))))
        yield from self._gaps(area)
        yield from self._strips()
        if area is not None:
            yield from self._outside(area)

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

    def _overlaps(self) -> Iterator[Finding]:
        for numbers, piece in overlaps(self.usable, _NOISE):
            whole = max(self.usable[number].area for number in numbers)
            kind = Kind.DUPLICATE if piece.area >= _SAME * whole else Kind.OVERLAP
            yield self.finding(kind, [self.places[number] for number in numbers], piece)

    def _gaps(self, outline: BaseGeometry | None) -> Iterator[Finding]:
        if not self.usable:
            return
        tree, covered = shapely.STRtree(self.usable), union(self.usable)
        rims = [*cracks(self.usable, covered), *(() if outline is None else uncovered(covered, outline))]
        for kind, gaps in ((Kind.GAP, holes(covered)), (Kind.RIM, rims)):
            for gap in gaps:
                if geodesic_area(gap) >= _NOISE:
                    yield self.finding(kind, self._around(gap, tree), gap)

    def _around(self, gap: BaseGeometry, tree: shapely.STRtree) -> list[int]:
        return sorted(self.places[number] for number in self.beside(gap, tree)[:2])

    def beside(self, gap: BaseGeometry, tree: shapely.STRtree) -> list[int]:
        """Return the numbers of the shapes around a gap, the one with the longest border first."""
        rim = gap.buffer(_TOUCH)
        near = [int(number) for number in tree.query(rim, predicate="intersects")]
        borders = [(intersection(self.usable[number], rim).area, number) for number in near]
        return [number for _, number in sorted(borders, key=lambda border: (-border[0], border[1]))]

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
            piece = difference(shape, outline)
            if piece.area > _MOST * shape.area:
                yield self.finding(Kind.OUTSIDE, [place], piece)


def _closed(sheet: _Sheet, found: list[Finding], safe_area: float) -> list[BaseGeometry]:
    """Return the shapes with gaps and overlaps up to a limit closed, or as they were when that fails.

    `coverage_clean` knows no limit in m²: larger gaps and overlaps take part as shapes of their own, and are
    taken out, or given back to all owners, afterwards. An open gap is given to a neighbour first, since a gap that
    nothing closes in is none to `coverage_clean`.
    """
    shapes = sheet.usable
    pieces = [item for item in found if item.kind in {Kind.GAP, Kind.OVERLAP, Kind.DUPLICATE}]
    open_gaps = [item for item in found if item.kind is Kind.RIM and (item.area or 0.0) <= safe_area]
    if not shapes or (not pieces and not open_gaps and shapely.coverage_is_valid(shapes)):
        return shapes
    large = [item for item in pieces if (item.area or 0.0) > safe_area]
    claimed = [item.shape for item in large if item.shape is not None and item.kind is not Kind.GAP]
    plugs = list(shapely.get_parts(union(claimed)))
    grown = _grown(sheet, open_gaps)
    bare = [_without(shape, piece) for shape, piece in zip(grown, _near(grown, plugs), strict=True)]
    fillers = [*plugs, *(item.shape for item in large if item.kind is Kind.GAP)]
    work = gpd.GeoSeries([*bare, *fillers], crs=WGS84)
    filled = [place for place, shape in enumerate(work) if not shape.is_empty]
    all_large = not open_gaps and len(large) == len(pieces)
    if all_large and shapely.coverage_is_valid(work.iloc[filled].to_numpy()):
        return shapes  # nothing small is left to close: what was mended once stays as it is
    metric = work.iloc[filled].to_crs(local_metric(gpd.GeoSeries(shapes, crs=WGS84)))
    # A gap of this area is nowhere wider than a circle of it.
    width = 2 * float(np.sqrt(safe_area / np.pi))
    clean = shapely.coverage_clean(  # type: ignore[attr-defined] # the stubs are of shapely 2.1
        metric.to_numpy(), gap_width=width, snapping_distance=_SNAP
    )
    back = dict(zip(filled, gpd.GeoSeries(clean, crs=metric.crs).to_crs(WGS84), strict=True))
    joined = [
        shape if place not in back else _with(back[place], intersection(shape, piece))
        for place, (shape, piece) in enumerate(zip(shapes, _near(shapes, plugs), strict=True))
    ]
    return joined if _is_safe(shapes, joined, safe_area * (1 + len(pieces) + len(open_gaps))) else shapes


def _grown(sheet: _Sheet, open_gaps: list[Finding]) -> list[BaseGeometry]:
    """Return the shapes with each open gap given to the one with the longest border on it."""
    grown = list(sheet.usable)
    tree = shapely.STRtree(grown)
    for gap in open_gaps:
        if gap.shape is not None:
            first, *_ = sheet.beside(gap.shape, tree)
            grown[first] = _with(grown[first], gap.shape)
    return grown


def _near(shapes: Sequence[BaseGeometry], plugs: Sequence[BaseGeometry]) -> Iterator[BaseGeometry]:
    """Yield for each shape what it meets of many pieces."""
    tree = shapely.STRtree(plugs)
    for shape in shapes:
        yield union([plugs[number] for number in tree.query(shape, predicate="intersects")])


def _with(shape: BaseGeometry, piece: BaseGeometry) -> BaseGeometry:
    return shape if piece.is_empty else union([shape, piece])


def _without(shape: BaseGeometry, piece: BaseGeometry) -> BaseGeometry:
    """Return a shape without a piece; one that the piece does not meet keeps its coordinates to the last digit."""
    return difference(shape, piece) if shape.intersects(piece) else shape


def _is_safe(before: list[BaseGeometry], after: list[BaseGeometry], limit: float) -> bool:
    """Say whether each shape is still one, and none gained or lost more than the small pieces together."""
    return all(
        new.is_valid and not new.is_empty and abs(geodesic_area(new) - geodesic_area(old)) <= limit
        for old, new in zip(before, after, strict=True)
    )


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
