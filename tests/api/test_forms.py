"""What the intake's page fills in: the board of a day, the prefilled tables, a draft that any cell can go into."""

TOWN, UNIT = "110108012", "110108012003"


def get(client, path, **params):
    answer = client.get(f"/api/v1/reports{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def post(client, path, body):
    answer = client.post(f"/api/v1/reports{path}", json=body)
    assert answer.status_code in {200, 201}, answer.text
    return answer.json()


def test_the_board_says_where_each_township_stands(client):
    board = get(client, "/board")
    assert len(board["townships"]) == 26
    assert board["day"] == board["today"] == "2019-01-10"
    assert board["now"].endswith("+08:00")
    cells = {"party": {UNIT: {"plan_approved": "下周"}}}
    draft = post(client, "/entries", {"township": TOWN, "kind": "grid", "cells": cells})
    town = next(town for town in get(client, "/board")["townships"] if town["code"] == TOWN)
    assert [(line["id"], line["status"]) for line in town["reports"]] == [(draft["report"]["id"], "draft")]
    assert town["reports"][0]["counts"] == {"facts": 0, "error": 1, "correction": 0, "warning": 0}
    amendments = {"cells": {f"party-{UNIT}": {"plan_approved": None}}}
    answer = client.patch(
        f"/api/v1/reports/{draft['report']['id']}", json={"amendments": amendments, "version": 1}
    )
    assert answer.status_code == 200
    town = next(town for town in get(client, "/board")["townships"] if town["code"] == TOWN)
    assert town["reports"][0]["counts"]["error"] == 0, "counted again when it is amended"
    client.post(f"/api/v1/reports/{draft['report']['id']}/withdraw", json={"reason": "test"})
    town = next(town for town in get(client, "/board")["townships"] if town["code"] == TOWN)
    assert town["reports"] == []


def test_the_form_is_filled_in_with_what_is_recorded(client):
    form = get(client, "/form", township=TOWN, lang="zh")
    assert [table["id"] for table in form["tables"]] == ["party", "committee", "township", "composition"]
    party = form["tables"][0]
    row = next(row for row in party["rows"] if row["code"] == UNIT)
    stages = client.get(f"/api/v1/units/{UNIT}").json()["tracks"]["party"]["stages"]
    assert row["values"]["plan_approved"] == next(one["end"] for one in stages if one["stage"] == "preparation")
    assert row["values"]["stage"] in row["stages"]
    editable = {column["id"] for column in party["columns"] if column["editable"]}
    assert "plan_approved" in editable
    assert not editable & {"code", "name", "kind", "turnout", "key_level"}
    assert form["draft"] is None
    one = get(client, "/form", township=TOWN, unit=UNIT)
    assert {(table["id"], *(row["code"] for row in table["rows"])) for table in one["tables"]} == {
        ("party", UNIT),
        ("committee", UNIT),
    }
    assert client.get("/api/v1/reports/form", params={"township": TOWN, "unit": "110108001001"}).status_code == 404


def test_what_belongs_to_no_track_is_filled_in_once(client):
    tables = {table["id"]: table for table in get(client, "/form", township=TOWN)["tables"]}
    elsewhere = {row["code"]: set(row["elsewhere"]) for row in tables["township"]["rows"]}
    of_the_township = {"incident_category", "incident", "trainings", "trained", "reason"}
    assert elsewhere == {"party": set(), "committee": of_the_township}
    others = [row for name in ("party", "committee", "composition") for row in tables[name]["rows"]]
    assert {tuple(row["elsewhere"]) for row in others} == {()}


def test_a_draft_of_bare_rows_takes_any_cell_and_goes_on(client):
    form = get(client, "/form", township=TOWN)
    rows = {table["id"]: {row["code"]: {} for row in table["rows"]} for table in form["tables"]}
    draft = post(client, "/entries", {"township": TOWN, "kind": "grid", "cells": rows})
    receipt = draft["report"]["id"]
    assert draft["rows"] == []
    assert draft["facts"] == 0
    assert get(client, "/form", township=TOWN)["draft"] == receipt
    cells = {"composition-committee": {"women": "12"}, f"party-{UNIT}": {"remarks": "按计划"}}
    answer = client.patch(f"/api/v1/reports/{receipt}", json={"amendments": {"cells": cells}, "version": 1})
    assert answer.json()["acceptable"], answer.text
    changed = {
        (row["id"], change["column"], change["after"])
        for row in answer.json()["rows"]
        for change in row["changes"]
    }
    assert changed == {
        ("composition-committee", "women", "12"),
        (f"party-{UNIT}", "remarks", "按计划"),
    }
    post(client, f"/{receipt}/submit", {"digest": answer.json()["digest"]})
    form = get(client, "/form", township=TOWN)
    assert form["draft"] is None
    summary = next(table for table in form["tables"] if table["id"] == "composition")
    by_track = {row["code"]: row["values"].get("women") for row in summary["rows"]}
    assert by_track == {"party": None, "committee": "12"}, "of the track that the row names"


def test_choices_are_in_the_readers_language_and_understood_in_both(client):
    def offered(lang):
        tables = get(client, "/form", township=TOWN, lang=lang)["tables"]
        words = {column["id"]: column["words"] for table in tables for column in table["columns"]}
        return words["outcome"], words["incident_category"], tables[2]["rows"][0]["values"]["track"]

    (outcomes, categories, track), english = offered("zh"), offered("en")
    assert (outcomes, track) == (["一次成功", "另行选举", "重新选举", "缺额"], "党组织")
    assert english[0] == ["all seats filled", "re-election for missing seats", "re-poll", "vacancy accepted"]
    assert english[2].isascii()
    seen = []
    for word in (categories[0], english[1][0]):
        cells = {"township": {"party": {"incident_category": word, "incident": "投票现场一度中断"}}}
        preview = post(client, "/entries", {"township": TOWN, "kind": "grid", "cells": cells})
        assert preview["acceptable"], preview
        seen.append(preview["digest"])
        client.post(f"/api/v1/reports/{preview['report']['id']}/withdraw", json={"reason": "test"})
    assert seen[0] == seen[1]


def test_the_last_revision_of_a_township_is_that_of_its_facts(application):
    queries = application.services.queries
    latest = queries.last_revisions()
    for township in queries.tree.townships:
        _, facts = queries.facts_below(township.code)
        assert latest.get(township.code, 0) == max(
            (f.revision for each in facts.values() for f in each), default=0
        )


def test_a_report_without_a_file_has_no_original(client):
    made = client.post("/api/v1/reports/entries", json={"township": "110108026", "kind": "zero"}).json()
    missing = client.get(f"/api/v1/reports/{made['report']['id']}/file")
    assert (missing.status_code, missing.json()["type"]) == (404, "/problems/unknown-report")
