"""Whatever a file is, it ends as boundaries or as one sentence with its name; nothing is written elsewhere."""

import contextlib
import json
import os
import shutil
import sqlite3
import stat
import tempfile
import zipfile
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import errors, list_errors
from geodata.errors import GeodataError
from geodata.limits import Limits
from geodata.sources import read_boundaries

SMALL = Limits(file=200_000, text=20_000, unpacked=100_000, members=20, features=5, vertices=60)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
LAUGHS = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
SQUARE = [[[116, 39], [117, 39], [117, 40], [116, 39]]]


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """Hold one sound file of each format, to be spoilt in copies."""
    folder = tmp_path_factory.mktemp("sound")
    boxes = [shapely.box(116.2 + n / 10, 39.9, 116.3 + n / 10, 40.0) for n in range(3)]
    frame = gpd.GeoDataFrame({"name": ["温泉", "海淀", "永定路"]}, geometry=boxes, crs=4326)
    for name, driver in (("a.shp", None), ("a.gpkg", None), ("a.fgb", None), ("a.geojson", None), ("a.kml", "LIBKML"), ("a.gdb", "OpenFileGDB")):  # fmt: skip
        frame.to_file(folder / name, driver=driver)
    book = openpyxl.Workbook()
    book.active.append(["lon", "lat"])
    book.active.append([116.3, 39.9])
    book.save(folder / "a.xlsx")
    return folder


@pytest.fixture
def home(tmp_path, sound, monkeypatch):
    """Give a folder with the sound files; temporary files go where the test can see them."""
    home = tmp_path / "home"
    shutil.copytree(sound, home, ignore=shutil.ignore_patterns("*.gdb"))
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return home


def content(data, name):
    """Make a file of bytes, text or JSON."""

    def make(home):
        path = home / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    return make


def collection(*geometries, name="b.geojson", **members):
    features = [{"type": "Feature", "properties": {"n": 1}, "geometry": geometry} for geometry in geometries]
    return content(json.dumps({"type": "FeatureCollection", "features": features, **members}), name)


def polygon(*rings):
    return {"type": "Polygon", "coordinates": list(rings)}


def cut(name, share, told=None):
    """Cut a sound file off."""

    def make(home):
        path = home / name
        path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
        return home / (told or name)

    return make


def without(name, told):
    def make(home):
        (home / name).unlink()
        return home / told

    return make


def saved(frame, name="b.gpkg"):
    def make(home):
        frame.to_file(home / name)
        return home / name

    return make


def zipped(*members, name="b.zip", spoil=None):
    """Pack members: name or ZipInfo, and bytes."""

    def make(home):
        path = home / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, data in members:
                archive.writestr(member, data)
        if spoil:
            path.write_bytes(spoil(path.read_bytes()))
        return path

    return make


def link(name):
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def encrypted(data):
    """Set the flag of a password in the header and the directory."""
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(sign) + place
        data = data[:at] + bytes([data[at] | 1]) + data[at + 1 :]
    return data


def packed_strangely(data):
    """Name a way of packing that does not exist."""
    for sign, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = data.index(sign) + place
        data = data[:at] + b"\x63\0" + data[at + 2 :]
    return data


def understated(data):
    """Let the header and the directory claim that a member unpacks to ten bytes."""
    for sign, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(sign) + place
        data = data[:at] + (10).to_bytes(4, "little") + data[at + 4 :]
    return data


def pipe(home, folder="."):
    (home / folder).mkdir(exist_ok=True)
    os.mkfifo(home / folder / "b.geojson")
    return home / folder / "b.geojson"


def dangling(home):
    (home / "b").mkdir()
    (home / "b" / "a.geojson").symlink_to(home / "nowhere.geojson")
    return home / "b"


def folder(name):
    def make(home):
        (home / name).mkdir()
        return home / name

    return make


def plain_database(home):
    with sqlite3.connect(home / "b.gpkg") as database:
        database.execute("create table a (b)")
    database.close()
    return home / "b.gpkg"


def broken_geodatabase(home):
    gpd.GeoDataFrame(geometry=[shapely.Point(116, 39)], crs=4326).to_file(home / "a.gdb", driver="OpenFileGDB")
    for path in (home / "a.gdb").glob("a0000000*.gdbtable"):
        path.write_bytes(path.read_bytes()[:30])
    return home / "a.gdb"


TOPOLOGY = {"type": "Topology", "arcs": [[[0, 0], [1, 1]]], "objects": {"a": {"type": "Polygon", "arcs": [[7]]}}}
LINE = {"type": "LineString", "coordinates": [[116, 39], [117, 40]]}
EMPTY = gpd.GeoDataFrame({"name": []}, geometry=[], crs=4326)
NO_NUMBER = gpd.GeoDataFrame(geometry=[shapely.Point(116, 39), shapely.Point(float("inf"), 39)], crs=4326)
METRES = gpd.GeoDataFrame(geometry=[shapely.box(456000, 4420000, 457000, 4421000)], crs=4527)
NORTH_FIRST = gpd.GeoDataFrame(geometry=[shapely.box(4420000, 456000, 4421000, 457000)], crs=4548)
MANY = gpd.GeoDataFrame(geometry=[shapely.Point(116, 39).buffer(1, 32)], crs=4326)
ROWS = gpd.GeoDataFrame(geometry=[shapely.Point(116, 39)] * 6, crs=4326)

REFUSED = {
    "missing": (lambda home: home / "b.shp", errors.MissingFile),
    "a name that no system allows": (lambda home: home / "b\0.shp", errors.MissingFile),
    "empty JSON": (content(b"", "b.geojson"), errors.NotThatFormat),
    "empty shapefile": (content(b"", "b.shp"), errors.NotThatFormat),
    "picture as shapefile": (content(PNG, "b.shp"), errors.PictureFile),
    "picture": (content(PNG, "b.png"), errors.PictureFile),
    "raster": (content(b"II*\0" + bytes(99), "b.tif"), errors.PictureFile),
    "raster of text": (content("ncols 4\nnrows 4\n", "b.asc"), errors.PictureFile),
    "printed map": (content(b"%PDF-1.7", "b.pdf"), errors.PictureFile),
    "drawing": (content(b"AC1032", "b.dwg"), errors.UnknownFormat),
    "no suffix": (content(b"{}", "b"), errors.UnknownFormat),
    "RAR": (content(b"Rar!\x1a\x07", "b.rar"), errors.OtherArchive),
    "RAR as ZIP": (content(b"Rar!\x1a\x07", "b.zip"), errors.OtherArchive),
    "old workbook": (content(OLE, "b.xls"), errors.OldWorkbook),
    "workbook with a password": (content(OLE, "b.xlsx"), errors.OldWorkbook),
    "text as GeoPackage": (content("code,name", "b.gpkg"), errors.NotThatFormat),
    "database without layers": (plain_database, errors.GeodataError),
    "GeoParquet": (content(b"PAR1" + bytes(20), "b.parquet"), errors.NoReader),
    "a pipe": (pipe, errors.UnknownFormat),
    "a folder with a pipe": (lambda home: pipe(home, "b").parent, errors.NothingToRead),
    "a folder with a link to nothing": (dangling, errors.NothingToRead),
    "empty folder": (folder("b"), errors.NothingToRead),
    "empty geodatabase": (folder("b.gdb"), errors.BrokenFile),
    "broken geodatabase": (broken_geodatabase, errors.BrokenFile),
    "half a GeoPackage": (cut("a.gpkg", 0.5), errors.BrokenFile),
    "half a FlatGeobuf": (cut("a.fgb", 0.5), errors.BrokenFile),
    "most of a FlatGeobuf": (cut("a.fgb", 0.9), errors.BrokenFile),
    "half a GeoJSON": (cut("a.geojson", 0.5), errors.BrokenFile),
    "most of a KML": (cut("a.kml", 0.9), errors.BrokenFile),
    "most of a .shp": (cut("a.shp", 0.9), errors.BrokenFile),
    "a bit of a .shp": (cut("a.shp", 0.02), errors.GeodataError),
    "most of a .dbf": (cut("a.dbf", 0.9, "a.shp"), errors.BrokenFile),
    "a bit of a .dbf": (cut("a.dbf", 0.01, "a.shp"), errors.BrokenFile),
    "most of a .shx": (cut("a.shx", 0.9, "a.shp"), errors.BrokenFile),
    "half a workbook": (cut("a.xlsx", 0.5), errors.BrokenArchive),
    "no .shx": (without("a.shx", "a.shp"), errors.MissingPart),
    "no .prj": (without("a.prj", "a.shp"), errors.MissingCrs),
    "empty layer": (saved(EMPTY), errors.NoFeatures),
    "empty collection": (collection(), errors.NoFeatures),
    "no shapes": (collection(None, None), errors.NoGeometry),
    "empty shapes": (collection(polygon()), errors.NoGeometry),
    "only lines": (collection(LINE), errors.OnlyLines),
    "NaN in JSON": (collection(polygon([[116, 39], [float("nan"), 39], [117, 40], [116, 39]])), errors.BadNumber),
    "infinite position": (saved(NO_NUMBER), errors.BadNumber),
    "NaN in a table": (content("lon,lat\nnan,39\n", "b.csv"), errors.BadCell),
    "a word for a number": (content("lon,lat\n116,north\n", "b.csv"), errors.BadCell),
    "half a position": (content("lon,lat\n116,\n", "b.csv"), errors.BadCell),
    "broken WKT": (content('wkt\n"POLYGON ((116 39, 117"\n', "b.csv"), errors.BadCell),
    "table without positions": (content("code,name\n1,2\n", "b.csv"), errors.NoPositionColumns),
    "empty table": (content("\n\n", "b.csv"), errors.EmptyTable),
    "only a header": (content("lon,lat\n", "b.csv"), errors.NoFeatures),
    "ragged table": (content("lon,lat\n1,2\n1,2,3,4\n", "b.csv"), errors.BrokenFile),
    "table without CRS": (content("lon,lat\n116,39\n", "b.csv"), errors.MissingCrs),
    "unknown SRID": (content("wkt\nSRID=999999;POINT (1 1)\n", "b.csv"), errors.UnknownCrs),
    "picture as table": (content(PNG, "b.csv"), errors.PictureFile),
    "swapped JSON": (collection(polygon([[39, 116], [39, 117], [40, 117], [39, 116]])), errors.SwappedAxes),
    "metres in GeoJSON": (collection(polygon([[456e3, 442e4], [457e3, 442e4], [457e3, 443e4]])), errors.OutOfRange),
    "easting without its zone": (saved(METRES), errors.OutOfRange),
    "north before east": (saved(NORTH_FIRST), errors.SwappedAxes),
    "across the antimeridian": (collection(polygon([[-179, 1], [179, 1], [179, 2], [-179, 1]])), errors.AcrossAntimeridian),
    "beyond the antimeridian": (collection(polygon([[179, 1], [181, 1], [181, 2], [179, 1]])), errors.OutOfRange),
    "too many vertices": (saved(MANY), errors.TooManyVertices),
    "too many rows": (saved(ROWS), errors.TooManyFeatures),
    "too many rows in a table": (content("lon,lat\n" + "116,39\n" * 30, "b.csv"), errors.TooManyFeatures),
    "too much text": (content("{" + " " * 30_000 + "}", "b.geojson"), errors.TooLarge),
    "too large": (content(b"SQLite format 3\0" + bytes(300_000), "b.gpkg"), errors.TooLarge),
    "ZIP bomb": (zipped(("a.geojson", bytes(5_000_000))), errors.TooLarge),
    "ZIP bomb that lies": (zipped(("a.geojson", bytes(5_000_000)), spoil=understated), errors.BrokenArchive),
    "workbook that is a bomb": (zipped(("xl/workbook.xml", bytes(5_000_000)), name="b.xlsx"), errors.TooLarge),
    "ZIP of many files": (zipped(*((f"{n}.txt", b"") for n in range(30))), errors.TooManyMembers),
    "ZIP that climbs": (zipped(("../evil.shp", b"x")), errors.UnsafeArchive),
    "ZIP that climbs in Windows": (zipped(("a\\..\\..\\evil.shp", b"x")), errors.UnsafeArchive),
    "ZIP with an absolute path": (zipped(("/tmp/evil.shp", b"x")), errors.UnsafeArchive),
    "ZIP with a drive": (zipped(("C:/evil.shp", b"x")), errors.UnsafeArchive),
    "ZIP with a link": (zipped((link("a.shp"), b"/etc/passwd")), errors.UnsafeArchive),
    "ZIP with a password": (zipped(("a.geojson", b"{}"), spoil=encrypted), errors.LockedArchive),
    "half a ZIP": (zipped(("a.geojson", b"{}"), spoil=lambda data: data[:-30]), errors.BrokenArchive),
    "damaged ZIP": (zipped(("a.geojson", b'{"type":"x"}' * 9), spoil=lambda data: data[:42] + b"\xff\xff\xff" + data[45:]), errors.BrokenArchive),
    "ZIP packed strangely": (zipped(("a.geojson", b"{}"), spoil=packed_strangely), errors.BrokenArchive),
    "workbook packed strangely": (zipped(("[Content_Types].xml", b"<a/>"), name="b.xlsx", spoil=packed_strangely), errors.BrokenFile),
    "ZIP in a ZIP": (zipped(("a.zip", b"PK\x03\x04")), errors.NothingToRead),
    "ZIP with a file where a folder is": (zipped(("a", b"x"), ("a/b.geojson", b"x")), errors.BrokenArchive),
    "ZIP with a file of no name": (zipped(("x", b""), spoil=lambda data: data.replace(b"x", b"\0")), errors.BrokenArchive),
    "picture in a ZIP": (zipped(("a.shp", PNG)), errors.PictureFile),
    "document as workbook": (zipped(("word/document.xml", b"<a/>"), name="b.xlsx"), errors.BrokenFile),
    "workbook with entities": (zipped(("[Content_Types].xml", LAUGHS + "<a>&b;</a>"), name="b.xlsx"), errors.BrokenFile),
    "KML with entities": (content(LAUGHS + "<kml>&b;</kml>", "b.kml"), errors.BrokenFile),
    "web page as KML": (content("<!DOCTYPE html><html></html>", "b.kml"), errors.NotThatFormat),
    "another XML as KML": (content("<gpx></gpx>", "b.kml"), errors.NotThatFormat),
    "KML that points elsewhere": (content("<OGRVRTDataSource></OGRVRTDataSource>", "b.kml"), errors.NotThatFormat),
    "KML without places": (content("<kml></kml>", "b.kml"), errors.GeodataError),
    "a list": (content("[1, 2]", "b.json"), errors.NotThatFormat),
    "features of another maker": (content('{"features": [{"attributes": {}}]}', "b.json"), errors.NotThatFormat),
    "a pipeline": (content('{"type": "gdal_streamed_alg"}', "b.json"), errors.NotThatFormat),
    "deep JSON": (content("[" * 9000, "b.json"), errors.BrokenFile),
    "shapes of no kind": (collection({"type": "Circle", "coordinates": [1, 2]}), errors.BrokenFile),
    "words for coordinates": (collection({"type": "Point", "coordinates": ["a", "b"]}), errors.BrokenFile),
    "features that are none": (content('{"type": "FeatureCollection", "features": [1, null]}', "b.json"), errors.BrokenFile),
    "a topology of nothing": (content('{"type": "Topology", "arcs": []}', "b.json"), errors.NotThatFormat),
    "a topology of nonsense": (content('{"type": "Topology", "arcs": 1, "objects": {"a": 1, "b": {"geometries": 2}}}', "b.json"), errors.GeodataError),
    "arcs that are not there": (content(json.dumps(TOPOLOGY), "b.json"), errors.GeodataError),
    "nonsense as CRS": (collection(polygon(*SQUARE), crs={"a": 1}), errors.UnknownCrs),
    "bytes of no encoding": (content(b'{"type": "\xff\xff"}', "b.json"), errors.WrongEncoding),
}  # fmt: skip


@pytest.mark.parametrize(("make", "error"), REFUSED.values(), ids=REFUSED)
def test_bad_input_ends_in_one_sentence(home, make, error):
    path = make(home)
    before = sorted(home.parent.rglob("*"))
    with pytest.raises(error) as refused:
        read_boundaries(path, limits=SMALL)
    told = str(refused.value)
    assert path.name in told or any(part in told for part in ("a.shp", "b.zip"))
    assert "\n" not in told
    assert sorted(home.parent.rglob("*")) == before


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"crs": "EPSG:999999"}, errors.UnknownCrs),
        ({"crs": "Haidian"}, errors.UnknownCrs),
        ({"crs": 'LOCAL_CS["a",UNIT["metre",1]]'}, errors.UnknownCrs),
        ({"crs": "99999999999999999999"}, errors.UnknownCrs),
        ({"encoding": "Klingon"}, errors.UnknownEncoding),
        ({"encoding": "\0"}, errors.UnknownEncoding),
        ({"encoding": "ascii"}, errors.WrongEncoding),
        ({"layer": "b"}, errors.UnknownLayer),
    ],
)
def test_wishes_that_cannot_be_met(home, options, error):
    with pytest.raises(error, match=r"a\.geojson"):
        read_boundaries(home / "a.geojson", **options)


@pytest.mark.parametrize("name", ["a.shp", "a.gpkg", "a.fgb", "a.geojson", "a.kml", "a.xlsx"])
@pytest.mark.parametrize("share", [0.001, 0.2, 0.7, 0.99])
def test_a_file_that_is_cut_anywhere_is_never_read_in_part(home, name, share):
    with pytest.raises(GeodataError, match="a\\."):
        read_boundaries(cut(name, share)(home), crs="4326")


def test_the_sound_files_are_read(sound):
    for name in ("a.shp", "a.gpkg", "a.fgb", "a.geojson", "a.kml", "a.gdb", "a.xlsx"):
        assert len(read_boundaries(sound / name, crs="4326", limits=SMALL if name != "a.gdb" else Limits()).frame)


def test_a_name_that_the_reader_would_misread(home):
    path = (home / "a.gpkg").rename(home / "a!b.gpkg")
    with pytest.raises(list_errors.AwkwardName, match=r"a!b\.gpkg.*Rename"):
        read_boundaries(path)


def test_a_null_byte_in_a_name_is_a_missing_file():
    with pytest.raises(errors.MissingFile):
        read_boundaries(Path("a\0b.shp"))


SPOILT = ["a.shp", "a.shx", "a.dbf", "a.prj", "a.gpkg", "a.fgb", "a.geojson", "a.kml", "a.xlsx"]


@settings(max_examples=60, deadline=5000, derandomize=True)
@given(
    name=st.sampled_from(SPOILT),
    places=st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=20),
    byte=st.integers(0, 255),
)
def test_bytes_that_changed_anywhere_end_in_boundaries_or_a_sentence(sound, name, places, byte):
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(sound, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.gdb"))
        path = Path(folder) / name
        data = bytearray(path.read_bytes())
        for place in places:
            data[int(place * len(data))] = byte
        path.write_bytes(data)
        opened = path.with_suffix(".shp") if name[-3:] in {"shx", "dbf", "prj"} else path
        with contextlib.suppress(GeodataError):
            assert len(read_boundaries(opened, crs="4326").frame)


def test_the_sentence_shows_the_coordinate_that_is_wrong(home):
    make = collection(polygon([[-57, 12], [880, 12], [880, 560], [-57, 12]]))
    with pytest.raises(errors.OutOfRange, match=r"b\.geojson: the position 880, 560 does not exist in WGS 84"):
        read_boundaries(make(home))


def test_a_file_that_may_not_be_read(home, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(errors.BrokenFile, match=r"a\.gpkg.*Permission denied"):
        read_boundaries(home / "a.gpkg")
