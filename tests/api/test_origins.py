"""Every fact that came by a report says in which file, in which of its cells, it was told."""

from io import BytesIO

from openpyxl import load_workbook

from tests.api.test_reports import SHEET, UNIT, WENQUAN, filled, form, send


def newest(client, application, unit=UNIT):
    """The unit's last fact and where it was told."""
    fact = application.services.queries.facts(unit)[-1]
    return fact, application.services.origins.of(fact)


def test_a_fact_is_traced_to_its_cell(client, application):
    content = filled(form(client), 备注="会场已落实")
    receipt = send(client, content).json()["report"]["id"]
    client.post(f"/api/v1/reports/{receipt}/submit")
    fact, origin = newest(client, application)
    assert (origin.report, origin.file, origin.sheet) == (receipt, "温泉日报.xlsx", SHEET)
    assert load_workbook(BytesIO(content))[origin.sheet][origin.cells].value == fact.payload.text == "会场已落实"
    assert not origin.by_hand


def test_several_cells_and_a_change_by_hand(client, application):
    content = filled(form(client), **{"专职副书记(是/否)": "是", "一肩挑(是/否)": "否"})
    preview = send(client, content).json()
    receipt, row = preview["report"]["id"], next(row for row in preview["rows"] if row["unit"] == UNIT)
    changed = {"cells": {row["id"]: {"one_shoulder": "是"}}}
    amended = client.patch(
        f"/api/v1/reports/{receipt}", json={"version": preview["report"]["version"], "amendments": changed}
    ).json()
    assert client.post(f"/api/v1/reports/{receipt}/submit", json={"digest": amended["digest"]}).status_code == 200
    fact, origin = newest(client, application)
    assert fact.payload.one_shoulder
    first, _, last = origin.cells.partition("–")
    sheet = load_workbook(BytesIO(content))[origin.sheet]
    assert (sheet[first].value, sheet[last].value) == ("是", "否")
    assert origin.by_hand


def test_what_was_filled_in_online_has_no_cell(client, application):
    form_of_one = {"township": WENQUAN, "kind": "unit", "cells": {"party": {UNIT: {"remarks": "会场已落实"}}}}
    receipt = client.post("/api/v1/reports/entries", json=form_of_one).json()["report"]["id"]
    client.post(f"/api/v1/reports/{receipt}/submit")
    _, origin = newest(client, application)
    assert (origin.report, origin.file, origin.cells) == (receipt, None, None)


def test_what_came_by_no_report_has_no_origin(client, application):
    first = application.services.queries.facts(UNIT)[0]
    assert application.services.origins.of(first) is None
