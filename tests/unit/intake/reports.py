"""Write small reports for tests, and check them."""

from collections import defaultdict
from datetime import date
from io import BytesIO

from openpyxl import Workbook

from dashboard.intake.book import read_book
from dashboard.intake.check import Checker
from dashboard.intake.content import Amendments
from dashboard.intake.findings import Level
from dashboard.intake.rows import read_content

DAY = date(2018, 12, 14)


def workbook(*sheets, head=("填报单位：甲镇", "统计截止时间：12月14日17时")):
    """A workbook of sheets, each a name, headings and rows."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, headings, *rows in sheets:
        sheet = book.create_sheet(name)
        if head:
            sheet.append(list(head))
        sheet.append(list(headings))
        for row in rows:
            sheet.append(list(row))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


class Reporting:
    """Check reports of township 11 against facts that are recorded."""

    def __init__(self, profile, calendar, tree, facts=()):
        self.profile, self.tree = profile, tree
        self.checker = Checker(profile, calendar, tree, later_reason="later report")
        self.facts = defaultdict(list)
        for fact in facts:
            self.facts[fact.area_code].append(fact)

    def check(self, *sheets, amendments=None, day=DAY, township="11", **how):
        content = read_content(read_book("日报.xlsx", workbook(*sheets, **how)), self.profile)
        given = amendments or Amendments()
        return self.checker.check(content, given, self.tree.areas[township], day, DAY, self.facts)

    def party(self, headings, *rows, **how):
        """Check a party table; the first columns are the name and the current stage."""
        known = ("村(社区)名称", "当前阶段", "编码", "序号")
        return self.check(("表一甲", (*known, *headings), *((*row[:3], 1, *row[3:]) for row in rows)), **how)


def texts(checked, *levels):
    wanted = levels or (Level.ERROR, Level.CORRECTION)
    return [str(finding.text) for finding in checked.findings if finding.level in wanted]


def drafts(checked):
    return [(entry.area_code, entry.draft.type, dict(entry.draft.payload)) for entry in checked.entries]
