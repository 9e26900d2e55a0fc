import geopandas as gpd
import numpy as np
import pytest
import shapely

from geodata.errors import InvalidCoverage
from geodata.simplify import simplify
from geodata.topology import check_coverage


def wiggly(columns=4, rows=3, points=60, amplitude=3.0):
    """A grid of cells whose shared edges wiggle: many vertices that a screen cannot show."""
    random = np.random.default_rng(7)

    def edge(a, b):
        steps = np.linspace(0, 1, points)[1:-1]
        line = np.outer(1 - steps, a) + np.outer(steps, b) + random.uniform(-amplitude, amplitude, (points - 2, 2))
        return [a, *map(tuple, line), b]

    size = 1000.0
    across = {
        (x, y): edge((x * size, y * size), ((x + 1) * size, y * size))
        for x in range(columns)
        for y in range(rows + 1)
    }
    down = {
        (x, y): edge((x * size, y * size), (x * size, (y + 1) * size))
        for x in range(columns + 1)
        for y in range(rows)
    }
    cells = {}
    for x in range(columns):
        for y in range(rows):
            ring = [*across[x, y], *down[x + 1, y][1:], *across[x, y + 1][::-1][1:], *down[x, y][::-1][1:]]
            cells[f"{x}{y}"] = shapely.Polygon(ring)
    return gpd.GeoSeries(cells, crs=32650)


def test_vertices_fall_and_edges_stay_shared():
    cells = wiggly()
    drawn = simplify(cells, 20.0)
    before, after = (shapely.get_num_coordinates(shapes.to_numpy()).sum() for shapes in (cells, drawn))
    assert after <= 0.7 * before
    assert shapely.coverage_is_valid(drawn.to_numpy())
    assert list(drawn.index) == list(cells.index)
    assert drawn.area.sum() == pytest.approx(cells.area.sum(), rel=0.01)


def test_overlapping_cells_are_refused_by_name():
    cells = gpd.GeoSeries({"a": shapely.box(0, 0, 10, 10), "b": shapely.box(9, 0, 20, 10)}, crs=32650)
    with pytest.raises(InvalidCoverage, match="first a, b"):
        check_coverage(cells)
    with pytest.raises(InvalidCoverage):
        simplify(cells, 1.0)
