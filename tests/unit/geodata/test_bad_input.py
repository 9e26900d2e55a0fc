"""Each bad file ends with one sentence that names file, row and value."""

import json
import shutil

import pytest

from geodata import errors, list_errors
from geodata.errors import GeodataError
from geodata.read import read_source
from tests.conftest import ROOT

HAIDIAN = ROOT / "geodata" / "haidian"
FIRST = "110108001001,翠微路社区居委会,110108001,community,true,116.25038,39.91155"
SECOND = "110108001002,翠微路21号社区居委会,110108001,community,true,116.26993,39.91155"


@pytest.fixture
def folder(tmp_path):
    for name in ("units.csv", "towns.csv", "outline.geojson", "about.toml"):
        shutil.copy(HAIDIAN / name, tmp_path / name)
    return tmp_path


def edit(folder, name, old, new):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "error", "told"),
    [
        ("110108001002,", "110108001001,", list_errors.DuplicateCode, "units.csv, row 3: the code 110108001001 stands already in row 2"),
        (",110108001,community,true,116.26993", ",110108999,community,true,116.26993", list_errors.UnknownParent, "row 3.*110108999"),
        ("116.26993,39.91155", "117.26993,39.91155", errors.OutsideOutline, "row 3.*117.26993.*outside"),
        ("116.26993,39.91155", "39.91155,116.26993", errors.BadPosition, "row 3"),
        ("116.26993,39.91155", ",39.91155", errors.BadPosition, "row 3.*lon —"),
        ("116.26993,39.91155", "nan,39.91155", errors.BadPosition, "row 3"),
        ("116.26993,39.91155", "116.25038,39.91155", errors.DuplicatePosition, "row 3.*as row 2"),
        ("110108001,community,true,116.26993", "110108001,Tea house,true,116.26993", errors.BadValue, "row 3, column kind: “Tea house”"),
        ("110108001,community,true,116.26993", "110108001,community,maybe,116.26993", errors.BadValue, "column due: “maybe”"),
        ("110108001002", "110108001/02", list_errors.BadCode, "row 3.*110108001/02"),
        ("翠微路21号社区居委会", "", errors.BadValue, "row 3, column name"),
        ("code,name,parent_code", "code,title,parent_code", errors.MissingColumn, "units.csv.*name"),
        (SECOND, SECOND + ",1,2", errors.BrokenTable, "row 3 has 9 cells"),
        (SECOND, SECOND.replace("翠微", '"翠微'), errors.BrokenTable, "units.csv"),
    ],
)  # fmt: skip
def test_a_bad_unit(folder, old, new, error, told):
    edit(folder, "units.csv", old, new)
    with pytest.raises(error, match=told) as refused:
        read_source(folder)
    assert "\n" not in str(refused.value)


def test_a_duplicate_township(folder):
    edit(folder, "towns.csv", "110108002,", "110108001,")
    with pytest.raises(list_errors.DuplicateCode, match=r"towns\.csv, row 3"):
        read_source(folder)


def test_gbk_is_not_utf8_and_the_row_is_named(folder):
    text = (folder / "units.csv").read_text(encoding="utf-8")
    (folder / "units.csv").write_bytes(text.encode("gbk"))
    with pytest.raises(errors.BrokenEncoding, match=r"units\.csv, row 2: not UTF-8"):
        read_source(folder)


def test_a_byte_order_mark_is_harmless(folder):
    text = (folder / "units.csv").read_bytes()
    (folder / "units.csv").write_bytes(b"\xef\xbb\xbf" + text)
    assert len(read_source(folder).units) == 678


@pytest.mark.parametrize("name", ["units.csv", "towns.csv", "about.toml"])
def test_a_missing_file(folder, name):
    (folder / name).unlink()
    with pytest.raises(errors.MissingFile, match=name):
        read_source(folder)


def test_an_empty_table(folder):
    (folder / "units.csv").write_text("code,name,parent_code,kind,due,lon,lat\n\n", encoding="utf-8")
    with pytest.raises(errors.EmptyTable, match=r"units\.csv"):
        read_source(folder)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("{", errors.OutlineUnreadable),
        ("{}", errors.OutlineUnreadable),
        ('{"features": [{"geometry": null}]}', errors.OutlineUnreadable),
        ('{"features": [{"geometry": {"type": "Point", "coordinates": [116, 40]}}]}', errors.OutlineNotPolygon),
    ],
)
def test_a_broken_outline(folder, content, error):
    (folder / "outline.geojson").write_text(content, encoding="utf-8")
    with pytest.raises(error, match=r"outline\.geojson"):
        read_source(folder)


def test_an_outline_that_crosses_itself(folder):
    bow = [[[116, 39.8], [116.5, 40.2], [116.5, 39.8], [116, 40.2], [116, 39.8]]]
    geometry = {"type": "FeatureCollection", "features": [{"geometry": {"type": "Polygon", "coordinates": bow}}]}
    (folder / "outline.geojson").write_text(json.dumps(geometry), encoding="utf-8")
    with pytest.raises(GeodataError, match=r"outline\.geojson"):
        read_source(folder)
