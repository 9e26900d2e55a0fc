"""Draw the map of a whole import: townships, cells, and a numbered mark at every problem."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.crs import WGS84, local_metric
from geodata.drawing import Frame, ScaleBar, scale_bar
from geodata.edge_lines import edge_lines
from geodata.import_report import Shown
from geodata.labels import label_points
from geodata.map_marks import Mark, Spot, place_marks

WIDTH = 1000.0
_HIGHEST, _LOWEST = 1.25, 0.45  # of the width
_RIM = 40.0
_FINE = 0.35  # pixels that nobody sees
_WIDE_LETTER, _LETTER = 12.0, 6.6  # pixels
_ASCII = 0x2E80  # letters from here on are as wide as high


@dataclass(frozen=True)
class Label:
    """Hold the name of a township and the pixels of its middle."""

    text: str
    x: float
    y: float


@dataclass(frozen=True)
class OverviewMap:
    """Hold the paths of the whole.

    Attributes
    ----------
    ground, drawn : str
        All townships and surveyed cells, and the schematic cells, as areas.
    surveyed, dashed, towns : str
        Edges: of surveyed cells, of schematic ones, of townships.
    extent : tuple of str
        West, east, south and north, in degrees as they are written.
    """

    width: float
    height: float
    ground: str
    drawn: str
    surveyed: str
    dashed: str
    towns: str
    labels: tuple[Label, ...]
    marks: tuple[Mark, ...]
    bar: ScaleBar
    extent: tuple[str, str, str, str]


def overview_map(shown: Shown, spots: Sequence[Spot]) -> OverviewMap | None:
    """Return the map; None where nothing has a shape."""
    everything = pd.concat([shown.towns, shown.cells])
    everything = everything[~(everything.isna() | everything.is_empty)]
    if everything.empty:
        return None
    metric = local_metric(everything)
    placed = gpd.GeoSeries(gpd.points_from_xy([s.lon for s in spots], [s.lat for s in spots]), crs=WGS84)
    placed = placed.to_crs(metric)
    towns, cells = (shapes.to_crs(metric) for shapes in (shown.towns, shown.cells))
    frame = _frame(everything.to_crs(metric).total_bounds)
    towns, cells = _fine(towns, frame), _fine(cells, frame)
    schematic = shown.schematic.reindex(cells.index).to_numpy(dtype=bool)
    surveyed, dashed = edge_lines(cells.to_numpy(), ~schematic)
    outlines, _ = edge_lines(towns.to_numpy(), np.ones(len(towns), dtype=bool))
    west, south, east, north = everything.total_bounds
    return OverviewMap(
        frame.width,
        round(frame.height),
        frame.path([*towns, *cells[~schematic]]),
        frame.path(cells[schematic]),
        frame.path([surveyed]),
        frame.path([dashed]),
        frame.path([outlines]),
        _labels(towns, shown, frame),
        place_marks(spots, np.column_stack([placed.x, placed.y]), frame),
        scale_bar(frame),
        (_degrees(west, "EW"), _degrees(east, "EW"), _degrees(south, "NS"), _degrees(north, "NS")),
    )


def _frame(bounds: Sequence[float]) -> Frame:
    west, south, east, north = (float(value) for value in bounds)
    share = (north - south) / max(east - west, 1e-9)
    height = WIDTH * min(max(share, _LOWEST), _HIGHEST)
    return Frame.around((west, south, east, north), WIDTH, height, _RIM)


def _fine(shapes: gpd.GeoSeries, frame: Frame) -> gpd.GeoSeries:
    """Return the shapes that are there without what the picture cannot show, alike on both sides of an edge."""
    there = shapes[~(shapes.isna() | shapes.is_empty)]
    values = there.to_numpy()
    tolerance = _FINE / frame.scale
    if len(values) and shapely.coverage_is_valid(values):
        values = shapely.coverage_simplify(values, tolerance)
    else:
        values = shapely.simplify(values, tolerance)
    # Holes turn the other way, so that areas may lie on one another in one path.
    return gpd.GeoSeries(shapely.orient_polygons(values), index=there.index, crs=shapes.crs)


def _labels(towns: gpd.GeoSeries, shown: Shown, frame: Frame) -> tuple[Label, ...]:
    """Return the names that fit into their township."""
    shapes = towns[~towns.is_empty]
    if shapes.empty:
        return ()
    spots = label_points(shapes)
    pixels = frame.pixels(spots[["x", "y"]].to_numpy(dtype=np.float64))
    found = []
    for code, radius, (x, y) in zip(shapes.index, spots["radius"], pixels, strict=True):
        text = shown.names.get(str(code), "")
        if text and _wide(text) <= 3 * radius * frame.scale:
            found.append(Label(text, round(float(x), 1), round(float(y), 1)))
    return tuple(found)


def _wide(text: str) -> float:
    return sum(_WIDE_LETTER if ord(letter) >= _ASCII else _LETTER for letter in text)


def _degrees(value: float, sides: str) -> str:
    return f"{abs(float(value)):.3f}° {sides[0] if value >= 0 else sides[1]}"
