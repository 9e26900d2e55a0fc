"""What is wrong with boundaries is found, measured, mended where that is safe, and kept otherwise."""

import os
import struct
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from geodata.crs import geodesic_area
from geodata.findings import Kind
from geodata.repair import examine, mend
from tests.conftest import ROOT

THIRD_PARTY = Path(os.environ.get("ELECTION_THIRD_PARTY", ROOT / "../shared/data/third_party"))
RAW = THIRD_PARTY / "haidian_towns_raw.geojson"
M = 1e-5  # degrees; about a metre


def series(*shapes):
    return gpd.GeoSeries(list(shapes), crs=4326)


def names(shapes):
    return [f"示例{place}" for place in range(len(shapes))]


def kinds(findings):
    return dict(findings.counts)


def not_a_number():
    """Return a ring with a NaN, as a file may hold it; numpy warns of it."""
    wkb = shapely.Polygon([(0, 0), (7, 1), (1, 1)]).wkb
    with np.errstate(invalid="ignore"):
        return shapely.from_wkb(wkb.replace(struct.pack("<d", 7), struct.pack("<d", float("nan"))))


def square(west, south, size=1000):
    return box(116 + west * M, 40 + south * M, 116 + (west + size) * M, 40 + (south + size) * M)


def test_a_clean_coverage_has_no_findings_and_comes_back_as_it_was():
    shapes = series(square(0, 0), square(1000, 0))
    mended, findings = mend(shapes, names(shapes))
    assert not len(findings)
    assert [a.wkb for a in mended] == [b.wkb for b in shapes]


def test_each_kind_is_found_and_named():
    bowtie = shapely.Polygon([(117, 40), (117.01, 40.01), (117.01, 40), (117, 40.01)])
    shapes = series(
        None,
        shapely.Point(1, 1),
        bowtie,
        square(0, 0),
        square(0, 0),
        square(5000, 0),
        square(5990, 0),
        shapely.force_3d(square(9000, 0)),
        box(118, 40, 118.01, 40 + 0.2 * M),
    )
    findings = examine(shapes, names(shapes), series(box(115, 39, 117.5, 41)))
    assert kinds(findings) == {
        Kind.EMPTY: 1,
        Kind.NOT_POLYGON: 1,
        Kind.INVALID: 1,
        Kind.DUPLICATE: 1,
        Kind.OUTSIDE: 1,
        Kind.OVERLAP: 1,
        Kind.RIM: 1,
        Kind.SLIVER: 1,
        Kind.Z_VALUES: 1,
    }
    (overlap,) = findings.of(Kind.OVERLAP)
    assert overlap.rows == (5, 6)
    assert overlap.area == pytest.approx(9480, rel=0.01)
    assert "示例5 / 示例6" in str(overlap)


def test_a_bowtie_keeps_both_lobes_where_nobody_else_has_them():
    bowtie = shapely.Polygon([(117, 40), (117.01, 40.01), (117.01, 40), (117, 40.01)])
    mended, findings = mend(series(bowtie), ["示例"])
    assert mended[0].is_valid
    assert mended[0].area == pytest.approx(0.5e-4)
    assert findings.of(Kind.INVALID)[0].mended


def ring_with_hole(width):
    """Return a square around a hole, and what fills the hole but for a strip of some metres."""
    hole = square(300, 300, 400)
    filler = box(116 + 300 * M, 40 + 300 * M, 116 + (700 - width) * M, 40 + 700 * M)
    return series(square(0, 0).difference(hole), filler)


def test_a_gap_below_the_limit_is_closed_and_a_larger_one_kept():
    small, large = ring_with_hole(0.002), ring_with_hole(5)
    closed, told = mend(small, names(small))
    assert [item.mended for item in told.of(Kind.GAP)] == [True]
    assert shapely.coverage_is_valid(closed.to_numpy())
    kept, told = mend(large, names(large))
    (gap,) = told.of(Kind.GAP)
    assert not gap.mended
    assert gap.area > 1500
    assert told.area_after == pytest.approx(told.area_before, abs=0.01)
    assert len(kept) == 2


def test_a_large_overlap_stays_with_both_while_a_small_one_is_taken_from_one():
    shapes = series(square(0, 0), square(900, 0), square(1899.9995, 0))
    mended, findings = mend(shapes, names(shapes))
    assert {item.rows: item.mended for item in findings.of(Kind.OVERLAP)} == {(0, 1): False, (1, 2): True}
    assert mended[0].intersection(mended[1]).area == pytest.approx(100 * 1000 * M * M, rel=1e-3)


def test_ground_that_three_claim_is_told_once_with_all_three():
    shapes = series(square(0, 0), square(500, 0), square(250, 500))
    findings = examine(shapes, names(shapes))
    found = {item.rows: item.area for item in findings.of(Kind.OVERLAP)}
    assert set(found) == {(0, 1), (0, 2), (1, 2), (0, 1, 2)}
    claimed = geodesic_area(square(0, 0, 500)) / 4
    assert found[0, 1, 2] == pytest.approx(4 * claimed * 500 * 500 / 500**2, rel=1e-3)
    assert "示例0 / 示例1 / 示例2" in str(next(item for item in findings if item.rows == (0, 1, 2)))


def test_a_shape_that_stands_three_times_is_one_finding():
    shapes = series(square(0, 0), square(0, 0), square(5000, 0), shapely.reverse(square(0, 0)))
    (duplicate,) = examine(shapes, names(shapes))
    assert duplicate.kind is Kind.DUPLICATE
    assert duplicate.rows == (0, 1, 3)


def test_a_shape_that_stands_twice_is_one_although_a_neighbour_claims_its_rim():
    shapes = series(square(0, 0), square(0, 0), square(950, 0))
    findings = {item.rows: item.kind for item in examine(shapes, names(shapes))}
    assert findings == {(0, 1): Kind.DUPLICATE, (0, 1, 2): Kind.OVERLAP}


spans = st.tuples(st.integers(0, 8), st.integers(0, 8), st.integers(1, 6))


@settings(max_examples=60, deadline=None)
@given(st.lists(spans, min_size=1, max_size=7))
def test_every_square_metre_that_several_claim_is_told_once(places):
    shapes = series(*(square(100 * west, 100 * south, 100 * size) for west, south, size in places))
    findings = [item for item in examine(shapes, names(shapes)) if item.kind in {Kind.OVERLAP, Kind.DUPLICATE}]
    claims = sum((len(item.rows) - 1) * item.shape.area for item in findings)
    whole = shapely.union_all(shapes.to_numpy(), grid_size=1e-9).area
    assert claims == pytest.approx(sum(shape.area for shape in shapes) - whole, abs=1e-11)


def test_small_overlaps_of_three_are_mended():
    shapes = series(square(0, 0), square(999.9995, 0), square(500, 999.9995))
    mended, findings = mend(shapes, names(shapes))
    assert len(findings.of(Kind.OVERLAP)) == 3
    assert all(item.mended for item in findings)
    assert shapely.coverage_is_valid(mended.to_numpy())


def test_a_crack_that_is_open_at_the_rim_is_found_and_closed_when_it_is_small():
    narrow, wide = (series(square(0, 0), square(1000 + apart, 0)) for apart in (0.0005, 0.5))
    closed, findings = mend(narrow, names(narrow))
    (crack,) = findings
    assert crack.kind is Kind.RIM
    assert crack.rows == (0, 1)
    assert crack.mended
    assert shapely.coverage_is_valid(closed.to_numpy())
    assert shapely.get_num_geometries(shapely.union_all(closed.to_numpy())) == 1
    kept, findings = mend(wide, names(wide))
    (crack,) = findings
    assert (crack.kind, crack.mended) == (Kind.RIM, False)
    assert crack.area == pytest.approx(474, rel=0.02)
    assert [a.wkb for a in kept] == [b.wkb for b in wide]


def test_bays_corners_and_notches_of_the_rim_are_no_cracks():
    notched = square(3000, 0).difference(box(116 + 3500 * M, 40, 116 + 3500.8 * M, 40 + 500 * M))
    shapes = series(square(0, 0), square(1000, 0, 600), notched, square(5000, 0), square(6004, 0))
    assert not len(examine(shapes, names(shapes)))


def test_ground_of_the_outline_that_nobody_covers_is_told_and_kept_but_not_the_strip_between_two_surveys():
    shapes = series(square(0, 0), square(1000, 0), square(9000, 0))
    outline = series(box(116 - 2 * M, 40 - 2 * M, 116 + 3000 * M, 40 + 1003 * M))
    mended, findings = mend(shapes, names(shapes), outline=outline)
    assert kinds(findings) == {Kind.OUTSIDE: 1, Kind.RIM: 1}
    assert not any(item.mended for item in findings)
    (open_gap,) = findings.of(Kind.RIM)
    assert open_gap.rows[-1] == 1
    assert open_gap.area == pytest.approx(geodesic_area(square(2000, 0)), rel=0.05)
    assert [a.wkb for a in mended] == [b.wkb for b in shapes]


def test_an_outline_far_from_all_shapes_is_told_without_a_name():
    (outside, uncovered) = examine(series(square(0, 0)), ["示例"], series(square(50000, 0)))
    assert (outside.kind, uncovered.kind) == (Kind.OUTSIDE, Kind.RIM)
    assert uncovered.rows == ()
    assert str(uncovered).startswith("—: a gap of")


def test_a_second_run_moves_nothing():
    shapes = series(square(0, 0), square(990, 0), square(1990, 0.0005), square(0, 999.9995), square(1000, 1001))
    mended, _ = mend(shapes, names(shapes))
    twice, _ = mend(mended, names(shapes))
    assert shapely.hausdorff_distance(mended.to_numpy(), shapes.to_numpy()).max() > 1e-9, (
        "there was something to mend"
    )
    assert shapely.hausdorff_distance(twice.to_numpy(), mended.to_numpy()).max() <= 1e-9


def claims(findings):
    return {item.rows for item in findings if item.kind is Kind.OVERLAP}


offsets = st.sampled_from([0, 0, 0, 1e-4, 5e-4, 9e-4, 0.1, 3]) | st.floats(-2, 2)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(offsets, offsets), min_size=9, max_size=9))
def test_what_is_told_to_be_mended_is_gone_and_what_is_kept_is_still_there(moves):
    shapes = series(
        *(square(1000 * (n % 3) + east, 1000 * (n // 3) + north) for n, (east, north) in enumerate(moves))
    )
    mended, findings = mend(shapes, names(shapes))
    again = examine(mended, names(shapes))
    kept = [item for item in findings if not item.mended]
    assert {item.kind for item in again} == {item.kind for item in kept}
    assert claims(again) == claims(kept)
    for before, after in zip(shapes, mended, strict=True):
        assert abs(geodesic_area(after) - geodesic_area(before)) <= 1 + len(findings)


def test_nothing_is_dropped():
    shapes = series(None, shapely.Point(1, 1), square(0, 0), not_a_number())
    mended, findings = mend(shapes, names(shapes))
    assert list(mended.index) == list(shapes.index)
    assert mended[1] == shapely.Point(1, 1)
    assert {item.rows[0] for item in findings if not item.mended} == {0, 1, 3}


points = st.tuples(st.integers(0, 20), st.integers(0, 20)).map(lambda p: (116 + p[0] / 1000, 40 + p[1] / 1000))
odd = st.lists(points, min_size=3, max_size=7).map(shapely.Polygon)


@settings(max_examples=40, deadline=None)
@given(st.lists(odd, min_size=1, max_size=4))
def test_odd_polygons_come_back_valid_and_row_for_row(polygons):
    shapes = series(*polygons)
    mended, findings = mend(shapes, names(shapes))
    assert len(mended) == len(shapes)
    lost = [shape for shape in mended if not shape.is_valid]
    assert len(lost) <= len([item for item in findings if item.kind is Kind.INVALID and not item.mended])


@pytest.mark.skipif(not RAW.exists(), reason="the third-party file is not part of the project")
def test_the_raw_townships_are_repaired_without_an_overlap():
    raw = gpd.read_file(RAW)
    mended, findings = mend(raw.geometry, list(raw["name"]))
    assert {name for item in findings.of(Kind.INVALID) for name in item.names} == {
        "马连洼街道",
        "永定路街道",
        "青龙桥街道",
    }
    assert all(item.mended for item in findings.of(Kind.INVALID))
    assert not findings.of(Kind.OVERLAP)
    assert len([gap for gap in findings.of(Kind.GAP) if gap.area > 1]) == 3
    assert sum(gap.area for gap in findings.of(Kind.GAP)) == pytest.approx(0.17e6, rel=0.02)
    assert findings.area_after == pytest.approx(430.81e6, abs=0.05e6)
    assert shapely.coverage_is_valid(mended.to_numpy())
