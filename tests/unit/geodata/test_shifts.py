"""A file that lies off in one direction is recognised; one that is merely different is not."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geodata.build import build
from geodata.offsets import bd09, gcj02
from geodata.read import read_source
from geodata.shifts import detect_shift
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def district():
    source = read_source(ROOT / "geodata" / "haidian")
    return source.outline, build(source).sheets[0].towns


def moved(frame, formula):
    """Move every vertex as a web map does."""
    shapes = shapely.transform(
        frame.geometry.to_numpy(), lambda xy: np.array([formula(lon, lat) for lon, lat in xy])
    )
    return gpd.GeoDataFrame(geometry=shapes, crs=4326)


@pytest.mark.parametrize(
    ("formula", "kind", "least", "most"), [(gcj02, "GCJ-02", 400, 700), (bd09, "BD-09", 900, 1800)]
)
def test_the_offset_of_a_web_map(district, formula, kind, least, most):
    outline, towns = district
    shift = detect_shift(moved(towns, formula), outline)
    assert shift.kind == kind
    assert least < np.hypot(shift.dx, shift.dy) < most
    lon, lat = outline.iloc[0].centroid.coords[0]
    there = formula(lon, lat)
    assert shift.dx == pytest.approx((there[0] - lon) * 85_300, abs=60)
    assert shift.dy == pytest.approx((there[1] - lat) * 111_000, abs=60)
    assert kind in str(shift.note)


def test_another_offset_is_told_without_a_name(district):
    outline, towns = district
    shift = detect_shift(moved(towns, lambda lon, lat: (lon - 0.002, lat + 0.001)), outline)
    assert (shift.kind, round(shift.dx / 10), round(shift.dy / 10)) == ("unknown", -17, 11)


@pytest.mark.parametrize("formula", [lambda lon, lat: (lon, lat), lambda lon, lat: (lon + 0.0001, lat)])
def test_what_lies_right_has_no_shift(district, formula):
    outline, towns = district
    assert detect_shift(moved(towns, formula), outline) is None


def test_previous_boundaries_serve_as_well_as_an_outline(district):
    _, towns = district
    assert detect_shift(moved(towns, gcj02), towns.geometry).kind == "GCJ-02"


def test_part_of_a_district_is_not_called_shifted(district):
    outline, towns = district
    assert detect_shift(towns.iloc[:8], outline) is None
    assert detect_shift(towns.iloc[:8], towns.geometry) is None


def test_part_of_a_district_is_judged_by_the_previous_boundaries(district):
    _, towns = district
    assert detect_shift(moved(towns.iloc[:8], gcj02), towns.geometry).kind == "GCJ-02"


def test_a_detailed_edge_takes_no_longer(district):
    outline, towns = district
    fine = gpd.GeoSeries(shapely.segmentize(outline.to_numpy(), 1e-5), crs=4326)
    assert shapely.get_num_coordinates(fine.iloc[0]) > 50_000
    assert detect_shift(moved(towns, gcj02), fine).kind == "GCJ-02"


def test_nothing_to_compare(district):
    outline, towns = district
    assert detect_shift(towns.iloc[:0], outline) is None
    assert detect_shift(towns, outline.iloc[:0]) is None


def test_a_larger_outline_is_not_called_shifted(district):
    outline, towns = district
    wide = towns.to_crs(32650).buffer(400).to_crs(4326)
    assert detect_shift(gpd.GeoDataFrame(geometry=wide), outline) is None


def test_points_cannot_tell(district):
    outline, towns = district
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(towns.lon, towns.lat), crs=4326)
    assert detect_shift(points, outline) is None


def test_the_formula_at_a_published_place():
    assert gcj02(116.404, 39.915) == pytest.approx((116.41024449916938, 39.91640428150164), abs=1e-9)
    assert bd09(116.404, 39.915) == pytest.approx((116.41662724378733, 39.922699552216216), abs=1e-9)
