"""Whatever is missing, every unit that can have a cell gets one, inside its township, and the cells fit together."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from geodata.crs import local_metric
from geodata.fill import fill
from geodata.match import Names
from geodata.read import read_source
from geodata.repair import mend
from geodata.rooms import LEAST, Taken
from geodata.schematic import cut
from geodata.topology import GRID
from tests.conftest import ROOT
from tests.unit.geodata.test_repair import RAW

METRIC = 32650
NOTHING = gpd.GeoSeries([], index=pd.Index([], dtype=str), crs=METRIC)
UNKNOWN = (np.nan, np.nan)


def shapes(**by_code):
    return gpd.GeoSeries(list(by_code.values()), index=list(by_code), crs=METRIC)


def units(town, **spots):
    """Return units of one township: code → position."""
    return pd.DataFrame(
        {"parent_code": town, "x": [x for x, _ in spots.values()], "y": [y for _, y in spots.values()]},
        index=list(spots),
    )


def said(filled):
    return " ".join(map(str, filled.notes))


def test_units_of_a_surveyed_township_are_cut_from_it_by_their_points():
    filled = fill(units("t", a=(100, 500), b=(900, 500)), NOTHING, shapes(t=box(0, 0, 1000, 1000)), None)
    assert filled.cells["a"].equals(box(0, 0, 500, 1000))
    assert filled.cells["b"].equals(box(500, 0, 1000, 1000))
    assert list(filled.schematic) == [True, True]
    assert filled.without == ()
    assert said(filled) == "2 units in 1 townships have drawn boundaries, no surveyed ones."


def test_a_surveyed_cell_is_kept_and_the_rest_share_what_it_leaves():
    kept = box(0, 0, 400, 1000)
    filled = fill(
        units("t", a=(900, 900), b=(500, 500), c=(900, 500)),
        shapes(a=kept),
        shapes(t=box(0, 0, 1000, 1000)),
        None,
    )
    assert filled.cells["a"].equals(kept)
    assert list(filled.schematic) == [False, True, True]
    assert shapely.union_all([filled.cells["b"], filled.cells["c"]]).equals(box(400, 0, 1000, 1000))


def test_units_without_a_position_or_with_one_elsewhere_are_placed_evenly_and_named():
    spots = {"a": (100, 100), "b": (5000, 100), "c": UNKNOWN, "d": (100, 100)}
    filled = fill(units("t", **spots), NOTHING, shapes(t=box(0, 0, 1000, 1000)), None)
    assert set(filled.cells.index) == set("abcd")
    assert filled.cells["a"].contains(shapely.Point(100, 100)), "a given position stays"
    assert filled.cells.area.min() > 0.5 * 1e6 / 4, "evenly"
    assert "2 positions lie outside" in said(filled)
    assert "b, d." in said(filled)
    assert "1 units have no position and were placed evenly in their township: c." in said(filled)


def test_a_position_that_no_projection_can_place_is_none():
    filled = fill(units("t", a=(np.inf, np.inf), b=(500, -np.inf)), NOTHING, shapes(t=box(0, 0, 1000, 1000)), None)
    assert len(filled.cells) == 2
    assert "2 units have no position" in said(filled)
    nowhere = fill(units("t", a=(np.inf, 0)), NOTHING, NOTHING, box(0, 0, 1000, 1000))
    assert nowhere.without == ("a",)


def test_a_moved_unit_comes_to_the_side_where_its_position_was():
    filled = fill(units("t", a=(3000, 500), b=(-2000, 500)), NOTHING, shapes(t=box(0, 0, 1000, 1000)), None)
    assert filled.cells["a"].centroid.x > filled.cells["b"].centroid.x


def test_townships_without_a_shape_share_what_is_left_of_the_outline():
    listed = pd.concat(
        [
            units("s", a=(100, 500), b=UNKNOWN),
            units("t", c=(1200, 500), d=(1200, 503)),
            units("u", e=(1900, 500), f=UNKNOWN),
            units("v", g=UNKNOWN),
        ]
    )
    filled = fill(listed, NOTHING, shapes(s=box(0, 0, 1000, 1000)), box(0, 0, 2000, 1000))
    assert filled.without == ("g",), "where nothing says where a township lies, its units have no place"
    assert shapely.union_all([filled.cells["a"], filled.cells["b"]]).equals(box(0, 0, 1000, 1000))
    both = shapely.union_all([filled.cells["c"], filled.cells["d"]])
    assert both.equals(box(1000, 0, 1550, 1000)), "two units at one place divide the township's ground"
    own = shapely.union_all([filled.cells["e"], filled.cells["f"]])
    assert own.equals(box(1550, 0, 2000, 1000)), "without a position a unit lies where its township does"
    assert "placed evenly in their township: b, f." in said(filled)
    assert "tile only: g." in said(filled)


def test_a_gap_between_surveyed_townships_goes_to_no_township_far_away():
    towns = shapes(s=box(0, 0, 1000, 1000).difference(box(400, 400, 500, 500)))
    listed = pd.concat([units("s", a=(100, 100)), units("t", b=(1500, 500))])
    filled = fill(listed, NOTHING, towns, box(0, 0, 2000, 1000))
    assert filled.cells["b"].equals(box(1000, 0, 2000, 1000))
    assert "10,000 m² between surveyed shapes" in said(filled)


def test_without_shapes_or_outline_there_are_no_cells():
    filled = fill(units("t", a=(0, 0), b=UNKNOWN), NOTHING, NOTHING, None)
    assert len(filled.cells) == 0
    assert filled.cells.crs == NOTHING.crs
    assert filled.without == ("a", "b")
    assert "tile only: b." in said(filled)


def test_slivers_between_two_surveys_become_no_cells():
    surveyed = shapes(a=box(3, 3, 997, 500), b=box(3, 500, 997, 996))
    filled = fill(units("t", a=(1, 1), b=(1, 1), c=(2, 500)), surveyed, shapes(t=box(0, 0, 1000, 1000)), None)
    assert filled.without == ("c",)
    assert list(filled.cells.index) == ["a", "b"]
    assert "Township t: 0 m² are left for 1 units" in said(filled)
    assert "m² between surveyed shapes are too narrow" in said(filled)


def test_no_surveyed_shape_is_overlooked_where_the_edges_of_two_nearly_coincide():
    """GEOS 3.14 takes the first for a part of the second, without a grid, and frees its 9 hectares."""
    strip = [
        (-1482.7611591387495, 1158.9883795249248),
        (3139.01772587723, 2065.001737114208),
        (3186.4036872559777, 2043.6897110501213),
        (-1480.2718113648348, 1150.5611100182227),
    ]
    beside = [
        (-1483.0623536225103, 1158.9293359764754),
        (2103.4688405221355, 2433.6407484744727),
        (3145.806710285034, 2066.332590603949),
    ]
    surveyed = [shapely.Polygon(strip), shapely.Polygon(beside)]
    whole = box(-5000, -5000, 5000, 5000)
    free = Taken(surveyed).room(whole).ground
    assert free.area == pytest.approx(whole.area - 91_491.2 - 1_323_021.1, abs=1)


def test_a_room_that_is_too_small_for_its_units_is_given_up():
    spots = {f"u{number}": UNKNOWN for number in range(20)}
    filled = fill(units("t", **spots), NOTHING, shapes(t=box(0, 0, 100, 100)), None)
    assert len(filled.cells) == 0
    assert len(filled.without) == 20
    assert "10,000 m² are left for 20 units" in said(filled)
    assert "u7 …" not in said(filled), "the codes stand in order: u0, u1, u10 …"


def test_surveyed_shapes_that_overlap_are_shown_with_the_lower_code_and_that_is_said():
    surveyed = shapes(b=box(900, 0, 2000, 1000), a=box(0, 0, 1000, 1000), c=box(0, 0, 1000, 1000))
    filled = fill(units("t", a=UNKNOWN, b=UNKNOWN, c=UNKNOWN), surveyed, NOTHING, None)
    assert filled.cells["a"].equals(box(0, 0, 1000, 1000))
    assert filled.cells["b"].equals(box(1000, 0, 2000, 1000))
    assert filled.without == ("c",)
    assert "2 surveyed shapes overlap others; 1,100,000 m²" in said(filled)


def test_the_townships_of_the_web_map_get_a_cell_for_every_community_of_the_list():
    if not RAW.is_file():
        pytest.skip(f"the raw townships are no part of the repository: {RAW} is not there")
    source = read_source(ROOT / "geodata" / "haidian")
    raw = gpd.read_file(RAW, engine="pyogrio")
    mended, _ = mend(raw.geometry, list(raw["name"]))
    names = Names.of_towns([(town.code, (town.name, *town.aliases)) for town in source.towns.itertuples()])
    metric = local_metric(mended)
    towns = gpd.GeoSeries(mended.to_numpy(), index=[names.find(name).code for name in raw["name"]], crs=4326)
    towns = towns.to_crs(metric)
    listed = source.units.set_index("code")
    spots = gpd.GeoSeries(gpd.points_from_xy(listed["lon"], listed["lat"]), crs=4326).to_crs(metric)
    listed = listed.assign(x=spots.x.to_numpy(), y=spots.y.to_numpy())
    filled = fill(listed, gpd.GeoSeries([], index=pd.Index([], dtype=str), crs=metric), towns, None)
    assert len(filled.cells) == 678
    assert filled.without == ()
    assert filled.schematic.all()
    assert shapely.coverage_is_valid(filled.cells.to_numpy())
    check_union(filled.cells, listed, towns, metres=0.001)


def check_union(cells, listed, towns, metres):
    """Say that the cells of each township make the township, no border off by more than some metres."""
    for town, shape in towns.items():
        whole = shapely.union_all(cells[listed.loc[cells.index, "parent_code"] == town].to_list())
        assert shapely.hausdorff_distance(whole.boundary, shape.boundary) <= metres
        assert whole.symmetric_difference(shape).area <= metres * shape.length


def test_five_thousand_units_without_positions_are_drawn():
    towns = shapes(**{f"t{n:02}": box(n % 6, n // 6, n % 6 + 1, n // 6 + 1) for n in range(30)})
    towns = towns.scale(8000, 8000, origin=(0, 0))
    parents = [f"t{n % 30:02}" for n in range(5000)]
    listed = pd.DataFrame(
        {"parent_code": parents, "x": np.nan, "y": np.nan}, index=[f"u{n:04}" for n in range(5000)]
    )
    filled = fill(listed, NOTHING, towns, None)
    assert len(filled.cells) == 5000
    check_union(filled.cells, listed, towns, metres=0.001)
    even = filled.cells.area / (64e6 * 30 / 5000)
    assert even.between(0.4, 1.8).all(), "of about one size"


@st.composite
def districts(draw):
    """Draw townships, surveyed cells of another survey, and units of which many lack a good position."""
    chance = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    outline = shapely.Polygon(
        [
            (5000 * reach * np.cos(turn), 5000 * reach * np.sin(turn))
            for turn, reach in zip(np.linspace(0, 2 * np.pi, 23)[:-1], chance.uniform(0.5, 1, 22), strict=True)
        ]
    )
    count = draw(st.integers(1, 6))
    middles = shapely.points(points_in(outline, count, chance))
    blocks = dict(zip([f"t{n}" for n in range(count)], cut(middles, outline), strict=True))
    towns = {code: block for code, block in blocks.items() if chance.random() < draw(st.sampled_from([0.5, 1.0]))}
    rows, surveyed = {}, {}
    for code, block in blocks.items():
        size = draw(st.integers(1, 8))
        spots = points_in(block, size, chance)
        own = chance.random() < 0.5
        parts = cut(shapely.points(spots), block) if own else [None] * size
        for number, (spot, part) in enumerate(zip(spots, parts, strict=True)):
            unit = f"{code}u{number}"
            luck = chance.random()
            x, y = spot if luck < 0.6 else UNKNOWN if luck < 0.8 else spots[0] if luck < 0.9 else (9e3, 9e3)
            rows[unit] = (code, x, y)
            if own and chance.random() < 0.7 and part.area > 100 * LEAST:
                moved = shapely.transform(part, lambda xy: xy + chance.uniform(-5, 5, 2))
                surveyed[unit] = moved
    listed = pd.DataFrame.from_dict(rows, orient="index", columns=["parent_code", "x", "y"])
    with_outline = draw(st.booleans())
    return (
        listed,
        gpd.GeoSeries(list(surveyed.values()), index=pd.Index(list(surveyed), dtype=str), crs=METRIC),
        gpd.GeoSeries(list(towns.values()), index=pd.Index(list(towns), dtype=str), crs=METRIC),
        outline if with_outline else None,
    )


def points_in(area, count, chance):
    west, south, east, north = area.bounds
    found = []
    while len(found) < count:
        x, y = chance.uniform(west, east), chance.uniform(south, north)
        if shapely.contains_xy(area, x, y):
            found.append((x, y))
    return np.array(found)


@settings(max_examples=60, deadline=None)
@given(districts(), st.randoms(use_true_random=False))
def test_every_cell_lies_in_its_township_fits_its_neighbours_and_depends_on_no_order(district, dice):
    listed, surveyed, towns, outline = district
    filled = fill(listed, surveyed, towns, outline)
    cells = filled.cells
    assert cells.index.is_unique
    assert list(cells.index) == sorted(cells.index)
    assert sorted([*cells.index, *filled.without]) == sorted(listed.index), "one unit, one cell or none"
    assert set(surveyed.index) <= set(cells.index)
    assert shapely.is_valid(cells.to_numpy()).all()
    assert shapely.coverage_is_valid(cells.to_numpy())
    assert not shapely.get_precision(cells.to_numpy()).any(), "a grid in metres would hold in degrees as well"
    assert list(filled.schematic.index) == list(cells.index)
    assert set(cells.index[~filled.schematic]) == set(surveyed.index)
    drawn = cells[filled.schematic]
    rim = 0.01  # metres
    for unit, cell in drawn.items():
        town = listed.loc[unit, "parent_code"]
        where = towns.get(town, outline)
        assert where.buffer(rim).covers(cell)
    for town, shape in towns.items():
        mine = listed.index[listed["parent_code"] == town]
        if set(mine) & set(surveyed.index) or set(mine) & set(filled.without):
            continue
        whole = shapely.union_all([*cells.reindex(mine), *surveyed], grid_size=GRID)
        left = shapely.difference(shape, whole, grid_size=GRID).area
        assert left <= LEAST * len(surveyed) + rim * shape.length, "nothing of the township is left out"
    everything = shapely.union_all([*surveyed, *drawn], grid_size=GRID).area
    assert cells.area.sum() == pytest.approx(everything, rel=1e-6), "nothing is lost, nothing stands twice"
    again = fill(
        listed.sample(frac=1, random_state=dice.randint(0, 999)),
        surveyed.sample(frac=1, random_state=dice.randint(0, 999)),
        towns.sample(frac=1, random_state=dice.randint(0, 999)),
        outline,
    )
    assert [cell.wkb for cell in again.cells] == [cell.wkb for cell in cells]
    assert again.notes == filled.notes
    assert again.without == filled.without
