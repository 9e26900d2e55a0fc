"""An office brings in its district from whatever it was given; facts stay, nothing is installed by mistake."""

import csv
import json
import re
import signal
import time

import geopandas as gpd
import httpx2 as httpx
import numpy as np
import pytest
import shapely

from tests import own
from tests.apps import Server, dashboard
from tests.conftest import ROOT
from tests.own import init, layers, workbook

TOWNS = {"110101001": "东村街道", "110101002": "西村镇"}
NAMES = ["东一社区居委会", "东二社区居委会", "东三社区居委会", "西一村委会", "西二村委会"]
CODES = ["110101001001", "110101001002", "110101001003", "110101002201", "110101002202"]
RAW = ROOT.parent / "shared" / "data" / "third_party" / "haidian_towns_raw.geojson"
STARTED = ("milestone", '{"stage": "preparation", "edge": "start"}', "--track", "party")


HEADER = ("序号", "街道（乡镇）", "村（社区）名称", "代码", "是否换届")


@pytest.fixture
def units(tmp_path):
    towns = [TOWNS[code[:9]] for code in CODES]
    rows = zip(range(1, 6), towns, NAMES, CODES, ["是", "是", "否", "是", "是"], strict=True)
    return workbook(tmp_path / "名单.xlsx", rows, HEADER)


@pytest.fixture
def townships(tmp_path):
    """Two real townships as a planning bureau gives them: Gauss-Krüger metres, GBK, an office's name for one."""
    squares = [shapely.box(116.00, 39.90, 116.05, 39.95), shapely.box(116.05, 39.90, 116.10, 39.95)]
    frame = gpd.GeoDataFrame({"XZQMC": ["东村街道办事处", "西村镇"]}, geometry=squares, crs=4490).to_crs(4548)
    frame.to_file(tmp_path / "乡镇.shp", encoding="GBK", engine="pyogrio")
    return tmp_path / "乡镇.shp"


def codes_in(report):
    lines = (report / "units.csv").read_text(encoding="utf-8-sig").splitlines()
    return {row["name"]: row["code"] for row in csv.DictReader(lines)}


def shapes_of(folder, name="110101-units.geojson"):
    (path,) = sorted((folder / "geo").glob(f"*/{name}"), key=lambda path: path.stat().st_mtime)[-1:]
    return gpd.read_file(path).set_index("code")


def test_townships_and_a_list_become_a_map_with_drawn_cells(tmp_path, units, townships):
    data, out = tmp_path / "data", tmp_path / "report"
    run = init(data, "--units", units, "--boundaries", townships, "--out", out)
    assert run.returncode == 0, run.stderr
    assert "与名单匹配：2" in run.stdout
    assert "上图 5 个，其中示意绘制 5 个" in run.stdout
    cells = shapes_of(data)
    assert set(cells.index) == set(CODES)
    assert cells["schematic"].all()
    towns = shapes_of(data, "110101-towns.geojson")
    for code, cell in cells.geometry.items():
        assert cell.difference(towns.geometry[code[:9]].buffer(1e-5)).is_empty, "each in its own township"
    page = (out / "import-report.html").read_text(encoding="utf-8")
    assert "东村" in page
    assert not re.search(r"(src|href)=[\"']?(https?:)?//", page), "the report needs no network"
    listed = list(csv.DictReader((out / "units.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [row["due"] for row in listed] == ["true", "true", "false", "true", "true"]
    assert "演示" not in dashboard(data, "settings").stdout
    again = dashboard(data, "demo", "reset")
    assert again.returncode == 2, "the demo is gone"


def test_a_dry_run_installs_nothing(tmp_path, units, townships):
    data, out = tmp_path / "data", tmp_path / "report"
    run = init(data, "--units", units, "--boundaries", townships, "--out", out, "--dry-run")
    assert run.returncode == 0, run.stderr
    assert (out / "import-report.html").exists()
    assert not (data / "geo").exists()
    assert not (data / "district").exists()


def test_run_again_it_shows_what_changes_and_keeps_the_facts(tmp_path, units, townships):
    data = tmp_path / "data"
    assert init(data, "--units", units, "--boundaries", townships, "--out", tmp_path / "1").returncode == 0
    for code in (CODES[0], CODES[4]):
        assert dashboard(data, "append", code, *STARTED).returncode == 0
    rows = [
        (1, "东村街道", "东一社区居委会", CODES[0], "是"),
        (2, "东村街道", "东二新区社区居委会", CODES[1], "是"),
        (3, "西村镇", "东三社区居委会", CODES[2], "是"),
        (4, "西村镇", "西一村委会", CODES[3], "是"),
        (5, "西村镇", "西三村委会", "110101002203", "是"),
    ]
    changed = workbook(tmp_path / "新名单.xlsx", rows, HEADER)
    arguments = ("--units", changed, "--boundaries", townships)
    asked = init(data, *arguments, "--out", tmp_path / "2")
    assert asked.returncode == 1, "nobody was there to say yes"
    for told in ("新增 1", "名单中已无，将撤销 1", "更名 1", "调整隶属 1", "没有安装任何内容"):
        assert told in asked.stdout, told
    assert set(shapes_of(data).index) == set(CODES)
    done = init(data, *arguments, "--out", tmp_path / "3", "--yes")
    assert done.returncode == 0, done.stderr
    assert set(shapes_of(data).index) == {*CODES[:4], "110101002203"}
    refused = dashboard(data, "append", CODES[4], *STARTED)
    assert refused.returncode == 2
    assert "已撤销" in refused.stderr
    assert dashboard(data, "rebuild", "--check").returncode == 0, "the facts agree with what is shown"
    same = init(data, *arguments, "--out", tmp_path / "4")
    assert same.returncode == 0
    assert "没有变化" in same.stdout


def test_names_alone_become_tiles_and_keep_the_codes_they_are_given(tmp_path):
    data = tmp_path / "data"
    run = init(data, "--units", workbook(tmp_path / "a.xlsx", own.NAMES, own.HEADER), "--out", tmp_path / "1")
    assert run.returncode == 0, run.stderr
    assert "仅以方格显示 3 个" in run.stdout
    (tiles,) = (data / "geo").glob("*/1-tiles.geojson")
    kinds = [one["properties"]["kind"] for one in json.loads(tiles.read_text(encoding="utf-8"))["features"]]
    assert (kinds.count("block"), kinds.count("unit")) == (2, 3)
    first = codes_in(tmp_path / "1")
    rows = [(1, "西村镇", "西一村", "否"), (2, "东村街道", "东二社区", "是"), (3, "东村街道", "东零社区", "是")]
    assert (
        init(data, "--units", workbook(tmp_path / "b.xlsx", rows, own.HEADER), "--out", tmp_path / "2").returncode
        == 0
    )
    then = codes_in(tmp_path / "2")
    assert {name: then[name] for name in ("西一村", "东二社区")} == {
        name: first[name] for name in ("西一村", "东二社区")
    }
    assert then["东零社区"] not in first.values()


def test_points_become_cells_in_the_outline(tmp_path):
    spots = [(116.01, 39.91), (116.04, 39.94), (116.02, 39.92), (116.07, 39.91), (116.2, 39.9)]
    rows = [(NAMES[place], TOWNS[CODES[place][:9]], CODES[place], *spot) for place, spot in enumerate(spots)]
    listed = tmp_path / "points.csv"
    text = "名称,所属街镇,代码,经度,纬度\n" + "".join(",".join(map(str, row)) + "\n" for row in rows)
    listed.write_bytes(text.encode("gbk"))
    outline = tmp_path / "outline.geojson"
    gpd.GeoDataFrame(geometry=[shapely.box(116.0, 39.9, 116.1, 39.95)], crs=4326).to_file(
        outline, driver="GeoJSON"
    )
    data = tmp_path / "data"
    run = init(data, "--units", listed, "--outline", outline, "--out", tmp_path / "r")
    assert run.returncode == 0, run.stderr
    assert "1 个位置在轮廓之外" in run.stdout
    assert "GB18030" in run.stdout
    cells = shapes_of(data)
    assert set(cells.index) == set(CODES), "the one outside lies where its township does"
    assert cells.geometry.union_all().area == pytest.approx(0.005, rel=1e-3)


def test_what_was_exported_comes_in_again_as_it_was(tmp_path, units, townships):
    data, other = tmp_path / "data", tmp_path / "other"
    assert init(data, "--units", units, "--boundaries", townships, "--out", tmp_path / "1").returncode == 0
    kept = tmp_path / "kept.gpkg"
    assert dashboard(data, "boundaries", "export", str(kept)).returncode == 0
    layers = ("--boundaries", kept, "--layer", "units", "--boundaries", kept, "--layer", "areas")
    run = init(other, "--units", units, *layers, "--out", tmp_path / "2")
    assert run.returncode == 0, run.stderr
    assert "按代码 5" in run.stdout
    for name in ("units", "towns", "tiles"):
        one, two = (
            next((folder / "geo").glob(f"*/110101-{name}.geojson")).read_bytes() for folder in (data, other)
        )
        assert one == two, name
    again = dashboard(data, "boundaries", "export", str(kept))
    assert again.returncode == 2, "no file is written over"


def test_layers_alone_are_levels_from_the_top_down(tmp_path):
    data = tmp_path / "data"
    run = init(data, *layers(tmp_path), "--out", tmp_path / "r", LOCALE="en")
    assert run.returncode == 0, run.stderr
    assert "10 areas, 32 units; on the map 32, of these drawn 0; tiles alone 0" in run.stdout
    (children,) = (data / "geo").glob("*/X-children.geojson")
    told = json.loads(children.read_text(encoding="utf-8"))["features"]
    assert [one["properties"]["name"] for one in told] == ["الولاية 1", "الولاية 2"]
    states = [one["properties"]["code"] for one in told]
    assert [len(shapes_of(data, f"{code}-units.geojson")) for code in states] == [16, 16]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "--units"),
        (("--units", "nowhere.xlsx"), "nowhere.xlsx"),
        (("--units", "{units}", "--boundaries", "{units}"), "名单.xlsx"),
        (("--units", "{units}", "--boundaries", "{towns}", "--layer", "lake"), "lake"),
        (("--units", "{units}", "--boundaries", "{towns}", "--name-column", "地名"), "地名"),
        (("--units", "{units}", "--profile", "nowhere.toml"), "nowhere.toml"),
        (("--units", "{units}", "--dated", "gestern"), "gestern"),
    ],
)
def test_what_cannot_be_used_is_told_and_nothing_is_installed(tmp_path, units, townships, arguments, told):
    given = [part.format(units=units, towns=townships) for part in arguments]
    run = init(tmp_path / "data", *given, "--out", tmp_path / "r")
    assert (run.returncode, run.stdout) == (2, "")
    last = run.stderr.strip().splitlines()[-1]
    assert told in last
    assert "Traceback" not in run.stderr
    assert not (tmp_path / "data" / "geo").exists()


def test_a_report_is_written_over_nothing(tmp_path, units):
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "letter.txt").write_text("mine")
    run = init(tmp_path / "data", "--units", units, "--out", tmp_path / "r")
    assert run.returncode == 2
    assert [path.name for path in (tmp_path / "r").iterdir()] == ["letter.txt"]


def test_what_is_only_similar_is_left_to_a_person(tmp_path, units, townships):
    frame = gpd.read_file(townships)
    frame["XZQMC"] = ["东村街道", "西材镇"]
    frame.to_file(tmp_path / "t.geojson", driver="GeoJSON")
    data = tmp_path / "data"
    run = init(
        data,
        "--units",
        units,
        "--boundaries",
        tmp_path / "t.geojson",
        "--crs",
        "EPSG:4548",
        "--out",
        tmp_path / "1",
    )
    assert run.returncode == 0, run.stderr
    assert "西材镇" in run.stdout
    assert set(shapes_of(data).index) == set(CODES[:3]), "no guess: the others have tiles only"
    suggested = (tmp_path / "1" / "suggestions-1.csv").read_text(encoding="utf-8-sig")
    decided = tmp_path / "decided.csv"
    decided.write_text(
        re.sub(r"^,(2,西材镇,110101002)", r"x,\1", suggested, flags=re.MULTILINE), encoding="utf-8-sig"
    )
    run = init(
        data, "--units", units, "--boundaries", tmp_path / "t.geojson", "--crs", "EPSG:4548", "--accept", decided,
        "--out", tmp_path / "2",
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert "按人工确认 1" in run.stdout
    assert set(shapes_of(data).index) == set(CODES)


@pytest.mark.skipif(not RAW.exists(), reason="the raw townships are no part of the repository")
def test_the_raw_townships_come_in_with_all_units_inside(tmp_path):
    source = ROOT / "geodata" / "haidian"
    data = tmp_path / "data"
    run = init(
        data, "--units", source / "units.csv", "--areas", source / "towns.csv", "--boundaries", RAW,
        "--out", tmp_path / "r",
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    for told in (
        "与名单匹配：29（按名称 22, 按别名 7）",
        "430.81",
        "自相交 3",
        "上图 678 个，其中示意绘制 678 个",
    ):
        assert told in run.stdout, told
    cells = shapes_of(data, "110108-units.geojson")
    assert len(cells) == 678
    assert shapely.coverage_is_valid(cells.geometry.to_numpy())
    assert np.all(cells["schematic"])


def test_what_cannot_be_written_is_told_with_its_place(tmp_path, units):
    data = tmp_path / "data"
    data.mkdir()
    (data / "district").write_text("a file stands where the folder belongs")
    run = init(data, "--units", units, "--out", tmp_path / "r")
    assert run.returncode == 2
    assert "Traceback" not in run.stderr
    assert f"无法写入 {data / 'district'}" in run.stderr


def polygons(path, names, boxes):
    gpd.GeoDataFrame({"XZQMC": names}, geometry=[shapely.box(*box) for box in boxes], crs=4326).to_file(path)
    return path


def test_shapes_of_units_without_a_township_lie_in_the_one_that_holds_them(tmp_path, units, townships):
    boxes = [(116.0, 39.9, 116.02, 39.95), (116.02, 39.9, 116.05, 39.95), (116.05, 39.9, 116.07, 39.95)]
    drawn = polygons(tmp_path / "村.geojson", [NAMES[0], NAMES[1], NAMES[3]], boxes)
    run = init(
        tmp_path / "data", "--units", units, "--boundaries", drawn, "--boundaries", townships,
        "--out", tmp_path / "r", "--dry-run",
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert "与名单匹配：3（按名称 3）" in run.stdout


def test_a_file_of_another_district_is_refused(tmp_path, units):
    boxes = [(116.0, 39.9, 116.02, 39.95), (116.02, 39.9, 116.05, 39.95)]
    other = polygons(tmp_path / "外区.geojson", ["南湖乡", "北山乡"], boxes)
    run = init(tmp_path / "data", "--units", units, "--boundaries", other, "--out", tmp_path / "r")
    assert run.returncode == 2
    last = run.stderr.strip().splitlines()[-1]
    for told in ("外区.geojson", "南湖乡", "--name-column", "XZQMC"):
        assert told in last, told
    assert not (tmp_path / "data" / "geo").exists()


def test_a_running_server_opens_the_new_list_by_itself(tmp_path, units):
    data = tmp_path / "data"
    assert init(data, "--units", units, "--out", tmp_path / "1").returncode == 0
    assert dashboard(data, "append", CODES[4], *STARTED).returncode == 0
    rows = [(1, TOWNS[code[:9]], name, code, "是") for code, name in zip(CODES[:4], NAMES[:4], strict=True)]
    fewer = workbook(tmp_path / "新名单.xlsx", rows, HEADER)
    server = Server(data).start()
    try:
        assert httpx.get(f"{server.url}/api/v1/units").json()["total"] == 5
        assert init(data, "--units", fewer, "--out", tmp_path / "2", "--yes").returncode == 0
        statuses = set()
        for _ in range(150):
            answer = httpx.get(f"{server.url}/api/v1/units", timeout=60)
            statuses.add(answer.status_code)
            if answer.status_code == 200 and answer.json()["total"] == 4:
                break
            time.sleep(0.1)
        assert (answer.status_code, answer.json()["total"]) == (200, 4)
        assert statuses <= {200, 503}, "until then it says why it cannot answer"
        assert httpx.get(f"{server.url}/api/v1/units/{CODES[4]}").json()["closed_on"] is not None
    finally:
        code = server.stop()
    assert code in {0, -signal.SIGTERM}, "it still ends when it is told to"


def test_where_the_files_before_are_missing_nothing_is_compared_in_silence(tmp_path, units):
    data = tmp_path / "data"
    assert init(data, "--units", units, "--out", tmp_path / "1").returncode == 0
    assert dashboard(data, "append", CODES[4], *STARTED).returncode == 0
    (data / "district").rename(tmp_path / "elsewhere")
    run = init(data, "--units", units, "--out", tmp_path / "2", "--dry-run")
    assert run.returncode == 2
    assert str(data / "district") in run.stderr.splitlines()[-1]


def test_accounts_whose_areas_are_gone_are_told(tmp_path, units):
    data = tmp_path / "data"
    assert init(data, "--units", units, "--out", tmp_path / "1").returncode == 0
    for login, area in (("clerk.west", "110101002"), ("clerk.east", "110101001")):
        added = dashboard(data, "user", "add", login, "--role", "clerk", "--post", "办公室", "--area", area)
        assert added.returncode == 0, added.stderr
    rows = [(1, TOWNS[code[:9]], name, code, "是") for code, name in zip(CODES[:3], NAMES[:3], strict=True)]
    fewer = workbook(tmp_path / "新名单.xlsx", rows, HEADER)
    told = init(data, "--units", fewer, "--out", tmp_path / "2", "--dry-run").stdout
    assert "clerk.west" in told
    assert "clerk.east" not in told
