"""Boundaries are read from whatever an office was given; what is doubtful is said."""

import json
import re
import zipfile

import geopandas as gpd
import openpyxl
import pyogrio
import pytest
import shapely

from geodata import errors
from geodata.sources import read_boundaries

NAMES = ["温泉社区居委会", "永定路社区居委会", "海淀村委会"]


@pytest.fixture
def cells():
    boxes = [shapely.box(116.2 + n / 10, 39.9, 116.3 + n / 10, 40.0) for n in range(3)]
    return gpd.GeoDataFrame({"名称": NAMES, "code": ["01", "02", "03"]}, geometry=boxes, crs=4490)


def written(folder, frame, name, **options):
    path = folder / name
    frame.to_file(path, **options)
    return path


def same(read, frame):
    """Say whether the names are right; the shapes must lie where they should, within a decimetre."""
    expected = frame.to_crs(4326).geometry
    assert read.frame.crs.to_epsg() == 4326
    assert list(read.frame.index) == list(range(len(frame)))
    assert (shapely.hausdorff_distance(read.frame.geometry.to_numpy(), expected.to_numpy()) < 1e-6).all()
    return list(read.frame["名称"]) == list(frame["名称"])


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.shp", {"encoding": "UTF-8"}),
        ("a.gpkg", {}),
        ("a.fgb", {"SPATIAL_INDEX": "NO"}),  # which puts the rows in another order
        ("a.geojson", {}),
        ("a.gdb", {"driver": "OpenFileGDB"}),
        ("a.kml", {"driver": "LIBKML"}),
    ],
)
def test_each_format_gives_the_same_shapes_and_names(tmp_path, cells, name, options):
    frame = cells if name != "a.kml" else cells.to_crs(4326)
    read = read_boundaries(written(tmp_path, frame, name, **options))
    assert same(read, cells)
    assert list(read.frame["code"]) == ["01", "02", "03"]
    assert (read.file, read.encoding) == (name, "UTF-8")


@pytest.mark.parametrize(
    ("name", "inside"), [("x.zip", "a.shp"), ("x.zip", "b/a.gdb"), ("x.kmz", "doc.kml"), ("x.zip", "a.geojson")]
)
def test_an_archive_is_read_like_its_contents(tmp_path, cells, name, inside):
    source = tmp_path / "source"
    (source / inside).parent.mkdir(parents=True)
    drivers = {".gdb": "OpenFileGDB", ".kml": "LIBKML"}
    cells.to_crs(4326).to_file(source / inside, driver=drivers.get(inside[-4:]))
    with zipfile.ZipFile(tmp_path / name, "w") as archive:
        for path in source.rglob("*"):
            archive.write(path, path.relative_to(source))
    assert same(read_boundaries(tmp_path / name), cells)


def test_a_folder_with_a_shapefile_and_a_table_beside_it(tmp_path, cells):
    folder = tmp_path / "from the bureau"
    folder.mkdir()
    written(folder, cells, "a.shp")
    (folder / "readme.csv").write_text("a,b\n1,2\n")
    assert same(read_boundaries(folder), cells)


def test_topojson_is_read_in_any_encoding(tmp_path):
    ring = [[0, 0], [10, 0], [0, 10], [-10, 0], [0, -10]]
    shape = {"type": "Polygon", "arcs": [[0]], "properties": {"名称": "温泉"}}
    topology = {
        "type": "Topology",
        "arcs": [ring],
        "transform": {"scale": [0.01, 0.01], "translate": [116, 40]},
        "objects": {"towns": {"type": "GeometryCollection", "geometries": [shape]}},
    }
    path = tmp_path / "t.topojson"
    path.write_bytes(json.dumps(topology, ensure_ascii=False).encode("gb18030"))
    with pytest.raises(errors.UnknownLayer, match=r"It has: towns \(1 Polygon\)"):
        read_boundaries(path, layer="villages")
    read = read_boundaries(path)
    assert read.frame.total_bounds.tolist() == pytest.approx([116, 40, 116.1, 40.1])
    assert (read.encoding, read.frame["名称"][0]) == ("GB18030", "温泉")


@pytest.mark.parametrize("declared", ["GBK", "UTF-8"])
def test_kml_in_gbk_whatever_it_declares(tmp_path, cells, declared):
    path = written(tmp_path, cells.to_crs(4326), "a.kml", driver="LIBKML")
    text = path.read_text(encoding="utf-8").replace('encoding="UTF-8"', f'encoding="{declared}"')
    path.write_bytes(text.encode("gbk"))
    read = read_boundaries(path)
    assert same(read, cells)
    assert any("text is GB" in str(note) for note in read.notes)


@pytest.mark.parametrize("declared", ["GB18030", "936", None, "UTF-8", "ISO-8859-1"])
def test_gbk_attributes_are_read_whatever_the_cpg_says(tmp_path, cells, declared):
    path = written(tmp_path, cells, "a.shp", encoding="gb18030")
    (tmp_path / "a.cpg").unlink()
    if declared:
        (tmp_path / "a.cpg").write_text(declared)
    read = read_boundaries(path)
    assert same(read, cells)
    assert read.encoding == "GB18030"
    assert any("although the file declares" in str(note) for note in read.notes) == (
        declared in {"UTF-8", "ISO-8859-1"}
    )


@pytest.mark.parametrize("declared", ["UTF-8", "GBK", "ISO-8859-1", None])
def test_utf8_attributes_are_read_whatever_the_cpg_says(tmp_path, cells, declared):
    path = written(tmp_path, cells, "a.shp", encoding="UTF-8")
    (tmp_path / "a.cpg").unlink()
    if declared:
        (tmp_path / "a.cpg").write_text(declared)
    read = read_boundaries(path)
    assert same(read, cells)
    assert read.encoding == "UTF-8"


def test_a_latin_cpg_is_honoured(tmp_path, cells):
    frame = cells.rename(columns={"名称": "nom"}).assign(nom=["Évolène", "Zürich", "Genève"])
    path = written(tmp_path, frame, "a.shp", encoding="ISO-8859-1")
    assert list(read_boundaries(path).frame["nom"]) == ["Évolène", "Zürich", "Genève"]


def test_the_encoding_given_goes_first(tmp_path, cells):
    path = written(tmp_path, cells, "a.shp", encoding="gb18030")
    (tmp_path / "a.cpg").write_text("UTF-8")
    assert read_boundaries(path, encoding="GBK").encoding == "GBK"
    with pytest.raises(errors.WrongEncoding, match=r"a\.shp: the text is not UTF-8"):
        read_boundaries(path, encoding="UTF-8")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda name: name.encode().decode("latin-1"), "UTF-8 that was taken for Latin-1.*温泉"),
        (lambda name: name.encode("gb18030").decode("latin-1"), "GB18030 that was taken for Latin-1.*温泉"),
        (lambda name: name.encode().decode("gb18030", "replace").replace("\ufffd", "?"), "UTF-8 that was taken for GB18030.*温泉"),
        (lambda name: name.encode("gb18030").decode("utf-8", "replace"), "have lost letters"),
    ],
)  # fmt: skip
def test_spoilt_text_is_recognised_and_left_as_it_stands(tmp_path, cells, wrong, told):
    spoilt = cells.rename(columns={"名称": "name"}).assign(name=[wrong(name) for name in NAMES])
    read = read_boundaries(written(tmp_path, spoilt, "a.geojson"))
    assert list(read.frame["name"]) == list(spoilt["name"])
    assert any(re.search(told, str(note)) for note in read.notes)


def test_sound_text_is_not_called_spoilt(tmp_path, cells):
    read = read_boundaries(written(tmp_path, cells, "a.gpkg"))
    assert not [note for note in read.notes if "taken for" in note.text and "texts" in note.text]


@pytest.mark.parametrize("code", [4490, 4548, 4527, 4508, 4326, 3857, 4610, 2384, 4214, 2436])
def test_every_usual_reference_system_ends_at_the_same_place(tmp_path, cells, code):
    read = read_boundaries(written(tmp_path, cells.to_crs(code), "a.gpkg"))
    assert read.crs.to_epsg() == code
    assert read.frame.total_bounds.tolist() == pytest.approx([116.2, 39.9, 116.5, 40.0], abs=2e-3)
    old = [note for note in read.notes if "old datum" in note.text]
    assert bool(old) == (code in {4610, 2384, 4214, 2436})


def test_the_given_reference_system_goes_first_and_that_is_said(tmp_path, cells):
    path = written(tmp_path, cells.to_crs(4548).set_crs(3857, allow_override=True), "a.gpkg")
    read = read_boundaries(path, crs="4548")
    assert same(read, cells)
    assert any("as asked" in note.text for note in read.notes)


def test_a_file_without_reference_system_needs_one(tmp_path, cells):
    path = written(tmp_path, cells.to_crs(4527), "a.shp", encoding="UTF-8")
    path.with_suffix(".prj").unlink()
    with pytest.raises(errors.MissingCrs, match=r"a\.shp: .*--crs"):
        read_boundaries(path)
    assert same(read_boundaries(path, crs="EPSG:4527"), cells)


def test_a_prj_in_gbk(tmp_path, cells):
    path = written(tmp_path, cells.to_crs(4548), "a.shp", encoding="gb18030")
    text = path.with_suffix(".prj").read_text().replace('PROJCS["', 'PROJCS["海淀')
    path.with_suffix(".prj").write_bytes(text.encode("gbk"))
    read = read_boundaries(path)
    assert same(read, cells)
    assert read.crs.name.startswith("海淀")
    assert (read.layer, read.layers) == (None, ("a",))


def test_an_old_crs_member_of_geojson_is_heeded(tmp_path, cells):
    content = json.loads(cells.to_crs(4548).to_json())
    content["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4548"}}
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps(content))
    assert same(read_boundaries(path), cells)


def test_heights_are_dropped_and_said(tmp_path, cells):
    high = cells.set_geometry(shapely.force_3d(cells.geometry.to_numpy(), 50))
    read = read_boundaries(written(tmp_path, high, "a.gpkg"))
    assert not read.frame.has_z.any()
    assert any("3 shapes have heights" in str(note) for note in read.notes)


def test_the_files_of_a_folder_are_its_layers(tmp_path, cells):
    (tmp_path / "b").mkdir()
    written(tmp_path / "b", cells, "villages.shp")
    written(tmp_path / "b", cells[:1], "towns.shp")
    with pytest.raises(
        errors.ChooseLayer, match=r"b holds several layers: towns \(1 Polygon\), villages \(3 Polygon\)"
    ):
        read_boundaries(tmp_path / "b")
    assert same(read_boundaries(tmp_path / "b", layer="villages"), cells)
    written(tmp_path / "b", cells, "towns.fgb")
    assert len(read_boundaries(tmp_path / "b", layer="towns.fgb:towns").frame) == 3


def test_one_of_several_layers_is_named(tmp_path, cells):
    path = written(tmp_path, cells, "a.gpkg", layer="villages")
    written(tmp_path, cells[:1], "a.gpkg", layer="towns")
    pyogrio.write_dataframe(cells.drop(columns="geometry"), path, layer="names", append=False)
    with pytest.raises(errors.ChooseLayer, match=r"villages \(3 Polygon\), towns \(1 Polygon\)\. Name"):
        read_boundaries(path)
    with pytest.raises(errors.UnknownLayer, match=r"no layer names"):
        read_boundaries(path, layer="names")
    read = read_boundaries(path, layer="towns")
    assert (len(read.frame), read.layer, read.layers) == (1, "towns", ("villages", "towns", "names"))


@pytest.mark.parametrize(
    "header", ["经度,纬度", "lon,lat", "Longitude , LATITUDE", "经度(°),纬度(°)", "lng;lat", "x\ty"]
)
def test_a_table_with_positions(tmp_path, header):
    separator = next(sign for sign in ",;\t" if sign in header)
    path = tmp_path / "a.csv"
    row = separator.join(["116.25", "39.9"])
    path.write_bytes(f"code{separator}名称{separator}{header}\n007{separator}温泉{separator}{row}\n".encode("gbk"))
    read = read_boundaries(path, crs="EPSG:4490")
    assert (read.frame["code"][0], read.frame["名称"][0]) == ("007", "温泉")
    assert read.frame.geometry[0].coords[0] == pytest.approx((116.25, 39.9))


def test_degrees_minutes_and_seconds(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("经度,纬度\n116°15′30″,39度54分0秒\n", encoding="utf-8")
    assert read_boundaries(path, crs="4326").frame.geometry[0].coords[0] == pytest.approx((116.258333, 39.9))


def test_a_table_with_shapes(tmp_path):
    wide = "POLYGON ((" + ", ".join(f"{116 + n / 1e6} 39" for n in range(20000)) + ", 117 40, 116 39))"
    path = tmp_path / "a.csv"
    path.write_text(f'name,wkt\nA,"SRID=4326;{wide}"\n')
    read = read_boundaries(path)
    assert shapely.get_num_coordinates(read.frame.geometry[0]) > 20000
    assert list(read.frame.columns) == ["name", "geometry"]


def test_a_workbook_with_a_title_above_its_header(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["海淀区村居一览"],
        ["代码", "经度", "纬度", "户数"],
        [110108001001, 116.25, 39.9, 7],
        ["x", None, None, None],
    ):
        sheet.append(row)
    book.create_sheet("说明").append(["无"])
    book.save(tmp_path / "a.xlsx")
    read = read_boundaries(tmp_path / "a.xlsx", crs="EPSG:4490")
    assert read.frame["户数"][0] == 7
    assert list(read.frame["代码"]) == ["110108001001", "x"]
    assert read.frame.geometry[1] is None


def test_an_outline_tells_a_swap_that_numbers_do_not(tmp_path):
    outline = gpd.GeoSeries([shapely.box(80, 40, 81, 41)], crs=4326)
    path = tmp_path / "a.csv"
    path.write_text("lon,lat\n40.5,80.5\n")
    assert len(read_boundaries(path, crs="4326").frame) == 1
    with pytest.raises(errors.SwappedAxes, match="swapped"):
        read_boundaries(path, crs="4326", outline=outline)


def test_what_was_written_is_read_again_unchanged(tmp_path, cells):
    first = read_boundaries(written(tmp_path, cells, "a.gpkg"))
    again = read_boundaries(written(tmp_path, first.frame, "b.gpkg"))
    assert shapely.equals_identical(first.frame.geometry.to_numpy(), again.frame.geometry.to_numpy()).all()
    assert first.frame.drop(columns="geometry").equals(again.frame.drop(columns="geometry"))


def test_a_property_called_geometry_is_kept(tmp_path):
    feature = {
        "type": "Feature",
        "properties": {"geometry": "as drawn"},
        "geometry": {"type": "Point", "coordinates": [116, 39]},
    }
    (tmp_path / "a.geojson").write_text(json.dumps(feature))
    assert read_boundaries(tmp_path / "a.geojson").frame["geometry_"][0] == "as drawn"


def test_attributes_are_numbers_or_text(tmp_path):
    properties = {"whole": 3, "part": 0.5, "text": "07", "yes": True, "list": [1, "二"], "none": None}
    feature = {
        "type": "Feature",
        "id": 9,
        "properties": properties,
        "geometry": {"type": "Point", "coordinates": [116, 39]},
    }
    (tmp_path / "a.geojson").write_text(json.dumps(feature))
    row = read_boundaries(tmp_path / "a.geojson").frame.drop(columns="geometry").iloc[0].to_dict()
    assert row == {
        "whole": 3,
        "part": 0.5,
        "text": "07",
        "yes": "true",
        "list": '[1, "二"]',
        "none": None,
        "id": 9,
    }
