"""Hold the shapes of a file as found and as they can be used, and list what is wrong with them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.crs import WGS84, geodesic_area, local_metric
from geodata.findings import Finding, Kind
from geodata.gaps import cracks, holes, uncovered
from geodata.overlaps import overlaps
from geodata.overlay import difference, intersection, union
from geodata.rings import is_finite, mend_rings, polygons_of

_NOISE = 0.01
"""m². Below this the coordinates of a shared edge differ in their last digits only."""
_STRIP = 0.5
"""Metres. A part whose mean width (twice its area by its perimeter) is smaller is a strip, not a place."""
_SAME = 0.999
"""Share of both shapes that the two have in common when one repeats the other."""
_MOST = 0.5
_TOUCH = 1e-8  # degrees, a millimetre
_PLACE = re.compile(r"\[(-?[\d.e+-]+) (-?[\d.e+-]+)[^\]]*\]")


@dataclass(frozen=True)
class RawShapes:
    """Hold shapes as found, and of those that are polygons the valid form (`usable`, at `places`)."""

    found: list[BaseGeometry | None]
    rows: list[int]
    names: list[str]
    places: list[int]
    usable: list[BaseGeometry]

    @classmethod
    def of(cls, shapes: gpd.GeoSeries, names: Sequence[str]) -> "RawShapes":
        """Hold shapes in lon/lat, indexed by their places in the file, with a name for each."""
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
        """Return the sum of the geodesic areas in m²."""
        return sum(map(geodesic_area, self.usable))

    def finding(
        self, kind: Kind, places: Sequence[int], shape: BaseGeometry | None = None, **params: str
    ) -> Finding:
        """Return a finding about the shapes at some places."""
        names = tuple(self.names[place] for place in places)
        area = geodesic_area(shape) if shape is not None and shape.area else None
        point = shape.representative_point() if shape is not None and area else None
        told = {"names": " / ".join(names) or "—", "area": f"{area or 0:,.2f}", **params}
        position = None if point is None else (point.x, point.y)
        return Finding(kind, tuple(self.rows[place] for place in places), names, area, position, shape, told)

    def findings(self, outline: gpd.GeoSeries | None) -> Iterator[Finding]:
        """Yield everything that is wrong, in no order."""
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
            kind = Kind.DUPLICATE if self._is_same(numbers, piece) else Kind.OVERLAP
            yield self.finding(kind, [self.places[number] for number in numbers], piece)

    def _is_same(self, numbers: Sequence[int], piece: BaseGeometry) -> bool:
        """Say whether shapes repeat each other; of the piece that only they claim others may have a share."""
        claiming = [self.usable[number] for number in numbers]
        whole = max(shape.area for shape in claiming)
        return piece.area > _MOST * whole and reduce(intersection, claiming).area >= _SAME * whole

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
