"""A file of boundaries is looked at from the shell: what it holds is said, and what is wrong with it."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from tests.apps import dashboard
from tests.conftest import ROOT

SHIFT = np.array([0.006, 0.0014])  # degrees
OUTLINE = ROOT / "geodata" / "haidian" / "outline.geojson"


@pytest.fixture(scope="module")
def shifted(tmp_path_factory):
    """The sample's outline, moved by half a kilometre, as a Shapefile in CGCS2000 with text in GBK."""
    folder = tmp_path_factory.mktemp("shifted")
    frame = gpd.read_file(OUTLINE).to_crs(4490)
    frame["name"] = ["海淀区边界"]
    frame.geometry = [shapely.transform(shape, lambda points: points + SHIFT) for shape in frame.geometry]
    frame.to_file(folder / "bianjie.shp", encoding="GBK", engine="pyogrio")
    return folder / "bianjie.shp"


def test_what_a_file_holds_is_said(tmp_path, shifted):
    run = dashboard(tmp_path / "data", "boundaries", "check", str(shifted), "--outline", str(OUTLINE))
    assert run.returncode == 0, run.stderr
    told = run.stdout.splitlines()
    assert told[0] == "bianjie.shp：要素 1 个（Polygon 1）"
    assert "EPSG:4490" in run.stdout
    assert "总面积（椭球面）：429.8" in run.stdout
    assert any(line.startswith("· ") and "GCJ-02" in line for line in told), run.stdout
    assert not (tmp_path / "data").exists(), "nothing is installed"


def test_a_file_without_a_coordinate_system_is_refused_with_what_to_do(tmp_path, shifted):
    bare = tmp_path / "bare.csv"
    bare.write_text("name,lon,lat\n示例村,116.3,39.9\n", encoding="utf-8")
    refused = dashboard(tmp_path / "data", "boundaries", "check", str(bare))
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("bare.csv：")
    assert "--crs" in refused.stderr
    given = dashboard(tmp_path / "data", "boundaries", "check", str(bare), "--crs", "EPSG:4326", LOCALE="en")
    assert given.returncode == 0, given.stderr
    assert given.stdout.splitlines()[0] == "bare.csv: features 1 (Point 1)"
