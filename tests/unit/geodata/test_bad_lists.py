"""Lists that are broken or odd: each is refused with a sentence that names file and row, or read as it was meant."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest

from geodata import errors, list_errors
from geodata.errors import GeodataError
from geodata.importing import Order, bring
from geodata.listing import read_listing
from geodata.places import places

KINDS = {"village": ("村",), "community": ("社区",)}
HEAD = "编码,名称,街镇,类别,是否换届,经度,纬度\n"
GOOD = "110101001001,甲社区,东村街道,社区,是,116.1,39.9\n"


def book(*rows):
    made, stream = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        made.active.append(row)
    made.save(stream)
    return stream.getvalue()


def without(data, part):
    """Return a workbook that lacks one of its parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
    return stream.getvalue()


def brought(folder, data, name):
    (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    (folder / "out").mkdir()
    return bring(
        Order("某区", date(2026, 1, 1), KINDS, units=folder / name), folder / "out", None, lambda step: None
    )


REFUSED = [
    ("nothing", "", "a.csv", errors.NotThatFormat, "a.csv.*empty"),
    ("blanks", " \n\n \n", "a.csv", GeodataError, "a.csv"),
    ("headings alone", HEAD, "a.csv", errors.EmptyTable, "a.csv"),
    ("no names", "编码,街镇\n1,东村街道\n", "a.csv", errors.MissingColumn, "a.csv.*编码, 街镇"),
    ("no headings", GOOD.replace(",社区", ","), "a.csv", errors.MissingColumn, "a.csv.*甲社区"),
    ("headings too low", "x,,,,,,\n" * 11 + HEAD + GOOD, "a.csv", errors.MissingColumn, "a.csv"),
    ("a row without a name", HEAD + GOOD + "2,,东村街道,,,,\n", "a.csv", errors.BadValue, "a.csv, row 3, column name"),
    ("an odd due", HEAD + GOOD.replace(",是,", ",待定,"), "a.csv", errors.BadValue, "a.csv, row 2, column due: “待定”"),
    ("an odd kind", HEAD + GOOD.replace(",社区,", ",茶馆,"), "a.csv", errors.BadValue, "a.csv, row 2, column kind: “茶馆”"),
    ("a word for a longitude", HEAD + GOOD.replace("116.1", "东"), "a.csv", errors.BadValue, "a.csv, row 2, column lon"),
    ("an infinite latitude", HEAD + GOOD.replace("39.9", "inf"), "a.csv", errors.BadValue, "a.csv, row 2, column lat"),
    ("no number", HEAD + GOOD.replace("39.9", "nan"), "a.csv", errors.BadValue, "a.csv, row 2, column lat"),
    ("a rounded code", HEAD + GOOD.replace("110101001001", "1.10101E+11"), "a.csv", list_errors.CodeRounded, "a.csv, row 2"),
    ("a code twice", HEAD + GOOD + GOOD.replace("甲", "乙"), "a.csv", list_errors.DuplicateCode, "a.csv, row 3.*row 2"),
    ("a way out as a code", HEAD + GOOD.replace("110101001001", "../../x"), "a.csv", list_errors.BadCode, "a.csv, row 2"),
    ("a township's code", "编码,名称,上级代码,街镇\n7,甲村,7,A镇\n", "a.csv", list_errors.CodeTaken, "a.csv, row 2"),
    ("a quote that does not end", HEAD + '"' + GOOD, "a.csv", GeodataError, "a.csv"),
    ("more cells than headings", HEAD + GOOD + "1,2,3,4,5,6,7,8,9\n", "a.csv", GeodataError, "a.csv"),
    ("half a letter", HEAD.encode() + GOOD.encode()[:-30] + b"\xe7\x94\n\xff\xfe", "a.csv", GeodataError, "a.csv"),
    ("zeros", b"\x00" * 4000, "a.csv", GeodataError, "a.csv"),
    ("a workbook called csv", book(["名称"], ["甲村"]), "a.csv", errors.NotThatFormat, "a.csv"),
    ("a csv called workbook", HEAD + GOOD, "a.xlsx", GeodataError, "a.xlsx"),
    ("half a workbook", book(["名称"], ["甲村"])[:2000], "a.xlsx", GeodataError, "a.xlsx"),
    ("a workbook without sheets", without(book(["名称"], ["甲村"]), "xl/worksheets/sheet1.xml"), "a.xlsx", GeodataError, "a.xlsx"),
    ("an empty workbook", book(), "a.xlsx", GeodataError, "a.xlsx"),
    ("an old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "a.xls", errors.OldWorkbook, "a.xls"),
    ("a workbook with a password", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "a.xlsx", errors.OldWorkbook, "a.xlsx"),
    ("an error in a cell", book(["名称", "经度"], ["甲村", "#N/A"]), "a.xlsx", errors.BadValue, "a.xlsx, row 2, column lon: “#N/A”"),
    ("a long code as a number", book(["名称", "编码"], ["甲村", 1101010010012010000]), "a.xlsx", list_errors.CodeRounded, "a.xlsx, row 2"),
    ("two rows of headings", book(["名称", "换届情况"], [None, "是否换届"], ["甲村", "是"]), "a.xlsx", errors.BadValue, "a.xlsx, row 2"),
    ("a letter", "名称很多的一封信", "a.docx", GeodataError, "a.docx"),
    ("a picture", b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "a.png", errors.NoList, "a.png"),
    ("boundaries", '{"type": "FeatureCollection", "features": []}', "a.geojson", errors.NoList, "a.geojson.*CSV"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "name", "error", "told"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_a_list_that_cannot_be_used_is_refused_with_its_file_and_row(tmp_path, data, name, error, told):
    with pytest.raises(error, match=told) as refused:
        brought(tmp_path, data, name)
    assert "\n" not in str(refused.value), "one sentence"
    assert list((tmp_path / "out").iterdir()) == [], "nothing was written"


READ = [
    ("gbk", (HEAD + GOOD).encode("gbk"), "a.csv", ["甲社区"]),
    ("a byte order mark", b"\xef\xbb\xbf" + (HEAD + GOOD).encode(), "a.csv", ["甲社区"]),
    ("utf-16 of a spreadsheet", (HEAD + GOOD).replace(",", "\t").encode("utf-16"), "a.csv", ["甲社区"]),
    ("semicolons", (HEAD + GOOD).replace(",", ";"), "a.csv", ["甲社区"]),
    ("old ends of lines", (HEAD + GOOD).replace("\n", "\r\n"), "a.csv", ["甲社区"]),
    ("no last end of line", (HEAD + GOOD).rstrip(), "a.csv", ["甲社区"]),
    ("blank rows between", HEAD + "\n,,,,,,\n" + GOOD + "\n\n", "a.csv", ["甲社区"]),
    ("short rows", "编码,名称,街镇\n1,甲村\n", "a.csv", ["甲村"]),
    ("a comma in a name", '名称\n"甲,村"\n', "a.csv", ["甲,村"]),
    ("an end of line in a name", '名称\n"甲\n村"\n', "a.csv", ["甲村"]),
    ("a sum at the end", HEAD + GOOD + "合计,,,,,1,\n", "a.csv", ["甲社区"]),
    ("a code with a blank", HEAD + GOOD.replace("110101001001", "1101 01001 001"), "a.csv", ["甲社区"]),
    ("full-width digits", HEAD + GOOD.replace("110101001001", "１１０１"), "a.csv", ["甲社区"]),
    ("a merged township", book(["编码", "名称", "街镇"], [1, "甲村", "A镇"], [2, "乙村", None]), "a.xlsx", ["乙村", "甲村"]),
    ("a formula in a name", "名称\n=1+1\n", "a.csv", ["=1+1"]),
    ("markup in a name", "名称\n<script>x</script>\n", "a.csv", ["<script>x</script>"]),
    ("a line for no value", "名称\nnull\nNA\n", "a.csv", ["NA", "null"]),
    ("zeros before a code", "编码,名称\n007,甲村\n", "a.csv", ["甲村"]),
    ("right to left", "名称,街镇\nأدرار,الولاية\n", "a.csv", ["أدرار"]),
    ("faces", "名称,街镇\n😀村,😀镇\n😁村,😁镇\n", "a.csv", ["😀村", "😁村"]),
    ("the same name in two townships", "名称,街镇\n甲村,A镇\n甲村,B镇\n", "a.csv", ["甲村", "甲村"]),
    ("a township for a title", book(["某区名单"], [], ["序号", "名称", "街镇"], [1, "甲村", "A镇"]), "a.xlsx", ["甲村"]),
    ("a fraction for a code", book(["名称", "编码"], ["甲村", 7.0]), "a.xlsx", ["甲村"]),
    ("a formula", book(["名称", "经度"], ["甲村", "=1/0"]), "a.xlsx", ["甲村"]),
]  # fmt: skip


@pytest.mark.parametrize(("data", "name", "names"), [case[1:] for case in READ], ids=[case[0] for case in READ])
def test_a_list_that_is_merely_odd_is_read(tmp_path, data, name, names):
    done = brought(tmp_path, data, name)
    assert sorted(place.name for place in places(done.source) if place.kind) == names
    assert sum(len(sheet.units) for sheet in done.boundaries.sheets) == len(names)


def test_zeros_before_a_code_are_kept(tmp_path):
    (tmp_path / "a.csv").write_text("编码,名称\n007,甲村\n", encoding="utf-8")
    assert read_listing(tmp_path / "a.csv").rows[0].code == "007"


@pytest.mark.parametrize("kind", ["missing", "folder", "named as one row"])
def test_what_is_no_file_is_told(tmp_path, kind):
    path = tmp_path / "名单.csv"
    if kind == "folder":
        path.mkdir()
    elif kind == "named as one row":
        path = tmp_path / "名单\x00.csv"
    with pytest.raises(GeodataError, match="名单"):
        read_listing(path)
