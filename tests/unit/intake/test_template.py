"""The form holds what is recorded, guards its cells, and reads back without a change."""

import shutil
import subprocess
from io import BytesIO

import pytest
from openpyxl import load_workbook

from dashboard.bootstrap import open_services
from dashboard.intake.findings import Level
from dashboard.intake.template import template
from dashboard.messages import messages
from dashboard.settings import Settings
from tests.apps import copy_of

WENQUAN = "110108026"


@pytest.fixture(scope="module")
def services(demo_folder, tmp_path_factory):
    folder = copy_of(demo_folder, tmp_path_factory.mktemp("template") / "data")
    opened = open_services(Settings(data_dir=folder, demo_speed=0, _env_file=None))
    yield opened
    opened.queries.engine.dispose()


def form(services, locale="zh_CN", township=WENQUAN):
    return template(services.desk, township, services.clock.today(), messages(locale), demo=True)


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_the_form_reads_back_without_a_change(services, locale):
    preview, _ = services.desk.receive("form.xlsx", form(services, locale), "test")
    assert preview.township.code == WENQUAN
    assert preview.report.day == services.clock.today()
    assert (preview.checked.entries, preview.checked.findings) == ((), ())


def test_the_form_guards_its_cells(services):
    book = load_workbook(BytesIO(form(services)))
    assert book.sheetnames[:4] == ["表一甲 党组织", "表一乙 村（居）委会", "表二 街镇汇总", "表三 班子结构"]
    sheet = book["表一甲 党组织"]
    assert "演示数据" in sheet["A1"].value
    assert sheet.protection.sheet
    by_heading = {cell.value: cell for row in sheet["A3:BE4"] for cell in row if cell.value}
    stage, code, poll = by_heading["当前阶段"], by_heading["编码"], by_heading["实际选举日期"]
    assert (sheet.cell(5, code.column).protection.locked, sheet.cell(5, stage.column).protection.locked) == (
        True,
        False,
    )
    rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    assert "党员大会选举" in rules[f"{stage.column_letter}5"].formula1
    assert rules[f"{poll.column_letter}5"].type == "date"
    assert book["_form"].sheet_state == "veryHidden"
    assert book["_form"]["A1"].value == services.profile.report.version
    assert sheet.freeze_panes == "D5"
    assert str(book["表二 街镇汇总"]["C5"].value).startswith("=COUNTA(")


def test_a_text_that_begins_like_a_formula_stays_a_text(services):
    desk = services.desk
    preview = desk.enter("unit", WENQUAN, {"party": {"110108026001": {"remarks": "=1+1"}}}, "test")
    desk.submit(preview.report.id, "test")
    sheet = load_workbook(BytesIO(form(services)))["表一甲 党组织"]
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1")
    assert cell.data_type == "s"


@pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice is not installed: the form was not opened in it"
)
def test_libreoffice_opens_the_form_and_counts_the_summary(services, tmp_path):
    (tmp_path / "form.xlsx").write_bytes(form(services))
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", tmp_path / "out"]  # fmt: skip
    subprocess.run([*command, tmp_path / "form.xlsx"], check=True, capture_output=True, timeout=100)
    content = (tmp_path / "out" / "form.xlsx").read_bytes()
    summary = load_workbook(BytesIO(content), data_only=True)["表二 街镇汇总"]
    figures = dict(zip([c.value for c in summary[3]], [c.value for c in summary[5]], strict=True))
    bodies = load_workbook(BytesIO(content), data_only=True)["表三 班子结构"]
    shares = dict(zip([c.value for c in bodies[3]], [c.value for c in bodies[5]], strict=True))
    assert 0.8 < shares["党员到会率"] < 1
    board = services.queries.board()
    due = [
        code for code in services.queries.units_below(WENQUAN) if services.queries.tree.areas[code].due["party"]
    ]
    assert figures["应换届数"] == len(due)
    assert figures["已选举"] == sum(board.tracks[code, "party"].elected for code in due)
    preview, _ = services.desk.receive("saved.xlsx", content, "test")
    assert preview.checked.entries == ()
    assert [f for f in preview.checked.findings if f.level is not Level.WARNING] == []
