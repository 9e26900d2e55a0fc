"""A file that cannot be taken is refused in one sentence that says what to do; nothing else comes out."""

import io
import struct
import time
import tracemalloc
import zipfile

import pytest
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.intake import errors, limits
from dashboard.intake.book import Book, read_book
from dashboard.intake.errors import FileRefused
from tests.unit.intake.builders import (
    MAIN,
    SHEET,
    declared_size,
    empty_zip,
    member_of,
    ole,
    report_xls,
    report_xlsx,
    saved,
    with_members,
    with_sheet,
    xlsx,
    zipped,
)

STRINGS = f'<?xml version="1.0"?><sst xmlns="{MAIN}"><si><t>温泉村</t></si><si><r><t>白家疃</t></r><r><t>村</t></r></si></sst>'
XLSX, XLS = with_members(report_xlsx(), {"xl/sharedStrings.xml": STRINGS}), report_xls()
PARTS = [
    SHEET,
    "xl/workbook.xml",
    "xl/styles.xml",
    "xl/sharedStrings.xml",
    "_rels/.rels",
    "xl/_rels/workbook.xml.rels",
]
CSV = "序号,名称,日期\n1,温泉村,1月5日\n2,白家疃村,1月6日\n".encode("gbk")
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(50)


def refusal(content, name="日报.xlsx"):
    with pytest.raises(FileRefused) as caught:
        read_book(name, content)
    assert str(caught.value).startswith(name)
    return caught.value


def test_every_refusal_is_one_class_with_its_own_sentence():
    classes = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, FileRefused)]
    assert len({kind.text for kind in classes}) == len(classes) == 17
    assert all(kind.text.startswith("{file}") and kind.text.endswith(".") for kind in classes)


@pytest.mark.parametrize(
    ("content", "kind", "told"),
    [
        (b"", errors.EmptyFile, "0 bytes"),
        (bytes(limits.MAX_FILE + 1), errors.FileTooLarge, "21 MB, more than 20 MB"),
        (ole("EncryptionInfo", "EncryptedPackage"), errors.PasswordProtected, "Remove the password"),
        (ole("WordDocument"), errors.OtherKind, "this is a Word document"),
        (ole("PowerPoint Document"), errors.OtherKind, "this is a presentation"),
        (ole("Workbook"), errors.DamagedFile, "damaged"),
        (ole(), errors.DamagedFile, "damaged"),
        (zipped(xl__workbook_bin=b""), errors.OtherKind, "this is an archive"),
        (with_members(empty_zip(), {"xl/workbook.bin": b""}), errors.BinaryWorkbook, "save it as .xlsx"),
        (with_members(empty_zip(), {"word/document.xml": b""}), errors.OtherKind, "this is a Word document"),
        (with_members(empty_zip(), {"ppt/presentation.xml": b""}), errors.OtherKind, "this is a presentation"),
        (with_members(empty_zip(), {"content.xml": b""}), errors.OtherKind, "this is an OpenDocument file"),
        (with_members(empty_zip(), {"OFD.xml": b""}), errors.OtherKind, "this is an OFD document"),
        (zipped(a="1", b="2"), errors.OtherKind, "this is an archive"),
        (empty_zip(), errors.OtherKind, "this is an archive"),
        (b"%PDF-1.7\n\xe2\xe3\xcf\xd3\n1 0 obj", errors.OtherKind, "this is a PDF document"),
        (b"%PDF-1.7\n\x00\x00", errors.OtherKind, "this is a PDF document"),
        (PNG, errors.OtherKind, "this is a picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", errors.OtherKind, "this is a picture"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(9), errors.OtherKind, "this is an archive"),
        (b"\xef\xbb\xbf\r\n<HTML><table><tr><td>1</td></tr></table>", errors.OtherKind, "this is a web page"),
        (b'<?xml version="1.0"?><Workbook/>', errors.OtherKind, "this is an XML file"),
        (b"{\\rtf1\\ansi}", errors.OtherKind, "this is a Word document"),
        (bytes(range(256)) * 9, errors.UnknownKind, "no table"),
        (b"\x01\x02\x03\x04text", errors.UnknownKind, "no table"),
        (b"a,b\n\xff\xfe\xfd\x80,1", errors.UnknownEncoding, "neither UTF-8 nor GBK"),
        (b"\xff\xfea", errors.UnknownEncoding, "neither UTF-8 nor GBK"),
        (b" ,\t\n,,\n", errors.NothingInside, "nothing"),
        (b'a,"' + b"b" * 200_000, errors.DamagedFile, "damaged"),
        (XLSX[: len(XLSX) // 2], errors.DamagedFile, "damaged"),
        (XLSX[:-30], errors.DamagedFile, "damaged"),
        (XLS[: len(XLS) // 2], errors.DamagedFile, "damaged"),
        (xlsx([]), errors.NothingInside, "nothing"),
        (xlsx([None, " "]), errors.NothingInside, "nothing"),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_files_that_are_no_table(content, kind, told):
    error = refusal(content)
    assert type(error) is kind
    assert told in str(error)


def test_a_file_of_wps_is_refused_by_name_unless_it_is_an_xlsx_within():
    assert type(refusal(XLS, "日报.et")) is errors.WpsFile
    assert type(refusal(b"anything", "日报.ET")) is errors.WpsFile
    assert type(refusal(b"", "日报.et")) is errors.EmptyFile
    assert read_book("日报.et", XLSX).kind == "xlsx"
    assert type(refusal(ole("ETStorage"), "日报.xls")) is errors.DamagedFile


def test_an_ole_container_without_a_workbook_is_named_where_it_can_be():
    mark, book = ("WordDocument".encode("utf-16-le"), "Workbook".encode("utf-16-le"))
    assert type(refusal(XLS.replace(book, "Workless".encode("utf-16-le")))) is errors.UnknownKind
    bookmark = XLS.replace(book, "Workless".encode("utf-16-le")) + mark + "Bookmark".encode("utf-16-le")
    assert type(refusal(bookmark.ljust(-(-len(bookmark) // 512) * 512, b"\0"))) is errors.OtherKind


def test_an_encrypted_xls():
    workbook = xlwt.Workbook()
    workbook.add_sheet("a").write(0, 0, "x")
    content = bytearray(saved(workbook))
    at = content.index(struct.pack("<HH", 0x005C, 112))  # WRITEACCESS, long enough for a FILEPASS of RC4
    struct.pack_into("<HH", content, at, 0x002F, 112)
    assert type(refusal(bytes(content))) is errors.PasswordProtected


def test_an_encrypted_zip():
    content = bytearray(XLSX)
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    assert type(refusal(bytes(content))) is errors.PasswordProtected


def peak_of(call):
    tracemalloc.start()
    start = time.perf_counter()
    outcome = call()
    seconds = time.perf_counter() - start
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return outcome, seconds, peak


def test_a_bomb_is_refused_before_it_is_unpacked():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", b" " * 16_000_000)
    content = declared_size(buffer.getvalue(), "xl/workbook.xml", 1_000_000_000)
    error, seconds, peak = peak_of(lambda: refusal(content))
    assert type(error) is errors.UnpacksTooLarge
    assert "1000 MB, more than 150 MB" in str(error)
    assert seconds < 1
    assert peak < 1_000_000


def test_many_members_that_are_too_large_only_together():
    content = zipped(**{f"xl/{number}.xml": "x" for number in range(4)})
    for number in range(4):
        content = declared_size(content, f"xl/{number}.xml", 40_000_000)
    assert type(refusal(content)) is errors.UnpacksTooLarge


def test_a_member_that_unpacks_to_more_than_it_declares():
    content = with_sheet("<row><c><v>1</v></c></row>" + " " * 30_000_000)
    error, _, peak = peak_of(lambda: refusal(declared_size(content, SHEET, 500)))
    assert type(error) is errors.DamagedFile
    assert peak < 5_000_000


def test_absurdly_many_members_and_sheets():
    entry = (
        struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", 20, 3, 20, 0, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0)
        + b"a"
    )
    count = 400_000
    content = (
        b"PK\x03\x04"
        + entry * count
        + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(entry) * count, 4, 0)
    )
    error, seconds, peak = peak_of(lambda: refusal(content))
    assert type(error) is errors.TooManyParts
    assert seconds < 1
    assert peak < 1_000_000
    sheets = "".join(f'<sheet name="s{number}" r:id="rId{number}"/>' for number in range(300))
    links = "".join(
        f'<Relationship Id="rId{number}" Type="t/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(300)
    )
    workbook = f'<workbook xmlns="{MAIN}" xmlns:r="r"><sheets>{sheets}</sheets></workbook>'
    many = with_members(
        XLSX,
        {"xl/workbook.xml": workbook, "xl/_rels/workbook.xml.rels": f"<Relationships>{links}</Relationships>"},
    )
    assert type(refusal(many)) is errors.TooManyParts


def test_sheets_that_are_one_part_over_and_over():
    sheets = "".join(f'<sheet name="s{number}" r:id="rId1"/>' for number in range(100))
    workbook = f'<workbook xmlns="{MAIN}" xmlns:r="r"><sheets>{sheets}</sheets></workbook>'
    assert type(refusal(with_members(XLSX, {"xl/workbook.xml": workbook}))) is errors.DamagedFile


def test_a_workbook_without_sheets():
    content = with_members(XLSX, {"xl/workbook.xml": f'<workbook xmlns="{MAIN}"/>'})
    assert type(refusal(content)) is errors.NothingInside


LAUGHS = '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("doctype", [LAUGHS, "<!DOCTYPE w>", '<!DOCTYPE w SYSTEM "file:///etc/passwd">'])
def test_document_types_in_any_part_that_is_read(part, doctype):
    text = member_of(XLSX, part)
    at = text.find("?>") + 2 if text.startswith("<?xml") else 0
    assert type(refusal(with_members(XLSX, {part: text[:at] + doctype + text[at:]}))) is errors.UnsafeXml


@pytest.mark.parametrize(
    "data",
    [
        '<row r="1"><c r="A1" t="s"><v>99</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
        '<row r="1"><c r="A1" s="-1"><v>1</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="2"><c r="B2"><v>1</v></c></row>',
        '<row r="1048577"><c r="A1048577"><v>1</v></c></row>',
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>',
        '<row r="one"><c><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></row>',
        "<row>" * 100_000,
    ],
    ids=range(10),
)
def test_sheets_that_contradict_the_format(data):
    assert type(refusal(with_sheet(data))) is errors.DamagedFile


def rows(count, columns=1):
    cells = "".join("<c><v>1</v></c>" for _ in range(columns))
    return f"<row>{cells}</row>" * count


def test_limits_of_rows_columns_and_cells(monkeypatch):
    assert type(refusal(with_sheet(rows(20_001)))) is errors.TooManyRows
    assert type(refusal(("1\n" * 20_001).encode())) is errors.TooManyRows
    wide = refusal(with_sheet(rows(1, 301)))
    assert type(wide) is errors.TooManyColumns
    assert "sheet “Sheet”" in str(wide)
    assert len(read_book("a", with_sheet(rows(1, 300))).sheets[0].rows[0].cells) == 300
    assert type(refusal(b"1," * 301)) is errors.TooManyColumns
    monkeypatch.setattr(limits, "MAX_CELLS", 1000)
    assert type(refusal(with_sheet(rows(101, 10)))) is errors.TooManyCells


def test_limits_of_an_xls(monkeypatch):
    monkeypatch.setattr(limits, "MAX_ROWS", 3)
    assert type(refusal(XLS)) is errors.TooManyRows


class NoMemory:
    def __init__(self, *_):
        raise MemoryError


@pytest.mark.parametrize("content", [XLSX, XLS, CSV], ids=["xlsx", "xls", "csv"])
def test_running_out_of_memory_is_a_refusal(monkeypatch, content):
    for module in ("book_xlsx", "book_xls", "book_csv"):
        monkeypatch.setattr(f"dashboard.intake.{module}.Sheet", NoMemory)
    assert type(refusal(content)) is errors.DamagedFile


def corrupted(content):
    """Return a strategy of the content after one to three flips, cuts, insertions or repetitions."""
    places = st.integers(0, len(content) - 1)
    change = st.tuples(
        st.sampled_from(["flip", "cut", "insert", "repeat", "end"]),
        places,
        st.binary(min_size=1, max_size=8),
        st.integers(1, 64),
    )

    def apply(changes):
        data = bytearray(content)
        for how, at, some, length in changes:
            match how:
                case "flip":
                    data[at : at + len(some)] = some
                case "cut":
                    del data[at : at + length]
                case "insert":
                    data[at:at] = some
                case "repeat":
                    data[at:at] = data[at : at + length]
                case "end":
                    del data[at:]
        return bytes(data)

    return st.lists(change, min_size=1, max_size=3).map(apply)


def only_a_book_or_a_refusal(content):
    try:
        book = read_book("a", content)
    except FileRefused:
        return
    assert isinstance(book, Book)
    assert all(row.cells for sheet in book.sheets for row in sheet.rows)


QUICK = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(corrupted(XLSX))
def test_a_corrupted_xlsx_is_read_or_refused(content):
    only_a_book_or_a_refusal(content)


@QUICK
@given(
    st.sampled_from(PARTS).flatmap(
        lambda part: st.tuples(st.just(part), corrupted(member_of(XLSX, part).encode()))
    )
)
def test_a_corrupted_part_of_an_xlsx_is_read_or_refused(change):
    part, data = change
    only_a_book_or_a_refusal(with_members(XLSX, {part: data}))


@QUICK
@given(corrupted(XLS))
def test_a_corrupted_xls_is_read_or_refused(content):
    only_a_book_or_a_refusal(content)


@QUICK
@given(corrupted(CSV))
def test_a_corrupted_csv_is_read_or_refused(content):
    only_a_book_or_a_refusal(content)


@QUICK
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content):
    only_a_book_or_a_refusal(content)
