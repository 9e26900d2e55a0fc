"""Build table files in memory: whole, odd and hostile."""

import io
import struct
import zipfile
from datetime import date, datetime

import openpyxl
import xlwt

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
moment = datetime.fromisoformat
SHEET = "xl/worksheets/sheet1.xml"


def saved(workbook):
    """Return the bytes of a workbook of openpyxl or xlwt."""
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def xlsx(*rows):
    """Return an .xlsx of one sheet."""
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    return saved(workbook)


def report_xlsx():
    """Return an .xlsx as townships send it."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "表一甲"
    sheet["A1"] = "温泉镇日报表"
    sheet.merge_cells("A1:E1")
    sheet.append(["序号", "名称", "日期", "到会率", "备注"])
    sheet.append([1, "温泉村", moment("2019-01-05"), 0.953, "😀 全角ＡＢ"])
    sheet.append([2, "白家疃村", "1月6日", None, None])
    sheet.append([])
    sheet.append(["合计", "=COUNTA(B3:B4)"])
    sheet.row_dimensions[4].hidden = True
    workbook.create_sheet("旧表").sheet_state = "hidden"
    workbook["旧表"]["B2"] = True
    workbook.create_sheet("空表").sheet_state = "veryHidden"
    return saved(workbook)


def report_xls():
    """Return an .xls as old WPS writes it."""
    workbook = xlwt.Workbook(encoding="utf-8")
    sheet = workbook.add_sheet("表一甲")
    sheet.write_merge(0, 0, 0, 4, "温泉镇日报表")
    for row, cells in enumerate([["序号", "名称", "日期"], [1.0, "温泉村"], [2.5, "白家疃村", "1月6日"]], 1):
        for column, value in enumerate(cells):
            sheet.write(row, column, value)
    sheet.write(2, 2, moment("2019-01-05 14:30"), xlwt.easyxf(num_format_str='yyyy"年"m"月"d"日"'))
    sheet.write(2, 3, date(2019, 1, 6), xlwt.easyxf(num_format_str="m/d/yy"))
    sheet.write(6, 0, True)
    sheet.row(3).hidden = True
    workbook.add_sheet("旧表").visibility = 1
    return saved(workbook)


def replaced(content, **members):
    """Return a zip with members replaced or added (None takes one out); `__` in a keyword stands for a slash."""
    return with_members(content, {name.replace("__", "/"): data for name, data in members.items()})


def with_members(content, members):
    """Return a zip with members replaced, added, or taken out where None."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in members:
                new.writestr(name, old.read(name))
        for name, data in members.items():
            if data is not None:
                new.writestr(name, data)
    return buffer.getvalue()


def with_sheet(data, tail="", content=None, **members):
    """Return an .xlsx whose sheet has the given XML as its data."""
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData>{tail}</worksheet>'
    return with_members(content or xlsx(["x"]), {SHEET: sheet, **members})


def member_of(content, name):
    """Return one member of a zip as text."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return file.read(name).decode()


def zipped(**members):
    """Return a zip."""
    return with_members(empty_zip(), {name.replace("__", "/"): data for name, data in members.items()})


def empty_zip():
    """Return a zip without members."""
    buffer = io.BytesIO()
    zipfile.ZipFile(buffer, "w").close()
    return buffer.getvalue()


def declared_size(content, name, size):
    """Return a zip in which a member's directory entries declare another unpacked size."""
    content = bytearray(content)
    for signature, names_at, size_at in ((b"PK\x03\x04", 30, 22), (b"PK\x01\x02", 46, 24)):
        at = content.find(signature)
        while at >= 0:
            if content[at + names_at : at + names_at + len(name)] == name.encode():
                struct.pack_into("<I", content, at + size_at, size)
            at = content.find(signature, at + 4)
    return bytes(content)


def ole(*streams):
    """Return the beginnings of an OLE container that names streams."""
    directory = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + directory).ljust(2048, b"\0")
