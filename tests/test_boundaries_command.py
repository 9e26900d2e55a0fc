"""A file of boundaries is looked at from the shell: what it holds is said, and what is wrong with it."""

import re

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


def test_shapes_are_mended_and_matched_and_the_rest_is_left_to_a_person(tmp_path):
    bow = shapely.Polygon([(0.01, 0), (0.02, 0), (0.02, 0.01), (0.015, 0), (0.01, 0.01)])
    shapes = [shapely.box(0, 0, 0.01, 0.01), bow, shapely.box(0.03, 0, 0.04, 0.01)]
    names = ["东村街道", "西村镇", "南村乡"]
    shapes = [shapely.transform(shape, lambda points: points + np.array([116, 39])) for shape in shapes]
    towns = tmp_path / "towns.geojson"
    gpd.GeoDataFrame({"name": names}, geometry=shapes, crs=4326).to_file(towns, driver="GeoJSON")
    listed = tmp_path / "list.csv"
    listed.write_text(
        "code,name,parent_code,aliases\n110101001,东村街道,110101,\n110101002,西村地区,110101,西村镇\n110101003,南村地方,110101,\n",
        encoding="utf-8",
    )
    chosen, mended = tmp_path / "decide.csv", tmp_path / "mended.gpkg"
    arguments = ["boundaries", "check", str(towns), "--list", str(listed)]
    run = dashboard(tmp_path / "data", *arguments, "--suggestions", str(chosen), "--fix", str(mended))
    assert run.returncode == 0, run.stderr
    assert "已修复 西村镇" in run.stdout
    assert "与名单匹配：2（按名称 1, 按别名 1）" in run.stdout
    assert re.search("文件第 3 条 南村乡：.*人工", run.stdout), run.stdout
    assert gpd.read_file(mended).geometry.is_valid.all()
    assert "110101003" in chosen.read_text(encoding="utf-8-sig")
    again = dashboard(tmp_path / "data", *arguments, "--fix", str(mended))
    assert (again.returncode, again.stdout) == (2, ""), "what is there is not written over"
    decided = tmp_path / "decided.csv"
    decided.write_text("row,code\n3,110101003\n", encoding="utf-8")
    done = dashboard(tmp_path / "data", *arguments, "--accept", str(decided))
    assert "与名单匹配：3（按名称 1, 按别名 1, 按人工确认 1）" in done.stdout
    assert "不在名单中" not in done.stdout
