"""Read an .xlsx or .xlsm: only its texts, number formats and cells, as streams.

openpyxl's own reader takes in styles, themes, names and properties as well, builds a tree of each, fails on those
of other programs, and does not know the date formats that Chinese files use without declaring them.
"""

from dashboard.intake.cells import Book, Sheet, blank_rows_remark
from dashboard.intake.errors import NothingInside, TooManyCells, TooManyParts
from dashboard.intake.limits import MAX_CELLS, MAX_SHEETS, Tally
from dashboard.intake.package import Package
from dashboard.intake.serials import is_day_code, is_day_format
from dashboard.intake.sheet_xlsx import Shared, SheetHandler, unescape
from dashboard.intake.xml_walk import Collector, local


def read_xlsx(name: str, content: bytes) -> Book:
    """Return the book in a zip.

    Raises
    ------
    FileRefused
        See its subclasses; errors of the zip or its XML come as they are.
    """
    package = Package(name, content)
    path = package.workbook()
    parts = package.relations(path)
    elements = Collector("workbookPr", "sheet")
    package.walk(path, elements)
    since_1904 = any(e.get("date1904") in {"1", "true"} for tag, e in elements.found if tag == "workbookPr")
    listed = [
        (element.get("name", ""), parts[element["id"]][1], element.get("state", "visible") != "visible")
        for tag, element in elements.found
        if tag == "sheet" and "id" in element and parts[element["id"]][0] == "worksheet"
    ]
    if not listed:
        raise NothingInside(file=name)
    if len(listed) > MAX_SHEETS:
        raise TooManyParts(file=name, limit=MAX_SHEETS)
    if len({part for _, part, _ in listed}) < len(listed):
        raise ValueError(listed)
    shared = Shared(_strings(package, parts), _day_styles(package, parts), since_1904)
    tally = Tally(name)
    remarks = list(package.remarks())
    sheets = []
    for title, part, hidden in listed:
        tally.begin(title)
        handler = SheetHandler(shared, tally)
        package.walk(part, handler)
        sheets.append(Sheet(title, tuple(handler.rows), hidden, tuple(handler.merged)))
        remarks += blank_rows_remark(title, handler.blank_rows)
    return Book("xlsx", tuple(sheets), tuple(remarks))


def _part(package: Package, parts: dict[str, tuple[str, str]], kind: str) -> str | None:
    """Return the path of a part; some programs write it in its usual place without referring to it."""
    path = next((path for found, path in parts.values() if found == kind), f"xl/{kind}.xml")
    return path if path in package else None


def _strings(package: Package, parts: dict[str, tuple[str, str]]) -> list[str]:
    path = _part(package, parts, "sharedStrings")
    if path is None:
        return []
    handler = _StringsHandler(package.name)
    package.walk(path, handler)
    return handler.strings


def _day_styles(package: Package, parts: dict[str, tuple[str, str]]) -> list[bool]:
    path = _part(package, parts, "styles")
    if path is None:
        return []
    handler = _StylesHandler()
    package.walk(path, handler)
    return handler.day_styles


class _StringsHandler:
    """Take in the shared texts, without the readings (rPh) that East Asian input leaves."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.strings: list[str] = []
        self._pieces: list[str] = []
        self._phonetic = self._collecting = False

    def start(self, tag: str, _: dict[str, str], /) -> None:
        match local(tag):
            case "si":
                self._pieces = []
            case "rPh":
                self._phonetic = True
            case "t":
                self._collecting = not self._phonetic

    def end(self, tag: str, /) -> None:
        match local(tag):
            case "si":
                if len(self.strings) >= MAX_CELLS:
                    raise TooManyCells(file=self._name, limit=MAX_CELLS)
                self.strings.append(unescape("".join(self._pieces)))
            case "rPh":
                self._phonetic = False
            case "t":
                self._collecting = False

    def data(self, text: str, /) -> None:
        if self._collecting:
            self._pieces.append(text)


class _StylesHandler:
    """Take in, for each style of cells, whether its number format is one of days or times."""

    def __init__(self) -> None:
        self.day_styles: list[bool] = []
        self._declared: dict[int, bool] = {}
        self._in_cell_styles = False

    def start(self, tag: str, attributes: dict[str, str], /) -> None:
        name = local(tag)
        if name == "xf" and self._in_cell_styles:
            self.day_styles.append(is_day_format(int(attributes.get("numFmtId", "0")), self._declared))
        elif name == "cellXfs":
            self._in_cell_styles = True
        elif name == "numFmt" and "numFmtId" in attributes:
            self._declared[int(attributes["numFmtId"])] = is_day_code(attributes.get("formatCode", ""))

    def end(self, tag: str, /) -> None:
        if local(tag) == "cellXfs":
            self._in_cell_styles = False

    def data(self, _: str, /) -> None:
        pass
