"""The sample district: exact counts, one coverage, every join by code."""

import gzip
import json
import subprocess
import sys

import brotli
import geopandas as gpd
import pytest
import shapely

from geodata import schematic
from geodata.build import build
from geodata.catalog import ensure, open_catalog
from geodata.crs import geodesic_area, local_metric
from geodata.names import short_town_name, short_unit_name
from geodata.places import places, renamed
from geodata.read import read_source
from tests.conftest import ROOT

HAIDIAN = ROOT / "geodata" / "haidian"


@pytest.fixture(scope="module")
def source():
    return read_source(HAIDIAN)


@pytest.fixture(scope="module")
def built(source):
    return build(source).sheets[0]


def test_the_list_has_its_counts(source):
    assert len(source.units) == 678
    assert len(source.towns) == 29
    due = source.units[source.units["due"]]
    assert len(due) == 619
    assert due["parent_code"].nunique() == 26
    assert source.units["code"].is_unique


def test_678_cells_form_one_coverage_of_the_outline(source, built):
    cells = built.units.geometry
    assert len(cells) == 678
    assert shapely.coverage_is_valid(cells.to_numpy())
    assert cells.is_valid.all()
    outline = geodesic_area(source.outline.iloc[0])
    assert sum(map(geodesic_area, cells)) == pytest.approx(outline, rel=1e-4)
    assert geodesic_area(shapely.coverage_union_all(cells.to_numpy())) == pytest.approx(outline, rel=1e-4)


def test_every_cell_contains_its_point(source, built):
    listed = source.units.set_index("code")
    points = gpd.GeoSeries(gpd.points_from_xy(listed["lon"], listed["lat"]), index=listed.index, crs=4326)
    cells = built.units.geometry
    assert cells.contains(points.reindex(cells.index)).all()


def test_townships_are_the_unions_of_their_cells(built):
    towns = built.towns.geometry
    assert len(towns) == 29
    assert shapely.coverage_is_valid(towns.to_numpy())
    cells = built.units
    for code, town in towns.items():
        own = cells[cells["township"] == code].geometry
        assert geodesic_area(town) == pytest.approx(sum(map(geodesic_area, own)), rel=1e-6)


def test_labels_lie_inside_their_cells_with_room(built):
    for frame in (built.units, built.towns):
        points = gpd.GeoSeries(gpd.points_from_xy(frame["lon"], frame["lat"]), index=frame.index, crs=4326)
        assert frame.geometry.contains(points).all()
        assert (frame["radius"] > 0).all()


def test_places_come_parents_first_in_official_order(source):
    listed = places(source)
    assert (len(listed), listed[0].code, listed[0].level) == (708, "110108", 0)
    seen = set()
    for place in listed:
        assert place.parent_code is None or place.parent_code in seen
        seen.add(place.code)
    for level in (1, 2):
        codes = [place.code for place in listed if place.level == level]
        assert codes == sorted(codes)


def test_renaming_keeps_everything_else(source):
    code = source.units["code"].iloc[0]
    township = source.units["parent_code"].iloc[0]
    changed = renamed(source, {code: (f"{township}901", "示例一社区")}).units
    assert (changed["code"].iloc[0], changed["name"].iloc[0]) == (f"{township}901", "示例一社区")
    assert changed.iloc[1:].equals(source.units.iloc[1:])
    assert changed["lon"].equals(source.units["lon"])


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("翠微路社区居委会", "翠微路社区"),
        ("马坊村委会", "马坊村"),
        ("树村村委会", "树村"),
        ("高里掌村股份经济合作社生活区", "高里掌村"),
        ("万柳（集团）股份经济合作社六郎庄生活区", "六郎庄"),
        ("示例一村", "示例一村"),
    ],
)
def test_short_unit_names(name, short):
    assert short_unit_name(name) == short


@pytest.mark.parametrize(("name", "short"), [("万寿路街道", "万寿路"), ("温泉地区", "温泉"), ("上庄镇", "上庄")])
def test_short_town_names(name, short):
    assert short_town_name(name) == short


def test_short_names_are_never_empty_and_differ_within_a_kind(source):
    short = source.units["name"].map(short_unit_name)
    assert (short.str.len() >= 2).all()


def test_the_files_join_by_code_and_decode_alike(tmp_path):
    catalog = ensure(HAIDIAN, {}, tmp_path)
    names = ("units.geojson", "towns.geojson", "tiles.geojson", "units.json", "names.json")
    assert set(catalog.files) == {f"110108-{name}" for name in names}
    for file in catalog.files.values():
        raw = file.path.read_bytes()
        assert len(raw) == file.size
        assert brotli.decompress(file.path.with_name(file.path.name + ".br").read_bytes()) == raw
        assert gzip.decompress(file.path.with_name(file.path.name + ".gz").read_bytes()) == raw
    features = json.loads(catalog.files["110108-units.geojson"].path.read_text())["features"]
    static = json.loads(catalog.files["110108-units.json"].path.read_text())
    assert [feature["properties"]["code"] for feature in features] == static["codes"]
    assert {len(column) for column in static["columns"].values()} == {678}
    spelled = json.loads(catalog.files["110108-names.json"].path.read_text())
    assert spelled["codes"][-678:] == static["codes"]
    assert spelled["pinyin"][spelled["codes"].index("110108001001")] == "cui wei lu she qu"
    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in features]
    assert shapely.coverage_is_valid(shapes), "the written precision keeps the shared edges"
    assert sum(static["columns"]["due"]) == 619


def test_the_same_input_gives_the_same_bytes(tmp_path):
    one, two = ensure(HAIDIAN, {}, tmp_path / "a"), ensure(HAIDIAN, {}, tmp_path / "b")
    assert one.hash == two.hash


def test_installed_boundaries_are_not_built_again(tmp_path):
    ensure(HAIDIAN, {}, tmp_path)
    before = (tmp_path / "current.json").stat().st_mtime_ns
    again = ensure(HAIDIAN, {}, tmp_path)
    assert (tmp_path / "current.json").stat().st_mtime_ns == before
    other = ensure(HAIDIAN, {"110108001001": ("110108001901", "示例一社区")}, tmp_path)
    assert other.hash != again.hash
    assert open_catalog(tmp_path).hash == other.hash
    assert "110108001901" in {place.code for place in other.places()}


def test_a_build_that_fails_leaves_the_old_boundaries(tmp_path, monkeypatch):
    before = ensure(HAIDIAN, {}, tmp_path)

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr("geodata.catalog.switch", fail)
    with pytest.raises(OSError, match="disk full"):
        ensure(HAIDIAN, {"110108001001": ("110108001901", "示例一社区")}, tmp_path)
    assert open_catalog(tmp_path).hash == before.hash
    assert not list(tmp_path.glob(".building-*"))


def test_opening_needs_no_geometry_library(tmp_path):
    ensure(HAIDIAN, {}, tmp_path)
    script = (
        "import sys; from pathlib import Path; from geodata.catalog import open_catalog;"
        f"assert len(open_catalog(Path({str(tmp_path)!r})).places()) == 708;"
        "print([name for name in ('geopandas', 'shapely', 'pandas', 'numpy') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    assert run.stdout.strip() == "[]"


def test_a_third_party_file_is_not_in_the_tree():
    assert not list(ROOT.glob("geodata/**/*towns_raw*"))


def test_cells_of_points_cover_any_box():
    from hypothesis import given, settings
    from hypothesis import strategies as st

    spot = st.tuples(st.integers(1, 99), st.integers(1, 99))

    @settings(max_examples=50, deadline=None)
    @given(st.lists(spot, min_size=2, max_size=40, unique=True))
    def check(spots):
        points = gpd.GeoSeries([shapely.Point(spot) for spot in spots], index=range(len(spots)), crs=32650)
        drawn = schematic.cells(points, shapely.box(0, 0, 100, 100))
        assert len(drawn) == len(spots)
        assert drawn.area.sum() == pytest.approx(10_000)
        assert drawn.covers(points).all()

    check()


def test_the_local_crs_measures_metres(source):
    metric = local_metric(source.outline)
    area = source.outline.to_crs(metric).area.iloc[0]
    assert area == pytest.approx(geodesic_area(source.outline.iloc[0]), rel=1e-4)
