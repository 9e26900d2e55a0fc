import csv
import io

import openpyxl
import pytest

from dashboard.publish.safe import is_dangerous, neutralised
from dashboard.publish.units import HEADINGS, UnitsTable, text, workbook

VILLAGE, COMMUNITY = "110108024901", "110108001001"


def asked(client, form, lang="en", **body):
    return client.post(
        f"/api/v1/exports/units.{form}",
        params={"lang": lang},
        json={"columns": list(HEADINGS), "codes": [], **body},
    )


def test_what_is_asked_for_stands_in_its_order_with_sums(client):
    codes = [COMMUNITY, "110108001002", VILLAGE]
    answer = asked(client, "xlsx", codes=codes, subtotals=True, as_of="2019-01-05")
    assert answer.status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert "DEMO data" in sheet["A1"].value
    assert "2019-01-05" in sheet["A1"].value
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    place = rows[0].index("Code")
    assert [row[place] for row in rows[1:]] == [codes[0], codes[1], None, codes[2], None]
    assert rows[3][0].endswith("2 units")
    told = {
        code: client.get(
            "/api/v1/units", params={"as_of": "2019-01-05", "township": code[:9], "limit": 1000}
        ).json()["units"]
        for code in codes
    }
    for row in (rows[1], rows[2], rows[4]):
        unit = next(unit for unit in told[row[place]] if unit["code"] == row[place])
        assert row[rows[0].index("Name")] == unit["name"]
        planned = row[rows[0].index("Planned poll")]
        assert (planned and f"{planned:%Y-%m-%d}") == unit["planned_on"]


def test_text_says_of_every_line_that_it_is_simulated(client):
    rows = list(
        csv.reader(
            io.StringIO(
                asked(client, "csv", codes=[VILLAGE], columns=["name", "phase"]).content.decode("utf-8-sig")
            )
        )
    )
    assert rows[0] == ["Name", "Phase", "DEMO data"]
    assert rows[1][-1] == "DEMO data"


def test_what_does_not_exist_is_refused(client):
    assert asked(client, "xlsx", codes=["999"]).status_code == 404
    assert asked(client, "xlsx", codes=["110108001"]).status_code == 404, "a township is no unit"
    assert asked(client, "csv", columns=["password"]).status_code == 422
    assert asked(client, "pdf").status_code == 422


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1+1", "-2", "@SUM(A1)", "  =1", "\t=1", "＝1"])
def test_no_name_becomes_a_formula(application, name):
    from dataclasses import replace

    from dashboard.election.areas import AreaTree
    from dashboard.messages import messages

    services = application.services
    tree = services.queries.tree
    areas = {**tree.areas, VILLAGE: replace(tree.areas[VILLAGE], name=name)}
    table = UnitsTable(
        services.queries.board(), AreaTree.of(areas.values()), services.profile, services.calendar, "party", [VILLAGE], ["name"], False, "title", False,
    )  # fmt: skip
    cell = openpyxl.load_workbook(io.BytesIO(workbook(table, messages("en")))).active["A3"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (name, "s", True)
    assert next(csv.reader(io.StringIO(text(table, messages("en")).decode("utf-8-sig").splitlines()[1]))) == [
        f"'{name}"
    ]


def test_ordinary_text_stays_as_it_is():
    assert not is_dangerous("翠微路21号社区居委会")
    assert neutralised("示例一村") == "示例一村"
