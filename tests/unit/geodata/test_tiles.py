"""Blocks and tiles: any district gets a picture in which everybody has one place and nothing overlaps."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.blocks import APART, arrange, order_kept
from geodata.build import build
from geodata.read import read_source
from geodata.tiles import ASPECT, draw_tiles, draw_tiles_in_order, township_centres
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def built():
    return build(read_source(ROOT / "geodata" / "haidian")).sheets[0]


def strictly_kept(centres, cells):
    """Count again, pair by pair, what `order_kept` computes at once."""
    shares = []
    for axis, side, sign in ((0, 1, 1), (1, 0, -1)):
        kept = pairs = 0
        for one in centres:
            for other in centres:
                if centres[other][axis] - centres[one][axis] > APART:
                    pairs += 1
                    kept += (cells[other][side] - cells[one][side]) * sign > 0
        shares.append(kept / pairs if pairs else None)
    return tuple(shares)


def test_the_grid_of_the_sample_keeps_who_lies_west_and_north_of_whom(built):
    centres = township_centres(built.units)
    grid = arrange(centres)
    west_east, north_south = order_kept(centres, grid.cells)
    assert (west_east, north_south) == pytest.approx(strictly_kept(centres, grid.cells))
    assert west_east >= 0.94
    assert north_south >= 0.91
    labels = gpd.GeoSeries(gpd.points_from_xy(built.towns["lon"], built.towns["lat"]), crs=4326).to_crs(32650)
    shown = {code: (spot.x, spot.y) for code, spot in zip(built.towns.index, labels, strict=True)}
    assert min(order_kept(shown, grid.cells)) >= 0.9, "measured by the label points as well"


def test_every_unit_of_the_sample_is_one_tile_of_its_block(built):
    tiles = built.tiles
    assert list(tiles.units.index) == list(built.units.index)
    assert len(tiles.blocks) == 29
    assert {tuple(cell) for cell in tiles.blocks[["row", "column"]].to_numpy()} == set(
        arrange(township_centres(built.units)).cells.values()
    )
    west, south, east, north = built.units.total_bounds
    assert shapely.box(west, south, east, north).buffer(1e-6).covers(shapely.box(*tiles.units.total_bounds))
    first = tiles.units.loc["110108001001"].geometry.centroid
    block = tiles.blocks.loc["110108001"].geometry.bounds
    assert first.x - block[0] < (block[2] - block[0]) / 5, "the lowest code stands at the left of the first row"


def district(sizes, seed):
    """Return units of made-up townships, in the order of their codes."""
    random = np.random.default_rng(seed)
    towns = random.uniform((115.0, 39.0), (116.0, 40.0), (len(sizes), 2))
    rows = [
        (f"{town:03}{unit:03}", f"{town:03}", *(towns[town] + random.uniform(-0.02, 0.02, 2)))
        for town, size in enumerate(sizes)
        for unit in range(size)
    ]
    codes, townships, lons, lats = zip(*rows, strict=True)
    return gpd.GeoDataFrame(
        {"geometry": gpd.points_from_xy(lons, lats), "township": townships, "lon": lons, "lat": lats},
        index=list(codes),
        crs=4326,
    )


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 120), min_size=5, max_size=60), st.integers(0, 99))
def test_any_district_gets_equal_tiles_that_do_not_overlap(sizes, seed):
    units = district(sizes, seed)
    drawn = draw_tiles(units)
    again = draw_tiles(units.sample(frac=1, random_state=seed))
    assert drawn.units.geometry.sort_index().equals(again.units.geometry.sort_index()), "whatever the order"
    squares = drawn.units.to_crs(3857).geometry
    assert np.ptp(squares.area) < squares.area.mean() * 1e-4
    edges = squares.bounds
    assert np.allclose(edges["maxx"] - edges["minx"], edges["maxy"] - edges["miny"])
    tree = shapely.STRtree(squares.to_numpy())
    assert len(tree.query(squares.to_numpy(), predicate="intersects")[0]) == len(units), "each meets itself only"
    frames = drawn.blocks.geometry
    assert len(shapely.STRtree(frames.to_numpy()).query(frames.to_numpy(), predicate="intersects")[0]) == len(
        sizes
    )
    assert shapely.contains(frames.loc[drawn.units["township"]].to_numpy(), drawn.units.geometry.to_numpy()).all()
    cells = drawn.blocks[["row", "column"]].drop_duplicates()
    assert len(cells) == len(sizes)
    if max(sizes) < 12:
        return  # a block of a few tiles has no choice of shapes
    west, south, east, north = drawn.blocks.to_crs(3857).total_bounds
    assert ASPECT / 1.7 < (east - west) / (north - south) < ASPECT * 1.7


@settings(max_examples=30, deadline=None)
@given(st.integers(5, 60), st.integers(0, 99))
def test_any_grid_keeps_most_of_the_order(count, seed):
    spots = np.random.default_rng(seed).uniform(0, 40_000, (count, 2))
    centres = {f"{number:03}": (float(x), float(y)) for number, (x, y) in enumerate(spots)}
    grid = arrange(centres)
    assert len(set(grid.cells.values())) == count
    assert all(0 <= row < grid.rows and 0 <= column < grid.columns for row, column in grid.cells.values())
    assert arrange(dict(reversed(centres.items()))) == grid
    kept = order_kept(centres, grid.cells)
    assert kept == pytest.approx(strictly_kept(centres, grid.cells))
    assert min(kept) >= (0.75 if count >= 20 else 0.65)


def test_grids_of_none_one_and_a_row():
    assert arrange({}).cells == {}
    assert order_kept({}, {}) == (None, None)
    assert arrange({"1": (0.0, 0.0)}).cells == {"1": (0, 0)}
    row = {str(number): (number * 5000.0, 0.0) for number in range(6)}
    assert order_kept(row, {code: (0, int(code)) for code in row}) == (1.0, None)
    assert order_kept(row, dict.fromkeys(row, (0, 0))) == (0.0, None), (
        "a pair in one column has not kept its order"
    )


BOX = (116.0, 39.9, 116.3, 40.1)


def check_picture(tiles, townships):
    """Say that each unit has one equal tile in its township's block, and that no two lie on one another."""
    assert list(tiles.units.index) == list(townships.index)
    assert list(tiles.blocks.index) == sorted(set(townships))
    areas = tiles.units.to_crs(3857).area
    assert areas.min() == pytest.approx(areas.max(), rel=1e-6)
    for kind in (tiles.units, tiles.blocks):
        one, other = shapely.STRtree(kind.geometry).query(kind.geometry, predicate="overlaps")
        assert len(one) == len(other) == 0
    for code, town in townships.items():
        assert tiles.blocks.geometry[town].contains(tiles.units.geometry[code])


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=1, max_size=120))
def test_names_alone_make_a_picture_in_the_order_of_the_townships(numbers):
    townships = pd.Series(
        [f"t{number:02}" for number in numbers], index=[f"u{place:03}" for place in range(len(numbers))]
    )
    tiles = draw_tiles_in_order(pd.DataFrame({"township": townships}), BOX)
    check_picture(tiles, townships)
    cells = [tuple(cell) for cell in tiles.blocks[["row", "column"]].to_numpy()]
    assert cells == sorted(cells), "in reading order"
    assert shapely.box(*BOX).buffer(1e-9).covers(shapely.box(*tiles.units.total_bounds))


def test_the_order_of_the_list_does_not_matter_without_places_either():
    townships = pd.DataFrame({"township": ["b", "a", "b"]}, index=["3", "2", "1"])
    one, other = draw_tiles_in_order(townships, BOX), draw_tiles_in_order(townships.iloc[::-1], BOX)
    assert one.units.geometry.sort_index().equals(other.units.geometry.sort_index())


def test_units_without_a_place_stand_in_their_block_and_townships_without_one_below_the_others(built):
    units = built.units.copy()
    lost = [*units.index[units["township"] == "110108001"], units.index[-1]]
    units.loc[lost, "geometry"] = None
    units.loc[lost, ["lon", "lat"]] = np.nan
    tiles = draw_tiles(units)
    check_picture(tiles, units["township"])
    rows = tiles.blocks["row"]
    assert rows["110108001"] == rows.max()
    assert (rows == rows.max()).sum() == 1
